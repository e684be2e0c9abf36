//! The class `Timeout`: what `setTimeout` and `setInterval` return.
//!
//! Its state is native; what Node keeps in own properties are accessors here, and `util.inspect` shows them as Node does.

use std::cell::Cell;

use boa_engine::{
    Context, Finalize, JsData, JsNativeError, JsObject, JsResult, JsSymbol, JsValue, NativeFunction, Trace, js_string,
    object::{FunctionObjectBuilder, builtins::JsFunction},
};
use boa_gc::GcRefCell;

use super::{TimerState, delay_of, finish_class, inspect_view, shown_symbol};
use crate::{
    engine::{
        Export, Result, arg,
        binding::{Visibility, define},
        function, getter,
        object::{array, put},
        strings::js,
    },
    env::{AsyncFrame, AsyncHook, AsyncIds, Env},
    event_loop::TimerId,
};

/// Whether a timeout is over when it has fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeoutKind {
    /// `setTimeout`
    Once,
    /// `setInterval`
    Repeat,
}

const REFED: u8 = 1;
const DESTROYED: u8 = 2;
const HAS_PRIMITIVE: u8 = 4;

/// What is called, with what, in which async context. `undefined` once the timer was cleared.
#[derive(Trace, Finalize)]
pub(super) struct Callback {
    pub(super) function: JsValue,
    pub(super) args: Option<Box<[JsValue]>>,
    pub(super) frame: AsyncFrame,
    /// The async id of what was running when the timer was made.
    pub(super) trigger: f64,
}

impl Callback {
    pub(super) fn new(function: JsFunction, args: Option<&[JsValue]>, cx: &Context) -> Self {
        Self {
            function: function.into(),
            args: args.map(Box::from),
            frame: Env::of(cx).current_frame(),
            trigger: AsyncIds::current().execution,
        }
    }

    fn clear(&mut self) -> (JsValue, Option<Box<[JsValue]>>) {
        (std::mem::take(&mut self.function), self.args.take())
    }
}

/// The native state of a timeout.
#[derive(Trace, Finalize, JsData)]
pub(crate) struct Timeout {
    callback: GcRefCell<Callback>,
    /// Its place in the lists while it waits.
    #[unsafe_ignore_trace]
    pub(super) id: Cell<Option<TimerId>>,
    #[unsafe_ignore_trace]
    pub(super) idle_start: Cell<Option<u64>>,
    /// The duration as it was given; -1 once cleared.
    #[unsafe_ignore_trace]
    idle_timeout: Cell<f64>,
    /// The interval's duration; NaN for null.
    #[unsafe_ignore_trace]
    repeat: Cell<f64>,
    #[unsafe_ignore_trace]
    async_id: Cell<u64>,
    #[unsafe_ignore_trace]
    flags: Cell<u8>,
}

impl Timeout {
    /// Makes the object; it does not wait yet.
    pub(super) fn create(
        state: &TimerState,
        callback: JsFunction,
        delay: f64,
        args: Option<&[JsValue]>,
        kind: TimeoutKind,
        refed: bool,
        cx: &mut Context,
    ) -> JsResult<JsObject<Self>> {
        let proto = match state.timeout_proto.get() {
            Some(proto) => proto.clone(),
            None => make_class(state, cx)?,
        };
        let data = Self::new(state, Callback::new(callback, args, cx), delay, kind, refed);
        let timeout = JsObject::new(cx.root_shape(), proto, data);
        if AsyncIds::hooked() {
            let id = timeout.borrow().data().async_id.get() as f64;
            let resource = timeout.clone().upcast().into();
            let args = [id.into(), js("Timeout").into(), AsyncIds::current().execution.into(), resource];
            Env::of(cx).call_hook(AsyncHook::Init, &args, cx);
        }
        Ok(timeout)
    }

    fn new(state: &TimerState, callback: Callback, delay: f64, kind: TimeoutKind, refed: bool) -> Self {
        Self {
            callback: GcRefCell::new(callback),
            id: Cell::new(None),
            idle_start: Cell::new(None),
            idle_timeout: Cell::new(delay),
            repeat: Cell::new(if kind == TimeoutKind::Repeat { delay } else { f64::NAN }),
            async_id: Cell::new(state.new_id()),
            flags: Cell::new(if refed { REFED } else { 0 }),
        }
    }

    fn has(&self, flag: u8) -> bool {
        self.flags.get() & flag != 0
    }

    fn put(&self, flag: u8, on: bool) {
        let flags = self.flags.get();
        self.flags.set(if on { flags | flag } else { flags & !flag });
    }

    pub(super) fn refed(&self) -> bool {
        self.has(REFED)
    }

