//! `Module._resolveFilename` and the steps it consists of, over `resolve`.

use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string};
use url::Url;

use super::{Cjs, private, string_array};
use crate::{
    engine::{Error, Result, arg, js, object, utf8},
    env::Env,
    error::Code,
    modules::loader::{self, Loader, absolute, text},
    resolve::{self, EntryKind, FindOptions, builtin_names, file_url, is_relative, path},
};

/// Whether a request names a builtin, or with `--expose-internals` one of our own.
pub(super) fn is_builtin(loader: &Loader, request: &str) -> bool {
    builtin_names::normalize(request).is_some()
        || (loader.flags.expose_internals
            && request.starts_with("internal/")
            && crate::modules::builtins::find(request).is_some())
}

/// `Module._resolveFilename(request, parent, isMain, options)`
pub(super) fn resolve_filename(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    let request_js: JsString = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let request = utf8(&request_js);
    if is_builtin(&loader, &request) {
        return Ok(request_js.into());
    }
    let parent = args.get(1).cloned().unwrap_or_default();
    let is_main = args.get(2).is_some_and(JsValue::to_boolean);
    let options = args.get(3).and_then(JsValue::as_object);
    let conditions = conditions_of(&loader, options.as_ref(), cx)?;
    let paths = search_paths(cjs, &request_js, &request, &parent, options.as_ref(), cx)?;
    let parent_path = self_path(&parent, cx)?;
    if let Some(parent_path) = &parent_path {
        let special = if request.starts_with('#') {
            loader.resolver.find_import(parent_path, &request, &conditions)
        } else {
            loader.resolver.find_self(parent_path, &request, &conditions)
        };
        if let Some(found) = loader.resolved(special, cx)? {
            return Ok(js(&found).into());
        }
    }
    let find = cjs.hook(js_string!("_findPath"), cx)?;
    let found = match find.as_callable() {
        Some(find) => find.call(
            &cjs.class.clone().into(),
            &[request_js.into(), paths, is_main.into(), conditions_argument(&loader, options.as_ref(), cx)?],
            cx,
        )?,
        None => JsValue::from(false),
    };
    if found.to_boolean() {
        return Ok(found);
    }
    let stack = require_stack(&parent, cx)?;
    let failure = resolve::not_found(&request, &stack);
    let error = loader::failure_object(&failure, cx);
    let list = string_array(&stack, cx);
    object::put(&error, js_string!("requireStack"), list);
    Err(boa_engine::JsError::from_opaque(error.into()).into())
}

/// `options.conditions` of a resolve hook: any iterable of strings; else those of the command line.
fn conditions_of(loader: &Loader, options: Option<&JsObject>, cx: &mut Context) -> JsResult<Vec<String>> {
    let Some(options) = options else {
        return Ok(loader.require_conditions.clone());
    };
    let Some(list) = options.get(js_string!("conditions"), cx)?.as_object() else {
        return Ok(loader.require_conditions.clone());
    };
    Ok(object::elements(&list, cx)?.iter().map(text).collect())
}

fn conditions_argument(_loader: &Loader, options: Option<&JsObject>, cx: &mut Context) -> JsResult<JsValue> {
    options.map_or_else(|| Ok(JsValue::undefined()), |options| options.get(js_string!("conditions"), cx))
}

/// The folders that a request is looked for in: `options.paths` or what `_resolveLookupPaths` says.
fn search_paths(
    cjs: &Cjs,
    request_js: &JsString,
    request: &str,
    parent: &JsValue,
    options: Option<&JsObject>,
    cx: &mut Context,
) -> Result<JsValue> {
    let given = match options {
        Some(options) => options.get(js_string!("paths"), cx)?,
        None => JsValue::undefined(),
    };
    let lookup = |parent: JsValue, cx: &mut Context| {
        cjs.call_hook(js_string!("_resolveLookupPaths"), &[request_js.clone().into(), parent], cx)
    };
    let Some(list) = given.as_object().filter(JsObject::is_array) else {
        if !given.is_undefined() {
            return Err(Error::invalid_arg_value("options.paths", &given, "", cx));
        }
        return Ok(lookup(parent.clone(), cx)?);
    };
    if is_relative(request) {
        return Ok(given);
    }
    let fake = cjs.new_module(&js_string!(""), &JsValue::null(), cx)?;
    let mut paths: Vec<JsString> = Vec::new();
    for start in object::elements(&list, cx)? {
        let folders = cjs.call_hook(js_string!("_nodeModulePaths"), &[start], cx)?;
        object::put(&fake, js_string!("paths"), folders);
        let found = lookup(fake.clone().into(), cx)?;
        if let Some(found) = found.as_object() {
            for folder in object::elements(&found, cx)? {
                let folder = folder.to_string(cx)?;
                if !paths.contains(&folder) {
                    paths.push(folder);
                }
            }
        }
    }
    let values: Vec<JsValue> = paths.into_iter().map(JsValue::from).collect();
    Ok(object::array(values, cx).into())
}

