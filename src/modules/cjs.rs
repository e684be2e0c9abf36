//! CommonJS: the `Module` class as users see and patch it.
//!
//! Counterpart of Node's `lib/internal/modules/cjs/loader.js`, in Rust so that a plain script loads no JS for it.
//! **Every step goes through the property that users may have replaced** (`Module._load`, `_resolveFilename`,
//! `_extensions`, `prototype.require`, `prototype._compile`, …).

mod class;
mod compile;
mod exports_of;
mod load;
mod lookup;
mod require;

use std::cell::{Cell, RefCell};

use boa_engine::{
    Context, Finalize, JsObject, JsResult, JsString, JsSymbol, JsValue, Module, Trace, gc::GcRefCell, js_string,
};
use rustc_hash::FxHashMap;

use super::loader::Loader;
use crate::engine::object;

pub(super) use compile::{Compiled, compile_common_js};
pub(super) use compile::{is_module, parse_json};
pub(super) use exports_of::named_exports;
pub(super) use load::{load_imported, load_main, resolve_default_url};
pub(super) use lookup::require_stack;
pub(super) use require::make_require;

/// What belongs to a module but is not one of its properties.
#[derive(Default, Trace, Finalize)]
pub(super) struct Private {
    pub(super) first_parent: JsValue,
    pub(super) last_parent: JsValue,
    /// Source that a hook or the ESM loader read already.
    pub(super) source: Option<JsString>,
    /// `import` made the module; a `require` of it has begun.
    pub(super) visited: bool,
    /// The exports when loading ended: what `import` shows, whatever becomes of `module.exports` later.
    pub(super) snapshot: Option<JsValue>,
    /// The ES module that this module stands for.
    pub(super) esm: Option<Module>,
}

/// The native data of a `Module` instance.
#[derive(Default, Trace, Finalize, boa_engine::JsData)]
pub(super) struct ModuleData(GcRefCell<Private>);

/// Reads or changes the private part of a module; `None` for objects that `Module` did not construct.
pub(super) fn private<R>(module: &JsObject, f: impl FnOnce(&mut Private) -> R) -> Option<R> {
    module.downcast_ref::<ModuleData>().map(|data| f(&mut data.0.borrow_mut()))
}

/// The symbols that Node's modules carry as ordinary properties.
pub(super) struct Symbols {
    pub(super) is_main: JsSymbol,
    pub(super) cached_by_esm: JsSymbol,
    pub(super) url: JsSymbol,
    pub(super) format: JsSymbol,
    pub(super) executing: JsSymbol,
}

/// CommonJS's state of one context.
pub(super) struct Cjs {
    /// The `Module` constructor.
    pub(super) class: JsObject,
    pub(super) prototype: JsObject,
    pub(super) symbols: Symbols,
    /// `Module.prototype._compile` as we made it, to tell whether users replaced it.
    native_compile: JsObject,
    /// `(parent.path, request)` to file name.
    relative: RefCell<FxHashMap<(JsString, JsString), JsString>>,
    /// `modulePaths`: `NODE_PATH` and the global folders.
    module_paths: RefCell<Vec<String>>,
    preloading: Cell<bool>,
    /// `Module.wrap` and `Module.wrapper` once somebody read or replaced them.
    wrap: RefCell<Option<JsValue>>,
    wrapper: RefCell<Option<JsValue>>,
    /// The prototype that warns about properties missing in a cycle.
    circular_prototype: RefCell<Option<JsObject>>,
}

impl Cjs {
    pub(super) fn new(cx: &mut Context) -> JsResult<Self> {
        let symbol =
            |name: &'static str| JsSymbol::new(Some(crate::engine::js(name))).expect("fewer than 2^64 symbols exist");
        let (class, prototype) = class::define(cx)?;
        let native_compile =
            prototype.get(js_string!("_compile"), cx)?.as_object().expect("the class table defines it");
        Ok(Self {
            class: class.into(),
            prototype,
            symbols: Symbols {
                is_main: symbol("kIsMainSymbol"),
                cached_by_esm: symbol("kIsCachedByESMLoader"),
                url: symbol("kURL"),
                format: symbol("kFormat"),
                executing: symbol("kIsExecuting"),
            },
            native_compile,
            relative: RefCell::default(),
            module_paths: RefCell::default(),
            preloading: Cell::new(false),
            wrap: RefCell::default(),
            wrapper: RefCell::default(),
            circular_prototype: RefCell::default(),
        })
    }

    /// `Module[name]`, which users may have replaced.
    fn hook(&self, name: JsString, cx: &mut Context) -> JsResult<JsValue> {
        self.class.get(name, cx)
    }

    /// `Module[name](...args)`.
    fn call_hook(&self, name: JsString, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
        let hook = self.class.get(name.clone(), cx)?;
        match hook.as_callable() {
            Some(function) => function.call(&self.class.clone().into(), args, cx),
            None => Err(not_a_function(&name)),
        }
    }

    /// `Module._cache`.
    pub(super) fn cache(&self, cx: &mut Context) -> JsResult<JsObject> {
        let cache = self.hook(js_string!("_cache"), cx)?;
        cache.to_object(cx)
    }

    /// `new Module(id, parent)` for the loader itself.
    pub(super) fn new_module(&self, id: &JsString, parent: &JsValue, cx: &mut Context) -> JsResult<JsObject> {
        class::construct(self.prototype.clone(), id, parent, cx)
    }
}

fn not_a_function(name: &JsString) -> boa_engine::JsError {
    boa_engine::JsNativeError::typ()
        .with_message(format!("Module.{} is not a function", name.to_std_string_lossy()))
        .into()
}

/// What needs the loader to be reachable from the context: the search paths.
pub(super) fn finish_install(loader: &Loader, cx: &mut Context) -> JsResult<()> {
    lookup::init_paths_from_environment(loader, cx)
}

/// `module.children.push(child)`, unless `scan` finds it there.
fn update_children(parent: &JsValue, child: &JsObject, scan: bool, cx: &mut Context) -> JsResult<()> {
    let Some(parent) = parent.as_object() else {
        return Ok(());
    };
    let Some(children) = parent.get(js_string!("children"), cx)?.as_object() else {
        return Ok(());
    };
    let length = children.get(js_string!("length"), cx)?.to_length(cx)?;
    if scan {
        for index in 0..length {
            if children.get(index, cx)?.as_object().is_some_and(|known| JsObject::equals(&known, child)) {
                return Ok(());
            }
        }
    }
    children.set(length, child.clone(), true, cx)?;
    Ok(())
}

/// Calls `object[name](...args)`.
fn call_method(object: &JsObject, name: JsString, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let method = object.get(name.clone(), cx)?;
    match method.as_callable() {
        Some(function) => function.call(&object.clone().into(), args, cx),
        None => Err(not_a_function(&name)),
    }
}

/// The `Module` constructor, for `require('module')`.
pub(crate) fn module_class(cx: &mut Context) -> JsObject {
    Loader::of(cx).cjs().class.clone()
}

/// A list of strings as a JS array.
fn string_array<'a>(list: impl IntoIterator<Item = &'a String>, cx: &mut Context) -> JsObject {
    let values: Vec<JsValue> = list.into_iter().map(|text| crate::engine::js(text).into()).collect();
    object::array(values, cx)
}
