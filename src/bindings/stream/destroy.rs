//! Destroying streams: the order of `_destroy`, 'error' and 'close', the same for every kind of stream.
//! Counterpart of Node's `internal/streams/destroy`.

use std::cell::Cell;

use boa_engine::{Context, Finalize, JsArgs, JsObject, JsValue, Trace, js_string, object::builtins::JsArray};
use smallvec::smallvec;

use super::{
    Tick, emit, invoke, next_tick,
    readable_state::{self, State as ReadableSide},
    stream_of, tick_stream, tick_target,
    writable_state::{self, State as WritableSide},
};
use crate::{
    engine::{Result, binding::closure, js},
    stream_state::{
        common::*,
        readable::{self, END_EMITTED, HAS_READABLE, READABLE, READING},
        writable::{self, FINAL_CALLED, FINISHED, HAS_WRITABLE, PREFINISHED, WRITABLE},
    },
};

/// The sides of a stream that are ours.
pub(super) struct Sides {
    pub(super) readable: Option<ReadableSide>,
    pub(super) writable: Option<WritableSide>,
}

impl Sides {
    pub(super) fn of(stream: &JsObject, cx: &mut Context) -> Result<Self> {
        Ok(Self { readable: readable_state::state_of(stream, cx)?, writable: writable_state::state_of(stream, cx)? })
    }
    /// Whether one of the sides has one of `bits`.
    pub(super) fn any(&self, bits: u32) -> bool {
        self.readable.as_ref().is_some_and(|side| side.any(bits))
            || self.writable.as_ref().is_some_and(|side| side.any(bits))
    }
    pub(super) fn set(&self, bits: u32) {
        if let Some(side) = &self.readable {
            side.set(bits);
        }
        if let Some(side) = &self.writable {
            side.set(bits);
        }
    }
    pub(super) fn clear(&self, bits: u32) {
        if let Some(side) = &self.readable {
            side.clear(bits);
        }
        if let Some(side) = &self.writable {
            side.clear(bits);
        }
    }
    /// Whether the side that decides for the stream, the writable one of a duplex, has one of `bits`.
    pub(super) fn decides(&self, bits: u32) -> bool {
        match (&self.writable, &self.readable) {
            (Some(side), _) => side.any(bits),
            (None, Some(side)) => side.any(bits),
            (None, None) => false,
        }
    }
    /// The first error stays the stream's error.
    fn remember(&self, error: &JsValue) {
        if !error.to_boolean() {
            return;
        }
        if let Some(side) = self.writable.as_ref().filter(|side| !side.any(ERRORED)) {
            side.set_error(error);
        }
        if let Some(side) = self.readable.as_ref().filter(|side| !side.any(ERRORED)) {
            side.set_error(error);
        }
    }
}

/// Whether the writable side, if there is one, lets a stream whose 'end' was emitted destroy itself.
pub(super) fn writable_side_is_over(stream: &JsObject, cx: &mut Context) -> Result<bool> {
    let Some(side) = writable_state::state_of(stream, cx)? else {
        // Another implementation's state, as of a package that brings its own writable.
        let Some(state) = stream.get(js_string!("_writableState"), cx)?.as_object() else { return Ok(true) };
        return Ok(state.get(js_string!("autoDestroy"), cx)?.to_boolean()
            && state.get(js_string!("finished"), cx)?.to_boolean());
    };
    let switched_off = side.core.borrow().flags.exactly(HAS_WRITABLE | WRITABLE, HAS_WRITABLE);
    Ok(side.any(AUTO_DESTROY) && (side.any(FINISHED) || switched_off))
}

/// Whether the readable side, if there is one, lets a stream that has finished destroy itself.
pub(super) fn readable_side_is_over(stream: &JsObject, cx: &mut Context) -> Result<bool> {
    let Some(side) = readable_state::state_of(stream, cx)? else {
        let Some(state) = stream.get(js_string!("_readableState"), cx)?.as_object() else { return Ok(true) };
        return Ok(state.get(js_string!("autoDestroy"), cx)?.to_boolean()
            && state.get(js_string!("endEmitted"), cx)?.to_boolean());
    };
    let switched_off = side.core.borrow().flags.exactly(HAS_READABLE | READABLE, HAS_READABLE);
    Ok(side.any(AUTO_DESTROY) && (side.any(END_EMITTED) || switched_off))
}

