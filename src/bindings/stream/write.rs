//! The writable side at work: write, end, cork, the callback of `_write`, finish. Performs the effects of
//! `stream_state::Writable`.

use std::collections::VecDeque;

use boa_engine::{Context, JsArgs, JsObject, JsValue, js_string, object::builtins::JsArray};
use smallvec::smallvec;

use super::{
    Tick, chunk,
    destroy::{error_or_destroy, readable_side_is_over},
    emit, invoke, next_tick,
    readable_state::{self, unknown_encoding},
    stream_of, tick_callback, tick_stream, tick_target,
    writable_state::{AfterWrite, Pending, State, length_of, state},
};
use crate::{
    engine::{Error, Result, binding::closure, object::set},
    error::Code,
    stream_state::{
        Placed, Settled,
        common::*,
        writable::{
            ALL_BUFFERS, ALL_NOOP, BUFFER_PROCESSING, DECODE_STRINGS, ENDED, ENDING, FINAL_CALLED, FINISHED,
            PREFINISHED, SYNC, WRITING,
        },
    },
};

/// `write(chunk, encoding, callback)`
pub(super) fn write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let (encoding, callback) = match args.get_or_undefined(1) {
        function if function.is_callable() => (JsValue::null(), function.clone()),
        encoding => (encoding.clone(), args.get_or_undefined(2).clone()),
    };
    let outcome = write_chunk(&stream, args.get_or_undefined(0), encoding, callback, cx)?;
    Ok(matches!(outcome, Wrote::Accepted(true)).into())
}

/// What became of a chunk.
enum Wrote {
    /// It is in the stream; whether there is room for more.
    Accepted(bool),
    /// The stream does not take it.
    Refused(JsValue),
}

fn write_chunk(
    stream: &JsObject,
    chunk: &JsValue,
    mut encoding: JsValue,
    callback: JsValue,
    cx: &mut Context,
) -> Result<Wrote> {
    let state = state(stream, cx)?;
    let callback = if callback.is_callable() { callback } else { JsValue::undefined() };
    if chunk.is_null() {
        return Err(Error::coded(Code::ERR_STREAM_NULL_VALUES, &[]));
    }
    let mut chunk = chunk.clone();
    if !state.any(OBJECT_MODE) {
        (chunk, encoding) = as_bytes(&state, chunk, encoding, cx)?;
    }
    let refused = if state.any(ENDING) {
        Some((Code::ERR_STREAM_WRITE_AFTER_END, ""))
    } else if state.any(DESTROYED) {
        Some((Code::ERR_STREAM_DESTROYED, "write"))
    } else {
        None
    };
    if let Some((code, what)) = refused {
        let error = super::coded(code, &[what], cx)?;
        tick_callback(&callback, smallvec![error.clone()], cx);
        error_or_destroy(stream, &error, true, cx)?;
        return Ok(Wrote::Refused(error));
    }
    let length = length_of(&state, &chunk, cx)?;
    let is_buffer = encoding.as_string().is_some_and(|name| name == *"buffer");
    let placed = state.core.borrow_mut().place(length, is_buffer, !callback.is_undefined());
    match placed {
        Placed::Buffer => state.buffer.borrow_mut().push_back(Pending { chunk, encoding, callback, length }),
        Placed::Write => {
            state.values.borrow_mut().write_callback = callback;
            let on_write = on_write(stream, &state, cx);
            invoke(stream, js_string!("_write"), &[chunk, encoding, on_write], cx)?;
            state.clear(SYNC);
        }
    }
    let more = state.core.borrow_mut().accepts_more();
    Ok(Wrote::Accepted(more))
}

/// A chunk of a stream of bytes with its encoding, checked and converted.
fn as_bytes(state: &State, chunk: JsValue, encoding: JsValue, cx: &mut Context) -> Result<(JsValue, JsValue)> {
    let encoding = if !encoding.to_boolean() {
        state.default_encoding()
    } else if encoding.as_string().is_some_and(|name| name == *"buffer") || chunk::is_encoding(&encoding) {
        encoding
    } else {
        return Err(unknown_encoding(&encoding, cx));
    };
    if let Some(string) = chunk.as_string() {
        if encoding.as_string().is_some_and(|name| name == *"buffer") {
            return Err(unknown_encoding(&encoding, cx));
        }
        if !state.any(DECODE_STRINGS) {
            return Ok((chunk, encoding));
        }
        return Ok((chunk::encode(&string, &encoding, cx)?, js_string!("buffer").into()));
    }
    match chunk::to_buffer(&chunk, cx)? {
        Some(buffer) => Ok((buffer, js_string!("buffer").into())),
        None => Err(chunk::invalid(&chunk, cx)),
    }
}

