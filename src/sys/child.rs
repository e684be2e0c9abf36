//! Waiting for children: `pidfd_open` where the kernel has it, `waitpid` without blocking.
//! libuv's counterpart is the `SIGCHLD` half of `src/unix/process.c`.

use std::io;
use std::os::fd::OwnedFd;

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// It exited with this code.
    Code(i32),
    /// This signal killed it.
    Signal(i32),
}

/// A descriptor that becomes readable when the process ends. `None` where the kernel has no such
/// thing (before Linux 5.3, other systems, a seccomp filter): watch `SIGCHLD` then.
#[cfg(target_os = "linux")]
#[must_use]
pub fn pidfd(pid: i32) -> Option<OwnedFd> {
    use std::os::fd::FromRawFd;
    // SAFETY: the call takes two numbers and has no memory effect.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    let fd = i32::try_from(fd).ok().filter(|fd| *fd >= 0)?;
    // SAFETY: the kernel just made this descriptor (close-on-exec by definition) for us.
    Some(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// See the Linux version.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn pidfd(_pid: i32) -> Option<OwnedFd> {
    None
}

/// Reaps the child if it has ended; `None` while it runs. A child that somebody else has reaped
/// (`ECHILD`) counts as exited with 0, as nothing better can be known.
pub fn try_wait(pid: i32) -> io::Result<Option<ExitStatus>> {
    wait(pid, libc::WNOHANG)
}

/// Blocks until the child has ended, and reaps it.
pub fn wait_blocking(pid: i32) -> io::Result<ExitStatus> {
    loop {
        if let Some(status) = wait(pid, 0)? {
            return Ok(status);
        }
    }
}

fn wait(pid: i32, options: i32) -> io::Result<Option<ExitStatus>> {
    let mut status = 0;
    loop {
        // SAFETY: `status` outlives the call, which writes one int to it.
        let r = unsafe { libc::waitpid(pid, &raw mut status, options) };
        if r == 0 {
            return Ok(None);
        }
        if r < 0 {
            match io::Error::last_os_error() {
                e if e.raw_os_error() == Some(libc::EINTR) => continue,
                e if e.raw_os_error() == Some(libc::ECHILD) => {
                    return Ok(Some(ExitStatus::Code(0)));
                }
                e => return Err(e),
            }
        }
        if libc::WIFEXITED(status) {
            return Ok(Some(ExitStatus::Code(libc::WEXITSTATUS(status))));
        }
        if libc::WIFSIGNALED(status) {
            return Ok(Some(ExitStatus::Signal(libc::WTERMSIG(status))));
        }
        if options & libc::WNOHANG != 0 {
            return Ok(None);
        }
    }
}
