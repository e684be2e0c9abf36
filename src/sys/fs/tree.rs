//! `mkdir -p` and `rm -r`.

use std::{
    ffi::OsStr,
    fs, io,
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::mkdir;

/// Makes a directory and those above it that are missing. Returns the topmost one that was made, if any.
///
/// # Errors
/// The failure and the path it is about.
pub fn make_directories(path: &Path, mode: u32) -> Result<Option<Vec<u8>>, (io::Error, PathBuf)> {
    let mut missing = vec![path.to_path_buf()];
    let mut first = None;
    while let Some(next) = missing.pop() {
        match mkdir(&next, mode) {
            Ok(()) => first = first.or(Some(next)),
            Err(error) if error.raw_os_error() == Some(libc::ENOENT) => {
                let parent = parent(&next);
                // The root is always there; a path that has no parent cannot be helped.
                if parent == next {
                    return Err((error, next));
                }
                missing.push(next);
                missing.push(parent);
            }
            Err(error) => {
                let is_directory = fs::metadata(&next).map(|data| data.is_dir());
                match (error.raw_os_error(), is_directory) {
                    (_, Ok(true)) => {}
                    // A file stands where a directory is needed: about the last one it is EEXIST, above it ENOTDIR.
                    (Some(libc::EEXIST), Ok(false)) if !missing.is_empty() => {
                        return Err((io::Error::from_raw_os_error(libc::ENOTDIR), path.to_path_buf()));
                    }
                    _ => return Err((error, next)),
                }
            }
        }
    }
    Ok(first.map(|first| first.into_os_string().into_vec()))
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_path_buf(),
        None => path.to_path_buf(),
    }
}

/// How [`remove_tree`] goes about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Removal {
    /// Nothing there is no failure.
    pub force: bool,
    /// Directories with all that is in them.
    pub recursive: bool,
    /// How often a busy or refilled directory is tried again.
    pub retries: u32,
    /// How many milliseconds longer each further try waits.
    pub retry_delay_ms: u32,
}

/// How [`remove_tree`] ended if not with a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// All gone.
    Done,
    /// A directory, but not `recursive`.
    IsDirectory,
}

/// `fs.rm`: removes a file or, if told so, a tree. Links are removed, never followed.
///
/// # Errors
/// The failure, the call, and the path it is about.
pub fn remove_tree(path: &Path, how: Removal) -> Result<Removed, (io::Error, &'static str, PathBuf)> {
    let data = match fs::symlink_metadata(path) {
        Ok(data) => data,
        Err(error) if how.force && error.raw_os_error() == Some(libc::ENOENT) => return Ok(Removed::Done),
        Err(error) => return Err((error, "lstat", path.to_path_buf())),
    };
    if !data.is_dir() {
        return attempt(path, how, "unlink", |path| fs::remove_file(path)).map(|()| Removed::Done);
    }
    if !how.recursive {
        return Ok(Removed::IsDirectory);
    }
    // A stack of our own: the depth of a tree must not decide over ours. `false`: not emptied yet.
    let mut stack = vec![(path.to_path_buf(), false)];
    while let Some((folder, emptied)) = stack.pop() {
        if emptied {
            attempt(&folder, how, "rmdir", |folder| fs::remove_dir(folder))?;
            continue;
        }
        stack.push((folder.clone(), true));
        let entries = match super::read_directory(&folder) {
            Ok(entries) => entries,
            Err(error) if error.raw_os_error() == Some(libc::ENOENT) => continue,
            Err(error) => return Err((error, "scandir", folder)),
        };
        for entry in entries {
            let inside = folder.join(OsStr::from_bytes(&entry.name));
            let is_directory = match entry.kind {
                super::Kind::Unknown => fs::symlink_metadata(&inside).is_ok_and(|data| data.is_dir()),
                kind => kind == super::Kind::Directory,
            };
            if is_directory {
                stack.push((inside, false));
            } else {
                attempt(&inside, how, "unlink", |inside| fs::remove_file(inside))?;
            }
        }
    }
    Ok(Removed::Done)
}

/// One removal with its retries; what is gone already is as good.
fn attempt(
    path: &Path,
    how: Removal,
    call: &'static str,
    remove: impl Fn(&Path) -> io::Result<()>,
) -> Result<(), (io::Error, &'static str, PathBuf)> {
    let mut tried = 0;
    loop {
        let Err(error) = remove(path) else { return Ok(()) };
        let number = error.raw_os_error();
        if number == Some(libc::ENOENT) {
            return Ok(());
        }
        let passing = matches!(number, Some(libc::EBUSY | libc::EMFILE | libc::ENFILE | libc::ENOTEMPTY | libc::EPERM));
        if !passing || tried >= how.retries {
            return Err((error, call, path.to_path_buf()));
        }
        tried += 1;
        thread::sleep(Duration::from_millis(u64::from(how.retry_delay_ms) * u64::from(tried)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_and_removes_trees() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let deep = folder.path().join("a/b/c");
        let first = make_directories(&deep, 0o777).expect("writable");
        assert_eq!(first, Some(folder.path().join("a").into_os_string().into_vec()));
        assert_eq!(make_directories(&deep, 0o777).expect("writable"), None);
        fs::write(deep.join("f"), "x").expect("writable");
        let (error, blamed) = make_directories(&deep.join("f/g"), 0o777).expect_err("f is a file");
        assert_eq!((error.raw_os_error(), blamed), (Some(libc::ENOTDIR), deep.join("f/g")));

        let top = folder.path().join("a");
        assert_eq!(remove_tree(&top, Removal::default()).expect("no call failed"), Removed::IsDirectory);
        let how = Removal { recursive: true, ..Removal::default() };
        assert_eq!(remove_tree(&top, how).expect("writable"), Removed::Done);
        let (error, call, _) = remove_tree(&top, how).expect_err("it is gone");
        assert_eq!((error.raw_os_error(), call), (Some(libc::ENOENT), "lstat"));
        assert_eq!(remove_tree(&top, Removal { force: true, ..how }).expect("forced"), Removed::Done);
    }
}
