//! `process`, made in Rust at start-up, and `internalBinding('process_methods')` for the builtins that extend it.
//!
//! Counterpart of Node's `src/node_process_object.cc` and `lib/internal/bootstrap/node.js`. What is rarely used is a lazy
//! accessor or a JS file under `builtins/internal/process/`, loaded when it is first called.

mod environment;
mod ids;
mod info;
mod lifecycle;
mod measures;

pub use environment::apply as apply_environment;
pub use info::{ARCH, NODE_VERSION, PLATFORM};

use boa_engine::{Context, JsObject, JsResult, JsSymbol, JsValue, js_string, property::PropertyDescriptor};

use crate::{
    engine::{
        Binding, Export,
        binding::{self, Visibility, native_function},
        function, getter, object,
        strings::js,
    },
    env::Env,
    modules::builtins,
};

pub(super) static BINDING: Binding = Binding {
    name: "process_methods",
    exports: &[
        function!("execve", 3, lifecycle::execve),
        function!("hasListener", 1, lifecycle::has_listener),
        function!("setUncaughtCapture", 1, lifecycle::set_uncaught_capture),
        function!("option", 1, info::option),
    ],
};

/// Methods and accessors that `process` has from the start, as own properties.
static OWN: &[Export] = &[
    function!("_getActiveHandles", 0, measures::empty_list),
    function!("_getActiveRequests", 0, measures::empty_list),
    function!("_linkedBinding", 1, super::modules::linked_binding),
    function!("_rawDebug", 0, lifecycle::raw_debug),
    function!("abort", 0, lifecycle::abort),
    function!("availableMemory", 0, measures::available_memory),
    function!("binding", 1, super::modules::process_binding),
    function!("chdir", 1, ids::chdir),
    function!("constrainedMemory", 0, measures::constrained_memory),
    function!("cpuUsage", 1, measures::cpu_usage),
    function!("cwd", 0, ids::cwd),
    function!("exit", 1, lifecycle::exit),
    function!("getActiveResourcesInfo", 0, measures::active_resources),
    function!("getBuiltinModule", 1, info::get_builtin_module),
    function!("getegid", 0, ids::getegid),
    function!("geteuid", 0, ids::geteuid),
    function!("getgid", 0, ids::getgid),
    function!("getgroups", 0, ids::getgroups),
    function!("getuid", 0, ids::getuid),
    function!("hasUncaughtExceptionCaptureCallback", 0, lifecycle::has_uncaught_capture),
    function!("initgroups", 2, ids::initgroups),
    function!("loadEnvFile", 1, environment::load_env_file),
    function!("nextTick", 1, super::task_queue::next_tick),
    function!("reallyExit", 1, lifecycle::really_exit),
    function!("resourceUsage", 0, measures::resource_usage),
    function!("setUncaughtExceptionCaptureCallback", 1, lifecycle::set_uncaught_capture),
    function!("setegid", 1, ids::setegid),
    function!("seteuid", 1, ids::seteuid),
    function!("setgid", 1, ids::setgid),
    function!("setgroups", 1, ids::setgroups),
    function!("setuid", 1, ids::setuid),
    function!("threadCpuUsage", 1, measures::thread_cpu_usage),
    function!("umask", 1, ids::umask),
    function!("uptime", 0, measures::uptime),
    getter!("exitCode", lifecycle::exit_code, lifecycle::set_exit_code),
    getter!("moduleLoadList", info::module_load_list),
    getter!("ppid", ids::ppid),
    getter!("title", ids::title, ids::set_title),
];

/// Properties whose value is made when it is first read: `(name, make, enumerable)`.
static LAZY: &[(&str, fn(&mut Context) -> JsResult<JsValue>)] = &[
    ("allowedNodeEnvironmentFlags", info::allowed_flags),
    ("config", info::config),
    ("env", environment::make),
    ("features", info::features),
    ("hrtime", measures::hrtime_function),
    ("memoryUsage", measures::memory_usage_function),
    ("release", info::release),
    ("stderr", |cx| stdio("getStderr", cx)),
    ("stdin", |cx| stdio("getStdin", cx)),
    ("stdout", |cx| stdio("getStdout", cx)),
    ("versions", info::versions),
];

/// Methods that live in a builtin, loaded when first called: `(name, builtin, length)`.
static DEFERRED: &[(&str, &str, usize)] = &[
    ("emitWarning", "internal/process/warning", 1),
    ("execve", "internal/process/per_thread", 1),
    ("openStdin", "internal/stdio", 0),
    ("ref", "internal/process/per_thread", 1),
    ("unref", "internal/process/per_thread", 1),
];

