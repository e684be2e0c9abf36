//! `Module._load`, `module.load`, `module.require`: from a request to exports.

use boa_engine::{
    Context, JsObject, JsResult, JsString, JsValue, js_string,
    object::builtins::{JsProxy, JsProxyBuilder},
    property::{PropertyDescriptor, PropertyKey},
};

use super::{Cjs, call_method, lookup, not_a_function, private, update_children};
use crate::{
    engine::{Error, Result, arg, js, object, strings::utf8},
    env::Env,
    error::Code,
    modules::{
        builtins, entry, esm, hooks,
        loader::{self, Loader, absolute, coded},
    },
    resolve::{self, builtin_names, file_url, path},
};

/// `Module._load(request, parent, isMain)`
pub(super) fn load_native(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let request: JsString = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let parent = args.get(1).cloned().unwrap_or_default();
    let is_main = args.get(2).is_some_and(JsValue::to_boolean);
    Ok(load(&request, &parent, is_main, cx)?)
}

/// Where a request leads.
struct Resolved {
    filename: JsString,
    /// Set if hooks are in play or the request was a `node:` URL.
    url: Option<String>,
    format: Option<String>,
}

/// Loads `request` for `parent` and returns the exports.
pub(in crate::modules) fn load(
    request: &JsString,
    parent: &JsValue,
    is_main: bool,
    cx: &mut Context,
) -> JsResult<JsValue> {
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    let mut relative_key = None;
    if let Some(parent_object) = parent.as_object() {
        let dir = parent_object.get(js_string!("path"), cx)?.as_string().unwrap_or_default();
        let key = (dir, request.clone());
        let known = cjs.relative.borrow().get(&key).cloned();
        if let Some(filename) = known {
            let cached = cjs.cache(cx)?.get(filename, cx)?;
            if let Some(module) = cached.as_object() {
                update_children(parent, &module, true, cx)?;
                return finished_exports(&loader, &module, cx);
            }
            cjs.relative.borrow_mut().remove(&key);
        }
        relative_key = Some(key);
    }
    let resolved = resolve_request(&loader, request, parent, is_main, None, cx)?;
    let filename = resolved.filename.clone();
    let request_text = utf8(request);
    let mut format = resolved.format.clone();
    let mut source = None;
    if request_text.starts_with("node:")
        && resolved.url.as_deref() == Some(request_text.as_str())
        && builtin_names::normalize(&request_text).is_some()
    {
        match load_builtin(&loader, &utf8(&filename), resolved.url.as_deref(), format.as_deref(), cx)? {
            BuiltinResult::Exports(exports) => return Ok(exports),
            BuiltinResult::Replaced { format: new_format, source: new_source } => {
                format = new_format;
                source = Some(new_source);
            }
        }
    }
    let cache = cjs.cache(cx)?;
    let mut cached = None;
    if source.is_none() {
        cached = cache.get(filename.clone(), cx)?.as_object();
        if let Some(module) = &cached {
            update_children(parent, module, true, cx)?;
            if module.get(js_string!("loaded"), cx)?.to_boolean() {
                return module.get(js_string!("exports"), cx);
            }
            let by_esm = module.get(cjs.symbols.cached_by_esm.clone(), cx)?.to_boolean();
            let visited = private(module, |private| std::mem::replace(&mut private.visited, by_esm)).unwrap_or(true);
            if !by_esm || visited {
                return circular_exports(&loader, module, cx);
            }
        } else if lookup::is_builtin(&loader, &utf8(&filename)) {
            match load_builtin(&loader, &utf8(&filename), resolved.url.as_deref(), format.as_deref(), cx)? {
                BuiltinResult::Exports(exports) => return Ok(exports),
                BuiltinResult::Replaced { format: new_format, source: new_source } => {
                    format = new_format;
                    source = Some(new_source);
                }
            }
        }
    }
    let module = match cached {
        Some(module) => {
            private(&module, |private| private.last_parent = parent.clone());
            module
        }
        None => {
            let module = cjs.new_module(&filename, parent, cx)?;
            register(cjs, &module, is_main, &resolved, format.as_deref(), cx);
            if let Some(source) = source {
                private(&module, |private| private.source = Some(source));
            }
            cache.set(filename.clone(), module.clone(), true, cx)?;
            module
        }
    };
    if let Some(key) = &relative_key {
        cjs.relative.borrow_mut().insert(key.clone(), filename.clone());
    }
    let result = call_method(&module, js_string!("load"), &[filename.clone().into()], cx);
    if let Err(error) = result {
        forget(cjs, &filename, relative_key, parent, &module, cx)?;
        return Err(error);
    }
    restore_prototype(cjs, &module, cx)?;
    module.get(js_string!("exports"), cx)
}

