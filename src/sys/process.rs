//! Starting and signalling processes: what libuv's `src/unix/process.c` does.
//!
//! Between `fork` and `exec` the child of a threaded process may only make system calls, so everything that
//! allocates (paths, argument vectors, the candidates along `PATH`) is prepared before. An error of the child comes
//! back through a pipe that a successful `exec` closes: [`spawn`] either returns a running program or its errno.

use std::ffi::{CStr, CString, OsStr};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::ptr;

use super::{child, fd};

/// What one descriptor of the child becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildFd {
    /// `/dev/null` for 0 to 2, else closed.
    Ignore,
    /// A duplicate of this descriptor of ours.
    From(RawFd),
}

/// A program to start.
#[derive(Clone, Debug, Default)]
pub struct Command {
    /// The program: a path, or a name that is looked up along `PATH` of the child's environment.
    pub file: CString,
    /// `argv`, with `argv[0]`.
    pub args: Vec<CString>,
    /// `KEY=value` pairs; `None` inherits.
    pub env: Option<Vec<CString>>,
    /// The working directory.
    pub cwd: Option<CString>,
    /// Descriptors 0, 1, 2, …
    pub stdio: Vec<ChildFd>,
    /// Make it the leader of a session and process group of its own.
    pub detached: bool,
    /// User to become.
    pub uid: Option<u32>,
    /// Group to become.
    pub gid: Option<u32>,
}

const SHELL: &CStr = c"/bin/sh";
const DEFAULT_PATH: &[u8] = b"/usr/local/bin:/bin:/usr/bin";

/// Everything that the child needs, as it needs it.
struct Prepared {
    candidates: Vec<CString>,
    argv: Vec<*const libc::c_char>,
    /// For files without a magic number: `sh`, the file, the arguments.
    shell_argv: Vec<*const libc::c_char>,
    envp: Option<Vec<*const libc::c_char>>,
    stdio: Vec<RawFd>,
}

/// Starts the program and returns its process id once it runs.
///
/// # Errors
/// Those of `fork`, and whatever kept the child from running the program: `ENOENT`, `EACCES`, `EPERM` for uid and gid…
pub fn spawn(command: &Command) -> io::Result<i32> {
    let mut prepared = prepare(command);
    let (reader, low) = fd::pipe(false)?;
    // Above every descriptor that is placed, so that placing one cannot cut the line to us.
    let writer = fd::duplicate_from(low.as_raw_fd(), RawFd::try_from(command.stdio.len()).unwrap_or(0))?;
    drop(low);
    // SAFETY: both sets are plain memory, initialised by the calls before they are read.
    let old = unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        let mut old: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&raw mut all);
        // No handler of ours may run in the child, whose self-pipes are ours.
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut old);
        old
    };
    // SAFETY: the child below makes only async-signal-safe calls and ends in exec or _exit.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        let errno = run_child(command, &mut prepared);
        let bytes = errno.to_ne_bytes();
        // SAFETY: writes four bytes of a local and ends this process without running anything else.
        unsafe {
            libc::write(writer.as_raw_fd(), bytes.as_ptr().cast(), bytes.len());
            libc::_exit(127);
        }
    }
    let forked = if pid < 0 { Err(io::Error::last_os_error()) } else { Ok(pid) };
    // SAFETY: restores the mask saved above.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const old, ptr::null_mut()) };
    let pid = forked?;
    drop(writer);
    let mut bytes = [0; 4];
    match fd::read(reader.as_raw_fd(), &mut bytes)? {
        4 => {
            let _ = child::wait_blocking(pid);
            Err(io::Error::from_raw_os_error(i32::from_ne_bytes(bytes)))
        }
        _ => Ok(pid),
    }
}

fn prepare(command: &Command) -> Prepared {
    let pointers = |list: &[CString]| -> Vec<*const libc::c_char> {
        list.iter().map(|s| s.as_ptr()).chain([ptr::null()]).collect()
    };
    let argv = pointers(&command.args);
    let mut shell_argv = vec![SHELL.as_ptr(), ptr::null()];
    shell_argv.extend(argv.iter().skip(1));
    if argv.len() == 1 {
        shell_argv.push(ptr::null());
    }
    let stdio = command.stdio.iter().map(|fd| match fd {
        ChildFd::Ignore => -1,
        ChildFd::From(fd) => *fd,
    });
    Prepared {
        candidates: candidates(command),
        argv,
        shell_argv,
        envp: command.env.as_deref().map(pointers),
        stdio: stdio.collect(),
    }
}

