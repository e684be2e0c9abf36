//! Call sites: what `Error.prepareStackTrace` gets. Counterpart of V8's `src/builtins/builtins-callsite.cc`.

use std::rc::Rc;

use boa_engine::{
    Context, Finalize, JsData, JsNativeError, JsObject, JsResult, JsValue, Trace, js_string, object::builtins::JsArray,
    vm::StackFrame,
};

use super::{State, frame, native};
use crate::engine::{js, object};

/// What a call site answers, worked out when it is made.
#[derive(Trace, Finalize, JsData)]
struct CallSite {
    this: JsValue,
    function: JsValue,
    #[unsafe_ignore_trace]
    facts: Facts,
}

#[allow(clippy::struct_excessive_bools, reason = "each is one question of V8's interface")]
struct Facts {
    type_name: Option<String>,
    function_name: Option<String>,
    method_name: Option<String>,
    file: Option<String>,
    eval_origin: Option<String>,
    line: u32,
    column: u32,
    toplevel: bool,
    construct: bool,
    native: bool,
    eval: bool,
    is_async: bool,
    text: String,
}

/// The frames as an array of call sites.
pub(super) fn array(frames: &[StackFrame], state: &Rc<State>, cx: &mut Context) -> JsResult<JsValue> {
    let made = state.call_site.borrow().clone();
    let prototype = made.unwrap_or_else(|| prototype(cx));
    *state.call_site.borrow_mut() = Some(prototype.clone());
    let mut sites = Vec::with_capacity(frames.len());
    // V8 tells neither receiver nor function from the first strict frame on.
    let mut hidden = false;
    for (index, of) in frames.iter().enumerate() {
        hidden |= of.strict || of.native;
        let this = if hidden {
            JsValue::undefined()
        } else if of.this.is_null_or_undefined() {
            cx.global_object().into()
        } else {
            of.this.clone()
        };
        let function = of.function.clone().filter(|_| !hidden).map_or_else(JsValue::undefined, JsValue::from);
        let facts = Facts {
            type_name: if of.construct { None } else { frame::type_name(of, cx) },
            function_name: frame::function_name(of),
            method_name: frame::method_name(of, cx),
            file: frame::source_name(of),
            eval_origin: frame::eval_origin(frames, index),
            line: of.line,
            column: of.column,
            toplevel: frame::is_toplevel(of, cx),
            construct: of.construct,
            native: of.native,
            eval: frame::is_eval(of),
            is_async: false,
            text: frame::shown(frames, index, cx),
        };
        let site = JsObject::new(cx.root_shape(), prototype.clone(), CallSite { this, function, facts });
        sites.push(JsValue::from(site.upcast()));
    }
    Ok(JsArray::from_iter(sites, cx).into())
}

fn facts<T>(this: &JsValue, read: impl FnOnce(&CallSite) -> T) -> JsResult<T> {
    let object = this.as_object();
    let site = object.as_ref().and_then(|object| object.downcast_ref::<CallSite>());
    let site =
        site.ok_or_else(|| JsNativeError::typ().with_message("CallSite method called on incompatible receiver"))?;
    Ok(read(&site))
}

fn text_or_null(text: Option<&String>) -> JsValue {
    text.map_or_else(JsValue::null, |text| js(text).into())
}

fn number_or_null(number: u32) -> JsValue {
    if number == 0 { JsValue::null() } else { number.into() }
}

type Method = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

const METHODS: &[(&str, Method)] = &[
    ("getColumnNumber", |this, _, _| facts(this, |site| number_or_null(site.facts.column))),
    ("getEnclosingColumnNumber", |this, _, _| facts(this, |site| number_or_null(site.facts.column))),
    ("getEnclosingLineNumber", |this, _, _| facts(this, |site| number_or_null(site.facts.line))),
    ("getEvalOrigin", |this, _, _| {
        facts(this, |site| site.facts.eval_origin.as_ref().map_or_else(JsValue::undefined, |text| js(text).into()))
    }),
    ("getFileName", |this, _, _| {
        facts(this, |site| match &site.facts.file {
            Some(name) => js(name).into(),
            None if site.facts.native => JsValue::null(),
            None => JsValue::undefined(),
        })
    }),
    ("getFunction", |this, _, _| facts(this, |site| site.function.clone())),
    ("getFunctionName", |this, _, _| facts(this, |site| text_or_null(site.facts.function_name.as_ref()))),
    ("getLineNumber", |this, _, _| facts(this, |site| number_or_null(site.facts.line))),
    ("getMethodName", |this, _, _| facts(this, |site| text_or_null(site.facts.method_name.as_ref()))),
    ("getPosition", |this, _, _| facts(this, |_| JsValue::from(0))),
    ("getPromiseIndex", |this, _, _| facts(this, |_| JsValue::null())),
    ("getScriptNameOrSourceURL", |this, _, _| {
        facts(this, |site| site.facts.file.as_ref().map_or_else(JsValue::undefined, |text| js(text).into()))
    }),
    ("getThis", |this, _, _| facts(this, |site| site.this.clone())),
    ("getTypeName", |this, _, _| facts(this, |site| text_or_null(site.facts.type_name.as_ref()))),
    ("isAsync", |this, _, _| facts(this, |site| site.facts.is_async.into())),
    ("isConstructor", |this, _, _| facts(this, |site| site.facts.construct.into())),
    ("isEval", |this, _, _| facts(this, |site| site.facts.eval.into())),
    ("isNative", |this, _, _| facts(this, |_| false.into())),
    ("isPromiseAll", |this, _, _| facts(this, |_| false.into())),
    ("isToplevel", |this, _, _| facts(this, |site| site.facts.toplevel.into())),
    ("toString", |this, _, _| facts(this, |site| js(&site.facts.text).into())),
];

fn prototype(cx: &mut Context) -> JsObject {
    let prototype = object::build(cx, &[]);
    let constructor =
        native(cx, |_, _, _| Err(JsNativeError::typ().with_message("Illegal constructor").into()), "CallSite", 0);
    object::put_hidden(&constructor, js_string!("prototype"), prototype.clone());
    object::put_hidden(&prototype, js_string!("constructor"), constructor);
    for &(name, method) in METHODS {
        let function = native(cx, method, name, 0);
        object::put_hidden(&prototype, js(name), function);
    }
    prototype
}