/// `destroy(error, callback)`
pub(super) fn destroy(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let sides = Sides::of(&stream, cx)?;
    let (error, callback) = (args.get_or_undefined(0), args.get_or_undefined(1));
    if sides.any(DESTROYED) {
        if let Some(callback) = callback.as_callable() {
            callback.call(&JsValue::undefined(), &[], cx)?;
        }
        return Ok(this.clone());
    }
    // Destroyed before anything is called, so that a destroy() from inside a callback finds it done.
    sides.remember(error);
    sides.set(DESTROYED);
    if (sides.writable.is_some() || sides.readable.is_some()) && !sides.decides(CONSTRUCTED) {
        super::construct::destroy_when_constructed(&sides, error.clone(), callback.clone());
    } else {
        perform(&stream, error, callback, cx)?;
    }
    Ok(this.clone())
}

/// What the callback of one `_destroy` needs.
#[derive(Trace, Finalize)]
struct Destroying {
    stream: JsObject,
    callback: JsValue,
    #[unsafe_ignore_trace]
    called: Cell<bool>,
}

/// Calls `_destroy`; what it calls back with ends in 'error' and 'close'.
pub(super) fn perform(stream: &JsObject, error: &JsValue, callback: &JsValue, cx: &mut Context) -> Result<()> {
    let captures = Destroying { stream: stream.clone(), callback: callback.clone(), called: Cell::new(false) };
    let done = closure(
        "onDestroy",
        1,
        captures,
        |_, args, destroying, cx| {
            destroyed(destroying, args.get_or_undefined(0), cx)?;
            Ok(JsValue::undefined())
        },
        cx,
    );
    let shown = if error.to_boolean() { error.clone() } else { JsValue::null() };
    if let Err(error) = invoke(stream, js_string!("_destroy"), &[shown, done.clone().into()], cx) {
        let error = error.into_value(cx)?;
        done.call(&JsValue::undefined(), &[error], cx)?;
    }
    Ok(())
}

fn destroyed(destroying: &Destroying, error: &JsValue, cx: &mut Context) -> Result<()> {
    if destroying.called.replace(true) {
        return Ok(());
    }
    let stream = &destroying.stream;
    let sides = Sides::of(stream, cx)?;
    sides.remember(error);
    sides.set(CLOSED);
    if let Some(callback) = destroying.callback.as_callable() {
        callback.call(&JsValue::undefined(), std::slice::from_ref(error), cx)?;
    }
    if error.to_boolean() {
        next_tick(Tick::EmitErrorAndClose, smallvec![stream.clone().into(), error.clone()], cx);
    } else {
        tick_stream(Tick::EmitClose, stream, cx);
    }
    Ok(())
}

/// `_destroy(error, callback)`: what a stream without resources does.
pub(super) fn call_back(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if let Some(callback) = args.get_or_undefined(1).as_callable() {
        callback.call(&JsValue::undefined(), &[args.get_or_undefined(0).clone()], cx)?;
    }
    Ok(JsValue::undefined())
}

pub(super) fn emit_error_and_close_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    emit_error(&stream, args.get_or_undefined(1), cx)?;
    emit_close(&stream, cx)?;
    Ok(JsValue::undefined())
}

pub(super) fn emit_close_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    emit_close(&tick_target(args)?, cx)?;
    Ok(JsValue::undefined())
}

pub(super) fn emit_error_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    emit_error(&tick_target(args)?, args.get_or_undefined(1), cx)?;
    Ok(JsValue::undefined())
}

fn emit_close(stream: &JsObject, cx: &mut Context) -> Result<()> {
    let sides = Sides::of(stream, cx)?;
    sides.set(CLOSE_EMITTED);
    if sides.any(EMIT_CLOSE) {
        emit(stream, js_string!("close"), &[], cx)?;
    }
    Ok(())
}

fn emit_error(stream: &JsObject, error: &JsValue, cx: &mut Context) -> Result<()> {
    let sides = Sides::of(stream, cx)?;
    if sides.any(ERROR_EMITTED) {
        return Ok(());
    }
    sides.set(ERROR_EMITTED);
    emit(stream, js_string!("error"), std::slice::from_ref(error), cx)?;
    Ok(())
}

