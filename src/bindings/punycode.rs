//! `internalBinding('punycode')`: labels in both directions; the module over it maps whole domains.

use boa_engine::{Context, JsNativeError, JsString, JsValue, string::CodePoint};

use crate::engine::{Binding, Result, arg, function, js};
use crate::url::punycode::{self, Invalid};

pub(super) static BINDING: Binding =
    Binding { name: "punycode", exports: &[function!("decode", 1, decode), function!("encode", 1, encode)] };

fn points(string: &JsString) -> Vec<u32> {
    string
        .code_points()
        .map(|point| match point {
            CodePoint::Unicode(c) => u32::from(c),
            CodePoint::UnpairedSurrogate(unit) => u32::from(unit),
        })
        .collect()
}

fn range_error(reason: Invalid) -> crate::engine::Error {
    JsNativeError::range().with_message(reason.message()).into()
}

/// `decode(label)`: without `xn--`.
fn decode(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let label: JsString = arg(args, 0, "input", cx)?;
    let decoded = punycode::decode(&points(&label)).map_err(range_error)?;
    let mut units: Vec<u16> = Vec::with_capacity(decoded.len());
    for point in decoded {
        match char::from_u32(point) {
            Some(c) => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
            None => units.push(
                u16::try_from(point)
                    .map_err(|_| JsNativeError::range().with_message(format!("Invalid code point {point}")))?,
            ),
        }
    }
    Ok(JsString::from(units.as_slice()).into())
}

/// `encode(text)`: without `xn--`.
fn encode(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text: JsString = arg(args, 0, "input", cx)?;
    Ok(js(&punycode::encode(&points(&text)).map_err(range_error)?).into())
}
