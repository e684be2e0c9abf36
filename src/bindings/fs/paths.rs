//! Operations on names: `stat`, `access`, `rename`, `link`, `chmod`, `utimes` and the like, and their descriptor forms.

use std::io;

use boa_engine::{Context, JsArgs, JsValue, js_string};

use super::{
    args::{self, FilePath, Options, descriptor, seconds},
    operation::{Operation, Success},
    stats,
};
use crate::{
    bindings::buffer,
    engine::{Error, Result, strings},
    error::{self, Code, Syscall as _},
    sys::fs::{self as sys, Stat},
};

/// Runs a call about one path.
fn about(
    path: FilePath,
    call: &'static str,
    work: impl FnOnce(&FilePath) -> io::Result<()> + Send + 'static,
) -> Operation {
    Operation::plain(move || work(&path).syscall_path(call, &path.text()))
}

/// Runs a call about two paths.
fn about_two(
    (from, to): (FilePath, FilePath),
    call: &'static str,
    work: impl FnOnce(&FilePath, &FilePath) -> io::Result<()> + Send + 'static,
) -> Operation {
    Operation::plain(move || {
        work(&from, &to).syscall_path(call, &from.text()).map_err(|error| error.with_dest(to.text()))
    })
}

type StatCall = fn(&std::path::Path) -> io::Result<Stat>;

fn stat_with(args: &[JsValue], call: StatCall, name: &'static str, cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let options = Options::arg(args, 1, cx)?;
    let big = options.get("bigint", cx)?.to_boolean();
    let required = options.get("throwIfNoEntry", cx)?.as_boolean() != Some(false);
    Ok(Operation::new(
        move || match call(path.path()) {
            Err(error) if !required && matches!(error.raw_os_error(), Some(libc::ENOENT | libc::ENOTDIR)) => Ok(None),
            other => other.syscall_path(name, &path.text()).map(Some),
        },
        move |stat: Option<Stat>, cx| match stat {
            Some(stat) => stats::stats(&stat, big, cx).map(Success::Value),
            None => Ok(Success::Value(JsValue::undefined())),
        },
    ))
}

/// `stat(path[, options])`
pub(super) fn stat(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    stat_with(args, sys::stat, "stat", cx)
}

/// `lstat(path[, options])`
pub(super) fn lstat(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    stat_with(args, sys::lstat, "lstat", cx)
}

/// `fstat(fd[, options])`
pub(super) fn fstat(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let big = Options::arg(args, 1, cx)?.get("bigint", cx)?.to_boolean();
    Ok(Operation::new(
        move || sys::fstat(fd).syscall("fstat"),
        move |stat, cx| stats::stats(&stat, big, cx).map(Success::Value),
    ))
}

/// `statfs(path[, options])`
pub(super) fn statfs(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let big = Options::arg(args, 1, cx)?.get("bigint", cx)?.to_boolean();
    Ok(Operation::new(
        move || sys::statfs(path.path()).syscall_path("statfs", &path.text()),
        move |stat, cx| stats::stat_fs(&stat, big, cx).map(Success::Value),
    ))
}

/// A small integer that the kernel reads as bits, with Node's own messages.
fn bits(value: &JsValue, max: i32) -> Result<i32> {
    if value.is_null_or_undefined() {
        return Ok(0);
    }
    let number = value.as_number().filter(|number| number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX));
    let Some(number) = number else {
        return Err(Error::code(Code::ERR_INVALID_ARG_TYPE, "mode must be int32 or null/undefined"));
    };
    let number = number as i32;
    if !(0..=max).contains(&number) {
        return Err(Error::code(Code::ERR_OUT_OF_RANGE, format!("mode is out of range: >= 0 && <= {max}")));
    }
    Ok(number)
}

/// `access(path[, mode])`
pub(super) fn access(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let mode = bits(args.get_or_undefined(1), 7)?;
    Ok(about(path, "access", move |path| sys::access(path.path(), mode)))
}

/// `exists(path)`: wrong arguments mean no.
pub(super) fn exists(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx).ok();
    let value = args.get_or_undefined(0);
    if path.is_none() && !value.is_string() {
        warn_exists(cx)?;
    }
    Ok(Operation::new(
        move || Ok(path.is_some_and(|path| sys::exists(path.path()))),
        |there, _| Ok(Success::Answer(there)),
    ))
}

