//! What the constructors of streams do with their options.

use boa_engine::{Context, JsArgs, JsObject, JsString, JsValue, js_string};

use super::{builtin, invoke, readable_state, stream_of, writable_state};
use crate::{
    engine::{Result, js},
    stream_state::{readable, writable},
};

/// Options that become methods, each with the method's name.
type Methods = &'static [(&'static str, &'static str)];

const READABLE: Methods = &[("read", "_read"), ("destroy", "_destroy"), ("construct", "_construct")];
const WRITABLE: Methods = &[
    ("write", "_write"),
    ("writev", "_writev"),
    ("destroy", "_destroy"),
    ("final", "_final"),
    ("construct", "_construct"),
];
const DUPLEX: Methods = &[
    ("read", "_read"),
    ("write", "_write"),
    ("writev", "_writev"),
    ("destroy", "_destroy"),
    ("final", "_final"),
    ("construct", "_construct"),
];
const TRANSFORM: Methods = &[("transform", "_transform"), ("flush", "_flush")];

fn assign(stream: &JsObject, options: &JsObject, methods: Methods, cx: &mut Context) -> Result<()> {
    for (option, method) in methods {
        let value = options.get(js(option), cx)?;
        if value.is_callable() {
            stream.set(js(method), value, true, cx)?;
        }
    }
    Ok(())
}

/// The methods of `options`, and its `signal`, which destroys the stream.
fn apply(stream: &JsObject, options: &JsValue, methods: Methods, cx: &mut Context) -> Result<()> {
    let Some(options) = options.as_object() else { return Ok(()) };
    assign(stream, &options, methods, cx)?;
    let signal = options.get(js_string!("signal"), cx)?;
    if signal.to_boolean() {
        let module = builtin("internal/streams/add-abort-signal", cx)?;
        invoke(&module, js_string!("addAbortSignal"), &[signal, stream.clone().into()], cx)?;
    }
    Ok(())
}

fn set(stream: &JsObject, name: JsString, value: impl Into<JsValue>, cx: &mut Context) -> Result<()> {
    stream.set(name, value.into(), true, cx)?;
    Ok(())
}

/// `initReadable(stream, options)`
pub(super) fn readable(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (stream, options) = (stream_of(args.get_or_undefined(0))?, args.get_or_undefined(1));
    let state = readable_state::create(options, false, cx)?;
    set(&stream, js_string!("_readableState"), state, cx)?;
    apply(&stream, options, READABLE, cx)?;
    Ok(JsValue::undefined())
}

/// `initWritable(stream, options)`
pub(super) fn writable(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (stream, options) = (stream_of(args.get_or_undefined(0))?, args.get_or_undefined(1));
    let state = writable_state::create(options, false, cx)?;
    set(&stream, js_string!("_writableState"), state, cx)?;
    apply(&stream, options, WRITABLE, cx)?;
    Ok(JsValue::undefined())
}

/// `initDuplex(stream, options)`
pub(super) fn duplex(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (stream, options) = (stream_of(args.get_or_undefined(0))?, args.get_or_undefined(1));
    let readable = readable_state::create(options, true, cx)?;
    let writable = writable_state::create(options, true, cx)?;
    set(&stream, js_string!("_readableState"), readable.clone(), cx)?;
    set(&stream, js_string!("_writableState"), writable.clone(), cx)?;
    let (mut half_open, mut reads, mut writes) = (true, true, true);
    if let Some(options) = options.as_object() {
        half_open = options.get(js_string!("allowHalfOpen"), cx)?.as_boolean() != Some(false);
        reads = options.get(js_string!("readable"), cx)?.as_boolean() != Some(false);
        writes = options.get(js_string!("writable"), cx)?.as_boolean() != Some(false);
    }
    set(&stream, js_string!("allowHalfOpen"), half_open, cx)?;
    if let Some(state) = readable_state::own(&readable).filter(|_| !reads) {
        state.set(readable::HAS_READABLE | readable::ENDED | readable::END_EMITTED);
    }
    if let Some(state) = writable_state::own(&writable).filter(|_| !writes) {
        state.set(writable::HAS_WRITABLE | writable::ENDING | writable::ENDED | writable::FINISHED);
    }
    apply(&stream, options, DUPLEX, cx)?;
    Ok(JsValue::undefined())
}

/// `initTransform(stream, options)`, after the duplex was initialised.
pub(super) fn transform(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(args.get_or_undefined(0))?;
    // `_read` is there and everything is prepared for the first call: chunks may leave at once.
    if let Some(state) = readable_state::state_of(&stream, cx)? {
        state.clear(readable::SYNC);
    }
    if let Some(options) = args.get_or_undefined(1).as_object() {
        assign(&stream, &options, TRANSFORM, cx)?;
    }
    Ok(JsValue::undefined())
}
