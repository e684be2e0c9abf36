//! `internalBinding('validators')`: the argument checks of builtins. Counterpart of Node's `lib/internal/validators.js`.

use boa_engine::{Context, JsNativeError, JsObject, JsValue, js_string};

use crate::engine::{
    Binding, Error, Result, function, object,
    strings::utf8,
    throw::{inspected, received},
};
use crate::error::Code;

pub(super) static BINDING: Binding = Binding {
    name: "validators",
    exports: &[
        function!("validateAbortSignal", 2, validate_abort_signal),
        function!("validateArray", 3, validate_array),
        function!("validateBoolean", 2, validate_boolean),
        function!("validateBooleanArray", 2, validate_boolean_array),
        function!("validateBuffer", 2, validate_buffer),
        function!("validateFunction", 2, validate_function),
        function!("validateInt32", 4, validate_int32),
        function!("validateInteger", 4, validate_integer),
        function!("validateNumber", 4, validate_number),
        function!("validateObject", 3, validate_object),
        function!("validateOneOf", 3, validate_one_of),
        function!("validatePlainFunction", 2, validate_plain_function),
        function!("validatePort", 3, validate_port),
        function!("validateString", 2, validate_string),
        function!("validateStringArray", 2, validate_string_array),
        function!("validateUint32", 3, validate_uint32),
        function!("validateUndefined", 2, validate_undefined),
        function!("validateUnion", 3, validate_union),
    ],
};

type Native = Result<JsValue>;

fn value(args: &[JsValue]) -> JsValue {
    args.first().cloned().unwrap_or_default()
}

fn name(args: &[JsValue], index: usize, default: &str) -> String {
    args.get(index).and_then(JsValue::as_string).map_or_else(|| default.to_owned(), |string| utf8(&string))
}

fn check(ok: bool, args: &[JsValue], default: &str, expected: &str, cx: &mut Context) -> Native {
    if ok {
        Ok(JsValue::undefined())
    } else {
        Err(Error::invalid_arg_type(&name(args, 1, default), expected, &value(args), cx))
    }
}

/// `validateString(value, name)`
fn validate_string(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    check(value(args).is_string(), args, "value", "of type string", cx)
}

/// `validateBoolean(value, name)`
fn validate_boolean(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    check(value(args).is_boolean(), args, "value", "of type boolean", cx)
}

/// `validateFunction(value, name)`
fn validate_function(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    check(value(args).is_callable(), args, "value", "of type function", cx)
}

/// `validatePlainFunction(value, name)`: a function that is not async.
fn validate_plain_function(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let value = value(args);
    let asynchronous = value
        .as_object()
        .and_then(|object| object.prototype())
        .is_some_and(|proto| JsObject::equals(&proto, &cx.intrinsics().constructors().async_function().prototype()));
    check(value.is_callable() && !asynchronous, args, "value", "of type function", cx)
}

/// `validateUndefined(value, name)`
fn validate_undefined(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    check(value(args).is_undefined(), args, "value", "undefined", cx)
}

/// `validateBuffer(value, name = 'buffer')`
fn validate_buffer(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let value = value(args);
    let is_view = value.as_object().is_some_and(|object| {
        object.is::<boa_engine::builtins::typed_array::TypedArray>()
            || object.is::<boa_engine::builtins::dataview::DataView>()
    });
    check(is_view, args, "buffer", "an instance of Buffer, TypedArray, or DataView", cx)
}

/// `validateNumber(value, name, min, max)`
fn validate_number(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let value = value(args);
    let name = name(args, 1, "value");
    let Some(number) = value.as_number() else {
        return Err(Error::invalid_arg_type(&name, "of type number", &value, cx));
    };
    let bound = |index: usize| args.get(index).and_then(JsValue::as_number);
    let (min, max) = (bound(2), bound(3));
    let outside = min.is_some_and(|min| number < min)
        || max.is_some_and(|max| number > max)
        || ((min.is_some() || max.is_some()) && number.is_nan());
    if !outside {
        return Ok(JsValue::undefined());
    }
    let mut range = String::new();
    if let Some(min) = min {
        range += &format!(">= {}", shown(min));
    }
    if min.is_some() && max.is_some() {
        range += " && ";
    }
    if let Some(max) = max {
        range += &format!("<= {}", shown(max));
    }
    Err(Error::out_of_range(&name, &range, &value, cx))
}

fn shown(number: f64) -> String {
    JsValue::from(number).display().to_string()
}

fn integer(args: &[JsValue], min: f64, max: f64, cx: &mut Context) -> Native {
    let value = value(args);
    let name = name(args, 1, "value");
    let Some(number) = value.as_number() else {
        return Err(Error::invalid_arg_type(&name, "of type number", &value, cx));
    };
    if number.fract() != 0.0 || !number.is_finite() {
        return Err(Error::out_of_range(&name, "an integer", &value, cx));
    }
    if number < min || number > max {
        return Err(Error::out_of_range(&name, &format!(">= {} && <= {}", shown(min), shown(max)), &value, cx));
    }
    Ok(JsValue::undefined())
}

const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// `validateInteger(value, name, min = MIN_SAFE_INTEGER, max = MAX_SAFE_INTEGER)`
fn validate_integer(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let bound = |index: usize, default: f64| args.get(index).and_then(JsValue::as_number).unwrap_or(default);
    integer(args, bound(2, -MAX_SAFE), bound(3, MAX_SAFE), cx)
}

/// `validateInt32(value, name, min = -2147483648, max = 2147483647)`
fn validate_int32(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let bound = |index: usize, default: f64| args.get(index).and_then(JsValue::as_number).unwrap_or(default);
    integer(args, bound(2, -2_147_483_648.0), bound(3, 2_147_483_647.0), cx)
}