/// The file whose package scope a module belongs to.
fn self_path(parent: &JsValue, cx: &mut Context) -> JsResult<Option<String>> {
    let Some(parent) = parent.as_object() else {
        return Ok(None);
    };
    let filename = parent.get(js_string!("filename"), cx)?;
    let id = text(&parent.get(js_string!("id"), cx)?);
    let filename = filename.as_string().map(|name| utf8(&name));
    Ok(resolve::self_lookup_path(filename.as_deref(), &id, crate::sys::module_files::cwd().as_deref()))
}

/// The file names (or ids) from a module up to the entry point.
pub(in crate::modules) fn require_stack(parent: &JsValue, cx: &mut Context) -> JsResult<Vec<String>> {
    let mut stack = Vec::new();
    let mut seen: Vec<JsObject> = Vec::new();
    let mut cursor = parent.as_object();
    while let Some(module) = cursor {
        if seen.iter().any(|known| JsObject::equals(known, &module)) {
            break;
        }
        let filename = module.get(js_string!("filename"), cx)?;
        let name = if filename.to_boolean() { filename } else { module.get(js_string!("id"), cx)? };
        stack.push(utf8(&name.to_string(cx)?));
        cursor = match private(&module, |private| private.first_parent.clone()) {
            Some(parent) => parent.as_object(),
            None => module.get(js_string!("parent"), cx)?.as_object(),
        };
        seen.push(module);
    }
    Ok(stack)
}

/// `Module._resolveLookupPaths(request, parent)`
pub(super) fn resolve_lookup_paths(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let loader = Loader::of(cx);
    let request: JsString = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let request = utf8(&request);
    if is_builtin(&loader, &request) {
        return Ok(JsValue::null());
    }
    let parent = args.get(1).and_then(JsValue::as_object);
    let bytes = request.as_bytes();
    let by_name = bytes.first() != Some(&b'.') || (bytes.len() > 1 && bytes[1] != b'.' && bytes[1] != b'/');
    if by_name {
        let mut paths = Vec::new();
        if let Some(parent) = &parent
            && let Some(list) = parent.get(js_string!("paths"), cx)?.as_object()
        {
            paths = object::elements(&list, cx)?;
        }
        paths.extend(loader.cjs().module_paths.borrow().iter().map(|path| JsValue::from(js(path))));
        return Ok(if paths.is_empty() { JsValue::null() } else { object::array(paths, cx).into() });
    }
    if let Some(parent) = &parent {
        let id = parent.get(js_string!("id"), cx)?;
        let filename = parent.get(js_string!("filename"), cx)?;
        if id.to_boolean()
            && let Some(filename) = filename.as_string().filter(|name| !name.is_empty())
        {
            return Ok(object::array([js(path::dirname(&utf8(&filename))).into()], cx).into());
        }
    }
    // A REPL or -e: relative to the working directory.
    Ok(object::array([js_string!(".").into()], cx).into())
}

/// `Module._nodeModulePaths(from)`
pub(super) fn node_module_paths(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let from: JsString = arg(args, 0, "path", cx)?;
    let paths = resolve::node_module_paths(&absolute(&utf8(&from)));
    Ok(string_array(&paths, cx).into())
}

