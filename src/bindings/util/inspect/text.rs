//! The text that inspection builds: UTF-16, because every width decision counts code units and because names and
//! messages may hold lone surrogates.

use std::{
    borrow::Cow,
    cmp::Ordering,
    hash::{Hash, Hasher},
    rc::Rc,
};

use boa_engine::{JsStr, JsString, string::JsStrVariant};

/// Texts from this length on are shared by what they are put into, instead of being copied.
const SHARED_FROM: usize = 16 * 1024;

/// A growing UTF-16 text. Long parts are shared, so that nesting does not copy them again and again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    /// Finished parts in front of `tail`.
    head: Vec<Rc<Text>>,
    head_len: usize,
    head_has_newline: bool,
    tail: Vec<u16>,
}

impl Text {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn flat(units: Vec<u16>) -> Self {
        Text { tail: units, ..Text::default() }
    }

    /// All units in a row.
    pub(crate) fn units(&self) -> Cow<'_, [u16]> {
        if self.head.is_empty() {
            return Cow::Borrowed(&self.tail);
        }
        let mut units = Vec::with_capacity(self.len());
        self.parts(&mut |part| units.extend_from_slice(part));
        Cow::Owned(units)
    }

    /// Hands out the units part by part.
    fn parts(&self, take: &mut dyn FnMut(&[u16])) {
        for part in &self.head {
            part.parts(take);
        }
        take(&self.tail);
    }

    pub(crate) fn len(&self) -> usize {
        self.head_len + self.tail.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            self.tail.extend(text.bytes().map(u16::from));
        } else {
            self.tail.extend(text.encode_utf16());
        }
    }

    pub(crate) fn push_unit(&mut self, unit: u16) {
        self.tail.push(unit);
    }

    pub(crate) fn push_units(&mut self, units: &[u16]) {
        self.tail.extend_from_slice(units);
    }

    pub(crate) fn push(&mut self, text: &Text) {
        if text.len() < SHARED_FROM {
            text.parts(&mut |part| self.tail.extend_from_slice(part));
            return;
        }
        if !self.tail.is_empty() {
            let part = Text::flat(std::mem::take(&mut self.tail));
            self.share(part);
        }
        self.share(text.clone());
    }

    fn share(&mut self, part: Text) {
        self.head_len += part.len();
        self.head_has_newline |= part.has_newline();
        self.head.push(Rc::new(part));
    }

    pub(crate) fn push_js(&mut self, text: &JsString) {
        match text.variant() {
            JsStrVariant::Latin1(bytes) => self.tail.extend(bytes.iter().copied().map(u16::from)),
            JsStrVariant::Utf16(units) => self.tail.extend_from_slice(units),
        }
    }

    pub(crate) fn push_spaces(&mut self, count: usize) {
        self.tail.resize(self.tail.len() + count, u16::from(b' '));
    }

    /// This text followed by `text`.
    pub(crate) fn with(mut self, text: &str) -> Self {
        self.push_str(text);
        self
    }

    /// This text followed by `text`.
    pub(crate) fn with_text(mut self, text: &Text) -> Self {
        self.push(text);
        self
    }

    /// The units `from..to` as a text of their own.
    pub(crate) fn slice(&self, from: usize, to: usize) -> Text {
        let units = self.units();
        Text::flat(units[from.min(units.len())..to.min(units.len())].to_vec())
    }

    /// Drops the last unit.
    pub(crate) fn without_last(self) -> Self {
        let length = self.len().saturating_sub(1);
        self.slice(0, length)
    }

    pub(crate) fn has_newline(&self) -> bool {
        self.head_has_newline || self.tail.contains(&u16::from(b'\n'))
    }

    pub(crate) fn starts_with(&self, text: &str) -> bool {
        self.len() >= text.len() && text.encode_utf16().zip(self.units().iter()).all(|(a, b)| a == *b)
    }

    pub(crate) fn ends_with(&self, text: &Text) -> bool {
        self.units().ends_with(&text.units())
    }

    /// Where `needle` starts, from unit `from` on.
    pub(crate) fn find(&self, needle: &Text, from: usize) -> Option<usize> {
        find(&self.units(), &needle.units(), from)
    }

    pub(crate) fn find_str(&self, needle: &str, from: usize) -> Option<usize> {
        self.find(&Text::from(needle), from)
    }

    /// Every newline followed by `count` spaces.
    pub(crate) fn indented(&self, count: usize) -> Text {
        if count == 0 || !self.has_newline() {
            return self.clone();
        }
        let mut out = Text::flat(Vec::with_capacity(self.len() + 4 * count));
        for &unit in self.units().iter() {
            out.push_unit(unit);
            if unit == u16::from(b'\n') {
                out.push_spaces(count);
            }
        }
        out
    }

    /// The lines, without their newlines.
    pub(crate) fn lines(&self) -> Vec<Text> {
        self.units().split(|u| *u == u16::from(b'\n')).map(|line| Text::flat(line.to_vec())).collect()
    }

    /// The texts with `separator` in between.
    pub(crate) fn join(texts: &[Text], separator: &Text) -> Text {
        let mut out = Text::new();
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                out.push(separator);
            }
            out.push(text);
        }
        out
    }

    pub(crate) fn to_js(&self) -> JsString {
        let mut latin1 = true;
        self.parts(&mut |part| latin1 &= part.iter().all(|unit| *unit < 256));
        if latin1 {
            let mut bytes = Vec::with_capacity(self.len());
            self.parts(&mut |part| bytes.extend(part.iter().map(|unit| *unit as u8)));
            JsString::from(JsStr::latin1(&bytes))
        } else {
            JsString::from(&self.units()[..])
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.len() == other.len() && self.units() == other.units()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Text) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Text) -> Ordering {
        self.units().cmp(&other.units())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.units().hash(state);
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let mut out = Text::flat(Vec::with_capacity(text.len()));
        out.push_str(text);
        out
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<&JsString> for Text {
    fn from(text: &JsString) -> Self {
        let mut out = Text::flat(Vec::with_capacity(text.len()));
        out.push_js(text);
        out
    }
}

impl From<&[u16]> for Text {
    fn from(units: &[u16]) -> Self {
        Text::flat(units.to_vec())
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.len() == other.len() && self.starts_with(other)
    }
}

/// Where `needle` starts in `hay`, from `from` on; an empty needle is found at once, as in JS.
pub(crate) fn find(hay: &[u16], needle: &[u16], from: usize) -> Option<usize> {
    let from = from.min(hay.len());
    let Some(first) = needle.first() else { return Some(from) };
    let last = hay.len().checked_sub(needle.len())?;
    (from..=last).find(|&at| hay[at] == *first && hay[at..at + needle.len()] == *needle)
}
