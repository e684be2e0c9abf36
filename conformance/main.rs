//! The conformance runner: `cargo test --test conformance -- [--suite NAME] [--group NAME] [--all] [--bless] [FILTER…]`.
//!
//! Suites are pinned in `suites.toml`. **It fails on an unexpected failure and on an unexpected pass**, so that
//! expectation files can only shrink truthfully. Without arguments it runs `cases` alone.

mod cases;
mod node;
mod process;

use std::{env, process::ExitCode};

/// What the command line asks for.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// The suite, `cases` by default.
    pub(crate) suite: Option<String>,
    /// Only this group of the Node suite.
    pub(crate) group: Option<String>,
    /// Every group of the Node suite, not only those that must match.
    pub(crate) all: bool,
    /// Rewrite the expectation file to what happened, keeping reasons.
    pub(crate) bless: bool,
    /// Tests whose name contains one of these.
    pub(crate) filters: Vec<String>,
}

impl Request {
    fn read() -> Self {
        let mut request = Self::default();
        let mut args = env::args().skip(1);
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--suite" => request.suite = args.next(),
                "--group" => request.group = args.next(),
                "--all" => request.all = true,
                "--bless" => request.bless = true,
                // What `cargo test` passes to every harness.
                "--quiet" | "-q" | "--nocapture" | "--show-output" => {}
                flag if flag.starts_with("--test-threads") => {}
                _ => request.filters.push(arg),
            }
        }
        request
    }

    /// Whether a test is asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|filter| name.contains(filter.as_str()))
    }
}

/// What a suite found.
pub(crate) struct Outcome {
    /// Tests that did what was expected.
    pub(crate) passed: usize,
    /// Lines to print about those that did not.
    pub(crate) problems: Vec<String>,
}

fn main() -> ExitCode {
    let request = Request::read();
    let outcome = match request.suite.as_deref() {
        None | Some("cases") => cases::run(&request),
        Some("node") => node::run(&request),
        Some(other) => Err(format!("no suite {other}: see conformance/suites.toml")),
    };
    match outcome {
        Ok(Outcome { passed, problems }) => {
            for problem in &problems {
                process::say(problem);
            }
            process::say(&format!("{passed} passed, {} failed", problems.len()));
            if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(text) => {
            process::say(&text);
            ExitCode::FAILURE
        }
    }
}
