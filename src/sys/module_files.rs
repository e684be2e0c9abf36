//! The three questions that module resolution asks the file system.
//!
//! Counterpart of `internalModuleStat` and `internalModuleReadJSON` in Node's `src/node_file.cc`.

use std::fs;

/// Whether `path` is a directory; `None` if there is nothing, or nothing that can be reached.
#[must_use]
pub fn is_directory(path: &str) -> Option<bool> {
    fs::metadata(path).ok().map(|metadata| metadata.is_dir())
}

/// The whole file.
///
/// # Errors
/// The failure of `open` or `read`.
pub fn read(path: &str) -> std::io::Result<Vec<u8>> {
    fs::read(path)
}

/// `path` without symlinks, `.` and `..`; `None` if it does not exist.
#[must_use]
pub fn real_path(path: &str) -> Option<String> {
    fs::canonicalize(path).ok().map(|path| path.to_string_lossy().into_owned())
}

/// The working directory; `None` if it was removed.
#[must_use]
pub fn cwd() -> Option<String> {
    std::env::current_dir().ok().map(|path| path.to_string_lossy().into_owned())
}
