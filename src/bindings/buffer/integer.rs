//! `readUInt8` … `writeIntBE`: integers of one to six bytes.

use boa_engine::{Context, JsArgs, JsValue};

use super::{number, out_of_bounds, this_bytes};
use crate::engine::{Error, Export, Result, bytes::Bytes, function};

/// Where an integer lies in a Buffer, checked.
///
/// # Errors
/// Node's errors for an offset of the wrong type, a fraction, or out of range.
pub(super) fn place(bytes: &Bytes, offset: &JsValue, size: usize, cx: &mut Context) -> Result<usize> {
    if offset.is_undefined() && size <= bytes.length {
        return Ok(0);
    }
    if let Some(at) = offset.as_i32()
        && let Ok(at) = usize::try_from(at)
        && at + size <= bytes.length
    {
        return Ok(at);
    }
    if offset.is_undefined() {
        return Err(out_of_bounds(None));
    }
    let Some(at) = offset.as_number() else {
        return Err(Error::invalid_arg_type("offset", "of type number", offset, cx));
    };
    if at >= 0.0 && at.fract() == 0.0 && at + size as f64 <= bytes.length as f64 {
        return Ok(at as usize);
    }
    bounds_error(offset, bytes.length as f64 - size as f64, "offset", 0, cx)
}

/// Why `value` is no position: a fraction, no room at all, or outside of `min..=last`.
fn bounds_error<T>(value: &JsValue, last: f64, name: &'static str, min: i32, cx: &mut Context) -> Result<T> {
    let Some(number) = value.as_number() else {
        return Err(Error::invalid_arg_type(name, "of type number", value, cx));
    };
    // Infinity is its own floor, NaN is not.
    if number.floor() != number {
        return Err(Error::out_of_range(name, "an integer", value, cx));
    }
    if last < 0.0 {
        return Err(out_of_bounds(None));
    }
    Err(Error::out_of_range(name, &format!(">= {min} and <= {last}"), value, cx))
}

/// The `byteLength` argument of the six methods that take one.
fn width(value: &JsValue, cx: &mut Context) -> Result<usize> {
    match value.as_number() {
        Some(width) if (1.0..=6.0).contains(&width) && width.fract() == 0.0 => Ok(width as usize),
        _ => bounds_error(value, 6.0, "byteLength", 1, cx),
    }
}

macro_rules! fixed {
    ($($read:ident, $write:ident, $type:ty, $from:ident, $to:ident;)*) => {
        $(
            fn $read(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                const SIZE: usize = size_of::<$type>();
                let bytes = this_bytes(this, cx)?;
                let at = place(&bytes, args.get_or_undefined(0), SIZE, cx)?;
                let data = load::<SIZE>(&bytes, at);
                Ok(<$type>::$from(data).into())
            }
            fn $write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                const SIZE: usize = size_of::<$type>();
                let value = number(args, 0, cx)?;
                let offset = args.get_or_undefined(1);
                if SIZE == 1 && !offset.is_undefined() && !offset.is_number() {
                    return Err(Error::invalid_arg_type("offset", "of type number", offset, cx));
                }
                if value < f64::from(<$type>::MIN) || value > f64::from(<$type>::MAX) {
                    let range = format!(">= {} and <= {}", <$type>::MIN, <$type>::MAX);
                    return Err(Error::out_of_range("value", &range, &value.into(), cx));
                }
                let bytes = this_bytes(this, cx)?;
                let at = place(&bytes, offset, SIZE, cx)?;
                store(&bytes, at, &(value as $type).$to());
                Ok((at + SIZE).into())
            }
        )*
    };
}

fixed! {
    read_u8, write_u8, u8, from_le_bytes, to_le_bytes;
    read_u16_le, write_u16_le, u16, from_le_bytes, to_le_bytes;
    read_u16_be, write_u16_be, u16, from_be_bytes, to_be_bytes;
    read_u32_le, write_u32_le, u32, from_le_bytes, to_le_bytes;
    read_u32_be, write_u32_be, u32, from_be_bytes, to_be_bytes;
    read_i8, write_i8, i8, from_le_bytes, to_le_bytes;
    read_i16_le, write_i16_le, i16, from_le_bytes, to_le_bytes;
    read_i16_be, write_i16_be, i16, from_be_bytes, to_be_bytes;
    read_i32_le, write_i32_le, i32, from_le_bytes, to_le_bytes;
    read_i32_be, write_i32_be, i32, from_be_bytes, to_be_bytes;
}

/// The bytes at a checked position; zeros if the memory was detached meanwhile.
pub(super) fn load<const SIZE: usize>(bytes: &Bytes, at: usize) -> [u8; SIZE] {
    bytes.with(|bytes| bytes.get(at..at + SIZE).and_then(|part| part.try_into().ok()).unwrap_or([0; SIZE]))
}

