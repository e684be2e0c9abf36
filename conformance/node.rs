//! Node's own tests: each file in a process of its own, as Node's `tools/test.py` runs them.
//!
//! A test passes with exit code 0. The expectation file says which fail, one a line with the reason:
//! `parallel/test-x.js  reason`; `skip` before the reason leaves the test out (it hangs, or needs what cannot be had).

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    time::Duration,
};

use super::{
    Outcome, Request,
    process::{self, in_parallel, ouro, root, say},
};

const LIMIT: Duration = Duration::from_secs(30);
const LIST: &str = "conformance/node/list.txt";
const EXPECTATIONS: &str = "conformance/node/expectations.txt";
/// What a test's environment must not inherit.
const SCRUBBED: [&str; 14] = [
    "NODE_PATH",
    "NODE_OPTIONS",
    "NODE_REPL_EXTERNAL_MODULE",
    "NODE_V8_COVERAGE",
    "NODE_EXTRA_CA_CERTS",
    "NODE_CHANNEL_FD",
    "NODE_UNIQUE_ID",
    "NODE_DEBUG",
    "FORCE_COLOR",
    "NO_COLOR",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
];

struct Test {
    group: String,
    file: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Pass,
    Skip,
    Fail(String),
}

/// The line of `suites.toml` that lists the groups which must match.
fn pinned_groups() -> Result<Vec<String>, String> {
    let text = fs::read_to_string(root().join("conformance/suites.toml")).map_err(|error| error.to_string())?;
    let line = text.lines().find_map(|line| line.strip_prefix("groups = [")).ok_or("suites.toml lists no groups")?;
    Ok(line.trim_end_matches(']').split(',').map(|word| word.trim().trim_matches('"').to_owned()).collect())
}

fn tests(request: &Request) -> Result<Vec<Test>, String> {
    let groups = pinned_groups()?;
    let text = fs::read_to_string(root().join(LIST)).map_err(|error| format!("{LIST}: {error}"))?;
    let rows = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    Ok(rows
        .filter(|(group, file)| {
            let wanted = match &request.group {
                Some(only) => only == group,
                None => request.all || groups.iter().any(|name| name == group),
            };
            wanted && request.wants(file)
        })
        .map(|(group, file)| Test { group: group.to_owned(), file: file.to_owned() })
        .collect())
}

/// `file → reason`.
fn expectations() -> Result<BTreeMap<String, String>, String> {
    let text = fs::read_to_string(root().join(EXPECTATIONS)).unwrap_or_default();
    let mut known = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (file, reason) =
            line.split_once(char::is_whitespace).ok_or_else(|| format!("{EXPECTATIONS}: no reason in: {line}"))?;
        known.insert(file.to_owned(), reason.trim().to_owned());
    }
    Ok(known)
}

/// Runs the suite against the expectation file.
pub(crate) fn run(request: &Request) -> Result<Outcome, String> {
    let folder = std::env::var_os("OURO_NODE_TESTS")
        .map(PathBuf::from)
        .ok_or("OURO_NODE_TESTS must name a checkout's test/ folder: see conformance/suites.toml")?;
    let tests = tests(request)?;
    let known = expectations()?;
    let flags = Flags { known: Mutex::default(), program: ouro() };
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (sequential, parallel): (Vec<Test>, Vec<Test>) =
        tests.into_iter().partition(|test| test.file.starts_with("sequential/"));
    let one = |test: &Test| {
        if known.get(&test.file).is_some_and(|reason| reason.starts_with("skip")) {
            return Verdict::Skip;
        }
        execute(&folder, scratch.path(), test, &flags)
    };
    let mut results = in_parallel(&parallel, one);
    results.extend(sequential.iter().map(one));
    let tests: Vec<&Test> = parallel.iter().chain(&sequential).collect();
    report_groups(&tests, &results);
    if request.bless {
        bless(&tests, &results, &known)?;
    }
    let mut problems = Vec::new();
    for (test, result) in tests.iter().zip(&results) {
        match (result, known.get(&test.file)) {
            (Verdict::Fail(why), None) => problems.push(format!("FAILED {} ({})\n  {why}", test.file, test.group)),
            (Verdict::Pass, Some(reason)) => problems.push(format!(
                "PASSES NOW {} ({}): take its line out of {EXPECTATIONS} ({reason})",
                test.file, test.group
            )),
            _ => {}
        }
    }
    Ok(Outcome { passed: tests.len() - problems.len(), problems })
}