/// A new module's marks, and `process.mainModule` for the entry point.
fn register(cjs: &Cjs, module: &JsObject, is_main: bool, resolved: &Resolved, format: Option<&str>, cx: &mut Context) {
    if is_main {
        let process = Env::of(cx).process();
        object::put(&process, js_string!("mainModule"), module.clone());
        object::put(module, js_string!("id"), js_string!("."));
    }
    let text = |value: Option<&str>| value.map_or_else(JsValue::undefined, |text| js(text).into());
    object::put(module, cjs.symbols.is_main.clone(), is_main);
    object::put(module, cjs.symbols.cached_by_esm.clone(), false);
    object::put(module, cjs.symbols.url.clone(), text(resolved.url.as_deref()));
    object::put(module, cjs.symbols.format.clone(), text(format));
}

/// A module that failed leaves no trace.
fn forget(
    cjs: &Cjs,
    filename: &JsString,
    relative_key: Option<(JsString, JsString)>,
    parent: &JsValue,
    module: &JsObject,
    cx: &mut Context,
) -> JsResult<()> {
    cjs.cache(cx)?.delete_property_or_throw(filename.clone(), cx)?;
    if let Some(key) = relative_key {
        cjs.relative.borrow_mut().remove(&key);
    }
    let Some(parent) = parent.as_object() else {
        return Ok(());
    };
    let Some(children) = parent.get(js_string!("children"), cx)?.as_object().filter(JsObject::is_array) else {
        return Ok(());
    };
    let kept: Vec<JsValue> = object::elements(&children, cx)?;
    if let Some(at) =
        kept.iter().position(|child| child.as_object().is_some_and(|child| JsObject::equals(&child, module)))
    {
        for (index, child) in kept.iter().enumerate().skip(at + 1) {
            children.set(index - 1, child.clone(), true, cx)?;
        }
        children.set(js_string!("length"), kept.len() - 1, true, cx)?;
    }
    Ok(())
}

/// Finds the file of a request, through the resolve hooks if there are any.
fn resolve_request(
    loader: &Loader,
    request: &JsString,
    parent: &JsValue,
    is_main: bool,
    options: Option<&JsValue>,
    cx: &mut Context,
) -> JsResult<Resolved> {
    if loader.hooks.has_resolve() {
        let (url, format) = hooks::resolve_for_require(request, parent, is_main, options, cx)?;
        let filename = match url.strip_prefix("node:") {
            Some(name) => name.to_owned(),
            None if url.starts_with("file:") => file_url::display_path(&url),
            None => url.clone(),
        };
        return Ok(Resolved { filename: js(&filename), url: Some(url), format });
    }
    resolve_default(request, parent, is_main, options, cx)
}

/// The default end of the chain of resolve hooks.
fn resolve_default(
    request: &JsString,
    parent: &JsValue,
    is_main: bool,
    options: Option<&JsValue>,
    cx: &mut Context,
) -> JsResult<Resolved> {
    let text = utf8(request);
    if options.is_none() && text.starts_with("node:") {
        let Some(name) = builtin_names::normalize(&text) else {
            return Err(Error::coded(Code::ERR_UNKNOWN_BUILTIN_MODULE, &[&text]).throw(cx));
        };
        return Ok(Resolved { filename: js(name), url: Some(text.clone()), format: Some("builtin".to_owned()) });
    }
    let filename = lookup::resolve_as_user(request, parent, is_main, options.cloned().unwrap_or_default(), cx)?;
    Ok(Resolved { filename, url: None, format: None })
}

