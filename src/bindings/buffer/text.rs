//! Text in and out of Buffers: `toString`, `write`, the `…Slice` and `…Write` methods, `byteLength`, `transcode`,
//! `atob`, `btoa`.

use boa_engine::{Context, JsArgs, JsString, JsValue, js_string};

use super::{
    K_STRING_MAX_LENGTH, encoding, integer, is_uint8_array, new_buffer, number, out_of_bounds, parse_encoding,
    this_bytes, uint8_argument, view, view::is_view,
};
use crate::{
    codec::{self, Encoding},
    engine::{Error, Export, Result, bytes, bytes::Bytes, function, js, object, strings},
    error::Code,
};

macro_rules! slice_and_write {
    ($($slice:ident, $write:ident, $encoding:ident;)*) => {
        $(
            fn $slice(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                slice(this, args, Encoding::$encoding, cx)
            }
            fn $write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                write_at(this, args, Encoding::$encoding, cx)
            }
        )*
    };
}

slice_and_write! {
    ascii_slice, ascii_write, Ascii;
    base64_slice, base64_write, Base64;
    base64url_slice, base64url_write, Base64url;
    latin1_slice, latin1_write, Latin1;
    hex_slice, hex_write, Hex;
    ucs2_slice, ucs2_write, Utf16le;
    utf8_slice, utf8_write, Utf8;
}

/// `buf.asciiSlice(start, end)` … and `buf.asciiWrite(string, offset, length)` …
pub(super) static METHODS: &[Export] = &[
    function!("asciiSlice", 2, ascii_slice),
    function!("base64Slice", 2, base64_slice),
    function!("base64urlSlice", 2, base64url_slice),
    function!("latin1Slice", 2, latin1_slice),
    function!("hexSlice", 2, hex_slice),
    function!("ucs2Slice", 2, ucs2_slice),
    function!("utf8Slice", 2, utf8_slice),
    function!("asciiWrite", 3, ascii_write),
    function!("base64Write", 3, base64_write),
    function!("base64urlWrite", 3, base64url_write),
    function!("latin1Write", 3, latin1_write),
    function!("hexWrite", 3, hex_write),
    function!("ucs2Write", 3, ucs2_write),
    function!("utf8Write", 3, utf8_write),
];

/// The string that a range of bytes means.
///
/// # Errors
/// `ERR_STRING_TOO_LONG`
pub(crate) fn to_text(bytes: &Bytes, encoding: Encoding) -> Result<JsString> {
    check_text_length(bytes.length, encoding)?;
    Ok(bytes.with(|bytes| strings::text(&codec::decode(bytes, encoding))))
}

/// Node's limit on the length of a string.
///
/// # Errors
/// `ERR_STRING_TOO_LONG`
pub(crate) fn check_text_length(bytes: usize, encoding: Encoding) -> Result<()> {
    if codec::decoded_length_max(bytes, encoding) > K_STRING_MAX_LENGTH as usize {
        let text = format!("Cannot create a string longer than 0x{K_STRING_MAX_LENGTH:x} characters");
        return Err(Error::code(Code::ERR_STRING_TOO_LONG, text));
    }
    Ok(())
}

fn range(bytes: &Bytes, start: usize, end: usize) -> Bytes {
    Bytes { buffer: bytes.buffer.clone(), offset: bytes.offset + start, length: end - start }
}

/// An index argument of the native methods: a missing one is `default`, others are truncated.
fn index(args: &[JsValue], at: usize, default: usize, cx: &mut Context) -> Result<Option<usize>> {
    if args.get_or_undefined(at).is_undefined() {
        return Ok(Some(default));
    }
    let index = number(args, at, cx)?.trunc();
    Ok(if index.is_nan() {
        Some(0)
    } else if index < 0.0 {
        None
    } else {
        Some(index as usize)
    })
}

fn slice(this: &JsValue, args: &[JsValue], encoding: Encoding, cx: &mut Context) -> Result<JsValue> {
    let bytes = this_bytes(this, cx)?;
    let out = || Error::code(Code::ERR_OUT_OF_RANGE, "Index out of range");
    let start = index(args, 0, 0, cx)?.ok_or_else(out)?;
    let end = index(args, 1, bytes.length, cx)?.ok_or_else(out)?;
    if start > bytes.length || end.max(start) > bytes.length {
        return Err(out());
    }
    Ok(to_text(&range(&bytes, start, end.max(start)), encoding)?.into())
}

