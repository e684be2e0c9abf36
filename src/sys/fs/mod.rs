//! File system calls, one function a call, under libuv's names (`uv_fs_…`).
//!
//! Paths are bytes without NUL. Errors are `io::Error`s that carry the kernel's number. Nothing here knows a script:
//! every function may run on any thread. Descriptors are numbers because scripts own them.

mod copy;
mod directory;
mod file;
mod stat;
mod tree;
mod watch;

use std::{
    ffi::OsStr,
    fs::{self, DirBuilder, File, Permissions},
    io,
    mem::ManuallyDrop,
    os::{
        fd::{FromRawFd, IntoRawFd, RawFd},
        unix::{
            ffi::{OsStrExt, OsStringExt},
            fs::{DirBuilderExt, FileExt, PermissionsExt},
        },
    },
    path::Path,
};

use nix::{
    fcntl::{AtFlags, OFlag},
    sys::{
        stat::{Mode, UtimensatFlags},
        time::TimeSpec,
    },
};

pub use copy::{COPYFILE_EXCL, COPYFILE_FICLONE, COPYFILE_FICLONE_FORCE, copy_file};
pub use directory::{Directory, Entry, Kind, read_directory, read_tree};
pub use file::{read_to_end, read_to_end_at_most, write_to_end};
pub use stat::{FsStat, Stat, Time, fstat, lstat, stat, statfs};
pub use tree::{Removal, Removed, make_directories, remove_tree};
pub use watch::{Event, Watch};

/// The bytes of a path as the standard library takes them.
#[must_use]
pub fn path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

/// A descriptor that a script named, as a file that is not closed when dropped. A wrong number answers `EBADF`.
pub(super) fn lend(fd: RawFd) -> io::Result<ManuallyDrop<File>> {
    if fd < 0 {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    // SAFETY: the number is not -1, the only one that the type forbids; the file is never dropped, so ownership stays
    // with the script, and the kernel checks the number at every call.
    Ok(ManuallyDrop::new(unsafe { File::from_raw_fd(fd) }))
}

/// Repeats a call that a signal interrupted.
pub(super) fn retry<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// `open(2)`, close-on-exec.
pub fn open(path: &Path, flags: i32, mode: u32) -> io::Result<RawFd> {
    let flags = OFlag::from_bits_retain(flags) | OFlag::O_CLOEXEC;
    retry(|| Ok(nix::fcntl::open(path, flags, Mode::from_bits_truncate(mode))?)).map(IntoRawFd::into_raw_fd)
}

/// One `read(2)` or, with a position, `pread(2)`.
pub fn read(fd: RawFd, buffer: &mut [u8], position: Option<u64>) -> io::Result<usize> {
    use io::Read as _;
    let file = lend(fd)?;
    match position {
        Some(position) => retry(|| file.read_at(buffer, position)),
        None => retry(|| (&*file).read(buffer)),
    }
}

/// One `write(2)` or `pwrite(2)`; the count may be short.
pub fn write(fd: RawFd, bytes: &[u8], position: Option<u64>) -> io::Result<usize> {
    use io::Write as _;
    let file = lend(fd)?;
    match position {
        Some(position) => retry(|| file.write_at(bytes, position)),
        None => retry(|| (&*file).write(bytes)),
    }
}

/// `access(2)`
pub fn access(path: &Path, mode: i32) -> io::Result<()> {
    Ok(nix::unistd::access(path, nix::unistd::AccessFlags::from_bits_truncate(mode))?)
}

/// `mkdir(2)`
pub fn mkdir(path: &Path, mode: u32) -> io::Result<()> {
    DirBuilder::new().mode(mode).create(path)
}

/// `mkdtemp(3)`: the path made from `template`, which ends in `XXXXXX`.
pub fn mkdtemp(template: &Path) -> io::Result<Vec<u8>> {
    Ok(nix::unistd::mkdtemp(template)?.into_os_string().into_vec())
}

/// `rmdir(2)`
pub fn rmdir(path: &Path) -> io::Result<()> {
    fs::remove_dir(path)
}

/// `unlink(2)`
pub fn unlink(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// `rename(2)`
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// `link(2)`
pub fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to)
}

