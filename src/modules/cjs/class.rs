//! The `Module` constructor: its statics, its prototype, what `new Module()` makes.

use boa_engine::{
    Context, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string,
    object::{FunctionObjectBuilder, builtins::JsFunction},
    property::PropertyDescriptor,
};

use super::{ModuleData, compile, load, lookup, private, require, update_children};
use crate::{
    engine::{
        Export, Result,
        binding::{Visibility, define as define_exports},
        function, getter, js, object, utf8,
    },
    modules::{builtins, loader::Loader},
    resolve::{builtin_names, path},
};

static STATICS: &[Export] = &[
    function!("_load", 3, load::load_native),
    function!("_resolveFilename", 4, lookup::resolve_filename),
    function!("_resolveLookupPaths", 2, lookup::resolve_lookup_paths),
    function!("_findPath", 3, lookup::find_path),
    function!("_nodeModulePaths", 1, lookup::node_module_paths),
    function!("_initPaths", 0, lookup::init_paths),
    function!("_preloadModules", 1, load::preload_modules),
    function!("_debug", 0, debug),
    function!("createRequire", 1, require::create_require_native),
    function!("findPackageJSON", 1, lookup::find_package_json_native),
    function!("isBuiltin", 1, is_builtin),
    function!("runMain", 0, load::run_main),
    function!("syncBuiltinESMExports", 0, crate::modules::esm::sync_builtin_exports),
];

static ACCESSORS: &[Export] = &[
    getter!("_readPackage", lookup::read_package_function),
    getter!("_stat", lookup::stat_function),
    getter!("wrap", compile::wrap_get, compile::wrap_set),
    getter!("wrapper", compile::wrapper_get, compile::wrapper_set),
];

static PROTOTYPE: &[Export] = &[
    function!("load", 1, load::load_method),
    function!("require", 1, load::require_method),
    function!("_compile", 3, compile::compile_method),
];

static PROTOTYPE_ACCESSORS: &[Export] = &[
    getter!("isPreloading", is_preloading),
    getter!("parent", parent_get, parent_set),
    getter!("constructor", constructor),
];

static EXTENSIONS: &[Export] = &[
    function!(".js", 2, compile::extension_js),
    function!(".json", 2, compile::extension_json),
    function!(".node", 2, compile::extension_node),
];

/// Makes the constructor and its prototype.
pub(super) fn define(cx: &mut Context) -> JsResult<(JsFunction, JsObject)> {
    let prototype = JsObject::with_object_proto(cx.intrinsics());
    define_exports(&prototype, PROTOTYPE, Visibility::Enumerable, cx)?;
    define_exports(&prototype, PROTOTYPE_ACCESSORS, Visibility::Hidden, cx)?;
    let construct = NativeFunction::from_copy_closure_with_captures(
        |new_target, args, prototype: &JsObject, cx| {
            let Some(target) = new_target.as_object() else {
                return Err(boa_engine::JsNativeError::typ()
                    .with_message("Class constructor Module cannot be invoked without 'new'")
                    .into());
            };
            let prototype = target.get(js_string!("prototype"), cx)?.as_object().unwrap_or_else(|| prototype.clone());
            let id = match args.first() {
                None => js_string!(""),
                Some(value) if value.is_undefined() => js_string!(""),
                Some(value) => value.to_string(cx)?,
            };
            let parent = args.get(1).cloned().unwrap_or_default();
            Ok(construct(prototype, &id, &parent, cx)?.into())
        },
        prototype.clone(),
    );
    let class = FunctionObjectBuilder::new(cx.realm(), construct)
        .name(js_string!("Module"))
        .length(0)
        .constructor(true)
        .build();
    class.insert_property(
        js_string!("prototype"),
        PropertyDescriptor::builder()
            .value(prototype.clone())
            .writable(true)
            .enumerable(false)
            .configurable(false)
            .build(),
    );
    let extensions = object::dictionary();
    define_exports(&extensions, EXTENSIONS, Visibility::Enumerable, cx)?;
    object::put(&class, js_string!("_cache"), object::dictionary());
    object::put(&class, js_string!("_pathCache"), object::dictionary());
    object::put(&class, js_string!("_extensions"), extensions);
    object::put(&class, js_string!("globalPaths"), object::array([], cx));
    define_exports(&class, ACCESSORS, Visibility::Hidden, cx)?;
    define_exports(&class, STATICS, Visibility::Enumerable, cx)?;
    object::put(&class, js_string!("Module"), class.clone());
    define_builtin_modules(&class, cx);
    Ok((class, prototype))
}

