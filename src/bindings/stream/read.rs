//! The readable side at work: push, unshift, read, flow, end. Performs the effects of `stream_state::Readable`.

use boa_engine::{Context, JsArgs, JsNativeError, JsObject, JsValue, js_string};
use smallvec::{SmallVec, smallvec};

use super::{
    Tick, chunk,
    destroy::error_or_destroy,
    emit, invoke, next_tick,
    readable_state::{Chunk, State, state},
    stream_of, tick_stream, tick_target,
};
use crate::{
    engine::{Error, Result},
    error::Code,
    stream_state::{
        Accepted, Added, Ending, Eof, ReadStep,
        common::*,
        plan_take,
        readable::{DECODER, EMITTED_READABLE, ENDED, FLOWING, READING, READING_MORE, RESUME_SCHEDULED},
    },
};

/// `push(chunk, encoding)`
pub(super) fn push(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let state = state(&stream, cx)?;
    let chunk = args.get_or_undefined(0);
    let more = if chunk.is_null() {
        end_of_file(&stream, &state, cx)?;
        false
    } else if state.any(OBJECT_MODE) {
        push_object(&stream, &state, chunk, args.get_or_undefined(1), cx)?
    } else {
        push_bytes(&stream, &state, chunk, args.get_or_undefined(1), cx)?
    };
    Ok(more.into())
}

fn push_object(
    stream: &JsObject,
    state: &State,
    chunk: &JsValue,
    encoding: &JsValue,
    cx: &mut Context,
) -> Result<bool> {
    if !accepted(stream, state, cx)? {
        return Ok(false);
    }
    let mut chunk = chunk.clone();
    if state.any(DECODER) && !encoding.to_boolean() {
        chunk = decode(state, &chunk, cx)?;
    }
    add(stream, state, chunk, 1, false, cx)?;
    Ok(state.core.borrow().can_push_more())
}

fn push_bytes(stream: &JsObject, state: &State, chunk: &JsValue, encoding: &JsValue, cx: &mut Context) -> Result<bool> {
    // Whether the chunk is a string in the very encoding that the consumer asked for.
    let mut decoded = false;
    let mut value = chunk.clone();
    if let Some(string) = chunk.as_string() {
        let encoding = if encoding.to_boolean() { encoding.clone() } else { state.default_encoding() };
        if state.encoding().strict_equals(&encoding) {
            decoded = true;
        } else if !string.is_empty() {
            value = chunk::encode(&string, &encoding, cx)?;
        }
    } else if !chunk.is_undefined() {
        match chunk::to_buffer(chunk, cx)? {
            Some(buffer) => value = buffer,
            None => {
                let error = chunk::invalid(chunk, cx).into_value(cx)?;
                error_or_destroy(stream, &error, false, cx)?;
                return Ok(false);
            }
        }
    }
    let mut length = if value.is_undefined() { 0 } else { chunk::length(&value, cx)? };
    if length == 0 {
        state.clear(READING);
        read_more(stream, state, cx);
        return Ok(state.core.borrow().can_push_more());
    }
    if !accepted(stream, state, cx)? {
        return Ok(false);
    }
    if state.any(DECODER) && !decoded {
        value = decode(state, &value, cx)?;
        length = chunk::length(&value, cx)?;
        if length == 0 {
            read_more(stream, state, cx);
            return Ok(state.core.borrow().can_push_more());
        }
    }
    add(stream, state, value, length, false, cx)?;
    Ok(state.core.borrow().can_push_more())
}

fn accepted(stream: &JsObject, state: &State, cx: &mut Context) -> Result<bool> {
    let accepted = state.core.borrow_mut().accept();
    if accepted == Accepted::AfterEof {
        let error = super::coded(Code::ERR_STREAM_PUSH_AFTER_EOF, &[], cx)?;
        error_or_destroy(stream, &error, false, cx)?;
    }
    Ok(accepted == Accepted::Yes)
}

fn decode(state: &State, chunk: &JsValue, cx: &mut Context) -> Result<JsValue> {
    let decoder = state.values.borrow().decoder.clone();
    match decoder {
        Some(decoder) => invoke(&decoder, js_string!("write"), std::slice::from_ref(chunk), cx),
        None => Ok(chunk.clone()),
    }
}

