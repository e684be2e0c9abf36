//! `Writable.prototype`: its methods and accessors, apart from what moves data. A duplex has them too.

use boa_engine::{Context, JsArgs, JsValue};

use super::{
    Tick, chunk, coded, destroy,
    destroy::error_or_destroy,
    readable_state::{self, unknown_encoding},
    stream_of, tick_stream,
    writable_state::{State, state, state_of},
    write,
};
use crate::{
    engine::{Export, Result, function, getter, js},
    error::Code,
    stream_state::{
        common::*,
        writable::{ENDED, ENDING, FINISHED, HAS_WRITABLE, WRITABLE},
    },
};

/// What a duplex copies.
pub(super) static METHODS: &[Export] = &[
    function!("write", 3, write::write),
    function!("cork", 0, write::cork),
    function!("uncork", 0, write::uncork),
    function!("setDefaultEncoding", 1, set_default_encoding),
    function!("_write", 3, write::default_write),
    function!("end", 3, write::end),
    function!("destroy", 2, destroy_writable),
    getter!("writable", writable, set_writable),
    getter!("writableFinished", finished),
    getter!("writableObjectMode", object_mode),
    getter!("writableBuffer", buffer),
    getter!("writableEnded", ended),
    getter!("writableNeedDrain", need_drain),
    getter!("writableHighWaterMark", high_water_mark),
    getter!("writableCorked", corked),
    getter!("writableLength", length),
    getter!("writableAborted", aborted),
];

/// What a duplex has of its own, or of a readable.
pub(super) static OWN: &[Export] = &[
    function!("pipe", 2, cannot_pipe),
    function!("_undestroy", 0, destroy::undestroy),
    function!("_destroy", 2, destroy::call_back),
    getter!("errored", errored),
    getter!("closed", closed),
    getter!("destroyed", destroyed, set_destroyed),
];

/// `Duplex.prototype` beyond the methods of both sides.
pub(super) static DUPLEX: &[Export] = &[getter!("destroyed", duplex_destroyed, set_duplex_destroyed)];

/// `pipe()`: a writable has nothing to pipe.
fn cannot_pipe(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let error = coded(Code::ERR_STREAM_CANNOT_PIPE, &[], cx)?;
    error_or_destroy(&stream_of(this)?, &error, false, cx)?;
    Ok(JsValue::undefined())
}

/// `setDefaultEncoding(encoding)`
fn set_default_encoding(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let encoding = args.get_or_undefined(0);
    let state = state(&stream_of(this)?, cx)?;
    let lower = encoding.as_string().map(|name| name.to_std_string_lossy().to_lowercase());
    let lower = lower.map_or_else(|| encoding.clone(), |name| js(&name).into());
    if !chunk::is_encoding(&lower) {
        return Err(unknown_encoding(&lower, cx));
    }
    state.values.borrow_mut().default_encoding = Some(lower);
    Ok(this.clone())
}

/// `destroy(error, callback)`: what is buffered is told first.
fn destroy_writable(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    if let Some(state) = state_of(&stream, cx)?
        && !state.any(DESTROYED)
        && (state.core.borrow().buffered > 0 || write::waits_for_finish(&state))
    {
        tick_stream(Tick::ErrorBuffer, &stream, cx);
    }
    destroy::destroy(this, args, cx)
}

/// The state of `this`, or what an accessor answers without one.
fn with_state(
    this: &JsValue,
    missing: JsValue,
    cx: &mut Context,
    show: impl FnOnce(&State) -> JsValue,
) -> Result<JsValue> {
    let state = match this.as_object() {
        Some(stream) => state_of(&stream, cx)?,
        None => None,
    };
    Ok(state.map_or(missing, |state| show(&state)))
}

fn writable(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| {
        let switched_off = state.core.borrow().flags.exactly(HAS_WRITABLE | WRITABLE, HAS_WRITABLE);
        (!switched_off && !state.any(ENDING | ENDED | DESTROYED | ERRORED)).into()
    })
}

fn set_writable(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let on = args.get_or_undefined(0).to_boolean();
    with_state(this, JsValue::undefined(), cx, |state| {
        state.set(HAS_WRITABLE);
        state.core.borrow_mut().flags.assign(WRITABLE, on);
        JsValue::undefined()
    })
}

fn finished(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| state.any(FINISHED).into())
}

fn object_mode(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| state.any(OBJECT_MODE).into())
}

fn buffer(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(stream) = this.as_object() else { return Ok(JsValue::undefined()) };
    match state_of(&stream, cx)? {
        Some(state) => Ok(state.buffered(cx).into()),
        None => Ok(JsValue::undefined()),
    }
}

fn ended(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| state.any(ENDING).into())
}

fn need_drain(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| state.core.borrow().shows_need_drain().into())
}

fn high_water_mark(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, JsValue::undefined(), cx, |state| state.core.borrow().high_water_mark.into())
}

fn corked(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, 0.into(), cx, |state| state.core.borrow().corked.into())
}

fn length(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, JsValue::undefined(), cx, |state| (state.core.borrow().length as f64).into())
}

fn aborted(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| {
        let switched_off = state.core.borrow().flags.exactly(HAS_WRITABLE | WRITABLE, HAS_WRITABLE);
        (!switched_off && state.any(DESTROYED | ERRORED) && !state.any(FINISHED)).into()
    })
}

fn errored(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, JsValue::null(), cx, |state| state.error())
}

fn closed(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| state.any(CLOSED).into())
}

fn destroyed(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| state.any(DESTROYED).into())
}

/// A package that manages `destroyed` itself sets it.
fn set_destroyed(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let on = args.get_or_undefined(0).to_boolean();
    with_state(this, JsValue::undefined(), cx, |state| {
        state.core.borrow_mut().flags.assign(DESTROYED, on);
        JsValue::undefined()
    })
}

/// `destroyed` of a duplex: of both sides.
fn duplex_destroyed(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let (readable, writable) = (readable_state::state_of(&stream, cx)?, state_of(&stream, cx)?);
    let destroyed =
        readable.is_some_and(|state| state.any(DESTROYED)) && writable.is_some_and(|state| state.any(DESTROYED));
    Ok(destroyed.into())
}

fn set_duplex_destroyed(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let on = args.get_or_undefined(0).to_boolean();
    if let (Some(readable), Some(writable)) = (readable_state::state_of(&stream, cx)?, state_of(&stream, cx)?) {
        readable.core.borrow_mut().flags.assign(DESTROYED, on);
        writable.core.borrow_mut().flags.assign(DESTROYED, on);
    }
    Ok(JsValue::undefined())
}
