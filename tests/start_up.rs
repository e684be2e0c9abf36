//! What start-up loads: every kilobyte of builtin JS costs a third of a millisecond, so the lists are pinned.
//!
//! A longer list here is a decision, not an accident: say in the commit why the script needs it.

use std::process::Command;

/// Runs code and returns the builtins that were loaded when it had run.
fn loaded_by(code: &str) -> Vec<String> {
    let probe = format!(
        "{code}\n;process.on('exit', () => process._rawDebug(process.moduleLoadList.map((line) => line.split(' ')[1]).join(' ')));"
    );
    let output = Command::new(env!("CARGO_BIN_EXE_ouro")).args(["-e", &probe]).output().expect("ouro starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stderr);
    text.lines().last().unwrap_or("").split_whitespace().map(str::to_owned).collect()
}

fn pinned(code: &str, expected: &[&str]) {
    assert_eq!(loaded_by(code), expected, "{code}: builtins loaded");
}

#[test]
fn an_empty_script_loads_nothing() {
    pinned("", &[]);
}

#[test]
fn console_log_loads_nothing() {
    pinned("console.log('x', { a: 1 }); console.error(1)", &[]);
}

#[test]
fn timers_and_ticks_load_nothing() {
    pinned(
        "setTimeout(() => {}, 1); setImmediate(() => {}); process.nextTick(() => {}); queueMicrotask(() => {})",
        &[],
    );
}

#[test]
fn process_loads_nothing() {
    pinned(
        "process.env.HOME; process.argv; process.memoryUsage(); process.hrtime.bigint(); process.on('exit', () => {})",
        &[],
    );
}

#[test]
fn streams_load_two_files() {
    let code = "const { Transform } = require('stream'); new Transform({ transform(c, e, cb) { cb(null, c); } }).on('data', () => {}).end('x')";
    pinned(code, &["events", "stream"]);
}

#[test]
fn standard_output_as_a_stream_loads_three_files() {
    pinned("process.stdout.write('x')", &["events", "internal/stdio", "stream"]);
}
