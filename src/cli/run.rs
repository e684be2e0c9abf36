//! What `ouro` does with its command line: a script, code, standard input, or a question about itself.

use std::io::{IsTerminal as _, Read as _};

use boa_engine::{Context, JsResult, JsValue};

use super::{
    options::{self, Parsed, Refused},
    prepare, repl,
};
use crate::{
    bindings::process::NODE_VERSION,
    engine::{dump, js, throw::inspected, utf8},
    env::Options,
    modules::entry,
    runtime::Runtime,
    sys,
};

/// Node's exit code for a refused command line.
const EXIT_BAD_OPTION: i32 = 9;
/// Node's exit code for an argument that an option cannot take.
const EXIT_BAD_ARGUMENT: i32 = 12;

/// Runs the command line and returns the exit code.
#[must_use]
pub fn main(program: &str, args: &[String]) -> i32 {
    if let Err(text) = prepare::env_files(args) {
        sys::stdio::write_stderr(format!("{program}: {text}\n").as_bytes());
        return EXIT_BAD_OPTION;
    }
    let node_options = std::env::var("NODE_OPTIONS").ok().filter(|text| !text.is_empty());
    let parsed = match options::parse(program, args, node_options.as_deref()) {
        Ok(mut parsed) => {
            if let Some(name) = parsed.options.value("security-revert") {
                let text = format!("{program}: Error: Attempt to revert an unknown CVE [{name}]\n");
                sys::stdio::write_stderr(text.as_bytes());
                return EXIT_BAD_ARGUMENT;
            }
            prepare::variables(&mut parsed.options);
            parsed
        }
        Err(Refused(text)) => {
            sys::stdio::write_stderr(format!("{program}: {text}\n").as_bytes());
            return EXIT_BAD_OPTION;
        }
    };
    dispatch(parsed)
}

fn print(text: &str) -> i32 {
    i32::from(sys::stdio::write_stdout(text.as_bytes()).is_err())
}

fn dispatch(parsed: Parsed) -> i32 {
    let Parsed { mut options, script } = parsed;
    if options.flag("version") {
        return print(&format!("v{NODE_VERSION}\n"));
    }
    if options.flag("help") {
        return print(&options::help());
    }
    if options.flag("v8-options") {
        return print(dump::OPTIONS);
    }
    options.exec_path = std::env::current_exe().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    prepare::title(&options);
    let terminal = std::io::stdin().is_terminal();
    let entry = match (options.value("eval"), script) {
        // As everywhere in Node, `\\-` stands for a value that begins with a minus.
        (Some(code), _) => {
            Entry::Code(code.strip_prefix('\\').filter(|rest| rest.starts_with('-')).unwrap_or(code).to_owned())
        }
        (None, None) if terminal || options.flag("interactive") => Entry::Repl,
        (None, Some(script)) if script != "-" => Entry::File(script),
        (None, script) => match standard_input() {
            Ok(code) => Entry::Stdin { code, dash: script.is_some() },
            Err(error) => {
                sys::stdio::write_stderr(format!("ouro: cannot read standard input: {error}\n").as_bytes());
                return 1;
            }
        },
    };
    run(entry, options)
}

/// What is to be run.
enum Entry {
    File(String),
    Code(String),
    Stdin { code: String, dash: bool },
    Repl,
}

fn standard_input() -> std::io::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn run(entry: Entry, mut options: Options) -> i32 {
    match &entry {
        Entry::File(script) => {
            options.script = Some(
                std::path::absolute(script).map_or_else(|_| script.clone(), |path| path.to_string_lossy().into_owned()),
            );
        }
        Entry::Stdin { dash: true, .. } => options.script = Some("-".to_owned()),
        Entry::Code(_) | Entry::Stdin { .. } | Entry::Repl => {}
    }
    let print_result = options.flag("print");
    let check = options.flag("check");
    let (tree, bytecode) = (options.flag("print-ast"), options.flag("print-bytecode"));
    let mut runtime = match Runtime::new(options) {
        Ok(runtime) => runtime,
        Err(error) => {
            sys::stdio::write_stderr(format!("ouro: {error}\n").as_bytes());
            return 1;
        }
    };
    runtime.run(|cx| {
        if tree || bytecode {
            show_compiled(&entry, tree, bytecode, cx)?;
        }
        start(entry, print_result, check, cx)
    })
}

fn start(entry: Entry, print_result: bool, check: bool, cx: &mut Context) -> JsResult<JsValue> {
    match entry {
        Entry::File(script) if check => entry::check_syntax(&script, cx).map(|()| JsValue::undefined()),
        Entry::Stdin { code, .. } if check => entry::check_code(&code, "[stdin]", cx).map(|()| JsValue::undefined()),
        Entry::File(script) => entry::run_file(&script, cx),
        Entry::Code(code) => evaluate(&code, "[eval]", print_result, cx),
        Entry::Stdin { code, .. } => evaluate(&code, "[stdin]", print_result, cx),
        Entry::Repl => repl::run(cx),
    }
}

/// `--print-ast` and `--print-bytecode`. A file that cannot be read says so when it is run.
fn show_compiled(entry: &Entry, tree: bool, bytecode: bool, cx: &mut Context) -> JsResult<()> {
    let (source, name) = match entry {
        Entry::File(script) => (std::fs::read_to_string(script).unwrap_or_default(), script.as_str()),
        Entry::Code(code) => (code.clone(), "[eval]"),
        Entry::Stdin { code, .. } => (code.clone(), "[stdin]"),
        Entry::Repl => return Ok(()),
    };
    let module = std::path::Path::new(name).extension().is_some_and(|extension| extension == "mjs");
    let mut text = String::new();
    if tree {
        text += &dump::ast(&source, name, module, cx)?;
    }
    if bytecode && !module {
        let parameters = ["exports", "require", "module", "__filename", "__dirname"].map(js);
        text += &dump::bytecode(&source, name, &parameters, cx)?;
    }
    let _broken_pipe = sys::stdio::write_stdout(text.as_bytes());
    Ok(())
}

fn evaluate(code: &str, name: &str, print_result: bool, cx: &mut Context) -> JsResult<JsValue> {
    let value = entry::run_code(code, name, cx)?;
    if print_result {
        let text = value.as_string().map_or_else(|| inspected(&value, cx), |text| utf8(&text));
        let _broken_pipe = sys::stdio::write_stdout(format!("{text}\n").as_bytes());
    }
    Ok(value)
}