fn report_groups(tests: &[&Test], results: &[Verdict]) {
    let mut groups: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (test, result) in tests.iter().zip(results) {
        let entry = groups.entry(&test.group).or_default();
        entry.1 += 1;
        entry.0 += usize::from(*result == Verdict::Pass || *result == Verdict::Skip);
    }
    for (group, (passed, all)) in groups {
        say(&format!("{group:<22}{passed:>5} of {all}"));
    }
}

/// Writes the failures to the expectation file, with the reasons that are known.
fn bless(tests: &[&Test], results: &[Verdict], known: &BTreeMap<String, String>) -> Result<(), String> {
    let mut merged = known.clone();
    for (test, result) in tests.iter().zip(results) {
        match result {
            Verdict::Fail(why) => {
                merged
                    .entry(test.file.clone())
                    .or_insert_with(|| why.lines().next().unwrap_or("").chars().take(160).collect());
            }
            Verdict::Pass => {
                merged.remove(&test.file);
            }
            Verdict::Skip => {}
        }
    }
    let mut text = String::from("# Node's tests that fail, each with its reason. This file only shrinks.\n");
    for (file, reason) in merged {
        let _ = writeln!(text, "{file}  {reason}");
    }
    fs::write(root().join(EXPECTATIONS), text).map_err(|error| error.to_string())
}

/// Which flags the program takes, asked once each.
struct Flags {
    known: Mutex<HashMap<String, bool>>,
    program: PathBuf,
}

impl Flags {
    fn takes(&self, flag: &str) -> bool {
        if let Some(&answer) = self.known.lock().expect("no panic while it is held").get(flag) {
            return answer;
        }
        let mut command = Command::new(&self.program);
        command.args([flag, "-e", "0"]);
        let answer = process::run(&mut command, LIMIT).code == Some(0);
        self.known.lock().expect("no panic while it is held").insert(flag.to_owned(), answer);
        answer
    }
}

/// `// Flags: …` and `// Env: …` of a test file.
fn directives(source: &str, name: &str) -> Vec<String> {
    source
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("//"))
        .filter_map(|line| line.trim_start().strip_prefix(name))
        .flat_map(|rest| rest.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn execute(folder: &Path, scratch: &Path, test: &Test, flags: &Flags) -> Verdict {
    let file = folder.join(&test.file);
    let source = match fs::read(&file) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => return Verdict::Fail(format!("{error}")),
    };
    let own = scratch.join(test.file.replace('/', "-"));
    if let Err(error) = fs::create_dir_all(&own) {
        return Verdict::Fail(format!("{error}"));
    }
    let mut command = Command::new(&flags.program);
    let wanted = directives(&source, "Flags:");
    let taken: Vec<&String> = wanted.iter().filter(|flag| flags.takes(flag)).collect();
    if taken.len() < wanted.len() {
        command.env("NODE_SKIP_FLAG_CHECK", "1");
    }
    command.args(taken).arg(&file).current_dir(folder.parent().unwrap_or(folder));
    for name in SCRUBBED {
        command.env_remove(name);
    }
    for (name, value) in directives(&source, "Env:").iter().filter_map(|pair| pair.split_once('=')) {
        command.env(name, value);
    }
    command.env("TEST_THREAD_ID", "0").env("TEST_SERIAL_ID", "0").env("NODE_TEST_DIR", &own).env("TMPDIR", &own);
    command.env("TEST_PARALLEL", if test.file.starts_with("sequential/") { "0" } else { "1" });
    let run = process::run(&mut command, LIMIT);
    let _left_behind = fs::remove_dir_all(&own);
    match run.code {
        Some(0) if run.stdout.lines().any(|line| line.starts_with("1..0 # Skipped")) => Verdict::Skip,
        Some(0) => Verdict::Pass,
        Some(code) => Verdict::Fail(format!("exit code {code}: {}", told(&run.stderr))),
        None => Verdict::Fail(format!("did not end within {} s", LIMIT.as_secs())),
    }
}

/// The line of standard error that says most.
fn told(stderr: &str) -> String {
    let line = stderr
        .lines()
        .find(|line| line.contains("Error") && !line.trim_start().starts_with("throw"))
        .or_else(|| stderr.lines().next());
    line.unwrap_or("(nothing on standard error)").trim().chars().take(200).collect()
}
