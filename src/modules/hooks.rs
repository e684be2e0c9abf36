//! Hooks into resolution and loading: `module.registerHooks`, `module.register`, `--experimental-loader`.
//!
//! The chains are JS (`internal/modules/hooks`), loaded when the first hook is registered. Here is what calls them.
//! Hooks of `module.register` run on this thread; while one waits for a promise, the loop turns.

use std::cell::Cell;

use boa_engine::{
    Context, JsError, JsObject, JsResult, JsString, JsValue, builtins::promise::PromiseState, js_string,
    object::builtins::JsPromise,
};
use url::Url;

use super::{
    builtins, cjs,
    esm::{self, Resolved, mark_handled},
    loader::{Loader, coded, read_file, text, text_of},
};
use crate::{
    engine::{Result, arg, binding::closure, bytes, js, object, utf8},
    env::Env,
    error::Code,
    event_loop::RunMode,
    resolve::{Format, file_url},
};

/// Which kinds of hooks there are.
#[derive(Default)]
pub(super) struct Hooks {
    resolve: Cell<bool>,
    load: Cell<bool>,
    asynchronous: Cell<bool>,
}

impl Hooks {
    /// Whether a synchronous resolve hook is registered.
    pub(super) fn has_resolve(&self) -> bool {
        self.resolve.get()
    }

    /// Whether a synchronous load hook is registered.
    pub(super) fn has_load(&self) -> bool {
        self.load.get()
    }

    /// Whether a hook of `module.register` is registered; these apply to `import`.
    pub(super) fn has_async(&self) -> bool {
        self.asynchronous.get()
    }
}

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    Require,
    Import,
}

/// What a load hook returned.
pub(super) struct Loaded {
    pub(super) format: Option<String>,
    pub(super) source: JsValue,
}

fn call(name: &str, args: &[JsValue], cx: &mut Context) -> JsResult<JsObject> {
    let exports = builtins::require("internal/modules/hooks", cx)?.to_object(cx)?;
    let function = exports.get(js(name), cx)?.as_callable().expect("the builtin exports it");
    function.call(&exports.into(), args, cx)?.to_object(cx)
}

fn text_or_undefined(value: Option<&str>) -> JsValue {
    value.map_or_else(JsValue::undefined, |text| js(text).into())
}

fn string_of(result: &JsObject, name: &'static str, cx: &mut Context) -> JsResult<Option<String>> {
    Ok(result.get(js(name), cx)?.as_string().map(|text| utf8(&text)))
}

fn attributes_object(attributes: &[(String, String)]) -> JsObject {
    let object = object::dictionary();
    for (key, value) in attributes {
        object::put(&object, js(key), js(value));
    }
    object
}

fn attributes_of(object: &JsObject, cx: &mut Context) -> JsResult<Vec<(String, String)>> {
    let mut list = Vec::new();
    for key in object.own_property_keys(cx)? {
        if let boa_engine::property::PropertyKey::String(name) = &key {
            let value = object.get(key.clone(), cx)?.to_string(cx)?;
            list.push((utf8(name), utf8(&value)));
        }
    }
    Ok(list)
}

/// Runs the resolve hooks for a `require`; gives URL and format.
pub(super) fn resolve_for_require(
    request: &JsString,
    parent: &JsValue,
    is_main: bool,
    options: Option<&JsValue>,
    cx: &mut Context,
) -> JsResult<(String, Option<String>)> {
    let loader = Loader::of(cx);
    let parent_url = match parent.as_object() {
        Some(parent) => {
            let url = parent.get(loader.cjs().symbols.url.clone(), cx)?;
            match url.as_string() {
                Some(url) => JsValue::from(url),
                None => {
                    let filename = parent.get(js_string!("filename"), cx)?.as_string();
                    filename.map_or_else(JsValue::undefined, |name| js(&esm::base_from_name(&utf8(&name))).into())
                }
            }
        }
        None => JsValue::undefined(),
    };
    let conditions =
        object::array(loader.require_conditions.iter().map(|name| js(name).into()).collect::<Vec<_>>(), cx);
    let captures = (parent.clone(), is_main, options.cloned());
    let default = closure("defaultResolve", 2, captures, default_require_resolve, cx);
    let args = [request.clone().into(), parent_url, JsValue::undefined(), conditions.into(), default.into()];
    let result = call("resolve", &args, cx)?;
    Ok((string_of(&result, "url", cx)?.unwrap_or_default(), string_of(&result, "format", cx)?))
}