/// DEP0187, once a process.
fn warn_exists(cx: &mut Context) -> Result<()> {
    let env = crate::env::Env::of(cx);
    if env.slot("fs.existsWarned").is_some() {
        return Ok(());
    }
    env.set_slot("fs.existsWarned", true);
    let process = env.process();
    if let Some(warn) = crate::engine::object::get(&process, "emitWarning", cx)?.as_callable() {
        let text = "Passing invalid argument types to fs.existsSync is deprecated";
        let args = [text, "DeprecationWarning", "DEP0187"].map(|text| JsValue::from(crate::engine::js(text)));
        warn.call(&process.into(), &args, cx)?;
    }
    Ok(())
}

/// `copyFile(src, dest[, mode])`
pub(super) fn copy_file(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let paths = (FilePath::arg(args, 0, "src", cx)?, FilePath::arg(args, 1, "dest", cx)?);
    let mode = bits(args.get_or_undefined(2), 7)?;
    Ok(about_two(paths, "copyfile", move |from, to| sys::copy_file(from.path(), to.path(), mode)))
}

/// `rename(oldPath, newPath)`
pub(super) fn rename(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let paths = (FilePath::arg(args, 0, "oldPath", cx)?, FilePath::arg(args, 1, "newPath", cx)?);
    Ok(about_two(paths, "rename", |from, to| sys::rename(from.path(), to.path())))
}

/// `link(existingPath, newPath)`
pub(super) fn link(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let paths = (FilePath::arg(args, 0, "existingPath", cx)?, FilePath::arg(args, 1, "newPath", cx)?);
    Ok(about_two(paths, "link", |from, to| sys::link(from.path(), to.path())))
}

/// `symlink(target, path[, type])`; the type matters on Windows only, but is checked.
pub(super) fn symlink(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let kind = args.get_or_undefined(2);
    if !kind.is_null_or_undefined() {
        let name = kind.as_string().map(|name| strings::utf8(&name));
        if !matches!(name.as_deref(), Some("dir" | "file" | "junction")) {
            return Err(Error::invalid_arg_value(
                "type",
                kind,
                "must be one of: 'dir', 'file', 'junction', null, undefined",
                cx,
            ));
        }
    }
    let paths = (FilePath::arg(args, 0, "target", cx)?, FilePath::arg(args, 1, "path", cx)?);
    Ok(about_two(paths, "symlink", |target, path| sys::symlink(target.path(), path.path())))
}

/// `readlink(path[, options])`
pub(super) fn readlink(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let names = Options::arg(args, 1, cx)?.names();
    Ok(Operation::new(
        move || sys::readlink(path.path()).syscall_path("readlink", &path.text()),
        move |target: Vec<u8>, cx| names.value(&target, cx).map(Success::Value),
    ))
}

fn realpath_with(args: &[JsValue], native: bool, cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let names = Options::arg(args, 1, cx)?.names();
    Ok(Operation::new(
        move || {
            // An empty path is the current directory, as in `path.resolve`.
            let asked = if path.0.is_empty() { std::path::Path::new(".") } else { path.path() };
            let found = sys::realpath(asked).or_else(|error| {
                // A pipe behind a link of /proc has no name to go on with; Node stops at it.
                let pipe = |stat: Stat| matches!(stat.mode & libc::S_IFMT, libc::S_IFIFO | libc::S_IFSOCK);
                match sys::stat(asked).map(pipe) {
                    Ok(true) if !native => Ok(path.0.clone()),
                    _ => Err(error),
                }
            });
            found.map_err(|error| {
                if native {
                    error_about(&error, "realpath", path.text())
                } else {
                    // Node's own walk fails at the first part that is not there.
                    error_about(
                        &error,
                        if error.raw_os_error() == Some(libc::ELOOP) { "stat" } else { "lstat" },
                        first_missing(&path),
                    )
                }
            })
        },
        move |target: Vec<u8>, cx| names.value(&target, cx).map(Success::Value),
    ))
}

fn error_about(error: &io::Error, call: &'static str, path: String) -> error::Error {
    error::Error::system(error.raw_os_error().unwrap_or(libc::EIO), call).with_path(path)
}

fn first_missing(path: &FilePath) -> String {
    let mut absolute = std::env::current_dir().unwrap_or_default();
    for part in path.path().components() {
        absolute.push(part);
        if sys::lstat(&absolute).is_err() {
            break;
        }
    }
    absolute.to_string_lossy().into_owned()
}

