//! `application/x-www-form-urlencoded`: what a query of name and value pairs is written in.

use super::percent;

/// The pairs of a query without its `?`.
pub(crate) fn parse(query: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for piece in query.split('&').filter(|piece| !piece.is_empty()) {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        pairs.push((decode(name), decode(value)));
    }
    pairs
}

fn decode(text: &str) -> String {
    if !text.bytes().any(|byte| byte == b'%' || byte == b'+') {
        return text.to_owned();
    }
    let bytes = percent::decode(text.replace('+', " ").as_bytes());
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Appends one name or value in encoded form.
pub(crate) fn encode(out: &mut String, text: &str) {
    for &byte in text.as_bytes() {
        match byte {
            b' ' => out.push('+'),
            b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => percent::push_encoded(out, byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let pairs = parse("a=b+c&%C3%A4=%zz&&=x&y");
        let expected = [("a", "b c"), ("ä", "%zz"), ("", "x"), ("y", "")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let mut out = String::new();
        encode(&mut out, "a b*~ä");
        assert_eq!(out, "a+b*%7E%C3%A4");
    }
}
