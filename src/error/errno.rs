//! THE errno table: number, name and message of every error that a system call or the resolver can report.
//!
//! Counterpart of libuv's `UV_ERRNO_MAP`; numbers are positive where the kernel has them, negative for the codes
//! that libuv invented. Rust and JS (`internalBinding('uv')`) both read this one list.

use std::borrow::Cow;

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Errno {
    /// `-errno` as JS sees it, which is libuv's numbering.
    pub uv: i32,
    /// The symbolic name, such as `ENOENT`.
    pub name: &'static str,
    /// The message that Node prints.
    pub message: &'static str,
}

/// Every error, sorted by name.
pub static ERRNOS: &[Errno] = &[
    Errno { uv: -7, name: "E2BIG", message: "argument list too long" },
    Errno { uv: -13, name: "EACCES", message: "permission denied" },
    Errno { uv: -98, name: "EADDRINUSE", message: "address already in use" },
    Errno { uv: -99, name: "EADDRNOTAVAIL", message: "address not available" },
    Errno { uv: -97, name: "EAFNOSUPPORT", message: "address family not supported" },
    Errno { uv: -11, name: "EAGAIN", message: "resource temporarily unavailable" },
    Errno { uv: -3000, name: "EAI_ADDRFAMILY", message: "address family not supported" },
    Errno { uv: -3001, name: "EAI_AGAIN", message: "temporary failure" },
    Errno { uv: -3002, name: "EAI_BADFLAGS", message: "bad ai_flags value" },
    Errno { uv: -3013, name: "EAI_BADHINTS", message: "invalid value for hints" },
    Errno { uv: -3003, name: "EAI_CANCELED", message: "request canceled" },
    Errno { uv: -3004, name: "EAI_FAIL", message: "permanent failure" },
    Errno { uv: -3005, name: "EAI_FAMILY", message: "ai_family not supported" },
    Errno { uv: -3006, name: "EAI_MEMORY", message: "out of memory" },
    Errno { uv: -3007, name: "EAI_NODATA", message: "no address" },
    Errno { uv: -3008, name: "EAI_NONAME", message: "unknown node or service" },
    Errno { uv: -3009, name: "EAI_OVERFLOW", message: "argument buffer overflow" },
    Errno { uv: -3014, name: "EAI_PROTOCOL", message: "resolved protocol is unknown" },
    Errno { uv: -3010, name: "EAI_SERVICE", message: "service not available for socket type" },
    Errno { uv: -3011, name: "EAI_SOCKTYPE", message: "socket type not supported" },
    Errno { uv: -114, name: "EALREADY", message: "connection already in progress" },
    Errno { uv: -9, name: "EBADF", message: "bad file descriptor" },
    Errno { uv: -16, name: "EBUSY", message: "resource busy or locked" },
    Errno { uv: -125, name: "ECANCELED", message: "operation canceled" },
    Errno { uv: -4080, name: "ECHARSET", message: "invalid Unicode character" },
    Errno { uv: -103, name: "ECONNABORTED", message: "software caused connection abort" },
    Errno { uv: -111, name: "ECONNREFUSED", message: "connection refused" },
    Errno { uv: -104, name: "ECONNRESET", message: "connection reset by peer" },
    Errno { uv: -89, name: "EDESTADDRREQ", message: "destination address required" },
    Errno { uv: -17, name: "EEXIST", message: "file already exists" },
    Errno { uv: -14, name: "EFAULT", message: "bad address in system call argument" },
    Errno { uv: -27, name: "EFBIG", message: "file too large" },
    Errno { uv: -4028, name: "EFTYPE", message: "inappropriate file type or format" },
    Errno { uv: -112, name: "EHOSTDOWN", message: "host is down" },
    Errno { uv: -113, name: "EHOSTUNREACH", message: "host is unreachable" },
    Errno { uv: -84, name: "EILSEQ", message: "illegal byte sequence" },
    Errno { uv: -4, name: "EINTR", message: "interrupted system call" },
    Errno { uv: -22, name: "EINVAL", message: "invalid argument" },
    Errno { uv: -5, name: "EIO", message: "i/o error" },
    Errno { uv: -106, name: "EISCONN", message: "socket is already connected" },
    Errno { uv: -21, name: "EISDIR", message: "illegal operation on a directory" },
    Errno { uv: -40, name: "ELOOP", message: "too many symbolic links encountered" },
    Errno { uv: -24, name: "EMFILE", message: "too many open files" },
    Errno { uv: -31, name: "EMLINK", message: "too many links" },
    Errno { uv: -90, name: "EMSGSIZE", message: "message too long" },
    Errno { uv: -36, name: "ENAMETOOLONG", message: "name too long" },
    Errno { uv: -100, name: "ENETDOWN", message: "network is down" },
    Errno { uv: -101, name: "ENETUNREACH", message: "network is unreachable" },
    Errno { uv: -23, name: "ENFILE", message: "file table overflow" },
    Errno { uv: -105, name: "ENOBUFS", message: "no buffer space available" },
    Errno { uv: -61, name: "ENODATA", message: "no data available" },
    Errno { uv: -19, name: "ENODEV", message: "no such device" },
    Errno { uv: -2, name: "ENOENT", message: "no such file or directory" },
    Errno { uv: -8, name: "ENOEXEC", message: "exec format error" },
    Errno { uv: -12, name: "ENOMEM", message: "not enough memory" },
    Errno { uv: -64, name: "ENONET", message: "machine is not on the network" },
    Errno { uv: -92, name: "ENOPROTOOPT", message: "protocol not available" },
    Errno { uv: -28, name: "ENOSPC", message: "no space left on device" },
    Errno { uv: -38, name: "ENOSYS", message: "function not implemented" },
    Errno { uv: -107, name: "ENOTCONN", message: "socket is not connected" },
    Errno { uv: -20, name: "ENOTDIR", message: "not a directory" },
    Errno { uv: -39, name: "ENOTEMPTY", message: "directory not empty" },
    Errno { uv: -88, name: "ENOTSOCK", message: "socket operation on non-socket" },
    Errno { uv: -95, name: "ENOTSUP", message: "operation not supported on socket" },
    Errno { uv: -25, name: "ENOTTY", message: "inappropriate ioctl for device" },
    Errno { uv: -6, name: "ENXIO", message: "no such device or address" },
    Errno { uv: -4095, name: "EOF", message: "end of file" },
    Errno { uv: -75, name: "EOVERFLOW", message: "value too large for defined data type" },
    Errno { uv: -1, name: "EPERM", message: "operation not permitted" },
    Errno { uv: -32, name: "EPIPE", message: "broken pipe" },
    Errno { uv: -71, name: "EPROTO", message: "protocol error" },
    Errno { uv: -93, name: "EPROTONOSUPPORT", message: "protocol not supported" },
    Errno { uv: -91, name: "EPROTOTYPE", message: "protocol wrong type for socket" },
    Errno { uv: -34, name: "ERANGE", message: "result too large" },
    Errno { uv: -121, name: "EREMOTEIO", message: "remote I/O error" },
    Errno { uv: -30, name: "EROFS", message: "read-only file system" },
    Errno { uv: -108, name: "ESHUTDOWN", message: "cannot send after transport endpoint shutdown" },
    Errno { uv: -94, name: "ESOCKTNOSUPPORT", message: "socket type not supported" },
    Errno { uv: -29, name: "ESPIPE", message: "invalid seek" },
    Errno { uv: -3, name: "ESRCH", message: "no such process" },
    Errno { uv: -110, name: "ETIMEDOUT", message: "connection timed out" },
    Errno { uv: -26, name: "ETXTBSY", message: "text file is busy" },
    Errno { uv: -49, name: "EUNATCH", message: "protocol driver not attached" },
    Errno { uv: -18, name: "EXDEV", message: "cross-device link not permitted" },
    Errno { uv: -4094, name: "UNKNOWN", message: "unknown error" },
];

