//! `internalBinding('errors')`: Node's errors for builtins, from the same table that Rust uses.

use boa_engine::{Context, JsObject, JsString, JsValue, js_string};

use crate::{
    engine::{
        Binding, Error, Result, arg, function, lazy, object,
        strings::{js, utf8},
        throw::{inspected, new_error, received},
    },
    env::{Env, Origin},
    error::{self, Class, Code, SystemError, format_code, template},
};

pub(super) static BINDING: Binding = Binding {
    name: "errors",
    exports: &[
        function!("error", 1, error),
        function!("errnoException", 2, errno_exception),
        function!("failedCall", 2, failed_call),
        function!("hideStackFrames", 1, hide_stack_frames),
        lazy!("kEnhanceStackBeforeInspector", enhance_key),
        function!("received", 1, received_native),
        function!("triggerUncaughtException", 2, trigger_uncaught_exception),
    ],
};

/// `error(code, ...args)`: the error object, not thrown. The arguments are those of Node's own definition of the code.
fn error(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let name: JsString = arg(args, 0, "code", cx)?;
    let name = utf8(&name);
    let rest = args.get(1..).unwrap_or_default();
    let Some(code) = Code::from_name(&name) else {
        return Err(boa_engine::JsNativeError::reference()
            .with_message(format!("{name} is not in src/error/codes.rs"))
            .into());
    };
    Ok(coded(code, rest, cx)?.into_value(cx)?)
}

fn text(args: &[JsValue], index: usize, cx: &mut Context) -> String {
    match args.get(index) {
        None => String::new(),
        Some(value) => value.as_string().map_or_else(|| inspected(value, cx), |string| utf8(&string)),
    }
}

fn strings(value: &JsValue, cx: &mut Context) -> Result<Vec<String>> {
    let Some(list) = value.as_object().filter(JsObject::is_array) else {
        return Ok(vec![value.to_string(cx).map(|string| utf8(&string))?]);
    };
    let mut out = Vec::new();
    for element in object::elements(&list, cx)? {
        out.push(utf8(&element.to_string(cx)?));
    }
    Ok(out)
}

/// The message of a code whose words depend on its arguments; everything else is the table's template.
fn coded(code: Code, args: &[JsValue], cx: &mut Context) -> Result<Error> {
    let undefined = JsValue::undefined();
    let at = |index: usize| args.get(index).unwrap_or(&undefined);
    Ok(match code {
        Code::ERR_INVALID_ARG_TYPE => {
            let name = text(args, 0, cx);
            let expected = expected_phrase(&strings(at(1), cx)?);
            Error::invalid_arg_type(&name, &expected, at(2), cx)
        }
        Code::ERR_INVALID_ARG_VALUE => {
            let (name, reason) = (text(args, 0, cx), text(args, 2, cx));
            Error::invalid_arg_value(&name, at(1), &reason, cx)
        }
        Code::ERR_OUT_OF_RANGE => {
            let (name, range) = (text(args, 0, cx), text(args, 1, cx));
            Error::out_of_range(&name, &range, at(2), cx)
        }
        Code::ERR_MISSING_ARGS => {
            let mut names = Vec::new();
            for value in args {
                match value.as_object().filter(JsObject::is_array) {
                    // An array stands for alternatives: "a" or "b".
                    Some(_) => names.push(strings(value, cx)?.join("\" or \"")),
                    None => names.push(utf8(&value.to_string(cx)?)),
                }
            }
            Error::missing_args(&names.iter().map(String::as_str).collect::<Vec<_>>())
        }
        Code::ERR_BUFFER_OUT_OF_BOUNDS => match args.first() {
            Some(name) if !name.is_undefined() => {
                Error::code(code, format!("\"{}\" is outside of buffer bounds", text(args, 0, cx)))
            }
            _ => Error::code(code, "Attempt to access memory outside buffer bounds"),
        },
        Code::ERR_SOCKET_BAD_PORT => {
            let zero = if at(2).to_boolean() || args.len() < 3 { ">=" } else { ">" };
            Error::code(code, format!("{} should be {zero} 0 and < 65536.{}", text(args, 0, cx), received(at(1), cx)))
        }
        Code::ERR_INVALID_URL_SCHEME => {
            let expected = strings(at(0), cx)?;
            let phrase = match expected.as_slice() {
                [one, two] => format!("one of scheme {one} or {two}"),
                _ => format!("of scheme {}", expected.first().map_or("", String::as_str)),
            };
            Error::code(code, format!("The URL must be {phrase}"))
        }
        Code::ERR_UNHANDLED_ERROR => match args.first() {
            None => Error::code(code, "Unhandled error."),
            Some(_) => Error::code(code, format!("Unhandled error. ({})", text(args, 0, cx))),
        },
        Code::ERR_INVALID_RETURN_VALUE => {
            let actual = received(at(2), cx);
            let actual = actual.strip_prefix(" Received ").unwrap_or(&actual).to_owned();
            let words = [text(args, 0, cx), text(args, 1, cx), actual];
            Error::code(code, format_code(code, &words))
        }
        Code::ERR_INVALID_RETURN_PROPERTY_VALUE => {
            let actual = received(at(3), cx);
            let actual = actual.strip_prefix(" Received ").unwrap_or(&actual).to_owned();
            let words = [text(args, 0, cx), text(args, 1, cx), text(args, 2, cx), actual];
            Error::code(code, format_code(code, &words))
        }
        _ => {
            let mut words = Vec::with_capacity(args.len());
            for index in 0..args.len() {
                words.push(text(args, index, cx));
            }
            let message = code.message();
            if message.is_empty() {
                Error::code(code, words.join(" "))
            } else {
                Error::code(code, template(message, &words))
            }
        }
    })
}

