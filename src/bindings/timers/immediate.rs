//! The class `Immediate`: what `setImmediate` returns.

use std::cell::Cell;

use boa_engine::{
    Context, Finalize, JsData, JsNativeError, JsObject, JsResult, JsSymbol, JsValue, NativeFunction, Trace, js_string,
    object::{FunctionObjectBuilder, builtins::JsFunction},
};
use boa_gc::GcRefCell;

use super::{TimerState, finish_class, inspect_view, shown_symbol, timeout::Callback};
use crate::{
    engine::{
        Export, Result,
        binding::{Visibility, define},
        function, getter,
        object::{array, put},
        strings::js,
    },
    env::{AsyncHook, AsyncIds, Env},
};

/// The native state of an immediate.
#[derive(Trace, Finalize, JsData)]
pub(crate) struct Immediate {
    callback: GcRefCell<Callback>,
    /// `None` once it has run or was cleared.
    #[unsafe_ignore_trace]
    refed: Cell<Option<bool>>,
    #[unsafe_ignore_trace]
    destroyed: Cell<bool>,
    #[unsafe_ignore_trace]
    async_id: u64,
}

impl Immediate {
    /// Makes the object; it is not queued yet.
    pub(super) fn create(
        state: &TimerState,
        callback: JsFunction,
        args: Option<&[JsValue]>,
        cx: &mut Context,
    ) -> JsResult<JsObject<Self>> {
        let proto = match state.immediate_proto.get() {
            Some(proto) => proto.clone(),
            None => make_class(state, cx)?,
        };
        let data = Self {
            callback: GcRefCell::new(Callback::new(callback, args, cx)),
            refed: Cell::new(Some(true)),
            destroyed: Cell::new(false),
            async_id: state.new_id(),
        };
        let id = data.async_id as f64;
        let immediate = JsObject::new(cx.root_shape(), proto, data);
        if AsyncIds::hooked() {
            let resource = immediate.clone().upcast().into();
            let args = [id.into(), js("Immediate").into(), AsyncIds::current().execution.into(), resource];
            Env::of(cx).call_hook(AsyncHook::Init, &args, cx);
        }
        Ok(immediate)
    }

    /// Ends it; gives what it would have called.
    fn finish(&self, state: &TimerState) -> Callback {
        self.destroyed.set(true);
        if self.refed.take() == Some(true) {
            state.drop_immediate_reference();
        }
        let empty = Callback { function: JsValue::undefined(), args: None, frame: JsValue::undefined(), trigger: 0.0 };
        std::mem::replace(&mut *self.callback.borrow_mut(), empty)
    }
}

/// `clearImmediate(immediate)`: it stays in the queue, which passes over it.
pub(super) fn clear(immediate: &JsObject<Immediate>, cx: &Context) {
    let dropped = {
        let object = immediate.borrow();
        if object.data().destroyed.get() {
            return;
        }
        object.data().finish(&TimerState::of(cx))
    };
    drop(dropped);
}

/// Its turn in the check phase.
pub(super) fn fire(state: &TimerState, immediate: &JsObject<Immediate>, cx: &mut Context) {
    let (callback, id) = {
        let object = immediate.borrow();
        if object.data().destroyed.get() {
            return;
        }
        (object.data().finish(state), object.data().async_id as f64)
    };
    let Some(function) = callback.function.as_callable() else { return };
    let this: JsValue = immediate.clone().upcast().into();
    Env::of(cx).make_callback(cx, |cx| {
        let env = Env::of(cx);
        let ids = AsyncIds { execution: id, trigger: callback.trigger };
        let result = env.run_as(ids, callback.frame.clone(), &this, cx, |cx| {
            function.call(&this, callback.args.as_deref().unwrap_or_default(), cx)
        });
        env.call_hook(AsyncHook::Destroy, &[id.into()], cx);
        result
    });
}

