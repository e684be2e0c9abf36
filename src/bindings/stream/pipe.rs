//! `pipe` and `unpipe`. The listeners of one pipe are natives that share what they know; `ondata` runs for every chunk.

use std::cell::Cell;

use boa_engine::{
    Context, Finalize, JsArgs, JsObject, JsString, JsValue, Trace, js_string,
    object::builtins::{JsArray, JsFunction, JsSet},
};
use boa_gc::{Gc, GcRefCell};
use smallvec::smallvec;

use super::{
    destroy::error_or_destroy,
    emit, has_listeners, invoke,
    readable_state::{State, state},
    stream_of,
};
use crate::{
    bindings::task_queue::schedule,
    engine::{Result, binding::closure, object::build},
    stream_state::readable::{DATA_LISTENING, END_EMITTED, FLOWING, MULTI_AWAIT_DRAIN},
};

/// What the listeners of one pipe share.
#[derive(Trace, Finalize)]
struct Pipe {
    source: JsObject,
    target: JsObject,
    listeners: GcRefCell<Vec<JsFunction>>,
    on_drain: GcRefCell<Option<JsFunction>>,
    #[unsafe_ignore_trace]
    cleaned: Cell<bool>,
}

/// Indexes into `listeners`.
const ON_END: usize = 0;
const UNPIPE: usize = 1;
const ON_UNPIPE: usize = 2;
const ON_DATA: usize = 3;
const ON_ERROR: usize = 4;
const ON_CLOSE: usize = 5;
const ON_FINISH: usize = 6;

type Listener = fn(&JsValue, &[JsValue], &Gc<Pipe>, &mut Context) -> Result<JsValue>;

impl Pipe {
    fn listener(&self, index: usize) -> JsValue {
        self.listeners.borrow()[index].clone().into()
    }
    fn remove(&self, from: &JsObject, event: JsString, listener: JsValue, cx: &mut Context) -> Result<()> {
        invoke(from, js_string!("removeListener"), &[event.into(), listener], cx)?;
        Ok(())
    }
    fn unpipe(&self, cx: &mut Context) -> Result<()> {
        invoke(&self.source, js_string!("unpipe"), &[self.target.clone().into()], cx)?;
        Ok(())
    }
}

/// `pipe(destination, options)`
pub(super) fn pipe(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let source = stream_of(this)?;
    let state = state(&source, cx)?;
    let target = stream_of(args.get_or_undefined(0))?;
    let pipes = state.pipes(cx);
    if count(&pipes, cx)? == 1 && !state.any(MULTI_AWAIT_DRAIN) {
        state.set(MULTI_AWAIT_DRAIN);
        let waiting = state.values.borrow().await_drain_writers.clone();
        let set = JsSet::from_iter(waiting.map(JsValue::from), cx);
        state.values.borrow_mut().await_drain_writers = Some(set.into());
    }
    invoke(&pipes, js_string!("push"), &[target.clone().into()], cx)?;

    let pipe = Gc::new(Pipe {
        source: source.clone(),
        target: target.clone(),
        listeners: GcRefCell::default(),
        on_drain: GcRefCell::default(),
        cleaned: Cell::new(false),
    });
    let natives: [(&str, usize, Listener); 7] = [
        ("onend", 0, on_end),
        ("unpipe", 0, on_unpipe_source),
        ("onunpipe", 2, on_unpipe),
        ("ondata", 1, on_data),
        ("onerror", 1, on_error),
        ("onclose", 0, on_close),
        ("onfinish", 0, on_finish),
    ];
    let listeners =
        natives.iter().map(|(name, length, native)| closure(name, *length, pipe.clone(), *native, cx)).collect();
    *pipe.listeners.borrow_mut() = listeners;

    let at_end = if ends_target(args.get_or_undefined(1), &target, cx)? { ON_END } else { UNPIPE };
    if state.any(END_EMITTED) {
        let listener = pipe.listeners.borrow()[at_end].clone();
        schedule(listener, smallvec![], cx);
    } else {
        invoke(&source, js_string!("once"), &[js_string!("end").into(), pipe.listener(at_end)], cx)?;
    }
    invoke(&target, js_string!("on"), &[js_string!("unpipe").into(), pipe.listener(ON_UNPIPE)], cx)?;
    invoke(&source, js_string!("on"), &[js_string!("data").into(), pipe.listener(ON_DATA)], cx)?;
    // Ours runs before the user's.
    prepend_listener(&target, js_string!("error"), pipe.listener(ON_ERROR), cx)?;
    invoke(&target, js_string!("once"), &[js_string!("close").into(), pipe.listener(ON_CLOSE)], cx)?;
    invoke(&target, js_string!("once"), &[js_string!("finish").into(), pipe.listener(ON_FINISH)], cx)?;
    emit(&target, js_string!("pipe"), &[source.clone().into()], cx)?;

    if target.get(js_string!("writableNeedDrain"), cx)?.as_boolean() == Some(true) {
        pause(&pipe, &state, cx)?;
    } else if !state.any(FLOWING) {
        invoke(&source, js_string!("resume"), &[], cx)?;
    }
    Ok(target.into())
}

