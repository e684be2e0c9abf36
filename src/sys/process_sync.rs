//! Running a program to its end while this thread waits: the machine under `spawnSync`.
//! Counterpart of Node's `src/spawn_sync.cc`. Feeds inputs and collects outputs with `poll`, no event loop involved.

use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::child::{self, ExitStatus};
use super::fd;
use super::process::{ChildFd, Command, kill, spawn};

/// One descriptor of the child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncStdio {
    /// Not connected, or to one of ours.
    Plain(ChildFd),
    /// A pipe: the child reads `input` and its end from it (if `readable`); what it writes is kept (if `writable`).
    Pipe {
        /// What the child reads.
        input: Vec<u8>,
        /// Whether the child reads from it.
        readable: bool,
        /// Whether the child writes to it.
        writable: bool,
    },
}

/// What to run and within which limits.
#[derive(Clone, Debug, Default)]
pub struct SyncOptions {
    /// The program; its `stdio` is ignored.
    pub command: Command,
    /// Descriptors 0, 1, 2, …
    pub stdio: Vec<SyncStdio>,
    /// Kill it after this many milliseconds; 0 is never.
    pub timeout_ms: u64,
    /// Kill it when all its output together is larger; 0 is no limit.
    pub max_buffer: usize,
    /// What to kill it with; 0 is `SIGTERM`.
    pub kill_signal: i32,
}

/// How it went.
#[derive(Clone, Debug, Default)]
pub struct SyncResult {
    /// The process id, 0 if it never ran.
    pub pid: i32,
    /// How it ended, if it ran.
    pub status: Option<ExitStatus>,
    /// Per descriptor, what the child wrote to a pipe.
    pub output: Vec<Option<Vec<u8>>>,
    /// The errno of what went wrong: of the start, `ETIMEDOUT`, `ENOBUFS`, or of a pipe.
    pub error: Option<i32>,
}

struct Pipe {
    at: usize,
    /// `None` once both directions are done.
    fd: Option<OwnedFd>,
    input: Vec<u8>,
    written: usize,
    sending: bool,
    receiving: bool,
    output: Vec<u8>,
}

/// Without a pidfd, how often to look whether the child has ended.
const LOOK_EVERY_MS: u16 = 10;

struct Runner<'a> {
    options: &'a SyncOptions,
    pid: i32,
    pipes: Vec<Pipe>,
    status: Option<ExitStatus>,
    error: Option<i32>,
    pipe_error: Option<i32>,
    killed: bool,
    buffered: usize,
}

/// Runs the program to its end. What went wrong is in the result.
#[must_use]
pub fn run(options: &SyncOptions) -> SyncResult {
    let mut runner = Runner {
        options,
        pid: 0,
        pipes: Vec::new(),
        status: None,
        error: None,
        pipe_error: None,
        killed: false,
        buffered: 0,
    };
    if let Err(e) = runner.start().and_then(|()| runner.wait()) {
        runner.error.get_or_insert(e.raw_os_error().unwrap_or(libc::EIO));
        if runner.pid != 0 && runner.status.is_none() {
            runner.kill();
            runner.status = child::wait_blocking(runner.pid).ok();
        }
    }
    let mut output: Vec<Option<Vec<u8>>> = vec![None; options.stdio.len()];
    for pipe in runner.pipes {
        if matches!(options.stdio[pipe.at], SyncStdio::Pipe { writable: true, .. }) {
            output[pipe.at] = Some(pipe.output);
        }
    }
    SyncResult { pid: runner.pid, status: runner.status, output, error: runner.error.or(runner.pipe_error) }
}

