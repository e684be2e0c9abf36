//! The read-eval-print loop of `-i` and of a terminal without a script: lines in, results out.
//!
//! Counterpart of Node's `lib/repl.js`, as far as one line editor needs: input continues while the parser says that it
//! is unfinished, `_` is the last result, timers and servers run between the lines.

use std::{
    io::{BufRead as _, IsTerminal as _},
    path::Path,
};

use boa_engine::{Context, JsError, JsResult, JsValue, Script, Source, js_string};

use crate::{
    bindings::process::NODE_VERSION,
    engine::{object, report, throw::inspected},
    env::Env,
    event_loop::RunMode,
    sys,
};

const HELP: &str = ".break    Sometimes you get stuck, this gets you out\n.clear    Alias for .break\n.exit     Exit the REPL\n.help     Print this help message\n\nPress Ctrl+C to abort current expression, Ctrl+D to exit the REPL\n";

/// What a line did.
enum Turn {
    /// It was evaluated, or refused.
    Done,
    /// It is the beginning of something longer.
    Unfinished,
}

/// Reads and evaluates lines until the input ends.
///
/// # Errors
/// What cannot be caught in JS.
pub fn run(cx: &mut Context) -> JsResult<JsValue> {
    let terminal = std::io::stdin().is_terminal();
    if terminal {
        print(&format!(
            "Welcome to Ouro v{} (Node.js v{NODE_VERSION} API).\nType \".help\" for more information.\n",
            env!("CARGO_PKG_VERSION")
        ));
    }
    let mut pending = String::new();
    loop {
        print(if pending.is_empty() { "> " } else { "... " });
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        match line.trim() {
            ".exit" if pending.is_empty() => return Ok(JsValue::undefined()),
            ".help" if pending.is_empty() => {
                print(HELP);
                continue;
            }
            ".break" | ".clear" => {
                pending.clear();
                continue;
            }
            _ => pending.push_str(&line),
        }
        if pending.trim().is_empty() {
            pending.clear();
            continue;
        }
        match evaluate(&pending, cx) {
            Turn::Unfinished => {}
            Turn::Done => pending.clear(),
        }
        let env = Env::of(cx);
        env.drain(cx);
        if let Err(error) = env.event_loop().run(cx, RunMode::NoWait) {
            sys::stdio::write_stderr(format!("The event loop failed: {error}\n").as_bytes());
        }
    }
    print("\n");
    Ok(JsValue::undefined())
}

/// `{` at the start of a line means an object if that parses, as in Node.
fn parse(code: &str, cx: &mut Context) -> JsResult<Script> {
    let source = |text: &str, cx: &mut Context| {
        Script::parse(Source::from_bytes(text.as_bytes()).with_path(Path::new("REPL")), None, cx)
    };
    if code.trim_start().starts_with('{') && !code.trim_end().ends_with(';') {
        let wrapped = format!("({})", code.trim_end());
        if let Ok(script) = source(&wrapped, cx) {
            return Ok(script);
        }
    }
    source(code, cx)
}

fn evaluate(code: &str, cx: &mut Context) -> Turn {
    let result = match parse(code, cx) {
        Ok(script) => script.evaluate(cx),
        Err(error) if is_unfinished(&error) => return Turn::Unfinished,
        Err(error) => Err(error),
    };
    let global = cx.global_object();
    match result {
        Ok(value) => {
            object::put_hidden(&global, js_string!("_"), value.clone());
            let text = inspected(&value, cx);
            print(&format!("{text}\n"));
        }
        Err(error) => match report::catchable(error, cx) {
            Ok(value) => {
                object::put_hidden(&global, js_string!("_error"), value.clone());
                let text = inspected(&value, cx);
                print(&format!("Uncaught {text}\n"));
            }
            Err(text) => print(&text),
        },
    }
    Turn::Done
}

/// Whether the parser ran out of text: then the next line may finish it.
fn is_unfinished(error: &JsError) -> bool {
    let text = error.to_string();
    text.contains("Unexpected end of input")
        || text.contains("abrupt end")
        || text.contains("unterminated template")
        || text.contains("Unterminated template")
}

fn print(text: &str) {
    // A reader that went away ends the loop at the next read.
    let _closed = sys::stdio::write_stdout(text.as_bytes());
}
