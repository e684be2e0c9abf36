//! Applies our edits to the published Boa crates.
//!
//! An edit is our own text and the place where it goes. `edits/NAME.edit` opens with `key: value` lines (`reason`,
//! `test`, `gain`, `upstream`) and goes on with pieces, each a line `@@ CRATE FILE FIRST+COUNT SHA256` followed by the
//! text that replaces COUNT lines from line FIRST of the published file; SHA256 is the hash of the replaced lines, so
//! that an edit never lands on text that it was not written for. `@@ CRATE FILE new` adds a file.
//!
//! `engine-edit apply` writes the edited crates into `boa-needs-engine-apply/`, which git ignores. Their version
//! gets the hash of the crate's edits as build metadata, so that cargo tells two sets of edits apart, and every file
//! gets one fixed date, so that it need not look at dates at all. `engine-edit record NAME` turns changes made in these
//! folders into the pieces of `edits/NAME.edit`. `engine-edit check` only verifies.
//!
//! Invariant: the folders are a function of the published sources and of `edits/`; nothing else writes into them
//! except a person who is about to call `record`.

mod diff;
mod edit;
mod published;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use edit::Edit;
use published::Published;

type Result<T> = std::result::Result<T, String>;
/// Path inside a crate → contents.
type Files = BTreeMap<String, Vec<u8>>;

/// Where the edited crates go. When it is missing, cargo's own error names this path: it says what to do.
const FOLDER: &str = "boa-needs-engine-apply";

/// The crates that the root package patches. Each is written even without edits, for the patch needs a folder.
const CRATES: &[&str] = &["boa_engine", "boa_gc", "boa_parser", "boa_string"];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let here = std::env::var_os("ENGINE_DIR").map_or(here, PathBuf::from);
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["apply"] => apply(&here),
        ["check"] => check(&here),
        ["record", name] => record(&here, name),
        _ => Err("usage: engine-edit apply | check | record NAME".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("engine-edit: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Writes every edited crate whose files differ from what they should be.
fn apply(here: &Path) -> Result<()> {
    let published = Published::locate(here)?;
    let edits = edit::load(&here.join("edits"))?;
    for name in CRATES {
        let (files, count) = edited(&published, name, &edits)?;
        let written = write_tree(&here.join(FOLDER).join(name), &files)?;
        if written > 0 {
            eprintln!("engine: {name}: {count} pieces of edits applied, {written} files written");
        }
    }
    Ok(())
}

/// Verifies that every piece still fits the published sources; reports all that do not.
fn check(here: &Path) -> Result<()> {
    let published = Published::locate(here)?;
    let edits = edit::load(&here.join("edits"))?;
    let mut failures = Vec::new();
    for name in CRATES {
        if let Err(message) = edited(&published, name, &edits) {
            failures.push(message);
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

/// Turns the differences between a folder and what it should be into the pieces of one edit.
fn record(here: &Path, name: &str) -> Result<()> {
    let published = Published::locate(here)?;
    let dir = here.join("edits");
    let mut edits = edit::load(&dir)?;
    let old = edits.iter().position(|e| e.name == name).map(|i| edits.remove(i));
    let mut recorded = Edit { name: name.into(), header: String::new(), pieces: Vec::new() };
    recorded.header = old.map_or_else(|| edit::HEADER_TEMPLATE.into(), |e| e.header);
    for krate in CRATES {
        let source = published.files(krate)?;
        let working = read_tree(&here.join(FOLDER).join(krate))?;
        for (path, new) in &working {
            if path == "Cargo.toml" {
                continue;
            }
            let others = edit::pieces_of(&edits, krate, path);
            recorded.pieces.extend(diff::pieces(krate, path, source.get(path), new, &others)?);
        }
    }
    fs::write(dir.join(format!("{name}.edit")), recorded.to_text()).map_err(|e| e.to_string())?;
    eprintln!("engine: {name}: {} pieces recorded", recorded.pieces.len());
    Ok(())
}

/// The files of one crate after all edits, and how many pieces went in.
fn edited(published: &Published, name: &str, edits: &[Edit]) -> Result<(Files, usize)> {
    let mut files = published.files(name)?;
    let (count, hash) = edit::apply(&mut files, name, edits)?;
    let manifest = files.get_mut("Cargo.toml").ok_or_else(|| format!("{name} has no Cargo.toml"))?;
    *manifest = published::manifest(&String::from_utf8_lossy(manifest), &hash).into_bytes();
    Ok((files, count))
}

/// Makes `dir` hold exactly `files`, touching only what differs. Returns the number of files written.
fn write_tree(dir: &Path, files: &Files) -> Result<usize> {
    let present = if dir.exists() { read_tree(dir)? } else { Files::new() };
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_577_836_800);
    let mut written = 0;
    for (path, bytes) in files {
        let target = dir.join(path);
        if present.get(path) != Some(bytes) {
            let parent = target.parent().expect("a file inside dir has a parent");
            fs::create_dir_all(parent).map_err(|e| format!("{}: {e}", parent.display()))?;
            fs::write(&target, bytes).map_err(|e| format!("{}: {e}", target.display()))?;
            written += 1;
        }
        // A file that was restored by hand has a new date although its content is right.
        let file = fs::File::options().write(true).open(&target).map_err(|e| format!("{}: {e}", target.display()))?;
        if file.metadata().and_then(|m| m.modified()).ok() != Some(date) {
            file.set_modified(date).map_err(|e| format!("{}: {e}", target.display()))?;
        }
    }
    for path in present.keys().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(dir.join(path)).map_err(|e| format!("{path}: {e}"))?;
        written += 1;
    }
    Ok(written)
}

/// All files below `dir`, by path relative to it.
fn read_tree(dir: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut stack = vec![dir.to_path_buf()];
    while let Some(folder) = stack.pop() {
        let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|e| e.to_string())?.path();
            if path.is_dir() {
                stack.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("walked from dir").to_string_lossy().into_owned();
                files.insert(name, fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?);
            }
        }
    }
    Ok(files)
}