static METHODS: &[Export] = &[
    function!("ref", 0, ref_),
    function!("unref", 0, unref),
    function!("hasRef", 0, has_ref),
    Export::Symbol {
        symbol: JsSymbol::dispose,
        name: "[Symbol.dispose]",
        length: 0,
        native: |this, args, cx| dispose(this, args, cx).map_err(|e| e.throw(cx)),
    },
    getter!("_onImmediate", on_immediate),
    getter!("_argv", argv),
    getter!("_destroyed", destroyed),
];

fn make_class(state: &TimerState, cx: &mut Context) -> JsResult<JsObject> {
    let proto = JsObject::with_object_proto(cx.intrinsics());
    define(&proto, METHODS, Visibility::Hidden, cx)?;
    let native =
        NativeFunction::from_fn_ptr(|_, _, _| Err(JsNativeError::typ().with_message("Illegal constructor").into()));
    let constructor = FunctionObjectBuilder::new(cx.realm(), native)
        .name(js_string!("Immediate"))
        .length(2)
        .constructor(true)
        .build();
    finish_class(&proto, constructor, inspect, cx)?;
    let _ = state.immediate_proto.set(proto.clone());
    Ok(proto)
}

fn this_immediate(this: &JsValue) -> Result<JsObject<Immediate>> {
    this.as_object()
        .and_then(|object| object.downcast::<Immediate>().ok())
        .ok_or_else(|| JsNativeError::typ().with_message("Illegal invocation").into())
}

/// `ref()`
fn ref_(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let immediate = this_immediate(this)?;
    let object = immediate.borrow();
    if object.data().refed.get() == Some(false) {
        object.data().refed.set(Some(true));
        TimerState::of(cx).add_immediate_reference();
    }
    Ok(this.clone())
}

/// `unref()`
fn unref(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let immediate = this_immediate(this)?;
    let object = immediate.borrow();
    if object.data().refed.get() == Some(true) {
        object.data().refed.set(Some(false));
        TimerState::of(cx).drop_immediate_reference();
    }
    Ok(this.clone())
}

/// `hasRef()`
fn has_ref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok((this_immediate(this)?.borrow().data().refed.get() == Some(true)).into())
}

/// `[Symbol.dispose]()`
fn dispose(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    clear(&this_immediate(this)?, cx);
    Ok(JsValue::undefined())
}

/// `_onImmediate`: the callback while it waits.
fn on_immediate(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(this_immediate(this)?.borrow().data().callback.borrow().function.clone())
}

/// `_argv`: a copy of what the callback gets.
fn argv(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let args = this_immediate(this)?.borrow().data().callback.borrow().args.clone();
    Ok(args.map_or_else(JsValue::undefined, |args| array(args.into_vec(), cx).into()))
}

/// `_destroyed`: whether it was cleared or has run.
fn destroyed(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(this_immediate(this)?.borrow().data().destroyed.get().into())
}

/// `[util.inspect.custom](depth, options, inspect)`
fn inspect(this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let Some(object) = this.as_object() else { return Ok(this.clone()) };
    let Ok(immediate) = object.clone().downcast::<Immediate>() else { return Ok(js("Immediate {}").into()) };
    let view = JsObject::with_null_proto();
    view.set_prototype(object.prototype());
    put(&view, js_string!("_idleNext"), JsValue::null());
    put(&view, js_string!("_idlePrev"), JsValue::null());
    for name in ["_onImmediate", "_argv", "_destroyed"] {
        let value = object.get(js(name), cx)?;
        put(&view, js(name), value);
    }
    let (refed, id, frame) = {
        let object = immediate.borrow();
        let frame = object.data().callback.borrow().frame.clone();
        (object.data().refed.get(), object.data().async_id, frame)
    };
    put(&view, shown_symbol("refed"), refed.map_or_else(JsValue::null, JsValue::from));
    #[expect(clippy::cast_precision_loss, reason = "ids stay below 2^53")]
    put(&view, shown_symbol("asyncId"), id as f64);
    put(&view, shown_symbol("triggerId"), 1);
    put(&view, shown_symbol("kAsyncContextFrame"), frame);
    for key in object.own_property_keys(cx)? {
        let value = object.get(key.clone(), cx)?;
        put(&view, key, value);
    }
    inspect_view(view, args, cx)
}
