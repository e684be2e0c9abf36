//! Runs one program with a time limit and gives back what it printed; what it leaves running is killed.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    os::unix::process::{CommandExt, ExitStatusExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

/// What a program did.
#[derive(Debug)]
pub(crate) struct Run {
    /// Exit code, 128 + signal for a signal, `None` after the time limit.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// The program under test: built beside this one.
pub(crate) fn ouro() -> PathBuf {
    std::env::var_os("OURO_BIN").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_ouro")), PathBuf::from)
}

/// The project's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the command. Output goes to files, so that a child left behind cannot hold a pipe open.
///
/// # Panics
/// If the temporary files cannot be made or the program cannot be started.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Run {
    let mut stdout = tempfile::tempfile().expect("a temporary file");
    let mut stderr = tempfile::tempfile().expect("a temporary file");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone().expect("a descriptor"))
        .stderr(stderr.try_clone().expect("a descriptor"))
        .process_group(0)
        .spawn()
        .expect("the program starts");
    let group = Pid::from_raw(child.id() as i32);
    let end = Instant::now() + limit;
    let mut pause = Duration::from_millis(1);
    let code = loop {
        match child.try_wait().expect("a child of ours") {
            Some(status) => break Some(status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))),
            None if Instant::now() >= end => break None,
            None => std::thread::sleep(pause),
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    let _gone = killpg(group, Signal::SIGKILL);
    if code.is_none() {
        let _reaped = child.wait();
    }
    Run { code, stdout: text(&mut stdout), stderr: text(&mut stderr) }
}

fn text(file: &mut File) -> String {
    let mut bytes = Vec::new();
    if file.seek(SeekFrom::Start(0)).is_ok() {
        let _partial = file.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Prints a line; a closed pipe is no reason to panic.
pub(crate) fn say(line: &str) {
    let _closed = writeln!(std::io::stdout(), "{line}");
}

/// Does `work` for every item on as many threads as there are processors; results in order.
pub(crate) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    loop {
                        let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let Some(item) = items.get(at) else { return own };
                        own.push((at, work(item)));
                    }
                })
            })
            .collect();
        handles.into_iter().flat_map(|handle| handle.join().expect("a worker does not panic")).collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
