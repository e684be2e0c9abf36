//! The builtins: `builtins/x.js` is `node:x`, `builtins/internal/y.js` is `internal/y`, which only builtins may require.
//!
//! Counterpart of Node's `lib/internal/bootstrap/realm.js`. Embedded by build.rs as one sorted table, looked up exactly,
//! compiled on first `require`: every kilobyte that is loaded costs a third of a millisecond.

use std::{borrow::Cow, rc::Rc};

use boa_engine::{
    Context, JsNativeError, JsObject, JsResult, JsString, JsValue, Script, Source, js_string,
    object::builtins::JsFunction,
};

use crate::{
    bindings::internal_binding_native,
    engine::{Result, arg, binding::native_function, object, strings::js, utf8},
    env::Env,
};

include!(concat!(env!("OUT_DIR"), "/builtins.rs"));

/// Modules that exist only with the `node:` prefix.
pub const PREFIX_ONLY: &[&str] = &["sea", "sqlite", "test", "test/reporters"];

/// The canonical id (`fs`, `internal/url`) of a builtin, as the static string of the table.
#[must_use]
pub fn find(id: &str) -> Option<&'static str> {
    SOURCES.binary_search_by(|(known, _)| (*known).cmp(id)).ok().map(|at| SOURCES[at].0)
}

/// Whether users may require the id (without `node:`).
#[must_use]
pub fn is_public(id: &str) -> bool {
    !id.starts_with("internal/") && find(id).is_some()
}

/// The public ids, sorted: what `module.builtinModules` is made from.
pub fn public_ids() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|(id, _)| *id).filter(|id| !id.starts_with("internal/"))
}

/// What a user's specifier names: `fs` and `node:fs` alike, `None` if it is no builtin that users may have.
#[must_use]
pub fn from_specifier(specifier: &str) -> Option<&'static str> {
    match specifier.strip_prefix("node:") {
        Some(id) if is_public(id) => find(id),
        Some(_) => None,
        None if is_public(specifier) && !PREFIX_ONLY.contains(&specifier) => find(specifier),
        None => None,
    }
}

/// The exports of a builtin, loading it if that has not happened.
///
/// # Errors
/// What the builtin throws while it loads.
pub fn require(id: &str, cx: &mut Context) -> JsResult<JsValue> {
    let env = Env::of(cx);
    if let Some(module) = env.cached_builtin(id) {
        return module.get(js_string!("exports"), cx);
    }
    let Some(id) = find(id) else {
        return Err(JsNativeError::error().with_message(format!("No such built-in module: {id}")).into());
    };
    load(id, &env, cx)
}

fn source(id: &'static str) -> Cow<'static, str> {
    #[cfg(debug_assertions)]
    if let Some(text) = std::env::var_os("OURO_BUILTINS")
        .and_then(|dir| std::fs::read_to_string(std::path::Path::new(&dir).join(format!("{id}.js"))).ok())
    {
        return Cow::Owned(text);
    }
    SOURCES.binary_search_by(|(known, _)| (*known).cmp(id)).map_or(Cow::Borrowed(""), |at| Cow::Borrowed(SOURCES[at].1))
}

fn load(id: &'static str, env: &Rc<Env>, cx: &mut Context) -> JsResult<JsValue> {
    let exports = JsObject::with_object_proto(cx.intrinsics());
    let module = object::build(cx, &[("exports", exports.clone().into()), ("id", js(id).into())]);
    env.cache_builtin(id, module.clone());
    let wrapper = compile(id, cx)?;
    let require = require_function(cx);
    let internal_binding = shared_function(env, "builtins.internalBinding", "internalBinding", internal_binding_fn, cx);
    let args = [exports.into(), require, module.clone().into(), env.process().into(), internal_binding];
    wrapper.call(&JsValue::undefined(), &args, cx)?;
    module.get(js_string!("exports"), cx)
}

/// Compiles a builtin; lines and columns are those of its file.
fn compile(id: &'static str, cx: &mut Context) -> JsResult<JsFunction> {
    let text = source(id);
    let name = format!("node:{id}");
    let parameters = ["exports", "require", "module", "process", "internalBinding"].map(js);
    let source = Source::from_bytes(text.as_bytes()).with_path(std::path::Path::new(&name));
    let (function, _) = Script::compile_function(source, &parameters, cx)?;
    JsFunction::from_object(function)
        .ok_or_else(|| JsNativeError::error().with_message(format!("{name} is no function")).into())
}

fn shared_function(
    env: &Env,
    slot: &'static str,
    name: &str,
    native: crate::engine::NativeFn,
    cx: &mut Context,
) -> JsValue {
    if let Some(function) = env.slot(slot) {
        return function;
    }
    let function: JsValue = native_function(js(name), 1, native, cx).into();
    env.set_slot(slot, function.clone());
    function
}

/// The `require` that builtins get.
pub fn require_function(cx: &mut Context) -> JsValue {
    let env = Env::of(cx);
    shared_function(&env, "builtins.require", "require", require_native, cx)
}

fn require_native(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let id: Result<JsString> = arg(args, 0, "id", cx);
    let id = utf8(&id.map_err(|error| error.throw(cx))?);
    require(id.strip_prefix("node:").unwrap_or(&id), cx)
}

fn internal_binding_fn(this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    internal_binding_native(this, args, cx).map_err(|error| error.throw(cx))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookup_is_exact() {
        assert_eq!(find("event"), None);
        assert!(SOURCES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
