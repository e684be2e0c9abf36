//! `Transform.prototype`: one chunk at a time, and the writable side waits for the readable one.

use boa_engine::{Context, Finalize, JsArgs, JsObject, JsValue, Trace, js_string};
use smallvec::smallvec;

use super::{invoke, readable_state, stream_of, tick_callback, writable_state};
use crate::{
    engine::{Error, Export, Result, binding::closure, function},
    error::Code,
    stream_state::{readable, writable},
};

/// The `_transform` that runs.
#[derive(Default, Trace, Finalize)]
pub(super) struct Transforming {
    /// What `_transform` is given to call back: one function as long as chunks come one after the other.
    done: Option<JsValue>,
    /// Whether it is out.
    running: bool,
    /// The callback of `_write`.
    callback: JsValue,
    /// What the readable side had buffered before.
    length: usize,
    /// The callback of `_write` that waits for the readable side to be read.
    held: Option<JsValue>,
}

/// A transform with both its states, as the callback of `_transform` needs them.
#[derive(Trace, Finalize)]
struct Sides {
    stream: JsObject,
    readable: readable_state::State,
    writable: writable_state::State,
}

pub(super) static METHODS: &[Export] =
    &[function!("_transform", 3, not_implemented), function!("_write", 3, write), function!("_read", 0, read)];

fn not_implemented(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Err(Error::coded(Code::ERR_METHOD_NOT_IMPLEMENTED, &["_transform()"]))
}

/// `_write(chunk, encoding, callback)`
pub(super) fn write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let state = writable_state::state(&stream, cx)?;
    let callback = args.get_or_undefined(2).clone();
    let readable = readable_state::state(&stream, cx)?;
    let length = readable.core.borrow().length;
    let running = state.values.borrow().transforming.running;
    let done = if running {
        // A second chunk before the first was called back (somebody calls `_write` by himself): a function of its own.
        closure(
            "callback",
            2,
            (Sides { stream: stream.clone(), readable, writable: state.clone() }, callback, length),
            |_, args, (sides, callback, length), cx| transformed(sides, callback, *length, args, cx),
            cx,
        )
        .into()
    } else {
        {
            let mut values = state.values.borrow_mut();
            values.transforming.running = true;
            values.transforming.callback = callback;
            values.transforming.length = length;
        }
        shared_done(&stream, &readable, &state, cx)
    };
    let chunk = args.get_or_undefined(0).clone();
    invoke(&stream, js_string!("_transform"), &[chunk, args.get_or_undefined(1).clone(), done], cx)?;
    Ok(JsValue::undefined())
}

fn shared_done(
    stream: &JsObject,
    readable: &readable_state::State,
    state: &writable_state::State,
    cx: &mut Context,
) -> JsValue {
    if let Some(done) = state.values.borrow().transforming.done.clone() {
        return done;
    }
    let done: JsValue = closure(
        "callback",
        2,
        Sides { stream: stream.clone(), readable: readable.clone(), writable: state.clone() },
        |_, args, sides, cx| {
            let (callback, length) = {
                let mut values = sides.writable.values.borrow_mut();
                values.transforming.running = false;
                (values.transforming.callback.clone(), values.transforming.length)
            };
            transformed(sides, &callback, length, args, cx)
        },
        cx,
    )
    .into();
    state.values.borrow_mut().transforming.done = Some(done.clone());
    done
}

/// `_transform` has called back with an error or a chunk.
fn transformed(
    sides: &Sides,
    callback: &JsValue,
    length: usize,
    args: &[JsValue],
    cx: &mut Context,
) -> Result<JsValue> {
    let error = args.get_or_undefined(0);
    if error.to_boolean() {
        call(callback, std::slice::from_ref(error), cx)?;
        return Ok(JsValue::undefined());
    }
    let value = args.get_or_undefined(1);
    if !value.is_null_or_undefined() {
        invoke(&sides.stream, js_string!("push"), std::slice::from_ref(value), cx)?;
    }
    let (readable, writable) = (&sides.readable, &sides.writable);
    if readable.any(readable::ENDED) {
        // Whoever pushed null has to see its effects before the next chunk.
        tick_callback(callback, smallvec![], cx);
        return Ok(JsValue::undefined());
    }
    let room = {
        let core = readable.core.borrow();
        core.length == length || (core.length as f64) < core.high_water_mark
    };
    if room || writable.any(writable::ENDED) {
        call(callback, &[], cx)?;
    } else {
        writable.values.borrow_mut().transforming.held = Some(callback.clone());
    }
    Ok(JsValue::undefined())
}

fn call(callback: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<()> {
    let Some(callback) = callback.as_callable() else {
        return Err(boa_engine::JsNativeError::typ().with_message("callback is not a function").into());
    };
    callback.call(&JsValue::undefined(), args, cx)?;
    Ok(())
}

/// `_read()`: there is room again.
pub(super) fn read(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = writable_state::state(&stream_of(this)?, cx)?;
    let held = state.values.borrow_mut().transforming.held.take();
    if let Some(held) = held {
        call(&held, &[], cx)?;
    }
    Ok(JsValue::undefined())
}

/// `PassThrough.prototype._transform(chunk, encoding, callback)`
pub(super) fn pass_through(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    call(args.get_or_undefined(2), &[JsValue::null(), args.get_or_undefined(0).clone()], cx)?;
    Ok(JsValue::undefined())
}
