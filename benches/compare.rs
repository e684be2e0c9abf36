//! `make bench`: runs the scripts beside this file on Ouro and on the Node that `OURO_NODE` names, in turn, and prints
//! the ratios of the medians.
//!
//! Each script prints JSON lines `{"name", "value", "unit"}`, lower is better; CPU time is the kernel's figure for the
//! finished process, peak memory what the script itself reads at its end.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike as _,
};

const RUNS: usize = 9;
const SCRIPTS: [&str; 4] = ["empty.js", "memory.js", "ticks.js", "timers.js"];

fn say(line: &str) {
    let _closed = writeln!(std::io::stdout(), "{line}");
}

/// User and system time of all children so far, in microseconds.
fn children_cpu_us() -> i64 {
    getrusage(UsageWho::RUSAGE_CHILDREN)
        .map_or(0, |usage| usage.user_time().num_microseconds() + usage.system_time().num_microseconds())
}

/// Runs a script once; its own figures and its CPU time.
fn measure(program: &Path, script: &Path) -> Option<Vec<(String, f64)>> {
    let before = children_cpu_us();
    let output = Command::new(program).arg(script).stdin(Stdio::null()).output().ok()?;
    if !output.status.success() {
        say(&format!("{} failed: {}", script.display(), String::from_utf8_lossy(&output.stderr)));
        return None;
    }
    let cpu_ms = (children_cpu_us() - before) as f64 / 1000.0;
    let name = script.file_stem()?.to_string_lossy().into_owned();
    let mut figures = vec![(format!("{name}: CPU time, ms"), cpu_ms)];
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        if let Ok(row) = serde_json::from_str::<serde_json::Value>(line)
            && let (Some(what), Some(value), Some(unit)) =
                (row["name"].as_str(), row["value"].as_f64(), row["unit"].as_str())
        {
            figures.push((format!("{name}: {what}, {unit}"), value));
        }
    }
    Some(figures)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() -> ExitCode {
    let Some(node) = std::env::var_os("OURO_NODE").map(PathBuf::from) else {
        say("OURO_NODE must name the Node to compare with");
        return ExitCode::FAILURE;
    };
    let ouro = PathBuf::from(env!("CARGO_BIN_EXE_ouro"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
    let mut table: BTreeMap<String, [Vec<f64>; 2]> = BTreeMap::new();
    for script in SCRIPTS {
        // The two take turns, so that a change of the machine's speed meets both.
        for _ in 0..RUNS {
            for (column, program) in [&ouro, &node].into_iter().enumerate() {
                for (name, value) in measure(program, &folder.join(script)).into_iter().flatten() {
                    table.entry(name).or_default()[column].push(value);
                }
            }
        }
    }
    say(&format!("{:<44}{:>12}{:>12}{:>8}", "median of the runs", "Ouro", "Node", "ratio"));
    for (name, [ours, theirs]) in table {
        let (ours, theirs) = (median(ours), median(theirs));
        say(&format!("{name:<44}{ours:>12.2}{theirs:>12.2}{:>8.2}", ours / theirs));
    }
    ExitCode::SUCCESS
}
