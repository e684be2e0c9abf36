//! `Readable.prototype`: its methods and accessors, apart from what moves data.

use boa_engine::{Context, JsArgs, JsValue, js_string};

use super::{
    Tick, chunk, destroy, emit, has_listeners, invoke, pipe, read,
    readable_state::{Chunk, State, new_decoder, state, state_of},
    shared, stream_of, tick_stream, tick_target,
};
use crate::{
    engine::{Error, Export, Result, function, getter},
    error::Code,
    stream_state::{
        Flowing, ReadableListener,
        common::*,
        readable::{
            DATA_EMITTED, DATA_LISTENING, DECODER, END_EMITTED, ENDED, HAS_PAUSED, HAS_READABLE, PAUSED, READABLE,
        },
    },
};

pub(super) static METHODS: &[Export] = &[
    function!("destroy", 2, destroy::destroy),
    function!("_undestroy", 0, destroy::undestroy),
    function!("_destroy", 2, destroy::call_back),
    function!("push", 2, read::push),
    function!("unshift", 2, read::unshift),
    function!("isPaused", 0, is_paused),
    function!("setEncoding", 1, set_encoding),
    function!("read", 1, read::read),
    function!("_read", 1, not_implemented),
    function!("pipe", 2, pipe::pipe),
    function!("unpipe", 1, pipe::unpipe),
    function!("on", 2, on),
    function!("removeListener", 2, remove_listener),
    function!("removeAllListeners", 1, remove_all_listeners),
    function!("resume", 0, resume),
    function!("pause", 0, pause),
    getter!("readable", readable, set_readable),
    getter!("readableDidRead", did_read),
    getter!("readableAborted", aborted),
    getter!("readableHighWaterMark", high_water_mark),
    getter!("readableBuffer", buffer),
    getter!("readableFlowing", flowing, set_flowing),
    getter!("readableLength", length),
    getter!("readableObjectMode", object_mode),
    getter!("readableEncoding", encoding),
    getter!("errored", errored),
    getter!("closed", closed),
    getter!("destroyed", destroyed, set_destroyed),
    getter!("readableEnded", ended),
];

/// `isPaused()`
fn is_paused(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let paused = state(&stream_of(this)?, cx)?.core.borrow().is_paused();
    Ok(paused.into())
}

/// `_read(size)`: what a stream without a source says.
fn not_implemented(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Err(Error::coded(Code::ERR_METHOD_NOT_IMPLEMENTED, &["_read()"]))
}

/// `setEncoding(encoding)`: from now on, and for what is buffered, strings.
fn set_encoding(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = state(&stream_of(this)?, cx)?;
    let decoder = new_decoder(args.get_or_undefined(0), cx)?;
    let encoding = decoder.get(js_string!("encoding"), cx)?;
    let buffered: Vec<Chunk> = state.buffer.borrow_mut().drain(..).collect();
    let mut content = Vec::with_capacity(buffered.len() + 1);
    for chunk in buffered {
        content.push(invoke(&decoder, js_string!("write"), &[chunk.value.clone()], cx)?);
    }
    if state.any(ENDED) {
        content.push(invoke(&decoder, js_string!("end"), &[], cx)?);
    }
    content.push(js_string!("").into());
    let content = chunk::join(&content, cx)?;
    let length = chunk::length(&content, cx)?;
    state.set(DECODER);
    {
        let mut values = state.values.borrow_mut();
        values.decoder = Some(decoder);
        values.encoding = Some(encoding);
    }
    state.core.borrow_mut().length = length;
    if length > 0 {
        state.buffer.borrow_mut().push_back(Chunk { value: content, length });
    }
    Ok(this.clone())
}

/// The method of that name that a plain emitter has.
fn emitter_method(name: boa_engine::JsString, this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let proto = shared(cx).stream.borrow().clone();
    let method = match proto {
        Some(proto) => proto.get(name, cx)?,
        None => JsValue::undefined(),
    };
    let method = method
        .as_callable()
        .ok_or_else(|| boa_engine::JsNativeError::typ().with_message("Stream.prototype is broken"))?;
    Ok(method.call(this, args, cx)?)
}

fn is_name(value: &JsValue, name: &str) -> bool {
    value.as_string().is_some_and(|string| string == *name)
}

