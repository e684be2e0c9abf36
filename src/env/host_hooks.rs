//! What the engine asks its host: rejections, and the async context of promise jobs.

use boa_engine::{
    Context, Finalize, JsData, JsNativeError, JsResult, JsString, JsValue, Trace,
    builtins::promise::{OperationType, Promise},
    context::HostHooks,
    job::JobCallback,
    object::{JsObject, builtins::JsFunction},
    realm::Realm,
};

use super::Env;

/// The frame that a promise reaction was made in.
#[derive(Trace, Finalize, JsData)]
struct CapturedFrame(JsValue);

/// Marks a realm in which text must not become code: `codeGeneration: { strings: false }`.
#[derive(Trace, Finalize, JsData)]
pub struct NoCodeGeneration;

/// Our host hooks; without state, since everything lives in [`Env`].
pub struct Hooks;

impl HostHooks for Hooks {
    fn ensure_can_compile_strings(
        &self,
        realm: Realm,
        _parameters: &[JsString],
        _body: &JsString,
        _direct: bool,
        _cx: &mut Context,
    ) -> JsResult<()> {
        if realm.host_defined().has::<NoCodeGeneration>() {
            let message = "Code generation from strings disallowed for this context";
            return Err(JsNativeError::eval().with_message(message).into());
        }
        Ok(())
    }

    fn promise_rejection_tracker(&self, promise: &JsObject<Promise>, operation: OperationType, cx: &mut Context) {
        Env::of(cx).track_rejection(promise.clone(), operation);
    }

    fn format_stack(
        &self,
        error: &JsObject,
        backtrace: &boa_engine::vm::Backtrace,
        cx: &mut Context,
    ) -> JsResult<JsValue> {
        crate::engine::stack::format(error, backtrace, cx)
    }

    fn make_job_callback(&self, callback: JsFunction, cx: &mut Context) -> JobCallback {
        let frame = Env::of(cx).current_frame();
        if frame.is_undefined() {
            JobCallback::new(callback, ())
        } else {
            JobCallback::new(callback, CapturedFrame(frame))
        }
    }

    fn call_job_callback(
        &self,
        job: &JobCallback,
        this: &JsValue,
        args: &[JsValue],
        cx: &mut Context,
    ) -> JsResult<JsValue> {
        let env = Env::of(cx);
        let captured: &dyn std::any::Any = job.host_defined();
        let frame = captured.downcast_ref::<CapturedFrame>().map(|captured| captured.0.clone()).unwrap_or_default();
        if frame.is_undefined() && env.async_frame.borrow().is_undefined() {
            return job.callback().call(this, args, cx);
        }
        let outer = env.enter_frame(frame);
        let result = job.callback().call(this, args, cx);
        env.enter_frame(outer);
        result
    }
}
