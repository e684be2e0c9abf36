//! `internalBinding('contextify')`: scripts and contexts of `node:vm`.
//!
//! Counterpart of Node's `src/node_contextify.cc`. A context is a realm of the engine; its global object shows the
//! sandbox in front of the built-ins. **A script of the engine belongs to one realm**: it is compiled for each realm
//! that it runs in.

use std::{cell::RefCell, path::Path, rc::Rc};

use boa_engine::{
    Context, Finalize, JsData, JsObject, JsResult, JsString, JsValue, Script, Source, Trace, js_string,
    object::builtins::JsWeakMap, realm::Realm,
};

use crate::{
    engine::{Binding, Error, NativeClass, Result, Wrap, arg, bytes, class, function, object, unwrap, utf8},
    env::Env,
    modules::{self, ImportPolicy},
};

pub(super) static BINDING: Binding = Binding {
    name: "contextify",
    exports: &[
        class(&SCRIPT),
        function!("compileFunction", 8, compile_function),
        function!("isContext", 1, is_context),
        function!("makeContext", 3, make_context),
    ],
};

static SCRIPT: NativeClass = NativeClass {
    name: "ContextifyScript",
    length: 6,
    construct: new_script,
    statics: &[],
    methods: &[&[
        function!("acceptsCachedData", 1, accepts_cached_data),
        function!("createCachedData", 0, create_cached_data),
        function!("runInContext", 2, run_in_context),
    ]],
};

/// The state of a `vm.Script`.
struct ContextifyScript {
    /// The text with its offsets put in as blank lines and spaces.
    code: String,
    filename: String,
    /// Columns of the first line that are not the user's.
    compiled: RefCell<Vec<(Realm, Script)>>,
}

/// What a contextified object leads to.
#[derive(Trace, Finalize, JsData)]
struct ContextHolder {
    realm: Realm,
    /// `microtaskMode: 'afterEvaluate'`.
    own_microtasks: bool,
}

/// The contexts by their sandbox; the sandbox keeps its context alive, not the other way round.
fn contexts(cx: &mut Context) -> JsResult<JsWeakMap> {
    let env = Env::of(cx);
    if let Some(map) = env.slot("contextify.contexts").and_then(|map| map.as_object()) {
        return JsWeakMap::from_object(map)
            .map_err(|_| boa_engine::JsNativeError::typ().with_message("the table of contexts is no WeakMap").into());
    }
    let map = JsWeakMap::new(cx);
    env.set_slot("contextify.contexts", JsObject::from(map.clone()));
    Ok(map)
}

/// The realm of a contextified object.
pub(super) fn realm_of(sandbox: &JsObject, cx: &mut Context) -> JsResult<Option<(Realm, bool)>> {
    let holder = contexts(cx)?.get(sandbox, cx)?;
    Ok(holder.as_object().and_then(|holder| {
        holder.downcast_ref::<ContextHolder>().map(|holder| (holder.realm.clone(), holder.own_microtasks))
    }))
}

/// `isContext(object)`
fn is_context(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let object: JsObject = arg(args, 0, "object", cx)?;
    Ok(realm_of(&object, cx)?.is_some().into())
}

/// `makeContext(sandbox, allowStrings, ownMicrotasks)`: contextifies and returns the sandbox, or a fresh global object.
fn make_context(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let strings = args.get(1).is_none_or(JsValue::to_boolean);
    let own_microtasks = args.get(2).is_some_and(JsValue::to_boolean);
    let (realm, sandbox) = match args.first().and_then(JsValue::as_object) {
        Some(sandbox) => (cx.create_sandboxed_realm(sandbox.clone())?, sandbox),
        None => {
            let realm = cx.create_realm()?;
            let outer = cx.enter_realm(realm.clone());
            let global = cx.global_object();
            cx.enter_realm(outer);
            (realm, global)
        }
    };
    share_error_api(&realm, cx)?;
    if !strings {
        realm.host_defined_mut().insert(crate::env::NoCodeGeneration);
    }
    let holder = JsObject::from_proto_and_data(None, ContextHolder { realm, own_microtasks });
    contexts(cx)?.set(&sandbox, holder.into(), cx)?;
    Ok(sandbox.into())
}