/// `Module._findPath(request, paths, isMain)`
pub(super) fn find_path(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let loader = Loader::of(cx);
    let request_js: JsString = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let request = utf8(&request_js);
    let mut paths = Vec::new();
    let mut key = request.clone();
    key.push('\0');
    if request.starts_with('/') {
        paths.push(String::new());
    } else {
        let given = args.get(1).and_then(JsValue::as_object);
        let list = match &given {
            Some(list) => object::elements(list, cx)?,
            None => Vec::new(),
        };
        if list.is_empty() {
            return Ok(false.into());
        }
        for (index, folder) in list.iter().enumerate() {
            let Some(folder) = folder.as_string() else {
                let paths = args[1].clone();
                return Err(Error::invalid_arg_type("paths", "array of strings", &paths, cx));
            };
            let folder = utf8(&folder);
            if index > 0 {
                key.push('\0');
            }
            key.push_str(&folder);
            paths.push(folder);
        }
    }
    let key = js(&key);
    let cjs = loader.cjs();
    let cache = cjs.hook(js_string!("_pathCache"), cx)?.as_object();
    if let Some(cache) = &cache {
        let known = cache.get(key.clone(), cx)?;
        if known.to_boolean() {
            return Ok(known);
        }
    }
    let is_main = args.get(2).is_some_and(JsValue::to_boolean);
    let extensions = extension_names(cjs, cx)?;
    let conditions = match args.get(3).and_then(JsValue::as_object) {
        Some(list) => object::elements(&list, cx)?.iter().map(text).collect(),
        None => loader.require_conditions.clone(),
    };
    // A relative folder (a REPL's ".") is one below the working directory.
    let absolute_paths: Vec<String> = paths
        .into_iter()
        .map(|folder| if folder.is_empty() || folder.starts_with('/') { folder } else { absolute(&folder) })
        .collect();
    let found = loader.resolver.find_path(
        &request,
        &absolute_paths,
        FindOptions { is_main, extensions: &extensions, conditions: &conditions },
    );
    let Some(found) = loader.resolved(found, cx)? else {
        return Ok(false.into());
    };
    let found = js(&found);
    if let Some(cache) = cache {
        cache.set(key, found.clone(), false, cx)?;
    }
    Ok(found.into())
}

/// The keys of `Module._extensions`.
fn extension_names(cjs: &Cjs, cx: &mut Context) -> JsResult<Vec<String>> {
    let Some(extensions) = cjs.hook(js_string!("_extensions"), cx)?.as_object() else {
        return Ok(Vec::new());
    };
    let keys = extensions.own_property_keys(cx)?;
    Ok(keys
        .iter()
        .filter_map(
            |key| if let boa_engine::property::PropertyKey::String(name) = key { Some(utf8(name)) } else { None },
        )
        .collect())
}

/// `Module._initPaths()`
pub(super) fn init_paths(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let loader = Loader::of(cx);
    let process = Env::of(cx).process();
    let env = process.get(js_string!("env"), cx)?.as_object();
    let variable = |name: &str, cx: &mut Context| -> JsResult<String> {
        let Some(env) = &env else {
            return Ok(String::new());
        };
        Ok(text(&env.get(js(name), cx)?))
    };
    let home = variable("HOME", cx)?;
    let node_path = variable("NODE_PATH", cx)?;
    let exec_path = text(&process.get(js_string!("execPath"), cx)?);
    set_paths(&loader, &home, &node_path, &exec_path, cx);
    Ok(JsValue::undefined())
}

/// The same at start-up, when `process.env` need not be made for it.
pub(super) fn init_paths_from_environment(loader: &Loader, cx: &mut Context) -> JsResult<()> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let exec_path = Env::of(cx).options().exec_path.clone();
    set_paths(loader, &variable("HOME"), &variable("NODE_PATH"), &exec_path, cx);
    Ok(())
}

fn set_paths(loader: &Loader, home: &str, node_path: &str, exec_path: &str, cx: &mut Context) {
    let mut paths: Vec<String> = node_path.split(':').filter(|folder| !folder.is_empty()).map(str::to_owned).collect();
    if !home.is_empty() {
        paths.push(path::resolve(&[home, ".node_modules"]));
        paths.push(path::resolve(&[home, ".node_libraries"]));
    }
    let prefix = path::dirname(path::dirname(exec_path));
    paths.push(path::resolve(&[prefix, "lib", "node"]));
    let list = string_array(&paths, cx);
    *loader.cjs().module_paths.borrow_mut() = paths;
    object::put(&loader.cjs().class, js_string!("globalPaths"), list);
}

/// `Module._stat`: the function that says 0 for a file, 1 for a folder, less than 0 for nothing.
pub(super) fn stat_function(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(crate::engine::binding::closure("stat", 1, (), stat, cx).into())
}

fn stat(_this: &JsValue, args: &[JsValue], (): &(), cx: &mut Context) -> Result<JsValue> {
    let name: JsString = arg(args, 0, "filename", cx)?;
    Ok(match Loader::of(cx).resolver.fs().kind(&absolute(&utf8(&name))) {
        EntryKind::File => 0,
        EntryKind::Directory => 1,
        EntryKind::Missing => -2,
    }
    .into())
}

/// `Module._readPackage`: the function that reads the package.json of a folder.
pub(super) fn read_package_function(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(crate::engine::binding::closure("_readPackage", 1, (), read_package, cx).into())
}