/// Whether the end of the source ends the target: not with `{ end: false }`, and never a standard stream.
fn ends_target(options: &JsValue, target: &JsObject, cx: &mut Context) -> Result<bool> {
    if let Some(options) = options.as_object()
        && options.get(js_string!("end"), cx)?.as_boolean() == Some(false)
    {
        return Ok(false);
    }
    Ok(target.get(js_string!("_isStdio"), cx)?.as_boolean() != Some(true))
}

fn count(list: &JsObject, cx: &mut Context) -> Result<u64> {
    Ok(list.get(js_string!("length"), cx)?.to_length(cx)?)
}

/// `source.on('data')`: every chunk goes through here.
fn on_data(_this: &JsValue, args: &[JsValue], pipe: &Gc<Pipe>, cx: &mut Context) -> Result<JsValue> {
    match invoke(&pipe.target, js_string!("write"), &[args.get_or_undefined(0).clone()], cx) {
        Ok(more) => {
            if more.as_boolean() == Some(false) {
                let state = state(&pipe.source, cx)?;
                pause(pipe, &state, cx)?;
            }
        }
        Err(error) => {
            let error = error.into_value(cx)?;
            invoke(&pipe.target, js_string!("destroy"), &[error], cx)?;
        }
    }
    Ok(JsValue::undefined())
}

/// The target is full: the source pauses until 'drain'.
fn pause(pipe: &Gc<Pipe>, state: &State, cx: &mut Context) -> Result<()> {
    // If the target was unpiped during its write() nobody would ever wake the source.
    if !pipe.cleaned.get() {
        let pipes = state.pipes(cx);
        let targets = count(&pipes, cx)?;
        let target: JsValue = pipe.target.clone().into();
        if targets == 1 && pipes.get(0, cx)?.strict_equals(&target) {
            state.values.borrow_mut().await_drain_writers = Some(pipe.target.clone());
            state.clear(MULTI_AWAIT_DRAIN);
        } else if targets > 1 && invoke(&pipes, js_string!("includes"), &[target.clone()], cx)?.to_boolean() {
            let set = state.values.borrow().await_drain_writers.clone();
            if let Some(set) = set.filter(|_| state.any(MULTI_AWAIT_DRAIN)) {
                invoke(&set, js_string!("add"), &[target], cx)?;
            }
        }
        invoke(&pipe.source, js_string!("pause"), &[], cx)?;
    }
    if pipe.on_drain.borrow().is_none() {
        let listener = closure("pipeOnDrainFunctionResult", 0, pipe.clone(), on_drain, cx);
        *pipe.on_drain.borrow_mut() = Some(listener.clone());
        invoke(&pipe.target, js_string!("on"), &[js_string!("drain").into(), listener.into()], cx)?;
    }
    Ok(())
}

