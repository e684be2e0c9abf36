//! Module graphs that only work with our edits of the engine: cycles through `require`, failed links, live builtins.

use std::{fs, process::Command};

/// Runs `main` in a folder with these files; standard output and error together.
fn run(files: &[(&str, &str)], main: &str) -> String {
    let dir = tempfile::tempdir().expect("a folder for the files");
    for (name, text) in files {
        fs::write(dir.path().join(name), text).expect("the folder is ours");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_ouro"))
        .arg(main)
        .current_dir(dir.path())
        .output()
        .expect("the program starts");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn a_failed_link_in_a_cycle_is_an_error_each_time() {
    let out = run(
        &[
            ("main.mjs", "for (let i = 0; i < 2; i++) await import('./a.mjs').catch((e) => console.log(e.message));"),
            ("a.mjs", "import './b.mjs'; import { q } from './c.mjs'; q;"),
            ("b.mjs", "import './a.mjs';"),
            ("c.mjs", "export const x = 1;"),
        ],
        "main.mjs",
    );
    assert_eq!(out, "The requested module './c.mjs' does not provide an export named 'q'\n".repeat(2));
}

#[test]
fn requiring_a_module_that_runs_is_a_cycle() {
    let out = run(
        &[
            ("a.mjs", "import './b.cjs'; export const x = 1;"),
            ("b.cjs", "try { require('./a.mjs') } catch (e) { console.log(e.code) }"),
        ],
        "a.mjs",
    );
    assert_eq!(out, "ERR_REQUIRE_CYCLE_MODULE\n");
}

#[test]
fn requiring_a_module_inside_an_expression_keeps_its_operands() {
    let out = run(
        &[
            ("a.cjs", "console.log('a', require('./b.mjs').x, 'b');"),
            ("b.mjs", "import 'node:path'; export const x = 1;"),
        ],
        "a.cjs",
    );
    assert_eq!(out, "a 1 b\n");
}

#[test]
fn top_level_await_cannot_be_required() {
    let out = run(
        &[
            ("a.cjs", "try { require('./b.mjs') } catch (e) { console.log(e.code) }"),
            ("b.mjs", "import './c.mjs'; console.log('never');"),
            ("c.mjs", "await 0;"),
        ],
        "a.cjs",
    );
    assert_eq!(out, "ERR_REQUIRE_ASYNC_MODULE\n");
}

#[test]
fn builtins_are_live_after_sync() {
    let out = run(
        &[(
            "a.mjs",
            "import { sep } from 'node:path'; import path from 'node:path'; import { syncBuiltinESMExports } from 'node:module'; path.sep = '!'; console.log(sep); syncBuiltinESMExports(); console.log(sep);",
        )],
        "a.mjs",
    );
    assert_eq!(out, "/\n!\n");
}
