//! Promise rejections that nobody handles. Counterpart of Node's `lib/internal/process/promises.js`.
//!
//! The engine tells synchronously; the verdict falls after ticks and microtasks have been drained.

use boa_engine::{
    Context, JsObject, JsValue,
    builtins::promise::{OperationType, Promise},
    js_string,
    object::builtins::JsPromise,
};

use super::{Env, Origin};
use crate::{
    engine::{
        strings::{js, utf8},
        throw::{inspected, new_error},
    },
    error::{Class, Code},
};

/// `--unhandled-rejections`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnhandledRejections {
    /// Emit `unhandledRejection`; without a listener, raise it as an uncaught exception.
    #[default]
    Throw,
    /// Raise it as an uncaught exception; emit only if that is handled.
    Strict,
    /// Always warn, never raise.
    Warn,
    /// Say nothing.
    None,
    /// Warn and set the exit code to 1.
    WarnWithErrorCode,
}

impl UnhandledRejections {
    /// The mode of that name on the command line.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "throw" => Self::Throw,
            "strict" => Self::Strict,
            "warn" => Self::Warn,
            "none" => Self::None,
            "warn-with-error-codes" => Self::WarnWithErrorCode,
            _ => return None,
        })
    }
}

pub(super) struct Rejections {
    mode: UnhandledRejections,
    /// Rejected since the last drain, without a handler.
    pending: Vec<(JsObject<Promise>, u64)>,
    /// Reported as unhandled; a handler that comes later makes `rejectionHandled`.
    reported: Vec<(JsObject<Promise>, u64)>,
    /// Handled after having been reported.
    handled_late: Vec<(JsObject<Promise>, u64)>,
    next_id: u64,
}

impl Rejections {
    pub(super) const fn new(mode: UnhandledRejections) -> Self {
        Self { mode, pending: Vec::new(), reported: Vec::new(), handled_late: Vec::new(), next_id: 1 }
    }

    pub(super) const fn has_work(&self) -> bool {
        !self.pending.is_empty() || !self.handled_late.is_empty()
    }
}

fn position(list: &[(JsObject<Promise>, u64)], promise: &JsObject<Promise>) -> Option<usize> {
    list.iter().position(|(known, _)| JsObject::equals(known, promise))
}

impl Env {
    pub(super) fn track_rejection(&self, promise: JsObject<Promise>, operation: OperationType) {
        let mut rejections = self.rejections.borrow_mut();
        match operation {
            OperationType::Reject => {
                let id = rejections.next_id;
                rejections.next_id += 1;
                rejections.pending.push((promise, id));
            }
            OperationType::Handle => {
                if let Some(at) = position(&rejections.pending, &promise) {
                    rejections.pending.remove(at);
                } else if let Some(at) = position(&rejections.reported, &promise) {
                    let entry = rejections.reported.swap_remove(at);
                    rejections.handled_late.push(entry);
                }
            }
        }
    }

    /// Reports what is unhandled by now. Returns whether it called JS, after which the queues want draining again.
    pub(super) fn process_rejections(&self, cx: &mut Context) -> bool {
        let late = std::mem::take(&mut self.rejections.borrow_mut().handled_late);
        let pending = std::mem::take(&mut self.rejections.borrow_mut().pending);
        if late.is_empty() && pending.is_empty() {
            return false;
        }
        for (promise, id) in late {
            let promise: JsValue = promise.upcast().into();
            if !self.emit_process("rejectionHandled", &[promise], cx) {
                self.warn_handled_late(id, cx);
            }
        }
        for (promise, id) in pending {
            self.rejections.borrow_mut().reported.push((promise.clone(), id));
            self.report_rejection(promise, id, cx);
        }
        true
    }

    fn report_rejection(&self, promise: JsObject<Promise>, id: u64, cx: &mut Context) {
        let reason = match JsPromise::from_object(promise.clone().upcast()).map(|promise| promise.state()) {
            Ok(boa_engine::builtins::promise::PromiseState::Rejected(reason)) => reason,
            _ => return,
        };
        let promise: JsValue = promise.upcast().into();
        let args = [reason.clone(), promise];
        let mode = self.rejections.borrow().mode;
        match mode {
            UnhandledRejections::Throw => {
                if !self.emit_process("unhandledRejection", &args, cx) {
                    let error = rejection_error(&reason, cx);
                    self.uncaught_value(error, Origin::UnhandledRejection, cx);
                }
            }
            UnhandledRejections::Strict => {
                let error = rejection_error(&reason, cx);
                self.uncaught_value(error, Origin::UnhandledRejection, cx);
                if !self.emit_process("unhandledRejection", &args, cx) {
                    self.warn_unhandled(&reason, id, cx);
                }
            }
            UnhandledRejections::Warn => {
                self.emit_process("unhandledRejection", &args, cx);
                self.warn_unhandled(&reason, id, cx);
            }
            UnhandledRejections::None => {
                self.emit_process("unhandledRejection", &args, cx);
            }
            UnhandledRejections::WarnWithErrorCode => {
                if !self.emit_process("unhandledRejection", &args, cx) {
                    self.warn_unhandled(&reason, id, cx);
                    let process = self.process();
                    if let Err(error) = process.set(js_string!("exitCode"), 1, false, cx) {
                        self.uncaught(error, Origin::UncaughtException, cx);
                    }
                }
            }
        }
    }

    fn warn_unhandled(&self, reason: &JsValue, id: u64, cx: &mut Context) {
        let shown = match reason.as_object().map(|object| object.get(js_string!("stack"), cx)) {
            Some(Ok(stack)) if stack.is_string() => stack.as_string().map(|text| utf8(&text)).unwrap_or_default(),
            _ => inspected(reason, cx),
        };
        self.emit_warning(&shown, "UnhandledPromiseRejectionWarning", None, cx);
        let text = format!(
            "Unhandled promise rejection. This error originated either by throwing inside of an async function without a catch block, \
             or by rejecting a promise which was not handled with .catch(). To terminate the node process on unhandled promise rejection, \
             use the CLI flag `--unhandled-rejections=strict` (see https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). (rejection id: {id})"
        );
        self.emit_warning(&text, "UnhandledPromiseRejectionWarning", None, cx);
    }

    fn warn_handled_late(&self, id: u64, cx: &mut Context) {
        let text = format!("Promise rejection was handled asynchronously (rejection id: {id})");
        self.emit_warning(&text, "PromiseRejectionHandledWarning", None, cx);
    }
}

/// The reason itself if it is an error, else `ERR_UNHANDLED_REJECTION` about it.
fn rejection_error(reason: &JsValue, cx: &mut Context) -> JsValue {
    let is_error = reason.as_object().is_some_and(|object| object.is::<boa_engine::builtins::error::Error>());
    if is_error {
        return reason.clone();
    }
    let text = format!(
        "This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise \
         which was not handled with .catch(). The promise rejected with the reason \"{}\".",
        inspected(reason, cx)
    );
    let error = new_error(Class::Error, &text, Some(Code::ERR_UNHANDLED_REJECTION.name()), cx);
    crate::engine::object::put(&error, js_string!("code"), js(Code::ERR_UNHANDLED_REJECTION.name()));
    crate::engine::object::put_hidden(&error, js_string!("name"), js_string!("UnhandledPromiseRejection"));
    error.into()
}
