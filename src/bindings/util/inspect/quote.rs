//! Quoting and escaping of strings, keys and symbols, as inspection shows them.

use super::text::Text;

/// A string literal: single quotes unless the text holds some and double quotes or backticks would avoid escaping.
pub(super) fn quoted(units: &[u16]) -> Text {
    let has = |c: u8| units.contains(&u16::from(c));
    let quote = if !has(b'\'') {
        b'\''
    } else if !has(b'"') {
        b'"'
    } else if !has(b'`') && !units.windows(2).any(|w| w == [u16::from(b'$'), u16::from(b'{')]) {
        b'`'
    } else {
        b'\''
    };
    let mut out = Text::new();
    out.push_unit(quote.into());
    escape_into(&mut out, units, quote == b'\'');
    out.push_unit(quote.into());
    out
}

/// Escapes control characters, the backslash, lone surrogates and (if `single`) the single quote.
pub(super) fn escape_into(out: &mut Text, units: &[u16], single: bool) {
    let mut clean = 0;
    let mut at = 0;
    while at < units.len() {
        let unit = units[at];
        let escaped = match unit {
            0x27 if single => "\\'".to_owned(),
            0x5c => "\\\\".to_owned(),
            0x08 => "\\b".to_owned(),
            0x09 => "\\t".to_owned(),
            0x0a => "\\n".to_owned(),
            0x0c => "\\f".to_owned(),
            0x0d => "\\r".to_owned(),
            0x00..=0x1f | 0x7f..=0x9f => format!("\\x{unit:02X}"),
            0xd800..=0xdbff if units.get(at + 1).is_some_and(|low| (0xdc00..=0xdfff).contains(low)) => {
                at += 2;
                continue;
            }
            0xd800..=0xdfff => format!("\\u{unit:x}"),
            _ => {
                at += 1;
                continue;
            }
        };
        out.push_units(&units[clean..at]);
        out.push_str(&escaped);
        at += 1;
        clean = at;
    }
    out.push_units(&units[clean..]);
}

/// Whether a key is shown without quotes.
pub(super) fn is_identifier(units: &[u16]) -> bool {
    let word = |unit: &u16, digits: bool| {
        u8::try_from(*unit).is_ok_and(|c| c.is_ascii_alphabetic() || c == b'_' || (digits && c.is_ascii_digit()))
    };
    units.first().is_some_and(|first| word(first, false)) && units.iter().all(|unit| word(unit, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let units: Vec<u16> = text.encode_utf16().collect();
        assert!(quoted(&units) == *expected, "{text:?}");
    }

    #[test]
    fn quotes_avoid_escapes() {
        check("a", "'a'");
        check("it's", "\"it's\"");
        check("it's \"x\"", "`it's \"x\"`");
        check("it's \"x\" `y`", "'it\\'s \"x\" `y`'");
        check("it's \"${x}\"", "'it\\'s \"${x}\"'");
        check("a\\\n\u{1}\u{7f}", "'a\\\\\\n\\x01\\x7F'");
    }

    #[test]
    fn lone_surrogates_are_escaped() {
        assert!(quoted(&[0xd83d, 0xde00]) == Text::from("'\u{1f600}'"));
        assert!(quoted(&[0xde00]) == *"'\\ude00'");
        assert!(quoted(&[0xd83d, 0x61]) == *"'\\ud83da'");
    }

    #[test]
    fn identifiers() {
        let is = |text: &str| is_identifier(&text.encode_utf16().collect::<Vec<_>>());
        assert!(is("a_1") && is("_"));
        assert!(!is("1a") && !is("") && !is("a-b") && !is("é") && !is("$"));
    }
}
