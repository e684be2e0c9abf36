//! ES modules: Boa's module loader hook, the cache of modules, `import.meta`, `require` of an ES module.
//!
//! Counterpart of Node's `lib/internal/modules/esm/loader.js` and `module_job.js`. Loading is synchronous, so every
//! import edge is ready at its first poll. **The same referrer, specifier and attributes always give the same
//! `Module`**: the engine insists on it.

mod require;
mod translate;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use boa_engine::{
    Context, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, Module, js_string,
    module::{ModuleLoader, ModuleRequest, Referrer},
    object::builtins::JsPromise,
};
use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;

use super::{
    hooks,
    loader::{Loader, absolute, coded, cwd, throw},
};
use crate::{
    engine::{Result, binding::closure, js, object, utf8},
    error::Code,
    resolve::{Format, file_url, path},
};

pub(super) use require::require_esm;
pub(super) use translate::parse_module;
pub(crate) use translate::sync_builtin_exports;

/// ES modules' state of one context.
#[derive(Default)]
pub(super) struct Esm {
    /// By URL and `type` attribute.
    modules: RefCell<FxHashMap<(String, String), Module>>,
    /// URL by referrer, specifier and `type` attribute.
    resolutions: RefCell<FxHashMap<(String, String, String), Resolved>>,
    /// URLs of modules that are CommonJS.
    common_js: RefCell<FxHashSet<String>>,
    /// Builtins that were imported: `syncBuiltinESMExports` refreshes them.
    builtins: RefCell<Vec<(&'static str, Vec<JsString>, Module)>>,
    /// Modules that stand before a required ES module to add `__esModule`, by their path.
    facades: RefCell<FxHashMap<String, Module>>,
    /// How many calls of `require` are loading ES modules.
    pub(super) requiring: Cell<u32>,
    /// package.json files whose missing `type` was reported.
    pub(super) warned: RefCell<FxHashSet<String>>,
    /// The entry point's evaluation and its URL: a pending one at the end of the loop is an error.
    pub(super) pending: RefCell<Option<(JsPromise, String)>>,
    /// The URL of the entry point, once that is an ES module or was imported.
    pub(super) main: RefCell<Option<String>>,
}

impl Esm {
    /// Every module that is loaded.
    pub(super) fn all(&self) -> Vec<Module> {
        self.modules.borrow().values().cloned().collect()
    }
}

/// Where a specifier leads.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) url: String,
    /// What a hook or the resolver said about the format.
    pub(super) format: Option<String>,
    /// The import attributes that a resolve hook put in place of those of the import.
    pub(super) attributes: Option<Vec<(String, String)>>,
}

impl ModuleLoader for Loader {
    async fn load_imported_module(
        self: Rc<Self>,
        referrer: Referrer,
        request: ModuleRequest,
        context: &RefCell<&mut Context>,
    ) -> JsResult<Module> {
        let mut context = context.borrow_mut();
        self.import_request(&referrer, &request, &mut context)
    }

    fn init_import_meta(self: Rc<Self>, meta: &JsObject, module: &Module, cx: &mut Context) {
        if super::vm_module::init_meta(&self, meta, module, cx) {
            return;
        }
        let url = module.path().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        init_meta(&self, meta, &url, cx);
    }

    fn missing_export(
        self: Rc<Self>,
        referrer: &Module,
        imported: Option<(&ModuleRequest, &Module)>,
        name: &JsString,
        ambiguous: bool,
    ) -> JsError {
        let name = utf8(name);
        let (specifier, target) = imported.map_or_else(Default::default, |(request, module)| {
            (
                utf8(request.specifier()),
                module.path().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default(),
            )
        });
        let message = if ambiguous {
            format!("The requested module '{specifier}' contains conflicting star exports for name '{name}'")
        } else if self.esm.common_js.borrow().contains(&target) {
            let source = referrer.path().and_then(|path| self.source_of(&path.to_string_lossy())).unwrap_or_default();
            common_js_hint(&name, &specifier, &source)
        } else {
            format!("The requested module '{specifier}' does not provide an export named '{name}'")
        };
        JsNativeError::syntax().with_message(message).into()
    }
}

