//! `internalBinding('events')`: the methods of `EventEmitter.prototype` (Node's `lib/events.js`), native because `emit`
//! is on the path of every stream, socket and server.
//!
//! The listeners live in the JS-visible `_events` object, a function or an array per name, because packages read and
//! write it. Invariant: while a listener runs, nothing of an emitter is borrowed; an array is copied before its first
//! listener is called, so listeners may add and remove what they like.

use std::cell::Cell;

use boa_engine::{
    Context, Finalize, JsArgs, JsError, JsObject, JsResult, JsString, JsSymbol, JsValue, NativeFunction, Trace,
    js_string,
    object::{FunctionObjectBuilder, builtins::JsArray},
    property::{PropertyDescriptor, PropertyKey},
};
use boa_gc::{Gc, GcRefCell};
use smallvec::SmallVec;

use crate::{
    engine::{
        Binding, Error, Export, Result,
        binding::{Visibility, define},
        function, lazy, object,
    },
    env::Env,
    modules::builtins,
};

/// The table of `internalBinding('events')`.
pub(super) static BINDING: Binding = Binding {
    name: "events",
    exports: &[
        function!("init", 1, init),
        function!("getDefaultMaxListeners", 0, get_default_max_listeners),
        function!("setDefaultMaxListeners", 2, set_default_max_listeners),
        function!("setDefaultCapture", 1, set_default_capture),
        lazy!("kCapture", capture_symbol),
        lazy!("kErrorMonitor", error_monitor_symbol),
        lazy!("prototype", prototype_value),
    ],
};

/// The methods of `EventEmitter.prototype`, in Node's order.
static METHODS: &[Export] = &[
    function!("setMaxListeners", 1, set_max_listeners),
    function!("getMaxListeners", 0, get_max_listeners),
    function!("emit", 1, emit),
    function!("addListener", 2, add_listener),
    function!("on", 2, add_listener),
    function!("prependListener", 2, prepend_listener),
    function!("once", 2, once),
    function!("prependOnceListener", 2, prepend_once_listener),
    function!("removeListener", 2, remove_listener),
    function!("off", 2, remove_listener),
    function!("removeAllListeners", 1, remove_all_listeners),
    function!("listeners", 1, listeners),
    function!("rawListeners", 1, raw_listeners),
    function!("listenerCount", 2, listener_count),
    function!("eventNames", 0, event_names),
];

const PROTOTYPE: &str = "events.prototype";

/// `EventEmitter.prototype`, made once; `process` inherits from it before `events` is loaded.
pub(super) fn prototype(cx: &mut Context) -> JsResult<JsObject> {
    let env = Env::of(cx);
    if let Some(made) = env.slot(PROTOTYPE).and_then(|value| value.as_object()) {
        return Ok(made);
    }
    let proto = JsObject::with_object_proto(cx.intrinsics());
    object::put(&proto, js_string!("_events"), JsValue::undefined());
    object::put(&proto, js_string!("_eventsCount"), 0);
    object::put(&proto, js_string!("_maxListeners"), JsValue::undefined());
    define(&proto, METHODS, Visibility::Enumerable, cx)?;
    // The aliases are one function, as packages expect that compare them.
    for (alias, name) in [("on", "addListener"), ("off", "removeListener")] {
        let method = proto.get(JsString::from(name), cx)?;
        object::put(&proto, JsString::from(alias), method);
    }
    let capture = PropertyDescriptor::builder().value(false).writable(true).enumerable(false).configurable(false);
    proto.insert_property(shared(|s| s.capture.clone()), capture.build());
    env.set_slot(PROTOTYPE, proto.clone());
    Ok(proto)
}

fn prototype_value(cx: &mut Context) -> Result<JsValue> {
    Ok(prototype(cx)?.into())
}

/// The symbols and defaults that all emitters of a thread share.
struct Shared {
    capture: JsSymbol,
    shape_mode: JsSymbol,
    error_monitor: JsSymbol,
    default_capture: Cell<bool>,
    default_max_listeners: Cell<f64>,
}

