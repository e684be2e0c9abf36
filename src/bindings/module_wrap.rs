//! `internalBinding('module_wrap')`: the modules that `node:vm` makes.
//!
//! Counterpart of Node's `src/module_wrap.cc`, as far as `vm.SourceTextModule` and `vm.SyntheticModule` need it.

use std::{cell::RefCell, path::Path, rc::Rc};

use boa_engine::{
    Context, JsObject, JsResult, JsString, JsValue, Module, Source, builtins::promise::PromiseState,
    module::SyntheticModuleInitializer, object::builtins::JsFunction,
};

use super::contextify::realm_of;
use crate::{
    engine::{
        Binding, Error, NativeClass, Result, Wrap, arg, class, function, js, object, opt_arg, unwrap, unwrap_object,
        utf8,
    },
    error::Code,
    modules::{self, VmModule},
};

pub(super) static BINDING: Binding = Binding { name: "module_wrap", exports: &[class(&MODULE_WRAP)] };

static MODULE_WRAP: NativeClass = NativeClass {
    name: "ModuleWrap",
    length: 7,
    construct: new_module,
    statics: &[],
    methods: &[&[
        function!("evaluate", 0, evaluate),
        function!("getError", 0, get_error),
        function!("getModuleRequests", 0, get_module_requests),
        function!("getNamespace", 0, get_namespace),
        function!("getStatus", 0, get_status),
        function!("hasTopLevelAwait", 0, has_top_level_await),
        function!("instantiate", 0, instantiate),
        function!("isGraphAsync", 0, is_graph_async),
        function!("link", 1, link),
        function!("setExport", 2, set_export),
    ]],
};

/// The state of a `ModuleWrap`.
struct ModuleWrap {
    module: Module,
    /// What the steps of a synthetic module threw; the engine does not keep it.
    failure: RefCell<Option<JsValue>>,
}

/// `new ModuleWrap(url, context, source, lineOffset, columnOffset, importCallback, metaCallback)`, or with names and
/// evaluation steps in place of source and line.
fn new_module(args: &[JsValue], cx: &mut Context) -> Result<Wrap> {
    let url: String = arg(args, 0, "url", cx)?;
    let realm = match args.get(1).and_then(JsValue::as_object) {
        Some(sandbox) => realm_of(&sandbox, cx)?.map(|(realm, _)| realm),
        None => None,
    };
    let realm = realm.unwrap_or_else(|| cx.realm().clone());
    let outer = cx.enter_realm(realm);
    let made = match args.get(2).and_then(JsValue::as_object) {
        Some(names) => synthetic(&url, &names, args, cx),
        None => source_text(&url, args, cx),
    };
    cx.enter_realm(outer);
    let module = made?;
    let import: Option<JsFunction> = opt_arg(args, 5, "importCallback", cx)?;
    let meta: Option<JsFunction> = opt_arg(args, 6, "metaCallback", cx)?;
    modules::register_vm_module(VmModule { module: module.clone(), links: Default::default(), import, meta }, cx);
    Ok(Wrap::new(Rc::new(ModuleWrap { module, failure: RefCell::default() })))
}

fn source_text(url: &str, args: &[JsValue], cx: &mut Context) -> Result<Module> {
    let source: JsString = arg(args, 2, "source", cx)?;
    let lines: Option<i32> = opt_arg(args, 3, "lineOffset", cx)?;
    let columns: Option<i32> = opt_arg(args, 4, "columnOffset", cx)?;
    let count = |offset: Option<i32>| usize::try_from(offset.unwrap_or(0)).unwrap_or(0);
    let text = format!("{}{}{}", "\n".repeat(count(lines)), " ".repeat(count(columns)), utf8(&source));
    match Module::parse(Source::from_bytes(text.as_bytes()).with_path(Path::new(url)), None, cx) {
        Ok(module) => Ok(module),
        Err(error) => Err(modules::located_syntax_error(error, url, &text, cx).into()),
    }
}