/// `on(event, listener)`: a listener of 'data' or 'readable' sets the stream going.
fn on(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let result = emitter_method(js_string!("on"), this, args, cx)?;
    let event = args.get_or_undefined(0);
    if is_name(event, "data") {
        let stream = stream_of(this)?;
        let state = state(&stream, cx)?;
        state.set(DATA_LISTENING);
        let waits = has_listeners(&stream, js_string!("readable"), cx)?;
        if state.core.borrow_mut().on_data_listener(waits) {
            invoke(&stream, js_string!("resume"), &[], cx)?;
        }
    } else if is_name(event, "readable") {
        let stream = stream_of(this)?;
        let state = state(&stream, cx)?;
        let effect = state.core.borrow_mut().on_readable_listener();
        match effect {
            ReadableListener::Nothing => {}
            ReadableListener::EmitReadable => read::emit_readable(&stream, &state, cx),
            ReadableListener::ReadNextTick => tick_stream(Tick::ReadZero, &stream, cx),
        }
    }
    Ok(result)
}

/// `removeListener(event, listener)`
fn remove_listener(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let result = emitter_method(js_string!("removeListener"), this, args, cx)?;
    let event = args.get_or_undefined(0);
    let stream = stream_of(this)?;
    if is_name(event, "readable") {
        // On a tick, so that a once('readable') that listens again from inside its listener changes nothing.
        tick_stream(Tick::UpdateReadableListening, &stream, cx);
    } else if is_name(event, "data") && !has_listeners(&stream, js_string!("data"), cx)? {
        state(&stream, cx)?.clear(DATA_LISTENING);
    }
    Ok(result)
}

/// `removeAllListeners(event)`
fn remove_all_listeners(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let result = emitter_method(js_string!("removeAllListeners"), this, args, cx)?;
    let event = args.get_or_undefined(0);
    if event.is_undefined() || is_name(event, "readable") {
        tick_stream(Tick::UpdateReadableListening, &stream_of(this)?, cx);
    }
    Ok(result)
}

pub(super) fn update_listening_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    let listening = has_listeners(&stream, js_string!("readable"), cx)?;
    let effect = state.core.borrow_mut().update_readable_listening(listening);
    if effect == Flowing::Resume {
        invoke(&stream, js_string!("resume"), &[], cx)?;
    }
    Ok(JsValue::undefined())
}

/// `resume()`
fn resume(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let state = state(&stream, cx)?;
    if state.core.borrow_mut().resume() {
        read::schedule_resume(&stream, cx);
    }
    Ok(this.clone())
}

/// `pause()`
fn pause(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let state = state(&stream, cx)?;
    let tell = state.core.borrow_mut().pause();
    if tell {
        emit(&stream, js_string!("pause"), &[], cx)?;
    }
    state.set(HAS_PAUSED | PAUSED);
    Ok(this.clone())
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

fn readable(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| {
        let switched_off = state.core.borrow().flags.exactly(HAS_READABLE | READABLE, HAS_READABLE);
        (!switched_off && !state.any(DESTROYED | ERROR_EMITTED | END_EMITTED)).into()
    })
}

fn set_readable(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let on = args.get_or_undefined(0).to_boolean();
    with_state(this, JsValue::undefined(), cx, |state| {
        state.set(HAS_READABLE);
        state.core.borrow_mut().flags.assign(READABLE, on);
        JsValue::undefined()
    })
}

fn did_read(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| state.any(DATA_EMITTED).into())
}

fn aborted(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| {
        let switched_off = state.core.borrow().flags.exactly(HAS_READABLE | READABLE, HAS_READABLE);
        (!switched_off && state.any(DESTROYED | ERRORED) && !state.any(END_EMITTED)).into()
    })
}

fn high_water_mark(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, JsValue::undefined(), cx, |state| state.core.borrow().high_water_mark.into())
}

fn buffer(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(stream) = this.as_object() else { return Ok(JsValue::undefined()) };
    match stream.get(js_string!("_readableState"), cx)?.as_object() {
        Some(state) => Ok(state.get(js_string!("buffer"), cx)?),
        None => Ok(JsValue::undefined()),
    }
}

fn flowing(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, JsValue::undefined(), cx, |state| {
        let flowing = state.core.borrow().flowing();
        flowing.map_or_else(JsValue::null, JsValue::from)
    })
}

fn set_flowing(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0);
    let flowing = (!value.is_null_or_undefined()).then(|| value.to_boolean());
    with_state(this, JsValue::undefined(), cx, |state| {
        state.core.borrow_mut().set_flowing(flowing);
        JsValue::undefined()
    })
}

fn length(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, JsValue::undefined(), cx, |state| (state.core.borrow().length as f64).into())
}

fn object_mode(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| state.any(OBJECT_MODE).into())
}

fn encoding(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, JsValue::null(), cx, |state| state.encoding())
}

fn errored(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, JsValue::null(), cx, |state| {
        if state.any(ERRORED) { state.values.borrow().errored.clone().unwrap_or_default() } else { JsValue::null() }
    })
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

fn ended(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    with_state(this, false.into(), cx, |state| state.any(END_EMITTED).into())
}