/// Gives a context's `Error` what V8's has in every context.
fn share_error_api(realm: &Realm, cx: &mut Context) -> JsResult<()> {
    let outer_error = cx.intrinsics().constructors().error().constructor();
    let error = realm.intrinsics().constructors().error().constructor();
    for key in [js_string!("captureStackTrace"), js_string!("stackTraceLimit")] {
        let value = outer_error.get(key.clone(), cx)?;
        if value.is_callable() {
            object::put_hidden(&error, key, value);
        } else {
            object::put(&error, key, value);
        }
    }
    Ok(())
}

/// The code with `lineOffset` lines and `columnOffset` columns before it. Negative offsets cannot be shown, and those
/// beyond any real file are not worth their memory.
fn with_offsets(code: &str, line_offset: i32, column_offset: i32) -> String {
    const LARGEST: usize = 1_000_000;
    let lines = usize::try_from(line_offset).ok().filter(|&lines| lines <= LARGEST).unwrap_or(0);
    let columns = usize::try_from(column_offset).ok().filter(|&columns| columns <= LARGEST).unwrap_or(0);
    format!("{}{}{code}", "\n".repeat(lines), " ".repeat(columns))
}

/// `new ContextifyScript(code, filename, lineOffset, columnOffset, parsingContext, importPolicy)`
fn new_script(args: &[JsValue], cx: &mut Context) -> Result<Wrap> {
    let code: JsString = arg(args, 0, "code", cx)?;
    let filename: String = arg(args, 1, "filename", cx)?;
    let line_offset: i32 = arg(args, 2, "lineOffset", cx)?;
    let column_offset: i32 = arg(args, 3, "columnOffset", cx)?;
    let script = ContextifyScript {
        code: with_offsets(&utf8(&code), line_offset, column_offset),
        filename: filename.clone(),
        compiled: RefCell::default(),
    };
    match args.get(4) {
        // Nobody knows yet where it will run: only its syntax is checked.
        None => modules::check_script(&script.code, &filename, cx)?,
        Some(value) if value.is_undefined() => modules::check_script(&script.code, &filename, cx)?,
        Some(value) => {
            let realm = match value.as_object() {
                Some(sandbox) => realm_of(&sandbox, cx)?.map(|(realm, _)| realm),
                None => None,
            };
            let realm = realm.unwrap_or_else(|| cx.realm().clone());
            script.compiled_for(&realm, cx)?;
        }
    }
    set_policy(&filename, args.get(5), cx);
    Ok(Wrap::new(Rc::new(script)))
}

fn set_policy(filename: &str, policy: Option<&JsValue>, cx: &mut Context) {
    let policy = match policy {
        Some(value) => match (value.as_string().map(|text| utf8(&text)), value.as_function()) {
            (_, Some(callback)) => ImportPolicy::Callback(callback),
            (Some(word), _) if word == "default" => ImportPolicy::Default,
            (Some(word), _) if word == "flag" => ImportPolicy::MissingFlag,
            _ => ImportPolicy::Missing,
        },
        None => ImportPolicy::Missing,
    };
    modules::set_import_policy(filename, policy, cx);
}

impl ContextifyScript {
    fn compiled_for(&self, realm: &Realm, cx: &mut Context) -> JsResult<Script> {
        let known = self.compiled.borrow().iter().find(|(known, _)| known == realm).map(|(_, script)| script.clone());
        if let Some(script) = known {
            return Ok(script);
        }
        let outer = cx.enter_realm(realm.clone());
        let parsed =
            Script::parse(Source::from_bytes(self.code.as_bytes()).with_path(Path::new(&self.filename)), None, cx);
        // A SyntaxError belongs to the realm of the script.
        let parsed = parsed.map_err(|error| modules::located_syntax_error(error, &self.filename, &self.code, cx));
        cx.enter_realm(outer);
        let script = parsed?;
        self.compiled.borrow_mut().push((realm.clone(), script.clone()));
        Ok(script)
    }
}

