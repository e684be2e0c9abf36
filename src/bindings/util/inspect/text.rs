//! The text that inspection builds: UTF-16, because every width decision counts code units and because names and
//! messages may hold lone surrogates.

use boa_engine::{JsStr, JsString, string::JsStrVariant};

/// A growing UTF-16 text.
#[derive(Clone, Debug, Default, Hash, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text(Vec<u16>);

impl Text {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn units(&self) -> &[u16] {
        &self.0
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            self.0.extend(text.bytes().map(u16::from));
        } else {
            self.0.extend(text.encode_utf16());
        }
    }

    pub(crate) fn push_unit(&mut self, unit: u16) {
        self.0.push(unit);
    }

    pub(crate) fn push_units(&mut self, units: &[u16]) {
        self.0.extend_from_slice(units);
    }

    pub(crate) fn push(&mut self, text: &Text) {
        self.0.extend_from_slice(&text.0);
    }

    pub(crate) fn push_js(&mut self, text: &JsString) {
        match text.variant() {
            JsStrVariant::Latin1(bytes) => self.0.extend(bytes.iter().copied().map(u16::from)),
            JsStrVariant::Utf16(units) => self.0.extend_from_slice(units),
        }
    }

    pub(crate) fn push_spaces(&mut self, count: usize) {
        self.0.resize(self.0.len() + count, u16::from(b' '));
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
        Text(self.0[from.min(self.0.len())..to.min(self.0.len())].to_vec())
    }

    /// Drops the last unit.
    pub(crate) fn without_last(mut self) -> Self {
        self.0.pop();
        self
    }

    pub(crate) fn has_newline(&self) -> bool {
        self.0.contains(&u16::from(b'\n'))
    }

    pub(crate) fn starts_with(&self, text: &str) -> bool {
        self.len() >= text.len() && text.encode_utf16().zip(&self.0).all(|(a, b)| a == *b)
    }

    pub(crate) fn ends_with(&self, text: &Text) -> bool {
        self.0.ends_with(&text.0)
    }

    /// Where `needle` starts, from unit `from` on.
    pub(crate) fn find(&self, needle: &Text, from: usize) -> Option<usize> {
        find(&self.0, &needle.0, from)
    }

    pub(crate) fn find_str(&self, needle: &str, from: usize) -> Option<usize> {
        self.find(&Text::from(needle), from)
    }

    /// Every newline followed by `count` spaces.
    pub(crate) fn indented(&self, count: usize) -> Text {
        if count == 0 || !self.has_newline() {
            return self.clone();
        }
        let mut out = Text(Vec::with_capacity(self.len() + 4 * count));
        for &unit in &self.0 {
            out.0.push(unit);
            if unit == u16::from(b'\n') {
                out.push_spaces(count);
            }
        }
        out
    }

    /// The lines, without their newlines.
    pub(crate) fn lines(&self) -> Vec<Text> {
        self.0.split(|u| *u == u16::from(b'\n')).map(|line| Text(line.to_vec())).collect()
    }

    /// The texts with `separator` in between.
    pub(crate) fn join(texts: &[Text], separator: &Text) -> Text {
        let size = texts.iter().map(|t| t.len() + separator.len()).sum();
        let mut out = Text(Vec::with_capacity(size));
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                out.push(separator);
            }
            out.push(text);
        }
        out
    }

    pub(crate) fn to_js(&self) -> JsString {
        if self.0.iter().all(|unit| *unit < 256) {
            #[allow(clippy::cast_possible_truncation, reason = "all units were just seen to be below 256")]
            let bytes: Vec<u8> = self.0.iter().map(|unit| *unit as u8).collect();
            JsString::from(JsStr::latin1(&bytes))
        } else {
            JsString::from(&self.0[..])
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let mut out = Text(Vec::with_capacity(text.len()));
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
        let mut out = Text(Vec::with_capacity(text.len()));
        out.push_js(text);
        out
    }
}

impl From<&[u16]> for Text {
    fn from(units: &[u16]) -> Self {
        Text(units.to_vec())
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
