//! `require` of an ES module: load, link and evaluate it on the spot.

use std::path::Path;

use boa_engine::{
    Context, JsError, JsObject, JsResult, JsValue, Module, Source, builtins::promise::PromiseState, js_string,
};

use super::{Resolved, graph, load_and_link, mark_handled, translate::parse_module};
use crate::{
    engine::{js, utf8},
    env::Env,
    error::Code,
    modules::{
        cjs,
        loader::{Loader, coded},
    },
    resolve::file_url,
};

/// What `require` returns for an ES module. `source` is its text if that has been read already.
pub(in crate::modules) fn require_esm(
    module: &JsObject,
    filename: &str,
    source: Option<String>,
    parent: &JsValue,
    cx: &mut Context,
) -> JsResult<JsValue> {
    let loader = Loader::of(cx);
    warn_if_traced(&loader, module, parent, cx)?;
    let url = match module.get(loader.cjs().symbols.url.clone(), cx)?.as_string() {
        Some(url) => utf8(&url),
        None => file_url::from_path(filename),
    };
    let key = (url.clone(), String::new());
    let known = loader.esm.modules.borrow().get(&key).cloned();
    let esm = match (known, source) {
        (Some(esm), _) => esm,
        (None, Some(source)) => {
            let esm = parse_module(&url, &source, cx)?;
            loader.esm.modules.borrow_mut().insert(key, esm.clone());
            esm
        }
        (None, None) => {
            loader.module_at(&Resolved { url, format: Some("module".to_owned()), attributes: None }, &[], cx)?
        }
    };
    cjs::private(module, |private| private.esm = Some(esm.clone()));
    loader.esm.requiring.set(loader.esm.requiring.get() + 1);
    let evaluated = evaluate_now(&esm, filename, parent, cx);
    loader.esm.requiring.set(loader.esm.requiring.get() - 1);
    evaluated?;
    cjs::private(module, |private| private.esm = None);
    exports_of(&loader, &esm, cx)
}

fn evaluate_now(esm: &Module, filename: &str, parent: &JsValue, cx: &mut Context) -> JsResult<()> {
    match esm.status() {
        "evaluated" => return Ok(()),
        "evaluating" => return Err(cycle(filename, parent, cx)?),
        "errored" => {
            if let Some(error) = esm.evaluation_error() {
                return Err(error);
            }
        }
        "unlinked" => {
            // A graph that runs right now cannot be linked into another one.
            load_graph(esm, cx)?;
            if graph(esm).iter().any(Module::is_evaluating) {
                return Err(cycle(filename, parent, cx)?);
            }
        }
        _ => {}
    }
    load_and_link(esm, cx)?;
    let modules = graph(esm);
    if modules.iter().any(Module::is_evaluating) {
        return Err(cycle(filename, parent, cx)?);
    }
    if modules.iter().any(|module| module.awaits() && !matches!(module.status(), "evaluated" | "errored")) {
        return Err(asynchronous(filename, parent, cx)?);
    }
    let promise = esm.evaluate(cx)?;
    match promise.state() {
        PromiseState::Fulfilled(_) => Ok(()),
        PromiseState::Rejected(error) => {
            mark_handled(&promise, cx)?;
            Err(JsError::from_opaque(error))
        }
        PromiseState::Pending => Err(asynchronous(filename, parent, cx)?),
    }
}

fn load_graph(esm: &Module, cx: &mut Context) -> JsResult<()> {
    let promise = esm.load(cx);
    Env::of(cx).run_module_jobs(cx);
    if let PromiseState::Rejected(error) = promise.state() {
        mark_handled(&promise, cx)?;
        return Err(JsError::from_opaque(error));
    }
    Ok(())
}

