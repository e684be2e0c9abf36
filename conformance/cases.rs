//! Our own cases: `cases/NAME.js` (or `.mjs`), with what real Node 24 printed in `NAME.out`, `NAME.err` and `NAME.code`.
//!
//! `make record` writes those files by running the real Node that `OURO_NODE` names. A case without `.err` must print
//! nothing on standard error; without `.code` it must exit with 0. `$CASES` stands for the folder's path in recorded text.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use super::{
    Outcome, Request,
    process::{self, Run, in_parallel, ouro, root},
};

struct Case {
    name: String,
    script: PathBuf,
}

fn find(request: &Request) -> Result<Vec<Case>, String> {
    let dir = root().join("conformance/cases");
    let mut cases = Vec::new();
    for entry in fs::read_dir(&dir).map_err(|error| format!("{}: {error}", dir.display()))? {
        let script = entry.map_err(|error| error.to_string())?.path();
        let is_script = script.extension().is_some_and(|extension| extension == "js" || extension == "mjs");
        let name = script.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if is_script && request.wants(&name) {
            cases.push(Case { name, script });
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

/// Options of a case stand in its first line: `// Flags: --x`.
fn execute(program: &std::path::Path, case: &Case) -> Run {
    let source = fs::read_to_string(&case.script).unwrap_or_default();
    let flags: Vec<&str> = source
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("// Flags:"))
        .map(|rest| rest.split_whitespace().collect())
        .unwrap_or_default();
    let mut command = Command::new(program);
    command.args(flags).arg(&case.script).current_dir(root().join("conformance/cases"));
    for name in ["NODE_OPTIONS", "NODE_PATH", "NODE_DEBUG", "FORCE_COLOR", "NO_COLOR", "NODE_DISABLE_COLORS"] {
        command.env_remove(name);
    }
    command.env("TZ", "UTC");
    process::run(&mut command, Duration::from_secs(60))
}

fn neutral(text: &str) -> String {
    text.replace(&root().join("conformance/cases").display().to_string(), "$CASES")
}

fn recorded(case: &Case, extension: &str) -> String {
    fs::read_to_string(case.script.with_extension(extension)).unwrap_or_default()
}

/// Runs every case, or records it where `--bless` is given and `OURO_NODE` names the real Node.
pub(crate) fn run(request: &Request) -> Result<Outcome, String> {
    let cases = find(request)?;
    if request.bless {
        let node = std::env::var_os("OURO_NODE").ok_or("OURO_NODE must name the real Node 24")?;
        for case in &cases {
            record(case, &execute(std::path::Path::new(&node), case)).map_err(|error| error.to_string())?;
        }
        return Ok(Outcome { passed: cases.len(), problems: Vec::new() });
    }
    let program = ouro();
    let verdicts = in_parallel(&cases, |case| verdict(case, &execute(&program, case)));
    let problems: Vec<String> = verdicts.into_iter().flatten().collect();
    Ok(Outcome { passed: cases.len() - problems.len(), problems })
}

fn record(case: &Case, run: &Run) -> std::io::Result<()> {
    let keep = |extension: &str, text: &str, always: bool| {
        let file = case.script.with_extension(extension);
        if always || !text.is_empty() { fs::write(file, text) } else { fs::remove_file(file).or(Ok(())) }
    };
    keep("out", &neutral(&run.stdout), true)?;
    keep("err", &neutral(&run.stderr), false)?;
    let code = run.code.unwrap_or(-1);
    keep("code", &if code == 0 { String::new() } else { format!("{code}\n") }, false)
}

fn verdict(case: &Case, run: &Run) -> Option<String> {
    let code = recorded(case, "code").trim().parse::<i32>().unwrap_or(0);
    let mut wrong = Vec::new();
    if run.code != Some(code) {
        wrong.push(format!("exit code {:?}, Node's is {code}", run.code));
    }
    for (kind, expected, actual) in [
        ("stdout", recorded(case, "out"), neutral(&run.stdout)),
        ("stderr", recorded(case, "err"), neutral(&run.stderr)),
    ] {
        if let Some(text) = first_difference(&expected, &actual) {
            wrong.push(format!("{kind}: {text}"));
        }
    }
    (!wrong.is_empty()).then(|| format!("FAILED {}\n  {}", case.name, wrong.join("\n  ")))
}

fn first_difference(expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let (mut theirs, mut ours, mut line) = (expected.lines(), actual.lines(), 0);
    loop {
        line += 1;
        match (theirs.next(), ours.next()) {
            (None, None) => return Some("they differ in the last line's end".to_owned()),
            (a, b) if a == b => {}
            (a, b) => {
                return Some(format!(
                    "line {line}\n    Node: {}\n    Ouro: {}",
                    a.unwrap_or("(end)"),
                    b.unwrap_or("(end)")
                ));
            }
        }
    }
}