/// The same for hooks: URL and format.
pub(in crate::modules) fn resolve_default_url(
    request: &JsString,
    parent: &JsValue,
    is_main: bool,
    options: Option<&JsValue>,
    cx: &mut Context,
) -> JsResult<(String, Option<String>)> {
    let resolved = resolve_default(request, parent, is_main, options, cx)?;
    let url = resolved.url.unwrap_or_else(|| {
        let filename = utf8(&resolved.filename);
        match builtin_names::normalize(&filename) {
            Some(name) => format!("node:{name}"),
            None if filename.starts_with('/') => file_url::from_path(&filename),
            None => filename,
        }
    });
    Ok((url, resolved.format))
}

/// `require.resolve`: like a load, but an unknown `node:` name is a module that was not found.
pub(super) fn resolve_for_user(
    request: &JsString,
    parent: &JsValue,
    options: &JsValue,
    cx: &mut Context,
) -> JsResult<JsString> {
    let loader = Loader::of(cx);
    let empty;
    let options = if options.is_undefined() {
        empty = JsValue::from(object::build(cx, &[]));
        &empty
    } else {
        options
    };
    let resolved = resolve_request(&loader, request, parent, false, Some(options), cx)?;
    Ok(match resolved.url {
        Some(url) if url.starts_with("node:") && url == utf8(request) => js(&url),
        _ => resolved.filename,
    })
}

enum BuiltinResult {
    Exports(JsValue),
    /// A load hook gave something else instead.
    Replaced {
        format: Option<String>,
        source: JsString,
    },
}

fn load_builtin(
    loader: &Loader,
    name: &str,
    url: Option<&str>,
    format: Option<&str>,
    cx: &mut Context,
) -> JsResult<BuiltinResult> {
    let id = name.strip_prefix("node:").unwrap_or(name);
    if loader.hooks.has_load() {
        let url = url.map_or_else(|| format!("node:{id}"), str::to_owned);
        let loaded = hooks::load(&url, format.or(Some("builtin")), &[], hooks::System::Require, cx)?;
        if loaded.format.as_deref().is_some_and(|format| format != "builtin") {
            return Ok(BuiltinResult::Replaced { format: loaded.format, source: loaded.source.to_string(cx)? });
        }
    }
    if builtins::find(id).is_none() {
        return Err(Error::coded(Code::ERR_UNKNOWN_BUILTIN_MODULE, &[id]).throw(cx));
    }
    builtins::require(id, cx).map(BuiltinResult::Exports)
}

fn finished_exports(loader: &Loader, module: &JsObject, cx: &mut Context) -> JsResult<JsValue> {
    if module.get(js_string!("loaded"), cx)?.to_boolean() {
        return module.get(js_string!("exports"), cx);
    }
    circular_exports(loader, module, cx)
}

/// What a `require` inside a cycle gets: the exports so far, which warn about names that are not there yet.
fn circular_exports(loader: &Loader, module: &JsObject, cx: &mut Context) -> JsResult<JsValue> {
    if private(module, |private| private.esm.is_some()).unwrap_or(false) {
        let id = module.get(js_string!("id"), cx)?.to_string(cx)?;
        let parent = private(module, |private| private.last_parent.clone()).and_then(|parent| parent.as_object());
        let mut message = format!("Cannot require() ES Module {} in a cycle.", utf8(&id));
        if let Some(parent) = parent {
            let filename = parent.get(js_string!("filename"), cx)?.to_string(cx)?;
            message.push_str(&format!(" (from {})", utf8(&filename)));
        }
        return Err(coded(Code::ERR_REQUIRE_CYCLE_MODULE, message, cx));
    }
    let exports = module.get(js_string!("exports"), cx)?;
    if let Some(object) = exports.as_object()
        && is_plain(&object, cx)
        && !object.get(js_string!("__esModule"), cx)?.to_boolean()
    {
        let prototype = circular_prototype(loader.cjs(), cx)?;
        object.set_prototype(Some(prototype));
    }
    Ok(exports)
}

