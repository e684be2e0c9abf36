//! `module._compile` and the handlers of `Module._extensions`: from a file to a module that ran.

use std::path::Path;

use boa_engine::{
    Context, JsError, JsObject, JsResult, JsString, JsValue, Module, Script, Source, js_string,
    object::builtins::JsFunction,
};

use super::{call_method, load, make_require, private};
use crate::{
    engine::{Error, Result, arg, js, object, utf8},
    env::Env,
    error::Code,
    modules::{
        entry, hooks,
        loader::{Loader, coded, read_file, text_of},
        syntax_error,
    },
    resolve::{
        PackageType, file_url, path,
        syntax::{ModuleSyntax, module_syntax},
    },
};

/// What `Module.wrapper` shows; the wrapper itself is used only by users who change it.
const WRAPPER_HEAD: &str = "(function (exports, require, module, __filename, __dirname) { ";
const WRAPPER_TAIL: &str = "\n});";

/// What compiling a source as CommonJS gave.
pub(in crate::modules) enum Compiled {
    Function(JsFunction),
    /// The source is an ES module.
    Module,
}

/// Compiles a source as the body of Node's module function. `detect` allows an answer of "this is an ES module" instead
/// of a SyntaxError.
pub(in crate::modules) fn compile_common_js(
    source: &str,
    filename: &str,
    detect: bool,
    cx: &mut Context,
) -> JsResult<Compiled> {
    let parameters = ["exports", "require", "module", "__filename", "__dirname"].map(js);
    match Script::compile_function(
        Source::from_bytes(source.as_bytes()).with_path(Path::new(filename)),
        &parameters,
        cx,
    ) {
        Ok((function, _)) => {
            let function = JsFunction::from_object(function);
            function
                .map(Compiled::Function)
                .ok_or_else(|| boa_engine::JsNativeError::syntax().with_message("Unexpected token '}'").into())
        }
        Err(error) => {
            if detect && is_module(source, filename, cx) {
                return Ok(Compiled::Module);
            }
            let error = syntax_error::located(error, filename, source, cx);
            Err(syntax_error::outside_module(error, source, cx))
        }
    }
}

/// Whether a source that is no CommonJS is an ES module.
pub(in crate::modules) fn is_module(source: &str, filename: &str, cx: &mut Context) -> bool {
    match module_syntax(source) {
        ModuleSyntax::Certain => true,
        ModuleSyntax::None => false,
        ModuleSyntax::Possible => {
            Module::parse(Source::from_bytes(source.as_bytes()).with_path(Path::new(filename)), None, cx).is_ok()
        }
    }
}

/// `module._compile(content, filename[, format])`
pub(super) fn compile_method(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let module = this.to_object(cx)?;
    let content: JsString = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let filename: JsString = arg(args, 1, "filename", cx)?;
    let format = args.get(2).and_then(JsValue::as_string).map(|format| utf8(&format));
    Ok(compile(&module, utf8(&content), &utf8(&filename), format.as_deref(), cx)?)
}