/// `unshift(chunk, encoding)`
pub(super) fn unshift(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let state = state(&stream, cx)?;
    let chunk = args.get_or_undefined(0);
    if chunk.is_null() {
        end_of_file(&stream, &state, cx)?;
        return Ok(false.into());
    }
    let mut value = chunk.clone();
    let mut length = 1;
    if !state.any(OBJECT_MODE) {
        if let Some(string) = chunk.as_string() {
            value = reencode(&state, &string, args.get_or_undefined(1), cx)?;
        } else if !chunk.is_undefined() {
            match chunk::to_buffer(chunk, cx)? {
                Some(buffer) => value = buffer,
                None => {
                    let error = chunk::invalid(chunk, cx).into_value(cx)?;
                    error_or_destroy(&stream, &error, false, cx)?;
                    return Ok(false.into());
                }
            }
        }
        length = if value.is_undefined() { 0 } else { chunk::length(&value, cx)? };
    }
    if length > 0 {
        let accepted = state.core.borrow().accept_front();
        match accepted {
            Accepted::Yes => add(&stream, &state, value, length, true, cx)?,
            Accepted::Dropped => return Ok(false.into()),
            Accepted::AfterEof => {
                let error = super::coded(Code::ERR_STREAM_UNSHIFT_AFTER_END_EVENT, &[], cx)?;
                error_or_destroy(&stream, &error, false, cx)?;
            }
        }
    }
    Ok(state.core.borrow().can_push_more().into())
}

/// What is put back is kept in the encoding that the consumer reads.
fn reencode(state: &State, string: &boa_engine::JsString, encoding: &JsValue, cx: &mut Context) -> Result<JsValue> {
    let encoding = if encoding.to_boolean() { encoding.clone() } else { state.default_encoding() };
    let own = state.encoding();
    if own.strict_equals(&encoding) {
        return Ok(string.clone().into());
    }
    let buffer = chunk::encode(string, &encoding, cx)?;
    match (own.is_null(), buffer.as_object()) {
        (false, Some(object)) => invoke(&object, js_string!("toString"), &[own], cx),
        _ => Ok(buffer),
    }
}

/// Hands a chunk on or buffers it.
fn add(stream: &JsObject, state: &State, value: JsValue, length: usize, front: bool, cx: &mut Context) -> Result<()> {
    let added = state.core.borrow_mut().add(length);
    match added {
        Added::EmitData => {
            state.forget_drains(cx)?;
            emit(stream, js_string!("data"), &[value], cx)?;
        }
        Added::Buffer | Added::BufferAndEmitReadable => {
            let chunk = Chunk { value, length };
            let mut buffer = state.buffer.borrow_mut();
            if front {
                buffer.push_front(chunk)
            } else {
                buffer.push_back(chunk)
            }
            drop(buffer);
            if added == Added::BufferAndEmitReadable {
                emit_readable(stream, state, cx);
            }
        }
    }
    read_more(stream, state, cx);
    Ok(())
}

/// `push(null)`
fn end_of_file(stream: &JsObject, state: &State, cx: &mut Context) -> Result<()> {
    state.clear(READING);
    if state.any(ENDED) {
        return Ok(());
    }
    let decoder = state.values.borrow().decoder.clone().filter(|_| state.any(DECODER));
    if let Some(decoder) = decoder {
        let value = invoke(&decoder, js_string!("end"), &[], cx)?;
        let length = chunk::length(&value, cx)?;
        if length > 0 {
            let length = if state.any(OBJECT_MODE) { 1 } else { length };
            state.buffer.borrow_mut().push_back(Chunk { value, length });
            state.core.borrow_mut().length += length;
        }
    }
    let eof = state.core.borrow_mut().eof();
    match eof {
        Eof::Already => {}
        Eof::EmitReadableLater => emit_readable(stream, state, cx),
        Eof::EmitReadableNow => announce(stream, state, cx)?,
    }
    Ok(())
}

/// Schedules 'readable'.
pub(super) fn emit_readable(stream: &JsObject, state: &State, cx: &mut Context) {
    if state.core.borrow_mut().emit_readable() {
        tick_stream(Tick::EmitReadable, stream, cx);
    }
}

