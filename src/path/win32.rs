//! Windows paths: the functions of `path.win32`, usable on every system.
//!
//! A path starts with an optional root: a drive (`C:`), a share (`\\host\share`), a device (`\\.\` or `\\?\`), a
//! separator, or a drive and a separator. [`unc`] finds shares and devices; each function says what it makes of them.

use super::{Parsed, Unit, base_name, extension, find, is, last_component, normalize_segments, push_ascii};
use std::ops::Range;

fn is_separator<U: Unit>(unit: U) -> bool {
    is(unit, b'/') || is(unit, b'\\')
}

fn separator_at<U: Unit>(path: &[U], at: usize) -> bool {
    path.get(at).is_some_and(|&unit| is_separator(unit))
}

fn is_drive_letter<U: Unit>(unit: U) -> bool {
    u8::try_from(unit.code()).is_ok_and(|byte| byte.is_ascii_alphabetic())
}

/// Whether the path starts like `C:`.
fn has_drive<U: Unit>(path: &[U]) -> bool {
    path.len() >= 2 && is_drive_letter(path[0]) && is(path[1], b':')
}

/// The beginning `\\host\share` of a path.
struct Unc {
    host: Range<usize>,
    share: Range<usize>,
}

fn unc<U: Unit>(path: &[U]) -> Option<Unc> {
    if !(separator_at(path, 0) && separator_at(path, 1)) {
        return None;
    }
    let skip = |from: usize, separators: bool| {
        path[from..].iter().position(|&unit| is_separator(unit) != separators).map(|at| at + from)
    };
    let host = 2..skip(2, false)?;
    if host.is_empty() {
        return None;
    }
    let start = skip(host.end, true)?;
    Some(Unc { host, share: start..skip(start, false).unwrap_or(path.len()) })
}

/// Whether `host` says that the path names a device, as in `\\.\COM1` and `\\?\C:\`.
fn is_device_host<U: Unit>(host: &[U]) -> bool {
    matches!(host, [unit] if is(*unit, b'.') || is(*unit, b'?'))
}

fn unc_device<U: Unit>(path: &[U], unc: &Unc) -> Vec<U> {
    let mut device = Vec::new();
    push_ascii(&mut device, "\\\\");
    device.extend_from_slice(&path[unc.host.clone()]);
    if !is_device_host(&path[unc.host.clone()]) {
        push_ascii(&mut device, "\\");
        device.extend_from_slice(&path[unc.share.clone()]);
    }
    device
}

/// Whether the text is one of the names that Windows reserves for devices in every folder.
fn is_reserved<U: Unit>(name: &[U]) -> bool {
    if !(3..=4).contains(&name.len()) {
        return false;
    }
    let upper: Vec<u16> = name
        .iter()
        .map(|unit| u8::try_from(unit.code()).map_or(unit.code(), |byte| u16::from(byte.to_ascii_uppercase())))
        .collect();
    let is_text = |text: &str| upper[..3].iter().copied().eq(text.bytes().map(u16::from));
    match upper.get(3) {
        None => ["CON", "PRN", "AUX", "NUL"].into_iter().any(is_text),
        Some(&digit) => {
            (is_text("COM") || is_text("LPT")) && (matches!(digit, 0x31..=0x39) || matches!(digit, 0xb9 | 0xb2 | 0xb3))
        }
    }
}

/// The text before the first colon; without a colon all but the last unit, which is what Node looks at.
fn before_colon<U: Unit>(path: &[U]) -> &[U] {
    &path[..find(path, b':', 0).unwrap_or_else(|| path.len().saturating_sub(1))]
}

/// Lower case as `String.prototype.toLowerCase` has it, for comparing only.
fn lower<U: Unit>(text: &[U]) -> Vec<u16> {
    if text.iter().all(|unit| unit.code() < 128) {
        return text
            .iter()
            .map(|unit| if (0x41..=0x5a).contains(&unit.code()) { unit.code() + 32 } else { unit.code() })
            .collect();
    }
    let mut out = Vec::with_capacity(text.len());
    for item in char::decode_utf16(text.iter().map(|unit| unit.code())) {
        match item {
            Ok(c) => c.to_lowercase().for_each(|c| out.extend_from_slice(c.encode_utf16(&mut [0; 2]))),
            Err(lone) => out.push(lone.unpaired_surrogate()),
        }
    }
    out
}

/// Whether the path is absolute: a separator first, or after a drive.
pub(crate) fn is_absolute<U: Unit>(path: &[U]) -> bool {
    separator_at(path, 0) || (has_drive(path) && separator_at(path, 2))
}

