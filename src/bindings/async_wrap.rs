//! `internalBinding('async_wrap')`: async ids, and running a function inside a resource. Counterpart of Node's
//! `src/async_wrap.cc` and of `AsyncResource` in `lib/async_hooks.js`.

use boa_engine::{Context, JsArgs, JsNativeError, JsObject, JsString, JsSymbol, JsValue};

use crate::{
    engine::{Binding, Result, function, lazy},
    env::{AsyncHook, AsyncIds, Env},
};

/// The table of `internalBinding('async_wrap')`.
pub(super) static BINDING: Binding = Binding {
    name: "async_wrap",
    exports: &[
        function!("newAsyncId", 0, new_async_id),
        function!("executionAsyncId", 0, execution_async_id),
        function!("triggerAsyncId", 0, trigger_async_id),
        function!("setHooked", 1, set_hooked),
        function!("setHooks", 4, set_hooks),
        function!("initResource", 2, init_resource),
        function!("runInAsyncScope", 2, run_in_async_scope),
        lazy!("kAsyncId", async_id_symbol),
        lazy!("kTriggerAsyncId", trigger_async_id_symbol),
    ],
};

struct Symbols {
    async_id: JsSymbol,
    trigger_async_id: JsSymbol,
    frame: JsSymbol,
}

thread_local! {
    static SYMBOLS: Symbols = Symbols {
        async_id: symbol("async_id_symbol"),
        trigger_async_id: symbol("trigger_async_id_symbol"),
        frame: symbol("context_frame"),
    };
}

fn symbol(description: &str) -> JsSymbol {
    JsSymbol::new(Some(JsString::from(description))).expect("the counter of symbols is 64 bits wide")
}

#[allow(clippy::unnecessary_wraps, reason = "the signature of a lazy export")]
fn async_id_symbol(_cx: &mut Context) -> Result<JsValue> {
    Ok(SYMBOLS.with(|s| s.async_id.clone()).into())
}

#[allow(clippy::unnecessary_wraps, reason = "the signature of a lazy export")]
fn trigger_async_id_symbol(_cx: &mut Context) -> Result<JsValue> {
    Ok(SYMBOLS.with(|s| s.trigger_async_id.clone()).into())
}

/// `newAsyncId()`
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn new_async_id(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(AsyncIds::next().into())
}

/// `executionAsyncId()`
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn execution_async_id(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(AsyncIds::current().execution.into())
}

/// `triggerAsyncId()`
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn trigger_async_id(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(AsyncIds::current().trigger.into())
}

/// `setHooks(init, before, after, destroy)`: what `internal/async_hooks` wants to hear of.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn set_hooks(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let env = Env::of(cx);
    for (at, hook) in [AsyncHook::Init, AsyncHook::Before, AsyncHook::After, AsyncHook::Destroy].into_iter().enumerate()
    {
        env.set_slot(hook.slot(), args.get_or_undefined(at).clone());
    }
    Ok(JsValue::undefined())
}

/// `setHooked(on)`: whether `internal/async_hooks` has hooks to call.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn set_hooked(_this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    AsyncIds::set_hooked(args.get_or_undefined(0).to_boolean());
    Ok(JsValue::undefined())
}

/// `initResource(resource, triggerAsyncId)`: gives it an id and captures the async context; returns the id.
fn init_resource(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let resource = object(args.get_or_undefined(0))?;
    let (id, trigger, frame) = SYMBOLS.with(|s| (s.async_id.clone(), s.trigger_async_id.clone(), s.frame.clone()));
    let number = JsValue::from(AsyncIds::next());
    resource.set(frame, Env::of(cx).current_frame(), true, cx)?;
    resource.set(id, number.clone(), true, cx)?;
    resource.set(trigger, args.get_or_undefined(1).clone(), true, cx)?;
    Ok(number)
}

/// `resource.runInAsyncScope(fn, thisArg, ...args)`
fn run_in_async_scope(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let resource = object(this)?;
    let (id, trigger, frame) = SYMBOLS.with(|s| (s.async_id.clone(), s.trigger_async_id.clone(), s.frame.clone()));
    let id = resource.get(id, cx)?;
    let ids = AsyncIds { execution: id.to_number(cx)?, trigger: resource.get(trigger, cx)?.to_number(cx)? };
    let frame = resource.get(frame, cx)?;
    let callee = args.get_or_undefined(0).clone();
    let result = Env::of(cx).run_as(ids, frame, this, cx, |cx| match callee.as_callable() {
        Some(callee) => callee.call(args.get_or_undefined(1), args.get(2..).unwrap_or_default(), cx),
        None => Err(JsNativeError::typ().with_message(format!("{} is not a function", callee.display())).into()),
    });
    Ok(result?)
}

fn object(value: &JsValue) -> Result<JsObject> {
    value.as_object().ok_or_else(|| JsNativeError::typ().with_message("Illegal invocation").into())
}