/// Where the program may be, in the order of `execvp`.
fn candidates(command: &Command) -> Vec<CString> {
    let file = command.file.as_bytes();
    if file.is_empty() || file.contains(&b'/') {
        return vec![command.file.clone()];
    }
    let from_env =
        |pairs: &Vec<CString>| pairs.iter().find_map(|pair| pair.as_bytes().strip_prefix(b"PATH=").map(<[u8]>::to_vec));
    let path = match &command.env {
        Some(pairs) => from_env(pairs),
        None => std::env::var_os("PATH").map(|path| path.as_bytes().to_vec()),
    };
    let path = path.unwrap_or_else(|| DEFAULT_PATH.to_vec());
    path.split(|byte| *byte == b':')
        .filter_map(|dir| {
            let mut full = dir.to_vec();
            if !full.is_empty() {
                full.push(b'/');
            }
            full.extend_from_slice(file);
            CString::new(full).ok()
        })
        .collect()
}

/// Runs in the child: makes it what the command says and executes the program. Returns the errno if that failed.
fn run_child(command: &Command, prepared: &mut Prepared) -> i32 {
    match set_up_child(command, prepared) {
        Ok(()) => execute(prepared),
        Err(errno) => errno,
    }
}

fn errno() -> i32 {
    io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL)
}

/// The errno of a call that answers -1 on failure.
fn check(result: libc::c_int) -> Result<libc::c_int, i32> {
    if result < 0 { Err(errno()) } else { Ok(result) }
}

fn set_up_child(command: &Command, prepared: &mut Prepared) -> Result<(), i32> {
    // SAFETY: setsid takes nothing.
    if command.detached {
        unsafe { libc::setsid() };
    }
    place_descriptors(&mut prepared.stdio)?;
    if let Some(cwd) = &command.cwd {
        // SAFETY: a valid C string.
        check(unsafe { libc::chdir(cwd.as_ptr()) })?;
    }
    if command.uid.is_some() || command.gid.is_some() {
        // Supplementary groups of the parent must not stay; without privileges there is nothing to drop.
        // SAFETY: an empty list needs no memory.
        unsafe { libc::setgroups(0, ptr::null()) };
    }
    if let Some(gid) = command.gid {
        // SAFETY: takes a number.
        check(unsafe { libc::setgid(gid) })?;
    }
    if let Some(uid) = command.uid {
        // SAFETY: takes a number.
        check(unsafe { libc::setuid(uid) })?;
    }
    reset_signals();
    Ok(())
}

/// Dispositions to default (ignored ones would survive `exec`), and an empty mask.
fn reset_signals() {
    for signum in 1..32 {
        if signum != libc::SIGKILL && signum != libc::SIGSTOP {
            // SAFETY: only sets a disposition.
            unsafe { libc::signal(signum, libc::SIG_DFL) };
        }
    }
    // SAFETY: the set is initialised before it is read.
    unsafe {
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut none);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const none, ptr::null_mut());
    }
}

/// Puts every source descriptor in its place. Sources that stand where another must go are moved up first.
fn place_descriptors(stdio: &mut [RawFd]) -> Result<(), i32> {
    let count = RawFd::try_from(stdio.len()).unwrap_or(RawFd::MAX);
    for (at, source) in (0..).zip(stdio.iter_mut()) {
        let at: RawFd = at;
        if *source >= 0 && *source < count && *source != at {
            // SAFETY: takes numbers; the duplicate closes on exec.
            *source = check(unsafe { libc::fcntl(*source, libc::F_DUPFD_CLOEXEC, count) })?;
        }
    }
    for (at, source) in (0..).zip(stdio.iter()) {
        let at: RawFd = at;
        let mut source = *source;
        let mut opened = false;
        if source < 0 {
            if at > 2 {
                continue;
            }
            let mode = if at == 0 { libc::O_RDONLY } else { libc::O_RDWR };
            // SAFETY: a valid C string; takes no mode without O_CREAT.
            source = check(unsafe { libc::open(c"/dev/null".as_ptr(), mode | libc::O_CLOEXEC) })?;
            opened = true;
        }
        if source == at {
            // SAFETY: takes numbers.
            check(unsafe { libc::fcntl(at, libc::F_SETFD, 0) })?;
        } else {
            // SAFETY: takes numbers; the copy does not close on exec.
            check(unsafe { libc::dup2(source, at) })?;
            if opened {
                // SAFETY: ours, opened above.
                unsafe { libc::close(source) };
            }
        }
        if at <= 2 {
            // Programs do not expect O_NONBLOCK there.
            // SAFETY: takes numbers.
            let flags = unsafe { libc::fcntl(at, libc::F_GETFL) };
            if flags >= 0 && flags & libc::O_NONBLOCK != 0 {
                // SAFETY: as above.
                unsafe { libc::fcntl(at, libc::F_SETFL, flags & !libc::O_NONBLOCK) };
            }
        }
    }
    Ok(())
}

/// Tries the candidates as `execvp` does; returns only the errno.
fn execute(prepared: &mut Prepared) -> i32 {
    let mut result = libc::ENOENT;
    for candidate in &prepared.candidates {
        let errno = exec_one(candidate.as_ptr(), &prepared.argv, prepared.envp.as_deref());
        match errno {
            libc::ENOEXEC => {
                prepared.shell_argv[1] = candidate.as_ptr();
                return exec_one(SHELL.as_ptr(), &prepared.shell_argv, prepared.envp.as_deref());
            }
            libc::EACCES => result = libc::EACCES,
            libc::ENOENT | libc::ENOTDIR | libc::ESTALE | libc::ENODEV | libc::ETIMEDOUT => {
                if prepared.candidates.len() == 1 {
                    return errno;
                }
            }
            other => return other,
        }
    }
    result
}

