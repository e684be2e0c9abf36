//! `internalBinding('util')`: `inspect` and `format`, and the looks into objects that JS itself does not offer.
//!
//! Counterpart of Node's `src/node_util.cc` and of the native half of `lib/internal/util/inspect.js`.

mod format;
mod inspect;
pub(crate) mod width;

use boa_engine::{
    Context, JsArgs, JsObject, JsValue, builtins::promise::PromiseState, introspect, object::builtins::JsPromise,
    property::PropertyKey,
};

pub(crate) use format::format_values;
pub(crate) use inspect::{Home, Text};
use inspect::{Options, inspect_with};

use crate::engine::{
    Binding, Error, Result, arg, function, js, lazy,
    object::{array, build},
};

pub(super) static BINDING: Binding = Binding {
    name: "util",
    exports: &[
        lazy!("inspect", inspect_function),
        function!("format", 0, format::format),
        function!("formatWithOptions", 1, format::format_with_options),
        function!("stripVTControlCharacters", 1, strip_vt_control_characters),
        function!("getStringWidth", 1, get_string_width),
        lazy!("constants", constants),
        function!("getPromiseDetails", 1, get_promise_details),
        function!("getProxyDetails", 2, get_proxy_details),
        function!("previewEntries", 2, preview_entries),
        function!("getOwnNonIndexProperties", 2, get_own_non_index_properties),
        function!("getConstructorName", 1, get_constructor_name),
        function!("getCallerLocation", 0, get_caller_location),
        function!("sleep", 1, sleep),
        function!("toUSVString", 1, to_usv_string),
    ],
};

/// Lets error messages show values as `util.inspect` does.
pub(crate) fn install() {
    crate::engine::throw::set_inspector(|value, shallow, cx| {
        let adjust = |options: &mut Options, cx: &mut Context| {
            if shallow {
                options.set_depth((-1).into(), cx);
            }
        };
        match inspect_with(value, adjust, cx) {
            Ok(text) => crate::engine::utf8(&text.to_js()),
            Err(_) => value.display().to_string(),
        }
    });
}

fn inspect_function(cx: &mut Context) -> Result<JsValue> {
    Ok(Home::of(cx)?.inspect.clone().into())
}

/// `constants`: states of promises and property filters, with V8's numbers.
fn constants(cx: &mut Context) -> Result<JsValue> {
    let values = [
        ("kPending", 0),
        ("kFulfilled", 1),
        ("kRejected", 2),
        ("ALL_PROPERTIES", 0),
        ("ONLY_WRITABLE", 1),
        ("ONLY_ENUMERABLE", 2),
        ("ONLY_CONFIGURABLE", 4),
        ("SKIP_STRINGS", 8),
        ("SKIP_SYMBOLS", 16),
    ];
    let values: Vec<(&str, JsValue)> = values.into_iter().map(|(name, value)| (name, value.into())).collect();
    Ok(build(cx, &values).into())
}

/// `stripVTControlCharacters(str)`
fn strip_vt_control_characters(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text: boa_engine::JsString = arg(args, 0, "str", cx)?;
    let units = Text::from(&text);
    if !width::has_control(&units.units()) {
        return Ok(text.into());
    }
    Ok(Text::from(&width::strip_control(&units.units())[..]).to_js().into())
}

/// `getStringWidth(str, removeControlChars = true)`: columns on a terminal.
fn get_string_width(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text: boa_engine::JsString = arg(args, 0, "str", cx)?;
    let units = Text::from(&text);
    let strip = args.get(1).is_none_or(|remove| remove.is_undefined() || remove.to_boolean());
    let columns = if strip && width::has_control(&units.units()) {
        width::columns(&width::strip_control(&units.units()))
    } else {
        width::columns(&units.units())
    };
    Ok((columns as u64).into())
}

/// `getPromiseDetails(promise)`: `[state, result]`, or undefined for other values.
fn get_promise_details(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(object) = args.get_or_undefined(0).as_object() else { return Ok(JsValue::undefined()) };
    let Ok(promise) = JsPromise::from_object(object) else { return Ok(JsValue::undefined()) };
    let details = match promise.state() {
        PromiseState::Pending => vec![0.into()],
        PromiseState::Fulfilled(value) => vec![1.into(), value],
        PromiseState::Rejected(reason) => vec![2.into(), reason],
    };
    Ok(array(details, cx).into())
}