/// Makes `process` for the environment.
///
/// # Errors
/// A limit of the engine.
pub fn make(cx: &mut Context) -> JsResult<JsObject> {
    let env = Env::of(cx);
    // As in Node, process has a prototype of its own between itself and EventEmitter's.
    let proto = JsObject::with_object_proto(cx.intrinsics());
    if let Some(emitter) = super::emitter_prototype(cx)? {
        proto.set_prototype(Some(emitter));
    }
    let process = JsObject::with_object_proto(cx.intrinsics());
    process.set_prototype(Some(proto.clone()));
    object::put_hidden(&proto, js_string!("constructor"), process_constructor(&proto, cx));
    proto.insert_property(
        JsSymbol::to_string_tag(),
        PropertyDescriptor::builder()
            .value(js_string!("process"))
            .writable(false)
            .enumerable(false)
            .configurable(true)
            .build(),
    );
    process.insert_property(
        JsSymbol::to_string_tag(),
        PropertyDescriptor::builder()
            .value(js_string!("process"))
            .writable(false)
            .enumerable(false)
            .configurable(true)
            .build(),
    );
    info::define(&process, &env, cx);
    binding::define(&process, OWN, Visibility::Enumerable, cx)?;
    for &(name, make) in LAZY {
        lazy(&process, name, make, cx);
    }
    for &(name, builtin, length) in DEFERRED {
        deferred(&process, name, builtin, length, cx);
    }
    binding::define(&process, super::signal_wrap::PROCESS_METHODS, Visibility::Enumerable, cx)?;
    env.set_process(process.clone());
    super::signal_wrap::install(&process, cx)?;
    Ok(process)
}

fn process_constructor(proto: &JsObject, cx: &mut Context) -> JsValue {
    let constructor: JsObject = native_function(js("process"), 0, |_, _, _| Ok(JsValue::undefined()), cx).into();
    object::put_hidden(&constructor, js_string!("prototype"), proto.clone());
    constructor.into()
}

fn stdio(getter: &str, cx: &mut Context) -> JsResult<JsValue> {
    let exports = builtins::require("internal/stdio", cx)?;
    let Some(exports) = exports.as_object() else { return Ok(JsValue::undefined()) };
    match exports.get(js(getter), cx)?.as_callable() {
        Some(getter) => getter.call(&JsValue::undefined(), &[], cx),
        None => Ok(JsValue::undefined()),
    }
}

/// An accessor that replaces itself by a data property when it is first read or written.
fn lazy(target: &JsObject, name: &'static str, make: fn(&mut Context) -> JsResult<JsValue>, cx: &mut Context) {
    let data = |value: JsValue| {
        PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(true).build()
    };
    let get = boa_engine::NativeFunction::from_copy_closure(move |_, _, cx| {
        let value = make(cx)?;
        Env::of(cx).process().define_property_or_throw(js(name), data(value.clone()), cx)?;
        Ok(value)
    });
    let set = boa_engine::NativeFunction::from_copy_closure(move |_, args, cx| {
        let value = args.first().cloned().unwrap_or_default();
        Env::of(cx).process().define_property_or_throw(js(name), data(value), cx)?;
        Ok(JsValue::undefined())
    });
    let get = boa_engine::object::FunctionObjectBuilder::new(cx.realm(), get).name(js(&format!("get {name}"))).build();
    let set = boa_engine::object::FunctionObjectBuilder::new(cx.realm(), set)
        .name(js(&format!("set {name}")))
        .length(1)
        .build();
    target.insert_property(
        js(name),
        PropertyDescriptor::builder().get(get).set(set).enumerable(true).configurable(true).build(),
    );
}

/// A method that loads its builtin when it is first called, and replaces itself by the real one.
fn deferred(target: &JsObject, name: &'static str, builtin: &'static str, length: usize, cx: &mut Context) {
    let call = boa_engine::NativeFunction::from_copy_closure(move |this, args, cx| {
        let exports = builtins::require(builtin, cx)?;
        let method = match exports.as_object() {
            Some(exports) => exports.get(js(name), cx)?,
            None => JsValue::undefined(),
        };
        let Some(method) = method.as_callable() else { return Ok(JsValue::undefined()) };
        Env::of(cx).process().set(js(name), method.clone(), false, cx)?;
        method.call(this, args, cx)
    });
    let function =
        boa_engine::object::FunctionObjectBuilder::new(cx.realm(), call).name(js(name)).length(length).build();
    object::put(target, js(name), function);
}
