//! The project's own rules, checked as text. Each message says what to do.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Layers, lowest first; a module may use its own row and the rows above it in this list.
const LAYERS: &[&[&str]] = &[
    &["error"],
    &["sys", "codec", "dotenv", "http", "path", "resolve", "stream_state", "url"],
    &["event_loop"],
    &["engine"],
    &["env"],
    &["bindings", "modules"],
    &["runtime"],
    &["cli"],
];
/// From this layer up the engine may be named.
const ENGINE_LAYER: usize = 3;
/// Lines past which a file wants to be two.
const RUST_WALL: usize = 1000;
const JS_WALL: usize = 800;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(dir: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(dir)];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
            let path: PathBuf = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                let name = path.strip_prefix(root()).expect("below the root").display().to_string();
                found.push((name, fs::read_to_string(&path).expect("UTF-8 text")));
            }
        }
    }
    found.sort();
    found
}

/// The code of a file without its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn module_of(file: &str) -> &str {
    let rest = file.strip_prefix("src/").unwrap_or(file);
    rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs")
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

fn no_problems(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// Modules named in `crate::{a, b::c}` and `crate::a`.
fn uses(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut word) = (0, String::new());
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        names.insert(std::mem::take(&mut word));
                        continue;
                    }
                    _ => {}
                }
                if depth == 0 && !c.is_whitespace() {
                    word.push(c);
                }
            }
            names.insert(word);
        } else {
            names.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names
        .into_iter()
        .map(|name| name.split("::").next().unwrap_or("").to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn layers_point_down() {
    let mut problems = Vec::new();
    for (file, text) in files("src", "rs") {
        let module = module_of(&file);
        if matches!(module, "lib" | "main") {
            continue;
        }
        let Some(own) = layer_of(module) else {
            problems.push(format!(
                "{file}: the module `{module}` has no layer: add it to LAYERS in tests/tidy.rs and to ARCHITECTURE.md"
            ));
            continue;
        };
        for used in uses(code(&text)) {
            if layer_of(&used).is_some_and(|layer| layer > own) {
                problems.push(format!(
                    "{file}: uses crate::{used}, a layer above its own: move what both need down, or pass it in"
                ));
            }
        }
        if own < ENGINE_LAYER && (text.contains("boa_engine") || text.contains("boa_gc")) {
            problems.push(format!("{file}: names the engine below src/engine: keep it to plain data"));
        }
    }
    no_problems(problems);
}

#[test]
fn unsafe_stays_in_sys() {
    let mut problems = Vec::new();
    for (file, text) in files("src", "rs") {
        let says = code(&text).lines().any(|line| {
            let line = line.trim_start();
            !line.starts_with("//")
                && (line.contains("unsafe {")
                    || line.contains("unsafe fn")
                    || line.contains("unsafe impl")
                    || line.contains("unsafe extern"))
        });
        if says && !file.starts_with("src/sys/") {
            problems.push(format!("{file}: says unsafe: put the operation into src/sys with its SAFETY comment"));
        }
    }
    no_problems(problems);
}

#[test]
fn every_file_says_what_it_is() {
    let mut problems = Vec::new();
    for (file, text) in files("src", "rs") {
        if !text.starts_with("//!") {
            problems.push(format!(
                "{file}: open it with a //! line: what it is, its counterpart in Node or libuv, its invariant"
            ));
        }
    }
    for (file, text) in files("builtins", "js") {
        let id = file.trim_start_matches("builtins/").trim_end_matches(".js");
        let first = text.lines().next().unwrap_or("");
        if !first.starts_with("//") || !first.contains(id.rsplit('/').next().unwrap_or(id)) {
            problems.push(format!(
                "{file}: open it with one comment line that says which module it is, such as `// node:{id} - …`"
            ));
        }
    }
    no_problems(problems);
}

#[test]
fn files_are_small() {
    let mut problems = Vec::new();
    for (kind, wall) in [("rs", RUST_WALL), ("js", JS_WALL)] {
        let dir = if kind == "rs" { "src" } else { "builtins" };
        for (file, text) in files(dir, kind) {
            let lines = text.lines().count();
            if lines > wall {
                problems.push(format!(
                    "{file}: {lines} lines, the wall is {wall}: find the second subject in it and move that out"
                ));
            }
        }
    }
    no_problems(problems);
}

#[test]
fn every_error_code_is_used() {
    let table = fs::read_to_string(root().join("src/error/codes.rs")).expect("the table");
    let codes: Vec<&str> = table
        .lines()
        .filter_map(|line| line.trim().strip_prefix("ERR_"))
        .filter_map(|rest| rest.split(':').next())
        .collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "keep src/error/codes.rs sorted");
    let mut all = String::new();
    for (file, text) in files("src", "rs").into_iter().chain(files("builtins", "js")) {
        if file != "src/error/codes.rs" {
            all.push_str(&text);
        }
    }
    let unused: Vec<String> = codes
        .iter()
        .map(|rest| format!("ERR_{rest}"))
        .filter(|code| !all.contains(code.as_str()))
        .map(|code| format!("{code}: nobody throws it: take its row out of src/error/codes.rs"))
        .collect();
    no_problems(unused);
}

/// Names in the tables of a binding file: `function!("name"`, `constant("name"`, `class(&X)` with its own name, …
fn exported(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    // `row!(callback, "name", …)` of fs wraps the usual rows.
    for (at, _) in text.match_indices("row!(") {
        if let Some(rest) = text[at..].split('"').nth(1) {
            names.insert(rest.to_owned());
        }
    }
    for opener in ["function!(", "getter!(", "lazy!(", "constant(", "double(", "string("] {
        for (at, _) in text.match_indices(opener) {
            let rest = text[at + opener.len()..].trim_start();
            if let Some(rest) = rest.strip_prefix('"') {
                names.insert(rest.split('"').next().unwrap_or("").to_owned());
            }
        }
    }
    for (at, _) in text.match_indices("name: \"") {
        names.insert(text[at + 7..].split('"').next().unwrap_or("").to_owned());
    }
    names
}

#[test]
fn builtins_take_only_what_bindings_have() {
    let mut tables: BTreeSet<String> = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (file, text) in files("src/bindings", "rs") {
        for (at, _) in text.match_indices("Binding {") {
            if let Some(rest) = text[at..].split("name: \"").nth(1) {
                tables.insert(rest.split('"').next().unwrap_or("").to_owned());
            }
        }
        names.extend(exported(&text));
        let _ = file;
    }
    let mut problems = Vec::new();
    for (file, text) in files("builtins", "js") {
        for (at, _) in text.match_indices("internalBinding('") {
            let name = text[at + 17..].split('\'').next().unwrap_or("");
            if !tables.contains(name) {
                problems.push(format!("{file}: internalBinding('{name}') is in no table of src/bindings"));
                continue;
            }
            // `const { a } = internalBinding('x').part` takes from a part, which is made as a whole.
            if text[at..].split(')').nth(1).is_some_and(|rest| rest.starts_with('.')) {
                continue;
            }
            // `const { a, b: c } = internalBinding('x')`
            let before = &text[..at];
            let Some(statement) = before.rfind("const {").filter(|start| !before[*start..].contains(';')) else {
                continue;
            };
            let list = before[statement + 7..].split('}').next().unwrap_or("");
            for item in list.split(',') {
                let item = item
                    .split("//")
                    .next()
                    .unwrap_or("")
                    .split(':')
                    .next()
                    .unwrap_or("")
                    .split('=')
                    .next()
                    .unwrap_or("")
                    .trim();
                if !item.is_empty()
                    && item.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$')
                    && !names.contains(item)
                {
                    problems
                        .push(format!("{file}: takes `{item}` from internalBinding('{name}'), which no table exports"));
                }
            }
        }
    }
    no_problems(problems);
}

#[test]
fn expectations_name_listed_tests() {
    let list = fs::read_to_string(root().join("conformance/node/list.txt")).expect("the list");
    let listed: BTreeSet<&str> = list.lines().filter_map(|line| line.split('\t').nth(1)).collect();
    let text = fs::read_to_string(root().join("conformance/node/expectations.txt")).unwrap_or_default();
    let mut problems = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (file, reason) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if !listed.contains(file) {
            problems.push(format!("{file}: in the expectation file but not in conformance/node/list.txt: take it out"));
        }
        if reason.trim().len() < 8 {
            problems.push(format!("{file}: say in a few words why it fails"));
        }
    }
    no_problems(problems);
}
