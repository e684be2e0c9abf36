//! `readFloatLE` … `writeDoubleBE`.

use boa_engine::{Context, JsArgs, JsValue};

use super::{integer, number, this_bytes};
use crate::engine::{Export, Result, function};

macro_rules! floats {
    ($($read:ident, $write:ident, $type:ty, $from:ident, $to:ident;)*) => {
        $(
            fn $read(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                let bytes = this_bytes(this, cx)?;
                let at = integer::place(&bytes, args.get_or_undefined(0), size_of::<$type>(), cx)?;
                Ok(f64::from(<$type>::$from(integer::load(&bytes, at))).into())
            }
            fn $write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                let value = number(args, 0, cx)?;
                let bytes = this_bytes(this, cx)?;
                let at = integer::place(&bytes, args.get_or_undefined(1), size_of::<$type>(), cx)?;
                integer::store(&bytes, at, &(value as $type).$to());
                Ok((at + size_of::<$type>()).into())
            }
        )*
    };
}

floats! {
    read_float_le, write_float_le, f32, from_le_bytes, to_le_bytes;
    read_float_be, write_float_be, f32, from_be_bytes, to_be_bytes;
    read_double_le, write_double_le, f64, from_le_bytes, to_le_bytes;
    read_double_be, write_double_be, f64, from_be_bytes, to_be_bytes;
}

/// `buf.readFloatLE([offset])` …, `buf.writeDoubleBE(value[, offset])`
pub(super) static METHODS: &[Export] = &[
    function!("readFloatLE", 0, read_float_le),
    function!("readFloatBE", 0, read_float_be),
    function!("readDoubleLE", 0, read_double_le),
    function!("readDoubleBE", 0, read_double_be),
    function!("writeFloatLE", 1, write_float_le),
    function!("writeFloatBE", 1, write_float_be),
    function!("writeDoubleLE", 1, write_double_le),
    function!("writeDoubleBE", 1, write_double_be),
];