    /// The duration in whole milliseconds, which is the list it goes to.
    pub(super) fn duration(&self) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "1 to 2^31-1 by construction, and saturating"
        )]
        let duration = self.idle_timeout.get() as u64;
        duration.max(1)
    }

    /// Marks it over: its number means nothing any more, and it holds no reference.
    fn destroy(&self, state: &TimerState) {
        self.put(DESTROYED, true);
        if self.has(HAS_PRIMITIVE) {
            state.forget(self.async_id.get());
        }
        if self.refed() {
            state.drop_reference();
        }
    }
}

/// `clearTimeout(timeout)`
pub(super) fn clear(timeout: &JsObject<Timeout>, cx: &Context) {
    let state = TimerState::of(cx);
    let object = timeout.borrow();
    let data = object.data();
    if !data.callback.borrow().function.to_boolean() {
        return;
    }
    let dropped = data.callback.borrow_mut().clear();
    if !data.has(DESTROYED) {
        data.destroy(&state);
        if let Some(id) = data.id.take() {
            state.remove(id);
        }
        data.idle_timeout.set(-1.0);
    }
    drop(object);
    drop(dropped);
}

/// A timeout has been taken out of its list because it is due.
pub(super) fn fire(state: &TimerState, timeout: &JsObject<Timeout>, cx: &mut Context) {
    let (function, args, frame, ids, start) = {
        let object = timeout.borrow();
        let data = object.data();
        data.id.set(None);
        let callback = data.callback.borrow();
        let Some(function) = callback.function.as_callable() else {
            drop(callback);
            // A script took the callback away (`timer._onTimeout = null`).
            if !data.has(DESTROYED) {
                data.destroy(state);
            }
            return;
        };
        let start = if data.repeat.get() > 0.0 { Some(state.now()) } else { None };
        let ids = AsyncIds { execution: data.async_id.get() as f64, trigger: callback.trigger };
        (function, callback.args.clone(), callback.frame.clone(), ids, start)
    };
    let env = Env::of(cx);
    let this: JsValue = timeout.clone().upcast().into();
    env.make_callback(cx, |cx| {
        let env = Env::of(cx);
        let result = env.run_as(ids, frame, &this, cx, |cx| {
            let result = function.call(&this, args.as_deref().unwrap_or_default(), cx);
            after(timeout, start, cx);
            result
        });
        if timeout.borrow().data().has(DESTROYED) {
            env.call_hook(AsyncHook::Destroy, &[ids.execution.into()], cx);
        }
        result
    });
}

/// Right after the callback, before ticks: an interval starts anew, any other is over unless it was restarted.
fn after(timeout: &JsObject<Timeout>, start: Option<u64>, cx: &Context) {
    let state = TimerState::of(cx);
    let repeat = {
        let object = timeout.borrow();
        let data = object.data();
        let repeat = data.repeat.get();
        if repeat > 0.0 && data.idle_timeout.get() >= 0.0 {
            data.idle_timeout.set(repeat);
            true
        } else {
            if data.id.get().is_none() && !data.has(DESTROYED) {
                data.destroy(&state);
            }
            false
        }
    };
    if repeat {
        let start = start.unwrap_or_else(|| state.now());
        state.insert(timeout, start);
    }
}

/// Starts a timeout anew with its duration, also one that is over; a cleared one stays cleared.
fn restart(timeout: &JsObject<Timeout>, cx: &Context) {
    let state = TimerState::of(cx);
    if timeout.borrow().data().idle_timeout.get() < 0.0 {
        return;
    }
    let start = state.now();
    state.insert(timeout, start);
    let object = timeout.borrow();
    let data = object.data();
    if data.has(DESTROYED) {
        data.put(DESTROYED, false);
        data.async_id.set(state.new_id());
        if data.has(HAS_PRIMITIVE) {
            state.remember(data.async_id.get(), timeout.clone());
        }
        if data.refed() {
            state.add_reference();
        }
    }
}

static METHODS: &[Export] = &[
    function!("refresh", 0, refresh),
    function!("unref", 0, unref),
    function!("ref", 0, ref_),
    function!("hasRef", 0, has_ref),
    function!("close", 0, close),
    Export::Symbol {
        symbol: JsSymbol::dispose,
        name: "[Symbol.dispose]",
        length: 0,
        native: |this, args, cx| dispose(this, args, cx).map_err(|e| e.throw(cx)),
    },
    Export::Symbol {
        symbol: JsSymbol::to_primitive,
        name: "[Symbol.toPrimitive]",
        length: 0,
        native: |this, args, cx| to_primitive(this, args, cx).map_err(|e| e.throw(cx)),
    },
    getter!("_idleTimeout", idle_timeout, set_idle_timeout),
    getter!("_idlePrev", idle_link),
    getter!("_idleNext", idle_link),
    getter!("_idleStart", idle_start),
    getter!("_onTimeout", on_timeout, set_on_timeout),
    getter!("_timerArgs", timer_args),
    getter!("_repeat", repeat, set_repeat),
    getter!("_destroyed", destroyed),
];