/// Compiles and runs a module's source.
fn compile(
    module: &JsObject,
    source: String,
    filename: &str,
    format: Option<&str>,
    cx: &mut Context,
) -> JsResult<JsValue> {
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    if format.is_some_and(|format| format.ends_with("typescript")) {
        return Err(coded(
            Code::ERR_UNKNOWN_FILE_EXTENSION,
            format!("Unknown file extension \"{}\" for {filename}", path::extname(filename)),
            cx,
        ));
    }
    let is_main = module.get(cjs.symbols.is_main.clone(), cx)?.to_boolean();
    let mut function = None;
    if format != Some("module") {
        let detect = format != Some("commonjs")
            && if is_main { loader.flags.detect_module } else { loader.flags.require_module };
        match patched_wrapper(&source, cx)? {
            Some(wrapped) => function = Some(compile_wrapped(&wrapped, filename, cx)?),
            None => match compile_common_js(&source, filename, detect, cx) {
                Ok(Compiled::Function(compiled)) => function = Some(compiled),
                Ok(Compiled::Module) => {}
                Err(error) => {
                    if module_syntax(&source) == ModuleSyntax::Certain {
                        let message = format!(
                            "Failed to load the ES module: {filename}. Make sure to set \"type\": \"module\" in the nearest package.json file or use the .mjs extension."
                        );
                        Env::of(cx).emit_warning(&message, "Warning", None, cx);
                    }
                    return Err(error);
                }
            },
        }
    }
    let Some(function) = function else {
        if is_main {
            object::put(&Env::of(cx).process(), js_string!("mainModule"), JsValue::undefined());
            entry::run_module(&file_url::from_path(filename), cx)?;
            return Ok(JsValue::undefined());
        }
        load::exports_from_esm(module, filename, Some(source), cx)?;
        return Ok(JsValue::undefined());
    };
    drop(source);
    let require = make_require(module, cx)?;
    let exports = module.get(js_string!("exports"), cx)?;
    object::put(module, cjs.symbols.executing.clone(), true);
    let args = [
        exports.clone(),
        require.into(),
        module.clone().into(),
        js(filename).into(),
        js(path::dirname(filename)).into(),
    ];
    let result = function.call(&exports, &args, cx);
    if result.is_ok() {
        object::put(module, cjs.symbols.executing.clone(), false);
    }
    result
}

/// The wrapped source if users changed `Module.wrap` or `Module.wrapper`.
fn patched_wrapper(source: &str, cx: &mut Context) -> JsResult<Option<JsString>> {
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    let wrap = cjs.wrap.borrow().clone();
    if let Some(wrap) = wrap {
        let Some(wrap) = wrap.as_callable() else {
            return Err(super::not_a_function(&js_string!("wrap")));
        };
        let wrapped = wrap.call(&cjs.class.clone().into(), &[js(source).into()], cx)?;
        return wrapped.to_string(cx).map(Some);
    }
    let Some(wrapper) = cjs.wrapper.borrow().clone() else {
        return Ok(None);
    };
    let (head, tail) = wrapper_parts(&wrapper, cx)?;
    if utf8(&head) == WRAPPER_HEAD && utf8(&tail) == WRAPPER_TAIL {
        return Ok(None);
    }
    Ok(Some(js(&format!("{}{source}{}", utf8(&head), utf8(&tail)))))
}

fn wrapper_parts(wrapper: &JsValue, cx: &mut Context) -> JsResult<(JsString, JsString)> {
    let wrapper = wrapper.to_object(cx)?;
    let head = wrapper.get(0, cx)?.to_string(cx)?;
    let tail = wrapper.get(1, cx)?.to_string(cx)?;
    Ok((head, tail))
}

fn compile_wrapped(wrapped: &JsString, filename: &str, cx: &mut Context) -> JsResult<JsFunction> {
    let code = utf8(wrapped);
    let script = match Script::parse(Source::from_bytes(code.as_bytes()).with_path(Path::new(filename)), None, cx) {
        Ok(script) => script,
        Err(error) => return Err(syntax_error::located(error, filename, &code, cx)),
    };
    let value = script.evaluate(cx)?;
    value
        .as_function()
        .ok_or_else(|| boa_engine::JsNativeError::typ().with_message("compiledWrapper is not a function").into())
}

/// `Module.wrap`
pub(super) fn wrap_get(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let loader = Loader::of(cx);
    let replaced = loader.cjs().wrap.borrow().clone();
    if let Some(wrap) = replaced {
        return Ok(wrap);
    }
    let env = Env::of(cx);
    if let Some(wrap) = env.slot("modules.wrap") {
        return Ok(wrap);
    }
    let wrap: JsValue = crate::engine::binding::closure("wrap", 1, (), wrap, cx).into();
    env.set_slot("modules.wrap", wrap.clone());
    Ok(wrap)
}

