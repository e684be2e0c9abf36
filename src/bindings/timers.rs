//! `internalBinding('timers')` and the timer globals: `setTimeout`, `setInterval`, `setImmediate` and their opposites.
//!
//! Counterpart of Node's `lib/timers.js`, `lib/internal/timers.js` and the timer half of `src/env.cc`: lists per
//! duration driven by one timer of the loop, immediates in the check phase. No JS is loaded for any of it.
//! **A `Timeout` is rooted exactly while it waits** (by the lists) or while its number is known (by `known`).

mod immediate;
mod state;
mod timeout;

use boa_engine::{
    Context, JsObject, JsResult, JsString, JsSymbol, JsValue, js_string, object::builtins::JsFunction,
    property::PropertyDescriptor,
};

use crate::{
    engine::{Binding, Result, arg, binding::native_function, function, lazy, strings::js, utf8},
    env::Env,
};
use immediate::Immediate;
use state::TimerState;
use timeout::{Timeout, TimeoutKind};

/// How many timeouts and immediates wait and keep the loop alive.
pub(crate) fn referenced(cx: &Context) -> (usize, usize) {
    TimerState::of(cx).referenced()
}

pub(super) static BINDING: Binding = Binding {
    name: "timers",
    exports: &[
        lazy!("setTimeout", set_timeout_function),
        lazy!("setInterval", set_interval_function),
        lazy!("setImmediate", set_immediate_function),
        lazy!("clearTimeout", clear_timeout_function),
        lazy!("clearInterval", clear_interval_function),
        lazy!("clearImmediate", clear_immediate_function),
        function!("setUnrefTimeout", 2, set_unref_timeout),
        function!("getLibuvNow", 0, get_libuv_now),
    ],
};

/// Node's limit of a duration in milliseconds.
const TIMEOUT_MAX: f64 = 2_147_483_647.0;

macro_rules! shared {
    ($($(#[$doc:meta])* $make:ident, $slot:literal, $name:literal, $length:literal, $native:path, $promisified:expr;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $make(cx: &mut Context) -> Result<JsValue> {
            shared($slot, $name, $length, |this, args, cx| $native(this, args, cx).map_err(|e| e.throw(cx)), $promisified, cx)
        }
    )*};
}

shared! {
    /// The function `setTimeout`, one per environment, also the global.
    set_timeout_function, "timers.setTimeout", "setTimeout", 2, set_timeout, Some("setTimeout");
    /// The function `setInterval`, likewise.
    set_interval_function, "timers.setInterval", "setInterval", 2, set_interval, None;
    /// The function `setImmediate`, likewise.
    set_immediate_function, "timers.setImmediate", "setImmediate", 1, set_immediate, Some("setImmediate");
    /// The function `clearTimeout`, likewise.
    clear_timeout_function, "timers.clearTimeout", "clearTimeout", 1, clear_timeout, None;
    /// The function `clearInterval`, likewise.
    clear_interval_function, "timers.clearInterval", "clearInterval", 1, clear_timeout, None;
    /// The function `clearImmediate`, likewise.
    clear_immediate_function, "timers.clearImmediate", "clearImmediate", 1, clear_immediate, None;
}

/// The global and `require('timers')` hold the same function object. `promisified` names the export of
/// `timers/promises` that `util.promisify` answers with; that module is loaded when it is asked for.
fn shared(
    slot: &'static str,
    name: &'static str,
    length: usize,
    native: crate::engine::NativeFn,
    promisified: Option<&'static str>,
    cx: &mut Context,
) -> Result<JsValue> {
    let env = Env::of(cx);
    if let Some(function) = env.slot(slot) {
        return Ok(function);
    }
    let function = native_function(js(name), length, native, cx);
    if let Some(export) = promisified {
        let native: crate::engine::NativeFn = match export {
            "setTimeout" => |_, _, cx| promises_export(js_string!("setTimeout"), cx),
            _ => |_, _, cx| promises_export(js_string!("setImmediate"), cx),
        };
        let get = native_function(js_string!("get"), 0, native, cx);
        let key = symbol_for("nodejs.util.promisify.custom", cx)?;
        function
            .insert_property(key, PropertyDescriptor::builder().get(get).enumerable(true).configurable(false).build());
    }
    env.set_slot(slot, function.clone());
    Ok(function.into())
}