/// `Module.builtinModules` is made when somebody asks for it: 70 strings are not needed to run a script.
fn define_builtin_modules(class: &JsObject, cx: &mut Context) {
    let get = FunctionObjectBuilder::new(
        cx.realm(),
        NativeFunction::from_copy_closure_with_captures(
            |_, _, class: &JsObject, cx| {
                let names = builtins::public_ids().map(|id| {
                    if builtin_names::SCHEME_ONLY.contains(&id) { format!("node:{id}") } else { id.to_owned() }
                });
                let mut names: Vec<String> = names.collect();
                names.sort_by_key(|name| name.starts_with("node:"));
                let list = super::string_array(&names, cx);
                list.set_integrity_level(boa_engine::object::IntegrityLevel::Frozen, cx)?;
                object::put(class, js_string!("builtinModules"), list.clone());
                Ok(list.into())
            },
            class.clone(),
        ),
    )
    .name(js_string!("builtinModules"))
    .build();
    class.insert_property(
        js_string!("builtinModules"),
        PropertyDescriptor::builder().get(get).enumerable(true).configurable(true).build(),
    );
}

/// What `new Module(id, parent)` makes, with Node's properties in Node's order.
pub(super) fn construct(prototype: JsObject, id: &JsString, parent: &JsValue, cx: &mut Context) -> JsResult<JsObject> {
    let data = ModuleData::default();
    let module = JsObject::new(cx.root_shape(), prototype, data).upcast();
    private(&module, |private| {
        private.first_parent = parent.clone();
        private.last_parent = parent.clone();
    });
    object::put(&module, js_string!("id"), id.clone());
    object::put(&module, js_string!("path"), js(path::dirname(&utf8(id))));
    object::put(&module, js_string!("exports"), JsObject::with_object_proto(cx.intrinsics()));
    update_children(parent, &module, false, cx)?;
    object::put(&module, js_string!("filename"), JsValue::null());
    object::put(&module, js_string!("loaded"), false);
    object::put(&module, js_string!("children"), object::array([], cx));
    Ok(module)
}

/// `isBuiltin(moduleName)`
fn is_builtin(_this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let name = args.first().and_then(JsValue::as_string).map(|name| utf8(&name)).unwrap_or_default();
    Ok(builtin_names::normalize(&name).is_some().into())
}

/// `Module._debug()`: deprecated in Node and of no effect without `NODE_DEBUG=module`.
fn debug(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(JsValue::undefined())
}

/// `module.isPreloading`
fn is_preloading(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(Loader::of(cx).cjs().preloading.get().into())
}

/// `module.constructor`
fn constructor(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(Loader::of(cx).cjs().class.clone().into())
}

/// `module.parent`
fn parent_get(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    pending_deprecation(cx);
    Ok(this.as_object().and_then(|module| private(&module, |private| private.first_parent.clone())).unwrap_or_default())
}

/// `module.parent = value`
fn parent_set(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    pending_deprecation(cx);
    if let Some(module) = this.as_object() {
        let value = args.first().cloned().unwrap_or_default();
        private(&module, |private| private.first_parent = value);
    }
    Ok(JsValue::undefined())
}

/// DEP0144 is reported only with `--pending-deprecation`, and once.
fn pending_deprecation(cx: &mut Context) {
    let env = crate::env::Env::of(cx);
    if env.options().flag("pending-deprecation") && env.slot("modules.DEP0144").is_none() {
        env.set_slot("modules.DEP0144", true);
        env.emit_warning(
            "module.parent is deprecated due to accuracy issues. Please use require.main to find program entry point instead.",
            "DeprecationWarning",
            Some("DEP0144"),
            cx,
        );
    }
}
