//! The decoder behind `string_decoder`: text from chunks of bytes whose borders may fall inside a character.
//!
//! Invariant: `pending[..buffered]` is the incomplete end of what was fed, `missing` is what completes it.

use super::{Encoding, Text, decode};
use std::borrow::Cow;

/// One decoder's state.
#[derive(Clone, Debug)]
pub struct Incremental {
    encoding: Encoding,
    pending: [u8; 4],
    buffered: usize,
    missing: usize,
}

impl Incremental {
    /// A decoder at the beginning of its text.
    #[must_use]
    pub const fn new(encoding: Encoding) -> Self {
        Self { encoding, pending: [0; 4], buffered: 0, missing: 0 }
    }

    /// What it decodes from.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How many bytes complete the character begun, Node's `lastNeed`.
    #[must_use]
    pub const fn missing(&self) -> usize {
        self.missing
    }

    /// How many bytes of an incomplete character are held.
    #[must_use]
    pub const fn buffered(&self) -> usize {
        self.buffered
    }

    /// The bytes held, Node's `lastChar`.
    #[must_use]
    pub const fn pending(&self) -> &[u8; 4] {
        &self.pending
    }

    /// Feeds `bytes`; returns the text of all complete characters.
    pub fn write<'a>(&mut self, mut bytes: &'a [u8]) -> Text<'a> {
        if matches!(self.encoding, Encoding::Ascii | Encoding::Latin1 | Encoding::Hex) {
            return decode(bytes, self.encoding);
        }
        let mut head: Option<Text<'static>> = None;
        // Twice when a completed leading surrogate waits for its other half.
        while self.missing > 0 && !bytes.is_empty() {
            bytes = self.complete(bytes);
            if self.missing == 0 {
                let completed = self.take_completed();
                head = Some(match head {
                    Some(head) => concat(&head, &completed),
                    None => completed,
                });
            }
        }
        if bytes.is_empty() {
            return head.unwrap_or(Text::Latin1(Cow::Borrowed(&[])));
        }
        let incomplete = self.split(bytes);
        let (bytes, rest) = bytes.split_at(bytes.len() - incomplete);
        if incomplete > 0 {
            self.pending[..incomplete].copy_from_slice(rest);
            self.buffered = incomplete;
        }
        let body = decode(bytes, self.encoding);
        match head {
            None => body,
            Some(head) => concat(&head, &body),
        }
    }

    /// The text of what is still held, as far as it goes; the decoder is at its beginning again.
    pub fn end(&mut self) -> Text<'static> {
        if self.encoding == Encoding::Utf16le {
            self.buffered &= !1;
        }
        let text = into_owned(decode(&self.pending[..self.buffered], self.encoding));
        self.buffered = 0;
        self.missing = 0;
        text
    }

    /// Moves bytes that belong to the pending character out of `bytes`.
    fn complete<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let mut take = bytes.len().min(self.missing);
        let mut broken = false;
        if self.encoding == Encoding::Utf8
            && let Some(other) = bytes[..take].iter().position(|b| b & 0xc0 != 0x80)
        {
            // The character breaks off here: what is held is decoded as it is.
            take = other;
            broken = true;
        }
        self.pending[self.buffered..self.buffered + take].copy_from_slice(&bytes[..take]);
        self.buffered += take;
        self.missing = if broken { 0 } else { self.missing - take };
        &bytes[take..]
    }

    fn take_completed(&mut self) -> Text<'static> {
        let held = self.buffered;
        self.buffered = 0;
        if self.encoding == Encoding::Utf16le && self.pending[held - 1] & 0xfc == 0xd8 {
            // A leading surrogate waits for its other half.
            self.pending.copy_within(held - 2..held, 0);
            self.buffered = 2;
            self.missing = 2;
            return into_owned(decode(&self.pending[..held - 2], self.encoding));
        }
        into_owned(decode(&self.pending[..held], self.encoding))
    }

    /// How many bytes at the end of `bytes` begin an incomplete character; sets `missing`.
    fn split(&mut self, bytes: &[u8]) -> usize {
        let (incomplete, missing) = match self.encoding {
            Encoding::Utf8 => incomplete_utf8(bytes),
            Encoding::Utf16le if bytes.len() % 2 == 1 => (1, 1),
            Encoding::Utf16le if bytes[bytes.len() - 1] & 0xfc == 0xd8 => (2, 2),
            Encoding::Base64 | Encoding::Base64url if bytes.len() % 3 > 0 => (bytes.len() % 3, 3 - bytes.len() % 3),
            _ => (0, 0),
        };
        self.missing = missing;
        incomplete
    }
}