/// Stores at a checked position; nothing if the memory was detached meanwhile.
pub(super) fn store(bytes: &Bytes, at: usize, data: &[u8]) {
    bytes.with_mut(|bytes| {
        if let Some(part) = bytes.get_mut(at..at + data.len()) {
            part.copy_from_slice(data);
        }
    });
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    Little,
    Big,
}

fn read_any(this: &JsValue, args: &[JsValue], order: Order, signed: bool, cx: &mut Context) -> Result<JsValue> {
    let offset = args.get_or_undefined(0);
    if offset.is_undefined() {
        return Err(Error::invalid_arg_type("offset", "of type number", offset, cx));
    }
    let width = width(args.get_or_undefined(1), cx)?;
    let bytes = this_bytes(this, cx)?;
    let at = place(&bytes, offset, width, cx)?;
    let mut data = [0; 8];
    bytes.with(|bytes| {
        if let Some(part) = bytes.get(at..at + width) {
            data[..width].copy_from_slice(part);
        }
    });
    if order == Order::Big {
        data[..width].reverse();
    }
    let unused = 64 - 8 * width;
    let value = i64::from_le_bytes(data) << unused;
    let value = if signed { value >> unused } else { (value.cast_unsigned() >> unused).cast_signed() };
    Ok(value.into())
}

fn write_any(this: &JsValue, args: &[JsValue], order: Order, signed: bool, cx: &mut Context) -> Result<JsValue> {
    let width = width(args.get_or_undefined(2), cx)?;
    let value = number(args, 0, cx)?;
    let bits = 8 * width as i32;
    let (min, limit) = if signed { (-2_f64.powi(bits - 1), 2_f64.powi(bits - 1)) } else { (0.0, 2_f64.powi(bits)) };
    if value < min || value > limit - 1.0 {
        let range = match (width > 4, signed) {
            (false, _) => format!(">= {min} and <= {}", limit - 1.0),
            (true, false) => format!(">= 0 and < 2 ** {bits}"),
            (true, true) => format!(">= -(2 ** {0}) and < 2 ** {0}", bits - 1),
        };
        return Err(Error::out_of_range("value", &range, &value.into(), cx));
    }
    let offset = args.get_or_undefined(1);
    if offset.is_undefined() {
        return Err(Error::invalid_arg_type("offset", "of type number", offset, cx));
    }
    let bytes = this_bytes(this, cx)?;
    let at = place(&bytes, offset, width, cx)?;
    let mut data = (value as i64).to_le_bytes();
    if order == Order::Big {
        data[..width].reverse();
    }
    store(&bytes, at, &data[..width]);
    Ok((at + width).into())
}

macro_rules! any_width {
    ($($read:ident, $write:ident, $order:ident, $signed:literal;)*) => {
        $(
            fn $read(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                read_any(this, args, Order::$order, $signed, cx)
            }
            fn $write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                write_any(this, args, Order::$order, $signed, cx)
            }
        )*
    };
}

any_width! {
    read_uint_le, write_uint_le, Little, false;
    read_uint_be, write_uint_be, Big, false;
    read_int_le, write_int_le, Little, true;
    read_int_be, write_int_be, Big, true;
}

/// `buf.readUInt8([offset])` …, `buf.writeIntBE(value, offset, byteLength)`
pub(super) static METHODS: &[Export] = &[
    function!("readUIntLE", 2, read_uint_le),
    function!("readUInt32LE", 0, read_u32_le),
    function!("readUInt16LE", 0, read_u16_le),
    function!("readUInt8", 0, read_u8),
    function!("readUIntBE", 2, read_uint_be),
    function!("readUInt32BE", 0, read_u32_be),
    function!("readUInt16BE", 0, read_u16_be),
    function!("readIntLE", 2, read_int_le),
    function!("readInt32LE", 0, read_i32_le),
    function!("readInt16LE", 0, read_i16_le),
    function!("readInt8", 0, read_i8),
    function!("readIntBE", 2, read_int_be),
    function!("readInt32BE", 0, read_i32_be),
    function!("readInt16BE", 0, read_i16_be),
    function!("writeUIntLE", 3, write_uint_le),
    function!("writeUInt32LE", 1, write_u32_le),
    function!("writeUInt16LE", 1, write_u16_le),
    function!("writeUInt8", 1, write_u8),
    function!("writeUIntBE", 3, write_uint_be),
    function!("writeUInt32BE", 1, write_u32_be),
    function!("writeUInt16BE", 1, write_u16_be),
    function!("writeIntLE", 3, write_int_le),
    function!("writeInt32LE", 1, write_i32_le),
    function!("writeInt16LE", 1, write_i16_le),
    function!("writeInt8", 1, write_i8),
    function!("writeIntBE", 3, write_int_be),
    function!("writeInt32BE", 1, write_i32_be),
    function!("writeInt16BE", 1, write_i16_be),
];
