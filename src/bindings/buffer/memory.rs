//! Buffers as memory: `fill`, `copy`, `subarray`, `swap16/32/64`.

use boa_engine::{Context, JsArgs, JsValue};

use super::{
    copy_bytes, encoding, number, out_of_bounds, parse_encoding, this_bytes, view, view::fast_buffer, view::is_view,
};
use crate::{
    codec::{self, Encoding},
    engine::{Error, Result, bytes::Bytes, strings},
    error::Code,
};

/// `buf.fill(value[, offset[, end]][, encoding])`
pub(super) fn fill(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    fill_with(this, args.get_or_undefined(0), args.get(1..).unwrap_or_default(), cx)?;
    Ok(this.clone())
}

/// Fills with `value`; `rest` are offset, end and encoding in Node's overloads.
pub(super) fn fill_with(this: &JsValue, value: &JsValue, rest: &[JsValue], cx: &mut Context) -> Result<()> {
    let bytes = this_bytes(this, cx)?;
    let (mut offset, mut end, mut name) =
        (rest.get_or_undefined(0).clone(), rest.get_or_undefined(1).clone(), rest.get_or_undefined(2).clone());
    let undefined = JsValue::undefined;
    let mut encoding = Encoding::Utf8;
    if value.is_string() {
        if offset.is_string() || offset.is_undefined() {
            if offset.is_string() {
                name = offset;
            }
            (offset, end) = (undefined(), undefined());
        } else if end.is_string() {
            name = end;
            end = undefined();
        }
        encoding = fill_encoding(&name, cx)?;
    }
    let (start, end) = fill_range(&offset, &end, bytes.length, cx)?;
    if start >= end {
        return Ok(());
    }
    let pattern = match pattern(value, encoding, cx)? {
        Pattern::Byte(byte) => vec![byte],
        Pattern::Bytes(pattern) if pattern.is_empty() => return Err(Error::invalid_arg_value("value", value, "", cx)),
        Pattern::Bytes(pattern) => pattern,
    };
    bytes.with_mut(|bytes| {
        let Some(target) = bytes.get_mut(start..end) else { return Err(out_of_bounds(None)) };
        if let [byte] = pattern[..] {
            target.fill(byte);
            return Ok(());
        }
        let head = pattern.len().min(target.len());
        target[..head].copy_from_slice(&pattern[..head]);
        // Each round doubles what is there.
        let mut done = head;
        while done < target.len() {
            let part = done.min(target.len() - done);
            target.copy_within(..part, done);
            done += part;
        }
        Ok(())
    })
}

enum Pattern {
    Byte(u8),
    Bytes(Vec<u8>),
}

fn pattern(value: &JsValue, encoding: Encoding, cx: &mut Context) -> Result<Pattern> {
    if let Some(string) = value.as_string() {
        if string.is_empty() {
            return Ok(Pattern::Byte(0));
        }
        return Ok(Pattern::Bytes(codec::encode(strings::units(&string), encoding)));
    }
    if is_view(value)
        && let Some(bytes) = view(value, cx)?
    {
        return Ok(Pattern::Bytes(bytes.to_vec()));
    }
    Ok(Pattern::Byte(value.to_uint8(cx)?))
}

fn fill_encoding(name: &JsValue, cx: &mut Context) -> Result<Encoding> {
    if name.is_null_or_undefined() {
        return Ok(Encoding::Utf8);
    }
    let Some(text) = name.as_string() else {
        return Err(Error::invalid_arg_type("encoding", "of type string", name, cx));
    };
    if text.is_empty() {
        return Ok(Encoding::Utf8);
    }
    match parse_encoding(&text) {
        Some(encoding) => Ok(encoding),
        None => encoding(name, cx),
    }
}