pub(super) fn emit_readable_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    announce(&stream, &state, cx)?;
    Ok(JsValue::undefined())
}

/// Emits 'readable' if it is true, and flows.
fn announce(stream: &JsObject, state: &State, cx: &mut Context) -> Result<()> {
    let readable = state.core.borrow().is_readable_now();
    if readable {
        emit(stream, js_string!("readable"), &[], cx)?;
        state.clear(EMITTED_READABLE);
    }
    state.core.borrow_mut().rearm_readable();
    flow(stream, state, cx)
}

/// Schedules reading ahead.
pub(super) fn read_more(stream: &JsObject, state: &State, cx: &mut Context) {
    if state.core.borrow_mut().schedule_read_more() {
        tick_stream(Tick::ReadMore, stream, cx);
    }
}

pub(super) fn read_more_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    loop {
        let (wants, length) = {
            let core = state.core.borrow();
            (core.wants_more(), core.length)
        };
        if !wants {
            break;
        }
        read_through(&stream, Some(0), cx)?;
        if state.core.borrow().length == length {
            break;
        }
    }
    state.clear(READING_MORE);
    Ok(JsValue::undefined())
}

/// `stream.read(n)`, without a JS call when the stream has no `read` of its own.
fn read_through(stream: &JsObject, n: Option<i32>, cx: &mut Context) -> Result<JsValue> {
    let method = super::lookup(stream, js_string!("read"), cx)?;
    let Some(method) = method.as_object() else {
        return Err(JsNativeError::typ().with_message("stream.read is not a function").into());
    };
    let args: SmallVec<[JsValue; 1]> = n.map_or_else(SmallVec::new, |n| smallvec![n.into()]);
    super::call(&method, &stream.clone().into(), &args, cx)
}

/// `read(n)`
pub(super) fn read(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = stream_of(this)?;
    let n = args.get_or_undefined(0);
    let n = match n.as_number() {
        Some(number) if number.fract() == 0.0 => number,
        _ if n.is_undefined() => f64::NAN,
        _ => parse_int(n, cx)?,
    };
    read_units(&stream, n, cx)
}

/// `Number.parseInt(value, 10)`
fn parse_int(value: &JsValue, cx: &mut Context) -> Result<f64> {
    let text = value.to_string(cx)?.to_std_string_lossy();
    let text = text.trim_start();
    let (sign, digits) =
        text.strip_prefix('-').map_or((1.0, text.strip_prefix('+').unwrap_or(text)), |rest| (-1.0, rest));
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    Ok(digits[..end].parse::<f64>().map_or(f64::NAN, |number| sign * number))
}

fn read_units(stream: &JsObject, wanted: f64, cx: &mut Context) -> Result<JsValue> {
    let state = state(stream, cx)?;
    if state.core.borrow().is_too_much(wanted) {
        return Err(Error::out_of_range("size", "<= 1GiB", &wanted.into(), cx));
    }
    let first = state.first();
    let step = state.core.borrow_mut().read(wanted, first);
    let (mut n, call_read) = match step {
        ReadStep::Take { n, call_read } => (n, call_read),
        ReadStep::Null(ending) => {
            match ending {
                Ending::None => {}
                Ending::EmitReadable => emit_readable(stream, &state, cx),
                Ending::EndReadable => end_readable(stream, &state, cx),
            }
            return Ok(JsValue::null());
        }
    };
    if call_read {
        let mark = state.core.borrow().high_water_mark;
        if let Err(error) = invoke(stream, js_string!("_read"), &[mark.into()], cx) {
            let error = error.into_value(cx)?;
            error_or_destroy(stream, &error, false, cx)?;
        }
        let first = state.first();
        n = state.core.borrow_mut().after_underlying_read(wanted, n, first);
    }
    let taken = if n > 0 { take(&state, n, cx)? } else { None };
    let end = state.core.borrow_mut().took(wanted, taken.is_some().then_some(n));
    if taken.is_some() {
        state.forget_drains(cx)?;
    }
    if end {
        end_readable(stream, &state, cx);
    }
    let Some(value) = taken else { return Ok(JsValue::null()) };
    if state.core.borrow_mut().emits_data() {
        emit(stream, js_string!("data"), std::slice::from_ref(&value), cx)?;
    }
    Ok(value)
}

