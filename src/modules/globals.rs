//! Node's globals: natives that are there at once, and lazy accessors over builtins.
//!
//! A lazy global is an accessor that replaces itself by a data property when it is first read or written, so that an
//! empty script loads nothing.

use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string, property::PropertyDescriptor};

use super::builtins;
use crate::{
    bindings::{self, timers},
    engine::{
        Error, Export,
        binding::{self, Visibility},
        function, lazy, object,
        strings::js,
        throw::define_hidden,
    },
    env::Env,
};

/// `(global, builtin, export)`; an empty export means the builtin's exports themselves, and `binding:x` is a binding, for
/// what needs no JS. Classes and namespaces are not
/// enumerable.
static LAZY: &[(&str, &str, &str)] = &[
    ("AbortController", "internal/abort_controller", "AbortController"),
    ("AbortSignal", "internal/abort_controller", "AbortSignal"),
    ("BroadcastChannel", "internal/worker/messaging", "BroadcastChannel"),
    ("Blob", "internal/blob", "Blob"),
    ("Buffer", "binding:buffer", "Buffer"),
    ("ByteLengthQueuingStrategy", "internal/webstreams/encoding", "ByteLengthQueuingStrategy"),
    ("CountQueuingStrategy", "internal/webstreams/encoding", "CountQueuingStrategy"),
    ("CustomEvent", "internal/events/custom_event", "CustomEvent"),
    ("DOMException", "internal/domexception", "DOMException"),
    ("Event", "internal/event_target", "Event"),
    ("EventTarget", "internal/event_target", "EventTarget"),
    ("File", "internal/blob", "File"),
    ("Navigator", "internal/navigator", "Navigator"),
    ("MessageChannel", "internal/worker/messaging", "MessageChannel"),
    ("MessageEvent", "internal/worker/messaging", "MessageEvent"),
    ("MessagePort", "internal/worker/messaging", "MessagePort"),
    ("Performance", "internal/perf/performance", "Performance"),
    ("PerformanceEntry", "internal/perf/performance_entry", "PerformanceEntry"),
    ("PerformanceMark", "internal/perf/usertiming", "PerformanceMark"),
    ("PerformanceMeasure", "internal/perf/usertiming", "PerformanceMeasure"),
    ("PerformanceObserver", "internal/perf/observe", "PerformanceObserver"),
    ("PerformanceObserverEntryList", "internal/perf/observe", "PerformanceObserverEntryList"),
    ("PerformanceResourceTiming", "internal/perf/resource_timing", "PerformanceResourceTiming"),
    ("TextDecoder", "internal/encoding", "TextDecoder"),
    ("TextEncoder", "internal/encoding", "TextEncoder"),
    ("URL", "internal/url", "URL"),
    ("URLPattern", "internal/urlpattern", "URLPattern"),
    ("URLSearchParams", "internal/url", "URLSearchParams"),
    ("ReadableByteStreamController", "internal/webstreams/bytes", "ReadableByteStreamController"),
    ("ReadableStream", "internal/webstreams/readablestream", "ReadableStream"),
    ("ReadableStreamBYOBReader", "internal/webstreams/readers", "ReadableStreamBYOBReader"),
    ("ReadableStreamBYOBRequest", "internal/webstreams/bytes", "ReadableStreamBYOBRequest"),
    ("ReadableStreamDefaultController", "internal/webstreams/readablestream", "ReadableStreamDefaultController"),
    ("ReadableStreamDefaultReader", "internal/webstreams/readers", "ReadableStreamDefaultReader"),
    ("TextDecoderStream", "internal/webstreams/encoding", "TextDecoderStream"),
    ("TextEncoderStream", "internal/webstreams/encoding", "TextEncoderStream"),
    ("TransformStream", "internal/webstreams/transformstream", "TransformStream"),
    ("TransformStreamDefaultController", "internal/webstreams/transformstream", "TransformStreamDefaultController"),
    ("WritableStream", "internal/webstreams/writablestream", "WritableStream"),
    ("WritableStreamDefaultController", "internal/webstreams/writablestream", "WritableStreamDefaultController"),
    ("WritableStreamDefaultWriter", "internal/webstreams/writablestream", "WritableStreamDefaultWriter"),
];

/// The same for the few that Node makes enumerable.
static LAZY_ENUMERABLE: &[(&str, &str, &str)] = &[
    ("fetch", "internal/fetch", "fetch"),
    ("navigator", "internal/navigator", "navigator"),
    ("performance", "internal/perf/performance", "performance"),
];

/// Globals that natives make when they are first read. Not enumerable.
static LAZY_NATIVE: &[(&str, fn(&mut Context) -> JsResult<JsValue>)] =
    &[("console", |cx| Ok(bindings::console::global(cx)?.into()))];