/// `validateUint32(value, name, positive = false)`
fn validate_uint32(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let min = if args.get(2).is_some_and(JsValue::to_boolean) { 1.0 } else { 0.0 };
    integer(args, min, 4_294_967_295.0, cx)
}

/// `validatePort(port, name = 'Port', allowZero = true)`: returns the number.
fn validate_port(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let value = value(args);
    let name = name(args, 1, "Port");
    let allow_zero = args.get(2).is_none_or(|value| value.is_undefined() || value.to_boolean());
    let usable = value.is_number() || value.as_string().is_some_and(|string| !utf8(&string).trim().is_empty());
    let number = if usable { value.to_number(cx)? } else { f64::NAN };
    if number.fract() != 0.0 || !(0.0..=65535.0).contains(&number) || (number == 0.0 && !allow_zero) || number.is_nan()
    {
        let operator = if allow_zero { ">=" } else { ">" };
        return Err(Error::code(
            Code::ERR_SOCKET_BAD_PORT,
            format!("{name} should be {operator} 0 and < 65536.{}", received(&value, cx)),
        ));
    }
    Ok(JsValue::from(number as i32))
}

/// `validateObject(value, name, { allowArray, allowFunction, nullable })`, or Node's bit mask of the same.
fn validate_object(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let value = value(args);
    let (mut nullable, mut allow_array, mut allow_function) = (false, false, false);
    if let Some(options) = args.get(2).and_then(JsValue::as_object) {
        nullable = object::get(&options, "nullable", cx)?.to_boolean();
        allow_array = object::get(&options, "allowArray", cx)?.to_boolean();
        allow_function = object::get(&options, "allowFunction", cx)?.to_boolean();
    } else if let Some(bits) = args.get(2).and_then(JsValue::as_i32) {
        nullable = bits & 1 != 0;
        allow_array = bits & 2 != 0;
        allow_function = bits & 4 != 0;
    }
    let ok = match value.as_object() {
        Some(object) if object.is_array() => allow_array,
        Some(object) if object.is_callable() => allow_function,
        Some(_) => true,
        None => nullable && value.is_null(),
    };
    check(ok, args, "value", "of type object", cx)
}

fn array(args: &[JsValue], cx: &mut Context) -> Result<JsObject> {
    let value = value(args);
    match value.as_object().filter(JsObject::is_array) {
        Some(list) => Ok(list),
        None => Err(Error::invalid_arg_type(&name(args, 1, "value"), "an instance of Array", &value, cx)),
    }
}

/// `validateArray(value, name, minLength = 0)`
fn validate_array(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let list = array(args, cx)?;
    let min = args.get(2).and_then(JsValue::as_number).unwrap_or(0.0);
    let length = object::get(&list, "length", cx)?.as_number().unwrap_or(0.0);
    if length < min {
        return Err(Error::invalid_arg_value(
            &name(args, 1, "value"),
            &list.into(),
            &format!("must be longer than {min}"),
            cx,
        ));
    }
    Ok(JsValue::undefined())
}

fn each(args: &[JsValue], fits: fn(&JsValue) -> bool, expected: &str, cx: &mut Context) -> Native {
    let list = array(args, cx)?;
    for (index, element) in object::elements(&list, cx)?.iter().enumerate() {
        if !fits(element) {
            return Err(Error::invalid_arg_type(
                &format!("{}[{index}]", name(args, 1, "value")),
                expected,
                element,
                cx,
            ));
        }
    }
    Ok(JsValue::undefined())
}

/// `validateStringArray(value, name)`
fn validate_string_array(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    each(args, JsValue::is_string, "of type string", cx)
}

/// `validateBooleanArray(value, name)`
fn validate_boolean_array(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    each(args, JsValue::is_boolean, "of type boolean", cx)
}

fn allowed(list: &JsValue, value: &JsValue, separator: &str, cx: &mut Context) -> Result<Option<String>> {
    let list =
        list.as_object().ok_or_else(|| JsNativeError::typ().with_message("the list of allowed values is missing"))?;
    let mut words = Vec::new();
    for element in object::elements(&list, cx)? {
        if element.strict_equals(value) {
            return Ok(None);
        }
        words.push(inspected(&element, cx));
    }
    Ok(Some(words.join(separator)))
}

/// `validateOneOf(value, name, list)`
fn validate_one_of(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let value = value(args);
    match allowed(args.get(2).unwrap_or(&JsValue::undefined()), &value, ", ", cx)? {
        None => Ok(JsValue::undefined()),
        Some(words) => {
            Err(Error::invalid_arg_value(&name(args, 1, "value"), &value, &format!("must be one of: {words}"), cx))
        }
    }
}

/// `validateUnion(value, name, union)`
fn validate_union(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let value = value(args);
    match allowed(args.get(2).unwrap_or(&JsValue::undefined()), &value, "|", cx)? {
        None => Ok(JsValue::undefined()),
        Some(words) => {
            let words = words.replace('\'', "");
            Err(Error::invalid_arg_type(&name(args, 1, "value"), &format!("('{words}')"), &value, cx))
        }
    }
}

/// `validateAbortSignal(signal, name)`
fn validate_abort_signal(_: &JsValue, args: &[JsValue], cx: &mut Context) -> Native {
    let value = value(args);
    if value.is_undefined() {
        return Ok(JsValue::undefined());
    }
    let ok = match value.as_object() {
        Some(object) => object.has_property(js_string!("aborted"), cx)?,
        None => false,
    };
    check(ok, args, "signal", "an instance of AbortSignal", cx)
}
