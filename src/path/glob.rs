//! Glob patterns: `path.matchesGlob` and the tests that `fs.glob` makes.
//!
//! A pattern is first expanded by its braces; each expansion is a list of parts between slashes. Wildcards never
//! match a separator, a leading dot, `.` or `..`. There is no escape character: a backslash in a pattern is a slash,
//! as in Node, which passes `windowsPathsNoEscape`.

use std::rc::Rc;

/// Longest pattern that is taken, in code units, so that a pattern cannot exhaust the stack.
pub(crate) const MAX_PATTERN: usize = 65_536;
/// Most patterns that braces may expand to.
const MAX_EXPANSIONS: usize = 100_000;

/// A parsed pattern.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    alternatives: Vec<Vec<Part>>,
}

/// What one part of a path has to be.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// Exactly this text.
    Literal(Vec<u16>),
    /// `**`: any number of parts.
    GlobStar,
    /// Text with wildcards.
    Magic(Rc<[Node]>),
}

/// An element of a part with wildcards.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Unit(u16),
    Any,
    Star,
    Class { negated: bool, items: Vec<ClassItem> },
    Group { kind: GroupKind, alternatives: Vec<Vec<Node>> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClassItem {
    Range(u16, u16),
    Posix(Posix),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Posix {
    Alnum,
    Alpha,
    Ascii,
    Blank,
    Cntrl,
    Digit,
    Graph,
    Lower,
    Print,
    Punct,
    Space,
    Upper,
    Word,
    Xdigit,
}

/// `@(…)`, `?(…)`, `*(…)`, `+(…)`, `!(…)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupKind {
    One,
    Optional,
    Any,
    Many,
    Not,
}

const SLASH: u16 = b'/' as u16;
const BACKSLASH: u16 = b'\\' as u16;
const DOT: u16 = b'.' as u16;

impl Pattern {
    /// Parses a pattern; `None` if it is longer than [`MAX_PATTERN`].
    pub(crate) fn parse(pattern: &[u16]) -> Option<Self> {
        if pattern.len() > MAX_PATTERN {
            return None;
        }
        let pattern: Vec<u16> = pattern.iter().map(|&unit| if unit == BACKSLASH { SLASH } else { unit }).collect();
        let mut alternatives = Vec::new();
        for expanded in expand_braces(&pattern) {
            let parts = split(&expanded).into_iter().map(Part::parse).collect();
            alternatives.push(simplify(parts));
        }
        Some(Self { alternatives })
    }

    /// The expansions, each a list of parts.
    #[allow(dead_code, reason = "the walker of fs.glob prunes folders with it")]
    pub(crate) fn alternatives(&self) -> &[Vec<Part>] {
        &self.alternatives
    }

    /// Whether the whole path matches. On Windows a backslash separates, too.
    pub(crate) fn matches(&self, path: &[u16], windows: bool) -> bool {
        let path: Vec<u16> = if windows {
            path.iter().map(|&unit| if unit == BACKSLASH { SLASH } else { unit }).collect()
        } else {
            path.to_vec()
        };
        let file = simplify_path(split(&path));
        self.alternatives.iter().any(|parts| match_parts(parts, &file))
    }
}

impl Part {
    fn parse(text: &[u16]) -> Self {
        if text == [u16::from(b'*'); 2] {
            return Self::GlobStar;
        }
        let nodes = Parser { text, at: 0 }.sequence(false);
        if nodes.iter().all(|node| matches!(node, Node::Unit(_))) {
            return Self::Literal(text.to_vec());
        }
        Self::Magic(nodes.into())
    }

    /// Whether `..` after this part takes it back.
    fn is_removable(&self) -> bool {
        match self {
            Self::Literal(text) => !text.is_empty() && text != &[DOT, DOT] && text != &[DOT],
            Self::GlobStar => false,
            Self::Magic(_) => true,
        }
    }

    /// Whether this part matches one name.
    pub(crate) fn matches(&self, name: &[u16]) -> bool {
        match self {
            Self::Literal(text) => text == name,
            Self::GlobStar => !is_hidden(name),
            Self::Magic(nodes) => {
                !name.is_empty()
                    && name != [DOT]
                    && name != [DOT, DOT]
                    && match_nodes(nodes, name, 0, &mut |end| end == name.len())
            }
        }
    }
}

fn is_hidden(name: &[u16]) -> bool {
    name.first() == Some(&DOT)
}

/// The parts between runs of slashes.
fn split(path: &[u16]) -> Vec<&[u16]> {
    let mut parts: Vec<&[u16]> = Vec::new();
    let count = path.split(|&unit| unit == SLASH).count();
    for (index, part) in path.split(|&unit| unit == SLASH).enumerate() {
        // Empty parts mean something only at both ends: absolute, and "a folder".
        if !part.is_empty() || index == 0 || index + 1 == count {
            parts.push(part);
        }
    }
    parts
}

/// Resolves `.` and `name/..` in a path that is to be matched.
fn simplify_path(parts: Vec<&[u16]>) -> Vec<&[u16]> {
    let mut out: Vec<&[u16]> = Vec::with_capacity(parts.len());
    let last = parts.len() - 1;
    for (index, part) in parts.into_iter().enumerate() {
        let removable =
            out.last().is_some_and(|previous| !previous.is_empty() && *previous != [DOT, DOT] && *previous != [DOT]);
        match part {
            [DOT] if index > 0 || last > 0 => {}
            [DOT, DOT] if removable => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    if out.is_empty() {
        out.push(&[]);
    }
    out
}

/// The same for a pattern, where `**` cannot be taken back.
fn simplify(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::with_capacity(parts.len());
    let count = parts.len();
    for part in parts {
        match (&part, out.last()) {
            (Part::Literal(text), _) if text == &[DOT] && count > 1 => {}
            (Part::Literal(text), Some(previous)) if text == &[DOT, DOT] && previous.is_removable() => {
                out.pop();
            }
            (Part::GlobStar, Some(Part::GlobStar)) => {}
            _ => out.push(part),
        }
    }
    if out.is_empty() {
        out.push(Part::Literal(Vec::new()));
    }
    out
}

fn match_parts(parts: &[Part], file: &[&[u16]]) -> bool {
    let (mut p, mut f) = (0, 0);
    // Where each `**` passed so far stands, and how far it reaches.
    let mut retry: Vec<(usize, usize)> = Vec::new();
    loop {
        let matched = match parts.get(p) {
            Some(Part::GlobStar) if p + 1 == parts.len() => {
                if f < file.len() && file[f..].iter().all(|name| !is_hidden(name)) {
                    return true;
                }
                false
            }
            Some(Part::GlobStar) => {
                p += 1;
                retry.push((p, f));
                continue;
            }
            Some(part) => file.get(f).is_some_and(|name| part.matches(name)),
            None if f == file.len() => return true,
            // A path that ends with a slash matches the pattern of its folder.
            None if f + 1 == file.len() && file[f].is_empty() => return true,
            None => false,
        };
        if matched {
            p += 1;
            f += 1;
            continue;
        }
        loop {
            let Some((star, reached)) = retry.pop() else { return false };
            if file.get(reached).is_some_and(|name| !is_hidden(name)) {
                retry.push((star, reached + 1));
                p = star;
                f = reached + 1;
                break;
            }
        }
    }
}

/// Matches nodes against `name[at..]` and hands every end that is possible to `then` until it agrees.
fn match_nodes(nodes: &[Node], name: &[u16], mut at: usize, then: &mut dyn FnMut(usize) -> bool) -> bool {
    let mut rest = nodes;
    while let Some((node, following)) = rest.split_first() {
        let protects_dot = at == 0 && is_hidden(name);
        match node {
            Node::Unit(unit) if name.get(at) == Some(unit) => at += 1,
            Node::Any if at < name.len() && !protects_dot => at += 1,
            Node::Class { negated, items }
                if at < name.len() && !protects_dot && class_has(items, name[at]) != *negated =>
            {
                at += 1
            }
            Node::Star if !protects_dot => return (at..=name.len()).any(|end| match_nodes(following, name, end, then)),
            Node::Group { kind, alternatives } => return match_group(*kind, alternatives, following, name, at, then),
            _ => return false,
        }
        rest = following;
    }
    then(at)
}

fn match_group(
    kind: GroupKind,
    alternatives: &[Vec<Node>],
    following: &[Node],
    name: &[u16],
    at: usize,
    then: &mut dyn FnMut(usize) -> bool,
) -> bool {
    if kind == GroupKind::Not {
        let forbidden = alternatives
            .iter()
            .any(|nodes| match_nodes(nodes, name, at, &mut |end| match_nodes(following, name, end, then)));
        return !forbidden
            && !(at == 0 && is_hidden(name))
            && (at..=name.len()).any(|end| match_nodes(following, name, end, then));
    }
    if matches!(kind, GroupKind::Optional | GroupKind::Any) && match_nodes(following, name, at, then) {
        return true;
    }
    let again = matches!(kind, GroupKind::Any | GroupKind::Many);
    alternatives.iter().any(|nodes| {
        match_nodes(nodes, name, at, &mut |end| {
            // A round that consumed nothing would repeat for ever.
            (again && end > at && match_group(GroupKind::Many, alternatives, following, name, end, then))
                || match_nodes(following, name, end, then)
        })
    })
}

fn class_has(items: &[ClassItem], unit: u16) -> bool {
    let byte = u8::try_from(unit).ok();
    let character = char::from_u32(u32::from(unit));
    items.iter().any(|item| match *item {
        ClassItem::Range(low, high) => (low..=high).contains(&unit),
        ClassItem::Posix(class) => match class {
            Posix::Alnum => character.is_some_and(char::is_alphanumeric),
            Posix::Alpha => character.is_some_and(char::is_alphabetic),
            Posix::Ascii => unit < 128,
            Posix::Blank => unit == 32 || unit == 9,
            Posix::Cntrl => character.is_some_and(char::is_control),
            Posix::Digit => byte.is_some_and(|byte| byte.is_ascii_digit()),
            Posix::Graph => character.is_some_and(|c| !c.is_control() && !c.is_whitespace()),
            Posix::Lower => character.is_some_and(char::is_lowercase),
            Posix::Print => character.is_some_and(|c| !c.is_control()),
            Posix::Punct => byte.is_some_and(|byte| byte.is_ascii_punctuation()),
            Posix::Space => character.is_some_and(char::is_whitespace),
            Posix::Upper => character.is_some_and(char::is_uppercase),
            Posix::Word => unit == u16::from(b'_') || character.is_some_and(char::is_alphanumeric),
            Posix::Xdigit => byte.is_some_and(|byte| byte.is_ascii_hexdigit()),
        },
    })
}

struct Parser<'a> {
    text: &'a [u16],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).and_then(|&unit| u8::try_from(unit).ok())
    }

    /// Parses to the end, or in a group to its `|` or `)`.
    fn sequence(&mut self, in_group: bool) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some(&unit) = self.text.get(self.at) {
            let kind = match self.peek(0) {
                Some(b'@') => Some(GroupKind::One),
                Some(b'?') => Some(GroupKind::Optional),
                Some(b'*') => Some(GroupKind::Any),
                Some(b'+') => Some(GroupKind::Many),
                Some(b'!') => Some(GroupKind::Not),
                _ => None,
            };
            if let Some(kind) = kind.filter(|_| self.peek(1) == Some(b'(')) {
                if let Some(group) = self.group(kind) {
                    nodes.push(group);
                    continue;
                }
            }
            match self.peek(0) {
                Some(b'|' | b')') if in_group => break,
                Some(b'*') => {
                    if !matches!(nodes.last(), Some(Node::Star)) {
                        nodes.push(Node::Star);
                    }
                }
                Some(b'?') => nodes.push(Node::Any),
                Some(b'[') => {
                    if let Some(class) = self.class() {
                        nodes.push(class);
                        continue;
                    }
                    nodes.push(Node::Unit(unit));
                }
                _ => nodes.push(Node::Unit(unit)),
            }
            self.at += 1;
        }
        nodes
    }

    /// A group from its first character; `None`, with nothing consumed, if it is not closed.
    fn group(&mut self, kind: GroupKind) -> Option<Node> {
        let start = self.at;
        self.at += 2;
        let mut alternatives = Vec::new();
        loop {
            alternatives.push(self.sequence(true));
            match self.peek(0) {
                Some(b'|') => self.at += 1,
                Some(b')') => {
                    self.at += 1;
                    return Some(Node::Group { kind, alternatives });
                }
                _ => {
                    self.at = start;
                    return None;
                }
            }
        }
    }

    /// A class from its `[`; `None`, with nothing consumed, if it is not closed.
    fn class(&mut self) -> Option<Node> {
        let mut at = self.at + 1;
        let negated = matches!(self.text.get(at), Some(&unit) if unit == u16::from(b'!') || unit == u16::from(b'^'));
        at += usize::from(negated);
        let first = at;
        let mut items = Vec::new();
        loop {
            let unit = *self.text.get(at)?;
            if unit == u16::from(b']') && at > first {
                break;
            }
            if let Some((class, length)) = posix_class(&self.text[at..]) {
                items.push(ClassItem::Posix(class));
                at += length;
                continue;
            }
            let range_end = self
                .text
                .get(at + 2)
                .copied()
                .filter(|&end| self.text[at + 1] == u16::from(b'-') && end != u16::from(b']'));
            match range_end {
                Some(end) => {
                    if end >= unit {
                        items.push(ClassItem::Range(unit, end));
                    }
                    at += 3;
                }
                None => {
                    items.push(ClassItem::Range(unit, unit));
                    at += 1;
                }
            }
        }
        self.at = at + 1;
        Some(Node::Class { negated, items })
    }
}