fn fill_range(offset: &JsValue, end: &JsValue, length: usize, cx: &mut Context) -> Result<(usize, usize)> {
    if offset.is_undefined() {
        return Ok((0, length));
    }
    let start = super::integer(offset, "offset", 0.0, super::K_MAX_LENGTH, cx)?;
    if end.is_undefined() {
        return Ok((start as usize, length));
    }
    let Some(number) = end.as_number() else { return Err(Error::invalid_arg_type("end", "of type number", end, cx)) };
    if !(0.0..=length as f64).contains(&number) {
        return Err(Error::out_of_range("end", &format!(">= 0 && <= {length}"), end, cx));
    }
    Ok((start as usize, number as usize))
}

/// Node's `toInteger`: a finite number rounded down, 0 for what is none.
fn integral(value: &JsValue, cx: &mut Context) -> Result<f64> {
    let number = match value.as_number() {
        Some(number) => number,
        None => value.to_number(cx)?,
    };
    Ok(if number.is_finite() { number.floor() } else { 0.0 })
}

/// `buf.copy(target[, targetStart[, sourceStart[, sourceEnd]]])`
pub(super) fn copy(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let expected = "an instance of Buffer or Uint8Array";
    let from = this_bytes(this, cx)?;
    let target = args.get_or_undefined(0);
    let to = if is_view(target) { view(target, cx)? } else { None };
    let Some(to) = to else { return Err(Error::invalid_arg_type("target", expected, target, cx)) };
    let mut index = |at: usize, name: &str, default: usize, max: Option<usize>| -> Result<f64> {
        let value = args.get_or_undefined(at);
        if value.is_undefined() {
            return Ok(default as f64);
        }
        let number = integral(value, cx)?;
        if number < 0.0 || max.is_some_and(|max| number > max as f64) {
            let range = max.map_or_else(|| ">= 0".to_owned(), |max| format!(">= 0 && <= {max}"));
            return Err(Error::out_of_range(name, &range, &number.into(), cx));
        }
        Ok(number)
    };
    let target_start = index(1, "targetStart", 0, None)?;
    let source_start = index(2, "sourceStart", 0, Some(from.length))?;
    let source_end = index(3, "sourceEnd", from.length, None)?;
    if target_start >= to.length as f64 || source_start >= source_end {
        return Ok(0.into());
    }
    let (target_start, source_start) = (target_start as usize, source_start as usize);
    let source_end = (source_end.min(from.length as f64)) as usize;
    let length = (source_end - source_start).min(to.length - target_start);
    copy_bytes(&from, source_start, &to, target_start, length);
    Ok(length.into())
}

/// `buf.subarray([start[, end]])`, also `buf.slice`: the same memory.
pub(super) fn subarray(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let bytes = this_bytes(this, cx)?;
    let start = relative(args, 0, 0, bytes.length, cx)?;
    let end = relative(args, 1, bytes.length, bytes.length, cx)?;
    Ok(fast_buffer(&bytes.buffer, bytes.offset + start, end.saturating_sub(start), cx)?.into())
}

/// An index that counts from the end when negative, within `0..=length`.
fn relative(args: &[JsValue], at: usize, default: usize, length: usize, cx: &mut Context) -> Result<usize> {
    if args.get_or_undefined(at).is_undefined() {
        return Ok(default);
    }
    let index = number(args, at, cx)?.trunc();
    let whole = length as f64;
    Ok(match index {
        index if index < 0.0 => (index + whole).max(0.0) as usize,
        index if index < whole => index as usize,
        index if index.is_nan() => 0,
        _ => length,
    })
}

fn swap(this: &JsValue, size: usize, cx: &mut Context) -> Result<JsValue> {
    let bytes: Bytes = this_bytes(this, cx)?;
    if bytes.length % size != 0 {
        return Err(Error::code(
            Code::ERR_INVALID_BUFFER_SIZE,
            format!("Buffer size must be a multiple of {}-bits", size * 8),
        ));
    }
    bytes.with_mut(|bytes| bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse));
    Ok(this.clone())
}

/// `buf.swap16()`
pub(super) fn swap16(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    swap(this, 2, cx)
}

/// `buf.swap32()`
pub(super) fn swap32(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    swap(this, 4, cx)
}

/// `buf.swap64()`
pub(super) fn swap64(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    swap(this, 8, cx)
}