fn write_at(this: &JsValue, args: &[JsValue], encoding: Encoding, cx: &mut Context) -> Result<JsValue> {
    let bytes = this_bytes(this, cx)?;
    let string = string_argument(args)?;
    if !matches!(encoding, Encoding::Utf8 | Encoding::Latin1 | Encoding::Ascii) {
        // The older natives of Node: another error, and a length too large is cut.
        let out = || Error::code(Code::ERR_OUT_OF_RANGE, "Index out of range");
        let offset = index(args, 1, 0, cx)?.ok_or_else(out)?;
        if offset > bytes.length {
            return Err(out_of_bounds(Some("offset")));
        }
        let room = bytes.length - offset;
        let length = index(args, 2, room, cx)?.ok_or_else(out)?.min(room);
        return Ok(store(&bytes, offset, length, &string, encoding));
    }
    let offset =
        index(args, 1, 0, cx)?.filter(|&offset| offset <= bytes.length).ok_or_else(|| out_of_bounds(Some("offset")))?;
    let room = bytes.length - offset;
    let length =
        index(args, 2, room, cx)?.filter(|&length| length <= room).ok_or_else(|| out_of_bounds(Some("length")))?;
    Ok(store(&bytes, offset, length, &string, encoding))
}

fn string_argument(args: &[JsValue]) -> Result<JsString> {
    args.get_or_undefined(0)
        .as_string()
        .ok_or_else(|| Error::code(Code::ERR_INVALID_ARG_TYPE, "argument must be a string"))
}

fn store(bytes: &Bytes, offset: usize, length: usize, string: &JsString, encoding: Encoding) -> JsValue {
    let target = range(bytes, offset, offset + length);
    target.with_mut(|target| codec::write(strings::units(string), encoding, target)).into()
}

/// `buf.toString([encoding[, start[, end]]])`
pub(super) fn to_string(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let bytes = this_bytes(this, cx)?;
    if args.is_empty() {
        return Ok(to_text(&bytes, Encoding::Utf8)?.into());
    }
    let start = match number(args, 1, cx)?.trunc() {
        start if start >= bytes.length as f64 => return Ok(js_string!().into()),
        // NaN is not above zero either.
        start if start > 0.0 => start as usize,
        _ => 0,
    };
    let end = if args.get_or_undefined(2).is_undefined() {
        bytes.length
    } else {
        match number(args, 2, cx)?.trunc() {
            end if end > bytes.length as f64 => bytes.length,
            end if end > 0.0 => end as usize,
            _ => 0,
        }
    };
    if end <= start {
        return Ok(js_string!().into());
    }
    let encoding = encoding(args.get_or_undefined(0), cx)?;
    Ok(to_text(&range(&bytes, start, end), encoding)?.into())
}

/// `buf.write(string[, offset[, length]][, encoding])`
pub(super) fn write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let bytes = this_bytes(this, cx)?;
    let whole = bytes.length as f64;
    let (offset_value, length_value) = (args.get_or_undefined(1), args.get_or_undefined(2));
    let mut name = args.get_or_undefined(3);
    let (mut offset, mut length) = (0.0, whole);
    if offset_value.is_string() && length_value.is_undefined() {
        name = offset_value;
    } else if !offset_value.is_undefined() {
        offset = integer(offset_value, "offset", 0.0, whole, cx)?;
        length = whole - offset;
        if length_value.is_string() {
            name = length_value;
        } else if !length_value.is_undefined() {
            length = length.min(integer(length_value, "length", 0.0, whole, cx)?);
        }
    }
    let encoding = if name.to_boolean() { encoding(name, cx)? } else { Encoding::Utf8 };
    let string = string_argument(args)?;
    Ok(store(&bytes, offset as usize, length as usize, &string, encoding))
}

/// `Buffer.byteLength(string[, encoding])`
pub(super) fn byte_length(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0);
    if let Some(string) = value.as_string() {
        let name = args.get_or_undefined(1);
        let encoding =
            if name.to_boolean() { name.to_string(cx).ok().and_then(|name| parse_encoding(&name)) } else { None };
        let length = codec::byte_length(strings::units(&string), encoding.unwrap_or(Encoding::Utf8));
        return Ok(length.into());
    }
    match view(value, cx)? {
        Some(bytes) => Ok(bytes.length.into()),
        None => {
            Err(Error::invalid_arg_type("string", "of type string or an instance of Buffer or ArrayBuffer", value, cx))
        }
    }
}

/// `Buffer.isEncoding(encoding)`
pub(super) fn is_encoding(_this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let name = args.get_or_undefined(0).as_string();
    Ok(name.is_some_and(|name| parse_encoding(&name).is_some()).into())
}

