//! `internalBinding('stream')`: what streams do per chunk, per event and per tick. Counterpart of Node's
//! `lib/internal/streams/{readable,writable,duplex,transform,destroy}.js`.
//!
//! The rules are `stream_state`'s; here its effects are performed. A stream is an ordinary JS object whose `_readableState`
//! and `_writableState` are native: no borrow of them is alive while JS runs, and a method that is called on behalf of a
//! stream (`read`, `_read`, `_write`, `emit`, …) is looked up on the stream, because subclasses replace it.

mod chunk;
mod construct;
mod destroy;
mod init;
mod options;
mod pipe;
mod read;
mod readable;
mod readable_state;
mod transform;
mod writable;
mod writable_state;
mod write;

pub(super) use chunk::new_buffer;

use std::rc::Rc;

use boa_engine::{
    Context, JsArgs, JsNativeError, JsObject, JsString, JsValue,
    builtins::proxy::Proxy,
    js_string,
    object::builtins::JsFunction,
    property::{PropertyDescriptor, PropertyKey},
};
use smallvec::{SmallVec, smallvec};

use crate::{
    bindings::task_queue::schedule,
    engine::{Binding, Error, Export, NativeFn, Result, binding::native_function, function, js, lazy},
    error::Code,
};

pub(super) static BINDING: Binding = Binding {
    name: "stream",
    exports: &[
        function!("installReadable", 3, install_readable),
        function!("installWritable", 2, install_writable),
        function!("installDuplex", 1, install_duplex),
        function!("installTransform", 1, install_transform),
        function!("initReadable", 2, init::readable),
        function!("initWritable", 2, init::writable),
        function!("initDuplex", 2, init::duplex),
        function!("initTransform", 2, init::transform),
        function!("passThrough", 3, transform::pass_through),
        function!("lazyMethod", 4, lazy_method),
        function!("errorOrDestroy", 3, destroy::error_or_destroy_js),
        function!("aggregateTwoErrors", 2, destroy::aggregate_two_errors_js),
        function!("prependListener", 3, pipe::prepend_listener_js),
        function!("getDefaultHighWaterMark", 1, construct::get_default_high_water_mark),
        function!("setDefaultHighWaterMark", 2, construct::set_default_high_water_mark),
        function!("getHighWaterMark", 4, construct::get_high_water_mark),
        lazy!("ReadableState", readable_state::constructor),
        lazy!("WritableState", writable_state::constructor),
    ],
};

/// The natives that run on the tick queue.
#[derive(Clone, Copy)]
enum Tick {
    EmitReadable,
    ReadMore,
    EndReadable,
    EndWritable,
    Resume,
    ReadZero,
    UpdateReadableListening,
    AfterWrite,
    AfterWrites,
    WriteError,
    ErrorBuffer,
    FinishLater,
    Finish,
    EmitErrorAndClose,
    EmitClose,
    EmitError,
    Construct,
    Constructed,
}