thread_local! {
    static SHARED: Shared = Shared {
        capture: symbol("kCapture"),
        shape_mode: symbol("shapeMode"),
        error_monitor: symbol("events.errorMonitor"),
        default_capture: Cell::new(false),
        default_max_listeners: Cell::new(10.0),
    };
}

fn symbol(description: &str) -> JsSymbol {
    JsSymbol::new(Some(JsString::from(description))).expect("the counter of symbols is 64 bits wide")
}

fn shared<T>(read: impl FnOnce(&Shared) -> T) -> T {
    SHARED.with(read)
}

#[allow(clippy::unnecessary_wraps, reason = "the signature of a lazy export")]
fn capture_symbol(_cx: &mut Context) -> Result<JsValue> {
    Ok(shared(|s| s.capture.clone()).into())
}

#[allow(clippy::unnecessary_wraps, reason = "the signature of a lazy export")]
fn error_monitor_symbol(_cx: &mut Context) -> Result<JsValue> {
    Ok(shared(|s| s.error_monitor.clone()).into())
}

/// `emit(type, ...args)`: calls the listeners of `type` in order; whether there were any.
pub(super) fn emit(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let emitter = receiver(this, cx)?;
    let key = args.get_or_undefined(0).to_property_key(cx)?;
    let rest = args.get(1..).unwrap_or_default();
    let events = emitter.get(js_string!("_events"), cx)?;
    if matches!(&key, PropertyKey::String(name) if *name == "error") {
        before_error(&emitter, this, &events, rest, cx)?;
    }
    let Some(events) = events.as_object() else { return Ok(false.into()) };
    let handler = events.get(key, cx)?;
    if handler.is_undefined() {
        return Ok(false.into());
    }
    let Some(handler) = handler.as_object() else { return Ok(true.into()) };
    if handler.is_callable() {
        let result = handler.call(this, rest, cx)?;
        if !result.is_null_or_undefined() {
            watch_result(&emitter, this, result, args, cx)?;
        }
        return Ok(true.into());
    }
    for listener in elements(&handler, cx)? {
        let Some(listener) = listener.as_callable() else { return Err(not_callable()) };
        let result = listener.call(this, rest, cx)?;
        if !result.is_null_or_undefined() {
            watch_result(&emitter, this, result, args, cx)?;
        }
    }
    Ok(true.into())
}

/// What `emit('error')` does first: tells the error monitors, and throws when nobody listens.
#[cold]
fn before_error(
    emitter: &JsObject,
    this: &JsValue,
    events: &JsValue,
    rest: &[JsValue],
    cx: &mut Context,
) -> Result<()> {
    if let Some(events) = events.as_object() {
        let monitor = shared(|s| s.error_monitor.clone());
        if !events.get(monitor.clone(), cx)?.is_undefined() {
            let mut args = vec![JsValue::from(monitor)];
            args.extend_from_slice(rest);
            invoke(emitter, js_string!("emit"), &args, cx)?;
        }
        if !events.get(js_string!("error"), cx)?.is_undefined() {
            return Ok(());
        }
    }
    let args = [this.clone(), rest.get_or_undefined(0).clone()];
    let error = cold("unhandled", &args, cx)?;
    Err(JsError::from_opaque(error).into())
}

/// With `captureRejections`, a listener's promise is watched: its rejection becomes an 'error' event.
#[inline]
fn watch_result(emitter: &JsObject, this: &JsValue, result: JsValue, args: &[JsValue], cx: &mut Context) -> Result<()> {
    if !result.is_object() || !emitter.get(shared(|s| s.capture.clone()), cx)?.to_boolean() {
        return Ok(());
    }
    let rest = JsArray::from_iter(args.iter().skip(1).cloned(), cx);
    let kind = args.get_or_undefined(0).clone();
    cold("watch", &[this.clone(), result, kind, rest.into()], cx)?;
    Ok(())
}