/// `target.on('drain')`
fn on_drain(_this: &JsValue, _args: &[JsValue], pipe: &Gc<Pipe>, cx: &mut Context) -> Result<JsValue> {
    let state = state(&pipe.source, cx)?;
    let waiting = state.values.borrow().await_drain_writers.clone();
    let mut none_left = waiting.is_none();
    if let Some(waiting) = waiting {
        if JsObject::equals(&waiting, &pipe.target) {
            state.values.borrow_mut().await_drain_writers = None;
            none_left = true;
        } else if state.any(MULTI_AWAIT_DRAIN) {
            invoke(&waiting, js_string!("delete"), &[pipe.target.clone().into()], cx)?;
            none_left = waiting.get(js_string!("size"), cx)?.as_number() == Some(0.0);
        }
    }
    if none_left && state.any(DATA_LISTENING) {
        invoke(&pipe.source, js_string!("resume"), &[], cx)?;
    }
    Ok(JsValue::undefined())
}

fn on_end(_this: &JsValue, _args: &[JsValue], pipe: &Gc<Pipe>, cx: &mut Context) -> Result<JsValue> {
    invoke(&pipe.target, js_string!("end"), &[], cx)?;
    Ok(JsValue::undefined())
}

fn on_unpipe_source(_this: &JsValue, _args: &[JsValue], pipe: &Gc<Pipe>, cx: &mut Context) -> Result<JsValue> {
    pipe.unpipe(cx)?;
    Ok(JsValue::undefined())
}

/// `target.on('unpipe')`: when it was this pipe, its listeners go.
fn on_unpipe(_this: &JsValue, args: &[JsValue], pipe: &Gc<Pipe>, cx: &mut Context) -> Result<JsValue> {
    let mine = args.get_or_undefined(0).as_object().is_some_and(|source| JsObject::equals(&source, &pipe.source));
    if let Some(info) = args.get_or_undefined(1).as_object().filter(|_| mine)
        && info.get(js_string!("hasUnpiped"), cx)?.as_boolean() == Some(false)
    {
        info.set(js_string!("hasUnpiped"), true, true, cx)?;
        clean_up(pipe, cx)?;
    }
    Ok(JsValue::undefined())
}

fn clean_up(pipe: &Gc<Pipe>, cx: &mut Context) -> Result<()> {
    pipe.remove(&pipe.target, js_string!("close"), pipe.listener(ON_CLOSE), cx)?;
    pipe.remove(&pipe.target, js_string!("finish"), pipe.listener(ON_FINISH), cx)?;
    let drain = pipe.on_drain.borrow().clone();
    if let Some(listener) = &drain {
        pipe.remove(&pipe.target, js_string!("drain"), listener.clone().into(), cx)?;
    }
    pipe.remove(&pipe.target, js_string!("error"), pipe.listener(ON_ERROR), cx)?;
    pipe.remove(&pipe.target, js_string!("unpipe"), pipe.listener(ON_UNPIPE), cx)?;
    pipe.remove(&pipe.source, js_string!("end"), pipe.listener(ON_END), cx)?;
    pipe.remove(&pipe.source, js_string!("end"), pipe.listener(UNPIPE), cx)?;
    pipe.remove(&pipe.source, js_string!("data"), pipe.listener(ON_DATA), cx)?;
    pipe.cleaned.set(true);

    // If the source waits for this target's 'drain' it would wait for ever; if we cannot know, assume it does.
    if drain.is_none() || state(&pipe.source, cx)?.values.borrow().await_drain_writers.is_none() {
        return Ok(());
    }
    let waits = match pipe.target.get(js_string!("_writableState"), cx)?.as_object() {
        Some(state) => state.get(js_string!("needDrain"), cx)?.to_boolean(),
        None => true,
    };
    if waits {
        on_drain(&JsValue::undefined(), &[], pipe, cx)?;
    }
    Ok(())
}