/// The function that `_write` calls back; one for the life of the stream.
fn on_write(stream: &JsObject, state: &State, cx: &mut Context) -> JsValue {
    if let Some(function) = state.values.borrow().on_write.clone() {
        return function;
    }
    let function: JsValue = closure(
        "onwrite",
        1,
        (stream.clone(), state.clone()),
        |_, args, (stream, state), cx| {
            wrote(stream, state, args.get_or_undefined(0), cx)?;
            Ok(JsValue::undefined())
        },
        cx,
    )
    .into();
    state.values.borrow_mut().on_write = Some(function.clone());
    function
}

/// Calls a `write` callback, if there is one.
fn call_back(callback: &JsValue, argument: JsValue, cx: &mut Context) -> Result<()> {
    if let Some(callback) = callback.as_callable() {
        callback.call(&JsValue::undefined(), &[argument], cx)?;
    }
    Ok(())
}

/// `_write` has called back.
fn wrote(stream: &JsObject, state: &State, error: &JsValue, cx: &mut Context) -> Result<()> {
    let expected = state.core.borrow_mut().end_write();
    if !expected {
        let error = super::coded(Code::ERR_MULTIPLE_CALLBACK, &[], cx)?;
        return error_or_destroy(stream, &error, false, cx);
    }
    let sync = state.any(SYNC);
    let callback = std::mem::take(&mut state.values.borrow_mut().write_callback);
    if error.to_boolean() {
        if !state.any(ERRORED) {
            state.set_error(error);
        }
        // The readable side of a duplex has to know of the error.
        if let Some(readable) = readable_state::state_of(stream, cx)?
            && !readable.any(ERRORED)
        {
            readable.set_error(error);
        }
        if sync {
            next_tick(Tick::WriteError, smallvec![stream.clone().into(), error.clone(), callback], cx);
            return Ok(());
        }
        return write_failed(stream, state, error, &callback, cx);
    }
    if state.core.borrow().buffered > 0 {
        clear_buffer(stream, state, cx)?;
    }
    if !sync {
        return after_write(stream, state, 1, &callback, cx);
    }
    settle_sync(stream, state, callback, cx)
}

/// A synchronous `_write` has succeeded: its callback waits for a tick, and equal callbacks share one.
fn settle_sync(stream: &JsObject, state: &State, callback: JsValue, cx: &mut Context) -> Result<()> {
    let has_callback = !callback.is_undefined();
    let same = has_callback
        && state.values.borrow().after_write.back().is_some_and(|last| last.callback.strict_equals(&callback));
    let settled = state.core.borrow_mut().settle_sync(has_callback, same);
    match settled {
        Settled::Tick if has_callback => {
            state.values.borrow_mut().after_write.push_back(AfterWrite { callback, count: 1 });
            tick_stream(Tick::AfterWrites, stream, cx);
        }
        Settled::Tick => tick_stream(Tick::AfterWrite, stream, cx),
        Settled::Count => {
            if let Some(last) = state.values.borrow_mut().after_write.back_mut() {
                last.count += 1;
            }
        }
        Settled::Done { finish } => {
            if finish {
                finish_maybe(stream, state, true, cx)?;
            }
        }
    }
    Ok(())
}

pub(super) fn write_error_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    write_failed(&stream, &state, args.get_or_undefined(1), args.get_or_undefined(2), cx)?;
    Ok(JsValue::undefined())
}

/// The callback of the chunk that failed, then those of the buffered chunks, then 'error'.
fn write_failed(stream: &JsObject, state: &State, error: &JsValue, callback: &JsValue, cx: &mut Context) -> Result<()> {
    state.core.borrow_mut().pending_callbacks -= 1;
    call_back(callback, error.clone(), cx)?;
    error_buffer(state, cx)?;
    error_or_destroy(stream, error, false, cx)
}

pub(super) fn after_write_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    after_write(&stream, &state, 1, &JsValue::undefined(), cx)?;
    Ok(JsValue::undefined())
}

