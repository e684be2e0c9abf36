//! Entry points: the script of the command line, `-e` code, standard input, preloads.
//!
//! Counterpart of Node's `lib/internal/modules/run_main.js`, `process/execution.js` and `pre_execution.js`.
//! ES modules start in a microtask, as in Node, where an `await` precedes them: their ticks come after their promises.

use std::path::Path;

use boa_engine::{
    Context, JsObject, JsResult, JsString, JsValue, Module, NativeFunction, Script, Source,
    job::PromiseJob,
    js_string,
    object::{
        FunctionObjectBuilder,
        builtins::{JsFunction, JsPromise},
    },
    property::PropertyDescriptor,
};

use super::{
    builtins, cjs,
    esm::{self, Resolved},
    hooks,
    loader::{Loader, absolute, coded, cwd},
    syntax_error,
};
use crate::{
    engine::{Result, binding::closure, js, object, utf8},
    env::Env,
    error::Code,
    resolve::{self, FindOptions, PackageType, file_url, path},
};

/// Runs the script that the command line names, after `--require` and `--import`.
///
/// # Errors
/// What the script throws while it runs as CommonJS; ES modules report through their promise.
pub fn run_file(script: &str, cx: &mut Context) -> JsResult<JsValue> {
    preload(cx)?;
    let loader = Loader::of(cx);
    // Users' hooks may have replaced it.
    let run_main = loader.cjs().class.get(js_string!("runMain"), cx)?;
    let argument = js(&absolute(script)).into();
    match run_main.as_callable() {
        Some(run_main) => run_main.call(&loader.cjs().class.clone().into(), &[argument], cx),
        None => run_user_entry(script, cx),
    }
}

/// `--require` and `--import`, in Node's order.
fn preload(cx: &mut Context) -> JsResult<()> {
    let env = Env::of(cx);
    let required: Vec<String> = env.options().values_of("require").map(str::to_owned).collect();
    let loaders: Vec<String> = env.options().values_of("experimental-loader").map(str::to_owned).collect();
    let imported: Vec<String> = env.options().values_of("import").map(str::to_owned).collect();
    if !required.is_empty() {
        let loader = Loader::of(cx);
        let requests = object::array(required.iter().map(|name| js(name).into()).collect::<Vec<_>>(), cx);
        let preload = loader.cjs().class.get(js_string!("_preloadModules"), cx)?;
        if let Some(preload) = preload.as_callable() {
            preload.call(&loader.cjs().class.clone().into(), &[requests.into()], cx)?;
        }
    }
    for specifier in loaders {
        hooks::register_from_command_line(&specifier, cx)?;
    }
    for specifier in imported {
        let resolved = esm::resolve_entry(&specifier, cx)?;
        let promise = start_module(&resolved, cx)?;
        hooks::settle(promise.into(), cx)?;
    }
    Ok(())
}

/// `Module.runMain`: decides which module system runs the entry point.
pub(super) fn run_user_entry(main: &str, cx: &mut Context) -> JsResult<JsValue> {
    let loader = Loader::of(cx);
    let absolute_main = absolute(main);
    let found = find_main(&loader, &absolute_main, cx)?;
    if uses_esm(&loader, found.as_deref().unwrap_or(&absolute_main), found.is_some(), cx)? {
        let url = file_url::from_path(found.as_deref().unwrap_or(&absolute_main));
        run_module(&url, cx)?;
        return Ok(JsValue::undefined());
    }
    cjs::load_main(found.as_deref().unwrap_or(main), cx)
}

fn find_main(loader: &Loader, main: &str, cx: &mut Context) -> JsResult<Option<String>> {
    let extensions = [".js", ".json", ".node"].map(str::to_owned);
    let options = FindOptions { is_main: true, extensions: &extensions, conditions: &loader.require_conditions };
    let found = loader.resolver.find_path(main, &[String::new()], options);
    // The error of a broken `main` belongs to whoever loads it.
    match found {
        Err(_) => Ok(None),
        found => loader.resolved(found, cx),
    }
}

fn uses_esm(loader: &Loader, main: &str, exists: bool, cx: &mut Context) -> JsResult<bool> {
    if loader.flags.default_module || loader.hooks.has_async() {
        return Ok(true);
    }
    let env = Env::of(cx);
    if env.options().values_of("import").next().is_some() {
        return Ok(true);
    }
    match path::extname(main) {
        ".mjs" | ".wasm" | ".mts" => Ok(true),
        ".cjs" => Ok(false),
        _ if !exists => Ok(false),
        _ => {
            let scope = loader.resolver.scope(main);
            let scope = loader.resolved(scope, cx)?;
            Ok(scope.package().is_some_and(|package| package.kind == PackageType::Module))
        }
    }
}

