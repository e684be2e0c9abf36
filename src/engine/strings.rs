//! JS strings and Rust text: one conversion each way, both at memory speed for ASCII.
//!
//! Boa's own conversions cost a nanosecond a byte and more; these look at the representation first.

use boa_engine::{
    JsString,
    string::{JsStr, JsStrVariant},
};

use crate::codec::{Text, Units};

/// A JS string of Rust text.
#[must_use]
pub fn js(text: &str) -> JsString {
    JsString::from(text)
}

/// The UTF-8 text of a JS string; lone surrogates become U+FFFD.
#[must_use]
pub fn utf8(string: &JsString) -> String {
    match string.as_str().variant() {
        JsStrVariant::Latin1(bytes) => latin1(bytes),
        JsStrVariant::Utf16(units) => String::from_utf16_lossy(units),
    }
}

/// The code units of a JS string, without a copy.
#[must_use]
pub fn units(string: &JsString) -> Units<'_> {
    match string.as_str().variant() {
        JsStrVariant::Latin1(bytes) => Units::Latin1(bytes),
        JsStrVariant::Utf16(units) => Units::Utf16(units),
    }
}

/// The JS string of decoded text: one copy.
#[must_use]
pub fn text(text: &Text<'_>) -> JsString {
    match text {
        Text::Latin1(bytes) => JsStr::latin1(bytes).into(),
        Text::Utf16(units) => JsStr::utf16(units).into(),
    }
}

fn latin1(bytes: &[u8]) -> String {
    if bytes.is_ascii() {
        return String::from_utf8(bytes.to_vec()).expect("ASCII is UTF-8");
    }
    bytes.iter().copied().map(char::from).collect()
}