/// `path.win32.normalize`.
pub(crate) fn normalize<U: Unit>(path: &[U]) -> Vec<U> {
    let Some(&last) = path.last() else { return vec![U::ascii(b'.')] };
    if path.len() == 1 {
        return vec![if is(last, b'/') { U::ascii(b'\\') } else { last }];
    }
    let mut root_end = 0;
    let mut device: Option<Vec<U>> = None;
    let mut absolute = false;
    if separator_at(path, 0) {
        absolute = true;
        if let Some(unc) = unc(path) {
            if is_device_host(&path[unc.host.clone()]) {
                device = Some(unc_device(path, &unc));
                root_end = 4;
                let name = &path[4..find(path, b':', 4).map_or(4, |at| at + 1)];
                if is_reserved(before_colon(name)) {
                    let mut reserved = Vec::new();
                    push_ascii(&mut reserved, "\\\\?\\");
                    reserved.extend_from_slice(name);
                    device = Some(reserved);
                    root_end = 4 + name.len();
                }
            } else {
                let mut text = unc_device(path, &unc);
                if unc.share.end == path.len() {
                    text.push(U::ascii(b'\\'));
                    return text;
                }
                device = Some(text);
                root_end = unc.share.end;
            }
        } else if !separator_at(path, 1) {
            root_end = 1;
        }
    } else if let Some(colon) = find(path, b':', 0).filter(|&colon| colon > 0) {
        if colon == 1 && has_drive(path) {
            absolute = separator_at(path, 2);
            root_end = if absolute { 3 } else { 2 };
            device = Some(path[..2].to_vec());
        } else if is_reserved(&path[..colon]) {
            root_end = colon + 1;
            device = Some(path[..root_end].to_vec());
        }
    }
    let mut tail = normalize_segments(path.get(root_end..).unwrap_or_default(), !absolute, b'\\', is_separator);
    if tail.is_empty() && !absolute {
        tail.push(U::ascii(b'.'));
    }
    if !tail.is_empty() && is_separator(last) {
        tail.push(U::ascii(b'\\'));
    }
    let mut out = Vec::with_capacity(path.len() + 2);
    // A relative path must not turn into something that Windows takes for a drive or a device: `.\` keeps it relative.
    let colon_ends_segment = |at: usize| at + 1 == path.len() || separator_at(path, at + 1);
    let misread = !absolute
        && device.is_none()
        && find(path, b':', 0).is_some()
        && (has_drive(&tail) || (0..path.len()).any(|at| is(path[at], b':') && colon_ends_segment(at)));
    if misread {
        push_ascii(&mut out, ".\\");
        out.extend(tail);
        return out;
    }
    if is_reserved(before_colon(path)) {
        push_ascii(&mut out, ".\\");
        out.extend(device.unwrap_or_default());
        out.extend(tail);
        return out;
    }
    out.extend(device.unwrap_or_default());
    if absolute {
        out.push(U::ascii(b'\\'));
    }
    out.extend(tail);
    out
}

/// `path.win32.join`.
pub(crate) fn join<U: Unit>(parts: &[&[U]]) -> Vec<U> {
    let mut joined: Vec<U> = Vec::new();
    let mut parts = parts.iter().filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return vec![U::ascii(b'.')] };
    joined.extend_from_slice(first);
    for part in parts {
        joined.push(U::ascii(b'\\'));
        joined.extend_from_slice(part);
    }
    // Two leading separators mean a share only if the first part says so itself.
    let is_share = separator_at(first, 0) && separator_at(first, 1) && first.len() > 2 && !separator_at(first, 2);
    if !is_share {
        let leading = joined.iter().take_while(|&&unit| is_separator(unit)).count();
        if leading >= 2 {
            joined.splice(..leading, [U::ascii(b'\\')]);
        }
    }
    let names_device = joined
        .split(|&unit| is(unit, b'\\'))
        .any(|segment| find(segment, b':', 0).is_some_and(|colon| is_reserved(&segment[..colon])));
    if names_device {
        return joined.into_iter().map(|unit| if is(unit, b'/') { U::ascii(b'\\') } else { unit }).collect();
    }
    normalize(&joined)
}

/// The state of `path.win32.resolve`, fed with paths from the last to the first.
pub(crate) struct Resolver<U> {
    device: Vec<U>,
    /// The paths that count, last first, each without its root.
    tails: Vec<Vec<U>>,
    absolute: bool,
}

