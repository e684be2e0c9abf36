//! `_construct` and the options of constructors.

use std::cell::Cell;

use boa_engine::{Context, Finalize, JsArgs, JsObject, JsValue, Trace, js_string};
use smallvec::smallvec;

use super::{
    Tick,
    destroy::{Sides, aggregate_two_errors, error_or_destroy, perform},
    invoke, next_tick,
    options::Options,
    read, shared, stream_of, tick_stream, tick_target, write,
};
use crate::{
    engine::{Error, Result, binding::closure, js},
    error::Code,
    stream_state::{
        common::*,
        readable::NEED_READABLE,
        writable::{ENDING, WRITING},
    },
};

/// A `destroy()` that waits for `_construct`.
#[derive(Default, Trace, Finalize)]
pub(super) struct Constructing {
    destroy: Option<(JsValue, JsValue)>,
}

/// Keeps the arguments of a `destroy()` until the stream is constructed.
pub(super) fn destroy_when_constructed(sides: &Sides, error: JsValue, callback: JsValue) {
    let waiting = Some((error, callback));
    if let Some(side) = &sides.writable {
        side.values.borrow_mut().constructing.destroy = waiting;
    } else if let Some(side) = &sides.readable {
        side.values.borrow_mut().constructing.destroy = waiting;
    }
}

fn take_destroy(sides: &Sides) -> Option<(JsValue, JsValue)> {
    match (&sides.writable, &sides.readable) {
        (Some(side), _) => side.values.borrow_mut().constructing.destroy.take(),
        (None, Some(side)) => side.values.borrow_mut().constructing.destroy.take(),
        (None, None) => None,
    }
}

/// `construct(stream)`: a constructor calls it when its stream has `_construct`; that runs on a tick.
pub(super) fn construct(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(args.get_or_undefined(0))?;
    if !stream.get(js_string!("_construct"), cx)?.is_callable() {
        return Ok(JsValue::undefined());
    }
    let sides = Sides::of(&stream, cx)?;
    sides.clear(CONSTRUCTED);
    // A stream put together of a Readable and a Writable gets here twice.
    let again = sides.readable.as_ref().is_some_and(|side| side.construct_scheduled.get())
        || sides.writable.as_ref().is_some_and(|side| side.construct_scheduled.get());
    if let Some(side) = &sides.readable {
        side.construct_scheduled.set(true);
    }
    if let Some(side) = &sides.writable {
        side.construct_scheduled.set(true);
    }
    if !again {
        tick_stream(Tick::Construct, &stream, cx);
    }
    Ok(JsValue::undefined())
}

#[derive(Trace, Finalize)]
struct Call {
    stream: JsObject,
    #[unsafe_ignore_trace]
    called: Cell<bool>,
}

pub(super) fn construct_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let captures = Call { stream: stream.clone(), called: Cell::new(false) };
    let done = closure(
        "onConstruct",
        1,
        captures,
        |_, args, call, cx| {
            let again = call.called.replace(true);
            let args = smallvec![call.stream.clone().into(), args.get_or_undefined(0).clone(), again.into()];
            next_tick(Tick::Constructed, args, cx);
            Ok(JsValue::undefined())
        },
        cx,
    );
    if let Err(error) = invoke(&stream, js_string!("_construct"), &[done.clone().into()], cx) {
        let error = error.into_value(cx)?;
        done.call(&JsValue::undefined(), &[error], cx)?;
    }
    Ok(JsValue::undefined())
}

pub(super) fn constructed_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let error = args.get_or_undefined(1);
    if args.get_or_undefined(2).to_boolean() {
        let error = if error.is_null_or_undefined() {
            super::coded(Code::ERR_MULTIPLE_CALLBACK, &[], cx)?
        } else {
            error.clone()
        };
        error_or_destroy(&stream, &error, false, cx)?;
        return Ok(JsValue::undefined());
    }
    let sides = Sides::of(&stream, cx)?;
    sides.set(CONSTRUCTED);
    if sides.decides(DESTROYED) {
        if let Some((reason, callback)) = take_destroy(&sides) {
            let reason = aggregate_two_errors(error, &reason, cx)?;
            perform(&stream, &reason, &callback, cx)?;
        }
    } else if error.to_boolean() {
        error_or_destroy(&stream, error, true, cx)?;
    } else {
        begin(&stream, &sides, cx)?;
    }
    Ok(JsValue::undefined())
}

/// What was asked of the stream while it was being constructed.
fn begin(stream: &JsObject, sides: &Sides, cx: &mut Context) -> Result<()> {
    if let Some(side) = &sides.readable
        && side.any(NEED_READABLE)
    {
        read::read_more(stream, side, cx);
    }
    if let Some(side) = &sides.writable {
        if !side.any(WRITING) {
            write::clear_buffer(stream, side, cx)?;
        }
        if side.any(ENDING) {
            write::finish_maybe(stream, side, false, cx)?;
        }
    }
    Ok(())
}

/// The `highWaterMark` option, or the one of that name for one side of a duplex; `None` when neither is given.
pub(super) fn high_water_mark(options: &Options, side: Option<&str>, cx: &mut Context) -> Result<Option<f64>> {
    let mut mark = options.get("highWaterMark", cx)?;
    if mark.is_null_or_undefined() {
        let Some(side) = side else { return Ok(None) };
        mark = options.get(side, cx)?;
        if mark.is_null_or_undefined() {
            return Ok(None);
        }
    }
    match mark.as_number() {
        Some(number) if number.fract() == 0.0 && number >= 0.0 => Ok(Some(number)),
        _ => {
            let name = side.map_or_else(|| "options.highWaterMark".to_owned(), |side| format!("options.{side}"));
            Err(Error::invalid_arg_value(&name, &mark, "", cx))
        }
    }
}

/// `getHighWaterMark(state, options, duplexKey, isDuplex)`
pub(super) fn get_high_water_mark(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let is_duplex = args.get_or_undefined(3).to_boolean();
    let key = args.get_or_undefined(2).to_string(cx)?.to_std_string_lossy();
    let options = Options::of(args.get_or_undefined(1), cx)?;
    if let Some(mark) = high_water_mark(&options, is_duplex.then_some(key.as_str()), cx)? {
        return Ok(mark.into());
    }
    let object_mode = match args.get_or_undefined(0).as_object() {
        Some(state) => state.get(js_string!("objectMode"), cx)?.to_boolean(),
        None => false,
    };
    let (bytes, objects) = shared(cx).high_water_marks.get();
    Ok(if object_mode { objects } else { bytes }.into())
}

/// `getDefaultHighWaterMark(objectMode)`
pub(super) fn get_default_high_water_mark(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (bytes, objects) = shared(cx).high_water_marks.get();
    Ok(if args.get_or_undefined(0).to_boolean() { objects } else { bytes }.into())
}

/// `setDefaultHighWaterMark(objectMode, value)`
pub(super) fn set_default_high_water_mark(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(1);
    let Some(number) = value.as_number() else {
        return Err(Error::invalid_arg_type("value", "of type number", value, cx));
    };
    if number.fract() != 0.0 {
        return Err(Error::out_of_range("value", "an integer", value, cx));
    }
    if !(0.0..=9_007_199_254_740_991.0).contains(&number) {
        return Err(Error::out_of_range("value", ">= 0 && <= 9007199254740991", value, cx));
    }
    let shared = shared(cx);
    let (bytes, objects) = shared.high_water_marks.get();
    shared.high_water_marks.set(if args.get_or_undefined(0).to_boolean() {
        (bytes, number)
    } else {
        (number, objects)
    });
    Ok(JsValue::undefined())
}