/// Takes `n` units out of the buffer.
fn take(state: &State, n: usize, cx: &mut Context) -> Result<Option<JsValue>> {
    let plan = {
        let core = state.core.borrow();
        if core.length == 0 {
            return Ok(None);
        }
        let buffer = state.buffer.borrow();
        plan_take(n, core.length, core.flags.any(OBJECT_MODE), buffer.iter().map(|chunk| chunk.length))
    };
    if plan.whole == 1 && plan.partial == 0 {
        return Ok(state.buffer.borrow_mut().pop_front().map(|chunk| chunk.value.clone()));
    }
    let mut parts: Vec<JsValue> =
        state.buffer.borrow_mut().drain(..plan.whole).map(|chunk| chunk.value.clone()).collect();
    if plan.partial > 0 {
        let cut = state.buffer.borrow_mut().pop_front();
        if let Some(cut) = cut {
            parts.push(chunk::slice(&cut.value, 0, plan.partial, cx)?);
            let rest = chunk::slice(&cut.value, plan.partial, cut.length, cx)?;
            state.buffer.borrow_mut().push_front(Chunk { value: rest, length: cut.length - plan.partial });
        }
    }
    if parts.len() == 1 {
        return Ok(parts.pop());
    }
    chunk::join(&parts, cx).map(Some)
}

/// Reads until the buffer is empty or the stream is paused.
pub(super) fn flow(stream: &JsObject, state: &State, cx: &mut Context) -> Result<()> {
    while state.any(FLOWING) {
        if read_through(stream, None, cx)?.is_null() {
            break;
        }
    }
    Ok(())
}

/// Schedules 'end'.
fn end_readable(stream: &JsObject, state: &State, cx: &mut Context) {
    if state.core.borrow_mut().schedule_end() {
        tick_stream(Tick::EndReadable, stream, cx);
    }
}

pub(super) fn end_readable_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    let ends = state.core.borrow_mut().ends_now();
    if !ends {
        return Ok(JsValue::undefined());
    }
    emit(&stream, js_string!("end"), &[], cx)?;
    let writable = stream.get(js_string!("writable"), cx)?.to_boolean();
    if writable && stream.get(js_string!("allowHalfOpen"), cx)?.as_boolean() == Some(false) {
        tick_stream(Tick::EndWritable, &stream, cx);
    } else if state.any(AUTO_DESTROY) && super::destroy::writable_side_is_over(&stream, cx)? {
        invoke(&stream, js_string!("destroy"), &[], cx)?;
    }
    Ok(JsValue::undefined())
}

pub(super) fn end_writable_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let open = stream.get(js_string!("writable"), cx)?.to_boolean()
        && !stream.get(js_string!("writableEnded"), cx)?.to_boolean()
        && !stream.get(js_string!("destroyed"), cx)?.to_boolean();
    if open {
        invoke(&stream, js_string!("end"), &[], cx)?;
    }
    Ok(JsValue::undefined())
}

/// `resume()` has set the state; the flow begins on a tick.
pub(super) fn schedule_resume(stream: &JsObject, cx: &mut Context) {
    next_tick(Tick::Resume, smallvec![stream.clone().into()], cx);
}

pub(super) fn resume_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    let state = state(&stream, cx)?;
    if !state.any(READING) {
        read_through(&stream, Some(0), cx)?;
    }
    state.clear(RESUME_SCHEDULED);
    emit(&stream, js_string!("resume"), &[], cx)?;
    flow(&stream, &state, cx)?;
    if state.core.borrow().flags.exactly(FLOWING | READING, FLOWING) {
        read_through(&stream, Some(0), cx)?;
    }
    Ok(JsValue::undefined())
}

/// A first 'readable' listener on an idle, empty stream asks for data.
pub(super) fn read_zero_tick(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let stream = tick_target(args)?;
    read_through(&stream, Some(0), cx)?;
    Ok(JsValue::undefined())
}
