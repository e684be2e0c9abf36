//! Hexadecimal: two digits a byte; decoding ends before the first pair that is not two digits.

use super::Units;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Two digits of every byte value, so that encoding is one look-up a byte.
static PAIRS: [[u8; 2]; 256] = {
    let mut pairs = [[0; 2]; 256];
    let mut i = 0;
    while i < 256 {
        pairs[i] = [DIGITS[i >> 4], DIGITS[i & 15]];
        i += 1;
    }
    pairs
};

/// The value of a digit, `0xff` for anything else.
static VALUES: [u8; 256] = {
    let mut values = [0xff; 256];
    let mut i = 0;
    while i < 10 {
        values[b'0' as usize + i as usize] = i;
        i += 1;
    }
    while i < 16 {
        values[b'a' as usize + i as usize - 10] = i;
        values[b'A' as usize + i as usize - 10] = i;
        i += 1;
    }
    values
};

pub(super) fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0; bytes.len() * 2];
    for (to, &b) in out.chunks_exact_mut(2).zip(bytes) {
        to.copy_from_slice(&PAIRS[usize::from(b)]);
    }
    out
}

/// Returns the number of bytes decoded. Of a wide character only the low byte counts, as in Node.
pub(super) fn decode(text: Units<'_>, out: &mut [u8]) -> usize {
    match text {
        Units::Latin1(s) => pairs(s.chunks_exact(2).map(|p| (p[0], p[1])), out),
        Units::Utf16(s) => pairs(s.chunks_exact(2).map(|p| (p[0].to_le_bytes()[0], p[1].to_le_bytes()[0])), out),
    }
}

fn pairs(text: impl Iterator<Item = (u8, u8)>, out: &mut [u8]) -> usize {
    let mut written = 0;
    for (to, (high, low)) in out.iter_mut().zip(text) {
        let (high, low) = (VALUES[usize::from(high)], VALUES[usize::from(low)]);
        if (high | low) & 0xf0 != 0 {
            break;
        }
        *to = high << 4 | low;
        written += 1;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_at_the_first_other_character() {
        let mut out = [0; 4];
        assert_eq!(decode(Units::Latin1(b"abxx12"), &mut out), 1);
        assert_eq!(out[0], 0xab);
        assert_eq!(decode(Units::Latin1(b"ABcDe"), &mut out), 2);
        assert_eq!(out[..2], [0xab, 0xcd]);
        assert_eq!(decode(Units::Utf16(&[0x161, 0x162]), &mut out), 1);
        assert_eq!(decode(Units::Latin1(b"00112233445566"), &mut out), 4);
        assert_eq!(encode(&[0, 0x9f, 0xff]), b"009fff");
    }
}
