//! Whole files: reading to the end, writing all of it.

use std::{io, os::fd::RawFd};

use super::{read, write};

/// How much is asked for at a time when the size is not known.
const CHUNK: usize = 64 * 1024;

/// Reads from the descriptor's position to the end. `size_hint` is what `fstat` says of a regular file; a file that
/// grows or has no size (`/proc`) is read to its end all the same.
pub fn read_to_end(fd: RawFd, size_hint: usize) -> io::Result<Vec<u8>> {
    read_to_end_at_most(fd, size_hint, usize::MAX)
}

/// As [`read_to_end`], but `EFBIG` beyond `limit` bytes.
pub fn read_to_end_at_most(fd: RawFd, size_hint: usize, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than the size: the read that finds the end is usually the last one, without a second buffer.
    let first = if size_hint == 0 { 8192 } else { size_hint + 1 };
    bytes.try_reserve_exact(first.min(limit)).map_err(|_| io::Error::from_raw_os_error(libc::ENOMEM))?;
    bytes.resize(first.min(limit), 0);
    let mut filled = 0;
    loop {
        if filled == bytes.len() {
            if filled >= limit {
                return Err(io::Error::from_raw_os_error(libc::EFBIG));
            }
            let more = CHUNK.max(filled / 2).min(limit - filled);
            bytes.try_reserve(more).map_err(|_| io::Error::from_raw_os_error(libc::ENOMEM))?;
            bytes.resize(filled + more, 0);
        }
        match read(fd, &mut bytes[filled..], None) {
            Ok(0) => break,
            Ok(n) => filled += n,
            // A pipe or terminal that others made non-blocking.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                crate::sys::fd::wait(fd, crate::sys::fd::Wait::Readable, None)?;
            }
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// Writes all of `bytes`, at a position or where the descriptor stands.
pub fn write_to_end(fd: RawFd, mut bytes: &[u8], mut position: Option<u64>) -> io::Result<()> {
    while !bytes.is_empty() {
        let n = match write(fd, bytes, position) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                crate::sys::fd::wait(fd, crate::sys::fd::Wait::Writable, None)?;
                continue;
            }
            other => other?,
        };
        bytes = &bytes[n..];
        position = position.map(|position| position + n as u64);
    }
    Ok(())
}
