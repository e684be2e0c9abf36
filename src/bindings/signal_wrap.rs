//! Signals of this process: `process.on('SIGINT', …)`, `process.kill`. Counterpart of Node's `src/signal_wrap.cc` and
//! the signal half of `lib/internal/process/signal.js`.
//!
//! `process` has listeners of its own for `newListener` and `removeListener`, as in Node: the first listener of a
//! signal starts a handle that does not keep the loop alive, the last one's end stops it.

use std::cell::RefCell;

use boa_engine::{Context, JsError, JsObject, JsResult, JsValue, js_string};
use rustc_hash::FxHashMap;

use super::errors::failed_call_error;
use crate::{
    engine::{Error, Result, binding::native_function, function, strings::js, utf8},
    env::Env,
    error::Code,
    event_loop::SignalWatch,
    sys,
};

#[derive(Default)]
struct Signals(RefCell<FxHashMap<i32, SignalWatch<Context>>>);

/// Methods of `process`.
pub(super) static PROCESS_METHODS: &[crate::engine::Export] =
    &[function!("kill", 2, kill), function!("_kill", 2, raw_kill)];

/// Adds the two listeners to `process`.
pub(super) fn install(process: &JsObject, cx: &mut Context) -> JsResult<()> {
    let Some(on) = process.get(js_string!("on"), cx)?.as_callable() else { return Ok(()) };
    let pairs: [(_, _, crate::engine::NativeFn); 2] = [
        (js_string!("newListener"), js_string!("startListeningIfSignal"), |_, args, cx| {
            start(args, cx).map_err(|error| error.throw(cx))
        }),
        (js_string!("removeListener"), js_string!("stopListeningIfSignal"), |_, args, cx| stop(args, cx)),
    ];
    for (event, name, native) in pairs {
        let listener = native_function(name, 1, native, cx);
        on.call(&process.clone().into(), &[event.into(), listener.into()], cx)?;
    }
    Ok(())
}

fn signal_of(args: &[JsValue]) -> Option<(i32, String)> {
    let name = args.first()?.as_string()?;
    if name.len() < 4 || name.code_unit_at(0) != Some(u16::from(b'S')) {
        return None;
    }
    let name = utf8(&name);
    Some((sys::signal::number(&name)?, name))
}

/// `startListeningIfSignal(event)`
fn start(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some((signum, name)) = signal_of(args) else { return Ok(JsValue::undefined()) };
    let env = Env::of(cx);
    let signals = env.state::<Signals>();
    if signals.0.borrow().contains_key(&signum) {
        return Ok(JsValue::undefined());
    }
    let watch = SignalWatch::new(env.event_loop(), move |cx: &mut Context, signum| {
        let name = js(&name);
        Env::of(cx).make_callback(cx, |cx| {
            let process = Env::of(cx).process();
            match process.get(js_string!("emit"), cx)?.as_callable() {
                Some(emit) => emit.call(&process.into(), &[name.clone().into(), name.into(), signum.into()], cx),
                None => Ok(JsValue::undefined()),
            }
        });
    });
    watch.core().unref();
    if let Err(error) = watch.start(signum) {
        return Err(failed(-error.raw_os_error().unwrap_or(libc::EINVAL), "uv_signal_start", cx));
    }
    signals.0.borrow_mut().insert(signum, watch);
    Ok(JsValue::undefined())
}

/// `stopListeningIfSignal(event)`
fn stop(args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let Some((signum, name)) = signal_of(args) else { return Ok(JsValue::undefined()) };
    let env = Env::of(cx);
    let process = env.process();
    let count = match process.get(js_string!("listenerCount"), cx)?.as_callable() {
        Some(count) => count.call(&process.into(), &[js(&name).into()], cx)?.to_number(cx)?,
        None => 0.0,
    };
    if count == 0.0 {
        let signals = env.state::<Signals>();
        let watch = signals.0.borrow_mut().remove(&signum);
        drop(watch);
    }
    Ok(JsValue::undefined())
}

fn failed(errno: i32, syscall: &str, cx: &mut Context) -> Error {
    JsError::from_opaque(failed_call_error(errno, syscall, cx).into()).into()
}

/// `process._kill(pid, signal)`: 0 or a negative errno.
fn raw_kill(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let number = |index: usize, cx: &mut Context| args.get(index).cloned().unwrap_or_default().to_i32(cx);
    let (pid, signum) = (number(0, cx)?, number(1, cx)?);
    match sys::process::kill(pid, signum) {
        Ok(()) => Ok(0.into()),
        Err(error) => Ok((-error.raw_os_error().unwrap_or(libc::EINVAL)).into()),
    }
}

/// `signalNumber(signal)`: the number of a signal that is given by name, in either case, or by number.
pub(super) fn signal_number(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let signal = args.first().cloned().unwrap_or_default();
    let number = match (signal.as_number(), signal.as_string()) {
        (Some(number), _) => Some(number as i32).filter(|n| f64::from(*n) == number && sys::signal::name(*n).is_some()),
        (_, Some(name)) => sys::signal::number(&utf8(&name).to_uppercase()),
        _ => None,
    };
    let unknown = |shown: String| Error::code(Code::ERR_UNKNOWN_SIGNAL, format!("Unknown signal: {shown}"));
    match number {
        Some(number) => Ok(number.into()),
        None => Err(unknown(utf8(&signal.to_string(cx)?))),
    }
}

/// `process.kill(pid, signal)`
fn kill(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let pid = args.first().cloned().unwrap_or_default();
    // Node accepts what is loosely equal to a 32-bit number, such as '0'.
    let whole = pid.to_i32(cx)?;
    if !pid.equals(&whole.into(), cx)? {
        return Err(Error::invalid_arg_type("pid", "of type number", &pid, cx));
    }
    let signal = args.get(1).cloned().unwrap_or_default();
    let signum = match signal.as_number() {
        Some(number) if f64::from(number as i32) == number => number as i32,
        _ if !signal.to_boolean() => libc::SIGTERM,
        _ => {
            let name = utf8(&signal.to_string(cx)?);
            sys::signal::number(&name)
                .ok_or_else(|| Error::code(Code::ERR_UNKNOWN_SIGNAL, format!("Unknown signal: {name}")))?
        }
    };
    let process = Env::of(cx).process();
    let result = match process.get(js_string!("_kill"), cx)?.as_callable() {
        Some(f) => f.call(&process.into(), &[pid, signum.into()], cx)?.to_i32(cx)?,
        None => -libc::ENOSYS,
    };
    if result != 0 {
        return Err(failed(result, "kill", cx));
    }
    Ok(true.into())
}
