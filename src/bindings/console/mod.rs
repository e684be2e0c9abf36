//! The global `console` and `internalBinding('console')`.
//!
//! Counterpart of `lib/internal/console/global.js`. `log`, `warn` and their like are native and write straight to the
//! descriptor **as long as nobody has seen `process.stdout`**: once that stream exists, or something stands in its
//! place, every line goes through its `write`. Everything else lives in `builtins/internal/console/methods.js` and is
//! loaded by its first call.

mod color;
mod output;

use std::{cell::RefCell, rc::Rc};

use boa_engine::{
    Context, JsObject, JsResult, JsSymbol, JsValue, js_string, object::builtins::JsMap, property::PropertyDescriptor,
};

use super::util::format_values;
use crate::{
    engine::{
        Binding, Export, Result,
        binding::{Visibility, closure, define, native_function},
        function, getter, js, lazy,
        object::{get, put, put_hidden},
    },
    env::Env,
    modules::builtins,
};

pub(super) static BINDING: Binding = Binding {
    name: "console",
    exports: &[
        lazy!("console", global_value),
        function!("write", 2, write),
        function!("inspectOptions", 0, inspect_options),
        function!("getColorDepth", 1, color::get_color_depth),
    ],
};

/// Which stream.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    Stderr,
}

/// What belongs to the thread's global console.
struct State {
    object: JsObject,
    /// `_stdout` and `_stderr`, once they were read, written or found.
    streams: [RefCell<Option<JsValue>>; 2],
    indentation: RefCell<String>,
    /// The channels of `diagnostics_channel` that log calls are published on, once that module is loaded.
    channels: RefCell<Option<Vec<JsObject>>>,
}

static LOGGING: &[Export] = &[
    function!("log", 0, log),
    function!("info", 0, info),
    function!("debug", 0, debug),
    function!("warn", 0, warn),
    function!("error", 0, error),
];

static GROUPING: &[Export] = &[function!("group", 0, group), function!("groupEnd", 0, group_end)];

static LATER: &[Export] = &[function!("dirxml", 0, log), function!("groupCollapsed", 0, group)];

/// What only an inspector front end would hear.
static SILENT: &[Export] =
    &[function!("profile", 0, nothing), function!("profileEnd", 0, nothing), function!("timeStamp", 0, nothing)];

static STREAMS: &[Export] = &[getter!("_stdout", stdout, set_stdout), getter!("_stderr", stderr, set_stderr)];

/// The global console.
///
/// # Errors
/// A limit of the engine.
pub(crate) fn global(cx: &mut Context) -> JsResult<JsObject> {
    Ok(state(cx)?.object.clone())
}

fn global_value(cx: &mut Context) -> Result<JsValue> {
    Ok(global(cx)?.into())
}

fn state(cx: &mut Context) -> JsResult<Rc<State>> {
    if let Some(state) = cx.get_data::<Rc<State>>() {
        return Ok(state.clone());
    }
    let state = Rc::new(State {
        object: make(cx)?,
        streams: [RefCell::default(), RefCell::default()],
        indentation: RefCell::default(),
        channels: RefCell::default(),
    });
    cx.insert_data(state.clone());
    Ok(state)
}

fn make(cx: &mut Context) -> JsResult<JsObject> {
    let console = JsObject::with_object_proto(cx.intrinsics());
    // As in Node, an empty object stands between the console and Object.prototype.
    console.set_prototype(Some(JsObject::with_object_proto(cx.intrinsics())));
    define(&console, LOGGING, Visibility::Enumerable, cx)?;
    for name in ["dir", "time", "timeEnd", "timeLog", "trace", "assert", "clear", "count", "countReset"] {
        deferred(&console, name, cx);
    }
    define(&console, GROUPING, Visibility::Enumerable, cx)?;
    deferred(&console, "table", cx);
    define(&console, LATER, Visibility::Enumerable, cx)?;
    for (name, target) in [("_stdoutErrorHandler", Target::Stdout), ("_stderrErrorHandler", Target::Stderr)] {
        let handler = native_function(
            js(""),
            1,
            if target == Target::Stdout { output::stdout_failed } else { output::stderr_failed },
            cx,
        );
        put_hidden(&console, js(name), handler);
    }
    put_hidden(&console, js("_ignoreErrors"), true);
    let times = JsMap::new(cx);
    put_hidden(&console, js("_times"), times);
    console_class(&console, cx);
    define(&console, SILENT, Visibility::Enumerable, cx)?;
    deferred(&console, "context", cx);
    deferred(&console, "createTask", cx);
    define(&console, STREAMS, Visibility::Hidden, cx)?;
    let tag = PropertyDescriptor::builder().value(js("console")).writable(false).enumerable(false).configurable(true);
    console.insert_property(JsSymbol::to_string_tag(), tag.build());
    Ok(console)
}

