//! One frame in V8's words. Counterpart of V8's `src/objects/call-site-info.cc`.

use std::fmt::Write as _;

use boa_engine::{
    Context, JsObject, JsValue,
    builtins::proxy::Proxy,
    js_string,
    property::PropertyKey,
    vm::{SourcePath, StackFrame},
};

use crate::engine::strings::utf8;

/// How far prototype chains are followed.
const CHAIN: usize = 100;

/// An own data property, read without running code.
pub(super) fn own_data(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    if object.is::<Proxy>() {
        return None;
    }
    object.borrow().properties().get(key)?.value().cloned()
}

fn own_text(object: &JsObject, key: &PropertyKey) -> Option<String> {
    let text = own_data(object, key)?.as_string()?;
    (!text.is_empty()).then(|| utf8(&text))
}

/// The function's name; what `new Function` and `eval` made is called `eval`.
pub(super) fn function_name(frame: &StackFrame) -> Option<String> {
    let from_source = matches!(frame.path, SourcePath::Eval);
    if let Some(function) = &frame.function {
        let name = own_text(function, &js_string!("name").into());
        return match name {
            Some(name) if name == "anonymous" && matches!(frame.path, SourcePath::None) && !frame.native => {
                Some("eval".into())
            }
            Some(name) => Some(name),
            None if from_source => Some("eval".into()),
            None => None,
        };
    }
    let name = utf8(&frame.compiled_name);
    if frame.native && !name.is_empty() {
        return Some(name);
    }
    from_source.then(|| "eval".to_owned())
}

/// Whether the receiver is the global object or nothing.
pub(super) fn is_toplevel(frame: &StackFrame, cx: &Context) -> bool {
    frame.this.is_null_or_undefined()
        || frame.this.as_object().is_some_and(|this| JsObject::equals(&this, &cx.global_object()))
}

/// The name of the receiver's class.
pub(super) fn type_name(frame: &StackFrame, cx: &mut Context) -> Option<String> {
    if is_toplevel(frame, cx) {
        return None;
    }
    let this = frame.this.to_object(cx).ok()?;
    if this.is_callable() {
        return Some(own_text(&this, &js_string!("name").into()).unwrap_or_else(|| "Function".into()));
    }
    let tag = boa_engine::JsSymbol::to_string_tag().into();
    let constructor = js_string!("constructor").into();
    let mut holder = Some(this);
    for _ in 0..CHAIN {
        let current = holder?;
        if current.is::<Proxy>() {
            break;
        }
        if let Some(name) = own_text(&current, &tag) {
            return Some(name);
        }
        if let Some(function) = own_data(&current, &constructor).and_then(|function| function.as_object())
            && let Some(name) = own_text(&function, &js_string!("name").into())
        {
            return Some(name);
        }
        holder = current.prototype();
        if holder.is_none() {
            break;
        }
    }
    Some("Object".into())
}

/// The name of the property of the receiver that holds the function.
pub(super) fn method_name(frame: &StackFrame, cx: &mut Context) -> Option<String> {
    let function = frame.function.as_ref()?;
    if is_toplevel(frame, cx) || frame.construct {
        return None;
    }
    let is_it = |object: &JsObject, key: &PropertyKey| {
        if object.is::<Proxy>() {
            return false;
        }
        let Some(found) = object.borrow().properties().get(key) else {
            return false;
        };
        [found.value(), found.get(), found.set()]
            .into_iter()
            .flatten()
            .any(|value| value.as_object().is_some_and(|value| JsObject::equals(&value, function)))
    };
    let mut chain = Vec::new();
    let mut holder = frame.this.to_object(cx).ok();
    while let Some(current) = holder.filter(|_| chain.len() < CHAIN) {
        holder = if current.is::<Proxy>() { None } else { current.prototype() };
        chain.push(current);
    }
    let own = own_text(function, &js_string!("name").into())?;
    let plain = own.strip_prefix("get ").or_else(|| own.strip_prefix("set ")).unwrap_or(&own).to_owned();
    let key = PropertyKey::from(crate::engine::js(&plain));
    if chain.iter().any(|object| is_it(object, &key)) {
        return Some(plain);
    }
    let mut found = None;
    for object in &chain {
        if object.is::<Proxy>() {
            continue;
        }
        for key in object.own_property_keys(cx).unwrap_or_default() {
            if let PropertyKey::String(name) = &key
                && is_it(object, &key)
            {
                if found.is_some() {
                    return None;
                }
                found = Some(utf8(name));
            }
        }
    }
    found
}

fn is_identifier(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_' || c == '$' || c == '#')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '.'))
}

/// The name of the source, where it has one.
pub(super) fn source_name(frame: &StackFrame) -> Option<String> {
    match &frame.path {
        SourcePath::Path(path) => Some(path.to_string_lossy().into_owned()),
        _ => None,
    }
}

/// Whether the code came out of `eval` or `new Function`.
pub(super) fn is_eval(frame: &StackFrame) -> bool {
    !frame.native && matches!(frame.path, SourcePath::Eval | SourcePath::None)
}

/// `eval at f (file:1:2)`: who called the eval that frame `index` runs in.
pub(super) fn eval_origin(frames: &[StackFrame], index: usize) -> Option<String> {
    if !is_eval(&frames[index]) {
        return None;
    }
    let caller = frames[index + 1..].iter().find(|frame| !frame.native && !is_eval(frame));
    Some(match caller {
        Some(caller) => {
            let name = function_name(caller).unwrap_or_else(|| "<anonymous>".into());
            format!("eval at {name} ({}:{}:{})", source_name(caller).unwrap_or_default(), caller.line, caller.column)
        }
        None => "eval at <anonymous>".into(),
    })
}

/// `file:line:column`
fn location(frames: &[StackFrame], index: usize) -> String {
    let frame = &frames[index];
    let mut text = match source_name(frame) {
        Some(name) => name,
        None => match eval_origin(frames, index) {
            Some(origin) => format!("{origin}, <anonymous>"),
            None => "<anonymous>".into(),
        },
    };
    if frame.line > 0 {
        let _ = write!(text, ":{}:{}", frame.line, frame.column);
    }
    text
}

/// A frame as it stands in a stack after `at `.
pub(super) fn shown(frames: &[StackFrame], index: usize, cx: &mut Context) -> String {
    let frame = &frames[index];
    let place = location(frames, index);
    let name = function_name(frame);
    if frame.construct {
        return format!("new {} ({place})", name.as_deref().unwrap_or("<anonymous>"));
    }
    let Some(type_name) = type_name(frame, cx) else {
        return match name {
            Some(name) => format!("{name} ({place})"),
            None => place,
        };
    };
    let method = method_name(frame, cx);
    let call = match (name, method) {
        (Some(name), method) => {
            let mut text = if is_identifier(&name) && !name.starts_with(&type_name) {
                format!("{type_name}.{name}")
            } else {
                name.clone()
            };
            if let Some(method) = method.filter(|method| !ends_with_method(&name, method)) {
                let _ = write!(text, " [as {method}]");
            }
            text
        }
        (None, Some(method)) => format!("{type_name}.{method}"),
        (None, None) => format!("{type_name}.<anonymous>"),
    };
    format!("{call} ({place})")
}

fn ends_with_method(name: &str, method: &str) -> bool {
    name == method || name.strip_suffix(method).is_some_and(|rest| rest.ends_with(['.', ' ']))
}
