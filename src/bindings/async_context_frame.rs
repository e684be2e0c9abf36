//! `internalBinding('async_context_frame')`: the store behind `AsyncLocalStorage`. Counterpart of Node's
//! `lib/internal/async_context_frame.js`.
//!
//! A frame is an immutable list of (storage, value) pairs in a JS object, so that the engine traces what it holds. The
//! current one lives in `Env`, which captures it for ticks, promise jobs, timers and requests. Entering a value makes
//! a new frame; frames that were captured before never change, except that `disable` forgets a storage.

use std::cell::Cell;

use boa_engine::{Context, Finalize, JsArgs, JsData, JsObject, JsSymbol, JsValue, Trace, js_string};

use boa_gc::GcRefCell;

use crate::{
    engine::{Binding, Error, Result, function, lazy},
    env::Env,
};

/// The table of `internalBinding('async_context_frame')`.
pub(super) static BINDING: Binding = Binding {
    name: "async_context_frame",
    exports: &[
        function!("current", 0, current),
        function!("useDomains", 1, use_domains),
        function!("takeLeft", 0, take_left),
        function!("exchange", 1, exchange),
        function!("callIn", 3, call_in),
        function!("run", 2, run),
        function!("exit", 1, exit),
        function!("enterWith", 1, enter_with),
        function!("getStore", 0, get_store),
        function!("disable", 0, disable),
        lazy!("kDefaultValue", default_value_symbol),
    ],
};

/// What a frame object holds. Few storages exist in a program, so a list is faster than a map.
#[derive(Trace, Finalize, JsData)]
struct Frame {
    entries: GcRefCell<Vec<(JsObject, JsValue)>>,
    /// Whether `disable` has taken something out.
    #[unsafe_ignore_trace]
    thinned: Cell<bool>,
}

thread_local! {
    static DEFAULT_VALUE: JsSymbol =
        JsSymbol::new(Some(js_string!("kDefaultValue"))).expect("the counter of symbols is 64 bits wide");
}

/// `kDefaultValue`: where an `AsyncLocalStorage` keeps its `defaultValue`.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a lazy export")]
fn default_value_symbol(_cx: &mut Context) -> Result<JsValue> {
    Ok(DEFAULT_VALUE.with(JsSymbol::clone).into())
}

/// `current()`: the frame, opaque; `undefined` outside of all.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn current(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(Env::of(cx).current_frame())
}

/// `exchange(frame)`: makes `frame` current and returns the one that was.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn exchange(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(Env::of(cx).switch_frame(args.get_or_undefined(0).clone()))
}

/// `useDomains([handler])`: from now on the frame that was left last is remembered; `handler(error)` is asked about
/// every uncaught exception and says whether it took it.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn use_domains(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let env = Env::of(cx);
    env.use_domains();
    if let Some(handler) = args.get_or_undefined(0).as_callable() {
        env.set_slot("domain.errorHandler", handler);
    }
    Ok(JsValue::undefined())
}

/// `takeLeft()`: the frame that was left last; `null` if none was.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn take_left(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(Env::of(cx).take_left_frame().unwrap_or_else(JsValue::null))
}

/// `callIn(frame, fn, thisArg, ...args)`: calls `fn` inside `frame`.
fn call_in(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let callee = callee(args.get_or_undefined(1))?;
    let env = Env::of(cx);
    let outer = env.enter_frame(args.get_or_undefined(0).clone());
    let result = callee.call(args.get_or_undefined(2), args.get(3..).unwrap_or_default(), cx);
    env.enter_frame(outer);
    Ok(result?)
}

/// `storage.run(value, fn, ...args)`
fn run(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    run_with(this, args.get_or_undefined(0), args.get_or_undefined(1), args.get(2..).unwrap_or_default(), cx)
}

/// `storage.exit(fn, ...args)`
fn exit(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    run_with(this, &JsValue::undefined(), args.get_or_undefined(0), args.get(1..).unwrap_or_default(), cx)
}

fn run_with(this: &JsValue, value: &JsValue, f: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let storage = storage(this)?;
    let prior = store_of(&storage, cx)?;
    let env = Env::of(cx);
    if JsValue::same_value(&prior, value) {
        return Ok(callee(f)?.call(&JsValue::null(), args, cx)?);
    }
    let outer = env.current_frame();
    let inner = with_entry(&outer, &storage, value, cx);
    env.enter_frame(inner.clone());
    let result = match callee(f) {
        Ok(f) => f.call(&JsValue::null(), args, cx).map_err(Error::from),
        Err(error) => Err(error),
    };
    // Node sets the storage back and leaves what other storages entered meanwhile.
    let now = env.current_frame();
    let thinned =
        inner.as_object().is_some_and(|frame| frame.downcast_ref::<Frame>().is_some_and(|frame| frame.thinned.get()));
    if now.strict_equals(&inner) && !thinned {
        env.enter_frame(outer);
    } else {
        env.enter_frame(with_entry(&now, &storage, &prior, cx));
    }
    result
}

/// `storage.enterWith(value)`
fn enter_with(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let storage = storage(this)?;
    let env = Env::of(cx);
    let frame = with_entry(&env.current_frame(), &storage, args.get_or_undefined(0), cx);
    env.switch_frame(frame);
    Ok(JsValue::undefined())
}

/// `storage.getStore()`
fn get_store(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    store_of(&storage(this)?, cx)
}

/// `storage.disable()`: forgets it in the current frame, for all who captured that frame.
fn disable(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let storage = storage(this)?;
    if let Some(frame) = Env::of(cx).current_frame().as_object() {
        if let Some(frame) = frame.downcast_ref::<Frame>() {
            frame.thinned.set(true);
            frame.entries.borrow_mut().retain(|(key, _)| !JsObject::equals(key, &storage));
        }
    }
    Ok(JsValue::undefined())
}

fn store_of(storage: &JsObject, cx: &mut Context) -> Result<JsValue> {
    let found = Env::of(cx).current_frame().as_object().and_then(|frame| {
        let frame = frame.downcast_ref::<Frame>()?;
        let entries = frame.entries.borrow();
        entries.iter().find(|(key, _)| JsObject::equals(key, storage)).map(|(_, value)| value.clone())
    });
    match found {
        Some(value) => Ok(value),
        None => Ok(storage.get(DEFAULT_VALUE.with(JsSymbol::clone), cx)?),
    }
}

/// A copy of `frame` in which `storage` has `value`.
fn with_entry(frame: &JsValue, storage: &JsObject, value: &JsValue, cx: &mut Context) -> JsValue {
    let mut entries: Vec<(JsObject, JsValue)> = frame
        .as_object()
        .and_then(|frame| frame.downcast_ref::<Frame>().map(|frame| frame.entries.borrow().clone()))
        .unwrap_or_default();
    match entries.iter_mut().find(|(key, _)| JsObject::equals(key, storage)) {
        Some(entry) => entry.1 = value.clone(),
        None => entries.push((storage.clone(), value.clone())),
    }
    JsObject::new(cx.root_shape(), None, Frame { entries: GcRefCell::new(entries), thinned: Cell::new(false) })
        .upcast()
        .into()
}

fn storage(this: &JsValue) -> Result<JsObject> {
    this.as_object().ok_or_else(|| boa_engine::JsNativeError::typ().with_message("Illegal invocation").into())
}

fn callee(value: &JsValue) -> Result<JsObject> {
    value.as_callable().ok_or_else(|| {
        boa_engine::JsNativeError::typ().with_message(format!("{} is not a function", value.display())).into()
    })
}
