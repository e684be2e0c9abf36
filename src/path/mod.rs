//! The string side of `node:path`: pure functions over code units, for POSIX and for Windows paths.
//!
//! Everything is generic over [`Unit`], because a JS string is stored either as Latin-1 bytes or as UTF-16 and a
//! path may hold lone surrogates: no function here may demand valid Unicode. Functions that cut return ranges, so
//! that the caller can slice its string without copying; functions that build return code units.

pub(crate) mod glob;
pub(crate) mod posix;
pub(crate) mod win32;

use std::ops::Range;

/// One code unit of a JS string.
pub(crate) trait Unit: Copy + Eq + 'static {
    /// The unit of an ASCII character.
    fn ascii(byte: u8) -> Self;
    /// The unit as a UTF-16 code unit.
    fn code(self) -> u16;
}

impl Unit for u8 {
    fn ascii(byte: u8) -> Self {
        byte
    }
    fn code(self) -> u16 {
        u16::from(self)
    }
}

impl Unit for u16 {
    fn ascii(byte: u8) -> Self {
        u16::from(byte)
    }
    fn code(self) -> u16 {
        self
    }
}

/// Whether `unit` is the ASCII character `byte`.
pub(crate) fn is<U: Unit>(unit: U, byte: u8) -> bool {
    unit == U::ascii(byte)
}

/// Appends ASCII text.
pub(crate) fn push_ascii<U: Unit>(out: &mut Vec<U>, text: &str) {
    out.extend(text.bytes().map(U::ascii));
}

/// The pieces of a path as `path.parse` reports them; each is a range of the path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parsed {
    pub(crate) root: Range<usize>,
    pub(crate) dir: Range<usize>,
    pub(crate) base: Range<usize>,
    pub(crate) ext: Range<usize>,
    pub(crate) name: Range<usize>,
}

/// Appends `path` to `out` with empty, `.` and `..` segments resolved; `out` is taken as the start of a path.
/// `..` above the start is kept if `above_root` and dropped otherwise. The result has no trailing separator.
fn normalize_segments<U: Unit>(path: &[U], above_root: bool, separator: u8, is_separator: fn(U) -> bool) -> Vec<U> {
    let mut out: Vec<U> = Vec::with_capacity(path.len());
    // How many segments at the end of `out` a `..` may still remove.
    let mut removable = 0usize;
    for segment in path.split(|&unit| is_separator(unit)) {
        match segment {
            [] => {}
            [dot] if is(*dot, b'.') => {}
            [first, second] if is(*first, b'.') && is(*second, b'.') => {
                if removable > 0 {
                    removable -= 1;
                    let cut = out.iter().rposition(|&unit| is(unit, separator)).unwrap_or(0);
                    out.truncate(cut);
                } else if above_root {
                    if !out.is_empty() {
                        out.push(U::ascii(separator));
                    }
                    push_ascii(&mut out, "..");
                }
            }
            _ => {
                if !out.is_empty() {
                    out.push(U::ascii(separator));
                }
                out.extend_from_slice(segment);
                removable += 1;
            }
        }
    }
    out
}

/// The last component of `path[from..]`, trailing separators left out. `None` if there are only separators.
fn last_component<U: Unit>(path: &[U], from: usize, is_separator: fn(U) -> bool) -> Option<Range<usize>> {
    let last = path[from..].iter().rposition(|&unit| !is_separator(unit))? + from;
    let start = path[from..last].iter().rposition(|&unit| is_separator(unit)).map_or(from, |at| from + at + 1);
    Some(start..last + 1)
}

/// `path.basename`, where `from` is the length of a drive prefix.
fn base_name<U: Unit>(path: &[U], suffix: Option<&[U]>, from: usize, is_separator: fn(U) -> bool) -> Range<usize> {
    let component = last_component(path, from, is_separator);
    let Some(suffix) = suffix.filter(|suffix| !suffix.is_empty() && suffix.len() <= path.len()) else {
        return component.unwrap_or(0..0);
    };
    if suffix == path {
        return 0..0;
    }
    let component = component.unwrap_or(from..from);
    let text = &path[component.clone()];
    if text.len() < suffix.len() && suffix.ends_with(text) {
        // Node keeps trailing separators when the suffix is longer than the whole component and ends like it.
        return component.start..path.len();
    }
    if text.len() > suffix.len() && text.ends_with(suffix) {
        return component.start..component.end - suffix.len();
    }
    component
}

/// The extension of `component`, with its dot; empty if there is none. `first` is where the component would start
/// if the path had no root: a component `..` right there has no extension.
fn extension<U: Unit>(path: &[U], component: &Range<usize>, first: usize) -> Range<usize> {
    let none = component.end..component.end;
    let Some(dot) = path[component.clone()].iter().rposition(|&unit| is(unit, b'.')).map(|at| at + component.start)
    else {
        return none;
    };
    let only_dots_before = path[component.start..dot].iter().all(|&unit| is(unit, b'.'));
    let is_parent = only_dots_before && dot == component.end - 1 && dot == first + 1;
    if dot == component.start || is_parent { none } else { dot..component.end }
}

/// The offset of `unit` in `path` at or after `from`.
fn find<U: Unit>(path: &[U], byte: u8, from: usize) -> Option<usize> {
    path.get(from..)?.iter().position(|&unit| is(unit, byte)).map(|at| at + from)
}