/// Functions that every script may call without loading anything. Enumerable, as in Node.
static FUNCTIONS: &[Export] = &[
    function!("structuredClone", 2, bindings::structured_clone::structured_clone),
    function!("atob", 1, bindings::atob),
    function!("btoa", 1, bindings::btoa),
    lazy!("clearImmediate", timers::clear_immediate_function),
    lazy!("setImmediate", timers::set_immediate_function),
    lazy!("clearInterval", timers::clear_interval_function),
    lazy!("clearTimeout", timers::clear_timeout_function),
    lazy!("setInterval", timers::set_interval_function),
    lazy!("setTimeout", timers::set_timeout_function),
    function!("queueMicrotask", 1, bindings::queue_microtask),
];

/// Defines all globals on the context's global object.
///
/// # Errors
/// A limit of the engine.
pub fn install(cx: &mut Context) -> JsResult<()> {
    bindings::util::install();
    if Env::of(cx).options().flag("expose-gc") {
        let gc = crate::engine::binding::native_function(js("gc"), 0, bindings::collect_garbage, cx);
        object::put_hidden(&cx.global_object(), js_string!("gc"), gc);
    }
    let global = cx.global_object();
    binding::define(&global, FUNCTIONS, Visibility::Enumerable, cx)?;
    object::put_hidden(&global, js_string!("global"), global.clone());
    let process = Env::of(cx).process();
    object::put_hidden(&global, js_string!("process"), process);
    for &(name, make) in LAZY_NATIVE {
        lazy_native(&global, name, make, cx);
    }
    for row in LAZY {
        lazy_global(&global, row, false, cx);
    }
    for row in LAZY_ENUMERABLE {
        lazy_global(&global, row, true, cx);
    }
    Ok(())
}

fn lazy_global(
    global: &JsObject,
    &(name, builtin, export): &(&'static str, &'static str, &'static str),
    enumerable: bool,
    cx: &mut Context,
) {
    let key = js(name);
    let get = boa_engine::object::FunctionObjectBuilder::new(
        cx.realm(),
        // The captures are static strings, which the collector need not see.
        boa_engine::NativeFunction::from_copy_closure(move |_, _, cx| {
            let value = load(builtin, export, cx)?;
            replace(&cx.global_object(), js(name), value.clone(), enumerable, cx)?;
            Ok(value)
        }),
    )
    .name(js(&format!("get {name}")))
    .build();
    let set = boa_engine::object::FunctionObjectBuilder::new(
        cx.realm(),
        boa_engine::NativeFunction::from_copy_closure(move |_, args, cx| {
            let value = args.first().cloned().unwrap_or_default();
            replace(&cx.global_object(), js(name), value, enumerable, cx)?;
            Ok(JsValue::undefined())
        }),
    )
    .name(js(&format!("set {name}")))
    .length(1)
    .build();
    let descriptor = PropertyDescriptor::builder().get(get).set(set).enumerable(enumerable).configurable(true).build();
    global.insert_property(key, descriptor);
}

fn lazy_native(global: &JsObject, name: &'static str, make: fn(&mut Context) -> JsResult<JsValue>, cx: &mut Context) {
    let get = boa_engine::NativeFunction::from_copy_closure(move |_, _, cx| {
        let value = make(cx)?;
        replace(&cx.global_object(), js(name), value.clone(), false, cx)?;
        Ok(value)
    });
    let set = boa_engine::NativeFunction::from_copy_closure(move |_, args, cx| {
        let value = args.first().cloned().unwrap_or_default();
        replace(&cx.global_object(), js(name), value, false, cx)?;
        Ok(JsValue::undefined())
    });
    let get = boa_engine::object::FunctionObjectBuilder::new(cx.realm(), get).name(js(&format!("get {name}"))).build();
    let set = boa_engine::object::FunctionObjectBuilder::new(cx.realm(), set)
        .name(js(&format!("set {name}")))
        .length(1)
        .build();
    let descriptor = PropertyDescriptor::builder().get(get).set(set).enumerable(false).configurable(true).build();
    global.insert_property(js(name), descriptor);
}

fn load(builtin: &str, export: &str, cx: &mut Context) -> JsResult<JsValue> {
    let exports = match builtin.strip_prefix("binding:") {
        Some(binding) => bindings::internal_binding(binding, cx)?.into(),
        None => builtins::require(builtin, cx)?,
    };
    if export.is_empty() {
        return Ok(exports);
    }
    match exports.as_object() {
        Some(exports) => exports.get(js(export), cx),
        None => Err(Error::from(boa_engine::JsNativeError::error().with_message(format!("{builtin} exports nothing")))
            .throw(cx)),
    }
}

fn replace(global: &JsObject, key: JsString, value: JsValue, enumerable: bool, cx: &mut Context) -> JsResult<()> {
    if !enumerable {
        return define_hidden(global, key, value, cx);
    }
    let descriptor = PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(true);
    global.define_property_or_throw(key, descriptor, cx).map(|_| ())
}
