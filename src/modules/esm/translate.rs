//! From a URL to a module of the engine, by format: the translators of Node's `esm/translators.js`.

use std::path::Path;

use boa_engine::{
    Context, JsError, JsObject, JsResult, JsString, JsValue, Module, Source, js_string,
    module::SyntheticModuleInitializer, property::PropertyKey,
};
use url::Url;

use super::{Resolved, check_attributes};
use crate::{
    engine::{Error, Result, js, object},
    env::Env,
    error::Code,
    modules::{
        builtins, cjs, hooks,
        loader::{Loader, coded, read_file, text_of},
        syntax_error,
    },
    resolve::{
        Format, builtin_names, file_url, path,
        syntax::{ModuleSyntax, module_syntax},
    },
};

impl Loader {
    /// Makes the module of a URL that is not in the cache.
    pub(super) fn translate(
        &self,
        resolved: &Resolved,
        attributes: &[(String, String)],
        cx: &mut Context,
    ) -> JsResult<Module> {
        let url = &resolved.url;
        if attributes.iter().any(|(key, _)| key != "type") {
            // Whatever the format: no other attribute is known.
            check_attributes(url, Format::Module, attributes, cx)?;
        }
        if self.hooks.has_load() || self.hooks.has_async() {
            let loaded = hooks::load(url, resolved.format.as_deref(), attributes, hooks::System::Import, cx)?;
            return self.translate_loaded(url, loaded, attributes, cx);
        }
        if let Some(name) = url.strip_prefix("node:") {
            check_attributes(url, Format::Builtin, attributes, cx)?;
            return self.builtin_module(name, url, cx);
        }
        let parsed = parse_url(url, cx)?;
        let mut format = match resolved.format.as_deref().and_then(Format::from_name) {
            Some(format) => format,
            None => {
                let format = self.resolver.format_of(&parsed);
                self.resolved(format, cx)?
            }
        };
        check_attributes(url, if format == Format::Ambiguous { Format::CommonJs } else { format }, attributes, cx)?;
        if matches!(format, Format::Wasm | Format::Addon) {
            return Err(unloadable(format, url).throw(cx));
        }
        let source = self.source_at(&parsed, cx)?;
        if format == Format::Ambiguous {
            format = self.detect(&source, url, cx)?;
        }
        self.translate_source(url, format, &source, cx)
    }

    /// What a load hook returned.
    fn translate_loaded(
        &self,
        url: &str,
        loaded: hooks::Loaded,
        attributes: &[(String, String)],
        cx: &mut Context,
    ) -> JsResult<Module> {
        let format = loaded.format.as_deref().and_then(Format::from_name);
        let Some(format) = format else {
            let name = loaded.format.as_deref().unwrap_or("undefined");
            return Err(coded(
                Code::ERR_UNKNOWN_MODULE_FORMAT,
                format!("Unknown module format: {name} for URL {url}"),
                cx,
            ));
        };
        check_attributes(url, format, attributes, cx)?;
        match format {
            Format::Builtin => self.builtin_module(url.strip_prefix("node:").unwrap_or(url), url, cx),
            Format::Wasm | Format::Addon => Err(unloadable(format, url).throw(cx)),
            // Without a source, CommonJS loads itself as `require` would.
            Format::CommonJs if loaded.source.is_null_or_undefined() => {
                let parsed = parse_url(url, cx)?;
                let source = self.source_at(&parsed, cx)?;
                self.common_js_module(url, &source, false, cx)
            }
            Format::CommonJs => {
                let source = hooks::source_text(&loaded.source, cx)?;
                self.common_js_module(url, &source, true, cx)
            }
            _ => {
                let source = hooks::source_text(&loaded.source, cx)?;
                self.translate_source(url, format, &source, cx)
            }
        }
    }

    fn translate_source(&self, url: &str, format: Format, source: &str, cx: &mut Context) -> JsResult<Module> {
        match format {
            Format::Json => self.json_module(url, source, cx),
            Format::CommonJs => self.common_js_module(url, source, false, cx),
            _ => parse_module(url, source, cx),
        }
    }

    /// The text behind a `file:` or `data:` URL.
    pub(in crate::modules) fn source_at(&self, url: &Url, cx: &mut Context) -> JsResult<String> {
        if url.scheme() == "data" {
            return data_source(url).ok_or_else(|| coded(Code::ERR_INVALID_URL, "Invalid URL", cx));
        }
        let path = file_url::to_path(url);
        let path = self.resolved(path, cx)?;
        read_file(&path).map(text_of).map_err(|error| error.throw(cx))
    }

