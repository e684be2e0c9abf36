//! Fills the messages of the table in `codes.rs`.

use super::Code;

/// The message of `code` with each `%s` replaced by the next argument; arguments too many are dropped, too few are empty.
#[must_use]
pub fn format_code(code: Code, args: &[String]) -> String {
    template(code.message(), args)
}

/// Replaces each `%s` by the next argument.
#[must_use]
pub fn template(message: &str, args: &[String]) -> String {
    let mut text = String::with_capacity(message.len() + 16);
    let mut rest = args.iter();
    let mut parts = message.split("%s");
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        text.push_str(rest.next().map_or("", String::as_str));
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_in_order() {
        assert_eq!(template("a %s b %s", &["1".into(), "2".into()]), "a 1 b 2");
        assert_eq!(template("%s", &[]), "");
    }
}
