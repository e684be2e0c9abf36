//! The command line as a user meets it: each test reads like a shell session.

use std::{
    fs,
    io::Write as _,
    process::{Command, Output, Stdio},
};

struct Shell {
    dir: tempfile::TempDir,
}

impl Shell {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    fn file(&self, name: &str, text: &str) -> &Self {
        fs::write(self.dir.path().join(name), text).expect("written");
        self
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ouro"));
        command.args(args).current_dir(self.dir.path());
        for name in ["NODE_OPTIONS", "NODE_PATH", "NO_COLOR", "FORCE_COLOR", "NODE_DEBUG"] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, args: &[&str]) -> Done {
        Done(self.command(args).stdin(Stdio::null()).output().expect("ouro starts"))
    }

    fn with_env(&self, args: &[&str], name: &str, value: &str) -> Done {
        Done(self.command(args).env(name, value).stdin(Stdio::null()).output().expect("ouro starts"))
    }

    fn with_stdin(&self, args: &[&str], input: &str) -> Done {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("ouro starts");
        child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads");
        Done(child.wait_with_output().expect("it ends"))
    }
}

struct Done(Output);

impl Done {
    #[track_caller]
    fn prints(&self, stdout: &str) -> &Self {
        assert_eq!(String::from_utf8_lossy(&self.0.stdout), stdout, "{}", String::from_utf8_lossy(&self.0.stderr));
        self
    }

    #[track_caller]
    fn warns(&self, part: &str) -> &Self {
        let text = String::from_utf8_lossy(&self.0.stderr);
        assert!(text.contains(part), "standard error does not contain {part:?}:\n{text}");
        self
    }

    #[track_caller]
    fn exits(&self, code: i32) {
        assert_eq!(self.0.status.code(), Some(code), "{}", String::from_utf8_lossy(&self.0.stderr));
    }
}

#[test]
fn version_and_help() {
    let shell = Shell::new();
    let version = shell.run(&["-v"]);
    assert!(String::from_utf8_lossy(&version.0.stdout).starts_with("v24."));
    version.exits(0);
    let help = shell.run(&["--help"]);
    let text = String::from_utf8_lossy(&help.0.stdout).into_owned();
    for part in ["-e, --eval=...", "-r, --require=...", "NODE_OPTIONS"] {
        assert!(text.contains(part), "{part} is not in the help");
    }
    help.exits(0);
}

#[test]
fn code_from_the_command_line() {
    let shell = Shell::new();
    shell
        .run(&["-e", "console.log(process.argv.length, __filename, require('path').sep)"])
        .prints("1 [eval] /\n")
        .exits(0);
    shell.run(&["-p", "[1, 2].map((x) => x * 2)"]).prints("[ 2, 4 ]\n").exits(0);
    shell.run(&["-p", "process.argv.slice(1)", "--", "--a", "b"]).prints("[ '--a', 'b' ]\n").exits(0);
    shell.run(&["-p", "process.execArgv", "x"]).prints("[ '-p', 'process.execArgv' ]\n").exits(0);
    shell.run(&["-pe", "'text'"]).prints("text\n").exits(0);
    shell
        .run(&["--input-type=module", "-e", "import fs from 'fs'; console.log(typeof fs.readFileSync, typeof require)"])
        .prints("function undefined\n")
        .exits(0);
}

#[test]
fn scripts_from_a_pipe() {
    let shell = Shell::new();
    shell.with_stdin(&[], "console.log('piped', __filename)").prints("piped [stdin]\n").exits(0);
    shell.with_stdin(&["-", "a"], "console.log(process.argv.slice(1))").prints("[ '-', 'a' ]\n").exits(0);
    shell
        .with_stdin(&["--input-type=module"], "console.log(import.meta.url.startsWith('file:'), await 1)")
        .prints("true 1\n")
        .exits(0);
}

#[test]
fn a_script_gets_what_follows_it() {
    let shell = Shell::new();
    shell.file("a.js", "console.log(process.argv.slice(2), process.execArgv)");
    shell
        .run(&["--no-warnings", "a.js", "--help", "-x", "--", "y"])
        .prints("[ '--help', '-x', '--', 'y' ] [ '--no-warnings' ]\n")
        .exits(0);
    shell.run(&["a"]).prints("[] []\n").exits(0);
    shell.run(&["missing.js"]).warns("Cannot find module").warns("code: 'MODULE_NOT_FOUND'").exits(1);
}

#[test]
fn unknown_options_are_refused() {
    let shell = Shell::new();
    shell.run(&["--no-such-option"]).warns("bad option: --no-such-option").exits(9);
    shell.run(&["-r"]).warns("requires an argument").exits(9);
    shell.with_env(&["-p", "1"], "NODE_OPTIONS", "--eval=1").warns("is not allowed in NODE_OPTIONS").exits(9);
    shell.with_env(&["-p", "1"], "NODE_OPTIONS", "--title \"abc").warns("unterminated string").exits(9);
}

