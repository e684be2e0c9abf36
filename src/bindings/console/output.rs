//! Lines of the global console on their way out.

use boa_engine::{
    Context, JsError, JsObject, JsResult, JsString, JsValue, introspect, js_string,
    native_function::NativeFunctionObject, string::JsStrVariant,
};

use super::{State, Target};
use crate::{
    engine::{Result, js, object::get, utf8},
    env::Env,
    sys,
};

/// Writes a line. What goes wrong with the stream is not the caller's business, as in Node.
pub(super) fn write_line(state: &State, target: Target, text: &JsString, cx: &mut Context) -> Result<()> {
    let stream = found_stream(state, target, cx)?;
    let indentation = state.indentation.borrow().clone();
    match stream {
        None => {
            write_bytes(target, text, &indentation);
            Ok(())
        }
        Some(stream) => {
            let line = if indentation.is_empty() {
                js_string!(text, js_string!("\n").as_str())
            } else {
                js(&(indented(&utf8(text), &indentation) + "\n"))
            };
            write_stream(state, target, &stream, line, cx)
        }
    }
}

fn indented(text: &str, indentation: &str) -> String {
    format!("{indentation}{}", text.replace('\n', &format!("\n{indentation}")))
}

/// The fast path: one `write(2)` for the whole line. A closed pipe or a full disk stays without consequence.
fn write_bytes(target: Target, text: &JsString, indentation: &str) {
    let mut bytes: Vec<u8> = match text.variant() {
        JsStrVariant::Latin1(latin1) if latin1.is_ascii() => {
            let mut bytes = Vec::with_capacity(latin1.len() + 1);
            bytes.extend_from_slice(latin1);
            bytes
        }
        _ => utf8(text).into_bytes(),
    };
    if !indentation.is_empty() {
        bytes = indented(&String::from_utf8_lossy(&bytes), indentation).into_bytes();
    }
    bytes.push(b'\n');
    if target == Target::Stdout {
        let _unreported = sys::stdio::write_stdout(&bytes);
    } else {
        sys::stdio::write_stderr(&bytes);
    }
}

/// The stream that a line has to go through: what `console._stdout` was set to or found before, or what stands at
/// `process.stdout` instead of the accessor that would make it. `None`: nobody has seen the stream.
pub(super) fn found_stream(state: &State, target: Target, cx: &mut Context) -> JsResult<Option<JsValue>> {
    let kept = state.streams[target as usize].borrow().clone();
    if kept.is_some() {
        return Ok(kept);
    }
    let process = Env::of(cx).process();
    let key = if target == Target::Stdout { js_string!("stdout") } else { js_string!("stderr") };
    let own = introspect::own_property(&process, &key.clone().into(), cx)?;
    let untouched = own
        .as_ref()
        .and_then(|own| own.get())
        .and_then(JsValue::as_object)
        .is_some_and(|getter| getter.is::<NativeFunctionObject>());
    if untouched {
        return Ok(None);
    }
    let stream = process.get(key, cx)?;
    *state.streams[target as usize].borrow_mut() = Some(stream.clone());
    Ok(Some(stream))
}

fn write_stream(state: &State, target: Target, stream: &JsValue, line: JsString, cx: &mut Context) -> Result<()> {
    if get(&state.object, "_ignoreErrors", cx)?.as_boolean() == Some(false) {
        invoke(stream, "write", &[line.into()], cx)?;
        return Ok(());
    }
    let handler = if target == Target::Stdout { "_stdoutErrorHandler" } else { "_stderrErrorHandler" };
    let handler = get(&state.object, handler, cx)?;
    let noop = noop(cx);
    let written = write_quietly(stream, line, handler, &noop, cx);
    invoke(stream, "removeListener", &[js("error").into(), noop], cx)?;
    match written {
        Err(error) if is_uncatchable(&error, cx) => Err(error.into()),
        _ => Ok(()),
    }
}

fn write_quietly(stream: &JsValue, line: JsString, handler: JsValue, noop: &JsValue, cx: &mut Context) -> JsResult<()> {
    let listeners = invoke(stream, "listenerCount", &[js("error").into()], cx)?;
    if listeners.as_number() == Some(0.0) {
        invoke(stream, "once", &[js("error").into(), noop.clone()], cx)?;
    }
    invoke(stream, "write", &[line.into(), handler], cx)?;
    Ok(())
}

fn invoke(object: &JsValue, name: &str, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let target = object.to_object(cx)?;
    match get(&target, name, cx)?.as_callable() {
        Some(method) => method.call(object, args, cx),
        None => Err(boa_engine::JsNativeError::typ().with_message(format!("stream.{name} is not a function")).into()),
    }
}

/// A function that does nothing, the same one every time.
fn noop(cx: &mut Context) -> JsValue {
    let env = Env::of(cx);
    if let Some(noop) = env.slot("console.noop") {
        return noop;
    }
    let noop: JsValue =
        crate::engine::binding::native_function(js("noop"), 0, |_, _, _| Ok(JsValue::undefined()), cx).into();
    env.set_slot("console.noop", noop.clone());
    noop
}

/// Node lets an exhausted stack through, for hiding it would hide the reason of whatever follows.
fn is_uncatchable(error: &JsError, cx: &mut Context) -> bool {
    if error.as_engine().is_some() {
        return true;
    }
    let Ok(value) = error.clone().into_opaque(cx) else { return true };
    let Some(object) = value.as_object() else { return false };
    object
        .get(js_string!("message"), cx)
        .ok()
        .and_then(|message| message.as_string())
        .is_some_and(|message| message == *"Maximum call stack size exceeded")
}

/// `_stdoutErrorHandler(error)`
pub(super) fn stdout_failed(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    failed("_stdout", args, cx)
}

/// `_stderrErrorHandler(error)`
pub(super) fn stderr_failed(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    failed("_stderr", args, cx)
}

/// The callback of a write: an error that the stream is still going to emit finds a listener.
fn failed(name: &str, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let error = args.first().cloned().unwrap_or_default();
    if error.is_null() {
        return Ok(JsValue::undefined());
    }
    let console = super::global(cx)?;
    let stream = get(&console, name, cx)?;
    let Some(object) = stream.as_object() else { return Ok(JsValue::undefined()) };
    let state = get(&object, "_writableState", cx)?;
    let emitted = match state.as_object() {
        Some(state) => get(&state, "errorEmitted", cx)?.to_boolean(),
        None => false,
    };
    if !emitted && invoke(&stream, "listenerCount", &[js("error").into()], cx)?.as_number() == Some(0.0) {
        let noop = noop(cx);
        invoke(&stream, "once", &[js("error").into(), noop], cx)?;
    }
    Ok(JsValue::undefined())
}

/// Whether a value is an object with a property.
pub(super) fn truthy_property(value: &JsValue, name: &str, cx: &mut Context) -> JsResult<JsValue> {
    let object: Option<JsObject> = value.as_object();
    match object {
        Some(object) => get(&object, name, cx),
        None => Ok(JsValue::undefined()),
    }
}
