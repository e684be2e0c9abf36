//! Making Buffers: `alloc*`, `from`, `of`, `concat`, `copyBytesFrom`, and the pool behind small ones.

use boa_engine::{
    Context, JsArgs, JsObject, JsString, JsSymbol, JsValue,
    builtins::array_buffer::{ArrayBuffer, SharedArrayBuffer},
    js_string,
    object::builtins::JsArrayBuffer,
};

use super::{
    Buffers, K_MAX_LENGTH, copy_bytes, encoding, integer, is_uint8_array, memory, new_buffer, out_of_bounds, view,
    view::{element_size, fast_buffer},
    zeroed,
};
use crate::{
    codec::{self, Encoding},
    engine::{Error, Result, bytes::Bytes, strings},
};

/// The memory that small Buffers share, cut from front to back.
pub(super) struct Pool {
    size: f64,
    buffer: Option<JsObject>,
    capacity: usize,
    used: usize,
}

impl Pool {
    pub(super) const fn new() -> Self {
        // Node's size since 24.
        Self { size: 65_536.0, buffer: None, capacity: 0, used: 0 }
    }

    fn threshold(&self) -> usize {
        // `poolSize >>> 1` of Node; what is no number pools nothing.
        if self.size.is_finite() && self.size > 0.0 { (self.size / 2.0) as usize } else { 0 }
    }
}

/// `Buffer.poolSize`
pub(super) fn pool_size(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let size = Buffers::of(cx)?.pool.borrow().size;
    Ok(size.into())
}

/// `Buffer.poolSize = size`
pub(super) fn set_pool_size(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let size = super::number(args, 0, cx)?;
    Buffers::of(cx)?.pool.borrow_mut().size = size;
    Ok(JsValue::undefined())
}

/// Room for `length` bytes: from the pool if that is small, memory of its own otherwise. Contents are whatever was there.
fn place(length: usize, cx: &mut Context) -> Result<Bytes> {
    let buffers = Buffers::of(cx)?;
    let threshold = buffers.pool.borrow().threshold();
    if length == 0 || length >= threshold {
        let buffer = JsArrayBuffer::from_byte_block(zeroed(length)?, cx)?;
        return Ok(Bytes { buffer: buffer.into(), offset: 0, length });
    }
    let (capacity, used) = {
        let pool = buffers.pool.borrow();
        (pool.capacity, pool.used)
    };
    if length > capacity - used {
        let size = buffers.pool.borrow().size as usize;
        let buffer = JsArrayBuffer::from_byte_block(zeroed(size)?, cx)?;
        let mut pool = buffers.pool.borrow_mut();
        pool.buffer = Some(buffer.into());
        pool.capacity = size;
        pool.used = 0;
    }
    let mut pool = buffers.pool.borrow_mut();
    let offset = pool.used;
    // The next one begins at a multiple of eight, so that typed arrays can be made over it.
    pool.used = (offset + length).next_multiple_of(8).min(pool.capacity);
    let buffer = pool.buffer.clone().expect("the pool was just filled");
    Ok(Bytes { buffer, offset, length })
}

fn over(place: &Bytes, length: usize, cx: &mut Context) -> Result<JsValue> {
    Ok(fast_buffer(&place.buffer, place.offset, length, cx)?.into())
}

fn empty(cx: &mut Context) -> Result<JsValue> {
    Ok(new_buffer(zeroed(0)?, cx)?.into())
}

/// Node's check of a size.
fn size_argument(args: &[JsValue], cx: &mut Context) -> Result<usize> {
    let value = args.get_or_undefined(0);
    let Some(size) = value.as_number() else {
        return Err(Error::invalid_arg_type("size", "of type number", value, cx));
    };
    if !(0.0..=K_MAX_LENGTH).contains(&size) {
        return Err(Error::out_of_range("size", &format!(">= 0 && <= {K_MAX_LENGTH}"), value, cx));
    }
    Ok(size as usize)
}

/// `Buffer.alloc(size[, fill[, encoding]])`
pub(super) fn alloc(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let size = size_argument(args, cx)?;
    let buffer: JsValue = new_buffer(zeroed(size)?, cx)?.into();
    let fill = args.get_or_undefined(1);
    if size > 0 && !fill.is_undefined() && fill.as_number() != Some(0.0) {
        let encoding = args.get_or_undefined(2).clone();
        memory::fill_with(&buffer, fill, &[JsValue::undefined(), JsValue::undefined(), encoding], cx)?;
    }
    Ok(buffer)
}

/// `Buffer.allocUnsafe(size)`
pub(super) fn alloc_unsafe(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let size = size_argument(args, cx)?;
    over(&place(size, cx)?, size, cx)
}

