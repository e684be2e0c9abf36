//! `stat`, `lstat`, `fstat` and `statfs`.

use std::{
    fs::Metadata,
    io,
    os::{fd::RawFd, unix::ffi::OsStrExt, unix::fs::MetadataExt},
    path::Path,
    time::UNIX_EPOCH,
};

use super::lend;

/// A moment: seconds since 1970 and the nanoseconds beyond them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Time {
    /// Whole seconds, negative before 1970.
    pub seconds: i64,
    /// 0 to 999,999,999.
    pub nanoseconds: i64,
}

/// What `uv_stat_t` holds.
#[derive(Clone, Debug)]
pub struct Stat {
    /// Device.
    pub dev: u64,
    /// Kind and permissions.
    pub mode: u32,
    /// Hard links.
    pub nlink: u64,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// The device that a device file stands for.
    pub rdev: u64,
    /// Preferred size of reads.
    pub blksize: u64,
    /// File number.
    pub ino: u64,
    /// Bytes.
    pub size: u64,
    /// Blocks of 512 bytes on the disk.
    pub blocks: u64,
    /// Last access.
    pub accessed: Time,
    /// Last change of the contents.
    pub modified: Time,
    /// Last change of the file or its attributes.
    pub changed: Time,
    /// Creation; zero where the file system does not keep it.
    pub born: Time,
}

impl From<Metadata> for Stat {
    fn from(data: Metadata) -> Self {
        let born = data.created().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        Self {
            dev: data.dev(),
            mode: data.mode(),
            nlink: data.nlink(),
            uid: data.uid(),
            gid: data.gid(),
            rdev: data.rdev(),
            blksize: data.blksize(),
            ino: data.ino(),
            size: data.size(),
            blocks: data.blocks(),
            accessed: Time { seconds: data.atime(), nanoseconds: data.atime_nsec() },
            modified: Time { seconds: data.mtime(), nanoseconds: data.mtime_nsec() },
            changed: Time { seconds: data.ctime(), nanoseconds: data.ctime_nsec() },
            born: Time {
                seconds: i64::try_from(born.as_secs()).unwrap_or(i64::MAX),
                nanoseconds: i64::from(born.subsec_nanos()),
            },
        }
    }
}

/// `stat(2)`
pub fn stat(path: &Path) -> io::Result<Stat> {
    std::fs::metadata(path).map(Stat::from)
}

/// `lstat(2)`
pub fn lstat(path: &Path) -> io::Result<Stat> {
    std::fs::symlink_metadata(path).map(Stat::from)
}

/// `fstat(2)`
pub fn fstat(fd: RawFd) -> io::Result<Stat> {
    lend(fd)?.metadata().map(Stat::from)
}

/// What `uv_statfs_t` holds.
#[derive(Clone, Debug)]
pub struct FsStat {
    /// Kind of the file system.
    pub kind: u64,
    /// Preferred size of reads.
    pub bsize: u64,
    /// Size of the units that the counts below are in.
    pub frsize: u64,
    /// All units.
    pub blocks: u64,
    /// Free units.
    pub bfree: u64,
    /// Free units for ordinary users.
    pub bavail: u64,
    /// All file numbers.
    pub files: u64,
    /// Free file numbers.
    pub ffree: u64,
}

/// `statfs(2)`
pub fn statfs(path: &Path) -> io::Result<FsStat> {
    let path =
        std::ffi::CString::new(path.as_os_str().as_bytes()).map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))?;
    let mut data = std::mem::MaybeUninit::<libc::statfs>::zeroed();
    // SAFETY: the path is a C string that outlives the call, and the call writes at most one `statfs` to the place.
    if unsafe { libc::statfs(path.as_ptr(), data.as_mut_ptr()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: all zeros is a valid `statfs`, and the kernel has filled it.
    let data = unsafe { data.assume_init() };
    #[cfg(target_os = "linux")]
    let frsize = data.f_frsize as u64;
    #[cfg(not(target_os = "linux"))]
    let frsize = data.f_bsize as u64;
    Ok(FsStat {
        kind: data.f_type as u64,
        bsize: data.f_bsize as u64,
        frsize,
        blocks: data.f_blocks,
        bfree: data.f_bfree,
        bavail: data.f_bavail,
        files: data.f_files,
        ffree: data.f_ffree,
    })
}
