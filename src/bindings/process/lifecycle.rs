//! How the process ends and what it says on the way: `exit`, `abort`, `exitCode`, capture of uncaught exceptions.

use boa_engine::{Context, JsValue, js_string};

use crate::{
    engine::{
        Error, Result, arg, object,
        strings::{js, utf8},
    },
    env::Env,
    error::{Class, Code, errno_name},
    sys,
};

/// An exit code: an integer, or a string of one. Anything else is Node's error.
fn checked_code(value: &JsValue, cx: &mut Context) -> Result<JsValue> {
    if value.is_null_or_undefined() {
        return Ok(value.clone());
    }
    let number = match value.as_string() {
        Some(text) if !text.is_empty() => {
            let number = value.to_number(cx)?;
            if number.is_nan() { value.clone() } else { number.into() }
        }
        _ => value.clone(),
    };
    let Some(integer) = number.as_number() else {
        return Err(Error::invalid_arg_type("code", "of type number", value, cx));
    };
    if integer.fract() != 0.0 || !integer.is_finite() {
        return Err(Error::out_of_range("code", "an integer", value, cx));
    }
    Ok(number)
}

/// `process.exitCode`
pub(super) fn exit_code(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(Env::of(cx).slot("process.exitCode").unwrap_or_default())
}

/// `process.exitCode = code`
pub(super) fn set_exit_code(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    let checked = checked_code(&value, cx)?;
    let kept = if checked.is_null() { value } else { checked };
    Env::of(cx).set_slot("process.exitCode", kept);
    Ok(JsValue::undefined())
}

/// `process.exit([code])`
pub(super) fn exit(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let env = Env::of(cx);
    let value = args.first().cloned().unwrap_or_default();
    if !value.is_undefined() {
        let checked = checked_code(&value, cx)?;
        env.set_slot("process.exitCode", checked);
    }
    let code = env.exit_code(0);
    if env.options().flag("trace-exit") {
        let error = crate::engine::throw::new_error(Class::Error, "", None, cx);
        let stack = object::get(&error, "stack", cx)?.to_string(cx)?;
        let stack = utf8(&stack);
        let frames = stack.split_once('\n').map_or("", |(_, frames)| frames);
        let text =
            format!("(node:{}) WARNING: Exited the environment with code {code}\n{frames}\n", std::process::id());
        sys::stdio::write_stderr(text.as_bytes());
    }
    let code = env.emit_exit(code, cx);
    // Users replace process.reallyExit, so it is called by name.
    let process = env.process();
    let really_exit = process.get(js_string!("reallyExit"), cx)?;
    if let Some(really_exit) = really_exit.as_callable() {
        really_exit.call(&process.into(), &[code.into()], cx)?;
    }
    Ok(JsValue::undefined())
}

/// `process.reallyExit(code)`
pub(super) fn really_exit(_this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    sys::exit::exit(args.first().and_then(JsValue::as_number).map_or(0, |code| code as i32))
}

/// `process.abort()`
pub(super) fn abort(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    std::process::abort()
}

/// `process._rawDebug(...args)`: formatted, straight to standard error.
pub(super) fn raw_debug(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text = crate::bindings::util::format_values(None, args, cx)?;
    sys::stdio::write_stderr(format!("{}\n", utf8(&text.to_js())).as_bytes());
    Ok(JsValue::undefined())
}

/// `execve(file, args, environment)`: returns only if it failed, with the code of the error.
pub(super) fn execve(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let file: String = arg(args, 0, "execPath", cx)?;
    let mut lists = [Vec::new(), Vec::new()];
    for (list, index) in lists.iter_mut().zip(1..) {
        let value: boa_engine::JsObject = arg(args, index, "args", cx)?;
        for element in object::elements(&value, cx)? {
            list.push(utf8(&element.to_string(cx)?));
        }
    }
    let errno = sys::identity::replace_process(&file, &lists[0], &lists[1]);
    Ok(js(&errno_name(errno)).into())
}

/// `process.setUncaughtExceptionCaptureCallback(fn)`
pub(super) fn set_uncaught_capture(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let env = Env::of(cx);
    let value = args.first().cloned().unwrap_or_default();
    if value.is_null() {
        env.set_slot("process.captureCallback", JsValue::null());
        return Ok(JsValue::undefined());
    }
    if !value.is_callable() {
        return Err(Error::invalid_arg_type("fn", "of type function or null", &value, cx));
    }
    if env.slot("process.captureCallback").is_some_and(|value| value.is_callable()) {
        return Err(Error::coded(Code::ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET, &[]));
    }
    env.set_slot("process.captureCallback", value);
    Ok(JsValue::undefined())
}

/// `process.hasUncaughtExceptionCaptureCallback()`
pub(super) fn has_uncaught_capture(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(Env::of(cx).slot("process.captureCallback").is_some_and(|value| value.is_callable()).into())
}

/// `hasListener(event)`: whether `process` has a listener.
pub(super) fn has_listener(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let event: String = arg(args, 0, "event", cx)?;
    Ok(Env::of(cx).has_listener(&event, cx).into())
}