/// `Module.wrap(script)`
fn wrap(_this: &JsValue, args: &[JsValue], (): &(), cx: &mut Context) -> Result<JsValue> {
    let script: JsString = args.first().cloned().unwrap_or_default().to_string(cx)?;
    let loader = Loader::of(cx);
    let wrapper = loader.cjs().wrapper.borrow().clone();
    let (head, tail) = match wrapper {
        Some(wrapper) => wrapper_parts(&wrapper, cx)?,
        None => (js_string!("(function (exports, require, module, __filename, __dirname) { "), js_string!("\n});")),
    };
    Ok(js_string!(&head, &script, &tail).into())
}

/// `Module.wrap = function`
pub(super) fn wrap_set(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    *Loader::of(cx).cjs().wrap.borrow_mut() = Some(args.first().cloned().unwrap_or_default());
    Ok(JsValue::undefined())
}

/// `Module.wrapper`
pub(super) fn wrapper_get(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let loader = Loader::of(cx);
    let known = loader.cjs().wrapper.borrow().clone();
    if let Some(wrapper) = known {
        return Ok(wrapper);
    }
    let wrapper: JsValue = object::array([js(WRAPPER_HEAD).into(), js(WRAPPER_TAIL).into()], cx).into();
    *loader.cjs().wrapper.borrow_mut() = Some(wrapper.clone());
    Ok(wrapper)
}

/// `Module.wrapper = array`
pub(super) fn wrapper_set(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    *Loader::of(cx).cjs().wrapper.borrow_mut() = Some(args.first().cloned().unwrap_or_default());
    Ok(JsValue::undefined())
}

/// The source of a file: what a hook or `import` left, what load hooks give, or the file itself.
fn load_source(
    module: &JsObject,
    filename: &str,
    format: Option<&str>,
    cx: &mut Context,
) -> JsResult<(String, Option<String>)> {
    let loader = Loader::of(cx);
    let cjs = loader.cjs();
    let hooked = module.get(cjs.symbols.format.clone(), cx)?.as_string().map(|format| utf8(&format));
    if let Some(source) = private(module, |private| private.source.take()).flatten() {
        return Ok((utf8(&source), hooked.or_else(|| format.map(str::to_owned))));
    }
    if loader.hooks.has_load() {
        let url = module
            .get(cjs.symbols.url.clone(), cx)?
            .as_string()
            .map_or_else(|| file_url::from_path(filename), |url| utf8(&url));
        let loaded = hooks::load(&url, hooked.as_deref().or(format), &[], hooks::System::Require, cx)?;
        let source = hooks::source_text(&loaded.source, cx)?;
        return Ok((source, loaded.format));
    }
    let bytes = read_file(filename).map_err(|error| error.throw(cx))?;
    Ok((text_of(bytes), hooked.or_else(|| format.map(str::to_owned))))
}

/// `Module._extensions['.js'](module, filename)`
pub(super) fn extension_js(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let module: JsObject = arg(args, 0, "module", cx)?;
    let filename: String = arg(args, 1, "filename", cx)?;
    let loader = Loader::of(cx);
    let mut package_json = None;
    let format = match path::extname(&filename) {
        ".cjs" => Some("commonjs"),
        ".mjs" => Some("module"),
        extension @ (".js" | "") => {
            let scope = loader.resolver.scope(&filename);
            let scope = loader.resolved(scope, cx)?;
            package_json = scope.package().map(|package| package.path.clone());
            match scope.package().map_or(PackageType::None, |package| package.kind) {
                PackageType::None => None,
                // A file without an extension may be CommonJS in any package.
                PackageType::Module if extension.is_empty() => None,
                kind => Some(kind.name()),
            }
        }
        _ => None,
    };
    let (source, format) = load_source(&module, &filename, format, cx)?;
    if format.as_deref() == Some("module") && !loader.flags.require_module {
        return Err(require_esm_error(&module, &filename, package_json.as_deref(), &source, cx)?.into());
    }
    let method = module.get(js_string!("_compile"), cx)?;
    let native = method.as_object().is_some_and(|method| JsObject::equals(&method, &loader.cjs().native_compile));
    if native {
        compile(&module, source, &filename, format.as_deref(), cx)?;
    } else {
        let format = format.map_or_else(JsValue::undefined, |format| js(&format).into());
        call_method(&module, js_string!("_compile"), &[js(&source).into(), js(&filename).into(), format], cx)?;
    }
    Ok(JsValue::undefined())
}

