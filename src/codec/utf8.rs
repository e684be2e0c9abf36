//! UTF-8, decoded as WHATWG's Encoding Standard says (one U+FFFD a maximal malformed part), encoded from engine text.

use super::{Text, Units};
use encoding_rs::mem;
use std::borrow::Cow;

const REPLACEMENT: [u8; 3] = [0xef, 0xbf, 0xbd];

pub(super) fn decode(bytes: &[u8]) -> Text<'_> {
    if mem::is_ascii(bytes) {
        return Text::Latin1(Cow::Borrowed(bytes));
    }
    if mem::is_utf8_latin1(bytes) {
        let mut out = vec![0; bytes.len()];
        let written = mem::convert_utf8_to_latin1_lossy(bytes, &mut out);
        out.truncate(written);
        return Text::Latin1(Cow::Owned(out));
    }
    // One unit more than the bytes: the converter's own requirement.
    let mut out = vec![0; bytes.len() + 1];
    let written = mem::convert_utf8_to_utf16(bytes, &mut out);
    out.truncate(written);
    Text::Utf16(out)
}

/// Counts what [`write`] would write; an unpaired surrogate counts as U+FFFD.
pub(super) fn byte_length(text: Units<'_>) -> usize {
    match text {
        Units::Latin1(s) => s.len() + s.iter().map(|&b| usize::from(b >> 7)).sum::<usize>(),
        Units::Utf16(s) => {
            let wide: usize = s.iter().map(|&u| usize::from(u >= 0x80) + usize::from(u >= 0x800)).sum();
            // Both halves of a pair were counted as three bytes, the pair has four.
            let pairs: usize = s.iter().zip(s.iter().skip(1)).map(|(&a, &b)| usize::from(is_high(a) & is_low(b))).sum();
            s.len() + wide - 2 * pairs
        }
    }
}

pub(super) fn write(text: Units<'_>, out: &mut [u8]) -> usize {
    match text {
        Units::Latin1(s) => {
            let (mut read, mut written) = mem::convert_latin1_to_utf8_partial(s, out);
            // The converter may stop early; the last characters that still fit are written one by one.
            while let Some(&b) = s.get(read) {
                if !put(out, &mut written, char::from(b)) {
                    break;
                }
                read += 1;
            }
            written
        }
        Units::Utf16(s) => {
            let (read, mut written) = mem::convert_utf16_to_utf8_partial(s, out);
            for c in char::decode_utf16(s[read..].iter().copied()) {
                if !put(out, &mut written, c.unwrap_or(char::REPLACEMENT_CHARACTER)) {
                    break;
                }
            }
            written
        }
    }
}

fn put(out: &mut [u8], written: &mut usize, c: char) -> bool {
    let Some(place) = out.get_mut(*written..*written + c.len_utf8()) else { return false };
    if c == char::REPLACEMENT_CHARACTER {
        place.copy_from_slice(&REPLACEMENT);
    } else {
        c.encode_utf8(place);
    }
    *written += place.len();
    true
}

const fn is_high(unit: u16) -> bool {
    unit & 0xfc00 == 0xd800
}

const fn is_low(unit: u16) -> bool {
    unit & 0xfc00 == 0xdc00
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> String {
        match decode(bytes) {
            Text::Latin1(s) => s.iter().copied().map(char::from).collect(),
            Text::Utf16(s) => String::from_utf16(&s).expect("decoded text is well-formed"),
        }
    }

    #[test]
    fn decodes_like_the_standard() {
        for bytes in [
            &b"abc"[..],
            "é".as_bytes(),
            "a€😀".as_bytes(),
            b"\xe2\x82",
            b"\xf0\x9f\x98x",
            b"\xc0\x80",
            b"\xed\xa0\x80",
            b"\xff\xfe",
        ] {
            assert_eq!(decoded(bytes), String::from_utf8_lossy(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn keeps_the_byte_order_mark() {
        assert_eq!(decoded("\u{feff}a".as_bytes()), "\u{feff}a");
    }

    #[test]
    fn length_is_what_is_written() {
        let texts: [&[u16]; 5] =
            [&[0x61, 0xd83d, 0xde00], &[0xd83d], &[0xde00, 0xd83d], &[0x20ac, 0xe9], &[0xd83d, 0xd83d, 0xde00]];
        for text in texts {
            let mut out = [0; 32];
            let written = write(Units::Utf16(text), &mut out);
            assert_eq!(written, byte_length(Units::Utf16(text)));
            assert_eq!(&out[..written], String::from_utf16_lossy(text).as_bytes());
        }
        assert_eq!(byte_length(Units::Latin1(b"a\xe9")), 3);
    }

    #[test]
    fn a_character_is_written_whole_or_not() {
        for room in 0..=10 {
            let mut out = vec![0xaa; room];
            let text: Vec<u16> = "aé€😀".encode_utf16().collect();
            let written = write(Units::Utf16(&text), &mut out);
            let expected = [0, 1, 3, 6, 10].into_iter().rfind(|&n| n <= room).expect("zero fits");
            assert_eq!(written, expected, "room {room}");
            let written = write(Units::Latin1(b"a\xe9\xe9"), &mut out);
            assert_eq!(written, [0, 1, 3, 5].into_iter().rfind(|&n| n <= room).expect("zero fits"));
        }
    }
}