/// Starts an ES module (or whatever the URL is) as the entry point.
pub(super) fn run_module(url: &str, cx: &mut Context) -> JsResult<JsPromise> {
    let loader = Loader::of(cx);
    *loader.esm.main.borrow_mut() = Some(url.to_owned());
    let (promise, functions) = JsPromise::new_pending(cx);
    let url = url.to_owned();
    let outer = promise.clone();
    *loader.esm.pending.borrow_mut() = Some((outer, url.clone()));
    let job = PromiseJob::new(move |cx| -> JsResult<JsValue> {
        let started = load_entry(&url, cx).and_then(|module| evaluate_linked(&module, cx));
        match started {
            Ok(evaluation) => {
                let reject = closure("", 1, (functions.reject, js(&url)), reject_explained, cx);
                evaluation.then(Some(functions.resolve), Some(reject), cx)?;
            }
            Err(error) => {
                let value = error.into_opaque(cx)?;
                functions.reject.call(&JsValue::undefined(), &[value], cx)?;
            }
        }
        Ok(JsValue::undefined())
    });
    cx.enqueue_job(job.into());
    Ok(promise)
}

/// Rejects with an error that says what to use instead of CommonJS's names.
fn reject_explained(
    _this: &JsValue,
    args: &[JsValue],
    (reject, url): &(JsFunction, JsString),
    cx: &mut Context,
) -> Result<JsValue> {
    let error = args.first().cloned().unwrap_or_default();
    let url = utf8(url);
    let loader = Loader::of(cx);
    let scope = url.starts_with("file:").then(|| loader.resolver.scope(&file_url::display_path(&url)));
    let package = match &scope {
        Some(Ok(scope)) => {
            scope.package().filter(|package| package.kind == PackageType::Module).map(|package| package.path.clone())
        }
        _ => None,
    };
    syntax_error::explain_common_js_name(&error, &url, package.as_deref(), cx);
    Ok(reject.call(&JsValue::undefined(), &[error], cx)?)
}

/// Resolves the entry point like an import from the working directory, and loads it.
fn load_entry(url: &str, cx: &mut Context) -> JsResult<Module> {
    if Env::of(cx).options().value("input-type").is_some() {
        return Err(coded(Code::ERR_INPUT_TYPE_NOT_ALLOWED, Code::ERR_INPUT_TYPE_NOT_ALLOWED.message(), cx));
    }
    let resolved = esm::resolve_entry(url, cx)?;
    let loader = Loader::of(cx);
    *loader.esm.main.borrow_mut() = Some(resolved.url.clone());
    if let Some(pending) = loader.esm.pending.borrow_mut().as_mut() {
        pending.1.clone_from(&resolved.url);
    }
    loader.module_at(&resolved, &[], cx)
}

fn evaluate_linked(module: &Module, cx: &mut Context) -> JsResult<JsPromise> {
    esm::load_and_link(module, cx)?;
    module.evaluate(cx)
}

/// Loads, links and starts a module now.
fn start_module(resolved: &Resolved, cx: &mut Context) -> JsResult<JsPromise> {
    let loader = Loader::of(cx);
    let module = loader.module_at(resolved, &[], cx)?;
    evaluate_linked(&module, cx)
}

/// What Node prints when the loop ends before the entry point's top-level `await` does; `None` if it is done.
#[must_use]
pub fn unsettled(cx: &mut Context) -> Option<String> {
    let loader = Loader::of(cx);
    let (promise, url) = loader.esm.pending.borrow().clone()?;
    if !matches!(promise.state(), boa_engine::builtins::promise::PromiseState::Pending) {
        return None;
    }
    let source =
        loader.resolver.fs().read(&file_url::display_path(&url)).map(super::loader::text_of).unwrap_or_default();
    let place =
        source.lines().enumerate().find(|(_, line)| line.trim_start().starts_with("await ") || line.contains("await "));
    Some(match place {
        Some((index, line)) => {
            let caret = line.find("await").unwrap_or(0);
            format!(
                "Warning: Detected unsettled top-level await at {url}:{}\n{line}\n{}^\n\n\n",
                index + 1,
                " ".repeat(caret)
            )
        }
        None => format!("Warning: Detected unsettled top-level await at {url}\n"),
    })
}

/// Runs `-e` code or standard input. Returns its completion value.
///
/// # Errors
/// What the code throws; ES modules report through their promise.
pub fn run_code(code: &str, name: &str, cx: &mut Context) -> JsResult<JsValue> {
    preload(cx)?;
    let loader = Loader::of(cx);
    let env = Env::of(cx);
    let input_type = env.options().value("input-type").map(str::to_owned);
    let printing = env.options().flag("print");
    let module_by_default = loader.flags.default_module && input_type.is_none();
    if module_by_default || input_type.as_deref().is_some_and(|kind| kind.starts_with("module")) {
        if printing {
            return Err(coded(Code::ERR_EVAL_ESM_CANNOT_PRINT, Code::ERR_EVAL_ESM_CANNOT_PRINT.message(), cx));
        }
        return run_module_code(code, cx);
    }
    define_eval_globals(name, cx)?;
    crate::engine::report::remember_source(name, code);
    match Script::parse(Source::from_bytes(code.as_bytes()).with_path(Path::new(name)), None, cx) {
        Ok(script) => script.evaluate(cx),
        Err(error) => {
            let detect = input_type.is_none() && loader.flags.detect_module;
            if detect && cjs::is_module(code, name, cx) {
                if printing {
                    return Err(coded(Code::ERR_EVAL_ESM_CANNOT_PRINT, Code::ERR_EVAL_ESM_CANNOT_PRINT.message(), cx));
                }
                return run_module_code(code, cx);
            }
            Err(syntax_error::located(error, name, code, cx))
        }
    }
}

