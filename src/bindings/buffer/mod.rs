//! `internalBinding('buffer')`: the Buffer class, native as a whole, and the functions of `node:buffer`.
//!
//! Counterpart of Node's `lib/buffer.js` and `node_buffer.cc`. A Buffer is a `Uint8Array` whose prototype is
//! [`Buffers::proto`]; it exists as soon as anything native makes a Buffer, without loading any JS.
//! **Bytes are borrowed only in `Bytes::with` and `with_mut`; all arguments are converted before.**

mod bigint;
mod class;
pub(crate) mod create;
mod float;
mod integer;
mod memory;
mod search;
mod text;
pub(crate) mod view;

use std::{cell::RefCell, rc::Rc};

use boa_engine::{
    Context, JsArgs, JsObject, JsString, JsValue,
    object::builtins::{AlignedVec, JsArrayBuffer},
};

use crate::{
    codec::Encoding,
    engine::{Binding, Error, Result, bytes::Bytes, constant, double, function, lazy, strings},
    error::Code,
};

pub(crate) use text::{atob, btoa, check_text_length};
pub(crate) use view::{copy_bytes, is_uint8_array, this_bytes, view};

/// `internalBinding('buffer')`
pub(super) static BINDING: Binding = Binding {
    name: "buffer",
    exports: &[
        lazy!("Buffer", class_value),
        double("kMaxLength", K_MAX_LENGTH),
        constant("kStringMaxLength", K_STRING_MAX_LENGTH),
        function!("transcode", 3, text::transcode),
        function!("isUtf8", 1, text::is_utf8),
        function!("isAscii", 1, text::is_ascii),
        function!("atob", 1, text::atob),
        function!("btoa", 1, text::btoa),
        function!("getInspectMaxBytes", 0, class::inspect_max_bytes),
        function!("setInspectMaxBytes", 1, class::set_inspect_max_bytes),
    ],
};

/// `buffer.constants.MAX_LENGTH`
const K_MAX_LENGTH: f64 = 9_007_199_254_740_991.0;
/// `buffer.constants.MAX_STRING_LENGTH`: V8's on 64-bit machines, which packages test against.
const K_STRING_MAX_LENGTH: i32 = 536_870_888;

/// The Buffer class of a context.
pub(crate) struct Buffers {
    /// `Buffer.prototype`
    pub(crate) proto: JsObject,
    /// `Buffer`
    pub(crate) constructor: JsObject,
    /// The intrinsic `Uint8Array`.
    uint8_array: JsObject,
    pool: RefCell<create::Pool>,
    inspect_max_bytes: std::cell::Cell<f64>,
}

impl Buffers {
    /// The class of this context, made on first use.
    ///
    /// # Errors
    /// A limit of the engine.
    pub(crate) fn of(cx: &mut Context) -> Result<Rc<Self>> {
        if let Some(buffers) = cx.get_data::<Rc<Self>>() {
            return Ok(buffers.clone());
        }
        let buffers = Rc::new(class::define(cx)?);
        cx.insert_data(buffers.clone());
        Ok(buffers)
    }
}

fn class_value(cx: &mut Context) -> Result<JsValue> {
    Ok(Buffers::of(cx)?.constructor.clone().into())
}

/// A Buffer that takes over `bytes`.
///
/// # Errors
/// A limit of the engine.
pub(crate) fn new_buffer(bytes: AlignedVec<u8>, cx: &mut Context) -> Result<JsObject> {
    let length = bytes.len();
    let buffer = JsArrayBuffer::from_byte_block(bytes, cx)?;
    view::fast_buffer(&buffer.into(), 0, length, cx)
}

/// Memory for `length` bytes, zeroed.
///
/// # Errors
/// V8's RangeError when there is no room.
pub(crate) fn zeroed(length: usize) -> Result<AlignedVec<u8>> {
    let failed = || boa_engine::JsNativeError::range().with_message("Array buffer allocation failed");
    // The engine's own limit on one buffer, which the allocator would only discover when the pages are touched.
    if length > 0x1_0000_0000 {
        return Err(failed().into());
    }
    let mut bytes = AlignedVec::<u8>::new(64);
    bytes.try_reserve_exact(length).map_err(|_| failed())?;
    bytes.resize(length, 0);
    Ok(bytes)
}

/// The encoding that a JS value names; `undefined` means utf8.
///
/// # Errors
/// `ERR_UNKNOWN_ENCODING`, or what the conversion to a string throws.
pub(crate) fn encoding(value: &JsValue, cx: &mut Context) -> Result<Encoding> {
    if value.is_undefined() {
        return Ok(Encoding::Utf8);
    }
    let name = value.to_string(cx)?;
    parse_encoding(&name).ok_or_else(|| unknown_encoding(&name))
}

/// The encoding of that name, in any letter case.
pub(crate) fn parse_encoding(name: &JsString) -> Option<Encoding> {
    match name.as_str().variant() {
        boa_engine::string::JsStrVariant::Latin1(name) => Encoding::parse(name),
        boa_engine::string::JsStrVariant::Utf16(_) => Encoding::parse(strings::utf8(name).as_bytes()),
    }
}

pub(crate) fn unknown_encoding(name: &JsString) -> Error {
    Error::code(Code::ERR_UNKNOWN_ENCODING, format!("Unknown encoding: {}", strings::utf8(name)))
}

/// Node's `validateInteger`, within `min..=max`.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` or `ERR_OUT_OF_RANGE`.
pub(crate) fn integer(value: &JsValue, name: &'static str, min: f64, max: f64, cx: &mut Context) -> Result<f64> {
    let Some(number) = value.as_number() else {
        return Err(Error::invalid_arg_type(name, "of type number", value, cx));
    };
    if number.fract() != 0.0 || !number.is_finite() {
        return Err(Error::out_of_range(name, "an integer", value, cx));
    }
    if number < min || number > max {
        return Err(Error::out_of_range(name, &format!(">= {min} && <= {max}"), value, cx));
    }
    Ok(number)
}

/// `ERR_BUFFER_OUT_OF_BOUNDS`, about an argument or about the access as such.
fn out_of_bounds(name: Option<&str>) -> Error {
    Error::code(
        Code::ERR_BUFFER_OUT_OF_BOUNDS,
        name.map_or_else(
            || "Attempt to access memory outside buffer bounds".to_owned(),
            |name| format!("\"{name}\" is outside of buffer bounds"),
        ),
    )
}

/// The bytes of an argument that must be a Buffer or `Uint8Array`.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE`
fn uint8_argument(value: &JsValue, name: &'static str, cx: &mut Context) -> Result<Bytes> {
    if is_uint8_array(value)
        && let Some(bytes) = view(value, cx)?
    {
        return Ok(bytes);
    }
    Err(Error::invalid_arg_type(name, "an instance of Buffer or Uint8Array", value, cx))
}

/// The argument at `index` as a number, `undefined` and non-numbers as JS converts them; NaN stays NaN.
fn number(args: &[JsValue], index: usize, cx: &mut Context) -> Result<f64> {
    let value = args.get_or_undefined(index);
    match value.as_number() {
        Some(number) => Ok(number),
        None => Ok(value.to_number(cx)?),
    }
}
