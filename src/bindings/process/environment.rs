//! `process.env`: a dictionary whose values are strings. Counterpart of Node's `src/node_env_var.cc`.
//!
//! The real environment is copied when `process.env` is first read; children get what it holds then. Only `TZ` is
//! written through, because the C library reads it.

use boa_engine::{
    Context, JsObject, JsResult, JsString, JsValue, js_string,
    object::builtins::{JsProxy, JsProxyBuilder},
    property::PropertyKey,
};

use crate::{
    engine::{Error, Result, object, strings::js, utf8},
    env::Env,
    error::{Code, Syscall},
    sys::identity,
};

/// Makes `process.env`.
pub(super) fn make(cx: &mut Context) -> JsResult<JsValue> {
    let target = JsObject::with_object_proto(cx.intrinsics());
    for (name, value) in std::env::vars_os() {
        object::put(&target, js(&name.to_string_lossy()), js(&value.to_string_lossy()));
    }
    let proxy: JsProxy = JsProxyBuilder::new(target)
        .set(set)
        .define_property(define_property)
        .delete_property(delete_property)
        .build(cx)?;
    Ok(JsObject::from(proxy).into())
}

fn parts(args: &[JsValue], cx: &mut Context) -> JsResult<(JsObject, JsValue)> {
    let target =
        args.first().and_then(JsValue::as_object).unwrap_or_else(|| JsObject::with_object_proto(cx.intrinsics()));
    Ok((target, args.get(1).cloned().unwrap_or_default()))
}

fn symbol_key(cx: &mut Context) -> JsResult<()> {
    let _ = cx;
    Err(boa_engine::JsNativeError::typ().with_message("Cannot convert a Symbol value to a string").into())
}

/// `env[name] = value`: the value becomes a string.
fn set(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let (target, key) = parts(args, cx)?;
    let value = args.get(2).cloned().unwrap_or_default();
    if key.is_symbol() {
        symbol_key(cx)?;
    }
    if !value.is_string()
        && !value.is_number()
        && !value.is_boolean()
        && Env::of(cx).options().flag("pending-deprecation")
    {
        Env::of(cx).emit_warning(
            "Assigning any value other than a string, number, or boolean to a process.env property is deprecated. Please make sure to convert the value to a string before setting process.env with it.",
            "DeprecationWarning",
            Some("DEP0104"),
            cx,
        );
    }
    let text = value.to_string(cx)?;
    let name = key.to_string(cx)?;
    wrote(&name, Some(&text));
    object::put(&target, name, text);
    Ok(true.into())
}

fn wrote(name: &JsString, value: Option<&JsString>) {
    if *name == js_string!("TZ") {
        identity::set_environment("TZ", value.map(utf8).as_deref());
        identity::reset_timezone();
    }
}

fn delete_property(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let (target, key) = parts(args, cx)?;
    if let Some(name) = key.as_string() {
        wrote(&name, None);
    }
    let key = key.to_property_key(cx)?;
    target.delete_property_or_throw(key, cx)?;
    Ok(true.into())
}

/// `Object.defineProperty(process.env, …)`: only configurable, writable, enumerable data properties.
fn define_property(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let (target, key) = parts(args, cx)?;
    let descriptor =
        args.get(2).and_then(JsValue::as_object).unwrap_or_else(|| JsObject::with_object_proto(cx.intrinsics()));
    let invalid = |text: &str, cx: &mut Context| -> JsResult<JsValue> {
        Err(Error::coded(Code::ERR_INVALID_OBJECT_DEFINE_PROPERTY, &[text]).throw(cx))
    };
    if descriptor.has_property(js_string!("get"), cx)? || descriptor.has_property(js_string!("set"), cx)? {
        return invalid("'process.env' does not accept an accessor(getter/setter) descriptor", cx);
    }
    if !descriptor.has_property(js_string!("value"), cx)? {
        return invalid("'process.env' only accepts a configurable, writable, and enumerable data descriptor", cx);
    }
    for flag in ["configurable", "writable", "enumerable"] {
        if !object::get(&descriptor, flag, cx)?.to_boolean() {
            return invalid("'process.env' only accepts a configurable, writable, and enumerable data descriptor", cx);
        }
    }
    let value = object::get(&descriptor, "value", cx)?;
    if key.is_symbol() {
        symbol_key(cx)?;
    }
    set(&JsValue::undefined(), &[target.into(), key, value], cx)
}

/// `process.loadEnvFile([path])`: what is set already stays.
pub(super) fn load_env_file(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    let path = if value.is_undefined() { ".env".to_owned() } else { path_text(&value, cx)? };
    let text = std::fs::read_to_string(&path).syscall_path("open", &path)?;
    apply(&crate::dotenv::parse(&text), cx)?;
    Ok(JsValue::undefined())
}

fn path_text(value: &JsValue, cx: &mut Context) -> Result<String> {
    if let Some(text) = value.as_string() {
        return Ok(utf8(&text));
    }
    if let Some(bytes) = crate::engine::bytes::view(value, cx)? {
        return Ok(String::from_utf8_lossy(&bytes.to_vec()).into_owned());
    }
    if let Some(object) = value.as_object()
        && let Some(href) = object::get(&object, "href", cx)?.as_string()
        && let Ok(url) = url::Url::parse(&utf8(&href))
        && let Ok(path) = url.to_file_path()
    {
        return Ok(path.to_string_lossy().into_owned());
    }
    Err(Error::invalid_arg_type("path", "of type string or an instance of Buffer or URL", value, cx))
}

/// Adds variables that are not set yet.
///
/// # Errors
/// A limit of the engine.
pub fn apply(variables: &[(String, String)], cx: &mut Context) -> JsResult<()> {
    let process = Env::of(cx).process();
    let env = process.get(js_string!("env"), cx)?;
    let Some(env) = env.as_object() else { return Ok(()) };
    for (name, value) in variables {
        let key: PropertyKey = js(name).into();
        if !env.has_own_property(key.clone(), cx)? {
            env.set(key, js(value), true, cx)?;
        }
    }
    Ok(())
}