/// Fails a stream: destroys it if it destroys itself, else only emits 'error' (now, or on a tick when `sync`).
pub(super) fn error_or_destroy(stream: &JsObject, error: &JsValue, sync: bool, cx: &mut Context) -> Result<()> {
    let sides = Sides::of(stream, cx)?;
    if sides.any(DESTROYED) || foreign_is_destroyed(stream, &sides, cx)? {
        return Ok(());
    }
    if sides.any(AUTO_DESTROY) {
        invoke(stream, js_string!("destroy"), std::slice::from_ref(error), cx)?;
        return Ok(());
    }
    if error.to_boolean() {
        sides.remember(error);
        if sync {
            next_tick(Tick::EmitError, smallvec![stream.clone().into(), error.clone()], cx);
        } else {
            emit_error(stream, error, cx)?;
        }
    }
    Ok(())
}

/// Whether a stream whose states are not ours says that it is destroyed.
fn foreign_is_destroyed(stream: &JsObject, sides: &Sides, cx: &mut Context) -> Result<bool> {
    if sides.readable.is_some() || sides.writable.is_some() {
        return Ok(false);
    }
    for name in ["_writableState", "_readableState"] {
        if let Some(state) = stream.get(js(name), cx)?.as_object()
            && state.get(js_string!("destroyed"), cx)?.to_boolean()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `errorOrDestroy(stream, error, sync)`
pub(super) fn error_or_destroy_js(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(args.get_or_undefined(0))?;
    error_or_destroy(&stream, args.get_or_undefined(1), args.get_or_undefined(2).to_boolean(), cx)?;
    Ok(JsValue::undefined())
}

/// `_undestroy()`: makes a destroyed stream usable again.
pub(super) fn undestroy(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let sides = Sides::of(&stream_of(this)?, cx)?;
    sides.set(CONSTRUCTED);
    sides.clear(CLOSED | CLOSE_EMITTED | DESTROYED | ERRORED | ERROR_EMITTED);
    if let Some(side) = &sides.readable {
        let mut core = side.core.borrow_mut();
        core.flags.clear(READING);
        let switched_off = core.flags.exactly(HAS_READABLE | READABLE, HAS_READABLE);
        core.flags.assign(readable::ENDED | END_EMITTED, switched_off);
    }
    if let Some(side) = &sides.writable {
        let mut core = side.core.borrow_mut();
        core.flags.clear(FINAL_CALLED | PREFINISHED);
        let switched_off = core.flags.exactly(HAS_WRITABLE | WRITABLE, HAS_WRITABLE);
        core.flags.assign(writable::ENDED | writable::ENDING | FINISHED, switched_off);
    }
    Ok(JsValue::undefined())
}

/// Two errors as one: the outer one with the inner one beside it.
pub(super) fn aggregate_two_errors(inner: &JsValue, outer: &JsValue, cx: &mut Context) -> Result<JsValue> {
    if !inner.to_boolean() || !outer.to_boolean() || inner.strict_equals(outer) {
        return Ok(if inner.to_boolean() { inner.clone() } else { outer.clone() });
    }
    let Some(object) = outer.as_object() else { return Ok(outer.clone()) };
    if let Some(errors) = object.get(js_string!("errors"), cx)?.as_object()
        && errors.is_array()
    {
        invoke(&errors, js_string!("push"), std::slice::from_ref(inner), cx)?;
        return Ok(outer.clone());
    }
    let class = cx.intrinsics().constructors().aggregate_error().constructor();
    let errors = JsArray::from_iter([outer.clone(), inner.clone()], cx);
    let message = object.get(js_string!("message"), cx)?;
    let aggregate = class.construct(&[errors.into(), message], None, cx)?;
    let code = object.get(js_string!("code"), cx)?;
    aggregate.set(js_string!("code"), code, true, cx)?;
    Ok(aggregate.into())
}

/// `aggregateTwoErrors(inner, outer)`
pub(super) fn aggregate_two_errors_js(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    aggregate_two_errors(args.get_or_undefined(0), args.get_or_undefined(1), cx)
}