/// `getProxyDetails(proxy, full = true)`: `[target, handler]` or only the target; undefined for other values.
fn get_proxy_details(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(parts) = args.get_or_undefined(0).as_object().and_then(|object| introspect::proxy(&object)) else {
        return Ok(JsValue::undefined());
    };
    let (target, handler) =
        parts.map_or((JsValue::null(), JsValue::null()), |(target, handler)| (target.into(), handler.into()));
    if args.len() == 1 || args[1].as_boolean() == Some(true) {
        return Ok(array([target, handler], cx).into());
    }
    Ok(target)
}

/// `previewEntries(object, isIterator)`: the entries of a collection or what an iterator has left, as a flat array;
/// with `isIterator`, `[entries, isKeyValue]`.
fn preview_entries(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(object) = args.get_or_undefined(0).as_object() else { return Ok(JsValue::undefined()) };
    let found = introspect::iterator_rest(&object)
        .or_else(|| {
            let entries = introspect::map_entries(&object)?;
            Some((entries.into_iter().flat_map(|(key, value)| [key, value]).collect(), true))
        })
        .or_else(|| introspect::set_values(&object).map(|values| (values, false)))
        .or_else(|| {
            let entries = introspect::weak_map_entries(&object)?;
            Some((entries.into_iter().flat_map(|(key, value)| [key.into(), value]).collect(), true))
        })
        .or_else(|| {
            introspect::weak_set_values(&object).map(|values| (values.into_iter().map(JsValue::from).collect(), false))
        });
    let Some((values, pairs)) = found else { return Ok(JsValue::undefined()) };
    let values: JsValue = array(values, cx).into();
    if args.len() < 2 {
        return Ok(values);
    }
    Ok(array([values, pairs.into()], cx).into())
}

/// `getOwnNonIndexProperties(object, filter)`: own keys that are no array indices.
fn get_own_non_index_properties(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    const ONLY_ENUMERABLE: i32 = 2;
    let object: JsObject = arg(args, 0, "object", cx)?;
    let filter: i32 = arg(args, 1, "filter", cx)?;
    let mut keys = Vec::new();
    for key in object.own_property_keys(cx)? {
        if matches!(key, PropertyKey::Index(_)) {
            continue;
        }
        if filter & ONLY_ENUMERABLE == 0
            || introspect::own_property(&object, &key, cx)?.is_some_and(|own| own.enumerable() == Some(true))
        {
            keys.push(JsValue::from(&key));
        }
    }
    Ok(array(keys, cx).into())
}

/// `getConstructorName(object)`: the engine's own name for an object.
fn get_constructor_name(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let object: JsObject = arg(args, 0, "object", cx)?;
    Ok(inspect::internal_name(&object, cx)?.to_js().into())
}

/// `getCallerLocation()`: `[line, column, file]` of the function that called the caller.
fn get_caller_location(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let frame = cx.stack_trace().nth(1).map(boa_engine::vm::CallFrame::position);
    let Some(place) = frame else { return Ok(JsValue::undefined()) };
    let Some(position) = place.position else { return Ok(JsValue::undefined()) };
    let path = place.path.to_string();
    Ok(array([position.line_number().into(), position.column_number().into(), js(&path).into()], cx).into())
}

/// `sleep(milliseconds)`: blocks the thread.
fn sleep(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let milliseconds: u32 = arg(args, 0, "milliseconds", cx)?;
    std::thread::sleep(std::time::Duration::from_millis(milliseconds.into()));
    Ok(JsValue::undefined())
}

/// `toUSVString(value)`: the value as a string without lone surrogates.
fn to_usv_string(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text = args.get_or_undefined(0).to_string(cx).map_err(Error::from)?;
    let boa_engine::string::JsStrVariant::Utf16(units) = text.variant() else { return Ok(text.into()) };
    if char::decode_utf16(units.iter().copied()).all(|c| c.is_ok()) {
        return Ok(text.clone().into());
    }
    Ok(js(&String::from_utf16_lossy(units)).into())
}