/// Calls an export of `internal/events/errors`, the JS half of what happens seldom.
#[cold]
fn cold(name: &'static str, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let exports = builtins::require("internal/events/errors", cx)?.as_object().ok_or_else(not_callable)?;
    let function = exports.get(JsString::from(name), cx)?;
    let function = function.as_callable().ok_or_else(not_callable)?;
    Ok(function.call(&JsValue::undefined(), args, cx)?)
}

/// `on(type, listener)`
fn add_listener(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let listener = checked_listener(args, cx)?;
    add(this, args.get_or_undefined(0), &listener, false, cx)
}

/// `prependListener(type, listener)`
fn prepend_listener(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let listener = checked_listener(args, cx)?;
    add(this, args.get_or_undefined(0), &listener, true, cx)
}

fn add(this: &JsValue, kind: &JsValue, listener: &JsObject, prepend: bool, cx: &mut Context) -> Result<JsValue> {
    let target = receiver(this, cx)?;
    let key = kind.to_property_key(cx)?;
    let events = match target.get(js_string!("_events"), cx)?.as_object() {
        None => fresh_events(&target, cx)?,
        Some(events) => {
            if events.get(js_string!("newListener"), cx)?.is_undefined() {
                events
            } else {
                let inner = listener.get(js_string!("listener"), cx)?;
                let shown = if inner.is_null_or_undefined() { listener.clone().into() } else { inner };
                invoke(&target, js_string!("emit"), &[js_string!("newListener").into(), kind.clone(), shown], cx)?;
                // A 'newListener' listener may have replaced the whole table.
                match target.get(js_string!("_events"), cx)?.as_object() {
                    Some(events) => events,
                    None => fresh_events(&target, cx)?,
                }
            }
        }
    };
    let existing = events.get(key.clone(), cx)?;
    let Some(existing) = existing.as_object() else {
        events.set(key, listener.clone(), true, cx)?;
        count(&target, 1.0, cx)?;
        return Ok(this.clone());
    };
    let list = if existing.is_callable() {
        let pair = if prepend { [listener.clone(), existing] } else { [existing, listener.clone()] };
        let list = JsArray::from_iter(pair.map(JsValue::from), cx);
        events.set(key, list.clone(), true, cx)?;
        JsObject::from(list)
    } else {
        let method = if prepend { js_string!("unshift") } else { js_string!("push") };
        match JsArray::from_object(existing.clone()) {
            Ok(list) if prepend => list.unshift(&[listener.clone().into()], cx)?,
            Ok(list) => list.push(listener.clone(), cx)?,
            Err(_) => invoke(&existing, method, &[listener.clone().into()], cx)?,
        };
        existing
    };
    warn_of_leak(&target, this, kind, &list, cx)?;
    Ok(this.clone())
}

/// Too many listeners on one name are almost always a leak: one warning per list.
fn warn_of_leak(target: &JsObject, this: &JsValue, kind: &JsValue, list: &JsObject, cx: &mut Context) -> Result<()> {
    let max = max_listeners(target, cx)?;
    if max > 0.0 {
        let length = list.get(js_string!("length"), cx)?;
        if length.to_number(cx)? > max && !list.get(js_string!("warned"), cx)?.to_boolean() {
            cold("warnOfLeak", &[this.clone(), kind.clone(), list.clone().into(), max.into()], cx)?;
        }
    }
    Ok(())
}

/// `once(type, listener)`
fn once(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let listener = checked_listener(args, cx)?;
    let kind = args.get_or_undefined(0).clone();
    let wrapper = once_wrapper(this, kind.clone(), listener, cx)?;
    // Through the property, because streams override `on`.
    invoke(&receiver(this, cx)?, js_string!("on"), &[kind, wrapper.into()], cx)?;
    Ok(this.clone())
}

