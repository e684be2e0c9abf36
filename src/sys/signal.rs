//! Signals: THE table of names and numbers, and delivery into self-pipes.
//!
//! A handler may only do what is safe at any instant: it writes the signal's number into the pipe of
//! every loop that asked for signals (libuv's `src/unix/signal.c` does the same). The pipes are found
//! in a fixed table of atomics, so the handler allocates nothing and takes no lock.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};

macro_rules! signals {
    ($($name:ident)*) => {
        /// THE table of signals of this system: name and number, in the order of the numbers.
        pub static SIGNALS: &[(&str, i32)] = &[$((stringify!($name), libc::$name),)*];
    };
}

#[cfg(target_os = "linux")]
signals! {
    SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGIOT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2
    SIGPIPE SIGALRM SIGTERM SIGCHLD SIGSTKFLT SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU
    SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPOLL SIGPWR SIGSYS
}
#[cfg(not(target_os = "linux"))]
signals! {
    SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGIOT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2
    SIGPIPE SIGALRM SIGTERM SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU
    SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGSYS
}

/// The first name of a number (`SIGABRT` rather than `SIGIOT`).
#[must_use]
pub fn name(number: i32) -> Option<&'static str> {
    SIGNALS.iter().find(|(_, n)| *n == number).map(|(name, _)| *name)
}

/// The number of a name such as `SIGTERM`.
#[must_use]
pub fn number(name: &str) -> Option<i32> {
    SIGNALS.iter().find(|(n, _)| *n == name).map(|(_, number)| *number)
}

/// At most this many loops (threads) can watch signals at once.
const MAX_PIPES: usize = 64;
static PIPES: [AtomicI32; MAX_PIPES] = [const { AtomicI32::new(-1) }; MAX_PIPES];
/// How many loops listen to a signal; the handler is installed while one does.
static LISTENERS: [AtomicUsize; 65] = [const { AtomicUsize::new(0) }; 65];
static INSTALL: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// The write end of a loop's self-pipe, registered with the handler until it is dropped.
#[derive(Debug)]
pub struct Registration {
    slot: usize,
    _fd: OwnedFd,
}

/// Lets the handler write into this (non-blocking) pipe.
pub fn register_pipe(fd: OwnedFd) -> io::Result<Registration> {
    for (slot, pipe) in PIPES.iter().enumerate() {
        let free = pipe.compare_exchange(-1, fd.as_raw_fd(), Ordering::SeqCst, Ordering::SeqCst);
        if free.is_ok() {
            return Ok(Registration { slot, _fd: fd });
        }
    }
    Err(io::Error::from_raw_os_error(libc::EMFILE))
}

impl Drop for Registration {
    fn drop(&mut self) {
        PIPES[self.slot].store(-1, Ordering::SeqCst);
    }
}

extern "C" fn handler(signum: libc::c_int) {
    let byte = [u8::try_from(signum).unwrap_or(0)];
    // SAFETY: the location of errno is this thread's own, valid for its life.
    let errno = unsafe { *errno_location() };
    for pipe in &PIPES {
        let fd: RawFd = pipe.load(Ordering::SeqCst);
        if fd >= 0 {
            // SAFETY: `write` may be called in a handler; the byte outlives the call. A full pipe
            // already holds enough to wake the reader.
            unsafe { libc::write(fd, byte.as_ptr().cast(), 1) };
        }
    }
    // SAFETY: as above; the interrupted code must not see another errno.
    unsafe { *errno_location() = errno };
}

#[cfg(any(target_os = "linux", target_os = "emscripten"))]
unsafe fn errno_location() -> *mut libc::c_int {
    // SAFETY: the function has no preconditions.
    unsafe { libc::__errno_location() }
}
#[cfg(not(any(target_os = "linux", target_os = "emscripten")))]
unsafe fn errno_location() -> *mut libc::c_int {
    // SAFETY: the function has no preconditions.
    unsafe { libc::__error() }
}

/// Starts delivery of a signal to the registered pipes. `EINVAL` for those that cannot be caught.
pub fn listen(signum: i32) -> io::Result<()> {
    let count = count_of(signum)?;
    let _guard = INSTALL.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if count.load(Ordering::SeqCst) == 0 {
        set_action(signum, handler as *const () as usize, libc::SA_RESTART)?;
    }
    count.fetch_add(1, Ordering::SeqCst);
    Ok(())
}

/// Ends one [`listen`]; the last one restores the default action.
pub fn unlisten(signum: i32) {
    let Ok(count) = count_of(signum) else { return };
    let _guard = INSTALL.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if count.load(Ordering::SeqCst) > 0 && count.fetch_sub(1, Ordering::SeqCst) == 1 {
        // The runtime ignores SIGPIPE from its start.
        let action = if signum == libc::SIGPIPE { libc::SIG_IGN } else { libc::SIG_DFL };
        let _ = set_action(signum, action, 0);
    }
}

/// Ignores `SIGPIPE`, so that writing to a closed pipe is an error and not the end.
pub fn ignore_sigpipe() {
    let _ = set_action(libc::SIGPIPE, libc::SIG_IGN, 0);
}

/// Kills this process with the signal's default action, so that its parent sees the signal.
pub fn die_by(signum: i32) {
    let _ = set_action(signum, libc::SIG_DFL, 0);
    // SAFETY: raise takes a number.
    unsafe { libc::raise(signum) };
}

fn count_of(signum: i32) -> io::Result<&'static AtomicUsize> {
    let index = usize::try_from(signum).unwrap_or(0);
    if index == 0 || index >= LISTENERS.len() {
        return Err(io::Error::from_raw_os_error(libc::EINVAL));
    }
    Ok(&LISTENERS[index])
}

fn set_action(signum: i32, action: usize, flags: i32) -> io::Result<()> {
    // SAFETY: all-zero is a valid `sigaction`: no flags, an empty mask.
    let mut new: libc::sigaction = unsafe { std::mem::zeroed() };
    new.sa_sigaction = action;
    new.sa_flags = flags;
    // SAFETY: the mask belongs to `new`; everything is blocked while the handler runs.
    unsafe { libc::sigfillset(&raw mut new.sa_mask) };
    // SAFETY: `new` outlives the call and names a handler that is safe at any instant.
    if unsafe { libc::sigaction(signum, &raw const new, std::ptr::null_mut()) } == 0 {
        return Ok(());
    }
    Err(io::Error::last_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        assert_eq!(name(libc::SIGABRT), Some("SIGABRT"));
        assert_eq!(number("SIGIOT"), Some(libc::SIGABRT));
        assert_eq!(number("SIGNOPE"), None);
        assert_eq!(name(0), None);
    }

    #[test]
    fn uncatchable_is_refused() {
        assert_eq!(listen(libc::SIGKILL).unwrap_err().raw_os_error(), Some(libc::EINVAL));
        assert_eq!(listen(0).unwrap_err().raw_os_error(), Some(libc::EINVAL));
        assert_eq!(listen(1000).unwrap_err().raw_os_error(), Some(libc::EINVAL));
    }
}
