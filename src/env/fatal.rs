//! Uncaught exceptions, process events from Rust, and the end of the process.
//! Counterpart of Node's `lib/internal/process/execution.js` and `TriggerUncaughtException`.

use boa_engine::{Context, JsError, JsResult, JsValue, js_string};

use super::Env;
use crate::{engine::strings::js, sys};

/// Where an uncaught exception came from; the second argument of `uncaughtException`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Thrown.
    UncaughtException,
    /// A rejection that nobody handled.
    UnhandledRejection,
}

impl Origin {
    const fn name(self) -> &'static str {
        match self {
            Self::UncaughtException => "uncaughtException",
            Self::UnhandledRejection => "unhandledRejection",
        }
    }
}

/// Node's exit code for an uncaught exception.
const EXIT_UNCAUGHT: i32 = 1;
/// Node's exit code when a handler of uncaught exceptions throws.
const EXIT_HANDLER_THREW: i32 = 7;

impl Env {
    /// An exception that reached the bottom of the stack.
    pub fn uncaught(&self, error: JsError, origin: Origin, cx: &mut Context) {
        match crate::engine::report::catchable(error, cx) {
            Ok(value) => self.uncaught_value(value, origin, cx),
            Err(text) => {
                sys::stdio::write_stderr(text.as_bytes());
                sys::exit::exit(EXIT_UNCAUGHT);
            }
        }
    }

    /// The same for a value that is at hand already.
    pub fn uncaught_value(&self, value: JsValue, origin: Origin, cx: &mut Context) {
        let args = [value.clone(), js(origin.name()).into()];
        match self.offer_uncaught(&args, cx) {
            Ok(true) => {}
            Ok(false) => self.die(&value, EXIT_UNCAUGHT, cx),
            Err(error) => match crate::engine::report::catchable(error, cx) {
                Ok(value) => self.die(&value, EXIT_HANDLER_THREW, cx),
                Err(text) => {
                    sys::stdio::write_stderr(text.as_bytes());
                    sys::exit::exit(EXIT_HANDLER_THREW);
                }
            },
        }
    }

    /// Gives the exception to the capture callback or to `uncaughtException`; says whether somebody took it.
    fn offer_uncaught(&self, args: &[JsValue], cx: &mut Context) -> JsResult<bool> {
        let process = self.process();
        if let Some(domain) = self.slot("domain.errorHandler").and_then(|value| value.as_callable())
            && domain.call(&JsValue::undefined(), &args[..1], cx)?.to_boolean()
        {
            return Ok(true);
        }
        if let Some(capture) = self.slot("process.captureCallback").and_then(|value| value.as_callable()) {
            capture.call(&process.into(), &args[..1], cx)?;
            return Ok(true);
        }
        if self.has_listener("uncaughtExceptionMonitor", cx) {
            self.emit(&process, "uncaughtExceptionMonitor", args, cx)?;
        }
        if !self.has_listener("uncaughtException", cx) {
            return Ok(false);
        }
        self.emit(&process, "uncaughtException", args, cx)
    }

    /// Prints the report, emits `exit` and ends the process.
    fn die(&self, value: &JsValue, code: i32, cx: &mut Context) {
        let report = crate::engine::report::uncaught(value, cx);
        sys::stdio::write_stderr(report.as_bytes());
        self.exit_with(code, cx);
    }

    /// Whether `process` has a listener, without loading `events`.
    pub fn has_listener(&self, event: &str, cx: &mut Context) -> bool {
        let process = self.process();
        let Ok(events) = process.get(js_string!("_events"), cx) else { return false };
        let Some(events) = events.as_object() else { return false };
        matches!(events.get(js(event), cx), Ok(listener) if listener.is_object())
    }

    fn emit(&self, process: &boa_engine::JsObject, event: &str, args: &[JsValue], cx: &mut Context) -> JsResult<bool> {
        let emit = process.get(js_string!("emit"), cx)?;
        let Some(emit) = emit.as_callable() else { return Ok(false) };
        let mut list = Vec::with_capacity(args.len() + 1);
        list.push(JsValue::from(js(event)));
        list.extend_from_slice(args);
        Ok(emit.call(&process.clone().into(), &list, cx)?.to_boolean())
    }

    /// `process.emit(event, ...args)` from Rust; what a listener throws is uncaught. Says whether there was a listener.
    pub fn emit_process(&self, event: &str, args: &[JsValue], cx: &mut Context) -> bool {
        let process = self.process();
        match self.emit(&process, event, args, cx) {
            Ok(had) => had,
            Err(error) => {
                self.uncaught(error, Origin::UncaughtException, cx);
                true
            }
        }
    }

    /// `process.emitWarning(message, type, code)` from Rust.
    pub fn emit_warning(&self, message: &str, kind: &str, code: Option<&str>, cx: &mut Context) {
        let process = self.process();
        let args = [js(message).into(), js(kind).into(), code.map_or_else(JsValue::undefined, |code| js(code).into())];
        let result = process.get(js_string!("emitWarning"), cx).and_then(|f| match f.as_callable() {
            Some(f) => f.call(&process.into(), &args, cx),
            None => Ok(JsValue::undefined()),
        });
        if let Err(error) = result {
            self.uncaught(error, Origin::UncaughtException, cx);
        }
    }

    /// The exit code that `process.exitCode` holds, else `default`.
    pub fn exit_code(&self, default: i32) -> i32 {
        self.slot("process.exitCode").and_then(|value| value.as_number()).map_or(default, |number| number as i32)
    }

    /// Emits `exit` once and ends the process with the code that listeners leave.
    pub fn exit_with(&self, code: i32, cx: &mut Context) -> ! {
        let code = self.emit_exit(code, cx);
        sys::exit::exit(code)
    }

    /// Emits `exit` once; returns the code that listeners leave in `process.exitCode`.
    pub fn emit_exit(&self, code: i32, cx: &mut Context) -> i32 {
        if self.exiting.replace(true) {
            return code;
        }
        self.set_slot("process.exitCode", code);
        if self.has_listener("exit", cx) {
            let process = self.process();
            if let Err(error) = self.emit(&process, "exit", &[code.into()], cx) {
                return match crate::engine::report::catchable(error, cx) {
                    Ok(value) => match self.offer_uncaught(&[value.clone(), js("uncaughtException").into()], cx) {
                        Ok(true) => self.exit_code(code),
                        _ => {
                            let report = crate::engine::report::uncaught(&value, cx);
                            sys::stdio::write_stderr(report.as_bytes());
                            if code == EXIT_HANDLER_THREW { code } else { EXIT_UNCAUGHT }
                        }
                    },
                    Err(text) => {
                        sys::stdio::write_stderr(text.as_bytes());
                        EXIT_UNCAUGHT
                    }
                };
            }
        }
        self.exit_code(code)
    }
}
