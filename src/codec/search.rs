//! `indexOf` and `lastIndexOf` over bytes; with a step of 2 only at even distances from the start (utf16le).

use memchr::memmem;

/// The first position at or after `from` where `needle` begins.
#[must_use]
pub fn index_of(haystack: &[u8], needle: &[u8], from: usize, step: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = haystack.get(at..)?;
        let found = at
            + match needle {
                [byte] => memchr::memchr(*byte, rest)?,
                _ => memmem::find(rest, needle)?,
            };
        if found % step == 0 {
            return Some(found);
        }
        at = found + 1;
    }
}

/// The last position at or before `from` where `needle` begins.
#[must_use]
pub fn last_index_of(haystack: &[u8], needle: &[u8], from: usize, step: usize) -> Option<usize> {
    let mut end = from.saturating_add(needle.len()).min(haystack.len());
    loop {
        let rest = &haystack[..end];
        let found = match needle {
            [byte] => memchr::memrchr(*byte, rest)?,
            _ => memmem::rfind(rest, needle)?,
        };
        if found % step == 0 {
            return Some(found);
        }
        end = found + needle.len() - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_first_and_last() {
        assert_eq!(index_of(b"abcabc", b"bc", 2, 1), Some(4));
        assert_eq!(index_of(b"abcabc", b"c", 3, 1), Some(5));
        assert_eq!(index_of(b"abc", b"x", 0, 1), None);
        assert_eq!(index_of(b"abc", b"a", 9, 1), None);
        assert_eq!(last_index_of(b"abcabc", b"bc", 3, 1), Some(1));
        assert_eq!(last_index_of(b"abcabc", b"a", 9, 1), Some(3));
        assert_eq!(last_index_of(b"abc", b"abcd", 9, 1), None);
    }

    #[test]
    fn steps_over_odd_positions() {
        assert_eq!(index_of(b"\0a\0a\0", b"a\0", 0, 2), None);
        assert_eq!(index_of(b"\0a\0a\0\0a\0", b"a\0", 0, 2), Some(6));
        assert_eq!(last_index_of(b"a\0\0a\0", b"a\0", 9, 2), Some(0));
    }
}
