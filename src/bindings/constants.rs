//! `internalBinding('constants')`: what `os.constants` and `fs.constants` show.
//!
//! Signals come from `sys::signal`, the one table of them; errnos are the C library's.

use boa_engine::{Context, JsObject, JsValue};

use crate::engine::{
    Binding, Export, Result,
    binding::{Visibility, define},
    constant, js, lazy, object,
};
use crate::sys::signal::SIGNALS;

pub(super) static BINDING: Binding = Binding {
    name: "constants",
    exports: &[
        lazy!("os", make_os),
        lazy!("fs", make_fs),
        lazy!("crypto", make_crypto),
        lazy!("internal", make_internal),
    ],
};

macro_rules! errnos {
    ($($name:ident)*) => { &[$(constant(stringify!($name), libc::$name)),*] };
}

static ERRNO: &[Export] = errnos! {
    E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF EBADMSG EBUSY ECANCELED ECHILD ECONNABORTED ECONNREFUSED
    ECONNRESET EDEADLK EDESTADDRREQ EDOM EDQUOT EEXIST EFAULT EFBIG EHOSTUNREACH EIDRM EILSEQ EINPROGRESS EINTR EINVAL EIO EISCONN
    EISDIR ELOOP EMFILE EMLINK EMSGSIZE EMULTIHOP ENAMETOOLONG ENETDOWN ENETRESET ENETUNREACH ENFILE ENOBUFS ENODATA ENODEV ENOENT
    ENOEXEC ENOLCK ENOLINK ENOMEM ENOMSG ENOPROTOOPT ENOSPC ENOSR ENOSTR ENOSYS ENOTCONN ENOTDIR ENOTEMPTY ENOTSOCK ENOTSUP ENOTTY
    ENXIO EOPNOTSUPP EOVERFLOW EPERM EPIPE EPROTO EPROTONOSUPPORT EPROTOTYPE ERANGE EROFS ESPIPE ESRCH ESTALE ETIME ETIMEDOUT ETXTBSY
    EWOULDBLOCK EXDEV
};

static DLOPEN: &[Export] = &[
    constant("RTLD_LAZY", libc::RTLD_LAZY),
    constant("RTLD_NOW", libc::RTLD_NOW),
    constant("RTLD_GLOBAL", libc::RTLD_GLOBAL),
    constant("RTLD_LOCAL", libc::RTLD_LOCAL),
    constant("RTLD_DEEPBIND", libc::RTLD_DEEPBIND),
];

static PRIORITY: &[Export] = &[
    constant("PRIORITY_LOW", 19),
    constant("PRIORITY_BELOW_NORMAL", 10),
    constant("PRIORITY_NORMAL", 0),
    constant("PRIORITY_ABOVE_NORMAL", -7),
    constant("PRIORITY_HIGH", -14),
    constant("PRIORITY_HIGHEST", -20),
];