/// A method that lives in `internal/console/methods`.
fn deferred(console: &JsObject, name: &'static str, cx: &mut Context) {
    let native = closure(
        name,
        0,
        js(name),
        |_this, args, name, cx| {
            let methods = builtins::require("internal/console/methods", cx)?.as_object();
            let method = match methods {
                Some(methods) => {
                    methods.get(js("methods"), cx)?.as_object().map(|methods| methods.get(name.clone(), cx))
                }
                None => None,
            };
            let console = global(cx)?.into();
            match method.transpose()?.and_then(|method| method.as_callable()) {
                Some(method) => Ok(method.call(&console, args, cx)?),
                None => Ok(JsValue::undefined()),
            }
        },
        cx,
    );
    put(console, js(name), native);
}

/// `console.Console`, which replaces itself by the class when it is first read.
fn console_class(console: &JsObject, cx: &mut Context) {
    let get = native_function(
        js("get Console"),
        0,
        |_, _, cx| {
            let exports = builtins::require("internal/console/constructor", cx)?;
            let class = match exports.as_object() {
                Some(exports) => get(&exports, "Console", cx)?,
                None => JsValue::undefined(),
            };
            replace_class(class.clone(), cx)?;
            Ok(class)
        },
        cx,
    );
    let set = native_function(
        js("set Console"),
        1,
        |_, args, cx| {
            replace_class(args.first().cloned().unwrap_or_default(), cx)?;
            Ok(JsValue::undefined())
        },
        cx,
    );
    let accessor = PropertyDescriptor::builder().get(get).set(set).enumerable(true).configurable(true);
    console.insert_property(js("Console"), accessor.build());
}

fn replace_class(value: JsValue, cx: &mut Context) -> JsResult<()> {
    let property = PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(true);
    global(cx)?.define_property_or_throw(js("Console"), property.build(), cx)?;
    Ok(())
}

/// `console.log(...data)`
fn log(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    say(Target::Stdout, 0, args, cx)
}

/// `console.info(...data)`
fn info(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    say(Target::Stdout, 1, args, cx)
}

/// `console.debug(...data)`
fn debug(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    say(Target::Stdout, 2, args, cx)
}

/// `console.warn(...data)`
fn warn(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    say(Target::Stderr, 3, args, cx)
}

/// `console.error(...data)`
fn error(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    say(Target::Stderr, 4, args, cx)
}

/// `console.profile()`, `profileEnd()` and `timeStamp()`: nobody listens.
fn nothing(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(JsValue::undefined())
}

/// The names that log calls are published under, by the channel numbers of `say`.
const CHANNELS: [&str; 5] = ["console.log", "console.info", "console.debug", "console.warn", "console.error"];

fn say(target: Target, channel: usize, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = state(cx)?;
    publish(&state, channel, args, cx)?;
    if let [only] = args
        && let Some(text) = only.as_string()
    {
        output::write_line(&state, target, &text, cx)?;
        return Ok(JsValue::undefined());
    }
    let options = if color::options(&state, target, args, cx)? {
        Some(crate::engine::object::build(cx, &[("colors", true.into())]))
    } else {
        None
    };
    let text = format_values(options.as_ref(), args, cx)?;
    output::write_line(&state, target, &text.to_js(), cx)?;
    Ok(JsValue::undefined())
}