fn run_module_code(code: &str, cx: &mut Context) -> JsResult<JsValue> {
    let loader = Loader::of(cx);
    let url = file_url::from_path(&path::resolve(&[&cwd(), "[eval1]"]));
    *loader.esm.main.borrow_mut() = Some(url.clone());
    let (promise, functions) = JsPromise::new_pending(cx);
    *loader.esm.pending.borrow_mut() = Some((promise, url.clone()));
    let code = code.to_owned();
    let job = PromiseJob::new(move |cx| -> JsResult<JsValue> {
        let started = esm::parse_module(&url, &code, cx).and_then(|module| evaluate_linked(&module, cx));
        match started {
            Ok(evaluation) => {
                let reject = closure("", 1, (functions.reject, js(&url)), reject_explained, cx);
                evaluation.then(Some(functions.resolve), Some(reject), cx)?;
            }
            Err(error) => {
                let value = error.into_opaque(cx)?;
                functions.reject.call(&JsValue::undefined(), &[value], cx)?;
            }
        }
        Ok(JsValue::undefined())
    });
    cx.enqueue_job(job.into());
    Ok(JsValue::undefined())
}

/// `module`, `require` and the rest as globals, and the builtins by their names.
pub(crate) fn define_eval_globals(name: &str, cx: &mut Context) -> JsResult<()> {
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    let global = cx.global_object();
    let module = cjs.new_module(&js(name), &JsValue::undefined(), cx)?;
    object::put(&module, js_string!("filename"), js(&path::resolve(&[&cwd(), name])));
    let paths = resolve::node_module_paths(&cwd());
    let paths = object::array(paths.iter().map(|folder| js(folder).into()).collect::<Vec<_>>(), cx);
    object::put(&module, js_string!("paths"), paths);
    let require = cjs::make_require(&module, cx)?;
    let exports = module.get(js_string!("exports"), cx)?;
    for (key, value) in [
        ("__filename", js(name).into()),
        ("module", module.into()),
        ("exports", exports),
        ("__dirname", js_string!(".").into()),
        ("require", require.into()),
    ] {
        object::put(&global, js(key), value);
    }
    for id in builtins::public_ids() {
        let skip = id.starts_with('_') || id.contains('/') || resolve::builtin_names::SCHEME_ONLY.contains(&id);
        if !skip && !global.has_own_property(js(id), cx)? {
            define_lazy_builtin(&global, id, cx);
        }
    }
    Ok(())
}

fn define_lazy_builtin(global: &JsObject, id: &'static str, cx: &mut Context) {
    let replace = move |value: JsValue, cx: &mut Context| {
        object::put_hidden(&cx.global_object(), js(id), value);
    };
    let get = NativeFunction::from_copy_closure(move |_, _, cx| {
        let value = builtins::require(id, cx)?;
        replace(value.clone(), cx);
        Ok(value)
    });
    let set = NativeFunction::from_copy_closure(move |_, args, cx| {
        replace(args.first().cloned().unwrap_or_default(), cx);
        Ok(JsValue::undefined())
    });
    let get = FunctionObjectBuilder::new(cx.realm(), get).name(js(id)).build();
    let set = FunctionObjectBuilder::new(cx.realm(), set).name(js(id)).length(1).build();
    global.insert_property(
        js(id),
        PropertyDescriptor::builder().get(get).set(set).enumerable(false).configurable(true).build(),
    );
}

/// `--check`: parses the script without running it.
///
/// # Errors
/// The SyntaxError, or the failure to find or read the file.
pub fn check_syntax(script: &str, cx: &mut Context) -> JsResult<()> {
    let loader = Loader::of(cx);
    let main = absolute(script);
    let Some(found) = find_main(&loader, &main, cx)? else {
        return Err(super::loader::throw(&resolve::not_found(&main, &[]), cx));
    };
    let source = super::loader::read_file(&found).map(super::loader::text_of).map_err(|error| error.throw(cx))?;
    if uses_esm(&loader, &found, true, cx)? {
        esm::parse_module(&file_url::from_path(&found), &source, cx)?;
        return Ok(());
    }
    match cjs::compile_common_js(&source, &found, loader.flags.detect_module, cx)? {
        cjs::Compiled::Function(_) => Ok(()),
        cjs::Compiled::Module => esm::parse_module(&file_url::from_path(&found), &source, cx).map(|_| ()),
    }
}

/// `--check` of standard input.
///
/// # Errors
/// The SyntaxError.
pub fn check_code(code: &str, name: &str, cx: &mut Context) -> JsResult<()> {
    let loader = Loader::of(cx);
    match cjs::compile_common_js(code, name, loader.flags.detect_module, cx)? {
        cjs::Compiled::Function(_) => Ok(()),
        cjs::Compiled::Module => esm::parse_module(name, code, cx).map(|_| ()),
    }
}
