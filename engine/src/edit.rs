//! The edit files: reading, writing, applying.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::{Files, Result};

/// What a newly recorded edit opens with.
pub(crate) const HEADER_TEMPLATE: &str = "reason: \ntest: \ngain: \nupstream: none known\n";

/// One `.edit` file.
pub(crate) struct Edit {
    pub(crate) name: String,
    pub(crate) header: String,
    pub(crate) pieces: Vec<Piece>,
}

/// One replacement in one file.
pub(crate) struct Piece {
    pub(crate) krate: String,
    pub(crate) path: String,
    pub(crate) place: Place,
    pub(crate) text: String,
}

/// Where a piece goes.
#[derive(Clone)]
pub(crate) enum Place {
    /// A file that the published crate does not have.
    New,
    /// `count` lines from line `first` (1-based) whose hash is `sha256`.
    Lines { first: usize, count: usize, sha256: String },
}

impl Edit {
    fn parse(name: &str, text: &str) -> Result<Self> {
        let mut edit = Self { name: name.into(), header: String::new(), pieces: Vec::new() };
        for line in text.split_inclusive('\n') {
            if let Some(place) = line.strip_prefix("@@ ") {
                edit.pieces.push(Piece::parse(place.trim_end()).map_err(|e| format!("{name}.edit: {e}: {line}"))?);
            } else if let Some(piece) = edit.pieces.last_mut() {
                piece.text += line;
            } else {
                edit.header += line;
            }
        }
        for key in ["reason:", "test:", "gain:", "upstream:"] {
            if !edit.header.lines().any(|l| l.starts_with(key) && l.trim_end().len() > key.len()) {
                return Err(format!("{name}.edit: the header has no `{key}`"));
            }
        }
        Ok(edit)
    }

    pub(crate) fn to_text(&self) -> String {
        let mut text = self.header.clone();
        for piece in &self.pieces {
            let _ = match &piece.place {
                Place::New => writeln!(text, "@@ {} {} new", piece.krate, piece.path),
                Place::Lines { first, count, sha256 } => {
                    writeln!(text, "@@ {} {} {first}+{count} {sha256}", piece.krate, piece.path)
                }
            };
            text += &piece.text;
        }
        text
    }
}

impl Piece {
    fn parse(place: &str) -> Result<Self> {
        let words: Vec<&str> = place.split(' ').collect();
        let (krate, path, place) = match words.as_slice() {
            [krate, path, "new"] => (krate, path, Place::New),
            [krate, path, range, sha256] => {
                let (first, count) = range.split_once('+').ok_or("no FIRST+COUNT")?;
                let number = |s: &str| s.parse::<usize>().map_err(|e| e.to_string());
                (krate, path, Place::Lines { first: number(first)?, count: number(count)?, sha256: (*sha256).into() })
            }
            _ => return Err("not a place".into()),
        };
        Ok(Self { krate: (*krate).into(), path: (*path).into(), place, text: String::new() })
    }

    fn first(&self) -> usize {
        match self.place {
            Place::New => 0,
            Place::Lines { first, .. } => first,
        }
    }
}

/// Reads every edit, sorted by name.
pub(crate) fn load(dir: &Path) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| format!("{}: {e}", dir.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.extension().is_some_and(|e| e == "edit") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            edits.push(Edit::parse(&name, &text)?);
        }
    }
    edits.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(edits)
}

/// The pieces that touch one file, each with the name of its edit, in the order of their places.
pub(crate) fn pieces_of<'a>(edits: &'a [Edit], krate: &str, path: &str) -> Vec<(&'a str, &'a Piece)> {
    let mut pieces: Vec<_> = edits
        .iter()
        .flat_map(|e| e.pieces.iter().map(move |p| (e.name.as_str(), p)))
        .filter(|(_, p)| p.krate == krate && p.path == path)
        .collect();
    pieces.sort_by_key(|(_, p)| p.first());
    pieces
}

/// Applies all edits of a crate to its files. Returns the number of pieces and the hash of their texts and places.
pub(crate) fn apply(files: &mut Files, krate: &str, edits: &[Edit]) -> Result<(usize, String)> {
    let mut by_path: BTreeMap<&str, ()> = BTreeMap::new();
    for piece in edits.iter().flat_map(|e| &e.pieces).filter(|p| p.krate == krate) {
        by_path.insert(&piece.path, ());
    }
    let mut hash = Sha256::new();
    let mut count = 0;
    for path in by_path.keys() {
        let pieces = pieces_of(edits, krate, path);
        count += pieces.len();
        let text = patched(krate, path, files.get(*path), &pieces)?;
        hash.update(path.as_bytes());
        hash.update(text.as_bytes());
        files.insert((*path).to_owned(), text.into_bytes());
    }
    Ok((count, hex(&hash.finalize())[..10].to_owned()))
}

/// One file with its pieces applied.
pub(crate) fn patched(krate: &str, path: &str, source: Option<&Vec<u8>>, pieces: &[(&str, &Piece)]) -> Result<String> {
    let Some(source) = source else {
        let [(_, Piece { place: Place::New, text, .. })] = pieces else {
            let name = pieces.first().map_or("?", |(name, _)| name);
            return Err(format!("edit {name}: {krate} has no file {path}"));
        };
        return Ok(text.clone());
    };
    let source = String::from_utf8_lossy(source);
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    let mut out = String::new();
    let mut done = 0;
    for (name, piece) in pieces {
        let Place::Lines { first, count, sha256 } = &piece.place else {
            return Err(format!("edit {name}: {krate} has a file {path} of its own now"));
        };
        let from = first.wrapping_sub(1);
        let Some(replaced) = lines.get(from..from.saturating_add(*count)) else {
            return Err(format!("edit {name}: {krate} {path} has no lines {first}+{count}"));
        };
        if from < done {
            return Err(format!("edit {name}: {krate} {path} {first}+{count} overlaps another edit"));
        }
        if sha(&replaced.concat()) != *sha256 {
            return Err(format!(
                "edit {name}: {krate} {path} {first}+{count} is no longer the text it was written for"
            ));
        }
        out += &lines[done..from].concat();
        out += &piece.text;
        done = from + count;
    }
    out += &lines[done..].concat();
    Ok(out)
}

/// The SHA-256 of a text, in hex.
pub(crate) fn sha(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
