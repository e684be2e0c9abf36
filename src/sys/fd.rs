//! File descriptors: pipes, flags, whole writes. Output of the runtime goes through here and never
//! through `println!`, which panics when the reader of a pipe has gone away.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};

/// A descriptor number as something that the safe wrappers accept. The number may come from a
/// script, so nothing is promised about it: a wrong one answers `EBADF`, which is all that a borrow
/// of a descriptor is used for here.
fn lend(fd: RawFd) -> io::Result<BorrowedFd<'static>> {
    if fd < 0 {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    // SAFETY: the number is not -1, the only value that the type forbids; the borrow lives for one
    // system call, and the kernel checks the number.
    Ok(unsafe { BorrowedFd::borrow_raw(fd) })
}

/// Takes ownership of a descriptor that a caller received as a number (an inherited one, or one
/// that a script handed over): it is closed when the result is dropped.
pub fn own(fd: RawFd) -> io::Result<OwnedFd> {
    fcntl(lend(fd)?, FcntlArg::F_GETFD)?;
    // SAFETY: the descriptor is open, as just asked; ownership is what the caller gives.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// A pipe, read end first; both ends close on exec. `nonblocking` goes for both ends.
pub fn pipe(nonblocking: bool) -> io::Result<(OwnedFd, OwnedFd)> {
    let mut flags = OFlag::O_CLOEXEC;
    flags.set(OFlag::O_NONBLOCK, nonblocking);
    Ok(nix::unistd::pipe2(flags)?)
}

/// Sets or clears `O_NONBLOCK`.
pub fn set_nonblocking(fd: RawFd, on: bool) -> io::Result<()> {
    let fd = lend(fd)?;
    let old = OFlag::from_bits_retain(fcntl(fd, FcntlArg::F_GETFL)?);
    let mut new = old;
    new.set(OFlag::O_NONBLOCK, on);
    if new != old {
        fcntl(fd, FcntlArg::F_SETFL(new))?;
    }
    Ok(())
}

/// Sets or clears `FD_CLOEXEC`.
pub fn set_cloexec(fd: RawFd, on: bool) -> io::Result<()> {
    let flags = if on { FdFlag::FD_CLOEXEC } else { FdFlag::empty() };
    fcntl(lend(fd)?, FcntlArg::F_SETFD(flags))?;
    Ok(())
}

/// Whether the number names an open descriptor.
#[must_use]
pub fn is_open(fd: RawFd) -> bool {
    lend(fd).is_ok_and(|fd| fcntl(fd, FcntlArg::F_GETFD).is_ok())
}

/// One `read`, retried when a signal interrupts it. Zero is the end.
pub fn read(fd: RawFd, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match nix::unistd::read(lend(fd)?, buffer) {
            Err(nix::errno::Errno::EINTR) => {}
            other => return Ok(other?),
        }
    }
}

/// One `write`, retried when a signal interrupts it; the count may be short.
pub fn write(fd: RawFd, bytes: &[u8]) -> io::Result<usize> {
    loop {
        match nix::unistd::write(lend(fd)?, bytes) {
            Err(nix::errno::Errno::EINTR) => {}
            other => return Ok(other?),
        }
    }
}

/// Writes everything, waiting where a non-blocking descriptor is full. A closed pipe is `EPIPE`
/// (the signal is ignored by the runtime), never a panic.
pub fn write_all(fd: RawFd, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match write(fd, bytes) {
            Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero)),
            Ok(n) => bytes = &bytes[n..],
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => wait(fd, Wait::Writable, None)?,
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// What [`wait`] waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Bytes or the end can be read.
    Readable,
    /// Bytes can be written.
    Writable,
}

/// Blocks until the descriptor is ready, or `timeout_ms` have passed (no error then: the caller's
/// next attempt tells).
pub fn wait(fd: RawFd, what: Wait, timeout_ms: Option<u16>) -> io::Result<()> {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    let flags = match what {
        Wait::Readable => PollFlags::POLLIN,
        Wait::Writable => PollFlags::POLLOUT,
    };
    let timeout = timeout_ms.map_or(PollTimeout::NONE, PollTimeout::from);
    match poll(&mut [PollFd::new(lend(fd)?, flags)], timeout) {
        Ok(_) | Err(nix::errno::Errno::EINTR) => Ok(()),
        Err(e) => Err(e.into()),
    }
}

/// Closes a descriptor by number, as `fs.closeSync(fd)` must. `EINTR` counts as closed, as on Linux.
pub fn close(fd: RawFd) -> io::Result<()> {
    if fd < 0 {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    // SAFETY: closing a number has no memory effect; whoever else believed to own it gets `EBADF`.
    if unsafe { libc::close(fd) } == 0 {
        return Ok(());
    }
    match io::Error::last_os_error() {
        e if e.raw_os_error() == Some(libc::EINTR) => Ok(()),
        e => Err(e),
    }
}

/// A pair of connected stream sockets, close-on-exec: what libuv uses as a child's `'pipe'`.
pub fn socket_pair(nonblocking: bool) -> io::Result<(OwnedFd, OwnedFd)> {
    use nix::sys::socket::{AddressFamily, SockFlag, SockType, socketpair};
    #[cfg(target_os = "linux")]
    {
        let mut flags = SockFlag::SOCK_CLOEXEC;
        flags.set(SockFlag::SOCK_NONBLOCK, nonblocking);
        Ok(socketpair(AddressFamily::Unix, SockType::Stream, None, flags)?)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let (a, b) = socketpair(AddressFamily::Unix, SockType::Stream, None, SockFlag::empty())?;
        for end in [&a, &b] {
            set_cloexec(end.as_raw_fd(), true)?;
            set_nonblocking(end.as_raw_fd(), nonblocking)?;
        }
        Ok((a, b))
    }
}

/// Shuts down the sending half of a socket; `ENOTSOCK` for anything else.
pub fn shutdown_write(fd: RawFd) -> io::Result<()> {
    lend(fd)?;
    Ok(nix::sys::socket::shutdown(fd, nix::sys::socket::Shutdown::Write)?)
}

/// A duplicate that closes on exec.
pub fn duplicate(fd: RawFd) -> io::Result<OwnedFd> {
    lend(fd)?.try_clone_to_owned()
}

/// A duplicate that closes on exec, with a number of at least `min`.
pub fn duplicate_from(fd: RawFd, min: RawFd) -> io::Result<OwnedFd> {
    let fd = fcntl(lend(fd)?, FcntlArg::F_DUPFD_CLOEXEC(min))?;
    // SAFETY: the kernel just made this descriptor for us.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// The number of an owned descriptor, for callers that must not name the trait.
#[must_use]
pub fn number(fd: &OwnedFd) -> RawFd {
    fd.as_raw_fd()
}