/// Node's advice for a name that a CommonJS module may have but that could not be seen.
fn common_js_hint(name: &str, specifier: &str, source: &str) -> String {
    let names = source.lines().find(|line| {
        line.trim_start().starts_with("import")
            && (line.contains(&format!("'{specifier}'")) || line.contains(&format!("\"{specifier}\"")))
    });
    let names = names.and_then(|line| Some(&line[line.find('{')?..=line.rfind('}')?]));
    let destructuring =
        names.map_or_else(String::new, |names| format!("const {} = pkg;\n", names.replace(" as ", ": ")));
    format!(
        "Named export '{name}' not found. The requested module '{specifier}' is a CommonJS module, which may not support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, for example using:\n\nimport pkg from '{specifier}';\n{destructuring}"
    )
}

/// The URL that a referrer resolves against.
fn base_of(referrer: &Referrer) -> String {
    let path = referrer.path().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    base_from_name(&path)
}

/// The URL of a source's name: a URL already, a path, or something like `[eval]` in the working directory.
pub(super) fn base_from_name(name: &str) -> String {
    if name.starts_with('/') {
        return file_url::from_path(name);
    }
    if name.contains(':') && Url::parse(name).is_ok() && !name.starts_with("evalmachine") {
        return name.to_owned();
    }
    let name = if name.is_empty() { "[eval1]" } else { name };
    file_url::from_path(&path::resolve(&[&cwd(), name]))
}

impl Loader {
    fn source_of(&self, url: &str) -> Option<String> {
        let path = file_url::display_path(url);
        self.resolver.fs().read(&path).map(super::loader::text_of)
    }

    fn import_request(&self, referrer: &Referrer, request: &ModuleRequest, cx: &mut Context) -> JsResult<Module> {
        let specifier = utf8(request.specifier());
        if specifier == "original"
            && let Some(path) = referrer.path().map(|path| path.to_string_lossy().into_owned())
        {
            let original = self.esm.facades.borrow().get(&path).cloned();
            if let Some(original) = original {
                return Ok(original);
            }
        }
        let answered = match referrer {
            Referrer::Module(module) => super::vm_module::import(self, module, request, cx),
            _ => super::vm::import(self, referrer, request, cx),
        };
        if let Some(result) = answered {
            return result;
        }
        let attributes: Vec<(String, String)> =
            request.attributes().iter().map(|attribute| (utf8(attribute.key()), utf8(attribute.value()))).collect();
        self.import(&specifier, &base_of(referrer), &attributes, cx)
    }

    /// Resolves and loads (but does not evaluate) what `specifier` means from `base`, a URL.
    pub(super) fn import(
        &self,
        specifier: &str,
        base: &str,
        attributes: &[(String, String)],
        cx: &mut Context,
    ) -> JsResult<Module> {
        let kind = attributes.iter().find(|(key, _)| key == "type").map(|(_, value)| value.clone()).unwrap_or_default();
        let key = (base.to_owned(), specifier.to_owned(), kind);
        let known = self.esm.resolutions.borrow().get(&key).cloned();
        let resolved = match known {
            Some(resolved) => resolved,
            None => {
                let resolved = self.resolve_import(specifier, base, attributes, cx)?;
                self.esm.resolutions.borrow_mut().insert(key.clone(), resolved.clone());
                resolved
            }
        };
        self.check_cycle(&resolved, specifier, base, cx)?;
        let attributes = resolved.attributes.as_deref().unwrap_or(attributes);
        let result = self.module_at(&resolved, attributes, cx);
        if result.is_err() {
            self.esm.resolutions.borrow_mut().remove(&key);
        }
        result
    }