/// Publishes a log call if somebody subscribed, which needs `diagnostics_channel` to be loaded.
fn publish(state: &State, channel: usize, args: &[JsValue], cx: &mut Context) -> Result<()> {
    if Env::of(cx).cached_builtin("diagnostics_channel").is_none() {
        return Ok(());
    }
    let known = state.channels.borrow().as_ref().map(|channels| channels[channel].clone());
    let object = if let Some(object) = known {
        object
    } else {
        let Some(exports) = builtins::require("diagnostics_channel", cx)?.as_object() else { return Ok(()) };
        // While that module itself loads, it has no channels yet.
        let Some(make) = get(&exports, "channel", cx)?.as_callable() else { return Ok(()) };
        let mut channels = Vec::with_capacity(CHANNELS.len());
        for name in CHANNELS {
            let made = make.call(&JsValue::undefined(), &[js(name).into()], cx)?;
            channels.extend(made.as_object());
        }
        let Some(object) = channels.get(channel).cloned() else { return Ok(()) };
        if channels.len() == CHANNELS.len() {
            *state.channels.borrow_mut() = Some(channels);
        }
        object
    };
    if get(&object, "hasSubscribers", cx)?.to_boolean()
        && let Some(publish) = get(&object, "publish", cx)?.as_callable()
    {
        let data = crate::engine::object::array(args.iter().cloned(), cx);
        publish.call(&object.into(), &[data.into()], cx)?;
    }
    Ok(())
}

/// `console.group(...label)`
fn group(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = state(cx)?;
    if !args.is_empty()
        && let Some(log) = get(&state.object, "log", cx)?.as_callable()
    {
        log.call(&state.object.clone().into(), args, cx)?;
    }
    state.indentation.borrow_mut().push_str("  ");
    Ok(JsValue::undefined())
}

/// `console.groupEnd()`
fn group_end(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = state(cx)?;
    let mut indentation = state.indentation.borrow_mut();
    let length = indentation.len().saturating_sub(2);
    indentation.truncate(length);
    Ok(JsValue::undefined())
}

/// `write(toStderr, string)`: a line of the global console, indented as its groups say.
fn write(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let target = if args.first().is_some_and(JsValue::to_boolean) { Target::Stderr } else { Target::Stdout };
    let text = crate::engine::arg(args, 1, "string", cx)?;
    let state = state(cx)?;
    output::write_line(&state, target, &text, cx)?;
    Ok(JsValue::undefined())
}

/// `inspectOptions(toStderr)`: `{ colors: true }` or `{}`.
fn inspect_options(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let target = if args.first().is_some_and(JsValue::to_boolean) { Target::Stderr } else { Target::Stdout };
    let state = state(cx)?;
    let options = if color::wanted(&state, target, cx)? {
        crate::engine::object::build(cx, &[("colors", true.into())])
    } else {
        JsObject::with_object_proto(cx.intrinsics())
    };
    Ok(options.into())
}

fn stdout(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    stream(Target::Stdout, cx)
}

fn stderr(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    stream(Target::Stderr, cx)
}

fn set_stdout(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    set_stream(Target::Stdout, args, cx)
}

fn set_stderr(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    set_stream(Target::Stderr, args, cx)
}

/// `console._stdout`: the stream of `process`, made by being asked for, and kept from then on.
fn stream(target: Target, cx: &mut Context) -> Result<JsValue> {
    let state = state(cx)?;
    let kept = state.streams[target as usize].borrow().clone();
    if let Some(stream) = kept.filter(JsValue::to_boolean) {
        return Ok(stream);
    }
    let process = Env::of(cx).process();
    let stream = process.get(if target == Target::Stdout { js_string!("stdout") } else { js_string!("stderr") }, cx)?;
    *state.streams[target as usize].borrow_mut() = Some(stream.clone());
    Ok(stream)
}

fn set_stream(target: Target, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = state(cx)?;
    *state.streams[target as usize].borrow_mut() = Some(args.first().cloned().unwrap_or_default());
    Ok(JsValue::undefined())
}
