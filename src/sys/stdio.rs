//! Writing to the standard descriptors without buffering, and without the panic that `println!` has on a closed pipe.

use std::os::fd::{AsFd, BorrowedFd};

use nix::{
    errno::Errno,
    poll::{PollFd, PollFlags, PollTimeout, poll},
    unistd::write,
};

/// Writes everything to standard output.
///
/// # Errors
/// The errno of `write(2)`, such as EPIPE.
pub fn write_stdout(bytes: &[u8]) -> Result<(), Errno> {
    write_all(std::io::stdout().as_fd(), bytes)
}

/// Writes a diagnostic to standard error. There is nowhere to report a failure to, so it ends here.
pub fn write_stderr(bytes: &[u8]) {
    let _unreportable = write_all(std::io::stderr().as_fd(), bytes);
}

/// Writes everything to a descriptor, waiting where it would block.
///
/// # Errors
/// The errno of `write(2)` or `poll(2)`.
pub fn write_all(fd: BorrowedFd<'_>, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match write(fd, bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::EINTR) => {}
            Err(Errno::EAGAIN) => {
                poll(&mut [PollFd::new(fd, PollFlags::POLLOUT)], PollTimeout::NONE)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