fn posix_class(text: &[u16]) -> Option<(Posix, usize)> {
    const NAMES: [(&str, Posix); 14] = [
        ("[:alnum:]", Posix::Alnum),
        ("[:alpha:]", Posix::Alpha),
        ("[:ascii:]", Posix::Ascii),
        ("[:blank:]", Posix::Blank),
        ("[:cntrl:]", Posix::Cntrl),
        ("[:digit:]", Posix::Digit),
        ("[:graph:]", Posix::Graph),
        ("[:lower:]", Posix::Lower),
        ("[:print:]", Posix::Print),
        ("[:punct:]", Posix::Punct),
        ("[:space:]", Posix::Space),
        ("[:upper:]", Posix::Upper),
        ("[:word:]", Posix::Word),
        ("[:xdigit:]", Posix::Xdigit),
    ];
    NAMES
        .iter()
        .find(|(name, _)| {
            text.len() >= name.len() && name.bytes().zip(text).all(|(byte, &unit)| u16::from(byte) == unit)
        })
        .map(|&(name, class)| (class, name.len()))
}

/// All texts that the braces of a pattern stand for; the pattern itself if there are none, or too many.
fn expand_braces(pattern: &[u16]) -> Vec<Vec<u16>> {
    let mut done = Vec::new();
    // Alternatives are expanded front to back: the head of an entry is finished, its tail is not.
    let mut todo: Vec<(Vec<u16>, Vec<u16>)> = vec![(Vec::new(), pattern.to_vec())];
    while let Some((mut head, tail)) = todo.pop() {
        if done.len() + todo.len() > MAX_EXPANSIONS {
            return vec![pattern.to_vec()];
        }
        let Some(group) = next_group(&tail) else {
            head.extend_from_slice(&tail);
            done.push(head);
            continue;
        };
        head.extend_from_slice(&tail[..group.start]);
        let rest = &tail[group.end..];
        // Reversed, because the list is taken from its end.
        for alternative in group.alternatives.iter().rev() {
            let mut tail = alternative.clone();
            tail.extend_from_slice(rest);
            todo.push((head.clone(), tail));
        }
    }
    done
}

