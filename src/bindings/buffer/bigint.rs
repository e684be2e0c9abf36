//! `readBigUInt64LE` … `writeBigInt64BE`.

use boa_engine::{Context, JsArgs, JsBigInt, JsValue};

use super::{integer, this_bytes};
use crate::engine::{Error, Export, Result, function};

/// The 64 bits of a BigInt within the range of the type.
fn bits(value: &JsValue, signed: bool, cx: &mut Context) -> Result<u64> {
    let range = if signed { ">= -(2n ** 63n) and < 2n ** 63n" } else { ">= 0n and < 2n ** 64n" };
    let Some(big) = value.as_bigint() else {
        // Node compares before it converts, and numbers compare with BigInts.
        let (min, max) = if signed { (-2_f64.powi(63), 2_f64.powi(63)) } else { (0.0, 2_f64.powi(64)) };
        if value.as_number().is_some_and(|number| number < min || number >= max) {
            return Err(Error::out_of_range("value", range, value, cx));
        }
        let text = "Cannot mix BigInt and other types, use explicit conversions";
        return Err(boa_engine::JsNativeError::typ().with_message(text).into());
    };
    // Decimal text is exact for any size; 64 bits are at most 20 digits.
    let text = big.to_string();
    let bits = if signed { text.parse::<i64>().ok().map(i64::cast_unsigned) } else { text.parse::<u64>().ok() };
    bits.ok_or_else(|| Error::out_of_range("value", range, value, cx))
}

macro_rules! bigints {
    ($($read:ident, $write:ident, $type:ty, $signed:literal, $from:ident, $to:ident;)*) => {
        $(
            fn $read(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                let bytes = this_bytes(this, cx)?;
                let at = integer::place(&bytes, args.get_or_undefined(0), 8, cx)?;
                Ok(JsBigInt::from(<$type>::$from(integer::load(&bytes, at))).into())
            }
            fn $write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                let bits = bits(args.get_or_undefined(0), $signed, cx)?;
                let bytes = this_bytes(this, cx)?;
                let at = integer::place(&bytes, args.get_or_undefined(1), 8, cx)?;
                integer::store(&bytes, at, &bits.$to());
                Ok((at + 8).into())
            }
        )*
    };
}

bigints! {
    read_u64_le, write_u64_le, u64, false, from_le_bytes, to_le_bytes;
    read_u64_be, write_u64_be, u64, false, from_be_bytes, to_be_bytes;
    read_i64_le, write_i64_le, i64, true, from_le_bytes, to_le_bytes;
    read_i64_be, write_i64_be, i64, true, from_be_bytes, to_be_bytes;
}

/// `buf.readBigUInt64LE([offset])` …, `buf.writeBigInt64BE(value[, offset])`
pub(super) static METHODS: &[Export] = &[
    function!("readBigUInt64LE", 0, read_u64_le),
    function!("readBigUInt64BE", 0, read_u64_be),
    function!("readBigInt64LE", 0, read_i64_le),
    function!("readBigInt64BE", 0, read_i64_be),
    function!("writeBigUInt64LE", 1, write_u64_le),
    function!("writeBigUInt64BE", 1, write_u64_be),
    function!("writeBigInt64LE", 1, write_i64_le),
    function!("writeBigInt64BE", 1, write_i64_be),
];
