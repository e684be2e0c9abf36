//! Node's Error API: `error.stack` as V8 formats it, `Error.captureStackTrace`, `Error.stackTraceLimit`,
//! `Error.prepareStackTrace` with call sites.
//!
//! Counterpart of V8's `src/execution/messages.cc` and of Node's `lib/internal/errors.js` (prepareStackTraceCallback).
//! The engine captures frames when an error is made; the text is made here, when `stack` is first read.
//! **Reading a frame runs no user code**: names come from own data properties.

mod call_site;
pub mod frame;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::{
    Context, Finalize, JsNativeError, JsObject, JsResult, JsString, JsSymbol, JsValue, NativeFunction, Trace,
    builtins::error::Error as ErrorData,
    js_string,
    object::{FunctionObjectBuilder, builtins::JsFunction},
    property::PropertyDescriptor,
    vm::{Backtrace, StackFrame},
};
use boa_gc::{Gc, GcRefCell};

use super::{object, strings::utf8};

/// What the stack API keeps for a context.
struct State {
    /// `Error.prepareStackTrace` as it is until somebody replaces it.
    default_prepare: JsFunction,
    /// The mark of errors whose header shows their code.
    node_error: JsSymbol,
    /// The prototype of call sites, made when somebody first asks for some.
    call_site: RefCell<Option<JsObject>>,
    /// Whether user code is formatting a stack; errors inside it are formatted plainly.
    formatting: Cell<bool>,
}

/// Gives `Error` its V8 parts.
pub fn install(cx: &mut Context, limit: usize) {
    let error = cx.intrinsics().constructors().error().constructor();
    let capture = native(cx, capture_stack_trace, "captureStackTrace", 2);
    let default_prepare = native(cx, prepare_stack_trace, "prepareStackTrace", 2);
    object::put_hidden(&error, js_string!("captureStackTrace"), capture);
    object::put_hidden(&error, js_string!("prepareStackTrace"), default_prepare.clone());
    object::put(&error, js_string!("stackTraceLimit"), limit as f64);
    cx.runtime_limits_mut().set_backtrace_limit(0);
    let node_error =
        JsSymbol::new(Some(js_string!("kIsNodeError"))).expect("a process cannot run out of symbols at its start");
    cx.insert_data(Rc::new(State {
        default_prepare,
        node_error,
        call_site: RefCell::default(),
        formatting: Cell::new(false),
    }));
}

fn native(
    cx: &Context,
    function: fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>,
    name: &str,
    length: usize,
) -> JsFunction {
    FunctionObjectBuilder::new(cx.realm(), NativeFunction::from_fn_ptr(function))
        .name(super::js(name))
        .length(length)
        .build()
}

fn state(cx: &Context) -> Option<Rc<State>> {
    cx.get_data::<Rc<State>>().cloned()
}

/// Makes the header of an error show its code: `TypeError [ERR_X]: message`.
pub fn show_code(error: &JsObject, cx: &Context) {
    if let Some(state) = state(cx) {
        object::put_hidden(error, state.node_error.clone(), true);
    }
}

/// The value of an error's `stack`, made when it is first read.
///
/// # Errors
/// What `Error.prepareStackTrace` throws.
pub fn format(error: &JsObject, backtrace: &Backtrace, cx: &mut Context) -> JsResult<JsValue> {
    let frames = visible(backtrace);
    let Some(state) = state(cx) else {
        return Ok(super::js(&text(error, &frames, cx)).into());
    };
    let constructor = cx.intrinsics().constructors().error().constructor();
    let prepare = frame::own_data(&constructor, &js_string!("prepareStackTrace").into()).and_then(|f| f.as_callable());
    let Some(prepare) = prepare.filter(|f| !state.formatting.get() && !JsObject::equals(f, &state.default_prepare))
    else {
        return Ok(super::js(&text(error, &frames, cx)).into());
    };
    let sites = call_site::array(&frames, &state, cx)?;
    state.formatting.set(true);
    let result = prepare.call(&constructor.into(), &[error.clone().into(), sites], cx);
    state.formatting.set(false);
    result
}

/// The frames of a backtrace that users see, the innermost first: not those that stand for no source (a constructor
/// that a class does not spell out), nor natives that V8 has no frame for.
#[must_use]
pub fn visible(backtrace: &Backtrace) -> Vec<StackFrame> {
    let frameless = [js_string!("eval"), js_string!("apply"), js_string!("call")];
    let shows =
        |frame: &StackFrame| if frame.native { !frameless.contains(&frame.compiled_name) } else { frame.line > 0 };
    backtrace.frames().into_iter().filter(shows).collect()
}