fn promises_export(name: JsString, cx: &mut Context) -> JsResult<JsValue> {
    let exports = crate::modules::builtins::require("timers/promises", cx)?;
    exports.as_object().map_or_else(|| Ok(JsValue::undefined()), |exports| exports.get(name, cx))
}

/// `Symbol.for(key)`
fn symbol_for(key: &str, cx: &mut Context) -> JsResult<JsSymbol> {
    let constructor = cx.intrinsics().constructors().symbol().constructor();
    let method = constructor.get(js_string!("for"), cx)?;
    let symbol = match method.as_callable() {
        Some(method) => method.call(&constructor.into(), &[js(key).into()], cx)?,
        None => JsValue::undefined(),
    };
    Ok(symbol.as_symbol().unwrap_or_else(|| JsSymbol::new(Some(js(key))).unwrap_or_else(JsSymbol::dispose)))
}

/// `setTimeout(callback, delay, ...args)`
fn set_timeout(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    start(args, TimeoutKind::Once, true, cx)
}

/// `setInterval(callback, delay, ...args)`
fn set_interval(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    start(args, TimeoutKind::Repeat, true, cx)
}

/// `setUnrefTimeout(callback, delay, ...args)`: a timeout that does not hold the loop from the start.
fn set_unref_timeout(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    start(args, TimeoutKind::Once, false, cx)
}

fn start(args: &[JsValue], kind: TimeoutKind, refed: bool, cx: &mut Context) -> Result<JsValue> {
    let callback: JsFunction = arg(args, 0, "callback", cx)?;
    let delay = delay_of(args.get(1), cx)?;
    let state = TimerState::of(cx);
    let rest = args.get(2..).filter(|rest| !rest.is_empty());
    let timeout = Timeout::create(&state, callback, delay, rest, kind, refed, cx)?;
    state.insert_new(&timeout, cx);
    Ok(timeout.upcast().into())
}

/// Node's coercion of a duration: at least 1, at most 2^31-1, else 1 with a warning.
fn delay_of(value: Option<&JsValue>, cx: &mut Context) -> Result<f64> {
    let Some(value) = value.filter(|value| !value.is_undefined()) else { return Ok(1.0) };
    let number = match value.as_number() {
        Some(number) => number,
        None => {
            if value.is_bigint() {
                return Err(boa_engine::JsNativeError::typ()
                    .with_message("Cannot mix BigInt and other types, use explicit conversions")
                    .into());
            }
            value.to_number(cx)?
        }
    };
    if (1.0..=TIMEOUT_MAX).contains(&number) {
        return Ok(number);
    }
    let (reason, kind) = if number > TIMEOUT_MAX {
        ("does not fit into a 32-bit signed integer", "TimeoutOverflowWarning")
    } else if number < 0.0 {
        ("is a negative number", "TimeoutNegativeWarning")
    } else if number.is_nan() {
        ("is not a number", "TimeoutNaNWarning")
    } else {
        return Ok(1.0);
    };
    if kind == "TimeoutOverflowWarning" || TimerState::of(cx).first_warning(kind) {
        let shown = utf8(&JsValue::from(number).to_string(cx)?);
        Env::of(cx).emit_warning(&format!("{shown} {reason}.\nTimeout duration was set to 1."), kind, None, cx);
    }
    Ok(1.0)
}

