//! Errors as values: what Node calls an `ERR_…` error or a system error, before any JS object exists.
//!
//! Counterpart of Node's `lib/internal/errors.js` and libuv's `uv_err_name`. **Knows no engine and makes no
//! system call.** `engine::throw` is the one door through which these become exceptions.

mod codes;
mod errno;
mod messages;

use std::{borrow::Cow, fmt, io};

pub use codes::{Class, Code};
pub use errno::{ERRNOS, Errno, errno_message, errno_name, errno_number};
pub use messages::{format_code, template};

/// An error that Node's API reports, independent of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// One of Node's coded errors, such as `ERR_INVALID_ARG_TYPE`.
    Node {
        /// The row of the table in `codes.rs`.
        code: Code,
        /// The finished message.
        message: String,
    },
    /// A failed system call, with what Node's `UVException` carries.
    System(Box<SystemError>),
}

/// A failed system call: `errno` is positive, as the kernel has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemError {
    /// The kernel's error number (positive); libuv's own codes (`EAI_…`, `UV_EOF`) are negative.
    pub errno: i32,
    /// The name that Node reports, such as `open`.
    pub syscall: Cow<'static, str>,
    /// The path that the call was about.
    pub path: Option<String>,
    /// The second path (`rename`, `link`, …).
    pub dest: Option<String>,
    /// Further detail for the message, such as `address:port`.
    pub detail: Option<String>,
}

/// The result of anything below the engine.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A coded error with its finished message.
    #[must_use]
    pub fn node(code: Code, message: impl Into<String>) -> Self {
        Self::Node { code, message: message.into() }
    }

    /// A system error without paths.
    #[must_use]
    pub fn system(errno: i32, syscall: impl Into<Cow<'static, str>>) -> Self {
        Self::System(Box::new(SystemError { errno, syscall: syscall.into(), path: None, dest: None, detail: None }))
    }

    /// The same error with the path that it is about; coded errors stay as they are.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        if let Self::System(system) = &mut self {
            system.path = Some(path.into());
        }
        self
    }

    /// The same error with its second path.
    #[must_use]
    pub fn with_dest(mut self, dest: impl Into<String>) -> Self {
        if let Self::System(system) = &mut self {
            system.dest = Some(dest.into());
        }
        self
    }

    /// Node's `code` property: `ENOENT`, `ERR_OUT_OF_RANGE`, …
    #[must_use]
    pub fn code(&self) -> Cow<'static, str> {
        match self {
            Self::Node { code, .. } => Cow::Borrowed(code.name()),
            Self::System(system) => errno_name(system.errno),
        }
    }
}

impl SystemError {
    /// The message in Node's form: `ENOENT: no such file or directory, open 'x' -> 'y'`.
    #[must_use]
    pub fn message(&self) -> String {
        use fmt::Write as _;
        let mut text = format!("{}: {}, {}", errno_name(self.errno), errno_message(self.errno), self.syscall);
        if let Some(path) = &self.path {
            let _ = write!(text, " '{path}'");
        }
        if let Some(dest) = &self.dest {
            let _ = write!(text, " -> '{dest}'");
        }
        if let Some(detail) = &self.detail {
            let _ = write!(text, " {detail}");
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node { message, .. } => f.write_str(message),
            Self::System(system) => f.write_str(&system.message()),
        }
    }
}

impl std::error::Error for Error {}

/// Names the system call of an I/O result, which is what turns it into one of our errors.
pub trait Syscall<T> {
    /// Attaches Node's name of the call.
    ///
    /// # Errors
    /// The same failure, as a [`SystemError`].
    fn syscall(self, name: &'static str) -> Result<T>;

    /// Attaches Node's name of the call and the path it was about.
    ///
    /// # Errors
    /// The same failure, as a [`SystemError`].
    fn syscall_path(self, name: &'static str, path: &str) -> Result<T>;
}

impl<T> Syscall<T> for io::Result<T> {
    fn syscall(self, name: &'static str) -> Result<T> {
        self.map_err(|error| Error::system(error.raw_os_error().unwrap_or(libc_eio()), name))
    }

    fn syscall_path(self, name: &'static str, path: &str) -> Result<T> {
        self.syscall(name).map_err(|error| error.with_path(path))
    }
}

/// EIO stands for an I/O error that the standard library made up without an errno.
const fn libc_eio() -> i32 {
    5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_error_message_is_nodes() {
        let error = Error::system(2, "rename").with_path("a").with_dest("b");
        assert_eq!(error.to_string(), "ENOENT: no such file or directory, rename 'a' -> 'b'");
        assert_eq!(error.code(), "ENOENT");
    }

    #[test]
    fn codes_are_sorted() {
        assert!(Code::ALL.windows(2).all(|pair| pair[0].name() < pair[1].name()), "keep src/error/codes.rs sorted");
    }
}