/// `prependOnceListener(type, listener)`
fn prepend_once_listener(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let listener = checked_listener(args, cx)?;
    let kind = args.get_or_undefined(0).clone();
    let wrapper = once_wrapper(this, kind.clone(), listener, cx)?;
    invoke(&receiver(this, cx)?, js_string!("prependListener"), &[kind, wrapper.into()], cx)?;
    Ok(this.clone())
}

/// What a once wrapper remembers; `wrapper` is the function itself, which it must name to remove itself.
#[derive(Trace, Finalize)]
struct Once {
    #[unsafe_ignore_trace]
    fired: Cell<bool>,
    target: JsValue,
    kind: JsValue,
    listener: JsObject,
    wrapper: GcRefCell<Option<JsObject>>,
}

/// A function that removes itself, then calls `listener`; `.listener` tells which one it stands for.
fn once_wrapper(target: &JsValue, kind: JsValue, listener: JsObject, cx: &mut Context) -> Result<JsObject> {
    let once = Gc::new(Once {
        fired: Cell::new(false),
        target: target.clone(),
        kind,
        listener: listener.clone(),
        wrapper: GcRefCell::new(None),
    });
    let native = NativeFunction::from_copy_closure_with_captures(
        |_, args, once: &Gc<Once>, cx| {
            if once.fired.replace(true) {
                return Ok(JsValue::undefined());
            }
            let wrapper = once.wrapper.borrow().clone();
            let wrapper = wrapper.map_or_else(JsValue::undefined, JsValue::from);
            let target = receiver(&once.target, cx).map_err(|e| e.throw(cx))?;
            invoke(&target, js_string!("removeListener"), &[once.kind.clone(), wrapper], cx)
                .map_err(|e| e.throw(cx))?;
            once.listener.call(&once.target, args, cx)
        },
        once.clone(),
    );
    let wrapper = JsObject::from(FunctionObjectBuilder::new(cx.realm(), native).name(js_string!("wrapper")).build());
    wrapper.set(js_string!("listener"), listener, true, cx)?;
    *once.wrapper.borrow_mut() = Some(wrapper.clone());
    Ok(wrapper)
}

/// `removeListener(type, listener)`: removes the newest registration of `listener`.
fn remove_listener(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let listener = checked_listener(args, cx)?;
    let target = receiver(this, cx)?;
    let kind = args.get_or_undefined(0);
    let key = kind.to_property_key(cx)?;
    let Some(events) = target.get(js_string!("_events"), cx)?.as_object() else { return Ok(this.clone()) };
    let Some(list) = events.get(key.clone(), cx)?.as_object() else { return Ok(this.clone()) };
    if list.is_callable() {
        let inner = list.get(js_string!("listener"), cx)?;
        if !JsObject::equals(&list, &listener) && !is_object(&inner, &listener) {
            return Ok(this.clone());
        }
        drop_name(&target, &events, key, cx)?;
        if !events.get(js_string!("removeListener"), cx)?.is_undefined() {
            let shown = if inner.to_boolean() { inner } else { listener.into() };
            invoke(&target, js_string!("emit"), &[js_string!("removeListener").into(), kind.clone(), shown], cx)?;
        }
        return Ok(this.clone());
    }
    let mut position = None;
    let all = elements(&list, cx)?;
    for (index, candidate) in all.iter().enumerate().rev() {
        let Some(candidate) = candidate.as_object() else { continue };
        if JsObject::equals(&candidate, &listener) || is_object(&candidate.get(js_string!("listener"), cx)?, &listener)
        {
            position = Some(index);
            break;
        }
    }
    let Some(position) = position else { return Ok(this.clone()) };
    if all.len() == 2 {
        events.set(key, all[1 - position].clone(), true, cx)?;
    } else {
        for index in position..all.len() - 1 {
            list.set(index, all[index + 1].clone(), true, cx)?;
        }
        list.set(js_string!("length"), all.len() - 1, true, cx)?;
    }
    if !events.get(js_string!("removeListener"), cx)?.is_undefined() {
        let args = [js_string!("removeListener").into(), kind.clone(), listener.into()];
        invoke(&target, js_string!("emit"), &args, cx)?;
    }
    Ok(this.clone())
}