impl Runner<'_> {
    fn start(&mut self) -> io::Result<()> {
        let mut command = self.options.command.clone();
        let mut theirs = Vec::new();
        command.stdio.clear();
        for (at, stdio) in self.options.stdio.iter().enumerate() {
            match stdio {
                SyncStdio::Plain(fd) => command.stdio.push(*fd),
                SyncStdio::Pipe { input, readable, writable } => {
                    let (ours, their) = fd::socket_pair(false)?;
                    fd::set_nonblocking(ours.as_raw_fd(), true)?;
                    command.stdio.push(ChildFd::From(their.as_raw_fd()));
                    theirs.push(their);
                    self.pipes.push(Pipe {
                        at,
                        fd: Some(ours),
                        input: input.clone(),
                        written: 0,
                        sending: *readable,
                        receiving: *writable,
                        output: Vec::new(),
                    });
                }
            }
        }
        self.pid = spawn(&command)?;
        Ok(())
    }

    fn wait(&mut self) -> io::Result<()> {
        let pidfd = child::pidfd(self.pid);
        let deadline =
            (self.options.timeout_ms > 0).then(|| Instant::now() + Duration::from_millis(self.options.timeout_ms));
        while self.status.is_none() || self.pipes.iter().any(|pipe| pipe.fd.is_some()) {
            let left = deadline.filter(|_| !self.killed).map(|d| d.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                self.error.get_or_insert(libc::ETIMEDOUT);
                self.kill();
                continue;
            }
            let ready = self.poll(pidfd.as_ref(), left)?;
            for (pipe, flags) in ready {
                self.serve(pipe, flags);
            }
            if self.status.is_none() {
                self.status = child::try_wait(self.pid)?;
            }
        }
        Ok(())
    }

    /// Waits for pipes, the child's end or the deadline; which pipes are ready for what.
    fn poll(&self, pidfd: Option<&OwnedFd>, left: Option<Duration>) -> io::Result<Vec<(usize, PollFlags)>> {
        let mut fds = Vec::new();
        let mut indices = Vec::new();
        for (index, pipe) in self.pipes.iter().enumerate() {
            if let Some(fd) = &pipe.fd {
                let mut flags = PollFlags::empty();
                flags.set(PollFlags::POLLIN, pipe.receiving);
                flags.set(PollFlags::POLLOUT, pipe.sending);
                fds.push(PollFd::new(fd.as_fd(), flags));
                indices.push(index);
            }
        }
        let mut timeout = left.map(|left| u16::try_from(left.as_millis() + 1).unwrap_or(u16::MAX));
        if self.status.is_none() {
            match pidfd {
                Some(pidfd) => fds.push(PollFd::new(pidfd.as_fd(), PollFlags::POLLIN)),
                None => timeout = Some(timeout.unwrap_or(LOOK_EVERY_MS).min(LOOK_EVERY_MS)),
            }
        }
        match poll(&mut fds, timeout.map_or(PollTimeout::NONE, PollTimeout::from)) {
            Ok(_) | Err(nix::errno::Errno::EINTR) => {}
            Err(e) => return Err(e.into()),
        }
        let ready = indices.iter().zip(&fds);
        Ok(ready.filter_map(|(index, fd)| Some((*index, fd.revents().filter(|flags| !flags.is_empty())?))).collect())
    }

    fn serve(&mut self, index: usize, flags: PollFlags) {
        let hung_up = flags.intersects(PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL);
        if self.pipes[index].sending && (flags.contains(PollFlags::POLLOUT) || hung_up) {
            self.send(index);
        }
        if self.pipes.get(index).is_some_and(|pipe| pipe.receiving) && (flags.contains(PollFlags::POLLIN) || hung_up) {
            self.receive(index);
        }
        let pipe = &mut self.pipes[index];
        if !pipe.sending && !pipe.receiving {
            pipe.fd = None;
        }
    }

    fn send(&mut self, index: usize) {
        let pipe = &mut self.pipes[index];
        let Some(fd) = &pipe.fd else { return };
        while pipe.written < pipe.input.len() {
            match fd::write(fd.as_raw_fd(), &pipe.input[pipe.written..]) {
                Ok(n) => pipe.written += n,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return,
                Err(e) => {
                    self.pipe_error.get_or_insert(e.raw_os_error().unwrap_or(libc::EPIPE));
                    break;
                }
            }
        }
        pipe.sending = false;
        // The child may have closed its end already.
        let _ = fd::shutdown_write(fd.as_raw_fd());
    }

    fn receive(&mut self, index: usize) {
        let mut buffer = vec![0; 64 << 10];
        loop {
            let pipe = &mut self.pipes[index];
            let Some(fd) = &pipe.fd else { return };
            match fd::read(fd.as_raw_fd(), &mut buffer) {
                Ok(0) => {
                    pipe.receiving = false;
                    pipe.sending = false;
                    return;
                }
                Ok(n) => {
                    pipe.output.extend_from_slice(&buffer[..n]);
                    self.buffered += n;
                    if self.options.max_buffer > 0 && self.buffered > self.options.max_buffer {
                        self.error.get_or_insert(libc::ENOBUFS);
                        self.kill();
                        return;
                    }
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return,
                Err(e) => {
                    pipe.receiving = false;
                    pipe.sending = false;
                    if e.raw_os_error() != Some(libc::ECONNRESET) {
                        self.pipe_error.get_or_insert(e.raw_os_error().unwrap_or(libc::EIO));
                    }
                    return;
                }
            }
        }
    }

    /// Kills the child and stops listening to it; its end is still waited for.
    fn kill(&mut self) {
        if self.killed {
            return;
        }
        self.killed = true;
        if self.status.is_none() && self.pid != 0 {
            let signal = if self.options.kill_signal == 0 { libc::SIGTERM } else { self.options.kill_signal };
            if let Err(e) = kill(self.pid, signal) {
                if e.raw_os_error() != Some(libc::ESRCH) {
                    self.error.get_or_insert(e.raw_os_error().unwrap_or(libc::EINVAL));
                    let _ = kill(self.pid, libc::SIGKILL);
                }
            }
        }
        for pipe in &mut self.pipes {
            pipe.fd = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CString;

    use super::*;

    fn shell(script: &str, input: &[u8]) -> SyncOptions {
        let args = ["sh", "-c", script].map(|arg| CString::new(arg).unwrap());
        let pipe = |input: &[u8], readable| SyncStdio::Pipe { input: input.to_vec(), readable, writable: !readable };
        SyncOptions {
            command: Command { file: args[0].clone(), args: args.to_vec(), ..Command::default() },
            stdio: vec![pipe(input, true), pipe(b"", false), pipe(b"", false)],
            ..SyncOptions::default()
        }
    }

    #[test]
    fn feeds_and_collects() {
        let input = vec![b'x'; 300_000];
        let result = run(&shell("cat; echo err >&2; exit 3", &input));
        assert_eq!((result.error, result.status), (None, Some(ExitStatus::Code(3))));
        assert_eq!(result.output[0], None);
        assert_eq!(result.output[1].as_ref(), Some(&input));
        assert_eq!(result.output[2].as_deref(), Some(&b"err\n"[..]));
    }

    #[test]
    fn limits_kill() {
        let result = run(&SyncOptions { timeout_ms: 30, ..shell("echo a; sleep 10", b"") });
        assert_eq!((result.error, result.status), (Some(libc::ETIMEDOUT), Some(ExitStatus::Signal(libc::SIGTERM))));
        assert_eq!(result.output[1].as_deref(), Some(&b"a\n"[..]));
        let result = run(&SyncOptions { max_buffer: 1000, kill_signal: 9, ..shell("yes", b"") });
        assert_eq!((result.error, result.status), (Some(libc::ENOBUFS), Some(ExitStatus::Signal(9))));
    }

    #[test]
    fn start_error_is_in_the_result() {
        let mut options = shell("", b"");
        options.command.file = c"/nope".into();
        let result = run(&options);
        assert_eq!((result.pid, result.error, result.status), (0, Some(libc::ENOENT), None));
    }
}