/// An object of no class, whose prototype may be swapped without anybody noticing.
fn is_plain(object: &JsObject, cx: &Context) -> bool {
    let plain = cx.intrinsics().constructors().object().prototype();
    JsProxy::from_object(object.clone()).is_err()
        && object.prototype().is_some_and(|prototype| JsObject::equals(&prototype, &plain))
}

fn restore_prototype(cjs: &Cjs, module: &JsObject, cx: &mut Context) -> JsResult<()> {
    let Some(warning) = cjs.circular_prototype.borrow().clone() else {
        return Ok(());
    };
    let Some(exports) = module.get(js_string!("exports"), cx)?.as_object() else {
        return Ok(());
    };
    if JsProxy::from_object(exports.clone()).is_err()
        && exports.prototype().is_some_and(|prototype| JsObject::equals(&prototype, &warning))
    {
        exports.set_prototype(Some(cx.intrinsics().constructors().object().prototype()));
    }
    Ok(())
}

fn circular_prototype(cjs: &Cjs, cx: &mut Context) -> JsResult<JsObject> {
    if let Some(proxy) = cjs.circular_prototype.borrow().clone() {
        return Ok(proxy);
    }
    let target = JsObject::with_object_proto(cx.intrinsics());
    let proxy =
        JsProxyBuilder::new(target).get(circular_get).get_own_property_descriptor(circular_descriptor).build(cx)?;
    let proxy: JsObject = proxy.into();
    *cjs.circular_prototype.borrow_mut() = Some(proxy.clone());
    Ok(proxy)
}

/// Transpiled code asks for `__esModule` of everything; that is no mistake.
fn warns(key: &JsValue) -> bool {
    key.as_string().is_none_or(|name| name != js_string!("__esModule"))
}

fn circular_warning(key: &JsValue, cx: &mut Context) -> JsResult<()> {
    let name = match key.as_symbol() {
        Some(symbol) => symbol.descriptive_string(),
        None => key.to_string(cx)?,
    };
    let message =
        format!("Accessing non-existent property '{}' of module exports inside circular dependency", utf8(&name));
    Env::of(cx).emit_warning(&message, "Warning", None, cx);
    Ok(())
}

fn circular_get(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let key = args.get(1).cloned().unwrap_or_default();
    if let Some(target) = args.first().and_then(JsValue::as_object) {
        let name = PropertyKey::from(match key.as_symbol() {
            Some(symbol) => symbol.into(),
            None => PropertyKey::from(key.to_string(cx)?),
        });
        if target.has_property(name.clone(), cx)? || !warns(&key) {
            return target.get(name, cx);
        }
    }
    circular_warning(&key, cx)?;
    Ok(JsValue::undefined())
}

fn circular_descriptor(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let key = args.get(1).cloned().unwrap_or_default();
    if warns(&key) {
        circular_warning(&key, cx)?;
    }
    Ok(JsValue::undefined())
}

/// `module.load(filename)`
pub(super) fn load_method(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let module = this.to_object(cx)?;
    let filename: JsString = arg(args, 0, "filename", cx)?;
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    if module.get(js_string!("filename"), cx)?.is_null_or_undefined() {
        module.set(js_string!("filename"), filename.clone(), true, cx)?;
    }
    if module.get(js_string!("paths"), cx)?.is_null_or_undefined() {
        let dir = js(path::dirname(&utf8(&filename)));
        let paths = cjs.call_hook(js_string!("_nodeModulePaths"), &[dir.into()], cx)?;
        module.set(js_string!("paths"), paths, true, cx)?;
    }
    let format = module.get(cjs.symbols.format.clone(), cx)?;
    let extension = match format.as_string() {
        Some(format) => js(match utf8(&format).as_str() {
            "json" => ".json",
            "addon" => ".node",
            _ => ".js",
        }),
        None => registered_extension(cjs, &utf8(&filename), cx)?,
    };
    let extensions = cjs.hook(js_string!("_extensions"), cx)?.to_object(cx)?;
    let handler = extensions.get(extension.clone(), cx)?;
    let Some(handler) = handler.as_callable() else {
        return Err(not_a_function(&extension).into());
    };
    handler.call(&extensions.into(), &[module.clone().into(), filename.into()], cx)?;
    module.set(js_string!("loaded"), true, true, cx)?;
    let exports = module.get(js_string!("exports"), cx)?;
    private(&module, |private| private.snapshot = Some(exports));
    Ok(JsValue::undefined())
}