/// Forgets the only listener of a name. An emitter whose table has a preset shape (streams) keeps its keys.
fn drop_name(target: &JsObject, events: &JsObject, key: PropertyKey, cx: &mut Context) -> Result<()> {
    count(target, -1.0, cx)?;
    if target.get(shared(|s| s.shape_mode.clone()), cx)?.to_boolean() {
        events.set(key, JsValue::undefined(), true, cx)?;
    } else {
        // Node makes a new table when the last name goes; ours deletes cheaply, so the old one stays.
        events.delete_property_or_throw(key, cx)?;
    }
    Ok(())
}

/// `removeAllListeners([type])`
fn remove_all_listeners(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let target = receiver(this, cx)?;
    let Some(events) = target.get(js_string!("_events"), cx)?.as_object() else { return Ok(this.clone()) };
    let watched = !events.get(js_string!("removeListener"), cx)?.is_undefined();
    let Some(kind) = args.first() else {
        if watched {
            for key in events.own_property_keys(cx)? {
                if !matches!(&key, PropertyKey::String(name) if *name == "removeListener") {
                    invoke(&target, js_string!("removeAllListeners"), &[JsValue::from(&key)], cx)?;
                }
            }
            let last = [js_string!("removeListener").into()];
            invoke(&target, js_string!("removeAllListeners"), &last, cx)?;
        }
        fresh_events(&target, cx)?;
        target.set(shared(|s| s.shape_mode.clone()), false, true, cx)?;
        return Ok(this.clone());
    };
    let key = kind.to_property_key(cx)?;
    let list = events.get(key.clone(), cx)?;
    if !watched {
        if !list.is_undefined() {
            if count(&target, -1.0, cx)? == 0.0 {
                target.set(js_string!("_events"), JsObject::with_null_proto(), true, cx)?;
            } else {
                events.delete_property_or_throw(key, cx)?;
            }
        }
        target.set(shared(|s| s.shape_mode.clone()), false, true, cx)?;
        return Ok(this.clone());
    }
    let Some(list) = list.as_object() else { return Ok(this.clone()) };
    if list.is_callable() {
        invoke(&target, js_string!("removeListener"), &[kind.clone(), list.into()], cx)?;
    } else {
        for listener in elements(&list, cx)?.into_iter().rev() {
            invoke(&target, js_string!("removeListener"), &[kind.clone(), listener], cx)?;
        }
    }
    Ok(this.clone())
}

/// `listeners(type)`: a copy, with once wrappers replaced by what they wrap.
fn listeners(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let mut all = raw(this, args, cx)?;
    for listener in &mut all {
        if let Some(object) = listener.as_object() {
            let inner = object.get(js_string!("listener"), cx)?;
            if inner.is_callable() {
                *listener = inner;
            }
        }
    }
    Ok(JsArray::from_iter(all, cx).into())
}

/// `rawListeners(type)`: a copy, once wrappers included.
fn raw_listeners(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let all = raw(this, args, cx)?;
    Ok(JsArray::from_iter(all, cx).into())
}