fn make_class(state: &TimerState, cx: &mut Context) -> JsResult<JsObject> {
    let proto = JsObject::with_object_proto(cx.intrinsics());
    define(&proto, METHODS, Visibility::Hidden, cx)?;
    let native = NativeFunction::from_copy_closure_with_captures(
        |target, args, proto: &JsObject, cx| construct(target, args, proto, cx).map_err(|e| e.throw(cx)),
        proto.clone(),
    );
    let constructor =
        FunctionObjectBuilder::new(cx.realm(), native).name(js_string!("Timeout")).length(5).constructor(true).build();
    finish_class(&proto, constructor, inspect, cx)?;
    let _ = state.timeout_proto.set(proto.clone());
    Ok(proto)
}

/// `new Timeout(callback, after, args, isRepeat, isRefed)`: made, not started (until `refresh`).
fn construct(target: &JsValue, args: &[JsValue], proto: &JsObject, cx: &mut Context) -> Result<JsValue> {
    let Some(target) = target.as_object() else {
        return Err(JsNativeError::typ()
            .with_message("Class constructor Timeout cannot be invoked without 'new'")
            .into());
    };
    let proto = target.get(js_string!("prototype"), cx)?.as_object().unwrap_or_else(|| proto.clone());
    let callback: JsFunction = arg(args, 0, "callback", cx)?;
    let delay = delay_of(args.get(1), cx)?;
    let list = match args.get(2).and_then(JsValue::as_object) {
        Some(list) => Some(crate::engine::object::elements(&list, cx)?),
        None => None,
    };
    let flag = |index: usize| args.get(index).is_some_and(JsValue::to_boolean);
    let kind = if flag(3) { TimeoutKind::Repeat } else { TimeoutKind::Once };
    let state = TimerState::of(cx);
    let data = Timeout::new(&state, Callback::new(callback, list.as_deref(), cx), delay, kind, flag(4));
    // Not counted yet; `refresh` starts it like one that is over.
    data.put(DESTROYED, true);
    Ok(JsObject::new(cx.root_shape(), proto, data).upcast().into())
}

fn this_timeout(this: &JsValue) -> Result<JsObject<Timeout>> {
    this.as_object()
        .and_then(|object| object.downcast::<Timeout>().ok())
        .ok_or_else(|| JsNativeError::typ().with_message("Illegal invocation").into())
}

/// `refresh()`: starts it anew without a new object.
fn refresh(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    restart(&this_timeout(this)?, cx);
    Ok(this.clone())
}

/// `unref()`: the process may end while it waits.
fn unref(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    // On another object it does nothing, as in Node, where the state is a property.
    let Ok(timeout) = this_timeout(this) else { return Ok(this.clone()) };
    let object = timeout.borrow();
    let data = object.data();
    if data.refed() {
        data.put(REFED, false);
        if !data.has(DESTROYED) {
            TimerState::of(cx).drop_reference();
        }
    }
    Ok(this.clone())
}

/// `ref()`: the opposite.
fn ref_(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    // On another object it does nothing, as in Node, where the state is a property.
    let Ok(timeout) = this_timeout(this) else { return Ok(this.clone()) };
    let object = timeout.borrow();
    let data = object.data();
    if !data.refed() {
        data.put(REFED, true);
        if !data.has(DESTROYED) {
            TimerState::of(cx).add_reference();
        }
    }
    Ok(this.clone())
}

/// `hasRef()`
fn has_ref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(this_timeout(this).is_ok_and(|timeout| timeout.borrow().data().refed()).into())
}

/// `close()`: clears it and returns it.
fn close(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    clear(&this_timeout(this)?, cx);
    Ok(this.clone())
}

/// `[Symbol.dispose]()`
fn dispose(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    clear(&this_timeout(this)?, cx);
    Ok(JsValue::undefined())
}

/// `[Symbol.toPrimitive]()`: a number that `clearTimeout` understands.
fn to_primitive(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let timeout = this_timeout(this)?;
    let object = timeout.borrow();
    let data = object.data();
    let id = data.async_id.get();
    if !data.has(HAS_PRIMITIVE) {
        data.put(HAS_PRIMITIVE, true);
        if !data.has(DESTROYED) {
            TimerState::of(cx).remember(id, timeout.clone());
        }
    }
    Ok(number(id))
}

#[expect(clippy::cast_precision_loss, reason = "ids and milliseconds stay below 2^53")]
fn number(n: u64) -> JsValue {
    JsValue::from(n as f64)
}