/// The bytes of an incomplete character at the end, and how many complete it. Looks at lead bytes only.
fn incomplete_utf8(bytes: &[u8]) -> (usize, usize) {
    for (index, &b) in bytes.iter().rev().take(4).enumerate() {
        let length = match b {
            0x80..=0xbf => continue,
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            _ => 0,
        };
        let have = index + 1;
        return if have < length { (have, length - have) } else { (0, 0) };
    }
    (0, 0)
}

fn into_owned(text: Text<'_>) -> Text<'static> {
    match text {
        Text::Latin1(s) => Text::Latin1(Cow::Owned(s.into_owned())),
        Text::Utf16(s) => Text::Utf16(s),
    }
}

fn concat(head: &Text<'_>, body: &Text<'_>) -> Text<'static> {
    if let (Text::Latin1(a), Text::Latin1(b)) = (head, body) {
        return Text::Latin1(Cow::Owned([&a[..], &b[..]].concat()));
    }
    let mut units = Vec::with_capacity(head.len() + body.len());
    for part in [head, body] {
        match part {
            Text::Latin1(s) => units.extend(s.iter().map(|&b| u16::from(b))),
            Text::Utf16(s) => units.extend_from_slice(s),
        }
    }
    Text::Utf16(units)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(out: &mut Vec<u16>, text: &Text<'_>) {
        match text {
            Text::Latin1(s) => out.extend(s.iter().map(|&b| u16::from(b))),
            Text::Utf16(s) => out.extend_from_slice(s),
        }
    }

    fn in_chunks(bytes: &[u8], size: usize, encoding: Encoding) -> Vec<u16> {
        let mut decoder = Incremental::new(encoding);
        let mut out = Vec::new();
        for chunk in bytes.chunks(size) {
            push(&mut out, &decoder.write(chunk));
        }
        push(&mut out, &decoder.end());
        out
    }

    #[test]
    fn chunks_make_no_difference() {
        let samples: [&[u8]; 7] = [
            "aé€😀z".as_bytes(),
            b"\xe2\x82x\xf0\x9f\x98",
            b"\xc9\xb5\xa9A",
            b"\xf0\x9f\xff\x80\x80\x80\x80\x80",
            b"\x3d\xd8\x00\xde\x61\x00",
            b"\x3d\xd8\x3d\xd8\x00\xde",
            b"binary base64 text",
        ];
        for bytes in samples {
            for encoding in [
                Encoding::Utf8,
                Encoding::Utf16le,
                Encoding::Base64,
                Encoding::Base64url,
                Encoding::Hex,
                Encoding::Latin1,
            ] {
                let whole = in_chunks(bytes, bytes.len(), encoding);
                for size in 1..bytes.len() {
                    assert_eq!(in_chunks(bytes, size, encoding), whole, "{bytes:?} {encoding:?} by {size}");
                }
            }
        }
    }

    #[test]
    fn shows_what_it_waits_for() {
        let mut decoder = Incremental::new(Encoding::Utf8);
        assert!(decoder.write(b"\xf0\x9f").is_empty());
        assert_eq!((decoder.buffered(), decoder.missing(), decoder.pending()[0]), (2, 2, 0xf0));
        assert_eq!(decoder.write(b"\x98\x80"), Text::Utf16(vec![0xd83d, 0xde00]));
        assert!(decoder.end().is_empty());
    }
}
