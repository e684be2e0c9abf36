//! The engine's edits, limits and error reports: each file of `tests/engine/` is a script that ends with exit code 0
//! when all is well.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn ouro(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ouro")).args(args).output().expect("the program starts")
}

#[test]
fn scripts_end_well() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine");
    let mut failures = Vec::new();
    for entry in fs::read_dir(&folder).expect("the folder of scripts") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "js") {
            let output = ouro(&[&path.to_string_lossy()]);
            if !output.status.success() {
                failures.push(format!(
                    "{}: {}\n{}",
                    path.display(),
                    output.status,
                    String::from_utf8_lossy(&output.stderr)
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn stderr_of(code: &str) -> String {
    let output = ouro(&["-e", code]);
    assert_eq!(output.status.code(), Some(1), "{code}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_uncaught_error_shows_its_line() {
    let text = stderr_of("let a = 1;\n  throw new TypeError('no');");
    assert!(
        text.starts_with("[eval]:2\n  throw new TypeError('no');\n  ^\n\nTypeError: no\n    at [eval]:2:9"),
        "{text}"
    );
    assert!(text.contains("\n\nNode.js v"), "{text}");
}

#[test]
fn an_uncaught_value_shows_where_it_was_thrown() {
    let text = stderr_of("throw 5");
    assert!(text.starts_with("\n[eval]:1\nthrow 5\n^\n5\n(Use `ouro --trace-uncaught ...`"), "{text}");
}

#[test]
fn a_syntax_error_shows_its_token() {
    let text = stderr_of("foo bar");
    assert!(text.starts_with("[eval]:1\nfoo bar\n    ^^^\n\nSyntaxError: Unexpected identifier 'bar'"), "{text}");
}

#[test]
fn a_small_system_stack_is_no_limit() {
    let script = "function f(n) { return n ? f(n - 1) + 1 : 0 } if (f(10000) !== 10000) process.exit(3);";
    let command = format!("ulimit -s 1024; exec '{}' -e '{script}'", env!("CARGO_BIN_EXE_ouro"));
    let status = Command::new("sh").args(["-c", &command]).status().expect("a shell");
    assert!(status.success());
}