pub(super) fn after_writes_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    let owed = state.values.borrow_mut().after_write.pop_front();
    if let Some(owed) = owed {
        after_write(&stream, &state, owed.count, &owed.callback, cx)?;
    }
    Ok(JsValue::undefined())
}

fn after_write(stream: &JsObject, state: &State, count: usize, callback: &JsValue, cx: &mut Context) -> Result<()> {
    let drains = state.core.borrow_mut().drains();
    if drains {
        emit(stream, js_string!("drain"), &[], cx)?;
    }
    for _ in 0..count {
        state.core.borrow_mut().pending_callbacks -= 1;
        call_back(callback, JsValue::null(), cx)?;
    }
    if state.any(DESTROYED) {
        error_buffer(state, cx)?;
    }
    if state.any(ENDING) {
        finish_maybe(stream, state, true, cx)?;
    }
    Ok(())
}

/// Why nothing more will be written: the stream's error, or that it is destroyed.
fn reason(state: &State, what: &str, cx: &mut Context) -> Result<JsValue> {
    let error = state.error();
    if error.is_null_or_undefined() { super::coded(Code::ERR_STREAM_DESTROYED, &[what], cx) } else { Ok(error) }
}

/// The buffered chunks will never be written: tell their callbacks and those of `end()`.
fn error_buffer(state: &State, cx: &mut Context) -> Result<()> {
    if state.any(WRITING) {
        return Ok(());
    }
    loop {
        let next = state.buffer.borrow_mut().pop_front();
        let Some(pending) = next else { break };
        {
            let mut core = state.core.borrow_mut();
            core.length = core.length.saturating_sub(pending.length);
            core.buffered = core.buffered.saturating_sub(1);
        }
        if !pending.callback.is_undefined() {
            let error = reason(state, "write", cx)?;
            call_back(&pending.callback, error, cx)?;
        }
    }
    if !state.values.borrow().on_finished.is_empty() {
        let error = reason(state, "end", cx)?;
        call_finished(state, &error, cx)?;
    }
    state.core.borrow_mut().reset_buffer();
    Ok(())
}

pub(super) fn error_buffer_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    error_buffer(&state, cx)?;
    Ok(JsValue::undefined())
}

/// Writes what waits: all at once with `_writev`, or one by one as long as `_write` calls back synchronously.
pub(super) fn clear_buffer(stream: &JsObject, state: &State, cx: &mut Context) -> Result<()> {
    if !state.core.borrow().may_clear_buffer() {
        return Ok(());
    }
    state.set(BUFFER_PROCESSING);
    let many = state.core.borrow().buffered > 1;
    if many && stream.get(js_string!("_writev"), cx)?.to_boolean() {
        write_all(stream, state, cx)?;
    } else {
        loop {
            let next = state.buffer.borrow_mut().pop_front();
            let Some(pending) = next else { break };
            {
                let mut core = state.core.borrow_mut();
                core.buffered = core.buffered.saturating_sub(1);
            }
            state.values.borrow_mut().write_callback = pending.callback.clone();
            let args = [pending.chunk.clone(), pending.encoding.clone()];
            do_write(stream, state, pending.length, "_write", &args, cx)?;
            if state.any(WRITING) {
                break;
            }
        }
        if state.core.borrow().buffered == 0 {
            state.core.borrow_mut().reset_buffer();
        }
    }
    state.clear(BUFFER_PROCESSING);
    Ok(())
}

fn write_all(stream: &JsObject, state: &State, cx: &mut Context) -> Result<()> {
    let pending: VecDeque<Pending> = std::mem::take(&mut *state.buffer.borrow_mut());
    let (all_noop, all_buffers, length) = {
        let mut core = state.core.borrow_mut();
        core.pending_callbacks -= pending.len() as i64 - 1;
        (core.flags.any(ALL_NOOP), core.flags.any(ALL_BUFFERS), core.length)
    };
    let callback = if all_noop {
        JsValue::undefined()
    } else {
        let callbacks: Vec<JsValue> = pending.iter().map(|entry| entry.callback.clone()).collect();
        closure(
            "callback",
            1,
            callbacks,
            |_, args, callbacks, cx| {
                for callback in callbacks {
                    call_back(callback, args.get_or_undefined(0).clone(), cx)?;
                }
                Ok(JsValue::undefined())
            },
            cx,
        )
        .into()
    };
    let entries: Vec<JsValue> = pending.iter().map(|entry| entry.object(cx)).collect();
    let chunks: JsObject = JsArray::from_iter(entries, cx).into();
    set(&chunks, "allBuffers", all_buffers, cx)?;
    state.values.borrow_mut().write_callback = callback;
    // Before the call, so that what is written meanwhile finds a fresh buffer.
    state.core.borrow_mut().reset_buffer();
    do_write(stream, state, length, "_writev", &[chunks.into()], cx)
}

