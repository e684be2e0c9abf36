//! Watching files and directories with inotify: `uv_fs_event_t`, and trees, which libuv cannot do on Linux.

#[cfg(not(target_os = "linux"))]
use std::{io, os::fd::RawFd, path::Path};

/// What happened, in Node's two words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// `rename` (something came or went) rather than `change`.
    pub renamed: bool,
    /// The path below what is watched; its own name if it is a file.
    pub name: Vec<u8>,
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        collections::HashMap,
        io,
        os::{
            fd::{AsFd, AsRawFd, RawFd},
            unix::ffi::OsStrExt,
        },
        path::{Path, PathBuf},
    };

    use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify, WatchDescriptor};

    use super::Event;

    /// A watched file, directory or tree.
    #[derive(Debug)]
    pub struct Watch {
        inotify: Inotify,
        root: PathBuf,
        recursive: bool,
        /// The path below the root of what each descriptor watches.
        below: HashMap<WatchDescriptor, PathBuf>,
    }

    const MASK: AddWatchFlags = AddWatchFlags::IN_ATTRIB
        .union(AddWatchFlags::IN_CREATE)
        .union(AddWatchFlags::IN_MODIFY)
        .union(AddWatchFlags::IN_DELETE)
        .union(AddWatchFlags::IN_DELETE_SELF)
        .union(AddWatchFlags::IN_MOVE_SELF)
        .union(AddWatchFlags::IN_MOVED_FROM)
        .union(AddWatchFlags::IN_MOVED_TO);

    impl Watch {
        /// Begins to watch.
        pub fn new(path: &Path, recursive: bool) -> io::Result<Self> {
            let inotify = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC)?;
            let mut watch = Self { inotify, root: path.to_path_buf(), recursive, below: HashMap::new() };
            let descriptor = watch.inotify.add_watch(path, MASK)?;
            watch.below.insert(descriptor, PathBuf::new());
            if recursive && path.is_dir() {
                watch.add_tree(Path::new(""), None);
            }
            Ok(watch)
        }

        /// What becomes readable when there are events.
        #[must_use]
        pub fn fd(&self) -> RawFd {
            self.inotify.as_fd().as_raw_fd()
        }

        /// Watches the directories below one; what lies in a new one already is news.
        fn add_tree(&mut self, below: &Path, mut news: Option<&mut Vec<Event>>) {
            let mut waiting = vec![below.to_path_buf()];
            while let Some(folder) = waiting.pop() {
                // What vanished meanwhile needs no watch.
                let Ok(entries) = std::fs::read_dir(self.root.join(&folder)) else { continue };
                for entry in entries.flatten() {
                    let inside = folder.join(entry.file_name());
                    if let Some(news) = news.as_deref_mut() {
                        news.push(Event { renamed: true, name: inside.as_os_str().as_bytes().to_vec() });
                    }
                    if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                        self.add(&inside);
                        waiting.push(inside);
                    }
                }
            }
        }

        fn add(&mut self, below: &Path) {
            if let Ok(descriptor) = self.inotify.add_watch(&self.root.join(below), MASK) {
                self.below.insert(descriptor, below.to_path_buf());
            }
        }

        /// All events that are there now.
        pub fn drain(&mut self) -> io::Result<Vec<Event>> {
            let mut found = Vec::new();
            loop {
                let events = match self.inotify.read_events() {
                    Ok(events) => events,
                    Err(nix::errno::Errno::EAGAIN) => return Ok(found),
                    Err(nix::errno::Errno::EINTR) => continue,
                    Err(error) => return Err(error.into()),
                };
                for event in events {
                    if event.mask.contains(AddWatchFlags::IN_IGNORED) {
                        self.below.remove(&event.wd);
                        continue;
                    }
                    let Some(below) = self.below.get(&event.wd).cloned() else { continue };
                    let renamed =
                        event.mask.intersects(MASK.difference(AddWatchFlags::IN_ATTRIB | AddWatchFlags::IN_MODIFY));
                    let path = match &event.name {
                        Some(name) => below.join(name),
                        // An event of a directory in the tree about itself is also one of its parent.
                        None if !below.as_os_str().is_empty() => continue,
                        None => self.root.file_name().map(PathBuf::from).unwrap_or_default(),
                    };
                    found.push(Event { renamed, name: path.as_os_str().as_bytes().to_vec() });
                    let came = event.mask.intersects(AddWatchFlags::IN_CREATE | AddWatchFlags::IN_MOVED_TO);
                    if self.recursive && came && event.mask.contains(AddWatchFlags::IN_ISDIR) {
                        self.add(&path);
                        self.add_tree(&path, Some(&mut found));
                    }
                }
            }
        }
    }
}

#[cfg(target_os = "linux")]
pub use linux::Watch;

/// A watched file, directory or tree.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
pub struct Watch;

#[cfg(not(target_os = "linux"))]
impl Watch {
    /// Not yet on this system.
    pub fn new(_path: &Path, _recursive: bool) -> io::Result<Self> {
        Err(io::Error::from_raw_os_error(libc::ENOSYS))
    }

    /// What becomes readable when there are events.
    #[must_use]
    pub fn fd(&self) -> RawFd {
        -1
    }

    /// All events that are there now.
    pub fn drain(&mut self) -> io::Result<Vec<Event>> {
        Ok(Vec::new())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn trees_are_watched_as_they_grow() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut watch = Watch::new(folder.path(), true).expect("inotify");
        std::fs::create_dir(folder.path().join("a")).expect("writable");
        let first = watch.drain().expect("readable");
        assert_eq!(first, [Event { renamed: true, name: b"a".to_vec() }]);
        std::fs::write(folder.path().join("a/f"), "x").expect("writable");
        let second = watch.drain().expect("readable");
        assert_eq!(second.first(), Some(&Event { renamed: true, name: b"a/f".to_vec() }));
        assert!(second.contains(&Event { renamed: false, name: b"a/f".to_vec() }));
    }
}
