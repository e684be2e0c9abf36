//! Reading directories: whole, as trees, or in portions.

use std::{
    fs::{self, FileType, ReadDir},
    io,
    os::unix::{
        ffi::{OsStrExt, OsStringExt},
        fs::FileTypeExt,
    },
    path::{Path, PathBuf},
};

/// What kind of file an entry is, with libuv's numbers (`UV_DIRENT_…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not told by the file system.
    Unknown = 0,
    /// Regular file.
    File = 1,
    /// Directory.
    Directory = 2,
    /// Symbolic link.
    Link = 3,
    /// Named pipe.
    Fifo = 4,
    /// Socket.
    Socket = 5,
    /// Character device.
    Character = 6,
    /// Block device.
    Block = 7,
}

impl From<FileType> for Kind {
    fn from(kind: FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Directory
        } else if kind.is_symlink() {
            Self::Link
        } else if kind.is_fifo() {
            Self::Fifo
        } else if kind.is_socket() {
            Self::Socket
        } else if kind.is_char_device() {
            Self::Character
        } else if kind.is_block_device() {
            Self::Block
        } else {
            Self::Unknown
        }
    }
}

/// One entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name in its directory.
    pub name: Vec<u8>,
    /// The directory, below the one that was asked for; empty there.
    pub below: Vec<u8>,
    /// What it is.
    pub kind: Kind,
}

fn entry(found: &fs::DirEntry, below: &Path) -> Entry {
    Entry {
        name: found.file_name().into_vec(),
        below: below.as_os_str().as_bytes().to_vec(),
        kind: found.file_type().map_or(Kind::Unknown, Kind::from),
    }
}

/// The entries of a directory without `.` and `..`, sorted as libuv's scandir sorts them.
pub fn read_directory(path: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for found in fs::read_dir(path)? {
        entries.push(entry(&found?, Path::new("")));
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// The entries of a directory and of all directories below it, level by level. Links are not followed.
/// On failure also says which directory it was.
pub fn read_tree(path: &Path) -> Result<Vec<Entry>, (io::Error, PathBuf)> {
    let mut entries = Vec::new();
    let mut waiting = std::collections::VecDeque::from([PathBuf::new()]);
    while let Some(below) = waiting.pop_front() {
        let folder = if below.as_os_str().is_empty() { path.to_path_buf() } else { path.join(&below) };
        for found in read_directory(&folder).map_err(|error| (error, folder.clone()))? {
            let name = Path::new(std::ffi::OsStr::from_bytes(&found.name));
            if found.kind == Kind::Directory {
                waiting.push_back(below.join(name));
            }
            entries.push(Entry { below: below.as_os_str().as_bytes().to_vec(), ..found });
        }
    }
    Ok(entries)
}

/// An open directory, `uv_dir_t`.
#[derive(Debug)]
pub struct Directory {
    entries: ReadDir,
}

impl Directory {
    /// `opendir(3)`
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { entries: fs::read_dir(path)? })
    }

    /// Up to `count` further entries; none at the end.
    pub fn read(&mut self, count: usize) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        while entries.len() < count {
            let Some(found) = self.entries.next() else { break };
            entries.push(entry(&found?, Path::new("")));
        }
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_read_level_by_level() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(folder.path().join("a/b")).expect("writable");
        for file in ["z", "a/y", "a/b/x"] {
            fs::write(folder.path().join(file), "").expect("writable");
        }
        let found: Vec<(String, String)> = read_tree(folder.path())
            .expect("readable")
            .into_iter()
            .map(|e| (String::from_utf8_lossy(&e.below).into_owned(), String::from_utf8_lossy(&e.name).into_owned()))
            .collect();
        let expected = [("", "a"), ("", "z"), ("a", "b"), ("a", "y"), ("a/b", "x")];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