fn raw(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<Listeners> {
    let target = receiver(this, cx)?;
    let key = args.get_or_undefined(0).to_property_key(cx)?;
    let Some(events) = target.get(js_string!("_events"), cx)?.as_object() else { return Ok(Listeners::new()) };
    match events.get(key, cx)?.as_object() {
        None => Ok(Listeners::new()),
        Some(list) if list.is_callable() => Ok(smallvec::smallvec![list.into()]),
        Some(list) => elements(&list, cx),
    }
}

/// `listenerCount(type[, listener])`
fn listener_count(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wanted = args.get_or_undefined(1);
    if wanted.is_null_or_undefined() {
        let target = receiver(this, cx)?;
        let key = args.get_or_undefined(0).to_property_key(cx)?;
        let Some(events) = target.get(js_string!("_events"), cx)?.as_object() else { return Ok(0.into()) };
        return match events.get(key, cx)?.as_object() {
            None => Ok(0.into()),
            Some(list) if list.is_callable() => Ok(1.into()),
            Some(list) => Ok(list.get(js_string!("length"), cx)?),
        };
    }
    let mut matching = 0;
    for listener in raw(this, args, cx)? {
        let Some(listener) = listener.as_object() else { continue };
        if wanted.as_object().is_some_and(|wanted| JsObject::equals(&wanted, &listener))
            || listener.get(js_string!("listener"), cx)?.strict_equals(wanted)
        {
            matching += 1;
        }
    }
    Ok(matching.into())
}

/// `eventNames()`: strings in order of creation, then symbols.
fn event_names(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let target = receiver(this, cx)?;
    let mut names = Vec::new();
    if let Some(events) = target.get(js_string!("_events"), cx)?.as_object() {
        for key in events.own_property_keys(cx)? {
            let name = match &key {
                PropertyKey::Index(index) => JsString::from(index.get().to_string()).into(),
                key => JsValue::from(key),
            };
            // A table with a preset shape keeps the key of a removed listener.
            if !events.get(key, cx)?.is_undefined() {
                names.push(name);
            }
        }
    }
    Ok(JsArray::from_iter(names, cx).into())
}

/// `setMaxListeners(n)`
fn set_max_listeners(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let max = args.get_or_undefined(0);
    checked_max(max, "setMaxListeners", cx)?;
    receiver(this, cx)?.set(js_string!("_maxListeners"), max.clone(), true, cx)?;
    Ok(this.clone())
}

/// `getMaxListeners()`
fn get_max_listeners(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let own = receiver(this, cx)?.get(js_string!("_maxListeners"), cx)?;
    Ok(if own.is_undefined() { shared(|s| s.default_max_listeners.get()).into() } else { own })
}

/// `getDefaultMaxListeners()`: `EventEmitter.defaultMaxListeners`.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn get_default_max_listeners(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(shared(|s| s.default_max_listeners.get()).into())
}

/// `setDefaultMaxListeners(n, name)`: `name` is what an error calls the value.
fn set_default_max_listeners(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let name = args.get_or_undefined(1).as_string();
    let by_function = name.is_some_and(|name| name == "setMaxListeners");
    let name = if by_function { "setMaxListeners" } else { "defaultMaxListeners" };
    let max = checked_max(args.get_or_undefined(0), name, cx)?;
    shared(|s| s.default_max_listeners.set(max));
    Ok(JsValue::undefined())
}

/// `setDefaultCapture(flag)`: what new emitters start with, `EventEmitter.captureRejections`.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn set_default_capture(_this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let flag = args.get_or_undefined(0).to_boolean();
    shared(|s| s.default_capture.set(flag));
    Ok(JsValue::undefined())
}

/// `init.call(emitter, options)`: the body of the constructor.
pub(super) fn init(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let target = receiver(this, cx)?;
    let events = target.get(js_string!("_events"), cx)?;
    // A table inherited from a prototype belongs to somebody else; one of our own was preset by a subclass.
    let preset = match (events.as_object(), target.prototype()) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(_), Some(proto)) => !proto.get(js_string!("_events"), cx)?.strict_equals(&events),
    };
    let mut capture = shared(|s| s.default_capture.get());
    if let Some(options) = args.get_or_undefined(0).as_object() {
        let wanted = options.get(js_string!("captureRejections"), cx)?;
        if wanted.to_boolean() {
            capture = wanted
                .as_boolean()
                .ok_or_else(|| Error::invalid_arg_type("options.captureRejections", "of type boolean", &wanted, cx))?;
        }
    }
    let max = target.get(js_string!("_maxListeners"), cx)?;
    let max = if max.to_boolean() { max } else { JsValue::undefined() };
    let (shape_mode, capture_key) = shared(|s| (s.shape_mode.clone(), s.capture.clone()));
    // A new emitter gets its five properties without a search for setters, which cost more than the rest.
    if events.is_undefined() && target.is_ordinary() && target.is_extensible(cx)? {
        object::put(&target, js_string!("_events"), JsObject::with_null_proto());
        object::put(&target, js_string!("_eventsCount"), 0);
        object::put(&target, js_string!("_maxListeners"), max);
        object::put(&target, shape_mode, false);
        object::put(&target, capture_key, capture);
        return Ok(JsValue::undefined());
    }
    if !preset {
        fresh_events(&target, cx)?;
    }
    target.set(shape_mode, preset, true, cx)?;
    target.set(js_string!("_maxListeners"), max, true, cx)?;
    target.set(capture_key, capture, true, cx)?;
    Ok(JsValue::undefined())
}

