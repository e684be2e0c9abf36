//! `node:querystring`: splitting, escaping and unescaping over code units, because its strings need not be valid Unicode.

use super::percent::{hex_pair, push_encoded};
use crate::path::{Unit, is};
use std::ops::Range;

/// The pairs of a query string as ranges of it. At most `max` pieces are looked at, empty ones included; 0 is no limit.
pub(crate) fn pairs<U: Unit>(
    text: &[U],
    separator: &[U],
    equals: &[U],
    max: usize,
) -> Vec<(Range<usize>, Range<usize>)> {
    let find = |from: usize, to: usize, what: &[U]| {
        text[from..to].windows(what.len().max(1)).position(|window| window == what).map(|at| at + from)
    };
    let mut pairs = Vec::new();
    let mut start = 0;
    let mut pieces = 0;
    while start < text.len() && (max == 0 || pieces < max) {
        let end = find(start, text.len(), separator).unwrap_or(text.len());
        if end > start {
            match find(start, end, equals) {
                // Without a sign between them everything is value.
                _ if equals.is_empty() => pairs.push((start..start, start..end)),
                Some(at) => pairs.push((start..at, at + equals.len()..end)),
                None => pairs.push((start..end, end..end)),
            }
        }
        pieces += 1;
        start = end + separator.len();
    }
    pairs
}

/// What unescaping leaves: the same text, other text, or bytes that are no valid UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unescaped {
    Same,
    Text(Vec<u16>),
    Bytes(Vec<u8>),
}

/// Unescapes a name or value, with `+` as a space if `plus`.
pub(crate) fn unescape<U: Unit>(text: &[U], plus: bool) -> Unescaped {
    let has_plus = plus && text.iter().any(|&unit| is(unit, b'+'));
    let has_percent = (0..text.len()).any(|at| is(text[at], b'%') && hex_at(text, at).is_some());
    if !has_plus && !has_percent {
        return Unescaped::Same;
    }
    let text: Vec<u16> =
        text.iter().map(|&unit| if plus && is(unit, b'+') { u16::from(b' ') } else { unit.code() }).collect();
    if !has_percent {
        return Unescaped::Text(text);
    }
    match decode_component(&text) {
        Some(decoded) => Unescaped::Text(decoded),
        None => Unescaped::Bytes(unescape_bytes(&text, false)),
    }
}

fn hex_at<U: Unit>(text: &[U], at: usize) -> Option<u8> {
    let digits: [u8; 2] = [u8::try_from(text.get(at + 1)?.code()).ok()?, u8::try_from(text.get(at + 2)?.code()).ok()?];
    hex_pair(&digits)
}

/// `decodeURIComponent`; `None` where it throws.
pub(crate) fn decode_component<U: Unit>(text: &[U]) -> Option<Vec<u16>> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if !is(text[at], b'%') {
            out.push(text[at].code());
            at += 1;
            continue;
        }
        let first = hex_at(text, at)?;
        let length = match first {
            0..0x80 => 1,
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        let mut bytes = [0; 4];
        for (index, slot) in bytes.iter_mut().take(length).enumerate() {
            let position = at + 3 * index;
            if !text.get(position).is_some_and(|&unit| is(unit, b'%')) {
                return None;
            }
            *slot = hex_at(text, position)?;
        }
        let decoded = std::str::from_utf8(&bytes[..length]).ok()?;
        out.extend(decoded.encode_utf16());
        at += 3 * length;
    }
    Some(out)
}

/// `querystring.unescapeBuffer`: the low bytes of the units, `%XX` decoded, `+` as a space if `plus`.
pub(crate) fn unescape_bytes<U: Unit>(text: &[U], plus: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let unit = text[at];
        let hex = if is(unit, b'%') { hex_at(text, at) } else { None };
        match hex {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                let [_, low] = unit.code().to_be_bytes();
                out.push(if plus && is(unit, b'+') { b' ' } else { low });
                at += 1;
            }
        }
    }
    out
}

/// Escapes all but letters, digits and `keep`; `None` if the text ends in half of a surrogate pair.
///
/// As in Node, a surrogate takes the next unit for its other half, whatever that is.
pub(crate) fn escape<U: Unit>(text: &[U], keep: &[u8]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut units = text.iter().map(|unit| u32::from(unit.code()));
    while let Some(unit) = units.next() {
        if let Ok(byte) = u8::try_from(unit)
            && (byte.is_ascii_alphanumeric() || keep.contains(&byte))
        {
            out.push(char::from(byte));
            continue;
        }
        let point = if (0xd800..0xe000).contains(&unit) {
            0x1_0000 + ((unit & 0x3ff) << 10 | units.next()? & 0x3ff)
        } else {
            unit
        };
        let c = char::from_u32(point).expect("surrogates were put together");
        c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| push_encoded(&mut out, byte));
    }
    Some(out)
}

/// What `querystring.escape` leaves alone besides letters and digits.
pub(crate) const KEEP: &[u8] = b"!'()*-._~";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces() {
        let text = b"a=1&&b&=c&d=e=f";
        let found: Vec<(&[u8], &[u8])> =
            pairs(text, b"&", b"=", 0).into_iter().map(|(name, value)| (&text[name], &text[value])).collect();
        let expected: [(&[u8], &[u8]); 4] = [(b"a", b"1"), (b"b", b""), (b"", b"c"), (b"d", b"e=f")];
        assert_eq!(found, expected);
        assert_eq!(pairs(text, b"&", b"=", 2).len(), 1);
        assert_eq!(pairs(b"a--1;;b", b";;", b"--", 0).len(), 2);
    }

    #[test]
    fn unescaping() {
        assert_eq!(unescape(b"a", true), Unescaped::Same);
        assert_eq!(unescape(b"%zz", true), Unescaped::Same);
        assert_eq!(unescape(b"a+%C3%A4", true), Unescaped::Text("a \u{e4}".encode_utf16().collect()));
        assert_eq!(unescape(b"%ff%41", true), Unescaped::Bytes(vec![0xff, 0x41]));
        assert_eq!(escape(b"a b~", KEEP).as_deref(), Some("a%20b~"));
        assert_eq!(escape(&[0xd800u16], KEEP), None);
    }
}
