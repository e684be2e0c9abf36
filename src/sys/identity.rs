//! Who this process is and what it may change of that: ids, working directory, mask, title.

use std::{ffi::CString, io, os::unix::ffi::OsStrExt, path::PathBuf};

use nix::{
    sys::stat::{Mode, umask},
    unistd::{self, Gid, Group, Uid, User},
};

/// The working directory.
///
/// # Errors
/// The errno of `getcwd(3)`: ENOENT when it was removed.
pub fn cwd() -> io::Result<PathBuf> {
    Ok(unistd::getcwd()?)
}

/// Changes the working directory.
///
/// # Errors
/// The errno of `chdir(2)`.
pub fn chdir(path: &str) -> io::Result<()> {
    Ok(unistd::chdir(path)?)
}

/// Sets the file mode creation mask and returns the old one; `None` only reads it.
#[must_use]
pub fn mask(new: Option<u32>) -> u32 {
    let old = umask(Mode::from_bits_truncate(new.unwrap_or(0)));
    if new.is_none() {
        umask(old);
    }
    old.bits()
}

/// The uid of a user name.
///
/// # Errors
/// The errno of `getpwnam_r(3)`.
pub fn uid_of(name: &str) -> io::Result<Option<u32>> {
    Ok(User::from_name(name)?.map(|user| user.uid.as_raw()))
}

/// The user name of a uid.
///
/// # Errors
/// The errno of `getpwuid_r(3)`.
pub fn name_of(uid: u32) -> io::Result<Option<String>> {
    Ok(User::from_uid(Uid::from_raw(uid))?.map(|user| user.name))
}

/// `execve(2)`: returns only if it failed, with the errno.
#[must_use]
pub fn replace_process(file: &str, args: &[String], environment: &[String]) -> i32 {
    let words = |list: &[String]| list.iter().map(|word| CString::new(word.as_str())).collect::<Result<Vec<_>, _>>();
    let (Ok(file), Ok(args), Ok(environment)) = (CString::new(file), words(args), words(environment)) else {
        return nix::errno::Errno::EINVAL as i32;
    };
    match unistd::execve(&file, &args, &environment) {
        Ok(never) => match never {},
        Err(errno) => errno as i32,
    }
}

/// The gid of a group name.
///
/// # Errors
/// The errno of `getgrnam_r(3)`.
pub fn gid_of(name: &str) -> io::Result<Option<u32>> {
    Ok(Group::from_name(name)?.map(|group| group.gid.as_raw()))
}

/// `setuid(2)`, `seteuid(2)`, `setgid(2)` or `setegid(2)`, by Node's name of the call.
///
/// # Errors
/// The errno of the call; ENOSYS for another name.
pub fn set_id(call: &str, id: u32) -> io::Result<()> {
    match call {
        "setuid" => unistd::setuid(Uid::from_raw(id))?,
        "seteuid" => unistd::seteuid(Uid::from_raw(id))?,
        "setgid" => unistd::setgid(Gid::from_raw(id))?,
        "setegid" => unistd::setegid(Gid::from_raw(id))?,
        _ => return Err(nix::errno::Errno::ENOSYS.into()),
    }
    Ok(())
}

/// `initgroups(3)`
///
/// # Errors
/// The errno of the call.
pub fn init_groups(user: &str, gid: u32) -> io::Result<()> {
    Ok(unistd::initgroups(&CString::new(user)?, Gid::from_raw(gid))?)
}

/// `setgroups(2)`
///
/// # Errors
/// The errno of the call.
pub fn set_groups(gids: &[u32]) -> io::Result<()> {
    let gids: Vec<Gid> = gids.iter().copied().map(Gid::from_raw).collect();
    Ok(unistd::setgroups(&gids)?)
}

/// The supplementary groups, with the effective one.
///
/// # Errors
/// The errno of `getgroups(2)`.
pub fn groups() -> io::Result<Vec<u32>> {
    let mut gids: Vec<u32> = unistd::getgroups()?.into_iter().map(Gid::as_raw).collect();
    let effective = unistd::getegid().as_raw();
    if !gids.contains(&effective) {
        gids.push(effective);
    }
    Ok(gids)
}

/// Names the process for `ps` and `top` (at most 15 bytes are kept by the kernel).
///
/// # Errors
/// The text contains a NUL byte, or the kernel refuses.
pub fn set_title(title: &str) -> io::Result<()> {
    let bytes = title.as_bytes();
    let text = CString::new(&bytes[..bytes.len().min(15)])?;
    std::fs::write("/proc/self/comm", std::ffi::OsStr::from_bytes(text.as_bytes()).as_bytes())
}

/// Sets or removes an environment variable of the C library, for what it reads itself (`TZ`).
pub fn set_environment(name: &str, value: Option<&str>) {
    if name.is_empty() || name.contains(['=', '\0']) || value.is_some_and(|value| value.contains('\0')) {
        return;
    }
    // SAFETY: only the JS thread writes the environment, and the pool's threads do not read it without the C library's lock.
    #[allow(clippy::disallowed_methods, reason = "the one place that may: the C library itself reads TZ")]
    match value {
        Some(value) => unsafe { std::env::set_var(name, value) },
        None => unsafe { std::env::remove_var(name) },
    }
}

/// Makes the C library read `TZ` again.
pub fn reset_timezone() {
    unsafe extern "C" {
        fn tzset();
    }
    // SAFETY: tzset has no preconditions.
    unsafe { tzset() }
}