impl<U: Unit> Resolver<U> {
    pub(crate) fn new() -> Self {
        Self { device: Vec::new(), tails: Vec::new(), absolute: false }
    }

    /// The drive or share found so far, without which the current directory of that drive is not known.
    pub(crate) fn device(&self) -> &[U] {
        &self.device
    }

    /// Takes one more path; true when everything before it is without meaning.
    pub(crate) fn push(&mut self, path: &[U]) -> bool {
        let mut root_end = 0;
        let mut device = Vec::new();
        let mut absolute = false;
        if separator_at(path, 0) {
            absolute = true;
            if path.len() == 1 || !separator_at(path, 1) {
                root_end = 1;
            } else if let Some(unc) = unc(path) {
                device = unc_device(path, &unc);
                root_end = if is_device_host(&path[unc.host.clone()]) { 4 } else { unc.share.end };
            }
        } else if has_drive(path) {
            absolute = separator_at(path, 2);
            root_end = if absolute { 3 } else { 2 };
            device = path[..2].to_vec();
        }
        if !device.is_empty() {
            if self.device.is_empty() {
                self.device = device;
            } else if lower(&device) != lower(&self.device) {
                return false;
            }
        }
        if !self.absolute {
            self.tails.push(path.get(root_end..).unwrap_or_default().to_vec());
            self.absolute = absolute;
        }
        self.absolute && !self.device.is_empty()
    }

    /// The resolved path.
    pub(crate) fn finish(self) -> Vec<U> {
        let mut joined = Vec::new();
        for tail in self.tails.iter().rev() {
            joined.extend_from_slice(tail);
            joined.push(U::ascii(b'\\'));
        }
        let tail = normalize_segments(&joined, !self.absolute, b'\\', is_separator);
        let mut out = self.device;
        if self.absolute {
            out.push(U::ascii(b'\\'));
        }
        out.extend(tail);
        if out.is_empty() { vec![U::ascii(b'.')] } else { out }
    }
}

/// Whether `directory` is a current directory of the drive `device`; if not, the drive's root is to be used.
pub(crate) fn belongs_to<U: Unit>(directory: &[U], device: &[U]) -> bool {
    let start = &directory[..directory.len().min(2)];
    lower(start) == lower(device) || !directory.get(2).is_some_and(|&unit| is(unit, b'\\'))
}

/// `path.win32.relative` of two resolved paths.
pub(crate) fn relative<U: Unit>(from: &[U], to: &[U]) -> Vec<U> {
    fn segments<U: Unit>(path: &[U], with_root: bool) -> Vec<&[U]> {
        let start = if with_root { 0 } else { path.iter().take_while(|&&unit| is(unit, b'\\')).count() };
        let end = path.len() - path[start..].iter().rev().take_while(|&&unit| is(unit, b'\\')).count();
        if start >= end { Vec::new() } else { path[start..end].split(|&unit| is(unit, b'\\')).collect() }
    }
    if lower(from) == lower(to) {
        return Vec::new();
    }
    // Where lower case has another length Node compares whole segments, the empty ones of the root included.
    let with_root = lower(from).len() != from.len() || lower(to).len() != to.len();
    let (from_segments, to_segments) = (segments(from, with_root), segments(to, with_root));
    let common = from_segments.iter().zip(&to_segments).take_while(|(a, b)| lower(a) == lower(b)).count();
    if common == 0 && !from_segments.is_empty() && !to_segments.is_empty() {
        return to.to_vec();
    }
    let mut out = Vec::new();
    for _ in common..from_segments.len() {
        let up = if out.is_empty() { ".." } else { "\\.." };
        push_ascii(&mut out, up);
    }
    for segment in &to_segments[common..] {
        if !out.is_empty() {
            out.push(U::ascii(b'\\'));
        }
        out.extend_from_slice(segment);
    }
    out
}

/// `path.win32.toNamespacedPath`: what to put before the resolved path, and how much of it to leave out.
/// `None` if the resolved path is the answer.
pub(crate) fn namespace_prefix<U: Unit>(resolved: &[U]) -> Option<(&'static str, usize)> {
    if separator_at(resolved, 0) && separator_at(resolved, 1) {
        let third = resolved.get(2).copied();
        let is_long = third.is_some_and(|unit| is(unit, b'?') || is(unit, b'.'));
        return (!is_long).then_some(("\\\\?\\UNC\\", 2));
    }
    (has_drive(resolved) && resolved.get(2).is_some_and(|&unit| is(unit, b'\\'))).then_some(("\\\\?\\", 0))
}