/// Calls `_write` or `_writev`; `write_callback` is set.
fn do_write(
    stream: &JsObject,
    state: &State,
    length: usize,
    method: &str,
    args: &[JsValue],
    cx: &mut Context,
) -> Result<()> {
    state.core.borrow_mut().begin_write(length);
    if state.any(DESTROYED) {
        let error = super::coded(Code::ERR_STREAM_DESTROYED, &["write"], cx)?;
        wrote(stream, state, &error, cx)?;
    } else {
        let mut args = args.to_vec();
        args.push(on_write(stream, state, cx));
        invoke(stream, crate::engine::js(method), &args, cx)?;
    }
    state.clear(SYNC);
    Ok(())
}

/// `_write(chunk, encoding, callback)`: what a stream that only has `_writev` does.
pub(super) fn default_write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    if !stream.get(js_string!("_writev"), cx)?.to_boolean() {
        return Err(Error::coded(Code::ERR_METHOD_NOT_IMPLEMENTED, &["_write()"]));
    }
    let fields = [("chunk", args.get_or_undefined(0).clone()), ("encoding", args.get_or_undefined(1).clone())];
    let entry = crate::engine::object::build(cx, &fields);
    let list = JsArray::from_iter([JsValue::from(entry)], cx);
    invoke(&stream, js_string!("_writev"), &[list.into(), args.get_or_undefined(2).clone()], cx)?;
    Ok(JsValue::undefined())
}

/// `cork()`
pub(super) fn cork(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = state(&stream_of(this)?, cx)?;
    state.core.borrow_mut().corked += 1;
    Ok(JsValue::undefined())
}

/// `uncork()`
pub(super) fn uncork(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let state = state(&stream, cx)?;
    let corked = state.core.borrow().corked;
    if corked > 0 {
        state.core.borrow_mut().corked = corked - 1;
        if !state.any(WRITING) {
            clear_buffer(&stream, &state, cx)?;
        }
    }
    Ok(JsValue::undefined())
}

/// `end(chunk, encoding, callback)`
pub(super) fn end(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let state = state(&stream, cx)?;
    let (chunk, encoding, callback) = if args.get_or_undefined(0).is_callable() {
        (JsValue::null(), JsValue::null(), args[0].clone())
    } else if args.get_or_undefined(1).is_callable() {
        (args[0].clone(), JsValue::null(), args[1].clone())
    } else {
        (args.get_or_undefined(0).clone(), args.get_or_undefined(1).clone(), args.get_or_undefined(2).clone())
    };
    let mut error = None;
    if !chunk.is_null_or_undefined()
        && let Wrote::Refused(reason) = write_chunk(&stream, &chunk, encoding, JsValue::undefined(), cx)?
    {
        error = Some(reason);
    }
    let corked = state.core.borrow().corked > 0;
    if corked {
        state.core.borrow_mut().corked = 1;
        invoke(&stream, js_string!("uncork"), &[], cx)?;
    }
    if error.is_some() {
        // The chunk was refused; there is nothing to end.
    } else if !state.any(ENDING | ERRORED) {
        state.set(ENDING);
        finish_maybe(&stream, &state, true, cx)?;
        state.set(ENDED);
    } else if state.any(FINISHED) {
        error = Some(super::coded(Code::ERR_STREAM_ALREADY_FINISHED, &["end"], cx)?);
    } else if state.any(DESTROYED) {
        error = Some(super::coded(Code::ERR_STREAM_DESTROYED, &["end"], cx)?);
    }
    if callback.is_callable() {
        if let Some(error) = error {
            tick_callback(&callback, smallvec![error], cx);
        } else if state.any(ERRORED) {
            let error = state.error();
            tick_callback(&callback, smallvec![error], cx);
        } else if state.any(FINISHED) {
            tick_callback(&callback, smallvec![JsValue::null()], cx);
        } else {
            state.values.borrow_mut().on_finished.push(callback);
        }
    }
    Ok(this.clone())
}