/// A copy of a list's elements; most lists are short, so it needs no allocation.
type Listeners = SmallVec<[JsValue; 6]>;

fn elements(list: &JsObject, cx: &mut Context) -> Result<Listeners> {
    use boa_engine::object::IndexPropertyValues;
    if list.is_array() {
        let borrowed = list.borrow();
        if let IndexPropertyValues::DenseElement(values) = borrowed.properties().index_property_values() {
            return Ok(values.cloned().collect());
        }
    }
    let length = list.get(js_string!("length"), cx)?.to_length(cx)?;
    let mut all = Listeners::new();
    for index in 0..length {
        all.push(list.get(index, cx)?);
    }
    Ok(all)
}

/// `this` as an object; the methods are generic, as in Node, so primitives get their wrapper.
fn receiver(this: &JsValue, cx: &mut Context) -> Result<JsObject> {
    match this.as_object() {
        Some(object) => Ok(object),
        None => Ok(this.to_object(cx)?),
    }
}

fn checked_listener(args: &[JsValue], cx: &mut Context) -> Result<JsObject> {
    let listener = args.get_or_undefined(1);
    listener.as_callable().ok_or_else(|| Error::invalid_arg_type("listener", "of type function", listener, cx))
}

fn checked_max(value: &JsValue, name: &'static str, cx: &mut Context) -> Result<f64> {
    match value.as_number() {
        None => Err(Error::invalid_arg_type(name, "of type number", value, cx)),
        Some(max) if max >= 0.0 => Ok(max),
        Some(_) => Err(Error::out_of_range(name, ">= 0", value, cx)),
    }
}

fn max_listeners(target: &JsObject, cx: &mut Context) -> Result<f64> {
    let own = target.get(js_string!("_maxListeners"), cx)?;
    if own.is_undefined() {
        return Ok(shared(|s| s.default_max_listeners.get()));
    }
    Ok(own.to_number(cx)?)
}

/// Gives `target` an empty table. It has a shape of its own, which makes `delete` cheap.
fn fresh_events(target: &JsObject, cx: &mut Context) -> Result<JsObject> {
    let events = JsObject::with_null_proto();
    target.set(js_string!("_events"), events.clone(), true, cx)?;
    target.set(js_string!("_eventsCount"), 0, true, cx)?;
    Ok(events)
}

/// Adds to `_eventsCount` and returns the sum.
fn count(target: &JsObject, by: f64, cx: &mut Context) -> Result<f64> {
    let sum = target.get(js_string!("_eventsCount"), cx)?.to_number(cx)? + by;
    target.set(js_string!("_eventsCount"), JsValue::from(sum), true, cx)?;
    Ok(sum)
}

/// Calls a method through the property, because subclasses override `emit`, `on` and `removeListener`.
fn invoke(target: &JsObject, name: JsString, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let method = target.get(name, cx)?;
    let method = method.as_callable().ok_or_else(not_callable)?;
    Ok(method.call(&target.clone().into(), args, cx)?)
}

fn is_object(value: &JsValue, object: &JsObject) -> bool {
    value.as_object().is_some_and(|value| JsObject::equals(&value, object))
}

fn not_callable() -> Error {
    boa_engine::JsNativeError::typ().with_message("listener is not a function").into()
}