/// The last step of the chain for `require`.
fn default_require_resolve(
    _this: &JsValue,
    args: &[JsValue],
    (parent, is_main, options): &(JsValue, bool, Option<JsValue>),
    cx: &mut Context,
) -> Result<JsValue> {
    let request = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let (url, format) = cjs::resolve_default_url(&request, parent, *is_main, options.as_ref(), cx)?;
    Ok(object::build(cx, &[("url", js(&url).into()), ("format", text_or_undefined(format.as_deref()))]).into())
}

/// Runs the resolve hooks for an `import`.
pub(super) fn resolve_for_import(
    specifier: &str,
    base: &str,
    attributes: &[(String, String)],
    cx: &mut Context,
) -> JsResult<Resolved> {
    let loader = Loader::of(cx);
    let conditions = object::array(loader.import_conditions.iter().map(|name| js(name).into()).collect::<Vec<_>>(), cx);
    let is_entry = loader.esm.main.borrow().as_deref() == Some(specifier);
    let parent = if is_entry { JsValue::undefined() } else { js(base).into() };
    let default = closure("defaultResolve", 2, js(base), default_import_resolve, cx);
    let args = [js(specifier).into(), parent, attributes_object(attributes).into(), conditions.into(), default.into()];
    let result = call("resolveImport", &args, cx)?;
    let url = string_of(&result, "url", cx)?.unwrap_or_default();
    let attributes = match result.get(js_string!("importAttributes"), cx)?.as_object() {
        Some(object) => Some(attributes_of(&object, cx)?),
        None => None,
    };
    Ok(Resolved { url, format: string_of(&result, "format", cx)?, attributes })
}

/// The last step of the chain for `import`: `(specifier, { parentURL, conditions })`.
fn default_import_resolve(_this: &JsValue, args: &[JsValue], base: &JsString, cx: &mut Context) -> Result<JsValue> {
    let specifier = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let context = args.get(1).and_then(JsValue::as_object);
    let mut parent = utf8(base);
    let mut conditions = None;
    if let Some(context) = &context {
        if let Some(url) = context.get(js_string!("parentURL"), cx)?.as_string() {
            parent = utf8(&url);
        }
        if let Some(list) = context.get(js_string!("conditions"), cx)?.as_object() {
            conditions = Some(object::elements(&list, cx)?.iter().map(text).collect::<Vec<_>>());
        }
    }
    let loader = Loader::of(cx);
    let resolved = loader.resolve_default(&utf8(&specifier), &parent, conditions.as_deref(), cx)?;
    Ok(object::build(
        cx,
        &[("url", js(&resolved.url).into()), ("format", text_or_undefined(resolved.format.as_deref()))],
    )
    .into())
}

/// Runs the load hooks.
pub(super) fn load(
    url: &str,
    format: Option<&str>,
    attributes: &[(String, String)],
    system: System,
    cx: &mut Context,
) -> JsResult<Loaded> {
    let loader = Loader::of(cx);
    let (conditions, function) = match system {
        System::Require => (&loader.require_conditions, "load"),
        System::Import => (&loader.import_conditions, "loadImport"),
    };
    let conditions = object::array(conditions.iter().map(|name| js(name).into()).collect::<Vec<_>>(), cx);
    let default = closure("defaultLoad", 2, system == System::Import, default_load, cx);
    let attributes: JsValue =
        if system == System::Import { attributes_object(attributes).into() } else { JsValue::undefined() };
    let result = call(
        function,
        &[js(url).into(), text_or_undefined(format), attributes, conditions.into(), default.into()],
        cx,
    )?;
    Ok(Loaded { format: string_of(&result, "format", cx)?, source: result.get(js_string!("source"), cx)? })
}