/// `Buffer.allocUnsafeSlow(size)`
pub(super) fn alloc_unsafe_slow(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let size = size_argument(args, cx)?;
    Ok(new_buffer(zeroed(size)?, cx)?.into())
}

/// `new Buffer(…)` and `Buffer(…)`, deprecated; the warning is the caller's.
pub(super) fn legacy(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let first = args.get_or_undefined(0);
    if !first.is_number() {
        return from_value(args, cx);
    }
    if args.get_or_undefined(1).is_string() {
        return Err(Error::invalid_arg_type("string", "of type string", first, cx));
    }
    alloc(&JsValue::undefined(), &args[..1], cx)
}

/// `Buffer.from(value[, encodingOrOffset[, length]])`
pub(super) fn from(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    from_value(args, cx)
}

fn from_value(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0);
    if let Some(string) = value.as_string() {
        return from_string_argument(&string, args.get_or_undefined(1), cx);
    }
    let Some(object) = value.as_object().filter(|object| !object.is_callable()) else {
        return Err(unsuitable(value, cx));
    };
    if object.is::<ArrayBuffer>() || object.is::<SharedArrayBuffer>() {
        return from_array_buffer(&object, args, cx);
    }
    if !is_uint8_array(value) && !object.is_array() {
        let primitive = object.get(js_string!("valueOf"), cx)?;
        if let Some(value_of) = primitive.as_callable() {
            let plain = value_of.call(value, &[], cx)?;
            let differs = !JsValue::strict_equals(&plain, value);
            if differs && (plain.is_string() || plain.is_object()) {
                let mut args = args.to_vec();
                args[0] = plain;
                return from_value(&args, cx);
            }
        }
    }
    if let Some(buffer) = from_object(&object, cx)? {
        return Ok(buffer);
    }
    let convert = object.get(JsSymbol::to_primitive(), cx)?;
    if let Some(convert) = convert.as_callable() {
        let primitive = convert.call(value, &[js_string!("string").into()], cx)?;
        if let Some(string) = primitive.as_string() {
            return from_string_argument(&string, args.get_or_undefined(1), cx);
        }
    }
    Err(unsuitable(value, cx))
}

fn unsuitable(value: &JsValue, cx: &mut Context) -> Error {
    Error::invalid_arg_type(
        "first argument",
        "of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object",
        value,
        cx,
    )
}

fn from_string_argument(string: &JsString, encoding_value: &JsValue, cx: &mut Context) -> Result<JsValue> {
    let named = encoding_value.as_string().is_some_and(|name| !name.is_empty());
    let encoding = if named { encoding(encoding_value, cx)? } else { Encoding::Utf8 };
    from_string(string, encoding, cx)
}

/// A Buffer of a string's bytes.
///
/// # Errors
/// V8's RangeError when there is no room.
pub(crate) fn from_string(string: &JsString, encoding: Encoding, cx: &mut Context) -> Result<JsValue> {
    let text = strings::units(string);
    let length = codec::byte_length(text, encoding);
    if length == 0 {
        return empty(cx);
    }
    let place = place(length, cx)?;
    let written = place.with_mut(|bytes| codec::write(strings::units(string), encoding, bytes));
    over(&place, written, cx)
}

/// A new Buffer over a copy of `bytes`.
fn from_bytes(bytes: &Bytes, cx: &mut Context) -> Result<JsValue> {
    let place = place(bytes.length, cx)?;
    copy_bytes(bytes, 0, &place, 0, bytes.length);
    over(&place, bytes.length, cx)
}

fn from_array_buffer(buffer: &JsObject, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let mut offset = super::number(args, 1, cx)?;
    if offset.is_nan() {
        offset = 0.0;
    }
    let whole = view(&buffer.clone().into(), cx)?.map_or(0, |bytes| bytes.length);
    let room = whole as f64 - offset;
    if room < 0.0 {
        return Err(out_of_bounds(Some("offset")));
    }
    let mut construct = vec![buffer.clone().into(), offset.into()];
    if !args.get_or_undefined(2).is_undefined() {
        let length = super::number(args, 2, cx)?;
        if length > room {
            return Err(out_of_bounds(Some("length")));
        }
        construct.push(if length > 0.0 { length } else { 0.0 }.into());
    }
    let buffers = Buffers::of(cx)?;
    // Through the engine's constructor: without a length the view follows a resizable buffer, and it checks the offset.
    let object = buffers.uint8_array.construct(&construct, None, cx)?;
    object.set_prototype(Some(buffers.proto.clone()));
    Ok(object.into())
}