/// `target.on('error')`: the pipe ends; the error stays the user's.
fn on_error(_this: &JsValue, args: &[JsValue], pipe: &Gc<Pipe>, cx: &mut Context) -> Result<JsValue> {
    pipe.unpipe(cx)?;
    pipe.remove(&pipe.target, js_string!("error"), pipe.listener(ON_ERROR), cx)?;
    if has_listeners(&pipe.target, js_string!("error"), cx)? {
        return Ok(JsValue::undefined());
    }
    let error = args.get_or_undefined(0);
    let mut state = pipe.target.get(js_string!("_writableState"), cx)?.as_object();
    if state.is_none() {
        state = pipe.target.get(js_string!("_readableState"), cx)?.as_object();
    }
    let emitted = match state {
        Some(state) => state.get(js_string!("errorEmitted"), cx)?.to_boolean(),
        None => true,
    };
    if emitted {
        emit(&pipe.target, js_string!("error"), std::slice::from_ref(error), cx)?;
    } else {
        // Somebody emitted 'error' on the target by hand.
        error_or_destroy(&pipe.target, error, false, cx)?;
    }
    Ok(JsValue::undefined())
}

fn on_close(_this: &JsValue, _args: &[JsValue], pipe: &Gc<Pipe>, cx: &mut Context) -> Result<JsValue> {
    pipe.remove(&pipe.target, js_string!("finish"), pipe.listener(ON_FINISH), cx)?;
    pipe.unpipe(cx)?;
    Ok(JsValue::undefined())
}

fn on_finish(_this: &JsValue, _args: &[JsValue], pipe: &Gc<Pipe>, cx: &mut Context) -> Result<JsValue> {
    pipe.remove(&pipe.target, js_string!("close"), pipe.listener(ON_CLOSE), cx)?;
    pipe.unpipe(cx)?;
    Ok(JsValue::undefined())
}

/// `unpipe(destination)`
pub(super) fn unpipe(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let source = stream_of(this)?;
    let state = state(&source, cx)?;
    let pipes = state.pipes(cx);
    if count(&pipes, cx)? == 0 {
        return Ok(this.clone());
    }
    let target = args.get_or_undefined(0);
    if !target.to_boolean() {
        let targets = crate::engine::object::elements(&pipes, cx)?;
        state.values.borrow_mut().pipes = None;
        invoke(&source, js_string!("pause"), &[], cx)?;
        for target in targets {
            let info = build(cx, &[("hasUnpiped", false.into())]);
            emit(&stream_of(&target)?, js_string!("unpipe"), &[this.clone(), info.into()], cx)?;
        }
        return Ok(this.clone());
    }
    let index = invoke(&pipes, js_string!("indexOf"), std::slice::from_ref(target), cx)?;
    if index.as_number() == Some(-1.0) {
        return Ok(this.clone());
    }
    invoke(&pipes, js_string!("splice"), &[index, 1.into()], cx)?;
    if count(&pipes, cx)? == 0 {
        invoke(&source, js_string!("pause"), &[], cx)?;
    }
    let info = build(cx, &[("hasUnpiped", false.into())]);
    emit(&stream_of(target)?, js_string!("unpipe"), &[this.clone(), info.into()], cx)?;
    Ok(this.clone())
}

/// Adds a listener before all others, also to emitters that are not ours.
fn prepend_listener(emitter: &JsObject, event: JsString, listener: JsValue, cx: &mut Context) -> Result<()> {
    if emitter.get(js_string!("prependListener"), cx)?.is_callable() {
        invoke(emitter, js_string!("prependListener"), &[event.into(), listener], cx)?;
        return Ok(());
    }
    let existing = match emitter.get(js_string!("_events"), cx)?.as_object() {
        Some(events) => events.get(event.clone(), cx)?.as_object().map(|existing| (events, existing)),
        None => None,
    };
    match existing {
        None => {
            invoke(emitter, js_string!("on"), &[event.into(), listener], cx)?;
        }
        Some((_, list)) if list.is_array() => {
            invoke(&list, js_string!("unshift"), &[listener], cx)?;
        }
        Some((events, single)) => {
            let list = JsArray::from_iter([listener, single.into()], cx);
            events.set(event, list, true, cx)?;
        }
    }
    Ok(())
}

/// `prependListener(emitter, event, listener)`
pub(super) fn prepend_listener_js(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let emitter = stream_of(args.get_or_undefined(0))?;
    let event = args.get_or_undefined(1).to_string(cx)?;
    prepend_listener(&emitter, event, args.get_or_undefined(2).clone(), cx)?;
    Ok(JsValue::undefined())
}
