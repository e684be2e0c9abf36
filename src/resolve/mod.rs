//! Module resolution: from a specifier and a referrer to a file, for `require` and for `import`.
//!
//! Counterpart of the resolving halves of Node's `lib/internal/modules/cjs/loader.js` and `esm/resolve.js` and of
//! `src/node_modules.cc`. **Knows no engine and makes no system call**: the file system is a trait, failures and
//! deprecations are values.

pub mod builtin_names;
mod cjs;
mod esm;
mod exports;
pub mod file_url;
pub mod json_text;
pub mod lexer;
mod package;
pub mod path;
pub mod syntax;
mod tokens;

use std::{cell::RefCell, fmt, rc::Rc};

use rustc_hash::FxHashMap;

use crate::error::{Class, Code};

pub use cjs::{FindOptions, is_relative, main_not_found, node_module_paths, not_found, self_lookup_path};
pub use esm::{Format, is_bare, is_relative_or_absolute};
pub use package::{Package, PackageType, Scope};

/// What `stat` says about a path, as far as resolution cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Anything that is not a directory.
    File,
    /// A directory.
    Directory,
    /// Nothing there, or not reachable.
    Missing,
}

/// The file system as resolution sees it; paths are absolute.
pub trait FileSystem {
    /// The kind of entry behind `path`, symlinks followed.
    fn kind(&self, path: &str) -> EntryKind;
    /// The whole file, or `None` if it cannot be read.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// `path` without symlinks; the path itself if that cannot be found out.
    fn real_path(&self, path: &str) -> String;
}

/// The flags that change where modules are found.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `--preserve-symlinks`.
    pub preserve_symlinks: bool,
    /// `--preserve-symlinks-main`.
    pub preserve_symlinks_main: bool,
}

/// A failed resolution: Node's code, message and extra properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The `code` property.
    pub code: FailureCode,
    /// The finished message.
    pub message: String,
    /// Further own properties, in order.
    pub properties: Vec<(&'static str, String)>,
}

/// The `code` of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureCode {
    /// A code of Node's table.
    Coded(Code),
    /// `MODULE_NOT_FOUND`, CommonJS's own, which is outside of that table.
    ModuleNotFound,
}

impl FailureCode {
    /// The code as JS sees it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Coded(code) => code.name(),
            Self::ModuleNotFound => "MODULE_NOT_FOUND",
        }
    }

    /// The class of the exception.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Coded(code) => code.class(),
            Self::ModuleNotFound => Class::Error,
        }
    }
}

impl Failure {
    /// A failure with one of Node's codes.
    #[must_use]
    pub fn coded(code: Code, message: impl Into<String>) -> Self {
        Self { code: FailureCode::Coded(code), message: message.into(), properties: Vec::new() }
    }

    /// The same failure with one more own property.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.properties.push((name, value.into()));
        self
    }

    /// Whether this is the failure of that code.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        self.code == FailureCode::Coded(code)
    }

    /// `ERR_INVALID_MODULE_SPECIFIER`.
    pub(crate) fn invalid_specifier(request: &str, reason: &str, base: Option<&str>) -> Self {
        Self::coded(
            Code::ERR_INVALID_MODULE_SPECIFIER,
            format!("Invalid module \"{request}\" {reason}{}", imported_from(base)),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// The tail that most of Node's resolution messages share.
pub(crate) fn imported_from(base: Option<&str>) -> String {
    base.filter(|base| !base.is_empty()).map_or_else(String::new, |base| format!(" imported from {base}"))
}

/// A deprecation that resolution ran into; the caller hands it to `process.emitWarning`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The text.
    pub message: String,
    /// Node's `DEP…` number.
    pub code: &'static str,
}

/// The result of resolution.
pub type Result<T> = std::result::Result<T, Failure>;

/// Resolution with its caches: one per thread, since the caches are not shared.
pub struct Resolver {
    fs: Box<dyn FileSystem>,
    settings: Settings,
    /// package.json by its path; `None` where there is none.
    packages: RefCell<FxHashMap<String, Option<Rc<Package>>>>,
    deprecations: RefCell<Vec<Deprecation>>,
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolver").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Resolver {
    /// A resolver over `fs` with empty caches.
    #[must_use]
    pub fn new(fs: Box<dyn FileSystem>, settings: Settings) -> Self {
        Self { fs, settings, packages: RefCell::default(), deprecations: RefCell::default() }
    }

    /// The file system that this resolver asks.
    #[must_use]
    pub fn fs(&self) -> &dyn FileSystem {
        &*self.fs
    }

    /// The flags that this resolver obeys.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes the deprecations that came up since the last call.
    #[must_use]
    pub fn take_deprecations(&self) -> Vec<Deprecation> {
        self.deprecations.take()
    }

    fn deprecate(&self, code: &'static str, message: String) {
        let deprecation = Deprecation { message, code };
        let mut list = self.deprecations.borrow_mut();
        if !list.contains(&deprecation) {
            list.push(deprecation);
        }
    }

    /// The file at `path` after symlinks, unless a flag keeps them; `None` if it is not a file.
    fn try_file(&self, path: &str, is_main: bool) -> Option<String> {
        if self.fs.kind(path) != EntryKind::File {
            return None;
        }
        Some(self.real_unless_kept(path, is_main))
    }

    fn real_unless_kept(&self, path: &str, is_main: bool) -> String {
        let keep = if is_main { self.settings.preserve_symlinks_main } else { self.settings.preserve_symlinks };
        if keep { path::resolve(&[path]) } else { self.fs.real_path(path) }
    }
}

#[cfg(test)]
pub(crate) mod memory {
    //! A file system in memory for the tests of this folder.

    use std::collections::{BTreeMap, BTreeSet};

    use super::{EntryKind, FileSystem, Resolver, Settings};

    #[derive(Default)]
    pub(crate) struct Memory {
        files: BTreeMap<String, String>,
        directories: BTreeSet<String>,
        links: BTreeMap<String, String>,
    }

    impl Memory {
        pub(crate) fn new(files: &[(&str, &str)]) -> Self {
            let mut memory = Self::default();
            for (path, text) in files {
                memory.files.insert((*path).to_owned(), (*text).to_owned());
                let mut dir = super::path::dirname(path);
                while memory.directories.insert(dir.to_owned()) && dir != "/" {
                    dir = super::path::dirname(dir);
                }
            }
            memory
        }

        pub(crate) fn link(mut self, from: &str, to: &str) -> Self {
            self.links.insert(from.to_owned(), to.to_owned());
            self
        }

        pub(crate) fn resolver(self) -> Resolver {
            Resolver::new(Box::new(self), Settings::default())
        }

        fn follow(&self, path: &str) -> String {
            let path = super::path::resolve(&[path]);
            for (from, to) in &self.links {
                if path == *from {
                    return to.clone();
                }
                if let Some(rest) = path.strip_prefix(&format!("{from}/")) {
                    return format!("{to}/{rest}");
                }
            }
            path
        }
    }

    impl FileSystem for Memory {
        fn kind(&self, path: &str) -> EntryKind {
            let path = self.follow(path);
            if self.files.contains_key(&path) {
                EntryKind::File
            } else if self.directories.contains(&path) {
                EntryKind::Directory
            } else {
                EntryKind::Missing
            }
        }

        fn read(&self, path: &str) -> Option<Vec<u8>> {
            self.files.get(&self.follow(path)).map(|text| text.clone().into_bytes())
        }

        fn real_path(&self, path: &str) -> String {
            self.follow(path)
        }
    }
}
