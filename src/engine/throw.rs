//! Errors on their way to JS: the one door through which a Rust error becomes an exception.
//!
//! Counterpart of Node's `node_errors.h` and `UVException`. The messages that describe a received value
//! (`ERR_INVALID_ARG_TYPE` and relatives) are put together here, because they need the value.

use std::{error, fmt};

use boa_engine::{
    Context, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, js_string, property::PropertyDescriptor,
};

use super::{
    binding::native_function,
    object,
    strings::{js, utf8},
};
use crate::error::{self as plain, Class, Code, SystemError, errno_name};

/// An error of a native function: one of ours, or an exception that JS threw.
#[derive(Debug)]
pub enum Error {
    /// A coded or system error without a JS object.
    Pure(plain::Error),
    /// An exception of the engine or of user code.
    Js(JsError),
}

/// What natives return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<JsError> for Error {
    fn from(error: JsError) -> Self {
        Self::Js(error)
    }
}

impl From<JsNativeError> for Error {
    fn from(error: JsNativeError) -> Self {
        Self::Js(error.into())
    }
}

impl From<plain::Error> for Error {
    fn from(error: plain::Error) -> Self {
        Self::Pure(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pure(error) => error.fmt(f),
            Self::Js(error) => error.fmt(f),
        }
    }
}

impl error::Error for Error {}

impl Error {
    /// A coded error with its finished message.
    #[must_use]
    pub fn code(code: Code, message: impl Into<String>) -> Self {
        Self::Pure(plain::Error::node(code, message))
    }

    /// A coded error whose message is the table's, with `args` filled in.
    #[must_use]
    pub fn coded(code: Code, args: &[&str]) -> Self {
        let args: Vec<String> = args.iter().map(|&text| text.to_owned()).collect();
        Self::code(code, plain::format_code(code, &args))
    }

    /// `ERR_INVALID_ARG_TYPE`; `expected` is the phrase after "must be", such as `of type string`.
    pub fn invalid_arg_type(name: &str, expected: &str, actual: &JsValue, cx: &mut Context) -> Self {
        let received = received(actual, cx);
        Self::code(Code::ERR_INVALID_ARG_TYPE, format!("The {} must be {expected}.{received}", argument(name)))
    }

    /// `ERR_INVALID_ARG_VALUE`; `reason` defaults to `is invalid` when empty.
    pub fn invalid_arg_value(name: &str, actual: &JsValue, reason: &str, cx: &mut Context) -> Self {
        let mut shown = inspected(actual, cx);
        if shown.chars().count() > 128 {
            shown = shown.chars().take(128).collect::<String>() + "...";
        }
        let kind = if name.contains('.') { "property" } else { "argument" };
        let reason = if reason.is_empty() { "is invalid" } else { reason };
        Self::code(Code::ERR_INVALID_ARG_VALUE, format!("The {kind} '{name}' {reason}. Received {shown}"))
    }

    /// `ERR_OUT_OF_RANGE`; `range` is the phrase after "It must be", such as `>= 0 && <= 255`.
    pub fn out_of_range(name: &str, range: &str, actual: &JsValue, cx: &mut Context) -> Self {
        let shown = number_shown(actual, cx);
        Self::code(
            Code::ERR_OUT_OF_RANGE,
            format!("The value of \"{name}\" is out of range. It must be {range}. Received {shown}"),
        )
    }

    /// `ERR_MISSING_ARGS` in Node's words.
    #[must_use]
    pub fn missing_args(names: &[&str]) -> Self {
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let text = match quoted.as_slice() {
            [one] => format!("The {one} argument must be specified"),
            [first, second] => format!("The {first} and {second} arguments must be specified"),
            [rest @ .., last] => format!("The {}, and {last} arguments must be specified", rest.join(", ")),
            [] => String::new(),
        };
        Self::code(Code::ERR_MISSING_ARGS, text)
    }

    /// The exception for JS. This is the only place where one of our errors becomes an object.
    #[cold]
    pub fn throw(self, cx: &mut Context) -> JsError {
        match self {
            Self::Js(error) => error,
            Self::Pure(error) => match to_object(&error, cx) {
                Ok(object) => JsError::from_opaque(object.into()),
                Err(error) => error,
            },
        }
    }

    /// The same as a JS value, for callbacks and rejections.
    ///
    /// # Errors
    /// What cannot be caught in JS (a limit of the engine).
    pub fn into_value(self, cx: &mut Context) -> JsResult<JsValue> {
        self.throw(cx).into_opaque(cx)
    }
}

/// Makes the JS error object of a plain error.
///
/// # Errors
/// A limit of the engine.
pub fn to_object(error: &plain::Error, cx: &mut Context) -> JsResult<JsObject> {
    match error {
        plain::Error::Node { code, message } => {
            let object = new_error(code.class(), message, Some(code.name()), cx);
            object.create_data_property_or_throw(js_string!("code"), js(code.name()), cx)?;
            let method = native_function(js_string!("toString"), 0, coded_to_string, cx);
            object::put_hidden(&object, js_string!("toString"), method);
            Ok(object)
        }
        plain::Error::System(system) => system_object(system, cx),
    }
}

/// `error.toString()` of a coded error: `TypeError [CODE]: message`, as Node's errors have it.
fn coded_to_string(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let error = this.to_object(cx)?;
    let mut field = |key: JsString| -> JsResult<String> { Ok(utf8(&error.get(key, cx)?.to_string(cx)?)) };
    let (name, code, message) = (field(js_string!("name"))?, field(js_string!("code"))?, field(js_string!("message"))?);
    Ok(js(&format!("{name} [{code}]: {message}")).into())
}