/// The length of the root: of a share including the separator after it, of a drive including a separator.
fn root_length<U: Unit>(path: &[U]) -> usize {
    if separator_at(path, 0) {
        return unc(path).map_or(1, |unc| (unc.share.end + 1).min(path.len()));
    }
    if has_drive(path) { 2 + usize::from(separator_at(path, 2)) } else { 0 }
}

/// What `path.win32.dirname` answers: a part of the path, or `.`.
pub(crate) fn dirname<U: Unit>(path: &[U]) -> Result<Range<usize>, &'static str> {
    match path {
        [] => return Err("."),
        [only] => return if is_separator(*only) { Ok(0..1) } else { Err(".") },
        _ => {}
    }
    let root = root_length(path);
    let last = path[root..].iter().rposition(|&unit| !is_separator(unit)).map(|at| at + root);
    let end = last.and_then(|last| path[root..last].iter().rposition(|&unit| is_separator(unit)).map(|at| at + root));
    match end {
        Some(end) => Ok(0..end),
        None if root == 0 => Err("."),
        None => Ok(0..root),
    }
}

/// `path.win32.basename`.
pub(crate) fn basename<U: Unit>(path: &[U], suffix: Option<&[U]>) -> Range<usize> {
    base_name(path, suffix, if has_drive(path) { 2 } else { 0 }, is_separator)
}

/// `path.win32.extname`.
pub(crate) fn extname<U: Unit>(path: &[U]) -> Range<usize> {
    let from = if has_drive(path) { 2 } else { 0 };
    last_component(path, from, is_separator).map_or(0..0, |component| extension(path, &component, component.start))
}

/// `path.win32.parse`.
pub(crate) fn parse<U: Unit>(path: &[U]) -> Parsed {
    let mut parsed = Parsed::default();
    let root = root_length(path);
    parsed.root = 0..root;
    parsed.dir = 0..root;
    let Some(component) = last_component(path, root, is_separator) else { return parsed };
    parsed.ext = extension(path, &component, component.start);
    parsed.name = component.start..parsed.ext.start;
    if component.start > root {
        parsed.dir = 0..component.start - 1;
    }
    parsed.base = component;
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(units: &[u8]) -> &str {
        std::str::from_utf8(units).expect("the tests use ASCII")
    }

    #[test]
    fn normalizing_knows_drives_shares_and_devices() {
        for (input, expected) in [
            ("C:////temp\\\\/\\/\\/foo/bar", "C:\\temp\\foo\\bar"),
            ("C:..\\abc", "C:..\\abc"),
            ("//server/share/dir/../x", "\\\\server\\share\\x"),
            ("/a/..", "\\"),
            ("C:", "C:."),
            ("C:/", "C:\\"),
            ("./..//b", "..\\b"),
            ("./c:/x", ".\\c:\\x"),
            ("COM1:", ".\\COM1:."),
            ("//a/b", "\\\\a\\b\\"),
        ] {
            assert_eq!(text(&normalize(input.as_bytes())), expected, "{input}");
        }
    }

    #[test]
    fn resolving_minds_the_drive() {
        let resolve = |parts: &[&str]| {
            let mut resolver = Resolver::new();
            for part in parts.iter().rev() {
                if resolver.push(part.as_bytes()) {
                    break;
                }
            }
            String::from_utf8(resolver.finish()).expect("ASCII")
        };
        assert_eq!(resolve(&["c:/blah\\blah", "d:/games", "c:../a"]), "c:\\blah\\a");
        assert_eq!(resolve(&["c:/ignore", "d:\\a/b\\c/d", "\\e.exe"]), "d:\\e.exe");
        assert_eq!(resolve(&["//server/share", "..", "relative\\"]), "\\\\server\\share\\relative");
        assert_eq!(resolve(&["\\\\.\\PHYSICALDRIVE0"]), "\\\\.\\PHYSICALDRIVE0");
    }

    #[test]
    fn relative_compares_without_case() {
        for (from, to, expected) in [
            ("c:\\AaAa\\bbbb", "c:\\aaaa\\cccc", "..\\cccc"),
            ("c:\\", "d:\\x", "d:\\x"),
            ("\\\\foo\\bar", "\\\\foo\\bar\\baz", "baz"),
            ("C:\\foo\\bar", "C:\\", "..\\.."),
            ("C:\\", "C:\\foo", "foo"),
        ] {
            assert_eq!(text(&relative(from.as_bytes(), to.as_bytes())), expected, "{from} {to}");
        }
    }
}