/// `ERR_REQUIRE_ESM`, for `--no-require-module`.
fn require_esm_error(
    module: &JsObject,
    filename: &str,
    package_json: Option<&str>,
    source: &str,
    cx: &mut Context,
) -> JsResult<JsError> {
    let parent = private(module, |private| private.first_parent.clone()).and_then(|parent| parent.as_object());
    let parent = match parent {
        Some(parent) => parent.get(js_string!("filename"), cx)?.as_string().map(|name| utf8(&name)),
        None => None,
    };
    let from = parent.as_deref().map_or_else(String::new, |parent| format!(" from {parent}"));
    let mut message = format!("require() of ES Module {filename}{from} not supported.");
    match package_json {
        None if filename.ends_with(".mjs") => {
            message.push_str(&format!("\nInstead change the require of {filename} to a dynamic import() which is available in all CommonJS modules."));
        }
        None => {}
        Some(package_json) => {
            let same_name = parent.as_deref().is_some_and(|parent| path::basename(parent) == path::basename(filename));
            let name = if same_name { filename } else { path::basename(filename) };
            if module_syntax(source) == ModuleSyntax::None {
                message.push_str(&format!(
                    "\n{name} is treated as an ES module file as it is a .js file whose nearest parent package.json contains \"type\": \"module\" which declares all .js files in that package scope as ES modules.\nInstead either rename {name} to end in .cjs, change the requiring code to use dynamic import() which is available in all CommonJS modules, or change \"type\": \"module\" to \"type\": \"commonjs\" in {package_json} to treat all .js files as CommonJS (using .mjs for all ES modules instead).\n"
                ));
            } else {
                let of = parent.as_deref().map_or_else(String::new, |parent| format!(" in {parent}"));
                message.push_str(&format!("\nInstead change the require of {name}{of} to a dynamic import() which is available in all CommonJS modules."));
            }
        }
    }
    Ok(coded(Code::ERR_REQUIRE_ESM, message, cx))
}

/// `Module._extensions['.json'](module, filename)`
pub(super) fn extension_json(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let module: JsObject = arg(args, 0, "module", cx)?;
    let filename: String = arg(args, 1, "filename", cx)?;
    let (source, _) = load_source(&module, &filename, Some("json"), cx)?;
    let value = parse_json(&source, &filename, cx)?;
    object::put(&module, js_string!("exports"), value);
    Ok(JsValue::undefined())
}

/// `JSON.parse` whose error names the file.
pub(in crate::modules) fn parse_json(source: &str, filename: &str, cx: &mut Context) -> JsResult<JsValue> {
    let text = js(source.strip_prefix('\u{feff}').unwrap_or(source));
    let json = cx.global_object().get(js_string!("JSON"), cx)?.to_object(cx)?;
    match call_method(&json, js_string!("parse"), &[text.into()], cx) {
        Ok(value) => Ok(value),
        Err(error) => {
            let value = error.into_opaque(cx)?;
            if let Some(object) = value.as_object() {
                let message = object.get(js_string!("message"), cx)?.to_string(cx)?;
                object::put_hidden(&object, js_string!("message"), js(&format!("{filename}: {}", utf8(&message))));
            }
            Err(JsError::from_opaque(value))
        }
    }
}

/// `Module._extensions['.node'](module, filename)`
pub(super) fn extension_node(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let filename: String = arg(args, 1, "filename", cx)?;
    read_file(&filename)?;
    Err(Error::code(
        Code::ERR_DLOPEN_FAILED,
        format!("{filename}: native add-ons cannot be loaded: this runtime has no Node-API"),
    ))
}