fn synthetic(url: &str, names: &JsObject, args: &[JsValue], cx: &mut Context) -> Result<Module> {
    let mut list: Vec<JsString> = Vec::new();
    for name in object::elements(names, cx)? {
        list.push(name.to_string(cx)?);
    }
    let steps: JsFunction = arg(args, 3, "evaluationSteps", cx)?;
    let init = SyntheticModuleInitializer::from_copy_closure_with_captures(
        |_, steps: &JsFunction, cx| steps.call(&JsValue::undefined(), &[], cx).map(|_| ()),
        steps,
    );
    Ok(Module::synthetic(&list, init, Some(Path::new(url).to_path_buf()), None, cx))
}

/// `getModuleRequests()`: `{ specifier, attributes }` of each import declaration.
fn get_module_requests(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<ModuleWrap>(this)?;
    let mut list = Vec::new();
    for request in wrap.module.requests() {
        let attributes = object::dictionary();
        for attribute in request.attributes() {
            object::put(&attributes, js(&utf8(attribute.key())), attribute.value().clone());
        }
        list.push(
            object::build(cx, &[("specifier", request.specifier().clone().into()), ("attributes", attributes.into())])
                .into(),
        );
    }
    Ok(object::array(list, cx).into())
}

/// `link(wraps)`: in the order of `getModuleRequests()`.
fn link(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<ModuleWrap>(this)?;
    let list: JsObject = arg(args, 0, "modules", cx)?;
    let mut links = Vec::new();
    for (request, value) in wrap.module.requests().iter().zip(object::elements(&list, cx)?) {
        let Some(other) = value.as_object().and_then(|object| unwrap_object::<ModuleWrap>(&object)) else {
            return Err(Error::code(Code::ERR_VM_MODULE_NOT_MODULE, Code::ERR_VM_MODULE_NOT_MODULE.message()));
        };
        links.push((utf8(request.specifier()), other.module.clone()));
    }
    modules::link_vm_module(&wrap.module, links, cx);
    Ok(JsValue::undefined())
}

/// `instantiate()`
fn instantiate(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<ModuleWrap>(this)?;
    modules::load_and_link_module(&wrap.module, cx)?;
    Ok(JsValue::undefined())
}

/// `evaluate()`: a promise.
fn evaluate(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<ModuleWrap>(this)?;
    let outer = cx.enter_realm(wrap.module.realm().clone());
    let promise: JsResult<_> = wrap.module.evaluate(cx);
    cx.enter_realm(outer);
    let promise = promise?;
    if let PromiseState::Rejected(error) = promise.state() {
        *wrap.failure.borrow_mut() = Some(error);
    }
    Ok(promise.into())
}

/// `getStatus()`: the word that `module.status` shows.
fn get_status(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<ModuleWrap>(this)?;
    let status = match wrap.module.status() {
        "evaluated" if wrap.failure.borrow().is_some() => "errored",
        "evaluating-async" => "evaluated",
        other => other,
    };
    Ok(js(status).into())
}

/// `getError()`: what the evaluation threw.
fn get_error(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<ModuleWrap>(this)?;
    match wrap.module.evaluation_error() {
        Some(error) => Ok(error.into_opaque(cx)?),
        None => Ok(wrap.failure.borrow().clone().unwrap_or_default()),
    }
}

/// `getNamespace()`
fn get_namespace(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(unwrap::<ModuleWrap>(this)?.module.namespace(cx).into())
}

/// `hasTopLevelAwait()`
fn has_top_level_await(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(unwrap::<ModuleWrap>(this)?.module.awaits().into())
}

/// `isGraphAsync()`
fn is_graph_async(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<ModuleWrap>(this)?;
    Ok(modules::module_graph(&wrap.module).iter().any(Module::awaits).into())
}

/// `setExport(name, value)` of a synthetic module.
fn set_export(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<ModuleWrap>(this)?;
    let name: JsString = arg(args, 0, "name", cx)?;
    wrap.module.set_synthetic_export(&name, args.get(1).cloned().unwrap_or_default())?;
    Ok(JsValue::undefined())
}