/// `realpath(path[, options])`
pub(super) fn realpath(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    realpath_with(args, false, cx)
}

/// `realpath.native(path[, options])`
pub(super) fn realpath_native(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    realpath_with(args, true, cx)
}

/// `unlink(path)`
pub(super) fn unlink(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    Ok(about(FilePath::arg(args, 0, "path", cx)?, "unlink", |path| sys::unlink(path.path())))
}

/// `chmod(path, mode)`
pub(super) fn chmod(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let mode = args::mode(args.get_or_undefined(1), "mode", None, cx)?;
    Ok(about(path, "chmod", move |path| sys::chmod(path.path(), mode)))
}

/// `fchmod(fd, mode)`
pub(super) fn fchmod(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let mode = args::mode(args.get_or_undefined(1), "mode", None, cx)?;
    Ok(Operation::plain(move || sys::fchmod(fd, mode).syscall("fchmod")))
}

/// User and group; -1 leaves one as it is.
fn owner(args: &[JsValue], cx: &mut Context) -> Result<(u32, u32)> {
    let mut id = |index: usize, name: &'static str| -> Result<u32> {
        let number = buffer::integer(args.get_or_undefined(index), name, -1.0, f64::from(u32::MAX), cx)?;
        Ok((number as i64 & 0xffff_ffff) as u32)
    };
    Ok((id(1, "uid")?, id(2, "gid")?))
}

/// `chown(path, uid, gid)`
pub(super) fn chown(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let (uid, gid) = owner(args, cx)?;
    Ok(about(path, "chown", move |path| sys::chown(path.path(), uid, gid)))
}

/// `lchown(path, uid, gid)`
pub(super) fn lchown(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let (uid, gid) = owner(args, cx)?;
    Ok(about(path, "lchown", move |path| sys::lchown(path.path(), uid, gid)))
}

/// `fchown(fd, uid, gid)`
pub(super) fn fchown(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let (uid, gid) = owner(args, cx)?;
    Ok(Operation::plain(move || sys::fchown(fd, uid, gid).syscall("fchown")))
}

fn times(args: &[JsValue], cx: &mut Context) -> Result<(f64, f64)> {
    Ok((seconds(args.get_or_undefined(1), "atime", cx)?, seconds(args.get_or_undefined(2), "mtime", cx)?))
}

/// `utimes(path, atime, mtime)`
pub(super) fn utimes(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let (accessed, modified) = times(args, cx)?;
    Ok(about(path, "utime", move |path| sys::utime(path.path(), accessed, modified, true)))
}

/// `lutimes(path, atime, mtime)`
pub(super) fn lutimes(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let (accessed, modified) = times(args, cx)?;
    Ok(about(path, "lutime", move |path| sys::utime(path.path(), accessed, modified, false)))
}

/// `futimes(fd, atime, mtime)`
pub(super) fn futimes(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let (accessed, modified) = times(args, cx)?;
    Ok(Operation::plain(move || sys::futime(fd, accessed, modified).syscall("futime")))
}

fn length(value: &JsValue, cx: &mut Context) -> Result<u64> {
    if value.is_null_or_undefined() {
        return Ok(0);
    }
    const LIMIT: f64 = 9_007_199_254_740_991.0;
    Ok(buffer::integer(value, "len", -LIMIT, LIMIT, cx)?.max(0.0) as u64)
}

/// `truncate(path[, len])`: opened for writing, as Node does it.
pub(super) fn truncate(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let length = length(args.get_or_undefined(1), cx)?;
    Ok(Operation::plain(move || {
        let fd = sys::open(path.path(), libc::O_RDWR, 0o666).syscall_path("open", &path.text())?;
        let done = sys::ftruncate(fd, length).syscall("ftruncate");
        let closed = crate::sys::fd::close(fd).syscall("close");
        done.and(closed)
    }))
}

/// `ftruncate(fd[, len])`
pub(super) fn ftruncate(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    let length = length(args.get_or_undefined(1), cx)?;
    Ok(Operation::plain(move || sys::ftruncate(fd, length).syscall("ftruncate")))
}

/// `fsync(fd)`
pub(super) fn fsync(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    Ok(Operation::plain(move || sys::fsync(fd).syscall("fsync")))
}

/// `fdatasync(fd)`
pub(super) fn fdatasync(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let fd = descriptor(args.get_or_undefined(0), cx)?;
    Ok(Operation::plain(move || sys::fdatasync(fd).syscall("fdatasync")))
}

