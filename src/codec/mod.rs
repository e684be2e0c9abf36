//! Character encodings of Buffer: bytes to text and back, without an engine.
//!
//! The counterpart of Node's `string_bytes.cc`. Text is what an engine stores ([`Units`]: Latin-1 bytes or UTF-16 code
//! units), so no conversion goes through an intermediate `String`. Decoding borrows wherever the bytes already are the text.

mod base64;
mod hex;
mod incremental;
mod search;
mod utf16;
mod utf8;

use std::borrow::Cow;

pub use base64::{ForgivingError, decode_forgiving};
pub use incremental::Incremental;
pub use search::{index_of, last_index_of};

/// The encodings of `Buffer`, by Node's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `utf8`
    Utf8,
    /// `utf16le`, `ucs2`
    Utf16le,
    /// `latin1`, `binary`
    Latin1,
    /// `ascii`: decodes to seven bits, encodes like `latin1`
    Ascii,
    /// `base64`; decoding also accepts the URL alphabet
    Base64,
    /// `base64url`; decoding also accepts the standard alphabet
    Base64url,
    /// `hex`
    Hex,
}

impl Encoding {
    /// The encoding that `name` means, in any letter case; `None` if there is no such encoding.
    #[must_use]
    pub fn parse(name: &[u8]) -> Option<Self> {
        Self::parse_lowercase(name).or_else(|| {
            let mut lower = [0_u8; 9];
            let lower = lower.get_mut(..name.len())?;
            lower.copy_from_slice(name);
            lower.make_ascii_lowercase();
            Self::parse_lowercase(lower)
        })
    }

    fn parse_lowercase(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"utf8" | b"utf-8" => Self::Utf8,
            b"utf16le" | b"utf-16le" | b"ucs2" | b"ucs-2" => Self::Utf16le,
            b"latin1" | b"binary" => Self::Latin1,
            b"ascii" => Self::Ascii,
            b"base64" => Self::Base64,
            b"base64url" => Self::Base64url,
            b"hex" => Self::Hex,
            _ => return None,
        })
    }

    /// Node's normalized name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf8",
            Self::Utf16le => "utf16le",
            Self::Latin1 => "latin1",
            Self::Ascii => "ascii",
            Self::Base64 => "base64",
            Self::Base64url => "base64url",
            Self::Hex => "hex",
        }
    }
}

/// Text as an engine stores it.
#[derive(Clone, Copy, Debug)]
pub enum Units<'a> {
    /// One byte a character, U+0000 to U+00FF.
    Latin1(&'a [u8]),
    /// UTF-16 code units, surrogates possibly unpaired.
    Utf16(&'a [u16]),
}

impl Units<'_> {
    /// The number of code units, JavaScript's `length`.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Latin1(s) => s.len(),
            Self::Utf16(s) => s.len(),
        }
    }

    /// Whether there is no text.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Decoded text, ready to become a string of the engine.
#[derive(Debug, PartialEq, Eq)]
pub enum Text<'a> {
    /// One byte a character.
    Latin1(Cow<'a, [u8]>),
    /// UTF-16 code units.
    Utf16(Vec<u16>),
}

impl Text<'_> {
    /// The number of code units.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Latin1(s) => s.len(),
            Self::Utf16(s) => s.len(),
        }
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code units.
    #[must_use]
    pub fn units(&self) -> Units<'_> {
        match self {
            Self::Latin1(s) => Units::Latin1(s),
            Self::Utf16(s) => Units::Utf16(s),
        }
    }
}

/// The text that `bytes` mean. Never fails: what is malformed becomes U+FFFD (utf8) or is dropped (utf16le's odd byte).
#[must_use]
pub fn decode(bytes: &[u8], encoding: Encoding) -> Text<'_> {
    match encoding {
        Encoding::Utf8 => utf8::decode(bytes),
        Encoding::Utf16le => utf16::decode(bytes),
        Encoding::Latin1 => Text::Latin1(Cow::Borrowed(bytes)),
        Encoding::Ascii if bytes.is_ascii() => Text::Latin1(Cow::Borrowed(bytes)),
        Encoding::Ascii => Text::Latin1(bytes.iter().map(|b| b & 0x7f).collect()),
        Encoding::Base64 => Text::Latin1(base64::encode(bytes).into()),
        Encoding::Base64url => Text::Latin1(base64::encode_url(bytes).into()),
        Encoding::Hex => Text::Latin1(hex::encode(bytes).into()),
    }
}

/// The number of characters that decoding `bytes` bytes yields at most; an estimate for the limit on string length.
#[must_use]
pub const fn decoded_length_max(bytes: usize, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 | Encoding::Latin1 | Encoding::Ascii => bytes,
        Encoding::Utf16le => bytes / 2,
        Encoding::Base64 | Encoding::Base64url => bytes.div_ceil(3).saturating_mul(4),
        Encoding::Hex => bytes.saturating_mul(2),
    }
}