fn exec_one(file: *const libc::c_char, argv: &[*const libc::c_char], envp: Option<&[*const libc::c_char]>) -> i32 {
    // SAFETY: all are valid, null-terminated, and outlive the call, which does not return on success.
    unsafe {
        match envp {
            Some(envp) => libc::execve(file, argv.as_ptr(), envp.as_ptr()),
            None => libc::execv(file, argv.as_ptr()),
        };
    }
    errno()
}

/// Sends a signal; 0 only asks whether the process exists.
///
/// # Errors
/// `ESRCH`, `EPERM`, `EINVAL`.
pub fn kill(pid: i32, signum: i32) -> io::Result<()> {
    // SAFETY: takes numbers.
    if unsafe { libc::kill(pid, signum) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// A C string of JS text; `EINVAL` with a NUL inside, which JS has refused before.
///
/// # Errors
/// See above.
pub fn c_string(text: impl AsRef<OsStr>) -> io::Result<CString> {
    CString::new(text.as_ref().as_bytes()).map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use child::ExitStatus;

    fn command(args: &[&str]) -> Command {
        Command {
            file: CString::new(args[0]).unwrap(),
            args: args.iter().map(|arg| CString::new(*arg).unwrap()).collect(),
            stdio: vec![ChildFd::Ignore; 3],
            ..Command::default()
        }
    }

    #[test]
    fn exit_codes_and_signals_come_back() {
        for (script, expected) in [("exit 7", ExitStatus::Code(7)), ("kill -TERM $$", ExitStatus::Signal(15))] {
            let pid = spawn(&command(&["sh", "-c", script])).unwrap();
            assert_eq!(child::wait_blocking(pid).unwrap(), expected);
        }
    }

    #[test]
    fn errors_of_the_child_are_ours() {
        let errno = |command: &Command| spawn(command).unwrap_err().raw_os_error();
        assert_eq!(errno(&command(&["does-not-exist-anywhere"])), Some(libc::ENOENT));
        assert_eq!(errno(&command(&["/does/not/exist"])), Some(libc::ENOENT));
        assert_eq!(errno(&command(&["/etc/passwd"])), Some(libc::EACCES));
        assert_eq!(errno(&command(&["/etc/passwd/x"])), Some(libc::ENOTDIR));
        assert_eq!(errno(&Command { cwd: Some(c"/nope".into()), ..command(&["true"]) }), Some(libc::ENOENT));
    }

    #[test]
    fn descriptors_can_be_swapped() {
        // Each end where the other should be: both must be moved before either is placed.
        let (a_read, a_write) = fd::pipe(false).unwrap();
        let (b_read, b_write) = fd::pipe(false).unwrap();
        let mut stdio = vec![ChildFd::Ignore; 3];
        let (low, high) = (a_write.as_raw_fd().min(b_write.as_raw_fd()), a_write.as_raw_fd().max(b_write.as_raw_fd()));
        for at in 3..=high {
            stdio.push(match at {
                _ if at == low => ChildFd::From(high),
                _ if at == high => ChildFd::From(low),
                _ => ChildFd::Ignore,
            });
        }
        let script = format!("echo low >&{low}; echo high >&{high}");
        let pid = spawn(&Command { stdio, ..command(&["bash", "-c", &script]) }).unwrap();
        drop((a_write, b_write));
        child::wait_blocking(pid).unwrap();
        let text = |fd: RawFd| {
            let mut bytes = [0; 64];
            let n = fd::read(fd, &mut bytes).unwrap();
            String::from_utf8_lossy(&bytes[..n]).into_owned()
        };
        // What was written to `low` went to the pipe whose number was `high`, and the other way round.
        let texts = [text(a_read.as_raw_fd()), text(b_read.as_raw_fd())];
        assert!(texts.contains(&"low\n".into()) && texts.contains(&"high\n".into()), "{texts:?}");
    }

    #[test]
    fn environment_and_directory() {
        let (read, write) = fd::pipe(false).unwrap();
        let with = Command {
            env: Some(vec![c"X=1".into(), c"PATH=/bin:/usr/bin".into()]),
            cwd: Some(c"/tmp".into()),
            stdio: vec![ChildFd::Ignore, ChildFd::From(write.as_raw_fd()), ChildFd::Ignore],
            ..command(&["sh", "-c", "echo $X $HOME $PWD"])
        };
        let pid = spawn(&with).unwrap();
        drop(write);
        child::wait_blocking(pid).unwrap();
        let mut bytes = [0; 64];
        let n = fd::read(read.as_raw_fd(), &mut bytes).unwrap();
        assert_eq!(&bytes[..n], b"1 /tmp\n");
    }
}