/// `_idleTimeout`: the duration in milliseconds, -1 once cleared.
fn idle_timeout(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(this_timeout(this)?.borrow().data().idle_timeout.get().into())
}

/// A script ends an interval with `timer._idleTimeout = -1`.
fn set_idle_timeout(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let timeout = this_timeout(this)?;
    let ms = args.first().cloned().unwrap_or_default().to_number(cx)?;
    timeout.borrow().data().idle_timeout.set(if ms.is_nan() { -1.0 } else { ms });
    Ok(JsValue::undefined())
}

/// `_idlePrev`, `_idleNext`: truthy while it waits. The links themselves are native.
fn idle_link(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if this_timeout(this)?.borrow().data().id.get().is_none() {
        return Ok(JsValue::null());
    }
    timers_list(cx).map_err(Into::into)
}

/// `_idleStart`: when it was started, by the loop's clock.
fn idle_start(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(this_timeout(this)?.borrow().data().idle_start.get().map_or_else(JsValue::null, number))
}

/// `_onTimeout`: the callback.
fn on_timeout(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(this_timeout(this)?.borrow().data().callback.borrow().function.clone())
}

fn set_on_timeout(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let timeout = this_timeout(this)?;
    let new = args.first().cloned().unwrap_or_default();
    let old = std::mem::replace(&mut timeout.borrow().data().callback.borrow_mut().function, new);
    drop(old);
    Ok(JsValue::undefined())
}

/// `_timerArgs`: a copy of what the callback gets.
fn timer_args(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let args = this_timeout(this)?.borrow().data().callback.borrow().args.clone();
    Ok(args.map_or_else(JsValue::undefined, |args| array(args.into_vec(), cx).into()))
}

/// `_repeat`: the interval, null for a timeout.
fn repeat(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let repeat = this_timeout(this)?.borrow().data().repeat.get();
    Ok(if repeat.is_nan() { JsValue::null() } else { repeat.into() })
}

/// A script turns a timeout into an interval with `timer._repeat = ms`.
fn set_repeat(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let timeout = this_timeout(this)?;
    let value = args.first().cloned().unwrap_or_default();
    let ms = if value.is_null() { f64::NAN } else { value.to_number(cx)? };
    timeout.borrow().data().repeat.set(ms);
    Ok(JsValue::undefined())
}

/// `_destroyed`: whether it was cleared or is over.
fn destroyed(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(this_timeout(this)?.borrow().data().has(DESTROYED).into())
}

/// An object that shows as `[TimersList]`.
fn timers_list(cx: &mut Context) -> JsResult<JsValue> {
    let env = Env::of(cx);
    if let Some(list) = env.slot("timers.TimersList") {
        return Ok(list);
    }
    let proto = JsObject::with_object_proto(cx.intrinsics());
    let native =
        NativeFunction::from_fn_ptr(|_, _, _| Err(JsNativeError::typ().with_message("Illegal constructor").into()));
    let constructor = FunctionObjectBuilder::new(cx.realm(), native).name(js_string!("TimersList")).build();
    crate::engine::object::put_hidden(&proto, js_string!("constructor"), constructor);
    let list = JsObject::with_null_proto();
    list.set_prototype(Some(proto));
    put(&list, js_string!("priorityQueuePosition"), 1);
    env.set_slot("timers.TimersList", list.clone());
    Ok(list.into())
}

/// `[util.inspect.custom](depth, options, inspect)`
fn inspect(this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let Some(object) = this.as_object() else { return Ok(this.clone()) };
    let Ok(timeout) = object.clone().downcast::<Timeout>() else { return Ok(js("Timeout {}").into()) };
    let view = JsObject::with_null_proto();
    view.set_prototype(object.prototype());
    for name in
        ["_idleTimeout", "_idlePrev", "_idleNext", "_idleStart", "_onTimeout", "_timerArgs", "_repeat", "_destroyed"]
    {
        let value = object.get(js(name), cx)?;
        put(&view, js(name), value);
    }
    let (refed, has_primitive, id, frame) = {
        let object = timeout.borrow();
        let data = object.data();
        let frame = data.callback.borrow().frame.clone();
        (data.refed(), data.has(HAS_PRIMITIVE), data.async_id.get(), frame)
    };
    put(&view, shown_symbol("refed"), refed);
    put(&view, shown_symbol("kHasPrimitive"), has_primitive);
    put(&view, shown_symbol("asyncId"), number(id));
    put(&view, shown_symbol("triggerId"), 1);
    put(&view, shown_symbol("kAsyncContextFrame"), frame);
    // What a script added to the object itself.
    for key in object.own_property_keys(cx)? {
        let value = object.get(key.clone(), cx)?;
        put(&view, key, value);
    }
    inspect_view(view, args, cx)
}