static FS: &[Export] = &[
    constant("UV_FS_SYMLINK_DIR", 1),
    constant("UV_FS_SYMLINK_JUNCTION", 2),
    constant("O_RDONLY", libc::O_RDONLY),
    constant("O_WRONLY", libc::O_WRONLY),
    constant("O_RDWR", libc::O_RDWR),
    constant("UV_DIRENT_UNKNOWN", 0),
    constant("UV_DIRENT_FILE", 1),
    constant("UV_DIRENT_DIR", 2),
    constant("UV_DIRENT_LINK", 3),
    constant("UV_DIRENT_FIFO", 4),
    constant("UV_DIRENT_SOCKET", 5),
    constant("UV_DIRENT_CHAR", 6),
    constant("UV_DIRENT_BLOCK", 7),
    constant("S_IFMT", libc::S_IFMT.cast_signed()),
    constant("S_IFREG", libc::S_IFREG.cast_signed()),
    constant("S_IFDIR", libc::S_IFDIR.cast_signed()),
    constant("S_IFCHR", libc::S_IFCHR.cast_signed()),
    constant("S_IFBLK", libc::S_IFBLK.cast_signed()),
    constant("S_IFIFO", libc::S_IFIFO.cast_signed()),
    constant("S_IFLNK", libc::S_IFLNK.cast_signed()),
    constant("S_IFSOCK", libc::S_IFSOCK.cast_signed()),
    constant("O_CREAT", libc::O_CREAT),
    constant("O_EXCL", libc::O_EXCL),
    constant("UV_FS_O_FILEMAP", 0),
    constant("UV_FS_O_TEMPORARY", 0),
    constant("UV_FS_O_SHORT_LIVED", 0),
    constant("UV_FS_O_SEQUENTIAL", 0),
    constant("UV_FS_O_RANDOM", 0),
    constant("O_NOCTTY", libc::O_NOCTTY),
    constant("O_TRUNC", libc::O_TRUNC),
    constant("O_APPEND", libc::O_APPEND),
    constant("O_DIRECTORY", libc::O_DIRECTORY),
    constant("O_NOATIME", libc::O_NOATIME),
    constant("O_NOFOLLOW", libc::O_NOFOLLOW),
    constant("O_SYNC", libc::O_SYNC),
    constant("O_DSYNC", libc::O_DSYNC),
    constant("O_DIRECT", libc::O_DIRECT),
    constant("O_NONBLOCK", libc::O_NONBLOCK),
    constant("S_IRWXU", libc::S_IRWXU.cast_signed()),
    constant("S_IRUSR", libc::S_IRUSR.cast_signed()),
    constant("S_IWUSR", libc::S_IWUSR.cast_signed()),
    constant("S_IXUSR", libc::S_IXUSR.cast_signed()),
    constant("S_IRWXG", libc::S_IRWXG.cast_signed()),
    constant("S_IRGRP", libc::S_IRGRP.cast_signed()),
    constant("S_IWGRP", libc::S_IWGRP.cast_signed()),
    constant("S_IXGRP", libc::S_IXGRP.cast_signed()),
    constant("S_IRWXO", libc::S_IRWXO.cast_signed()),
    constant("S_IROTH", libc::S_IROTH.cast_signed()),
    constant("S_IWOTH", libc::S_IWOTH.cast_signed()),
    constant("S_IXOTH", libc::S_IXOTH.cast_signed()),
    constant("F_OK", libc::F_OK),
    constant("R_OK", libc::R_OK),
    constant("W_OK", libc::W_OK),
    constant("X_OK", libc::X_OK),
    constant("UV_FS_COPYFILE_EXCL", 1),
    constant("COPYFILE_EXCL", 1),
    constant("UV_FS_COPYFILE_FICLONE", 2),
    constant("COPYFILE_FICLONE", 2),
    constant("UV_FS_COPYFILE_FICLONE_FORCE", 4),
    constant("COPYFILE_FICLONE_FORCE", 4),
];

static INTERNAL: &[Export] =
    &[constant("EXTENSIONLESS_FORMAT_JAVASCRIPT", 0), constant("EXTENSIONLESS_FORMAT_WASM", 1)];

fn bare(exports: &[Export], cx: &mut Context) -> Result<JsObject> {
    let target = object::dictionary();
    define(&target, exports, Visibility::Enumerable, cx)?;
    Ok(target)
}

fn make_os(cx: &mut Context) -> Result<JsValue> {
    let os = bare(&[constant("UV_UDP_REUSEADDR", 4)], cx)?;
    object::put(&os, js("dlopen"), bare(DLOPEN, cx)?);
    object::put(&os, js("errno"), bare(ERRNO, cx)?);
    let signals = object::dictionary();
    for (name, number) in SIGNALS {
        object::put(&signals, js(name), *number);
    }
    object::put(&os, js("signals"), signals);
    object::put(&os, js("priority"), bare(PRIORITY, cx)?);
    Ok(os.into())
}

fn make_fs(cx: &mut Context) -> Result<JsValue> {
    Ok(bare(FS, cx)?.into())
}

/// Empty until there is a `node:crypto`.
fn make_crypto(_cx: &mut Context) -> Result<JsValue> {
    Ok(object::dictionary().into())
}

fn make_internal(cx: &mut Context) -> Result<JsValue> {
    Ok(bare(INTERNAL, cx)?.into())
}