/// `transcode(source, fromEnc, toEnc)`
pub(super) fn transcode(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let source = uint8_argument(args.get_or_undefined(0), "source", cx)?;
    if source.length == 0 {
        return Ok(new_buffer(super::zeroed(0)?, cx)?.into());
    }
    let mut named = |index: usize| -> Result<Option<Encoding>> {
        let value = args.get_or_undefined(index);
        let encoding = if value.is_undefined() { Some(Encoding::Utf8) } else { parse_encoding(&value.to_string(cx)?) };
        Ok(encoding.filter(|encoding| {
            matches!(encoding, Encoding::Utf8 | Encoding::Utf16le | Encoding::Latin1 | Encoding::Ascii)
        }))
    };
    let (from, to) = (named(1)?, named(2)?);
    let (Some(from), Some(to)) = (from, to) else {
        // ICU's error, as Node passes it on.
        let name = "U_ILLEGAL_ARGUMENT_ERROR";
        let error: JsValue = boa_engine::JsNativeError::error()
            .with_message(format!("Unable to transcode Buffer [{name}]"))
            .into_opaque(cx)
            .into();
        if let Some(error) = error.as_object() {
            object::put(&error, js("code"), js(name));
            object::put(&error, js("errno"), 1);
        }
        return Err(boa_engine::JsError::from_opaque(error).into());
    };
    let out = source.with(|bytes| codec::transcode(bytes, from, to));
    Ok(new_buffer(bytes::aligned(&out), cx)?.into())
}

fn input_bytes(args: &[JsValue], cx: &mut Context) -> Result<Bytes> {
    let value = args.get_or_undefined(0);
    let accepted = is_uint8_array(value) || !is_data_view(value);
    let bytes = if accepted { view(value, cx)? } else { None };
    let Some(bytes) = bytes else {
        return Err(Error::invalid_arg_type("input", "an instance of ArrayBuffer, Buffer, or TypedArray", value, cx));
    };
    let detached = bytes
        .buffer
        .downcast_ref::<boa_engine::builtins::array_buffer::ArrayBuffer>()
        .is_some_and(|b| b.data().is_none());
    if detached {
        return Err(Error::code(Code::ERR_INVALID_STATE, "Invalid state: Cannot validate on a detached buffer"));
    }
    Ok(bytes)
}

fn is_data_view(value: &JsValue) -> bool {
    is_view(value) && super::view::element_size(value).is_none()
}

/// `isUtf8(input)`
pub(super) fn is_utf8(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(input_bytes(args, cx)?.with(codec::is_utf8).into())
}

/// `isAscii(input)`
pub(super) fn is_ascii(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(input_bytes(args, cx)?.with(<[u8]>::is_ascii).into())
}

/// `atob(data)`
pub(crate) fn atob(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let input = dom_string(args, cx)?;
    match codec::decode_forgiving(strings::units(&input)) {
        Ok(bytes) => Ok(strings::text(&codec::decode(&bytes, Encoding::Latin1)).into()),
        Err(codec::ForgivingError::Character) => Err(invalid_character("Invalid character", cx)?),
        Err(codec::ForgivingError::Length) => {
            Err(invalid_character("The string to be decoded is not correctly encoded.", cx)?)
        }
    }
}

/// `btoa(data)`
pub(crate) fn btoa(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let input = dom_string(args, cx)?;
    let bytes = match strings::units(&input) {
        codec::Units::Latin1(bytes) => bytes.to_vec(),
        codec::Units::Utf16(units) => {
            let narrow: Option<Vec<u8>> = units.iter().map(|&unit| u8::try_from(unit).ok()).collect();
            match narrow {
                Some(bytes) => bytes,
                None => return Err(invalid_character("Invalid character", cx)?),
            }
        }
    };
    Ok(strings::text(&codec::decode(&bytes, Encoding::Base64)).into())
}

fn dom_string(args: &[JsValue], cx: &mut Context) -> Result<JsString> {
    match args.first() {
        Some(value) => Ok(value.to_string(cx)?),
        None => Err(Error::missing_args(&["input"])),
    }
}

/// A DOMException, whose class is JS and loaded only for this.
fn invalid_character(message: &str, cx: &mut Context) -> Result<Error> {
    let class = cx.global_object().get(js("DOMException"), cx)?;
    let Some(class) = class.as_object() else {
        return Ok(Error::code(Code::ERR_INVALID_ARG_VALUE, message));
    };
    let error = class.construct(&[js(message).into(), js("InvalidCharacterError").into()], None, cx)?;
    Ok(boa_engine::JsError::from_opaque(error.into()).into())
}
