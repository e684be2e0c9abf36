//! The `require` function of each module, and `createRequire`.

use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string};
use url::Url;

use super::{call_method, load, lookup};
use crate::{
    engine::{Error, Result, arg, binding::closure, js, object, utf8},
    env::Env,
    modules::loader::{Loader, text},
    resolve::{file_url, path},
};

/// The function that a module's code calls `require`.
pub(in crate::modules) fn make_require(module: &JsObject, cx: &mut Context) -> JsResult<JsObject> {
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    let require: JsObject = closure("require", 1, module.clone(), require_call, cx).into();
    let resolve: JsObject = closure("resolve", 2, module.clone(), require_resolve, cx).into();
    let paths: JsObject = closure("paths", 1, module.clone(), require_paths, cx).into();
    object::put(&resolve, js_string!("paths"), paths);
    object::put(&require, js_string!("resolve"), resolve);
    let main = Env::of(cx).process().get(js_string!("mainModule"), cx)?;
    object::put(&require, js_string!("main"), main);
    let extensions = cjs.hook(js_string!("_extensions"), cx)?;
    object::put(&require, js_string!("extensions"), extensions);
    let cache = cjs.hook(js_string!("_cache"), cx)?;
    object::put(&require, js_string!("cache"), cache);
    Ok(require)
}

/// `require(id)`
fn require_call(_this: &JsValue, args: &[JsValue], module: &JsObject, cx: &mut Context) -> Result<JsValue> {
    Ok(call_method(module, js_string!("require"), args.get(..1).unwrap_or_default(), cx)?)
}

/// `require.resolve(request[, options])`
fn require_resolve(_this: &JsValue, args: &[JsValue], module: &JsObject, cx: &mut Context) -> Result<JsValue> {
    let request: JsString = arg(args, 0, "request", cx)?;
    let options = args.get(1).cloned().unwrap_or_default();
    Ok(load::resolve_for_user(&request, &module.clone().into(), &options, cx)?.into())
}

/// `require.resolve.paths(request)`
fn require_paths(_this: &JsValue, args: &[JsValue], module: &JsObject, cx: &mut Context) -> Result<JsValue> {
    let request: JsString = arg(args, 0, "request", cx)?;
    let loader = Loader::of(cx);
    Ok(loader.cjs().call_hook(js_string!("_resolveLookupPaths"), &[request.into(), module.clone().into()], cx)?)
}

/// `createRequire(filename)`
pub(super) fn create_require_native(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    let invalid = |cx: &mut Context| {
        Error::invalid_arg_value(
            "filename",
            &value,
            "must be a file URL object, file URL string, or absolute path string",
            cx,
        )
    };
    let given = match value.as_object() {
        Some(object) if lookup::is_url(&object, cx)? => text(&object.get(js_string!("href"), cx)?),
        _ => match value.as_string() {
            Some(string) => utf8(&string),
            None => return Err(invalid(cx)),
        },
    };
    if given.starts_with('/') {
        return Ok(create_require(&given, None, cx)?.into());
    }
    let url = Url::parse(&given).ok().and_then(|url| file_url::to_path(&url).ok().map(|path| (url, path)));
    match url {
        Some((url, path)) => Ok(create_require(&path, Some(url.as_str()), cx)?.into()),
        None => Err(invalid(cx)),
    }
}

/// A `require` that resolves from `filename`, or from the folder if it ends with `/`.
pub(in crate::modules) fn create_require(filename: &str, url: Option<&str>, cx: &mut Context) -> JsResult<JsObject> {
    let filename = if filename.ends_with('/') { path::resolve(&[filename, "noop.js"]) } else { filename.to_owned() };
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    let name = js(&filename);
    let module = cjs.new_module(&name, &JsValue::undefined(), cx)?;
    object::put(&module, js_string!("filename"), name);
    if let Some(url) = url {
        object::put(&module, cjs.symbols.url.clone(), js(url));
    }
    let dir = module.get(js_string!("path"), cx)?;
    let paths = cjs.call_hook(js_string!("_nodeModulePaths"), &[dir], cx)?;
    object::put(&module, js_string!("paths"), paths);
    make_require(&module, cx)
}