    /// The module of a URL, loading it on first use.
    pub(super) fn module_at(
        &self,
        resolved: &Resolved,
        attributes: &[(String, String)],
        cx: &mut Context,
    ) -> JsResult<Module> {
        let kind = attributes.iter().find(|(key, _)| key == "type").map_or("", |(_, value)| value);
        let key = (resolved.url.clone(), kind.to_owned());
        let known = self.esm.modules.borrow().get(&key).cloned();
        if let Some(module) = known {
            if let Some((key, value)) = attributes.iter().find(|(key, _)| key != "type") {
                return Err(unsupported_attribute(key, value, &resolved.url, cx));
            }
            return Ok(module);
        }
        let module = self.translate(resolved, attributes, cx)?;
        // A hook may have loaded the same module meanwhile: the first one stays.
        Ok(self.esm.modules.borrow_mut().entry(key).or_insert(module).clone())
    }

    fn resolve_import(
        &self,
        specifier: &str,
        base: &str,
        attributes: &[(String, String)],
        cx: &mut Context,
    ) -> JsResult<Resolved> {
        if self.hooks.has_resolve() || self.hooks.has_async() {
            return hooks::resolve_for_import(specifier, base, attributes, cx);
        }
        self.resolve_default(specifier, base, None, cx)
    }

    /// The default end of the chain of resolve hooks.
    pub(super) fn resolve_default(
        &self,
        specifier: &str,
        base: &str,
        conditions: Option<&[String]>,
        cx: &mut Context,
    ) -> JsResult<Resolved> {
        let is_main = self.esm.main.borrow().as_deref() == Some(specifier);
        let url = self.resolver.resolve_import(specifier, base, conditions.unwrap_or(&self.import_conditions), is_main);
        let url = self.resolved(url, cx)?;
        let format = match url.scheme() {
            "file" | "node" => self.resolver.format_of(&url).ok().and_then(Format::name).map(str::to_owned),
            _ => None,
        };
        Ok(Resolved { url: url.into(), format, attributes: None })
    }

    /// What runs right now and requires an ES module cannot be imported by it: it has no exports yet.
    fn check_cycle(&self, resolved: &Resolved, specifier: &str, base: &str, cx: &mut Context) -> JsResult<()> {
        if self.esm.requiring.get() == 0 || !resolved.url.starts_with("file:") {
            return Ok(());
        }
        let key = (resolved.url.clone(), String::new());
        let running = self.esm.modules.borrow().get(&key).is_some_and(Module::is_evaluating);
        if running {
            let from = file_url::display_path(base);
            let message = format!("Cannot import Module {specifier} in a cycle. (from {from})");
            return Err(coded(Code::ERR_REQUIRE_CYCLE_MODULE, message, cx));
        }
        let state = self.cjs();
        let cached = state.cache(cx)?.get(js(&file_url::display_path(&resolved.url)), cx)?;
        let Some(module) = cached.as_object() else {
            return Ok(());
        };
        if module.get(state.symbols.executing.clone(), cx)?.to_boolean() {
            let from = file_url::display_path(base);
            let message = format!("Cannot import CommonJS Module {specifier} in a cycle. (from {from})");
            return Err(coded(Code::ERR_REQUIRE_CYCLE_MODULE, message, cx));
        }
        Ok(())
    }
}

fn unsupported_attribute(key: &str, value: &str, url: &str, cx: &mut Context) -> JsError {
    coded(
        Code::ERR_IMPORT_ATTRIBUTE_UNSUPPORTED,
        format!("Import attribute \"{key}\" with value \"{value}\" is not supported in {url}"),
        cx,
    )
}

/// Checks the attributes of an import against the format of what was found.
pub(super) fn check_attributes(
    url: &str,
    format: Format,
    attributes: &[(String, String)],
    cx: &mut Context,
) -> JsResult<()> {
    if let Some((key, value)) = attributes.iter().find(|(key, _)| key != "type") {
        return Err(unsupported_attribute(key, value, url, cx));
    }
    let given = attributes.first().map(|(_, value)| value.as_str());
    match (format, given) {
        (Format::Json, Some("json")) => Ok(()),
        (Format::Json, None) => Err(coded(
            Code::ERR_IMPORT_ATTRIBUTE_MISSING,
            format!("Module \"{url}\" needs an import attribute of \"type: json\""),
            cx,
        )),
        (_, None) => Ok(()),
        (_, Some("json")) => Err(coded(
            Code::ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE,
            format!("Module \"{url}\" is not of type \"json\""),
            cx,
        )),
        (_, Some(other)) => Err(unsupported_attribute("type", other, url, cx)),
    }
}