/// `mkdtemp(prefix[, options])`
pub(super) fn mkdtemp(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let mut prefix = FilePath::arg(args, 0, "prefix", cx)?;
    let names = Options::arg(args, 1, cx)?.names();
    prefix.0.extend_from_slice(b"XXXXXX");
    Ok(Operation::new(
        move || sys::mkdtemp(prefix.path()).syscall_path("mkdtemp", &prefix.text()),
        move |made: Vec<u8>, cx| names.value(&made, cx).map(Success::Value),
    ))
}

/// The recursion option of an options argument that may also be a mode.
pub(super) fn mkdir(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let value = args.get_or_undefined(1);
    let (mut recursive, mut mode_value) = (false, JsValue::undefined());
    if value.is_number() || value.is_string() {
        mode_value = value.clone();
    } else if let Some(options) = value.as_object() {
        let given = options.get(js_string!("recursive"), cx)?;
        recursive = match given.as_boolean() {
            Some(given) => given,
            None if given.is_undefined() => false,
            None => return Err(Error::invalid_arg_type("options.recursive", "of type boolean", &given, cx)),
        };
        mode_value = options.get(js_string!("mode"), cx)?;
    }
    let mode = args::mode(&mode_value, "mode", Some(0o777), cx)?;
    if !recursive {
        return Ok(about(path, "mkdir", move |path| sys::mkdir(path.path(), mode)));
    }
    Ok(Operation::new(
        move || {
            // Absolute, so that the directory reported is.
            let absolute = std::path::absolute(path.path()).unwrap_or_else(|_| path.path().to_path_buf());
            sys::make_directories(&absolute, mode).map_err(|(error, blamed)| {
                error_about(
                    &error,
                    "mkdir",
                    if blamed == absolute { path.text() } else { blamed.to_string_lossy().into_owned() },
                )
            })
        },
        |first: Option<Vec<u8>>, cx| {
            Ok(Success::Value(match first {
                Some(first) => args::TextAs::String(crate::codec::Encoding::Utf8).value(&first, cx)?,
                None => JsValue::undefined(),
            }))
        },
    ))
}

/// `rmdir(path)`
pub(super) fn rmdir(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let options = Options::arg(args, 1, cx)?;
    if options.boolean("recursive", "options.recursive", false, cx)? {
        let how = sys::Removal { recursive: true, ..removal(&options, cx)? };
        return Ok(remove(path, how));
    }
    Ok(about(path, "rmdir", |path| sys::rmdir(path.path())))
}

fn removal(options: &Options, cx: &mut Context) -> Result<sys::Removal> {
    let count = |name: &'static str, full: &'static str, default: u32, max: f64, cx: &mut Context| -> Result<u32> {
        let value = options.get(name, cx)?;
        if value.is_undefined() { Ok(default) } else { Ok(buffer::integer(&value, full, 0.0, max, cx)? as u32) }
    };
    Ok(sys::Removal {
        force: options.boolean("force", "options.force", false, cx)?,
        recursive: options.boolean("recursive", "options.recursive", false, cx)?,
        retry_delay_ms: count("retryDelay", "options.retryDelay", 100, f64::from(i32::MAX), cx)?,
        retries: count("maxRetries", "options.maxRetries", 0, f64::from(u32::MAX), cx)?,
    })
}

/// `rm(path[, options])`
pub(super) fn rm(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let value = args.get_or_undefined(1);
    if !value.is_undefined() && !value.is_object() {
        return Err(Error::invalid_arg_type("options", "of type object", value, cx));
    }
    let how = removal(&Options::arg(args, 1, cx)?, cx)?;
    Ok(remove(path, how))
}

fn remove(path: FilePath, how: sys::Removal) -> Operation {
    let shown = path.text();
    Operation::new(
        move || {
            sys::remove_tree(path.path(), how)
                .map_err(|(error, call, blamed)| error_about(&error, call, blamed.to_string_lossy().into_owned()))
        },
        move |removed, cx| match removed {
            sys::Removed::Done => Ok(Success::Nothing),
            sys::Removed::IsDirectory => Err(stats::system_error(
                "ERR_FS_EISDIR",
                "Path is a directory",
                (libc::EISDIR, "EISDIR", "is a directory"),
                ("rm", &shown),
                cx,
            )),
        },
    )
}
