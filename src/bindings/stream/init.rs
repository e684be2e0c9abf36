//! What the constructors of streams do with their options.

use boa_engine::{Context, JsArgs, JsObject, JsValue, js_string};

use smallvec::SmallVec;

use super::{
    builtin, call, construct, invoke, lookup, options::Options, readable_state, shared, stream_of, writable_state,
};
use crate::{
    engine::{
        Error, Result, js,
        object::{build, put},
    },
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

fn assign(stream: &JsObject, options: &Options, methods: Methods, cx: &mut Context) -> Result<()> {
    if !options.exist() {
        return Ok(());
    }
    for (option, method) in methods {
        let value = options.get(option, cx)?;
        if value.is_callable() {
            stream.set(js(method), value, true, cx)?;
        }
    }
    Ok(())
}

/// The methods of `options`, and its `signal`, which destroys the stream.
fn apply(stream: &JsObject, options: &Options, methods: Methods, cx: &mut Context) -> Result<()> {
    assign(stream, options, methods, cx)?;
    let signal = options.get("signal", cx)?;
    if signal.to_boolean() {
        let module = builtin("internal/streams/add-abort-signal", cx)?;
        invoke(&module, js_string!("addAbortSignal"), &[signal, stream.clone().into()], cx)?;
    }
    Ok(())
}

/// What every constructor ends with: the emitter's own initialisation, and `_construct` on a tick if there is one.
fn finish(stream: &JsObject, options: &JsValue, cx: &mut Context) -> Result<()> {
    let emitter = shared(cx).emitter.borrow().clone();
    if let Some(emitter) = emitter {
        // By name, because `domain` replaces it.
        let init = lookup(&emitter, js_string!("init"), cx)?;
        if let Some(init) = init.as_object() {
            call(&init, &stream.clone().into(), std::slice::from_ref(options), cx)?;
        }
    }
    if !lookup(stream, js_string!("_construct"), cx)?.is_null_or_undefined() {
        construct::construct(&JsValue::undefined(), &[stream.clone().into()], cx)?;
    }
    Ok(())
}

/// Makes `_events` with the names that every stream uses, in Node's order: `eventNames()` and inspection show it, and
/// emitters of one kind share a shape.
fn prepare_events(stream: &JsObject, names: &[&str], cx: &mut Context) -> Result<()> {
    if stream.get(js_string!("_events"), cx)?.is_null_or_undefined() {
        let rows: SmallVec<[(&str, JsValue); 8]> = names.iter().map(|name| (*name, JsValue::undefined())).collect();
        put(stream, js_string!("_events"), build(cx, &rows));
    }
    Ok(())
}

/// `initReadable(stream, options)`
pub(super) fn readable(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (stream, options) = (stream_of(args.get_or_undefined(0))?, Options::of(args.get_or_undefined(1), cx)?);
    prepare_events(&stream, &["close", "error", "data", "end", "readable"], cx)?;
    let state = readable_state::create(&options, false, cx)?;
    put(&stream, js_string!("_readableState"), state);
    apply(&stream, &options, READABLE, cx)?;
    finish(&stream, args.get_or_undefined(1), cx)?;
    Ok(JsValue::undefined())
}

/// `initWritable(stream, options)`
pub(super) fn writable(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (stream, options) = (stream_of(args.get_or_undefined(0))?, Options::of(args.get_or_undefined(1), cx)?);
    prepare_events(&stream, &["close", "error", "prefinish", "finish", "drain"], cx)?;
    let state = writable_state::create(&options, false, cx)?;
    put(&stream, js_string!("_writableState"), state);
    apply(&stream, &options, WRITABLE, cx)?;
    finish(&stream, args.get_or_undefined(1), cx)?;
    Ok(JsValue::undefined())
}

/// `initDuplex(stream, options)`
pub(super) fn duplex(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (stream, options) = (stream_of(args.get_or_undefined(0))?, Options::of(args.get_or_undefined(1), cx)?);
    prepare_events(&stream, &["close", "error", "prefinish", "finish", "drain", "data", "end", "readable"], cx)?;
    let readable = readable_state::create(&options, true, cx)?;
    let writable = writable_state::create(&options, true, cx)?;
    put(&stream, js_string!("_readableState"), readable.clone());
    put(&stream, js_string!("_writableState"), writable.clone());
    let mut is_off = |name| Ok::<bool, Error>(options.get(name, cx)?.as_boolean() == Some(false));
    let (half_open, reads, writes) = (!is_off("allowHalfOpen")?, !is_off("readable")?, !is_off("writable")?);
    put(&stream, js_string!("allowHalfOpen"), half_open);
    if let Some(state) = readable_state::own(&readable).filter(|_| !reads) {
        state.set(readable::HAS_READABLE | readable::ENDED | readable::END_EMITTED);
    }
    if let Some(state) = writable_state::own(&writable).filter(|_| !writes) {
        state.set(writable::HAS_WRITABLE | writable::ENDING | writable::ENDED | writable::FINISHED);
    }
    apply(&stream, &options, DUPLEX, cx)?;
    finish(&stream, args.get_or_undefined(1), cx)?;
    Ok(JsValue::undefined())
}

/// `initTransform(stream, options)`, after the duplex was initialised.
pub(super) fn transform(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(args.get_or_undefined(0))?;
    // `_read` is there and everything is prepared for the first call: chunks may leave at once.
    if let Some(state) = readable_state::state_of(&stream, cx)? {
        state.clear(readable::SYNC);
    }
    let options = Options::of(args.get_or_undefined(1), cx)?;
    assign(&stream, &options, TRANSFORM, cx)?;
    Ok(JsValue::undefined())
}
