//! `internalBinding('querystring')`: the native half of `node:querystring`.

use boa_engine::{
    Context, JsArgs, JsObject, JsString, JsValue,
    object::builtins::JsArray,
    property::PropertyKey,
    string::{JsStr, JsStrVariant},
};

use crate::engine::{Binding, Error, Result, arg, bytes, function, js, object, utf8};
use crate::error::Code;
use crate::url::query::{self, Unescaped};

pub(super) static BINDING: Binding = Binding {
    name: "querystring",
    exports: &[
        function!("escape", 1, escape),
        function!("parse", 4, parse),
        function!("split", 4, split),
        function!("stringify", 3, stringify),
        function!("unescape", 2, unescape),
        function!("unescapeBytes", 2, unescape_bytes),
    ],
};

/// Runs `$body` on the units of a string, whichever they are.
macro_rules! with_units {
    ($string:expr, |$units:ident| $body:expr) => {
        match $string.as_str().variant() {
            JsStrVariant::Latin1($units) => $body,
            JsStrVariant::Utf16($units) => $body,
        }
    };
}

/// `escape(text)`
fn escape(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text: JsString = arg(args, 0, "str", cx)?;
    match with_units!(text, |units| query::escape(units, query::KEEP)) {
        Some(escaped) if escaped.len() == text.len() => Ok(text.into()),
        Some(escaped) => Ok(js(&escaped).into()),
        None => Err(Error::code(Code::ERR_INVALID_URI, "URI malformed")),
    }
}

fn unescaped(text: JsString, plus: bool) -> JsString {
    match with_units!(text, |units| query::unescape(units, plus)) {
        Unescaped::Same => text,
        Unescaped::Text(units) => compact(&units),
        Unescaped::Bytes(bytes) => js(&String::from_utf8_lossy(&bytes)),
    }
}

/// A string of UTF-16 units, stored in bytes if that is possible.
fn compact(units: &[u16]) -> JsString {
    let bytes: Option<Vec<u8>> = units.iter().map(|&unit| u8::try_from(unit).ok()).collect();
    bytes.map_or_else(|| JsString::from(units), |bytes| JsString::from(JsStr::latin1(&bytes)))
}

/// `unescape(text)`: never fails.
fn unescape(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text: JsString = arg(args, 0, "s", cx)?;
    Ok(unescaped(text, false).into())
}

/// `unescapeBytes(text, decodeSpaces)`: a `Uint8Array`.
fn unescape_bytes(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text: JsString = arg(args, 0, "s", cx)?;
    let plus = args.get_or_undefined(1).to_boolean();
    let bytes = with_units!(text, |units| query::unescape_bytes(units, plus));
    Ok(bytes::new_uint8array(&bytes, cx)?.into())
}

/// The pairs of `(text, separator, equals, maxPieces)`.
fn pairs(args: &[JsValue], cx: &mut Context) -> Result<Vec<(JsString, JsString)>> {
    let text: JsString = arg(args, 0, "qs", cx)?;
    let separator: JsString = arg(args, 1, "sep", cx)?;
    let equals: JsString = arg(args, 2, "eq", cx)?;
    let max: f64 = arg(args, 3, "maxKeys", cx)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a saturating conversion of a limit")]
    let max = max as usize;
    let latin1 = |string: &JsString| match string.as_str().variant() {
        JsStrVariant::Latin1(units) => Some(units.to_vec()),
        JsStrVariant::Utf16(_) => None,
    };
    let ranges = match (latin1(&text), latin1(&separator), latin1(&equals)) {
        (Some(text), Some(separator), Some(equals)) => query::pairs(&text, &separator, &equals, max),
        _ => query::pairs(&text.to_vec(), &separator.to_vec(), &equals.to_vec(), max),
    };
    let cut = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    Ok(ranges.into_iter().map(|(name, value)| (cut(name), cut(value))).collect())
}

/// `parse(text, separator, equals, maxPieces)`: unescaped, names that come again as arrays.
fn parse(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let result = JsObject::with_null_proto();
    for (name, value) in pairs(args, cx)? {
        let key = PropertyKey::from(unescaped(name, true));
        let value = JsValue::from(unescaped(value, true));
        if !result.has_own_property(key.clone(), cx)? {
            object::put(&result, key, value);
            continue;
        }
        let known = result.get(key.clone(), cx)?;
        match known.as_object() {
            Some(list) => {
                JsArray::from_object(list)?.push(value, cx)?;
            }
            None => object::put(&result, key, object::array([known, value], cx)),
        }
    }
    Ok(result.into())
}

/// `split(text, separator, equals, maxPieces)`: names and values in turn, still escaped.
fn split(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let flat: Vec<JsValue> =
        pairs(args, cx)?.into_iter().flat_map(|(name, value)| [name.into(), value.into()]).collect();
    Ok(object::array(flat, cx).into())
}

/// The text of a value that is a name or a value of a pair; objects and the like are empty.
fn primitive(value: &JsValue, cx: &mut Context) -> Result<Option<JsString>> {
    let shown =
        value.is_string() || value.is_boolean() || value.is_bigint() || value.as_number().is_some_and(f64::is_finite);
    if shown { Ok(Some(value.to_string(cx)?)) } else { Ok(None) }
}

fn push_escaped(out: &mut String, text: &JsString) -> Result<()> {
    match with_units!(text, |units| query::escape(units, query::KEEP)) {
        Some(escaped) => out.push_str(&escaped),
        None => return Err(Error::code(Code::ERR_INVALID_URI, "URI malformed")),
    }
    Ok(())
}

/// `stringify(object, separator, equals)`: with the default escaping.
fn stringify(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let source: JsObject = arg(args, 0, "obj", cx)?;
    let separator = utf8(&arg(args, 1, "sep", cx)?);
    let equals = utf8(&arg(args, 2, "eq", cx)?);
    let constructor = cx.intrinsics().constructors().object().constructor();
    let keys = object::get(&constructor, "keys", cx)?.as_callable();
    let keys = match keys {
        Some(keys) => keys.call(&constructor.into(), &[source.clone().into()], cx)?.as_object(),
        None => None,
    };
    let Some(keys) = keys else { return Ok(js("").into()) };
    let mut out = String::new();
    for key in object::elements(&keys, cx)? {
        let key = key.to_string(cx)?;
        let value = source.get(key.clone(), cx)?;
        let list = match value.as_object().filter(JsObject::is_array) {
            Some(list) => object::elements(&list, cx)?,
            None => vec![value],
        };
        for value in list {
            if !out.is_empty() {
                out.push_str(&separator);
            }
            push_escaped(&mut out, &key)?;
            out.push_str(&equals);
            if let Some(text) = primitive(&value, cx)? {
                push_escaped(&mut out, &text)?;
            }
        }
    }
    Ok(js(&out).into())
}
