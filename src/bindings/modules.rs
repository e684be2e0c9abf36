//! `internalBinding('modules')`: the `Module` class and what `node:module` adds to it.

use boa_engine::{Context, JsString, JsValue, js_string};

use crate::{
    engine::{Binding, Result, arg, function, lazy, utf8},
    env::Env,
    modules,
};

pub(super) static BINDING: Binding = Binding {
    name: "modules",
    exports: &[
        lazy!("Module", module_class),
        function!("importNow", 2, modules::import_now),
        function!("setHooks", 3, modules::set_hooks),
        function!("settle", 1, modules::settle_native),
    ],
};

fn module_class(cx: &mut Context) -> Result<JsValue> {
    Ok(modules::module_class(cx).into())
}

/// Bindings that Node still gives to user code, sorted.
const PROCESS_BINDINGS: &[&str] = &[
    "async_wrap",
    "buffer",
    "cares_wrap",
    "config",
    "constants",
    "contextify",
    "crypto",
    "fs",
    "fs_event_wrap",
    "http_parser",
    "icu",
    "inspector",
    "js_stream",
    "natives",
    "os",
    "pipe_wrap",
    "process_wrap",
    "signal_wrap",
    "spawn_sync",
    "stream_wrap",
    "tcp_wrap",
    "tls_wrap",
    "tty_wrap",
    "udp_wrap",
    "url",
    "util",
    "uv",
    "v8",
    "zlib",
];

/// `process.binding(name)`: deprecated; only the names of the list, and of these only what this runtime has.
pub(crate) fn process_binding(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let name: JsString = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let name = utf8(&name);
    let env = Env::of(cx);
    if env.options().flag("pending-deprecation") && env.slot("modules.DEP0111").is_none() {
        env.set_slot("modules.DEP0111", true);
        env.emit_warning("Access to process.binding() is deprecated.", "DeprecationWarning", Some("DEP0111"), cx);
    }
    if PROCESS_BINDINGS.binary_search(&name.as_str()).is_ok() && super::find(&name) {
        return Ok(super::internal_binding(&name, cx)?.into());
    }
    Err(no_such_module(&name))
}

/// `process._linkedBinding(name)`: bindings of embedders, of which there are none.
pub(crate) fn linked_binding(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let name: String = arg(args, 0, "module", cx)?;
    let error = boa_engine::JsNativeError::error().with_message(format!("No such binding was linked: {name}"));
    let error = error.into_opaque(cx);
    error.set(js_string!("code"), js_string!("ERR_INVALID_MODULE"), true, cx)?;
    Err(boa_engine::JsError::from_opaque(error.into()).into())
}

fn no_such_module(name: &str) -> crate::engine::Error {
    boa_engine::JsNativeError::error().with_message(format!("No such module: {name}")).into()
}
