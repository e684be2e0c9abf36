//! POSIX paths: the functions of `path.posix`.
//!
//! A path is a list of segments between slashes; nothing here looks at a file system, and the current directory is
//! handed in by the caller.

use super::{Parsed, Unit, base_name, extension, is, last_component, normalize_segments, push_ascii};
use std::ops::Range;

fn is_separator<U: Unit>(unit: U) -> bool {
    is(unit, b'/')
}

/// Whether the path starts at the root.
pub(crate) fn is_absolute<U: Unit>(path: &[U]) -> bool {
    path.first().is_some_and(|&unit| is_separator(unit))
}

/// `path.normalize`.
pub(crate) fn normalize<U: Unit>(path: &[U]) -> Vec<U> {
    let Some(&last) = path.last() else { return vec![U::ascii(b'.')] };
    let absolute = is_absolute(path);
    let body = normalize_segments(path, !absolute, b'/', is_separator);
    let mut out = Vec::with_capacity(body.len() + 2);
    if absolute {
        out.push(U::ascii(b'/'));
    }
    if body.is_empty() {
        if !absolute {
            push_ascii(&mut out, if is_separator(last) { "./" } else { "." });
        }
        return out;
    }
    out.extend_from_slice(&body);
    if is_separator(last) {
        out.push(U::ascii(b'/'));
    }
    out
}

/// `path.join`.
pub(crate) fn join<U: Unit>(parts: &[&[U]]) -> Vec<U> {
    let mut joined: Vec<U> = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !joined.is_empty() {
            joined.push(U::ascii(b'/'));
        }
        joined.extend_from_slice(part);
    }
    normalize(&joined)
}

/// `path.resolve` of parts that the caller has cut at the last absolute one; the first part is the current directory
/// if none is absolute.
pub(crate) fn resolve<U: Unit>(parts: &[&[U]]) -> Vec<U> {
    let mut joined: Vec<U> = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts {
        joined.extend_from_slice(part);
        joined.push(U::ascii(b'/'));
    }
    let absolute = is_absolute(&joined) && parts.first().is_some_and(|part| !part.is_empty());
    let body = normalize_segments(&joined, !absolute, b'/', is_separator);
    if absolute {
        let mut out = Vec::with_capacity(body.len() + 1);
        out.push(U::ascii(b'/'));
        out.extend_from_slice(&body);
        out
    } else if body.is_empty() {
        vec![U::ascii(b'.')]
    } else {
        body
    }
}

/// `path.relative` of two resolved paths.
pub(crate) fn relative<U: Unit>(from: &[U], to: &[U]) -> Vec<U> {
    let segments = |path: &[U]| -> Vec<Range<usize>> {
        let mut list = Vec::new();
        let mut start = 0;
        for segment in path.split(|&unit| is_separator(unit)) {
            if !segment.is_empty() {
                list.push(start..start + segment.len());
            }
            start += segment.len() + 1;
        }
        list
    };
    let (from_segments, to_segments) = (segments(from), segments(to));
    let common =
        from_segments.iter().zip(&to_segments).take_while(|(a, b)| from[(*a).clone()] == to[(*b).clone()]).count();
    let mut out = Vec::new();
    for _ in common..from_segments.len() {
        let up = if out.is_empty() { ".." } else { "/.." };
        push_ascii(&mut out, up);
    }
    for segment in &to_segments[common..] {
        if !out.is_empty() {
            out.push(U::ascii(b'/'));
        }
        out.extend_from_slice(&to[segment.clone()]);
    }
    out
}

/// What `path.dirname` answers: a part of the path, or a fixed text where nothing can be cut.
pub(crate) fn dirname<U: Unit>(path: &[U]) -> Result<Range<usize>, &'static str> {
    let absolute = is_absolute(path);
    let last = path.iter().skip(1).rposition(|&unit| !is_separator(unit)).map(|at| at + 1);
    let end = last.and_then(|last| path[1..last].iter().rposition(|&unit| is_separator(unit)).map(|at| at + 1));
    match end {
        None => Err(if absolute { "/" } else { "." }),
        Some(1) if absolute => Err("//"),
        Some(end) => Ok(0..end),
    }
}

/// `path.basename`.
pub(crate) fn basename<U: Unit>(path: &[U], suffix: Option<&[U]>) -> Range<usize> {
    base_name(path, suffix, 0, is_separator)
}

/// `path.extname`.
pub(crate) fn extname<U: Unit>(path: &[U]) -> Range<usize> {
    last_component(path, 0, is_separator).map_or(0..0, |component| extension(path, &component, component.start))
}

/// `path.parse`.
pub(crate) fn parse<U: Unit>(path: &[U]) -> Parsed {
    let mut parsed = Parsed::default();
    let root = usize::from(is_absolute(path));
    parsed.root = 0..root;
    parsed.dir = 0..root;
    let Some(component) = last_component(path, root, is_separator) else { return parsed };
    let has_dir = component.start > root;
    parsed.ext = extension(path, &component, if has_dir { component.start } else { 0 });
    parsed.name = component.start..parsed.ext.start;
    if has_dir {
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
    fn normalizing_resolves_dots_and_keeps_a_trailing_slash() {
        for (input, expected) in [
            ("", "."),
            ("/", "/"),
            ("///", "/"),
            ("./", "./"),
            ("..", ".."),
            ("../", "../"),
            ("a/..", "."),
            ("a/../", "./"),
            ("/../a", "/a"),
            ("a/../../b", "../b"),
            ("./fixtures///b/../b/c.js", "fixtures/b/c.js"),
            ("/a/b/./", "/a/b/"),
            ("bar/foo../../", "bar/"),
        ] {
            assert_eq!(text(&normalize(input.as_bytes())), expected, "{input}");
        }
    }

    #[test]
    fn relative_walks_up_and_down() {
        for (from, to, expected) in [
            ("/var/lib", "/var", ".."),
            ("/var/lib", "/bin", "../../bin"),
            ("/var/lib", "/var/lib", ""),
            ("/var/", "/var/lib", "lib"),
            ("/", "/var/lib", "var/lib"),
            ("/foo", "/", ".."),
            ("/foo/bar", "/foo/barz", "../barz"),
        ] {
            assert_eq!(text(&relative(from.as_bytes(), to.as_bytes())), expected, "{from} {to}");
        }
    }

    #[test]
    fn parts_of_a_path() {
        let ext = |path: &'static str| &path[extname(path.as_bytes())];
        assert_eq!(
            [ext("a.b"), ext(".b"), ext("a."), ext(".."), ext("..."), ext("/a.b/c"), ext("a.b/")],
            [".b", "", ".", "", ".", "", ".b"]
        );
        let base = |path: &'static str, suffix: &'static str| &path[basename(path.as_bytes(), Some(suffix.as_bytes()))];
        assert_eq!(
            [base("a/b.js", ".js"), base("b.js", "b.js"), base("/b.js/", "b.js"), base("aaa", "a")],
            ["b", "", "b.js", "aa"]
        );
        assert_eq!(dirname(b"/a/b/"), Ok(0..2));
        assert_eq!(dirname(b"//a"), Err("//"));
        assert_eq!(dirname(b"////"), Err("/"));
        assert_eq!(dirname(b"foo"), Err("."));
    }
}