/// A bare error of a class; `code` goes into the header of its stack as Node has it: `TypeError [CODE]: message`.
pub fn new_error(class: Class, message: &str, code: Option<&str>, cx: &mut Context) -> JsObject {
    let native = match class {
        Class::Error => JsNativeError::error(),
        Class::TypeError => JsNativeError::typ(),
        Class::RangeError => JsNativeError::range(),
        Class::SyntaxError => JsNativeError::syntax(),
        Class::UriError => JsNativeError::uri(),
    };
    let object = native.with_message(message.to_owned()).into_opaque(cx);
    if code.is_some() {
        super::stack::show_code(&object, cx);
    }
    object
}

fn system_object(error: &SystemError, cx: &mut Context) -> JsResult<JsObject> {
    let object = new_error(Class::Error, &error.message(), None, cx);
    let uv = if error.errno > 0 { -error.errno } else { error.errno };
    object.create_data_property_or_throw(js_string!("errno"), uv, cx)?;
    object.create_data_property_or_throw(js_string!("code"), js(&errno_name(error.errno)), cx)?;
    object.create_data_property_or_throw(js_string!("syscall"), js(&error.syscall), cx)?;
    if let Some(path) = &error.path {
        object.create_data_property_or_throw(js_string!("path"), js(path), cx)?;
    }
    if let Some(dest) = &error.dest {
        object.create_data_property_or_throw(js_string!("dest"), js(dest), cx)?;
    }
    Ok(object)
}

/// Defines a non-enumerable, writable property, as V8 does for what it adds to errors.
///
/// # Errors
/// As `Object.defineProperty`.
pub fn define_hidden(object: &JsObject, key: JsString, value: impl Into<JsValue>, cx: &mut Context) -> JsResult<()> {
    let descriptor = PropertyDescriptor::builder().value(value).writable(true).enumerable(false).configurable(true);
    object.define_property_or_throw(key, descriptor, cx)?;
    Ok(())
}

/// `"x" argument`, `"x.y" property`, or the name itself when it already says so.
fn argument(name: &str) -> String {
    if name.ends_with(" argument") {
        return name.to_owned();
    }
    let kind = if name.contains('.') { "property" } else { "argument" };
    format!("\"{name}\" {kind}")
}

/// Node's description of a received value, with its leading space: ` Received type string ('x')`.
pub fn received(value: &JsValue, cx: &mut Context) -> String {
    if value.is_null_or_undefined() {
        return format!(" Received {}", value.display());
    }
    if let Some(object) = value.as_object() {
        if object.is_callable() {
            let name = object.get(js_string!("name"), cx).ok().and_then(|name| name.as_string());
            return format!(" Received function {}", name.map(|name| utf8(&name)).unwrap_or_default());
        }
        let constructor = object.get(js_string!("constructor"), cx).ok().and_then(|value| value.as_object());
        let name = constructor.and_then(|f| f.get(js_string!("name"), cx).ok()).and_then(|name| name.as_string());
        return match name {
            Some(name) if !name.is_empty() => format!(" Received an instance of {}", utf8(&name)),
            _ => format!(" Received {}", inspected_shallow(value, cx)),
        };
    }
    let shown = match (value.as_string(), value.as_number()) {
        (Some(text), _) => quoted(&utf8(&text)),
        (_, Some(number)) if number == 0.0 && number.is_sign_negative() => "-0".to_owned(),
        _ => value.display().to_string(),
    };
    format!(" Received type {} ({shown})", value.type_of())
}

/// A string as a message names it: cut, in single quotes if it has none inside.
fn quoted(text: &str) -> String {
    let mut text = text.to_owned();
    if text.encode_utf16().count() > 28 {
        text = text.chars().take(25).collect::<String>() + "...";
    }
    if text.contains('\'') { serde_json::Value::from(text).to_string() } else { format!("'{text}'") }
}

/// A number as `ERR_OUT_OF_RANGE` shows it: integers beyond 2^32 get `_` between groups of three digits.
fn number_shown(value: &JsValue, cx: &mut Context) -> String {
    if let Some(number) = value.as_number()
        && number.fract() == 0.0
        && number.abs() > 4_294_967_296.0
    {
        return grouped(&utf8(&value.to_string(cx).unwrap_or_default()));
    }
    if let Some(big) = value.as_bigint() {
        let text = big.to_string();
        let digits = text.trim_start_matches('-').len();
        return if digits > 9 { format!("{}n", grouped(&text)) } else { format!("{text}n") };
    }
    inspected(value, cx)
}

fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

/// How `util.inspect` shows values inside error messages; set once by the binding that implements it.
pub type Inspector = fn(&JsValue, shallow: bool, &mut Context) -> String;

thread_local! {
    static INSPECTOR: std::cell::Cell<Option<Inspector>> = const { std::cell::Cell::new(None) };
}

/// Installs `util.inspect` for messages (the binding layer lies above this one).
pub fn set_inspector(inspector: Inspector) {
    INSPECTOR.set(Some(inspector));
}

/// A value as `util.inspect` prints it.
pub fn inspected(value: &JsValue, cx: &mut Context) -> String {
    INSPECTOR.get().map_or_else(|| value.display().to_string(), |inspect| inspect(value, false, cx))
}

fn inspected_shallow(value: &JsValue, cx: &mut Context) -> String {
    INSPECTOR.get().map_or_else(|| value.display().to_string(), |inspect| inspect(value, true, cx))
}
