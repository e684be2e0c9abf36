//! Arguments of natives: read once, checked here, with Node's error when they do not fit.
//!
//! Newtypes that implement [`FromJs`] carry their range errors, so neither the native nor the JS above it repeats a check.

use boa_engine::{Context, JsArgs, JsObject, JsString, JsValue, object::builtins::JsFunction};

use super::{Error, Result, strings::utf8};

/// A type that a JS argument converts to without running JS.
pub trait FromJs: Sized {
    /// What Node's message says after "must be".
    const EXPECTED: &'static str;

    /// The value, or `None` if it has another type.
    fn from_js(value: &JsValue) -> Option<Self>;

    /// The value or Node's error for the argument `name`.
    ///
    /// # Errors
    /// `ERR_INVALID_ARG_TYPE`, or what a newtype's own range check says.
    fn convert(value: &JsValue, name: &'static str, cx: &mut Context) -> Result<Self> {
        match Self::from_js(value) {
            Some(converted) => Ok(converted),
            None => Err(Error::invalid_arg_type(name, Self::EXPECTED, value, cx)),
        }
    }
}

macro_rules! from_js {
    ($($type:ty: $expected:literal, |$value:ident| $convert:expr;)*) => {$(
        impl FromJs for $type {
            const EXPECTED: &'static str = $expected;
            fn from_js($value: &JsValue) -> Option<Self> { $convert }
        }
    )*};
}

from_js! {
    bool: "of type boolean", |value| value.as_boolean();
    i32: "of type number", |value| value.as_i32();
    u32: "of type number", |value| value.as_number().filter(|n| n.fract() == 0.0 && *n >= 0.0 && *n <= f64::from(u32::MAX)).map(|n| n as u32);
    i64: "of type number", |value| value.as_number().filter(|n| n.fract() == 0.0).map(|n| n as i64);
    u64: "of type number", |value| value.as_number().filter(|n| n.fract() == 0.0 && *n >= 0.0).map(|n| n as u64);
    f64: "of type number", |value| value.as_number();
    JsString: "of type string", |value| value.as_string();
    String: "of type string", |value| value.as_string().map(|string| utf8(&string));
    JsFunction: "of type function", |value| value.as_function();
    JsObject: "of type object", |value| value.as_object();
    JsValue: "a value", |value| Some(value.clone());
}

impl<T: FromJs> FromJs for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_js(value: &JsValue) -> Option<Self> {
        if value.is_undefined() { Some(None) } else { T::from_js(value).map(Some) }
    }
}

/// The argument at `index`, which Node calls `name`.
///
/// # Errors
/// Node's error for an argument of the wrong type.
pub fn arg<T: FromJs>(args: &[JsValue], index: usize, name: &'static str, cx: &mut Context) -> Result<T> {
    T::convert(args.get_or_undefined(index), name, cx)
}

/// The argument at `index`, `None` when it is missing or undefined.
///
/// # Errors
/// Node's error for an argument of the wrong type.
pub fn opt_arg<T: FromJs>(args: &[JsValue], index: usize, name: &'static str, cx: &mut Context) -> Result<Option<T>> {
    let value = args.get_or_undefined(index);
    if value.is_undefined() { Ok(None) } else { T::convert(value, name, cx).map(Some) }
}
