//! UTF-16, little endian: `utf16le` and its alias `ucs2`.

use super::{Text, Units};
use encoding_rs::mem;
use std::borrow::Cow;

/// An odd last byte is dropped, as Node does. Text that fits Latin-1 is stored so: half the memory.
pub(super) fn decode(bytes: &[u8]) -> Text<'_> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    if !mem::is_utf16_latin1(&units) {
        return Text::Utf16(units);
    }
    let mut narrow = vec![0; units.len()];
    mem::convert_utf16_to_latin1_lossy(&units, &mut narrow);
    Text::Latin1(Cow::Owned(narrow))
}

pub(super) fn write(text: Units<'_>, out: &mut [u8]) -> usize {
    let places = out.chunks_exact_mut(2);
    match text {
        Units::Latin1(s) => places.zip(s).for_each(|(to, &b)| to.copy_from_slice(&[b, 0])),
        Units::Utf16(s) => places.zip(s).for_each(|(to, u)| to.copy_from_slice(&u.to_le_bytes())),
    }
    text.len().min(out.len() / 2) * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_bytes_are_dropped() {
        assert_eq!(decode(&[0x61, 0, 0x62]), Text::Latin1(Cow::Borrowed(b"a")));
        assert_eq!(decode(&[0xac, 0x20]), Text::Utf16(vec![0x20ac]));
        let mut out = [0xaa; 3];
        assert_eq!(write(Units::Latin1(b"ab"), &mut out), 2);
        assert_eq!(out, [0x61, 0, 0xaa]);
    }
}
