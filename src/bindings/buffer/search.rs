//! `indexOf`, `lastIndexOf`, `includes`, `compare`, `equals`.

use boa_engine::{Context, JsArgs, JsValue};

use super::{
    K_MAX_LENGTH, integer, is_uint8_array, number, parse_encoding, this_bytes, uint8_argument, unknown_encoding, view,
};
use crate::{
    codec::{self, Encoding},
    engine::{Error, Result, bytes::Bytes, strings},
};

/// `buf.indexOf(value[, byteOffset[, encoding]])`
pub(super) fn index_of(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(search(this, args, true, cx)?.map_or_else(|| JsValue::from(-1), JsValue::from))
}

/// `buf.lastIndexOf(value[, byteOffset[, encoding]])`
pub(super) fn last_index_of(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(search(this, args, false, cx)?.map_or_else(|| JsValue::from(-1), JsValue::from))
}

/// `buf.includes(value[, byteOffset[, encoding]])`
pub(super) fn includes(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(search(this, args, true, cx)?.is_some().into())
}

fn search(this: &JsValue, args: &[JsValue], forward: bool, cx: &mut Context) -> Result<Option<usize>> {
    let bytes = this_bytes(this, cx)?;
    let value = args.get_or_undefined(0);
    let mut name = args.get_or_undefined(2);
    let offset = if args.get_or_undefined(1).is_string() {
        name = args.get_or_undefined(1);
        f64::NAN
    } else {
        number(args, 1, cx)?.clamp(f64::from(i32::MIN), f64::from(i32::MAX)).trunc()
    };
    let offset = if !offset.is_nan() {
        offset as i64
    } else if forward {
        0
    } else {
        bytes.length as i64
    };
    if let Some(byte) = value.as_number() {
        let byte = JsValue::from(byte).to_uint8(cx)?;
        return Ok(find(&bytes, &[byte], offset, forward, 1));
    }
    let encoding = if name.is_undefined() { Some(Encoding::Utf8) } else { parse_encoding(&name.to_string(cx)?) };
    if let Some(string) = value.as_string() {
        let Some(encoding) = encoding else { return Err(unknown_encoding(&name.to_string(cx)?)) };
        let needle = codec::encode(strings::units(&string), encoding);
        return Ok(find(&bytes, &needle, offset, forward, step(encoding)));
    }
    if is_uint8_array(value)
        && let Some(needle) = view(value, cx)?
    {
        let encoding = encoding.unwrap_or(Encoding::Utf8);
        return Ok(find(&bytes, &needle.to_vec(), offset, forward, step(encoding)));
    }
    let expected = "one of type number or string or an instance of Buffer or Uint8Array";
    Err(Error::invalid_arg_type("value", expected, value, cx))
}

const fn step(encoding: Encoding) -> usize {
    if matches!(encoding, Encoding::Utf16le) { 2 } else { 1 }
}

/// Node's rules for where a search begins, then the search.
fn find(bytes: &Bytes, needle: &[u8], offset: i64, forward: bool, step: usize) -> Option<usize> {
    let length = bytes.length as i64;
    let size = needle.len() as i64;
    let start = if offset < 0 {
        if offset + length >= 0 {
            offset + length
        } else if forward || size == 0 {
            0
        } else {
            return None;
        }
    } else if offset + size <= length {
        offset
    } else if size == 0 {
        length
    } else if forward {
        return None;
    } else {
        length - 1
    };
    let start = usize::try_from(start).ok()?;
    if needle.is_empty() {
        return Some(start);
    }
    if step == 2 && needle.len() < 2 {
        return None;
    }
    let start = start / step * step;
    bytes.with(|bytes| {
        if forward {
            codec::index_of(bytes, needle, start, step)
        } else {
            codec::last_index_of(bytes, needle, start, step)
        }
    })
}

/// `buf.equals(otherBuffer)`
pub(super) fn equals(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let other = uint8_argument(args.get_or_undefined(0), "otherBuffer", cx)?;
    let bytes = this_bytes(this, cx)?;
    Ok((bytes.length == other.length && bytes.with(|a| other.with(|b| a == b))).into())
}

fn order(a: &Bytes, b: &Bytes) -> JsValue {
    (a.with(|a| b.with(|b| a.cmp(b))) as i32).into()
}

/// `Buffer.compare(buf1, buf2)`
pub(super) fn compare_two(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let first = uint8_argument(args.get_or_undefined(0), "buf1", cx)?;
    let second = uint8_argument(args.get_or_undefined(1), "buf2", cx)?;
    Ok(order(&first, &second))
}

/// `buf.compare(target[, targetStart[, targetEnd[, sourceStart[, sourceEnd]]]])`
pub(super) fn compare(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let mut target = uint8_argument(args.get_or_undefined(0), "target", cx)?;
    let mut source = this_bytes(this, cx)?;
    let mut index = |at: usize, name: &'static str, default: usize, max: f64| -> Result<usize> {
        let value = args.get_or_undefined(at);
        if value.is_undefined() { Ok(default) } else { Ok(integer(value, name, 0.0, max, cx)? as usize) }
    };
    let target_start = index(1, "targetStart", 0, K_MAX_LENGTH)?;
    let target_end = index(2, "targetEnd", target.length, target.length as f64)?;
    let source_start = index(3, "sourceStart", 0, K_MAX_LENGTH)?;
    let source_end = index(4, "sourceEnd", source.length, source.length as f64)?;
    if source_start >= source_end {
        return Ok(if target_start >= target_end { 0 } else { -1 }.into());
    }
    if target_start >= target_end {
        return Ok(1.into());
    }
    target.offset += target_start;
    target.length = target_end - target_start;
    source.offset += source_start;
    source.length = source_end - source_start;
    Ok(order(&source, &target))
}