/// `script.runInContext(sandbox, timeout)`: in this context without a sandbox.
fn run_in_context(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let script = unwrap::<ContextifyScript>(this)?;
    let (realm, own_microtasks) = match args.first().and_then(JsValue::as_object) {
        Some(sandbox) => realm_of(&sandbox, cx)?
            .ok_or_else(|| Error::from(boa_engine::JsNativeError::typ().with_message("Illegal invocation")))?,
        None => (cx.realm().clone(), false),
    };
    let compiled = script.compiled_for(&realm, cx)?;
    let outer = cx.enter_realm(realm);
    let result = compiled.evaluate(cx);
    if own_microtasks {
        Env::of(cx).run_microtasks(cx);
    }
    cx.enter_realm(outer);
    Ok(result?)
}

/// What stands for the code cache that the engine does not have: a token that is valid for the same source only.
fn token(script: &ContextifyScript) -> Vec<u8> {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    script.code.hash(&mut hasher);
    let mut token = b"ouro-no-code-cache\0".to_vec();
    token.extend_from_slice(&hasher.finish().to_le_bytes());
    token
}

/// `script.createCachedData()`
fn create_cached_data(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let script = unwrap::<ContextifyScript>(this)?;
    Ok(bytes::new_uint8array(&token(&script), cx)?.into())
}

/// `script.acceptsCachedData(buffer)`
fn accepts_cached_data(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let script = unwrap::<ContextifyScript>(this)?;
    let given = bytes::view(args.first().unwrap_or(&JsValue::undefined()), cx)?;
    Ok(given.is_some_and(|given| given.to_vec() == token(&script)).into())
}

/// `compileFunction(code, filename, lineOffset, columnOffset, parsingContext, contextExtensions, params, importPolicy)`
fn compile_function(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let code: JsString = arg(args, 0, "code", cx)?;
    let filename: String = arg(args, 1, "filename", cx)?;
    let line_offset: i32 = arg(args, 2, "lineOffset", cx)?;
    let column_offset: i32 = arg(args, 3, "columnOffset", cx)?;
    let code = utf8(&code);
    let realm = match args.get(4).and_then(JsValue::as_object) {
        Some(sandbox) => realm_of(&sandbox, cx)?.map(|(realm, _)| realm),
        None => None,
    };
    let list = |index: usize, cx: &mut Context| -> JsResult<Vec<JsValue>> {
        match args.get(index).and_then(JsValue::as_object) {
            Some(list) => object::elements(&list, cx),
            None => Ok(Vec::new()),
        }
    };
    let extensions: Vec<JsValue> = list(5, cx)?.into_iter().filter(JsValue::is_object).collect();
    let params: Vec<JsString> = list(6, cx)?.iter().filter_map(JsValue::as_string).collect();
    set_policy(&filename, args.get(7), cx);
    let realm = realm.unwrap_or_else(|| cx.realm().clone());
    let text = with_offsets(&code, line_offset, column_offset);
    let outer = cx.enter_realm(realm);
    let mut compiled =
        Script::compile_function(Source::from_bytes(text.as_bytes()).with_path(Path::new(&filename)), &params, cx)
            .map(|(function, _)| function);
    if compiled.is_ok() && !extensions.is_empty() {
        // The body is complete by itself, as the first compilation has shown.
        let names: Vec<String> = (0..extensions.len()).map(|index| format!("extension{index}")).collect();
        let scopes: String = names.iter().map(|name| format!("with ({name}) ")).collect();
        let params: Vec<String> = params.iter().map(utf8).collect();
        let text = format!(
            "{}(function ({}) {{ {scopes}return function ({}) {{{code}\n}} }})",
            with_offsets("", line_offset, column_offset),
            names.join(","),
            params.join(",")
        );
        compiled = evaluate_function(&text, &filename, &extensions, cx);
    }
    cx.enter_realm(outer);
    match compiled {
        Ok(function) => Ok(function.into()),
        Err(error) => Err(modules::located_syntax_error(error, &filename, &text, cx).into()),
    }
}

fn evaluate_function(text: &str, filename: &str, extensions: &[JsValue], cx: &mut Context) -> JsResult<JsObject> {
    let script = Script::parse(Source::from_bytes(text.as_bytes()).with_path(Path::new(filename)), None, cx)?;
    let mut value = script.evaluate(cx)?;
    if !extensions.is_empty()
        && let Some(outer) = value.as_function()
    {
        value = outer.call(&JsValue::undefined(), extensions, cx)?;
    }
    value.as_object().ok_or_else(|| boa_engine::JsNativeError::syntax().with_message("Unexpected token '}'").into())
}
