//! Base64 and base64url. Decoding is Node's lenient one: both alphabets at once, other characters are skipped, the first
//! `=` ends the data, missing padding is no matter. `atob` has its own, strict rules ([`decode_forgiving`]).

use super::Units;
use base64_simd::{Out, STANDARD, URL_SAFE_NO_PAD};

const SKIP: u8 = 0x40;
const END: u8 = 0x80;

/// The six bits of a character of either alphabet; [`SKIP`] or [`END`] for others.
static VALUES: [u8; 256] = {
    let mut values = [SKIP; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut i = 0;
    while i < 64 {
        values[alphabet[i as usize] as usize] = i;
        i += 1;
    }
    values[b'-' as usize] = 62;
    values[b'_' as usize] = 63;
    values[b'=' as usize] = END;
    values
};

pub(super) fn encode(bytes: &[u8]) -> Vec<u8> {
    STANDARD.encode_type(bytes)
}

pub(super) fn encode_url(bytes: &[u8]) -> Vec<u8> {
    URL_SAFE_NO_PAD.encode_type(bytes)
}

/// Node's `byteLength`: from the length and the padding alone.
pub(super) fn decoded_length(text: Units<'_>) -> usize {
    let is_padding = |index: usize| match text {
        Units::Latin1(s) => s[index] == b'=',
        Units::Utf16(s) => s[index] == u16::from(b'='),
    };
    let mut chars = text.len();
    if chars > 0 && is_padding(chars - 1) {
        chars -= 1;
        if chars > 1 && is_padding(chars - 1) {
            chars -= 1;
        }
    }
    chars / 4 * 3 + chars % 4 * 3 / 4
}

/// Returns the number of bytes decoded into `out`.
pub(super) fn decode(text: Units<'_>, out: &mut [u8]) -> usize {
    match text {
        Units::Latin1(s) => {
            // Well-formed data takes the vector path; it needs all of its room.
            let strict = if s.len() % 4 == 0 { &STANDARD } else { &URL_SAFE_NO_PAD };
            if let Ok(length) = strict.decoded_length(s)
                && let Some(room) = out.get_mut(..length)
                && let Ok(done) = strict.decode(s, Out::from_slice(room))
            {
                return done.len();
            }
            lenient(s.iter().copied(), out)
        }
        // Of a wide character only the low byte counts, as in Node.
        Units::Utf16(s) => lenient(s.iter().map(|u| u.to_le_bytes()[0]), out),
    }
}

fn lenient(text: impl Iterator<Item = u8>, out: &mut [u8]) -> usize {
    let mut out = out.iter_mut();
    let room = out.len();
    let (mut bits, mut count) = (0_u32, 0);
    for c in text {
        let value = VALUES[usize::from(c)];
        if value == END {
            break;
        }
        if value == SKIP {
            continue;
        }
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            let Some(to) = out.next() else { break };
            *to = (bits >> count & 0xff) as u8;
        }
    }
    room - out.len()
}

/// Why `atob` refuses a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgivingError {
    /// A character outside the alphabet and ASCII whitespace.
    Character,
    /// A length, padding or a remainder that no encoder produces.
    Length,
}

/// `atob`: forgiving-base64 decode of the Infra standard. Each byte is one character of the result.
///
/// # Errors
/// A [`ForgivingError`] for what the standard calls failure.
pub fn decode_forgiving(text: Units<'_>) -> Result<Vec<u8>, ForgivingError> {
    let mut data = Vec::with_capacity(text.len());
    let is_space = |c: u8| matches!(c, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r');
    match text {
        Units::Latin1(s) => data.extend(s.iter().filter(|&&c| !is_space(c))),
        Units::Utf16(s) => {
            for &unit in s {
                match u8::try_from(unit) {
                    Ok(c) if !is_space(c) => data.push(c),
                    Ok(_) => {}
                    Err(_) => return Err(ForgivingError::Character),
                }
            }
        }
    }
    if data.len() % 4 == 0 {
        for _ in 0..2 {
            if data.last() == Some(&b'=') {
                data.pop();
            }
        }
    }
    // The loose table knows the URL alphabet and padding; neither is allowed here.
    if data.iter().any(|&c| VALUES[usize::from(c)] >= SKIP || matches!(c, b'-' | b'_')) {
        return Err(ForgivingError::Character);
    }
    if data.len() % 4 == 1 {
        return Err(ForgivingError::Length);
    }
    let mut out = vec![0; data.len() / 4 * 3 + data.len() % 4 * 3 / 4];
    let written = lenient(data.into_iter(), &mut out);
    out.truncate(written);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &[u8], expected: &[u8]) {
        let mut out = [0; 64];
        let written = decode(Units::Latin1(text), &mut out);
        assert_eq!(&out[..written], expected, "{text:?}");
        let wide: Vec<u16> = text.iter().map(|&b| u16::from(b)).collect();
        let written = decode(Units::Utf16(&wide), &mut out);
        assert_eq!(&out[..written], expected, "{text:?} wide");
    }

    #[test]
    fn lenient_as_node() {
        check(b"YWJj", b"abc");
        check(b"YQ==", b"a");
        check(b"YQ", b"a");
        check(b"Y", b"");
        check(b"=bad", b"");
        check(b"YQ==YQ==", b"a");
        check(b"YWI*", b"ab");
        check(b"YW\nJj", b"abc");
        check(b"-_+/", b"\xfb\xff\xbf");
        check(b"YR==", b"a");
        check(b"YWJjZG==VmZw", b"abcd");
        check(b"YWJjY", b"abc");
    }

    #[test]
    fn decodes_what_fits() {
        let mut out = [0; 2];
        assert_eq!(decode(Units::Latin1(b"YWJjZGVm"), &mut out), 2);
        assert_eq!(&out, b"ab");
    }

    #[test]
    fn length_from_the_padding() {
        for (text, length) in
            [(&b"YQ==YQ=="[..], 4), (b"YQ===", 2), (b"YQ= =", 3), (b"Y", 0), (b"=", 0), (b"==", 0), (b"YWI*", 3)]
        {
            assert_eq!(decoded_length(Units::Latin1(text)), length, "{text:?}");
        }
    }

    #[test]
    fn atob_is_strict() {
        assert_eq!(decode_forgiving(Units::Latin1(b" YQ = = ")), Ok(b"a".to_vec()));
        assert_eq!(decode_forgiving(Units::Latin1(b"YQ")), Ok(b"a".to_vec()));
        assert_eq!(decode_forgiving(Units::Latin1(b"Y")), Err(ForgivingError::Length));
        assert_eq!(decode_forgiving(Units::Latin1(b"YQ=")), Err(ForgivingError::Character));
        assert_eq!(decode_forgiving(Units::Latin1(b"Y-==")), Err(ForgivingError::Character));
        assert_eq!(decode_forgiving(Units::Utf16(&[0x141])), Err(ForgivingError::Character));
    }
}
