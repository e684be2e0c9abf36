//! `internalBinding('task_queue')`: ticks and microtasks.

use boa_engine::{Context, JsResult, JsValue, job::PromiseJob, object::builtins::JsFunction};

use crate::{
    engine::{Binding, Result, arg, function, js, object},
    env::{AsyncHook, AsyncIds, Env, TickArgs},
};

pub(super) static BINDING: Binding = Binding {
    name: "task_queue",
    exports: &[
        function!("nextTick", 1, next_tick),
        function!("queueMicrotask", 1, queue_microtask),
        function!("runMicrotasks", 0, run_microtasks),
    ],
};

/// `nextTick(callback, ...args)`
pub(super) fn next_tick(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let callback: JsFunction = arg(args, 0, "callback", cx)?;
    schedule(callback, TickArgs::from(args.get(1..).unwrap_or_default()), cx);
    Ok(JsValue::undefined())
}

/// `process.nextTick` for natives: the tick and its `init` hook.
pub(crate) fn schedule(callback: JsFunction, args: TickArgs, cx: &mut Context) {
    let env = Env::of(cx);
    if env.is_exiting() {
        return;
    }
    let ids = env.next_tick(callback.clone(), args);
    if AsyncIds::hooked() {
        let resource = object::build(cx, &[("callback", callback.into())]);
        let args = [ids.execution.into(), js("TickObject").into(), ids.trigger.into(), resource.into()];
        env.call_hook(AsyncHook::Init, &args, cx);
    }
}

/// `queueMicrotask(callback)`
pub(crate) fn queue_microtask(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let callback: JsFunction = arg(args, 0, "callback", cx)?;
    let env = Env::of(cx);
    let frame = env.current_frame();
    let job = PromiseJob::new(move |cx| -> JsResult<JsValue> {
        let env = Env::of(cx);
        let outer = env.enter_frame(frame);
        let result = callback.call(&JsValue::undefined(), &[], cx);
        env.enter_frame(outer);
        result
    });
    cx.enqueue_job(job.into());
    Ok(JsValue::undefined())
}

/// `runMicrotasks()`
fn run_microtasks(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Env::of(cx).run_microtasks(cx);
    Ok(JsValue::undefined())
}