/// "of type a", "an instance of B", "one of type a, b or an instance of C": how Node words a list of expected types.
fn expected_phrase(expected: &[String]) -> String {
    const PRIMITIVES: [&str; 9] =
        ["string", "function", "number", "object", "Function", "Object", "boolean", "bigint", "symbol"];
    let (mut types, mut instances, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for name in expected {
        if PRIMITIVES.contains(&name.as_str()) {
            types.push(name.to_lowercase());
        } else if name.chars().next().is_some_and(char::is_uppercase) && name.chars().all(char::is_alphanumeric) {
            instances.push(name.clone());
        } else if name == "undefined" || name == "null" {
            other.push(name.clone());
        } else {
            other.push(name.clone());
        }
    }
    // "object" next to instances is an instance in Node's words.
    if !instances.is_empty()
        && let Some(at) = types.iter().position(|name| name == "object")
    {
        types.remove(at);
        instances.push("Object".to_owned());
    }
    let mut phrase = String::new();
    match types.as_slice() {
        [] => {}
        [one] => phrase = format!("of type {one}"),
        [first, second] => phrase = format!("one of type {first} or {second}"),
        [rest @ .., last] => phrase = format!("one of type {}, or {last}", rest.join(", ")),
    }
    if !instances.is_empty() {
        if !phrase.is_empty() {
            phrase += " or ";
        }
        phrase += &match instances.as_slice() {
            [one] => format!("an instance of {one}"),
            [first, second] => format!("an instance of {first} or {second}"),
            [rest @ .., last] => format!("an instance of {}, or {last}", rest.join(", ")),
            [] => String::new(),
        };
    }
    if !other.is_empty() {
        if !phrase.is_empty() {
            phrase += " or ";
        }
        phrase += &match other.as_slice() {
            [one] => {
                if one.to_lowercase() == *one || one.contains(' ') {
                    one.clone()
                } else {
                    format!("an {one}")
                }
            }
            [first, second] => format!("one of {first} or {second}"),
            [rest @ .., last] => format!("one of {}, or {last}", rest.join(", ")),
            [] => String::new(),
        };
    }
    phrase
}

/// `errnoException(errno, syscall[, detail, path, dest])`: the error of a failed system call; `errno` as libuv numbers it.
fn errno_exception(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let errno: i32 = arg(args, 0, "errno", cx)?;
    let syscall: String = arg(args, 1, "syscall", cx)?;
    let word = |index: usize| args.get(index).and_then(JsValue::as_string).map(|string| utf8(&string));
    let system = SystemError {
        errno: if errno > -3000 { -errno } else { errno },
        syscall: syscall.into(),
        detail: word(2),
        path: word(3),
        dest: word(4),
    };
    Ok(Error::from(error::Error::System(Box::new(system))).into_value(cx)?)
}

/// `failedCall(errno, syscall)`: the short form, `spawn ENOENT`, that Node has outside of `fs` (its `ErrnoException`).
fn failed_call(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let errno: i32 = arg(args, 0, "errno", cx)?;
    let syscall: JsString = arg(args, 1, "syscall", cx)?;
    Ok(failed_call_error(errno, &utf8(&syscall), cx).into())
}

/// The same from Rust; `errno` is negative, as libuv has it.
pub(super) fn failed_call_error(errno: i32, syscall: &str, cx: &mut Context) -> JsObject {
    let code = error::errno_name(errno);
    let object = new_error(Class::Error, &format!("{syscall} {code}"), None, cx);
    object::put(&object, js_string!("errno"), errno);
    object::put(&object, js_string!("code"), js(&code));
    object::put(&object, js_string!("syscall"), js(syscall));
    object
}

/// The key under which an emitter's error carries its longer stack.
fn enhance_key(_cx: &mut Context) -> Result<JsValue> {
    Ok(crate::engine::report::enhance_symbol().into())
}

/// `hideStackFrames(fn)`: returns the function; frames of builtins are hidden by their file name.
fn hide_stack_frames(_this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(args.first().cloned().unwrap_or_default())
}

/// `received(value)`: ` Received …` as the messages have it.
fn received_native(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    Ok(js(&received(&value, cx)).into())
}

/// `triggerUncaughtException(error, fromPromise)`
fn trigger_uncaught_exception(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    let origin = if args.get(1).is_some_and(JsValue::to_boolean) {
        Origin::UnhandledRejection
    } else {
        Origin::UncaughtException
    };
    Env::of(cx).uncaught_value(value, origin, cx);
    Ok(JsValue::undefined())
}

/// `AbortError` as Node makes it, for natives that are aborted.
pub(crate) fn abort_error(cause: Option<JsValue>, cx: &mut Context) -> JsObject {
    let error = new_error(Class::Error, "The operation was aborted", Some("ABORT_ERR"), cx);
    object::put(&error, js_string!("code"), js("ABORT_ERR"));
    object::put_hidden(&error, js_string!("name"), js("AbortError"));
    if let Some(cause) = cause {
        object::put_hidden(&error, js_string!("cause"), cause);
    }
    error
}
