//! Percent-encoding: the sets of the URL Standard, encoding and decoding.

/// Which characters are percent-encoded; each set of the standard holds the ones before it, except `SpecialQuery`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    C0Control,
    Fragment,
    Query,
    SpecialQuery,
    Path,
    UserInfo,
}

impl Set {
    /// Whether the byte of a character's UTF-8 form is encoded.
    pub(crate) fn has(self, byte: u8) -> bool {
        if byte <= 0x1f || byte > 0x7e {
            return true;
        }
        let fragment = matches!(byte, b' ' | b'"' | b'<' | b'>' | b'`');
        let query = matches!(byte, b' ' | b'"' | b'#' | b'<' | b'>');
        let path = query || matches!(byte, b'?' | b'^' | b'`' | b'{' | b'}');
        match self {
            Self::C0Control => false,
            Self::Fragment => fragment,
            Self::Query => query,
            Self::SpecialQuery => query || byte == b'\'',
            Self::Path => path,
            Self::UserInfo => path || matches!(byte, b'/' | b':' | b';' | b'=' | b'@' | b'[' | b'\\' | b']' | b'|'),
        }
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends `%XX`.
pub(crate) fn push_encoded(out: &mut String, byte: u8) {
    out.push('%');
    out.push(char::from(HEX[usize::from(byte >> 4)]));
    out.push(char::from(HEX[usize::from(byte & 15)]));
}

/// Appends a character, encoded if the set has it.
pub(crate) fn push(out: &mut String, c: char, set: Set) {
    let mut buffer = [0; 4];
    for &byte in c.encode_utf8(&mut buffer).as_bytes() {
        if set.has(byte) {
            push_encoded(out, byte);
        } else {
            out.push(char::from(byte));
        }
    }
}

/// A text with the characters of the set encoded.
pub(crate) fn encode(text: &str, set: Set) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut out, c, set));
    out
}

/// The byte that the two hex digits after a `%` stand for.
pub(crate) fn hex_pair(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    match digits {
        [high, low, ..] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    }
}

/// The bytes that a text stands for; a `%` without two hex digits stays.
pub(crate) fn decode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], hex_pair(&bytes[at + 1..])) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// What `decodeURIComponent` gives; `None` where it throws.
pub(crate) fn decode_component(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let bytes = text.as_bytes();
    let well_formed = bytes.iter().enumerate().all(|(at, &byte)| byte != b'%' || hex_pair(&bytes[at + 1..]).is_some());
    if well_formed { String::from_utf8(decode(bytes)).ok() } else { None }
}