fn read_package(_this: &JsValue, args: &[JsValue], (): &(), cx: &mut Context) -> Result<JsValue> {
    let dir: JsString = arg(args, 0, "requestPath", cx)?;
    let json = path::resolve(&[&absolute(&utf8(&dir)), "package.json"]);
    let loader = Loader::of(cx);
    let package = loader.resolver.package_at(&json);
    let package = loader.resolved(package, cx)?;
    let result = object::dictionary();
    if let Some(package) = &package {
        for (name, value) in [("name", &package.name), ("main", &package.main)] {
            if let Some(value) = value {
                object::put(&result, js(name), js(value));
            }
        }
        for (name, value) in [("exports", &package.exports), ("imports", &package.imports)] {
            if let Some(value) = value {
                let value = JsValue::from_json(value, cx)?;
                object::put(&result, js(name), value);
            }
        }
    }
    object::put(&result, js_string!("type"), js(package.as_ref().map_or("none", |package| package.kind.name())));
    object::put(&result, js_string!("exists"), package.is_some());
    object::put(&result, js_string!("pjsonPath"), js(&json));
    Ok(result.into())
}

/// `findPackageJSON(specifier[, base])`
pub(super) fn find_package_json_native(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(specifier) = args.first() else {
        return Err(Error::missing_args(&["specifier"]));
    };
    let specifier = match specifier.to_string(cx) {
        Ok(text) => utf8(&text),
        Err(_) => {
            let specifier = specifier.clone();
            return Err(Error::invalid_arg_type("specifier", "of type string", &specifier, cx));
        }
    };
    let base = match args.get(1).filter(|value| !value.is_undefined()) {
        None => "data:".to_owned(),
        Some(value) => {
            let href = match value.as_object() {
                Some(object) if is_url(&object, cx)? => text(&object.get(js_string!("href"), cx)?),
                _ => arg::<String>(args, 1, "base", cx)?,
            };
            if href.starts_with('/') { file_url::from_path(&href) } else { href }
        }
    };
    let found = find_package_json(&specifier, &base, cx)?;
    Ok(found.map_or_else(JsValue::undefined, |path| js(&path).into()))
}

/// The package.json of what `specifier` means from `base`, a URL.
pub(crate) fn find_package_json(specifier: &str, base: &str, cx: &mut Context) -> Result<Option<String>> {
    let loader = Loader::of(cx);
    let bare = !specifier.is_empty() && !specifier.starts_with(['.', '/']) && Url::parse(specifier).is_err();
    if Url::parse(base).is_err() {
        return Err(Error::code(Code::ERR_INVALID_URL, "Invalid URL"));
    }
    if bare {
        let found = loader.resolver.package_json_of(specifier, &file_url::display_path(base));
        return Ok(loader.resolved(found, cx).map(|(json, _)| Some(json))?);
    }
    let resolved = loader.resolver.resolve_import(specifier, base, &loader.import_conditions, false).map(String::from);
    let target = match resolved {
        // A folder is a fine place to start from.
        Err(failure) if failure.is(Code::ERR_UNSUPPORTED_DIR_IMPORT) => {
            failure.properties.iter().find(|(name, _)| *name == "url").map(|(_, url)| url.clone()).unwrap_or_default()
        }
        other => loader.resolved(other, cx)?,
    };
    let file = Url::parse(&target).ok().map(|url| file_url::to_path(&url));
    let Some(file) = file else {
        return Ok(None);
    };
    let file = loader.resolved(file, cx)?;
    let scope = loader.resolver.scope(&file);
    Ok(loader.resolved(scope, cx)?.package().map(|package| package.path.clone()))
}

/// Whether an object is a URL by Node's own test.
pub(super) fn is_url(object: &JsObject, cx: &mut Context) -> JsResult<bool> {
    Ok(object.get(js_string!("href"), cx)?.to_boolean()
        && object.get(js_string!("protocol"), cx)?.to_boolean()
        && object.get(js_string!("auth"), cx)?.is_undefined()
        && object.get(js_string!("path"), cx)?.is_undefined())
}

/// `Module._resolveFilename(...)` as users may have replaced it.
pub(crate) fn resolve_as_user(
    request: &JsString,
    parent: &JsValue,
    is_main: bool,
    options: JsValue,
    cx: &mut Context,
) -> JsResult<JsString> {
    let loader = Loader::of(cx);
    let found = loader.cjs().call_hook(
        js_string!("_resolveFilename"),
        &[request.clone().into(), parent.clone(), is_main.into(), options],
        cx,
    )?;
    found.to_string(cx)
}