/// `Buffer.byteLength`: exact for the character encodings, Node's upper estimate for base64 and hex.
#[must_use]
pub fn byte_length(text: Units<'_>, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => utf8::byte_length(text),
        Encoding::Utf16le => text.len() * 2,
        Encoding::Latin1 | Encoding::Ascii => text.len(),
        Encoding::Base64 | Encoding::Base64url => base64::decoded_length(text),
        Encoding::Hex => text.len() / 2,
    }
}

/// Writes as much of `text` as fits, never a part of a character. Returns the number of bytes written.
pub fn write(text: Units<'_>, encoding: Encoding, out: &mut [u8]) -> usize {
    match encoding {
        Encoding::Utf8 => utf8::write(text, out),
        Encoding::Utf16le => utf16::write(text, out),
        Encoding::Latin1 | Encoding::Ascii => write_latin1(text, out),
        Encoding::Base64 | Encoding::Base64url => base64::decode(text, out),
        Encoding::Hex => hex::decode(text, out),
    }
}

/// The bytes of `text`; for base64 and hex up to the first character that ends the data.
#[must_use]
pub fn encode(text: Units<'_>, encoding: Encoding) -> Vec<u8> {
    match (text, encoding) {
        (Units::Latin1(s), Encoding::Latin1 | Encoding::Ascii) => s.to_vec(),
        (Units::Latin1(s), Encoding::Utf8) if s.is_ascii() => s.to_vec(),
        _ => {
            let mut out = vec![0; byte_length(text, encoding)];
            let written = write(text, encoding, &mut out);
            out.truncate(written);
            out
        }
    }
}

/// Whether `bytes` are well-formed UTF-8.
#[must_use]
pub fn is_utf8(bytes: &[u8]) -> bool {
    simdutf8::basic::from_utf8(bytes).is_ok()
}

/// `buffer.transcode` between the character encodings. What the target cannot express becomes `?`.
#[must_use]
pub fn transcode(bytes: &[u8], from: Encoding, to: Encoding) -> Vec<u8> {
    let text = decode(bytes, from);
    let limit: u16 = match to {
        Encoding::Ascii => 0x7f,
        Encoding::Latin1 => 0xff,
        _ => return encode(text.units(), to),
    };
    let narrow = |unit: u16| if unit > limit { b'?' } else { unit.to_le_bytes()[0] };
    match text {
        Text::Latin1(s) => s.iter().map(|&b| narrow(u16::from(b))).collect(),
        // A pair of surrogates is one character, so one question mark.
        Text::Utf16(s) => char::decode_utf16(s)
            .map(|c| narrow(c.map_or(0xfffd, |c| u16::try_from(u32::from(c)).unwrap_or(0xfffd))))
            .collect(),
    }
}

fn write_latin1(text: Units<'_>, out: &mut [u8]) -> usize {
    let n = text.len().min(out.len());
    match text {
        Units::Latin1(s) => out[..n].copy_from_slice(&s[..n]),
        Units::Utf16(s) => {
            for (to, unit) in out.iter_mut().zip(s) {
                *to = unit.to_le_bytes()[0];
            }
        }
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(s: &str) -> Vec<u16> {
        s.encode_utf16().collect()
    }

    #[test]
    fn names_are_case_insensitive() {
        assert_eq!(Encoding::parse(b"UTF-16LE"), Some(Encoding::Utf16le));
        assert_eq!(Encoding::parse(b"Base64URL"), Some(Encoding::Base64url));
        assert_eq!(Encoding::parse(b"utf-16"), None);
        assert_eq!(Encoding::parse(b"base64urlx"), None);
        assert_eq!(Encoding::parse(b""), None);
    }

    #[test]
    fn latin1_takes_the_low_byte() {
        assert_eq!(encode(Units::Utf16(&[0x78, 0x141]), Encoding::Ascii), b"xA");
        assert_eq!(decode(&[0xe9, 0x41], Encoding::Ascii), Text::Latin1(Cow::Borrowed(b"iA")));
    }

    #[test]
    fn transcoding_replaces_what_does_not_fit() {
        assert_eq!(transcode("€é".as_bytes(), Encoding::Utf8, Encoding::Latin1), b"?\xe9");
        assert_eq!(transcode("€é".as_bytes(), Encoding::Utf8, Encoding::Ascii), b"??");
        assert_eq!(transcode("😀".as_bytes(), Encoding::Utf8, Encoding::Ascii), b"?");
        assert_eq!(transcode(&[0xac, 0x20], Encoding::Utf16le, Encoding::Utf8), "€".as_bytes());
        assert_eq!(transcode(b"\xe9", Encoding::Latin1, Encoding::Utf16le), [0xe9, 0]);
    }

    #[test]
    fn every_encoding_comes_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        for encoding in [Encoding::Latin1, Encoding::Utf16le, Encoding::Base64, Encoding::Base64url, Encoding::Hex] {
            assert_eq!(encode(decode(&bytes, encoding).units(), encoding), bytes, "{encoding:?}");
        }
        let text = utf16("aé€😀");
        let bytes = encode(Units::Utf16(&text), Encoding::Utf8);
        assert_eq!(bytes, "aé€😀".as_bytes());
        assert_eq!(decode(&bytes, Encoding::Utf8), Text::Utf16(text));
    }
}