    /// The format of a JavaScript file that neither its name nor a package.json tells.
    pub(in crate::modules) fn detect(&self, source: &str, url: &str, cx: &mut Context) -> JsResult<Format> {
        if !self.flags.detect_module {
            return Ok(Format::CommonJs);
        }
        let filename = file_url::display_path(url);
        let is_module = match module_syntax(source) {
            ModuleSyntax::Certain => true,
            ModuleSyntax::None => false,
            ModuleSyntax::Possible => {
                cjs::compile_common_js(source, &filename, false, cx).is_err() && parse_module(url, source, cx).is_ok()
            }
        };
        if !is_module {
            return Ok(Format::CommonJs);
        }
        self.warn_typeless(url, &filename, cx)?;
        Ok(Format::Module)
    }

    /// Node's advice to add a `type` where only the syntax said it.
    fn warn_typeless(&self, url: &str, filename: &str, cx: &mut Context) -> JsResult<()> {
        let scope = self.resolver.scope(filename);
        let scope = self.resolved(scope, cx)?;
        let Some(package) = scope.package() else {
            return Ok(());
        };
        if filename.contains("/node_modules/")
            || path::extname(filename) != ".js"
            || !self.esm.warned.borrow_mut().insert(package.path.clone())
        {
            return Ok(());
        }
        let message = format!(
            "Module type of {url} is not specified and it doesn't parse as CommonJS.\nReparsing as ES module because module syntax was detected. This incurs a performance overhead.\nTo eliminate this warning, add \"type\": \"module\" to {}.",
            package.path
        );
        Env::of(cx).emit_warning(&message, "Warning", Some("MODULE_TYPELESS_PACKAGE_JSON"), cx);
        Ok(())
    }

    /// A builtin: its enumerable properties are its exports.
    fn builtin_module(&self, name: &str, url: &str, cx: &mut Context) -> JsResult<Module> {
        let known =
            builtin_names::normalize(url).is_some() || (self.flags.expose_internals && name.starts_with("internal/"));
        let Some(id) = builtins::find(name).filter(|_| known) else {
            return Err(coded(Code::ERR_UNKNOWN_BUILTIN_MODULE, format!("No such built-in module: {url}"), cx));
        };
        let exports = builtins::require(id, cx)?;
        let mut names = vec![js_string!("default")];
        if let Some(object) = exports.as_object() {
            names.extend(enumerable_names(&object, cx)?.into_iter().filter(|name| *name != js_string!("default")));
        }
        let init = SyntheticModuleInitializer::from_copy_closure_with_captures(
            |module, (exports, names): &(JsValue, Vec<JsString>), cx| {
                for name in names {
                    let value = export_value(exports, name, cx);
                    module.set_export(name, value)?;
                }
                module.set_export(&js_string!("default"), exports.clone())
            },
            (exports, names[1..].to_vec()),
        );
        let module = Module::synthetic(&names, init, Some(Path::new(url).to_path_buf()), None, cx);
        self.esm.builtins.borrow_mut().push((id, names, module.clone()));
        Ok(module)
    }

    fn json_module(&self, url: &str, source: &str, cx: &mut Context) -> JsResult<Module> {
        let mut exports = None;
        let shared = url.starts_with("file:") && !url.contains(['?', '#']);
        let filename = js(&file_url::display_path(url));
        if shared {
            let cached = self.cjs().cache(cx)?.get(filename.clone(), cx)?;
            if let Some(module) = cached.as_object()
                && module.get(js_string!("loaded"), cx)?.to_boolean()
            {
                exports = Some(module.get(js_string!("exports"), cx)?);
            }
        }
        let exports = match exports {
            Some(exports) => exports,
            None => {
                let exports = cjs::parse_json(source, &file_url::display_path(url), cx)?;
                if shared {
                    // A later `require` of the file gets the same object.
                    let entry = object::build(cx, &[("exports", exports.clone()), ("loaded", true.into())]);
                    self.cjs().cache(cx)?.set(filename, entry, true, cx)?;
                }
                exports
            }
        };
        let init = SyntheticModuleInitializer::from_copy_closure_with_captures(
            |module, exports: &JsValue, _cx| module.set_export(&js_string!("default"), exports.clone()),
            exports,
        );
        Ok(Module::synthetic(&[js_string!("default")], init, Some(Path::new(url).to_path_buf()), None, cx))
    }