#[test]
fn a_fork_from_the_command_line_does_not_run_the_code_again() {
    let shell = Shell::new();
    shell.file("child.js", "console.log('child', process.execArgv)");
    let code = "console.log('parent'); require('child_process').fork('./child.js')";
    let fresh = "parent\nchild []\n";
    shell.run(&["-e", code]).prints(fresh).exits(0);
    shell.run(&[&format!("--eval={code}")]).prints(fresh).exits(0);
    shell.run(&["--no-warnings", "-e", code]).prints("parent\nchild [ '--no-warnings' ]\n").exits(0);
}

#[test]
fn preloads_run_first() {
    let shell = Shell::new();
    shell
        .file("one.js", "console.log('one')")
        .file("two.mjs", "console.log('two')")
        .file("main.js", "console.log('main')");
    shell.run(&["-r", "./one.js", "--import", "./two.mjs", "main.js"]).prints("one\ntwo\nmain\n").exits(0);
    shell.with_env(&["main.js"], "NODE_OPTIONS", "--require ./one.js").prints("one\nmain\n").exits(0);
    shell.run(&["-r", "./nope", "main.js"]).warns("Cannot find module './nope'").exits(1);
}

#[test]
fn check_does_not_run() {
    let shell = Shell::new();
    shell.file("good.js", "console.log('ran')").file("bad.js", "let x = ;");
    shell.run(&["-c", "good.js"]).prints("").exits(0);
    shell.run(&["--check", "bad.js"]).prints("").warns("SyntaxError").exits(1);
}

#[test]
fn environment_files() {
    let shell = Shell::new();
    shell.file(".env", "OURO_A=from file\nOURO_B='two'\n");
    shell.run(&["--env-file=.env", "-p", "process.env.OURO_A + process.env.OURO_B"]).prints("from filetwo\n").exits(0);
    shell.with_env(&["--env-file", ".env", "-p", "process.env.OURO_A"], "OURO_A", "set").prints("set\n").exits(0);
    shell.run(&["--env-file=none", "-p", "1"]).warns("not found").exits(9);
    shell.run(&["--env-file-if-exists=none", "-p", "1"]).prints("1\n").exits(0);
}

#[test]
fn warnings_can_be_silenced() {
    let shell = Shell::new();
    let code = "process.emitWarning('careful')";
    shell.run(&["-e", code]).warns("Warning: careful").exits(0);
    let quiet = shell.run(&["--no-warnings", "-e", code]);
    assert!(quiet.0.stderr.is_empty());
    quiet.exits(0);
    shell
        .run(&["--throw-deprecation", "-e", "process.emitWarning('old', 'DeprecationWarning')"])
        .warns("DeprecationWarning: old")
        .exits(1);
    shell.run(&["--trace-warnings", "-e", code]).warns("    at ").exits(0);
}

#[test]
fn uncaught_exceptions_are_reported() {
    let shell = Shell::new();
    shell.file("throws.js", "function inner() {\n  throw new TypeError('told');\n}\ninner();\n");
    shell
        .run(&["throws.js"])
        .warns("throws.js:2\n  throw new TypeError('told');\n  ^\n\nTypeError: told\n    at inner (")
        .warns("throws.js:2:9)\n    at Object.<anonymous> (")
        .warns("throws.js:4:1)")
        .exits(1);
    shell.run(&["-e", "throw 5"]).warns("5").exits(1);
    shell.run(&["-e", "Promise.reject(new Error('nobody'))"]).warns("Error: nobody").exits(1);
    shell.run(&["-e", "process.exitCode = 4"]).exits(4);
    shell
        .run(&["--unhandled-rejections=warn", "-e", "Promise.reject(1)"])
        .warns("UnhandledPromiseRejectionWarning")
        .exits(0);
    shell.run(&["--unhandled-rejections=nope", "-e", "1"]).exits(9);
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let shell = Shell::new();
    let mut child = shell
        .command(&["-e", "for (let i = 0; i < 1e5; i++) console.log('x'.repeat(100))"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ouro starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(
        !String::from_utf8_lossy(&output.stderr).contains("panicked"),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_ne!(output.status.code(), Some(134));
}

#[test]
fn the_loop_of_a_terminal_reads_from_a_pipe_too() {
    let shell = Shell::new();
    let done = shell.with_stdin(&["-i"], "1 + 1\nconst f = (x) => {\nreturn x * 2;\n}\nf(4)\nnope\n.exit\n");
    let text = String::from_utf8_lossy(&done.0.stdout).into_owned();
    for part in ["> 2\n", "8\n", "Uncaught ReferenceError: nope is not defined"] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    done.exits(0);
}

#[test]
fn the_engine_shows_its_work() {
    let shell = Shell::new();
    shell.file("a.js", "let x = 1 + 2;");
    let ast = shell.run(&["--print-ast", "a.js"]);
    assert!(!ast.0.stdout.is_empty());
    ast.exits(0);
    let bytecode = shell.run(&["--print-bytecode", "a.js"]);
    assert!(String::from_utf8_lossy(&bytecode.0.stdout).contains("Return"), "no bytecode");
    bytecode.exits(0);
    let options = shell.run(&["--v8-options"]);
    assert!(String::from_utf8_lossy(&options.0.stdout).contains("--stack-size"));
    options.exits(0);
}

#[test]
fn stack_traces_have_a_limit() {
    let shell = Shell::new();
    shell.run(&["--stack-trace-limit=2", "-p", "Error.stackTraceLimit"]).prints("2\n").exits(0);
}