struct Braces {
    start: usize,
    end: usize,
    alternatives: Vec<Vec<u16>>,
}

/// The first `{a,b}` or `{1..3}`. Braces without a comma or a range stay as they are, and so does `${`.
fn next_group(text: &[u16]) -> Option<Braces> {
    let open = u16::from(b'{');
    let mut from = 0;
    while let Some(start) = text[from..].iter().position(|&unit| unit == open).map(|at| at + from) {
        from = start + 1;
        if start > 0 && text[start - 1] == u16::from(b'$') {
            continue;
        }
        let mut depth = 0usize;
        let mut cuts = vec![start + 1];
        let mut end = None;
        for (at, &unit) in text.iter().enumerate().skip(start) {
            match u8::try_from(unit) {
                Ok(b'{') => depth += 1,
                Ok(b'}') => {
                    depth -= 1;
                    if depth == 0 {
                        end = Some(at);
                        break;
                    }
                }
                Ok(b',') if depth == 1 => cuts.push(at + 1),
                _ => {}
            }
        }
        let Some(end) = end else { continue };
        if cuts.len() == 1 {
            if let Some(alternatives) = sequence(&text[start + 1..end]) {
                return Some(Braces { start, end: end + 1, alternatives });
            }
            continue;
        }
        cuts.push(end + 1);
        let alternatives = cuts.windows(2).map(|cut| text[cut[0]..cut[1] - 1].to_vec()).collect();
        return Some(Braces { start, end: end + 1, alternatives });
    }
    None
}

