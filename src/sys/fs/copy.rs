//! `uv_fs_copyfile`: a file's bytes and permissions, cloned where the file system can.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

/// Fail if the target exists.
pub const COPYFILE_EXCL: i32 = 1;
/// Share the blocks if the file system can, else copy.
pub const COPYFILE_FICLONE: i32 = 2;
/// Share the blocks or fail.
pub const COPYFILE_FICLONE_FORCE: i32 = 4;

/// Copies `from` to `to`. A target that did not exist is removed again when copying fails.
pub fn copy_file(from: &Path, to: &Path, flags: i32) -> io::Result<()> {
    let mut source = File::open(from)?;
    let data = source.metadata()?;
    let mode = data.mode();
    let mut target = OpenOptions::new()
        .write(true)
        .create(true)
        .create_new(flags & COPYFILE_EXCL != 0)
        .mode(mode & 0o7777)
        .open(to)?;
    let existing = target.metadata()?;
    if existing.dev() == data.dev() && existing.ino() == data.ino() {
        return Ok(());
    }
    let copied = copy_contents(&mut source, &mut target, mode, flags);
    if copied.is_err() {
        let _ = fs::remove_file(to);
    }
    copied
}

fn copy_contents(source: &mut File, target: &mut File, mode: u32, flags: i32) -> io::Result<()> {
    target.set_len(0)?;
    match target.set_permissions(fs::Permissions::from_mode(mode & 0o7777)) {
        // Some network file systems know no permissions; libuv goes on as well.
        Err(error) if error.raw_os_error() != Some(libc::EPERM) => return Err(error),
        _ => {}
    }
    if flags & (COPYFILE_FICLONE | COPYFILE_FICLONE_FORCE) != 0 {
        match clone(source, target) {
            Ok(()) => return Ok(()),
            Err(error) if flags & COPYFILE_FICLONE_FORCE != 0 => return Err(error),
            Err(_) => {}
        }
    }
    // The standard library picks copy_file_range, sendfile or a plain loop.
    io::copy(source, target)?;
    Ok(())
}

#[cfg(target_os = "linux")]
fn clone(source: &File, target: &File) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    /// `_IOW(0x94, 9, int)`
    const FICLONE: libc::c_ulong = 0x4004_9409;
    // SAFETY: both descriptors are open; this request takes a descriptor by value and writes no memory.
    if unsafe { libc::ioctl(target.as_raw_fd(), FICLONE as _, source.as_raw_fd()) } == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

#[cfg(not(target_os = "linux"))]
fn clone(_source: &File, _target: &File) -> io::Result<()> {
    Err(io::Error::from_raw_os_error(libc::ENOTSUP))
}
