//! Numbers: minus zero, and underscores between groups of three digits.

use boa_engine::{JsBigInt, JsString};

use super::{Inspector, text::Text};

/// A number as JS prints it.
pub(super) fn plain(number: f64) -> String {
    JsString::from(number).to_std_string_lossy()
}

/// A number as inspection shows it.
pub(crate) fn number_text(number: f64, separator: bool) -> String {
    if number == 0.0 && number.is_sign_negative() {
        return "-0".into();
    }
    let text = plain(number);
    if !separator || !number.is_finite() || text.contains('e') {
        return text;
    }
    match text.split_once('.') {
        None => grouped(&text),
        Some((integer, fraction)) => format!("{}.{}", grouped(integer), grouped_behind(fraction)),
    }
}

/// A big integer as inspection shows it.
pub(crate) fn bigint_text(bigint: &JsBigInt, separator: bool) -> String {
    let text = bigint.to_string();
    if separator { grouped(&text) + "n" } else { text + "n" }
}

/// `-1_234_567`
fn grouped(integer: &str) -> String {
    let (sign, digits) = integer.strip_prefix('-').map_or(("", integer), |digits| ("-", digits));
    let mut out = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

/// `123_456_7`
fn grouped_behind(fraction: &str) -> String {
    let mut out = String::new();
    for (index, digit) in fraction.chars().enumerate() {
        if index > 0 && index % 3 == 0 {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

impl Inspector<'_> {
    pub(super) fn number_text(&self, number: f64) -> Text {
        number_text(number, self.options.numeric_separator).into()
    }

    pub(super) fn bigint_text(&self, bigint: &JsBigInt) -> Text {
        bigint_text(bigint, self.options.numeric_separator).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators() {
        assert_eq!(number_text(-0.0, false), "-0");
        assert_eq!(number_text(1_234_567.891_234, true), "1_234_567.891_234");
        assert_eq!(number_text(-123.0, true), "-123");
        assert_eq!(number_text(-1234.5678, true), "-1_234.567_8");
        assert_eq!(number_text(1e21, true), "1e+21");
        assert_eq!(number_text(f64::NAN, true), "NaN");
        assert_eq!(number_text(-0.0001234, true), "-0.000_123_4");
    }
}