/// The texts of `1..3`, `01..10..3` or `a..e`.
fn sequence(text: &[u16]) -> Option<Vec<Vec<u16>>> {
    let text = String::from_utf16(text).ok()?;
    let pieces: Vec<&str> = text.split("..").collect();
    let (first, last, step) = match pieces[..] {
        [first, last] => (first, last, 1),
        [first, last, step] => (first, last, step.parse::<i64>().ok()?.saturating_abs().max(1)),
        _ => return None,
    };
    let list = |from: i64, to: i64| -> Option<Vec<i64>> {
        let count = from.checked_sub(to)?.checked_abs()? / step + 1;
        if usize::try_from(count).ok()? > MAX_EXPANSIONS {
            return None;
        }
        Some((0..count).map(|index| if from <= to { from + index * step } else { from - index * step }).collect())
    };
    if let (Ok(from), Ok(to)) = (first.parse::<i64>(), last.parse::<i64>()) {
        let padded = [first, last]
            .iter()
            .any(|number| number.trim_start_matches('-').len() > 1 && number.trim_start_matches('-').starts_with('0'));
        let width = if padded { first.len().max(last.len()) } else { 0 };
        return Some(
            list(from, to)?.into_iter().map(|number| format!("{number:0width$}").encode_utf16().collect()).collect(),
        );
    }
    let letter = |text: &str| match text.as_bytes() {
        [byte] if byte.is_ascii_alphabetic() => Some(i64::from(*byte)),
        _ => None,
    };
    let units = list(letter(first)?, letter(last)?)?;
    Some(units.into_iter().filter_map(|unit| u16::try_from(unit).ok()).map(|unit| vec![unit]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, path: &str) -> bool {
        let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
        Pattern::parse(&units(pattern)).expect("short").matches(&units(path), false)
    }

    #[test]
    fn matching() {
        for (pattern, path, expected) in [
            ("foo/[bcr]ar/baz", "foo/bar/baz", true),
            ("foo/[!bcr]ar/baz", "foo/bar/baz", false),
            ("foo/**", "foo/bar/baz", true),
            ("*", "foo/bar", false),
            ("*", ".a", false),
            ("*.js", ".js", false),
            (".*", ".a", true),
            ("**/*.js", "a/b/c.js", true),
            ("**/*.js", "a/.b/c.js", false),
            ("a/**/b", "a/b", true),
            ("a/**", "a", false),
            ("a/**", "a/", true),
            ("a/*/../b", "a/b", true),
            ("{a,b{1..3}}.txt", "b2.txt", true),
            ("{a,b}.txt", "c.txt", false),
            ("+(ab|c)", "ababc", true),
            ("!(a|b)", "c", true),
            ("!(a|b)", "a", false),
            ("!(*.js)", "x.js", false),
            ("@(x|y)z", "yz", true),
            ("?(x)z", "z", true),
            ("[[:digit:]]", "7", true),
            ("[", "[", true),
            ("a\\b", "a/b", true),
            ("./a", "a", true),
            ("a//b", "a/b", true),
            ("${a}", "${a}", true),
            ("**/b/**/c", "x/b/y/b/c", true),
        ] {
            assert_eq!(check(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn braces() {
        let expand = |text: &str| -> Vec<String> {
            expand_braces(&text.encode_utf16().collect::<Vec<_>>())
                .into_iter()
                .map(|units| String::from_utf16(&units).expect("valid"))
                .collect()
        };
        assert_eq!(expand("a{b,c{d,e}}f"), ["abf", "acdf", "acef"]);
        assert_eq!(expand("{01..03}"), ["01", "02", "03"]);
        assert_eq!(expand("{a}{}{,x}"), ["{a}{}", "{a}{}x"]);
        assert_eq!(expand("{c..a}"), ["c", "b", "a"]);
    }
}
