//! The ES modules of `node:vm`: who links them and what their `import()` and `import.meta` mean.
//!
//! Counterpart of the registries in Node's `lib/internal/modules/esm/utils.js`.

use boa_engine::{Context, JsObject, JsResult, JsValue, Module, module::ModuleRequest, object::builtins::JsFunction};
use rustc_hash::FxHashMap;

use super::{
    hooks,
    loader::{Loader, coded},
};
use crate::{
    engine::{js, object, utf8},
    error::Code,
};

/// What `node:vm` said about one of its modules.
pub(crate) struct VmModule {
    pub(crate) module: Module,
    /// The modules of its import declarations, by specifier.
    pub(crate) links: FxHashMap<String, Module>,
    /// `importModuleDynamically`, wrapped so that it takes specifier and attributes.
    pub(crate) import: Option<JsFunction>,
    /// `initializeImportMeta`, wrapped so that it takes the meta object.
    pub(crate) meta: Option<JsFunction>,
}

/// Registers a module of `node:vm`.
pub(crate) fn register(entry: VmModule, cx: &mut Context) {
    Loader::of(cx).vm_modules.borrow_mut().push(entry);
}

/// Sets what the import declarations of a module lead to.
pub(crate) fn link(module: &Module, links: Vec<(String, Module)>, cx: &mut Context) {
    let loader = Loader::of(cx);
    if let Some(entry) = loader.vm_modules.borrow_mut().iter_mut().find(|entry| entry.module == *module) {
        entry.links = links.into_iter().collect();
    }
}

/// The module of an import in a module of `node:vm`; `None` for every other module.
pub(super) fn import(
    loader: &Loader,
    referrer: &Module,
    request: &ModuleRequest,
    cx: &mut Context,
) -> Option<JsResult<Module>> {
    let specifier = utf8(request.specifier());
    let callback = {
        let entries = loader.vm_modules.borrow();
        let entry = entries.iter().find(|entry| entry.module == *referrer)?;
        if let Some(module) = entry.links.get(&specifier) {
            return Some(Ok(module.clone()));
        }
        entry.import.clone()
    };
    let Some(callback) = callback else {
        return Some(Err(coded(
            Code::ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING,
            Code::ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING.message(),
            cx,
        )));
    };
    Some(ask(&callback, request, cx))
}

/// Asks a user's callback, which gives a namespace or a module of `node:vm` (whose namespace its wrapper takes).
pub(super) fn ask(callback: &JsFunction, request: &ModuleRequest, cx: &mut Context) -> JsResult<Module> {
    let attributes = object::dictionary();
    for attribute in request.attributes() {
        object::put(&attributes, js(&utf8(attribute.key())), attribute.value().clone());
    }
    let result = callback.call(&JsValue::undefined(), &[request.specifier().clone().into(), attributes.into()], cx)?;
    let result = hooks::settle(result, cx)?;
    let found = result.as_object().and_then(|namespace| module_of_namespace(&namespace, cx));
    found.ok_or_else(|| coded(Code::ERR_VM_MODULE_NOT_MODULE, Code::ERR_VM_MODULE_NOT_MODULE.message(), cx))
}

/// The module that a namespace object belongs to.
fn module_of_namespace(namespace: &JsObject, cx: &mut Context) -> Option<Module> {
    let loader = Loader::of(cx);
    let mut known: Vec<Module> = loader.vm_modules.borrow().iter().map(|entry| entry.module.clone()).collect();
    known.extend(loader.esm.all());
    known.into_iter().find(|module| {
        !matches!(module.status(), "unlinked" | "linking") && JsObject::equals(&module.namespace(cx), namespace)
    })
}

/// Lets `initializeImportMeta` fill `import.meta`; says whether the module belongs to `node:vm`.
pub(super) fn init_meta(loader: &Loader, meta: &JsObject, module: &Module, cx: &mut Context) -> bool {
    let callback = {
        let entries = loader.vm_modules.borrow();
        let Some(entry) = entries.iter().find(|entry| entry.module == *module) else {
            return false;
        };
        entry.meta.clone()
    };
    if let Some(callback) = callback
        && let Err(error) = callback.call(&JsValue::undefined(), &[meta.clone().into()], cx)
    {
        crate::env::Env::of(cx).uncaught(error, crate::env::Origin::UncaughtException, cx);
    }
    true
}