/// `symlink(2)`
pub fn symlink(target: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

/// `readlink(2)`
pub fn readlink(path: &Path) -> io::Result<Vec<u8>> {
    Ok(fs::read_link(path)?.into_os_string().into_vec())
}

/// `realpath(3)`
pub fn realpath(path: &Path) -> io::Result<Vec<u8>> {
    Ok(fs::canonicalize(path)?.into_os_string().into_vec())
}

/// `truncate(2)`
pub fn truncate(path: &Path, length: i64) -> io::Result<()> {
    retry(|| Ok(nix::unistd::truncate(path, length)?))
}

/// `ftruncate(2)`
pub fn ftruncate(fd: RawFd, length: u64) -> io::Result<()> {
    retry(|| lend(fd)?.set_len(length))
}

/// `chmod(2)`
pub fn chmod(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode & 0o7777))
}

/// `fchmod(2)`
pub fn fchmod(fd: RawFd, mode: u32) -> io::Result<()> {
    lend(fd)?.set_permissions(Permissions::from_mode(mode & 0o7777))
}

/// `chown(2)`; -1 leaves an id as it is.
pub fn chown(path: &Path, uid: u32, gid: u32) -> io::Result<()> {
    std::os::unix::fs::chown(path, Some(uid), Some(gid))
}

/// `lchown(2)`
pub fn lchown(path: &Path, uid: u32, gid: u32) -> io::Result<()> {
    std::os::unix::fs::lchown(path, Some(uid), Some(gid))
}

/// `fchown(2)`
pub fn fchown(fd: RawFd, uid: u32, gid: u32) -> io::Result<()> {
    std::os::unix::fs::fchown(&*lend(fd)?, Some(uid), Some(gid))
}

/// Seconds since 1970 as `utimensat(2)` takes them.
fn timespec(seconds: f64) -> TimeSpec {
    let whole = seconds.floor();
    // libuv rounds down to microseconds, so that a time that was read comes back as it was.
    let micros = ((seconds - whole) * 1e6).round();
    let (whole, micros) = if micros >= 1e6 { (whole + 1.0, 0.0) } else { (whole, micros) };
    TimeSpec::new(whole as libc::time_t, (micros * 1e3) as _)
}

/// `utimensat(2)`: access and modification time in seconds; `follow` says whose, if `path` is a link.
pub fn utime(path: &Path, accessed: f64, modified: f64, follow: bool) -> io::Result<()> {
    let flag = if follow { UtimensatFlags::FollowSymlink } else { UtimensatFlags::NoFollowSymlink };
    let (accessed, modified) = (timespec(accessed), timespec(modified));
    Ok(nix::sys::stat::utimensat(nix::fcntl::AT_FDCWD, path, &accessed, &modified, flag)?)
}

/// `futimens(2)`
pub fn futime(fd: RawFd, accessed: f64, modified: f64) -> io::Result<()> {
    Ok(nix::sys::stat::futimens(&*lend(fd)?, &timespec(accessed), &timespec(modified))?)
}

/// `fsync(2)`
pub fn fsync(fd: RawFd) -> io::Result<()> {
    lend(fd)?.sync_all()
}

/// `fdatasync(2)`
pub fn fdatasync(fd: RawFd) -> io::Result<()> {
    lend(fd)?.sync_data()
}

/// Whether a path names anything, following links.
#[must_use]
pub fn exists(path: &Path) -> bool {
    nix::unistd::faccessat(nix::fcntl::AT_FDCWD, path, nix::unistd::AccessFlags::F_OK, AtFlags::empty()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_descriptor_is_ebadf() {
        for fd in [-1, 1_000_000] {
            let error = read(fd, &mut [0], None).expect_err("no such descriptor");
            assert_eq!(error.raw_os_error(), Some(libc::EBADF));
        }
    }

    #[test]
    fn times_survive_a_round_trip() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("f");
        fs::write(&file, "x").expect("the folder is writable");
        utime(&file, 1.5, 1_700_000_000.123_456, true).expect("own file");
        let stat = stat(&file).expect("it exists");
        assert_eq!((stat.accessed.seconds, stat.accessed.nanoseconds), (1, 500_000_000));
        assert_eq!((stat.modified.seconds, stat.modified.nanoseconds), (1_700_000_000, 123_456_000));
    }
}