/// The last step of the load chain: `(url, { format })`.
fn default_load(_this: &JsValue, args: &[JsValue], import: &bool, cx: &mut Context) -> Result<JsValue> {
    let url: String = arg(args, 0, "url", cx)?;
    let loader = Loader::of(cx);
    let mut format = match args.get(1).and_then(JsValue::as_object) {
        Some(context) => context.get(js_string!("format"), cx)?.as_string().map(|text| utf8(&text)),
        None => None,
    };
    if url.starts_with("node:") || format.as_deref() == Some("builtin") {
        return Ok(object::build(cx, &[("format", js_string!("builtin").into()), ("source", JsValue::null())]).into());
    }
    let parsed = Url::parse(&url);
    let source = match &parsed {
        Ok(parsed) if *import || matches!(parsed.scheme(), "file" | "data") => {
            if *import && format.is_none() {
                let found = loader.resolver.format_of(parsed);
                format = loader.resolved(found, cx)?.name().map(str::to_owned);
            }
            loader.source_at(parsed, cx)?
        }
        _ => text_of(read_file(&file_url::display_path(&url))?),
    };
    if *import && format.is_none() {
        format =
            Some(if loader.detect(&source, &url, cx)? == Format::Module { "module" } else { "commonjs" }.to_owned());
    }
    Ok(object::build(cx, &[("format", text_or_undefined(format.as_deref())), ("source", js(&source).into())]).into())
}

/// The text of a `source` that a hook returned: a string or bytes.
pub(super) fn source_text(source: &JsValue, cx: &mut Context) -> JsResult<String> {
    if let Some(text) = source.as_string() {
        return Ok(utf8(&text));
    }
    match bytes::view(source, cx).map_err(|error| error.throw(cx))? {
        Some(view) => Ok(text_of(view.to_vec())),
        None => Err(coded(
            Code::ERR_INVALID_RETURN_PROPERTY_VALUE,
            format!(
                "Expected a string, an ArrayBuffer, or a TypedArray to be returned for the \"source\" from the \"load\" hook but got {}.",
                crate::engine::throw::received(source, cx).trim_start_matches(" Received ")
            ),
            cx,
        )),
    }
}

/// `setHooks(resolve, load, asynchronous)`: which chains are not empty.
pub(crate) fn set_hooks(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let flag = |index: usize| args.get(index).is_some_and(JsValue::to_boolean);
    let loader = Loader::of(cx);
    loader.hooks.resolve.set(flag(0));
    loader.hooks.load.set(flag(1));
    loader.hooks.asynchronous.set(flag(2));
    Ok(JsValue::undefined())
}

/// `settle(promise)`: turns the loop until the promise is settled; its value or its exception.
pub(crate) fn settle_native(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    Ok(settle(value, cx)?)
}

/// The value of a promise, waiting for it here.
pub(super) fn settle(value: JsValue, cx: &mut Context) -> JsResult<JsValue> {
    let Some(promise) = value.as_object().and_then(|object| JsPromise::from_object(object).ok()) else {
        return Ok(value);
    };
    let env = Env::of(cx);
    loop {
        env.run_microtasks(cx);
        match promise.state() {
            PromiseState::Fulfilled(value) => return Ok(value),
            PromiseState::Rejected(error) => {
                mark_handled(&promise, cx)?;
                return Err(JsError::from_opaque(error));
            }
            PromiseState::Pending => {}
        }
        env.drain(cx);
        if !matches!(promise.state(), PromiseState::Pending) {
            continue;
        }
        let turned = env.event_loop().run(cx, RunMode::Once);
        let done = turned.is_err() || !env.event_loop().alive();
        if done && matches!(promise.state(), PromiseState::Pending) {
            env.drain(cx);
            if matches!(promise.state(), PromiseState::Pending) {
                return Err(boa_engine::JsNativeError::error()
                    .with_message("Async loader request never settled")
                    .into());
            }
        }
    }
}

/// `--experimental-loader`.
pub(super) fn register_from_command_line(specifier: &str, cx: &mut Context) -> JsResult<()> {
    let base = file_url::from_path(&format!("{}/", super::loader::cwd().trim_end_matches('/')));
    let exports = builtins::require("internal/modules/hooks", cx)?.to_object(cx)?;
    let register = exports.get(js_string!("register"), cx)?.as_callable().expect("the builtin exports it");
    let specifier = if specifier.starts_with('/') { file_url::from_path(specifier) } else { specifier.to_owned() };
    register.call(&exports.into(), &[js(&specifier).into(), js(&base).into()], cx)?;
    Ok(())
}

/// `importForHooks(specifier, parentURL)`: the namespace of a module with hooks, for `module.register`.
pub(crate) fn import_now(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let specifier: String = arg(args, 0, "specifier", cx)?;
    let parent: String = arg(args, 1, "parentURL", cx)?;
    let loader = Loader::of(cx);
    let module = loader.import(&specifier, &parent, &[], cx)?;
    esm::load_and_link(&module, cx)?;
    let promise = module.evaluate(cx)?;
    settle(promise.into(), cx)?;
    Ok(module.namespace(cx).into())
}