/// `clearTimeout(timer)`, and `clearInterval` alike: takes the object, or its number as number or string.
fn clear_timeout(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(value) = args.first() else { return Ok(JsValue::undefined()) };
    if let Some(object) = value.as_object() {
        if let Ok(timeout) = object.downcast::<Timeout>() {
            timeout::clear(&timeout, cx);
        }
        return Ok(JsValue::undefined());
    }
    let id = match value.as_number() {
        Some(number) => number,
        None => match value.as_string() {
            // Only what the number prints as, as with a property key.
            Some(text) => {
                let text = utf8(&text);
                text.parse::<u32>().ok().filter(|n| n.to_string() == text).map_or(f64::NAN, f64::from)
            }
            None => f64::NAN,
        },
    };
    if id.fract() == 0.0 && id > 0.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive whole number; larger ones saturate and are unknown"
        )]
        let known = TimerState::of(cx).known(id as u64);
        if let Some(timeout) = known {
            timeout::clear(&timeout, cx);
        }
    }
    Ok(JsValue::undefined())
}

/// `setImmediate(callback, ...args)`
fn set_immediate(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let callback: JsFunction = arg(args, 0, "callback", cx)?;
    let state = TimerState::of(cx);
    let rest = args.get(1..).filter(|rest| !rest.is_empty());
    let immediate = Immediate::create(&state, callback, rest, cx)?;
    state.queue_immediate(immediate.clone(), cx);
    Ok(immediate.upcast().into())
}

/// `clearImmediate(immediate)`
fn clear_immediate(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if let Some(immediate) =
        args.first().and_then(JsValue::as_object).and_then(|object| object.downcast::<Immediate>().ok())
    {
        immediate::clear(&immediate, cx);
    }
    Ok(JsValue::undefined())
}

/// `getLibuvNow()`: the loop's clock, read anew, in milliseconds.
fn get_libuv_now(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of uptime stay far below 2^53")]
    Ok(JsValue::from(TimerState::of(cx).now() as f64))
}

/// A prototype for one of the two classes, with `constructor` and the way `util.inspect` shows its objects.
fn finish_class(
    proto: &JsObject,
    constructor: JsFunction,
    inspect: crate::engine::NativeFn,
    cx: &mut Context,
) -> JsResult<()> {
    let hidden = |value: JsValue| {
        PropertyDescriptor::builder().value(value).writable(true).enumerable(false).configurable(true).build()
    };
    constructor.insert_property(
        js_string!("prototype"),
        PropertyDescriptor::builder()
            .value(proto.clone())
            .writable(false)
            .enumerable(false)
            .configurable(false)
            .build(),
    );
    proto.insert_property(js_string!("constructor"), hidden(constructor.into()));
    let key = symbol_for("nodejs.util.inspect.custom", cx)?;
    let inspect = native_function(js_string!("[nodejs.util.inspect.custom]"), 2, inspect, cx);
    proto.insert_property(key, hidden(inspect.into()));
    Ok(())
}

/// What `[util.inspect.custom](depth, options, inspect)` returns for a view of an object's fields: an object of the
/// same class with them as own properties, shown one level deep.
fn inspect_view(view: JsObject, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let Some(inspect) = args.get(2).and_then(JsValue::as_callable) else { return Ok(view.into()) };
    let options = JsObject::with_object_proto(cx.intrinsics());
    if let Some(given) = args.get(1).and_then(JsValue::as_object) {
        for key in given.own_property_keys(cx)? {
            let value = given.get(key.clone(), cx)?;
            options.create_data_property_or_throw(key, value, cx)?;
        }
    }
    options.create_data_property_or_throw(js_string!("depth"), 0, cx)?;
    options.create_data_property_or_throw(js_string!("customInspect"), false, cx)?;
    inspect.call(&JsValue::undefined(), &[view.into(), options.into()], cx)
}

/// `Symbol(name)` as a key of a view; equal names are different symbols, which a view does not mind.
fn shown_symbol(name: &str) -> JsSymbol {
    JsSymbol::new(Some(js(name))).unwrap_or_else(JsSymbol::dispose)
}
