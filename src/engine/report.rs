//! What a user sees of an uncaught exception, as text for standard error.
//!
//! Counterpart of Node's `src/node_errors.cc` (GetErrorSource, ReportFatalException): where it was thrown, that line
//! of the source with a caret, the error as `inspect` shows it, the version.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::fs;

use boa_engine::{
    Context, JsError, JsNativeError, JsObject, JsSymbol, JsValue,
    builtins::error::Error as ErrorData,
    error::SyntaxPlace,
    js_string,
    vm::{SourcePath, StackFrame},
};

use super::{stack, strings::utf8};

/// A place in a source.
struct Place {
    name: String,
    line: u32,
    column: u32,
    end_column: u32,
}

/// An exception on its way down, and the frame that threw it.
type Thrown = (JsValue, Option<StackFrame>);

thread_local! {
    static THROWN: RefCell<Option<Thrown>> = const { RefCell::new(None) };
    static SOURCES: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
    static TRACE_UNCAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the text of a source that is no file, such as `[eval]`, for its line in a report.
pub fn remember_source(name: &str, text: &str) {
    SOURCES.with_borrow_mut(|sources| {
        sources.retain(|(known, _)| known != name);
        sources.push((name.to_owned(), text.to_owned()));
    });
}

/// `--trace-uncaught`: also print where an exception was thrown.
pub fn set_trace_uncaught(on: bool) {
    TRACE_UNCAUGHT.set(on);
}

/// The value that an error carries for JS.
///
/// # Errors
/// The message of an engine failure that JS must not see (a broken invariant, an exhausted budget).
pub fn catchable(error: JsError, cx: &mut Context) -> Result<JsValue, String> {
    let frame = error.thrown_at();
    match error.into_opaque(cx) {
        Ok(value) => {
            THROWN.set(Some((value.clone(), frame)));
            Ok(value)
        }
        Err(error) => match error.as_engine() {
            Some(boa_engine::error::EngineError::RuntimeLimit(_)) => {
                Ok(JsNativeError::range().with_message("Maximum call stack size exceeded").into_opaque(cx).into())
            }
            _ => Err(format!("{error}\n")),
        },
    }
}

/// The report of an uncaught exception.
pub fn uncaught(value: &JsValue, cx: &mut Context) -> String {
    let thrown = THROWN.take().filter(|(of, _)| JsValue::same_value(of, value));
    let error = value.as_object().filter(JsObject::is::<ErrorData>);
    let mut text = String::new();
    if let Some(error) = &error {
        enhance_stack(error, cx);
    }
    let place = match &error {
        Some(error) => place_of_error(error, thrown.as_ref().and_then(|(_, frame)| frame.as_ref()), cx),
        None => thrown.as_ref().and_then(|(_, frame)| place_of_frame(frame.as_ref()?)),
    };
    if let Some(place) = &place {
        if error.is_none() && !TRACE_UNCAUGHT.get() {
            text.push('\n');
        }
        text += &arrow(place);
        if error.is_some() {
            text.push('\n');
        }
    } else if error.is_none() {
        text += "Uncaught:\n";
    }
    let located = error.as_ref().filter(|error| syntax_place(error).is_some_and(|place| place.line > 0));
    let stack = located.and_then(|error| error.get(js_string!("stack"), cx).ok()).and_then(|stack| stack.as_string());
    if let Some(string) = stack.or_else(|| value.as_string()) {
        text += &utf8(&string);
    } else {
        text += &super::throw::inspected(value, cx);
    }
    text.push('\n');
    if TRACE_UNCAUGHT.get() {
        if let Some(place) = &place {
            let _ = write!(text, "Thrown at:\n    at {}:{}:{}\n\n", place.name, place.line, place.column);
        }
    } else if !value.is_object() {
        let _ = writeln!(text, "(Use `{} --trace-uncaught ...` to show where the exception was thrown)", program());
    }
    text += &trailer(cx);
    text
}

/// `Node.js v24.0.0`, the last line of every report.
fn trailer(cx: &mut Context) -> String {
    let process = cx.global_object().get(js_string!("process"), cx).ok().and_then(|process| process.as_object());
    let version = process.and_then(|process| process.get(js_string!("version"), cx).ok()).and_then(|v| v.as_string());
    version.map(|version| format!("\nNode.js {}\n", utf8(&version))).unwrap_or_default()
}

fn program() -> String {
    let path = std::env::args_os().next().unwrap_or_default();
    std::path::Path::new(&path).file_name().map_or_else(|| "ouro".into(), |name| name.to_string_lossy().into_owned())
}

fn place_of_frame(frame: &StackFrame) -> Option<Place> {
    let SourcePath::Path(path) = &frame.path else { return None };
    let name = path.to_string_lossy().into_owned();
    (frame.line > 0).then(|| Place { name, line: frame.line, column: frame.column, end_column: frame.column + 1 })
}

/// Where to point for an error: at the syntax error, at the throw, or at where the error was made.
fn place_of_error(error: &JsObject, thrown: Option<&StackFrame>, cx: &mut Context) -> Option<Place> {
    // The stack of a syntax error begins with its place already.
    if syntax_place(error).is_some_and(|place| place.line > 0) {
        return None;
    }
    let user = |place: &Place| !place.name.starts_with("node:");
    if let Some(place) = thrown.and_then(place_of_frame).filter(user) {
        return Some(place);
    }
    let frames = error.downcast_ref::<ErrorData>().and_then(|data| data.backtrace().map(stack::visible));
    if let Some(frames) = frames {
        return frames.iter().filter_map(place_of_frame).find(user);
    }
    let stack = error.get(js_string!("stack"), cx).ok()?.as_string()?;
    utf8(&stack).lines().filter_map(place_of_line).find(user)
}

/// `    at f (file:1:2)`
fn place_of_line(line: &str) -> Option<Place> {
    let line = line.trim_start().strip_prefix("at ")?;
    let place = match line.rsplit_once(" (") {
        Some((_, place)) => place.strip_suffix(')')?,
        None => line,
    };
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let column = column.parse().ok()?;
    Some(Place { name: name.to_owned(), line: line.parse().ok()?, column, end_column: column + 1 })
}

/// Where a syntax error is, if the error is one that the parser made.
pub fn syntax_place(error: &JsObject) -> Option<SyntaxPlace> {
    error.downcast_ref::<ErrorData>().and_then(|data| data.syntax_place().cloned())
}

thread_local! {
    static ENHANCE: JsSymbol = JsSymbol::new(Some(js_string!("kEnhanceStackBeforeInspector"))).expect("the first symbols of a thread");
}

/// The key under which an error may carry a function that gives the stack to report: emitters add where the error was
/// emitted. Node's name for it.
#[must_use]
pub fn enhance_symbol() -> JsSymbol {
    ENHANCE.with(Clone::clone)
}

/// Gives the error the stack that its own enhancement says, before it is shown.
fn enhance_stack(error: &JsObject, cx: &mut Context) {
    if let Some(enhance) = error.get(enhance_symbol(), cx).ok().and_then(|value| value.as_callable())
        && let Ok(stack) = enhance.call(&error.clone().into(), &[], cx)
    {
        // An error that refuses its stack keeps the plain one.
        let _kept = super::throw::define_hidden(error, js_string!("stack"), stack, cx);
    }
}

/// Puts the place of a syntax error in `source`, called `name`, before its stack, as Node does for files.
pub fn decorate_syntax_error(error: &JsObject, name: &str, source: &str, cx: &mut Context) {
    let Some(place) = syntax_place(error).filter(|place| place.line > 0) else { return };
    let Some(stack) = error.get(js_string!("stack"), cx).ok().and_then(|stack| stack.as_string()) else { return };
    let shown = source.lines().nth(place.line as usize - 1).unwrap_or_default();
    let head = picture(name, place.line, place.column, place.end_column, shown);
    let text = super::js(&format!("{head}\n{}", utf8(&stack)));
    // An error that refuses its stack keeps the plain one.
    let _kept = error.set(js_string!("stack"), text, false, cx);
}

/// File and line, the line, carets below it.
fn arrow(place: &Place) -> String {
    let text = SOURCES
        .with_borrow(|sources| sources.iter().find(|(name, _)| *name == place.name).map(|(_, text)| text.clone()))
        .or_else(|| fs::read_to_string(file_path(&place.name)).ok());
    match text.as_deref().and_then(|text| text.lines().nth(place.line as usize - 1)) {
        Some(line) => picture(&place.name, place.line, place.column, place.end_column, line),
        None => format!("{}:{}\n", place.name, place.line),
    }
}

fn file_path(name: &str) -> String {
    let Some(path) = name.strip_prefix("file://") else { return name.to_owned() };
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let pair = rest.as_slice_pair();
        match (byte, pair) {
            (b'%', Some(decoded)) => {
                bytes.push(decoded);
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Peeks at two hexadecimal digits.
trait HexPair {
    fn as_slice_pair(&self) -> Option<u8>;
}

impl HexPair for std::str::Bytes<'_> {
    fn as_slice_pair(&self) -> Option<u8> {
        let mut ahead = self.clone();
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (high, low) = (digit(ahead.next()?)?, digit(ahead.next()?)?);
        u8::try_from(high * 16 + low).ok()
    }
}

fn picture(name: &str, line: u32, column: u32, end_column: u32, shown: &str) -> String {
    let before: String = shown.chars().take(column as usize - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let room = shown.chars().count().saturating_sub(column as usize - 1).max(1);
    let carets = "^".repeat((end_column.saturating_sub(column).max(1) as usize).min(room));
    format!("{name}:{line}\n{shown}\n{before}{carets}\n")
}

#[cfg(test)]
mod tests {
    use super::{file_path, picture, place_of_line};

    #[test]
    fn a_picture_keeps_tabs() {
        assert_eq!(picture("a.js", 2, 3, 5, "\tx foo"), "a.js:2\n\tx foo\n\t ^^\n");
        assert_eq!(picture("a.js", 1, 9, 12, "short"), "a.js:1\nshort\n     ^\n");
    }

    #[test]
    fn places_are_read_from_frames() {
        let place = place_of_line("    at f [as g] (/a b.js:3:7)").expect("a frame with a place");
        assert_eq!((place.name.as_str(), place.line, place.column), ("/a b.js", 3, 7));
        assert!(place_of_line("    at Array.map (<anonymous>)").is_none());
        assert_eq!(place_of_line("    at file:///x.mjs:1:2").expect("a bare place").name, "file:///x.mjs");
    }

    #[test]
    fn file_urls_are_decoded() {
        assert_eq!(file_path("file:///a%20b.js"), "/a b.js");
        assert_eq!(file_path("/a%20b.js"), "/a%20b.js");
    }
}
