//! `util.inspect`: values as text, the way Node shows them.
//!
//! Counterpart of `lib/internal/util/inspect.js`. User code runs at every turn (getters, custom inspection functions,
//! proxy traps, stylizers), so **nothing of an object is borrowed while a value is shown**: descriptors, keys and
//! entries are copied out first.

mod array;
mod collection;
mod custom;
mod error;
mod frames;
mod function;
mod home;
mod layout;
mod names;
mod number;
mod options;
mod property;
mod quote;
mod style;
mod text;
mod value;

use std::rc::Rc;

use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsObject, JsResult, JsValue};

pub(crate) use home::{Home, call};
pub(crate) use names::is_built_in;
pub(crate) use number::{bigint_text, number_text};
pub(crate) use options::Options;
pub(crate) use text::Text;

use crate::engine::Result;
use style::Style;

/// Levels of objects in objects after which inspection gives up, as Node does when its stack is used up.
const MAX_NESTING: usize = 1000;

/// The state of one inspection.
pub(crate) struct Inspector<'a> {
    pub(super) cx: &'a mut Context,
    pub(crate) options: Options,
    home: Rc<Home>,
    /// Columns that the current line is indented by.
    indentation: usize,
    /// The objects that are being shown, outermost first.
    seen: Vec<JsObject>,
    /// The objects that a `[Circular *n]` refers to; n is the index plus one.
    circular: Vec<JsObject>,
    /// The level of the innermost object that was begun last.
    current_depth: f64,
    /// Units written so far per indentation.
    budget: Vec<usize>,
    /// Calls of `value` in calls of `value`.
    nesting: usize,
    /// The escape sequences looked up so far.
    escapes: Vec<(Style, Option<(Text, Text)>)>,
}

impl<'a> Inspector<'a> {
    pub(crate) fn new(cx: &'a mut Context, options: Options, home: Rc<Home>) -> Self {
        Inspector {
            cx,
            options,
            home,
            indentation: 0,
            seen: Vec::new(),
            circular: Vec::new(),
            current_depth: 0.0,
            budget: Vec::new(),
            nesting: 0,
            escapes: Vec::new(),
        }
    }

    /// The text of a value at the outermost level.
    pub(crate) fn show(&mut self, value: &JsValue) -> JsResult<Text> {
        self.value(value, 0.0, false)
    }
}

/// `inspect(value[, options])`, or the older `inspect(value[, showHidden[, depth[, colors]]])`.
pub(crate) fn inspect(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let home = Home::of(cx)?;
    let mut options = Options::defaults(&home, cx)?;
    if let Some(depth) = args.get(2).filter(|v| !v.is_undefined()) {
        options.set_depth(depth.clone(), cx);
    }
    if let Some(colors) = args.get(3).filter(|v| !v.is_undefined()) {
        options.set_colors(colors.clone(), cx);
    }
    let given = args.get_or_undefined(1);
    if let Some(hidden) = given.as_boolean() {
        options.set_show_hidden(hidden, cx);
    } else if let Some(given) = given.as_object() {
        options.apply(&given, &home, cx)?;
    }
    options.finish(cx);
    let text = Inspector::new(cx, options, home).show(args.get_or_undefined(0))?;
    Ok(text.to_js().into())
}

/// The text of a value with the default options, for messages written by natives.
pub(crate) fn inspect_with(
    value: &JsValue,
    adjust: impl FnOnce(&mut Options, &mut Context),
    cx: &mut Context,
) -> JsResult<Text> {
    let home = Home::of(cx)?;
    let mut options = Options::defaults(&home, cx)?;
    adjust(&mut options, cx);
    options.finish(cx);
    Inspector::new(cx, options, home).show(value)
}

/// The error of an inspection that nests too deeply: what a JS implementation would have thrown.
fn too_deep() -> JsError {
    JsNativeError::range().with_message("Maximum call stack size exceeded").into()
}

/// Whether an error says that the stack is used up.
fn is_stack_overflow(error: &JsError, cx: &mut Context) -> bool {
    if let Some(native) = error.as_native() {
        return native.message() == "Maximum call stack size exceeded";
    }
    let Ok(value) = error.clone().into_opaque(cx) else { return false };
    let Some(object) = value.as_object() else { return false };
    object
        .get(boa_engine::js_string!("message"), cx)
        .ok()
        .and_then(|message| message.as_string())
        .is_some_and(|message| message == *"Maximum call stack size exceeded")
}

/// The engine's own name for an object.
pub(crate) fn internal_name(object: &JsObject, cx: &mut Context) -> JsResult<Text> {
    let home = Home::of(cx)?;
    let options = Options::defaults(&home, cx)?;
    Ok(Inspector::new(cx, options, home).internal_name(object))
}