/// Header and frames as V8 writes them.
fn text(error: &JsObject, frames: &[StackFrame], cx: &mut Context) -> String {
    let mut text = header(error, cx);
    for index in 0..frames.len() {
        text += "\n    at ";
        text += &frame::shown(frames, index, cx);
    }
    text
}

/// `Name: message`, or what can be had of it.
fn header(error: &JsObject, cx: &mut Context) -> String {
    let read = |key: JsString, default: &str, cx: &mut Context| -> JsResult<String> {
        let value = error.get(key, cx)?;
        if value.is_undefined() { Ok(default.to_owned()) } else { Ok(utf8(&value.to_string(cx)?)) }
    };
    let name = read(js_string!("name"), "Error", cx);
    let message = read(js_string!("message"), "", cx);
    let (Ok(mut name), Ok(message)) = (name, message) else {
        return "<error>".into();
    };
    if let Some(state) = state(cx)
        && frame::own_data(error, &state.node_error.clone().into()).is_some()
        && let Some(code) = frame::own_data(error, &js_string!("code").into()).and_then(|code| code.as_string())
    {
        name = format!("{name} [{}]", utf8(&code));
    }
    match (name.is_empty(), message.is_empty()) {
        (true, _) => message,
        (_, true) => name,
        _ => format!("{name}: {message}"),
    }
}

/// `Error.prepareStackTrace(error, trace)`: what Node's own does.
fn prepare_stack_trace(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let error = args.first().cloned().unwrap_or_default();
    let mut text = match error.as_object() {
        Some(error) => header(&error, cx),
        None => utf8(&error.to_string(cx)?),
    };
    if let Some(trace) = args.get(1).and_then(JsValue::as_object) {
        let length = trace.get(js_string!("length"), cx)?.to_length(cx)?;
        for index in 0..length {
            let site = trace.get(index, cx)?.to_string(cx)?;
            text += "\n    at ";
            text += &utf8(&site);
        }
    }
    Ok(super::js(&text).into())
}

/// The stack of an object that is no error.
#[derive(Trace, Finalize)]
enum Captured {
    Frames(Backtrace),
    Value(JsValue),
}

/// `Error.captureStackTrace(object[, constructorOpt])`
fn capture_stack_trace(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let target = args.first().cloned().unwrap_or_default();
    let Some(target) = target.as_object() else {
        let shown = super::throw::inspected(&target, cx);
        return Err(JsNativeError::typ().with_message(format!("Invalid argument {shown}")).into());
    };
    let below = args.get(1).and_then(JsValue::as_object).filter(JsObject::is_callable);
    let backtrace = cx.stack_trace_limit().map(|limit| cx.backtrace(limit, below.as_ref()));
    if target.is::<ErrorData>() {
        recapture(&target, backtrace);
        let (get, set) = cx.intrinsics().objects().error_stack().clone();
        define(&target, get, set, cx)?;
        return Ok(JsValue::undefined());
    }
    let captured = Gc::new(GcRefCell::new(match backtrace {
        Some(backtrace) => Captured::Frames(backtrace),
        None => Captured::Value(JsValue::undefined()),
    }));
    let holder = target.clone();
    let get = NativeFunction::from_copy_closure_with_captures(
        |_, _, (holder, captured): &(JsObject, Gc<GcRefCell<Captured>>), cx| {
            let backtrace = match &*captured.borrow() {
                Captured::Frames(backtrace) => backtrace.clone(),
                Captured::Value(value) => return Ok(value.clone()),
            };
            let value = format(holder, &backtrace, cx)?;
            *captured.borrow_mut() = Captured::Value(value.clone());
            Ok(value)
        },
        (holder, captured.clone()),
    );
    let set = NativeFunction::from_copy_closure_with_captures(
        |_, args, captured: &Gc<GcRefCell<Captured>>, _| {
            *captured.borrow_mut() = Captured::Value(args.first().cloned().unwrap_or_default());
            Ok(JsValue::undefined())
        },
        captured,
    );
    let get = FunctionObjectBuilder::new(cx.realm(), get).build();
    let set = FunctionObjectBuilder::new(cx.realm(), set).length(1).build();
    define(&target, get, set, cx)?;
    Ok(JsValue::undefined())
}

fn define(target: &JsObject, get: JsFunction, set: JsFunction, cx: &mut Context) -> JsResult<()> {
    let property = PropertyDescriptor::builder().get(get).set(set).enumerable(false).configurable(true);
    target.define_property_or_throw(js_string!("stack"), property, cx)?;
    Ok(())
}

/// Replaces the frames of an error.
fn recapture(error: &JsObject, backtrace: Option<Backtrace>) {
    #[allow(clippy::disallowed_methods, reason = "the borrow ends before anything else runs")]
    if let Some(mut data) = error.downcast_mut::<ErrorData>() {
        data.set_backtrace(backtrace);
    }
}