fn cycle(filename: &str, parent: &JsValue, cx: &mut Context) -> JsResult<JsError> {
    let mut message = format!("Cannot require() ES Module {filename} in a cycle.");
    if let Some(parent) = parent.as_object() {
        let from = parent.get(js_string!("filename"), cx)?.to_string(cx)?;
        message.push_str(&format!(" (from {})", utf8(&from)));
    }
    message.push_str(" A cycle involving require(esm) is not allowed to maintain invariants mandated by the ECMAScript specification. Try making at least part of the dependency in the graph lazily loaded.");
    Ok(coded(Code::ERR_REQUIRE_CYCLE_MODULE, message, cx))
}

fn asynchronous(filename: &str, parent: &JsValue, cx: &mut Context) -> JsResult<JsError> {
    let mut message = "require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level await comes from, use --experimental-print-required-tla.".to_owned();
    if let Some(parent) = parent.as_object() {
        let from = parent.get(js_string!("filename"), cx)?;
        if let Some(from) = from.as_string() {
            message.push_str(&format!("\n  From {} ", utf8(&from)));
        }
    }
    message.push_str(&format!("\n  Requiring {filename} "));
    Ok(coded(Code::ERR_REQUIRE_ASYNC_MODULE, message, cx))
}

/// The namespace, or what the module exports as `module.exports`, or a copy with `__esModule` for transpiled callers.
fn exports_of(loader: &Loader, esm: &Module, cx: &mut Context) -> JsResult<JsValue> {
    let namespace = esm.namespace(cx);
    if namespace.has_own_property(js_string!("module.exports"), cx)? {
        return namespace.get(js_string!("module.exports"), cx);
    }
    if !namespace.has_own_property(js_string!("default"), cx)?
        || namespace.has_own_property(js_string!("__esModule"), cx)?
    {
        return Ok(namespace.into());
    }
    let path = format!("node:internal/require_facade/{}", loader.esm.facades.borrow().len());
    loader.esm.facades.borrow_mut().insert(path.clone(), esm.clone());
    let text = "export * from 'original';\nexport { default } from 'original';\nexport const __esModule = true;\n";
    let facade = Module::parse(Source::from_bytes(text).with_path(Path::new(&path)), None, cx)?;
    load_and_link(&facade, cx)?;
    facade.evaluate(cx)?;
    Ok(facade.namespace(cx).into())
}

/// `--trace-require-module`: says who requires an ES module.
fn warn_if_traced(loader: &Loader, module: &JsObject, parent: &JsValue, cx: &mut Context) -> JsResult<()> {
    let Some(mode) = &loader.flags.trace_require_module else {
        return Ok(());
    };
    let env = Env::of(cx);
    if env.slot("modules.traceRequireModule").is_some() {
        return Ok(());
    }
    let parent = parent.as_object();
    let text = |object: &JsObject, names: [&str; 2], cx: &mut Context| -> JsResult<String> {
        for name in names {
            let value = object.get(js(name), cx)?;
            if let Some(text) = value.as_string().filter(|text| !text.is_empty()) {
                return Ok(utf8(&text));
            }
        }
        Ok(String::new())
    };
    let from = match &parent {
        Some(parent) => text(parent, ["filename", "id"], cx)?,
        None => String::new(),
    };
    if mode == "no-node-modules" && from.contains("/node_modules/") {
        return Ok(());
    }
    env.set_slot("modules.traceRequireModule", true);
    let to = text(module, ["id", "filename"], cx)?;
    let who = match from.as_str() {
        "" => String::new(),
        "internal/preload" => "--require".to_owned(),
        "<repl>" => "The REPL".to_owned(),
        "." => "The entry point".to_owned(),
        other => format!("CommonJS module {other}"),
    };
    let prefix =
        if who.is_empty() { String::new() } else { format!("{who} is loading ES Module {to} using require().\n") };
    env.emit_warning(
        &format!(
            "{prefix}Support for loading ES Module in require() is an experimental feature and might change at any time"
        ),
        "ExperimentalWarning",
        None,
        cx,
    );
    Ok(())
}
