//! `internalBinding('promisify')`: the function that `util.promisify` returns, which runs for every call of it.

use boa_engine::{
    Context, Finalize, JsArgs, JsObject, JsString, JsSymbol, JsValue, Trace,
    object::builtins::{JsFunction, JsPromise},
};

use crate::engine::{Binding, Error, Result, arg, binding::closure, function, js, lazy, object};
use crate::env::Env;

pub(super) static BINDING: Binding = Binding {
    name: "promisify",
    exports: &[lazy!("customPromisifyArgs", symbol), function!("promisified", 2, promisified)],
};

/// The key under which a function lists the names of what its callback gets beyond the error.
fn symbol(_cx: &mut Context) -> Result<JsValue> {
    let symbol = JsSymbol::new(Some(js("customPromisifyArgs")))
        .ok_or_else(|| boa_engine::JsNativeError::range().with_message("no symbols are left"))?;
    Ok(symbol.into())
}

#[derive(Trace, Finalize, Clone)]
struct Original {
    function: JsFunction,
    #[unsafe_ignore_trace]
    names: Option<Vec<JsString>>,
}

#[derive(Trace, Finalize)]
struct Pending {
    resolve: JsFunction,
    reject: JsFunction,
    #[unsafe_ignore_trace]
    names: Option<Vec<JsString>>,
}

/// `promisified(original, names)`: calls `original` with a callback and returns a promise of what that gets.
fn promisified(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let function: JsFunction = arg(args, 0, "original", cx)?;
    let mut names = None;
    if let Some(list) = args.get_or_undefined(1).as_object() {
        let mut strings = Vec::new();
        for name in object::elements(&list, cx)? {
            strings.push(name.to_string(cx)?);
        }
        names = Some(strings);
    }
    Ok(closure("", 0, Original { function, names }, call, cx).into())
}

fn call(this: &JsValue, args: &[JsValue], original: &Original, cx: &mut Context) -> Result<JsValue> {
    let (promise, functions) = JsPromise::new_pending(cx);
    let pending =
        Pending { resolve: functions.resolve, reject: functions.reject.clone(), names: original.names.clone() };
    let callback = closure("", 1, pending, settle, cx);
    let mut args = args.to_vec();
    args.push(callback.into());
    match original.function.call(this, &args, cx) {
        Ok(result) => {
            if result.as_object().is_some_and(|object| JsPromise::from_object(object).is_ok()) {
                let text = "Calling promisify on a function that returns a Promise is likely a mistake.";
                Env::of(cx).emit_warning(text, "DeprecationWarning", Some("DEP0174"), cx);
            }
        }
        Err(error) => {
            let reason = Error::from(error).into_value(cx)?;
            functions.reject.call(&JsValue::undefined(), &[reason], cx)?;
        }
    }
    Ok(JsObject::from(promise).into())
}

fn settle(_this: &JsValue, args: &[JsValue], pending: &Pending, cx: &mut Context) -> Result<JsValue> {
    let undefined = JsValue::undefined();
    let error = args.get_or_undefined(0);
    if error.to_boolean() {
        return Ok(pending.reject.call(&undefined, &[error.clone()], cx)?);
    }
    let value = match &pending.names {
        Some(names) if args.len() > 2 => {
            let target = object::build(cx, &[]);
            for (at, name) in names.iter().enumerate() {
                object::put(&target, name.clone(), args.get_or_undefined(at + 1).clone());
            }
            target.into()
        }
        _ => args.get_or_undefined(1).clone(),
    };
    pending.resolve.call(&undefined, &[value], cx)?;
    Ok(undefined)
}