/// In the order of [`Tick`].
static TICKS: [(&str, NativeFn); 18] = [
    ("emitReadable_", |_, args, cx| read::emit_readable_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("maybeReadMore_", |_, args, cx| read::read_more_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("endReadableNT", |_, args, cx| read::end_readable_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("endWritableNT", |_, args, cx| read::end_writable_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("resume_", |_, args, cx| read::resume_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("nReadingNextTick", |_, args, cx| read::read_zero_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("updateReadableListening", |_, args, cx| {
        readable::update_listening_tick(args, cx).map_err(|error: Error| error.throw(cx))
    }),
    ("afterWrite", |_, args, cx| write::after_write_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("afterWriteTick", |_, args, cx| write::after_writes_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("onwriteError", |_, args, cx| write::write_error_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("errorBuffer", |_, args, cx| write::error_buffer_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("finishLater", |_, args, cx| write::finish_later_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("finish", |_, args, cx| write::finish_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("emitErrorCloseNT", |_, args, cx| {
        destroy::emit_error_and_close_tick(args, cx).map_err(|error: Error| error.throw(cx))
    }),
    ("emitCloseNT", |_, args, cx| destroy::emit_close_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("emitErrorNT", |_, args, cx| destroy::emit_error_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("constructNT", |_, args, cx| construct::construct_tick(args, cx).map_err(|error: Error| error.throw(cx))),
    ("onConstruct", |_, args, cx| construct::constructed_tick(args, cx).map_err(|error: Error| error.throw(cx))),
];

/// A native as Rust calls it.
type Direct = fn(&JsValue, &[JsValue], &mut Context) -> Result<JsValue>;

/// The JS objects that all streams of a context share. They live as long as the context.
struct Shared {
    ticks: Vec<JsFunction>,
    readable_state: JsObject,
    writable_state: JsObject,
    /// `Stream.prototype`: whose `on` and `removeListener` a readable extends.
    stream: std::cell::RefCell<Option<JsObject>>,
    /// `EventEmitter`, whose `init` a constructor calls.
    emitter: std::cell::RefCell<Option<JsObject>>,
    /// Our own methods that run for every chunk: a stream that has no others is served without a JS call.
    direct: std::cell::RefCell<Vec<(JsObject, Direct)>>,
    high_water_marks: std::cell::Cell<(f64, f64)>,
}

fn shared(cx: &mut Context) -> Rc<Shared> {
    if let Some(shared) = cx.get_data::<Rc<Shared>>() {
        return shared.clone();
    }
    let ticks = TICKS.iter().map(|(name, native)| native_function(js(name), 2, *native, cx)).collect();
    let readable_state = readable_state::prototype(cx);
    let writable_state = writable_state::prototype(cx);
    let shared = Rc::new(Shared {
        ticks,
        readable_state,
        writable_state,
        stream: None.into(),
        emitter: None.into(),
        direct: Vec::new().into(),
        high_water_marks: (65_536.0, 16.0).into(),
    });
    cx.insert_data(shared.clone());
    shared
}

/// Puts a native on the tick queue.
fn next_tick(tick: Tick, args: SmallVec<[JsValue; 1]>, cx: &mut Context) {
    let callback = shared(cx).ticks[tick as usize].clone();
    schedule(callback, args, cx);
}

/// Puts a native on the tick queue that needs nothing but the stream.
fn tick_stream(tick: Tick, stream: &JsObject, cx: &mut Context) {
    next_tick(tick, smallvec![stream.clone().into()], cx);
}

/// Puts a user's callback on the tick queue.
fn tick_callback(callback: &JsValue, args: SmallVec<[JsValue; 1]>, cx: &mut Context) {
    if let Some(callback) = callback.as_function() {
        schedule(callback, args, cx);
    }
}

/// `object[key]` for the names that streams look up for every chunk. Walks the prototypes itself, which is half the work
/// of the engine's general way; a getter or a proxy on the way takes that one.
fn lookup(object: &JsObject, key: JsString, cx: &mut Context) -> Result<JsValue> {
    let key = PropertyKey::from(key);
    let mut holder = object.clone();
    loop {
        if holder.is::<Proxy>() {
            break;
        }
        let found = holder.borrow().properties().get(&key);
        if let Some(found) = found {
            match found.value() {
                Some(value) => return Ok(value.clone()),
                None => break,
            }
        }
        match holder.prototype() {
            Some(next) => holder = next,
            None => return Ok(JsValue::undefined()),
        }
    }
    Ok(object.get(key, cx)?)
}

/// `stream.emit(name, ...args)`
fn emit(stream: &JsObject, name: JsString, args: &[JsValue], cx: &mut Context) -> Result<bool> {
    let mut full: SmallVec<[JsValue; 3]> = smallvec![name.into()];
    full.extend(args.iter().cloned());
    Ok(invoke(stream, js_string!("emit"), &full, cx)?.to_boolean())
}

/// `object[method](...args)`
fn invoke(object: &JsObject, method: JsString, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let function = lookup(object, method.clone(), cx)?;
    let Some(function) = function.as_callable() else {
        let text = format!("{}.{} is not a function", "stream", method.to_std_string_escaped());
        return Err(JsNativeError::typ().with_message(text).into());
    };
    call(&function, &object.clone().into(), args, cx)
}

/// Calls a method; one of ours is called without the engine's detour.
fn call(function: &JsObject, this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let shared = shared(cx);
    let direct =
        shared.direct.borrow().iter().find(|(own, _)| JsObject::equals(own, function)).map(|(_, native)| *native);
    match direct {
        Some(native) => native(this, args, cx),
        None => Ok(function.call(this, args, cx)?),
    }
}

/// Makes `call` know a method of ours.
fn know(object: &JsObject, name: &str, native: Direct, cx: &mut Context) -> Result<()> {
    if let Some(method) = object.get(js(name), cx)?.as_object() {
        shared(cx).direct.borrow_mut().push((method, native));
    }
    Ok(())
}

/// `stream.listenerCount(name) > 0`
fn has_listeners(stream: &JsObject, name: JsString, cx: &mut Context) -> Result<bool> {
    let count = invoke(stream, js_string!("listenerCount"), &[name.into()], cx)?;
    Ok(count.as_number().is_some_and(|count| count > 0.0))
}

/// The object that a method or a tick was called on.
fn stream_of(value: &JsValue) -> Result<JsObject> {
    value.as_object().ok_or_else(|| JsNativeError::typ().with_message("Illegal invocation: not a stream").into())
}

/// The stream that a tick was scheduled for.
fn tick_target(args: &[JsValue]) -> Result<JsObject> {
    stream_of(args.get_or_undefined(0))
}

/// The exports of a builtin.
fn builtin(id: &str, cx: &mut Context) -> Result<JsObject> {
    let exports = crate::modules::builtins::require(id, cx)?;
    Ok(exports.as_object().unwrap_or_else(JsObject::with_null_proto))
}

/// A coded error as a value, for callbacks and 'error' events.
fn coded(code: Code, args: &[&str], cx: &mut Context) -> Result<JsValue> {
    Ok(Error::coded(code, args).into_value(cx)?)
}

/// A row of the tables that are installed on the prototypes of streams: unlike a class's methods, Node's are enumerable.
fn install(target: &JsObject, rows: &[Export], cx: &mut Context) {
    for row in rows {
        match row {
            Export::Function { name, length, native } => {
                let value = native_function(js(name), *length, *native, cx);
                target.insert_property(
                    js(name),
                    PropertyDescriptor::builder()
                        .value(value)
                        .writable(true)
                        .enumerable(true)
                        .configurable(true)
                        .build(),
                );
            }
            Export::Getter { name, get, set } => {
                let get = native_function(js(&format!("get {name}")), 0, *get, cx);
                let mut descriptor = PropertyDescriptor::builder().get(get).enumerable(false).configurable(true);
                if let Some(set) = set {
                    descriptor = descriptor.set(native_function(js(&format!("set {name}")), 1, *set, cx));
                }
                target.insert_property(js(name), descriptor.build());
            }
            _ => unreachable!("the tables of streams hold functions and accessors only"),
        }
    }
}

/// `installReadable(Readable.prototype, Stream.prototype, EventEmitter)`
fn install_readable(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let proto = stream_of(args.get_or_undefined(0))?;
    install(&proto, readable::METHODS, cx);
    let base = stream_of(args.get_or_undefined(1))?;
    let emitter = stream_of(args.get_or_undefined(2))?;
    know(&emitter, "init", super::events::init, cx)?;
    *shared(cx).emitter.borrow_mut() = Some(emitter);
    know(&base, "emit", super::events::emit, cx)?;
    know(&proto, "push", read::push, cx)?;
    know(&proto, "read", read::read, cx)?;
    *shared(cx).stream.borrow_mut() = Some(base);
    for (alias, name) in [("addListener", "on"), ("off", "removeListener")] {
        let method = proto.get(js(name), cx)?;
        proto.set(js(alias), method, true, cx)?;
    }
    Ok(JsValue::undefined())
}

/// `installWritable(Writable.prototype)`
fn install_writable(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let proto = stream_of(args.get_or_undefined(0))?;
    install(&proto, writable::METHODS, cx);
    install(&proto, writable::OWN, cx);
    know(&proto, "write", write::write, cx)?;
    proto.set(js_string!("_writev"), JsValue::null(), true, cx)?;
    Ok(JsValue::undefined())
}

/// `installDuplex(Duplex.prototype)`: what a duplex has of a writable.
fn install_duplex(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let proto = stream_of(args.get_or_undefined(0))?;
    install(&proto, writable::METHODS, cx);
    install(&proto, writable::DUPLEX, cx);
    know(&proto, "write", write::write, cx)?;
    proto.set(js_string!("_writev"), JsValue::null(), true, cx)?;
    Ok(JsValue::undefined())
}

/// `installTransform(Transform.prototype)`
fn install_transform(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let proto = stream_of(args.get_or_undefined(0))?;
    install(&proto, transform::METHODS, cx);
    know(&proto, "_write", transform::write, cx)?;
    know(&proto, "_read", transform::read, cx)?;
    Ok(JsValue::undefined())
}

/// `lazyMethod(target, name, length, id)`: a method of that name that loads the builtin `id` when it is first called.
/// It is how a rarely used function costs no JS until then. `name` may be a symbol or `[key, export]`.
fn lazy_method(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let target = stream_of(args.get_or_undefined(0))?;
    let key = args.get_or_undefined(1).to_property_key(cx)?;
    let length = args.get_or_undefined(2).to_length(cx)? as usize;
    let id = args.get_or_undefined(3).clone();
    let export = match args.get(4) {
        Some(name) => name.clone(),
        None => args.get_or_undefined(1).clone(),
    };
    let shown = export.as_string().map(|name| name.to_std_string_escaped()).unwrap_or_default();
    let enumerable = args.get(5).is_none_or(JsValue::to_boolean);
    let method = crate::engine::binding::closure(
        &shown,
        length,
        (id, export),
        |this, args, (id, export), cx| {
            let id = crate::engine::utf8(&id.as_string().unwrap_or_default());
            let exports = builtin(&id, cx)?;
            let key = export.to_property_key(cx)?;
            let function = exports.get(key, cx)?;
            let function =
                function.as_callable().ok_or_else(|| JsNativeError::typ().with_message("missing builtin function"))?;
            Ok(function.call(this, args, cx)?)
        },
        cx,
    );
    target.insert_property(
        key,
        PropertyDescriptor::builder()
            .value(method.clone())
            .writable(true)
            .enumerable(enumerable)
            .configurable(true)
            .build(),
    );
    Ok(method.into())
}