/// Fills `import.meta`.
fn init_meta(loader: &Loader, meta: &JsObject, url: &str, cx: &mut Context) {
    if url.starts_with("file:") {
        let filename = file_url::display_path(url);
        object::put(meta, js_string!("dirname"), js(path::dirname(&filename)));
        object::put(meta, js_string!("filename"), js(&filename));
    }
    let is_main = loader.esm.main.borrow().as_deref() == Some(url);
    object::put(meta, js_string!("main"), is_main);
    let resolve = closure("resolve", 1, js(url), meta_resolve, cx);
    object::put(meta, js_string!("resolve"), resolve);
    object::put(meta, js_string!("url"), js(url));
}

/// `import.meta.resolve(specifier[, parent])`
fn meta_resolve(_this: &JsValue, args: &[JsValue], url: &JsString, cx: &mut Context) -> Result<JsValue> {
    let specifier = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let loader = Loader::of(cx);
    let (specifier, base) = (utf8(&specifier), utf8(url));
    if loader.hooks.has_resolve() || loader.hooks.has_async() {
        return Ok(js(&hooks::resolve_for_import(&specifier, &base, &[], cx)?.url).into());
    }
    let resolved = loader.resolver.resolve_import(&specifier, &base, &loader.import_conditions, false);
    loader.emit_deprecations(cx);
    match resolved {
        Ok(url) => Ok(js(url.as_str()).into()),
        Err(failure) if failure.is(Code::ERR_UNSUPPORTED_DIR_IMPORT) || failure.is(Code::ERR_MODULE_NOT_FOUND) => {
            match failure.properties.iter().find(|(name, _)| *name == "url") {
                Some((_, url)) => Ok(js(url).into()),
                None => Err(throw(&failure, cx).into()),
            }
        }
        Err(failure) => Err(throw(&failure, cx).into()),
    }
}

/// Loads and links the graph of a module; evaluates nothing.
pub(crate) fn load_and_link(module: &Module, cx: &mut Context) -> JsResult<()> {
    use boa_engine::builtins::promise::PromiseState;
    let promise = module.load(cx);
    crate::env::Env::of(cx).run_module_jobs(cx);
    match promise.state() {
        PromiseState::Fulfilled(_) => module.link(cx),
        PromiseState::Rejected(error) => {
            mark_handled(&promise, cx)?;
            Err(JsError::from_opaque(error))
        }
        PromiseState::Pending => {
            Err(JsNativeError::error().with_message("An import of this module is being loaded already").into())
        }
    }
}

/// A rejection that is thrown or passed on is no unhandled one.
pub(super) fn mark_handled(promise: &JsPromise, cx: &mut Context) -> JsResult<()> {
    let ignore = closure("", 1, (), |_, _, (), _| Ok(JsValue::undefined()), cx);
    promise.catch(ignore, cx)?;
    Ok(())
}

/// Every module that the import declarations below `module` reach, itself first.
pub(crate) fn graph(module: &Module) -> Vec<Module> {
    let mut found = vec![module.clone()];
    let mut at = 0;
    while at < found.len() {
        for child in found[at].imported() {
            if !found.contains(&child) {
                found.push(child);
            }
        }
        at += 1;
    }
    found
}

/// `import(specifier)` for natives: the URL of an entry or preload.
pub(super) fn resolve_entry(specifier: &str, cx: &mut Context) -> JsResult<Resolved> {
    let loader = Loader::of(cx);
    let base = file_url::from_path(&format!("{}/", cwd().trim_end_matches('/')));
    let specifier =
        if specifier.starts_with('/') { file_url::from_path(&absolute(specifier)) } else { specifier.to_owned() };
    loader.resolve_import(&specifier, &base, &[], cx)
}