/// Calls what `end(callback)` left.
fn call_finished(state: &State, argument: &JsValue, cx: &mut Context) -> Result<()> {
    let callbacks = std::mem::take(&mut state.values.borrow_mut().on_finished);
    for callback in callbacks {
        call_back(&callback, argument.clone(), cx)?;
    }
    Ok(())
}

/// Whether `end()` callbacks wait.
pub(super) fn waits_for_finish(state: &State) -> bool {
    !state.values.borrow().on_finished.is_empty()
}

/// Finishes the stream if nothing stands before it.
pub(super) fn finish_maybe(stream: &JsObject, state: &State, sync: bool, cx: &mut Context) -> Result<()> {
    if !state.core.borrow().needs_finish() {
        return Ok(());
    }
    prefinish(stream, state, cx)?;
    if state.core.borrow().pending_callbacks != 0 {
        return Ok(());
    }
    if sync {
        state.core.borrow_mut().pending_callbacks += 1;
        tick_stream(Tick::FinishLater, stream, cx);
    } else if state.core.borrow().needs_finish() {
        state.core.borrow_mut().pending_callbacks += 1;
        finish(stream, state, cx)?;
    }
    Ok(())
}

pub(super) fn finish_later_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    if state.core.borrow().needs_finish() {
        finish(&stream, &state, cx)?;
    } else {
        state.core.borrow_mut().pending_callbacks -= 1;
    }
    Ok(JsValue::undefined())
}

/// Calls `_final`, or emits 'prefinish' if there is none.
fn prefinish(stream: &JsObject, state: &State, cx: &mut Context) -> Result<()> {
    if state.any(PREFINISHED | FINAL_CALLED) {
        return Ok(());
    }
    let has_final = !state.any(DESTROYED) && stream.get(js_string!("_final"), cx)?.is_callable();
    if !has_final {
        state.set(FINAL_CALLED | PREFINISHED);
        emit(stream, js_string!("prefinish"), &[], cx)?;
        return Ok(());
    }
    state.set(FINAL_CALLED | SYNC);
    state.core.borrow_mut().pending_callbacks += 1;
    let done = closure(
        "onFinish",
        1,
        stream.clone(),
        |_, args, stream, cx| {
            finalized(stream, args.get_or_undefined(0), cx)?;
            Ok(JsValue::undefined())
        },
        cx,
    );
    if let Err(error) = invoke(stream, js_string!("_final"), &[done.into()], cx) {
        let error = error.into_value(cx)?;
        finalized(stream, &error, cx)?;
    }
    state.clear(SYNC);
    Ok(())
}

/// `_final` has called back.
fn finalized(stream: &JsObject, error: &JsValue, cx: &mut Context) -> Result<()> {
    let state = state(stream, cx)?;
    if state.any(PREFINISHED) {
        let error = if error.is_null_or_undefined() {
            super::coded(Code::ERR_MULTIPLE_CALLBACK, &[], cx)?
        } else {
            error.clone()
        };
        return error_or_destroy(stream, &error, false, cx);
    }
    state.core.borrow_mut().pending_callbacks -= 1;
    if error.to_boolean() {
        call_finished(&state, error, cx)?;
        return error_or_destroy(stream, error, state.any(SYNC), cx);
    }
    if state.core.borrow().needs_finish() {
        state.set(PREFINISHED);
        emit(stream, js_string!("prefinish"), &[], cx)?;
        // Some streams count on 'finish' coming after the callback of _final has returned.
        state.core.borrow_mut().pending_callbacks += 1;
        tick_stream(Tick::Finish, stream, cx);
    }
    Ok(())
}

pub(super) fn finish_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    finish(&stream, &state, cx)?;
    Ok(JsValue::undefined())
}

fn finish(stream: &JsObject, state: &State, cx: &mut Context) -> Result<()> {
    state.core.borrow_mut().pending_callbacks -= 1;
    state.set(FINISHED);
    call_finished(state, &JsValue::null(), cx)?;
    emit(stream, js_string!("finish"), &[], cx)?;
    if state.any(AUTO_DESTROY) && readable_side_is_over(stream, cx)? {
        invoke(stream, js_string!("destroy"), &[], cx)?;
    }
    Ok(())
}
