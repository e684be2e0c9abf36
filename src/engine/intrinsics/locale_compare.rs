//! `String.prototype.localeCompare`, instead of the engine's comparison of code units.
//!
//! Without its ICU data (15 MB) the engine sorts `B` before `a` and `.` before `_`, so that tools list files in another
//! order than on Node. This is the root collation for Latin text: punctuation, digits, letters; then accents; then case
//! (ECMA-402, `String.prototype.localeCompare`; Unicode's default table for the order). Other scripts follow by code
//! point. `numeric` and `sensitivity` are understood; locales are not told apart. With the `intl` feature the engine's
//! own stays.

use std::cmp::Ordering;

use boa_engine::{Context, JsArgs as _, JsString, JsValue, js_string, object::builtins::JsFunction};

use crate::engine::{
    Error, Result,
    binding::native_function,
    object,
    strings::{js, utf8},
};

/// Everything below the digits, in the order of the default table.
const PUNCTUATION: &str = "\t\n\u{b}\u{c}\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// Which differences count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sensitivity {
    Base,
    Accent,
    Case,
    Variant,
}

struct Collation {
    numeric: bool,
    sensitivity: Sensitivity,
}

pub(super) fn install(cx: &mut Context) {
    let function: JsFunction = native_function(
        js("localeCompare"),
        1,
        |this, args, cx| locale_compare(this, args, cx).map_err(|error| error.throw(cx)),
        cx,
    );
    let proto = cx.intrinsics().constructors().string().prototype();
    object::put_hidden(&proto, js_string!("localeCompare"), function);
}

/// `string.localeCompare(that[, locales[, options]])`
fn locale_compare(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let ours = this.require_object_coercible()?.to_string(cx)?;
    let theirs = args.get_or_undefined(0).to_string(cx)?;
    let collation = collation(args.get_or_undefined(2), cx)?;
    let (ours, theirs) = (decomposed(&ours, cx)?, decomposed(&theirs, cx)?);
    Ok(JsValue::from(match compare(&ours, &theirs, &collation) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }))
}

fn collation(options: &JsValue, cx: &mut Context) -> Result<Collation> {
    let mut collation = Collation { numeric: false, sensitivity: Sensitivity::Variant };
    let Some(options) = options.as_object() else { return Ok(collation) };
    collation.numeric = object::get(&options, "numeric", cx)?.to_boolean();
    let sensitivity = object::get(&options, "sensitivity", cx)?;
    if !sensitivity.is_undefined() {
        let name = utf8(&sensitivity.to_string(cx)?);
        collation.sensitivity = match name.as_str() {
            "base" => Sensitivity::Base,
            "accent" => Sensitivity::Accent,
            "case" => Sensitivity::Case,
            "variant" => Sensitivity::Variant,
            _ => {
                let text = format!(
                    "Value {name} out of range for String.prototype.localeCompare options property sensitivity"
                );
                return Err(Error::from(boa_engine::JsNativeError::range().with_message(text)));
            }
        };
    }
    Ok(collation)
}

/// The text with accents as characters of their own.
fn decomposed(string: &JsString, cx: &mut Context) -> Result<String> {
    let text = utf8(string);
    if text.is_ascii() {
        return Ok(text);
    }
    let proto = cx.intrinsics().constructors().string().prototype();
    let normalize = object::get(&proto, "normalize", cx)?.as_callable();
    match normalize {
        Some(normalize) => {
            let result = normalize.call(&string.clone().into(), &[js_string!("NFD").into()], cx)?;
            Ok(utf8(&result.to_string(cx)?))
        }
        None => Ok(text),
    }
}

/// The weights of one character: what it is, its accent, its case. `None` for what collation ignores.
fn weights(c: char) -> Option<(u32, u32, u32)> {
    const DIGITS: u32 = 100;
    const LETTERS: u32 = 200;
    const OTHERS: u32 = 0x1_0000;
    if let Some(at) = PUNCTUATION.chars().position(|known| known == c) {
        return Some((at as u32 + 1, 0, 0));
    }
    match c {
        '\u{0}'..='\u{1f}' | '\u{7f}' => None,
        '0'..='9' => Some((DIGITS + c as u32 - '0' as u32, 0, 0)),
        'a'..='z' => Some((LETTERS + c as u32 - 'a' as u32, 0, 0)),
        'A'..='Z' => Some((LETTERS + c as u32 - 'A' as u32, 0, 1)),
        // A combining mark has no weight of its own, only one on what precedes it.
        '\u{300}'..='\u{36f}' => Some((0, c as u32, 0)),
        _ => {
            let lower = c.to_lowercase().next().unwrap_or(c);
            Some((OTHERS + lower as u32, 0, u32::from(lower != c)))
        }
    }
}

/// The three levels of a text: primary weights, accents, cases.
fn levels(text: &str, numeric: bool) -> [Vec<u32>; 3] {
    const NUMBER: u32 = 100;
    let mut levels: [Vec<u32>; 3] = Default::default();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if numeric && c.is_ascii_digit() {
            let mut digits = String::from(c);
            while let Some(next) = rest.next_if(char::is_ascii_digit) {
                digits.push(next);
            }
            // Length before digits makes numbers of different size comparable.
            let digits = digits.trim_start_matches('0');
            levels[0].extend([NUMBER, digits.len() as u32]);
            levels[0].extend(digits.bytes().map(u32::from));
            levels[1].push(0);
            levels[2].push(0);
            continue;
        }
        let Some((primary, accent, case)) = weights(c) else { continue };
        if primary == 0 {
            match levels[1].last_mut() {
                Some(last) => *last = last.wrapping_mul(31).wrapping_add(accent),
                None => levels[1].push(accent),
            }
            continue;
        }
        levels[0].push(primary);
        levels[1].push(0);
        levels[2].push(case);
    }
    levels
}

fn compare(ours: &str, theirs: &str, collation: &Collation) -> Ordering {
    let (ours, theirs) = (levels(ours, collation.numeric), levels(theirs, collation.numeric));
    let counts = match collation.sensitivity {
        Sensitivity::Base => [true, false, false],
        Sensitivity::Accent => [true, true, false],
        Sensitivity::Case => [true, false, true],
        Sensitivity::Variant => [true, true, true],
    };
    for (level, counts) in counts.into_iter().enumerate() {
        let order = if counts { ours[level].cmp(&theirs[level]) } else { Ordering::Equal };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str]) {
        let collation = Collation { numeric: false, sensitivity: Sensitivity::Variant };
        for pair in words.windows(2) {
            assert_eq!(compare(pair[0], pair[1], &collation), Ordering::Less, "{pair:?}");
        }
    }

    #[test]
    fn latin_text_is_in_nodes_order() {
        check(&[
            "10", "9", "a", "A", "a b", "a_b", "a-b", "a.b", "ab", "aB", "Ab", "b", "B", "e", "e\u{301}", "E\u{301}",
            "f", "z",
        ]);
    }

    #[test]
    fn numbers_by_value() {
        let collation = Collation { numeric: true, sensitivity: Sensitivity::Base };
        assert_eq!(compare("a9", "A10", &collation), Ordering::Less);
        assert_eq!(compare("a09", "A9", &collation), Ordering::Equal);
    }
}