fn find(errno: i32) -> Option<&'static Errno> {
    let uv = if errno > 0 { -errno } else { errno };
    ERRNOS.iter().find(|row| row.uv == uv)
}

/// The name of an error number (positive kernel numbers or libuv's negative ones).
#[must_use]
pub fn errno_name(errno: i32) -> Cow<'static, str> {
    match find(errno) {
        Some(row) => Cow::Borrowed(row.name),
        None => Cow::Owned(format!("Unknown system error {}", if errno > 0 { -errno } else { errno })),
    }
}

/// The message of an error number.
#[must_use]
pub fn errno_message(errno: i32) -> Cow<'static, str> {
    match find(errno) {
        Some(row) => Cow::Borrowed(row.message),
        None => Cow::Owned(format!("Unknown system error {}", if errno > 0 { -errno } else { errno })),
    }
}

/// The number that JS sees (`-2` for `ENOENT`) of a symbolic name.
#[must_use]
pub fn errno_number(name: &str) -> Option<i32> {
    ERRNOS.binary_search_by(|row| row.name.cmp(name)).ok().map(|at| ERRNOS[at].uv)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_and_consistent() {
        assert!(ERRNOS.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert_eq!(errno_number("ENOENT"), Some(-2));
        assert_eq!(errno_name(2), "ENOENT");
        assert_eq!(errno_name(-4095), "EOF");
    }
}