fn from_object(object: &JsObject, cx: &mut Context) -> Result<Option<JsValue>> {
    let value: JsValue = object.clone().into();
    if is_uint8_array(&value)
        && let Some(bytes) = view(&value, cx)?
    {
        return from_bytes(&bytes, cx).map(Some);
    }
    let length = object.get(js_string!("length"), cx)?;
    let over_buffer = length.is_undefined()
        && object
            .get(js_string!("buffer"), cx)?
            .as_object()
            .is_some_and(|buffer| buffer.is::<ArrayBuffer>() || buffer.is::<SharedArrayBuffer>());
    if !length.is_undefined() || over_buffer {
        return if length.is_number() { from_array_like(object, cx).map(Some) } else { empty(cx).map(Some) };
    }
    if object.get(js_string!("type"), cx)?.as_string().is_some_and(|kind| kind == js_string!("Buffer"))
        && let Some(data) = object.get(js_string!("data"), cx)?.as_object()
        && data.is_array()
    {
        return from_array_like(&data, cx).map(Some);
    }
    Ok(None)
}

fn from_array_like(object: &JsObject, cx: &mut Context) -> Result<JsValue> {
    let length = object.get(js_string!("length"), cx)?.to_length(cx)?;
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length == 0 {
        return empty(cx);
    }
    if length as f64 > K_MAX_LENGTH {
        return Err(boa_engine::JsNativeError::range().with_message("Array buffer allocation failed").into());
    }
    let mut bytes = zeroed(length)?;
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = element(&object.get(index, cx)?, cx)?;
    }
    let place = place(length, cx)?;
    place.with_mut(|target| target.copy_from_slice(&bytes));
    over(&place, length, cx)
}

/// `ToUint8`
fn element(value: &JsValue, cx: &mut Context) -> Result<u8> {
    match value.as_i32() {
        Some(number) => Ok(number.to_le_bytes()[0]),
        None => Ok(value.to_uint8(cx)?),
    }
}

/// `Buffer.of(...items)`
pub(super) fn of(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let mut bytes = zeroed(args.len())?;
    for (byte, value) in bytes.iter_mut().zip(args) {
        *byte = element(value, cx)?;
    }
    Ok(new_buffer(bytes, cx)?.into())
}

/// `Buffer.concat(list[, totalLength])`
pub(super) fn concat(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let list_value = args.get_or_undefined(0);
    let Some(list) = list_value.as_object().filter(JsObject::is_array) else {
        return Err(Error::invalid_arg_type("list", "an instance of Array", list_value, cx));
    };
    let count = list.get(js_string!("length"), cx)?.to_length(cx)?;
    if count == 0 {
        return empty(cx);
    }
    let mut parts = Vec::with_capacity(usize::try_from(count.min(4096)).unwrap_or(0));
    for index in 0..count {
        let part = list.get(index, cx)?;
        if !is_uint8_array(&part) {
            let name = format!("list[{index}]");
            return Err(Error::invalid_arg_type(&name, "an instance of Buffer or Uint8Array", &part, cx));
        }
        parts.extend(view(&part, cx)?);
    }
    let sum = parts.iter().map(|part| part.length).sum();
    let total_value = args.get_or_undefined(1);
    let total =
        if total_value.is_undefined() { sum } else { integer(total_value, "length", 0.0, K_MAX_LENGTH, cx)? as usize };
    let place = place(total, cx)?;
    let mut at = 0;
    for part in &parts {
        let length = part.length.min(total - at);
        copy_bytes(part, 0, &place, at, length);
        at += length;
    }
    if at < total {
        place.with_mut(|bytes| bytes[at..].fill(0));
    }
    over(&place, total, cx)
}

/// `Buffer.copyBytesFrom(view[, offset[, length]])`: offset and length count elements of the view.
pub(super) fn copy_bytes_from(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0);
    let (Some(size), Some(mut bytes)) = (element_size(value), view(value, cx)?) else {
        return Err(Error::invalid_arg_type("view", "an instance of TypedArray", value, cx));
    };
    let elements = bytes.length / size;
    let mut offset = 0;
    if !args.get_or_undefined(1).is_undefined() {
        offset = integer(args.get_or_undefined(1), "offset", 0.0, K_MAX_LENGTH, cx)? as usize;
    }
    let mut end = elements;
    if !args.get_or_undefined(2).is_undefined() {
        end = offset.saturating_add(integer(args.get_or_undefined(2), "length", 0.0, K_MAX_LENGTH, cx)? as usize);
    }
    if offset >= elements {
        return empty(cx);
    }
    bytes.length = (end.min(elements) - offset) * size;
    bytes.offset += offset * size;
    from_bytes(&bytes, cx)
}

/// `Buffer.isBuffer(value)`
pub(super) fn is_buffer(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let proto = Buffers::of(cx)?.proto.clone();
    let mut at = args.get_or_undefined(0).as_object();
    while let Some(object) = at {
        at = object.prototype();
        if at.as_ref().is_some_and(|at| JsObject::equals(at, &proto)) {
            return Ok(true.into());
        }
    }
    Ok(false.into())
}