/// The longest tail of the file's name that has a handler, `.js` if none has.
fn registered_extension(cjs: &Cjs, filename: &str, cx: &mut Context) -> JsResult<JsString> {
    let name = path::basename(filename);
    let Some(extensions) = cjs.hook(js_string!("_extensions"), cx)?.as_object() else {
        return Ok(js_string!(".js"));
    };
    for (at, _) in name.match_indices('.').filter(|(at, _)| *at > 0) {
        let extension = js(&name[at..]);
        if extensions.get(extension.clone(), cx)?.to_boolean() {
            return Ok(extension);
        }
    }
    Ok(js_string!(".js"))
}

/// `module.require(id)`
pub(super) fn require_method(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let id: JsString = arg(args, 0, "id", cx)?;
    if id.is_empty() {
        let value = id.into();
        return Err(Error::invalid_arg_value("id", &value, "must be a non-empty string", cx));
    }
    let loader = Loader::of(cx);
    Ok(loader.cjs().call_hook(js_string!("_load"), &[id.into(), this.clone(), false.into()], cx)?)
}

/// `Module._preloadModules(requests)`: `--require`.
pub(super) fn preload_modules(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(list) = args.first().and_then(JsValue::as_object).filter(JsObject::is_array) else {
        return Ok(JsValue::undefined());
    };
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    let parent = cjs.new_module(&js_string!("internal/preload"), &JsValue::null(), cx)?;
    let paths = resolve::node_module_paths(&loader::cwd());
    let paths = super::string_array(&paths, cx);
    object::put(&parent, js_string!("paths"), paths);
    cjs.preloading.set(true);
    let mut result = Ok(JsValue::undefined());
    for request in object::elements(&list, cx)? {
        result = call_method(&parent, js_string!("require"), &[request], cx);
        if result.is_err() {
            break;
        }
    }
    cjs.preloading.set(false);
    result?;
    Ok(JsValue::undefined())
}

/// `Module.runMain([main])`: runs the entry point, by default `process.argv[1]`.
pub(super) fn run_main(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let main = match args.first().and_then(JsValue::as_string) {
        Some(main) => utf8(&main),
        None => {
            let argv = Env::of(cx).process().get(js_string!("argv"), cx)?.to_object(cx)?;
            utf8(&argv.get(1, cx)?.to_string(cx)?)
        }
    };
    Ok(entry::run_user_entry(&main, cx)?)
}

/// The entry point as CommonJS (or as whatever its syntax says).
pub(in crate::modules) fn load_main(main: &str, cx: &mut Context) -> JsResult<JsValue> {
    let loader = Loader::of(cx);
    loader.cjs().call_hook(js_string!("_load"), &[js(&absolute(main)).into(), JsValue::null(), true.into()], cx)
}

/// A CommonJS module that `import` reached.
pub(in crate::modules) fn load_imported(filename: &JsString, is_main: bool, cx: &mut Context) -> JsResult<JsValue> {
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    let exports =
        cjs.call_hook(js_string!("_load"), &[filename.clone().into(), JsValue::undefined(), is_main.into()], cx)?;
    let cached = cjs.cache(cx)?.get(filename.clone(), cx)?;
    let snapshot = cached.as_object().and_then(|module| private(&module, |private| private.snapshot.clone()).flatten());
    Ok(snapshot.unwrap_or(exports))
}

/// Makes the exports of a required ES module those of its CommonJS stand-in.
pub(super) fn exports_from_esm(
    module: &JsObject,
    filename: &str,
    source: Option<String>,
    cx: &mut Context,
) -> JsResult<()> {
    let parent = private(module, |private| private.last_parent.clone()).unwrap_or_default();
    let exports = esm::require_esm(module, filename, source, &parent, cx)?;
    module.insert_property(
        js_string!("exports"),
        PropertyDescriptor::builder().value(exports).writable(true).enumerable(true).configurable(true).build(),
    );
    Ok(())
}