    /// CommonJS: runs when the module is evaluated; its names were found in its text.
    fn common_js_module(&self, url: &str, source: &str, keep_source: bool, cx: &mut Context) -> JsResult<Module> {
        let filename = file_url::display_path(url);
        self.esm.common_js.borrow_mut().insert(url.to_owned());
        let mut names: Vec<JsString> = vec![js_string!("default"), js_string!("module.exports")];
        names.extend(cjs::named_exports(self, &filename, source).iter().map(|name| js(name)));
        let name = js(&filename);
        if keep_source {
            self.keep_source(&name, url, source, cx)?;
        }
        let is_main = self.esm.main.borrow().as_deref() == Some(url);
        let init = SyntheticModuleInitializer::from_copy_closure_with_captures(
            |module, (filename, names, is_main): &(JsString, Vec<JsString>, bool), cx| {
                let exports = cjs::load_imported(filename, *is_main, cx)?;
                if let Some(object) = exports.as_object() {
                    for name in &names[2..] {
                        if object.has_own_property(name.clone(), cx).unwrap_or(false) {
                            let value = export_value(&exports, name, cx);
                            module.set_export(name, value)?;
                        }
                    }
                }
                module.set_export(&js_string!("default"), exports.clone())?;
                module.set_export(&js_string!("module.exports"), exports)
            },
            (name, names.clone(), is_main),
        );
        Ok(Module::synthetic(&names, init, Some(Path::new(url).to_path_buf()), None, cx))
    }

    /// Leaves a source that a hook gave where `require` will look for it.
    fn keep_source(&self, name: &JsString, url: &str, source: &str, cx: &mut Context) -> JsResult<()> {
        let state = self.cjs();
        let cache = state.cache(cx)?;
        if !cache.get(name.clone(), cx)?.is_undefined() {
            return Ok(());
        }
        let module = state.new_module(name, &JsValue::undefined(), cx)?;
        cjs::private(&module, |private| private.source = Some(js(source)));
        object::put(&module, state.symbols.is_main.clone(), false);
        object::put(&module, state.symbols.cached_by_esm.clone(), true);
        object::put(&module, state.symbols.url.clone(), js(url));
        object::put(&module, state.symbols.format.clone(), js_string!("commonjs"));
        cache.set(name.clone(), module, true, cx)?;
        Ok(())
    }
}

fn parse_url(url: &str, cx: &mut Context) -> JsResult<Url> {
    Url::parse(url).map_err(|_| coded(Code::ERR_INVALID_URL, "Invalid URL", cx))
}

/// `exports[name]`; a getter that throws counts as undefined.
fn export_value(exports: &JsValue, name: &JsString, cx: &mut Context) -> JsValue {
    exports.as_object().and_then(|object| object.get(name.clone(), cx).ok()).unwrap_or_default()
}

fn enumerable_names(object: &JsObject, cx: &mut Context) -> JsResult<Vec<JsString>> {
    let mut names = Vec::new();
    for key in object.own_property_keys(cx)? {
        let name = match &key {
            PropertyKey::String(name) => name.clone(),
            PropertyKey::Index(index) => js(&index.get().to_string()),
            PropertyKey::Symbol(_) => continue,
        };
        let enumerable =
            object.borrow().properties().get(&key).is_some_and(|descriptor| descriptor.enumerable() == Some(true));
        if enumerable {
            names.push(name);
        }
    }
    Ok(names)
}

/// Parses an ES module; its frames show the URL.
pub(in crate::modules) fn parse_module(url: &str, source: &str, cx: &mut Context) -> JsResult<Module> {
    match Module::parse(Source::from_bytes(source.as_bytes()).with_path(Path::new(url)), None, cx) {
        Ok(module) => Ok(module),
        Err(error) => Err(syntax_error::located(error, url, source, cx)),
    }
}

fn unloadable(format: Format, url: &str) -> Error {
    let extension = if format == Format::Wasm { ".wasm" } else { ".node" };
    Error::code(
        Code::ERR_UNKNOWN_FILE_EXTENSION,
        format!("Unknown file extension \"{extension}\" for {}", file_url::display_path(url)),
    )
}

/// The text of a `data:` URL.
fn data_source(url: &Url) -> Option<String> {
    let text = url.as_str().strip_prefix("data:")?;
    let text = text.split('#').next().unwrap_or(text);
    let (head, body) = text.split_once(',')?;
    let bytes = file_url::decode_bytes(body);
    let bytes = if head.ends_with(";base64") { base64_simd::forgiving_decode_to_vec(&bytes).ok()? } else { bytes };
    Some(text_of(bytes))
}

/// `syncBuiltinESMExports()`: what users changed on builtins shows in their ES modules.
pub(crate) fn sync_builtin_exports(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let loader = Loader::of(cx);
    let list: Vec<_> = loader.esm.builtins.borrow().clone();
    for (id, names, module) in list {
        if module.status() == "unlinked" {
            continue;
        }
        let exports = builtins::require(id, cx)?;
        for name in names.iter().skip(1) {
            let value = export_value(&exports, name, cx);
            module.set_synthetic_export(name, value).map_err(JsError::from)?;
        }
    }
    Ok(JsValue::undefined())
}
