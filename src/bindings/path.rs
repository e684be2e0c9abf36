//! `internalBinding('path')`: `node:path` for both kinds of paths, over the pure functions of `crate::path`.
//!
//! A path goes in as the engine holds it, as Latin-1 or as UTF-16, and what is cut out of it is a slice of the same
//! string: nothing is converted to UTF-8.

use boa_engine::{
    Context, JsArgs, JsObject, JsString, JsValue, js_string,
    string::{JsStr, JsStrVariant},
};
use std::ops::Range;

use crate::engine::{
    Binding, Error, Export, Result, arg,
    binding::{Visibility, define},
    function, js, lazy, object, string,
};
use crate::error::Code;
use crate::path::{Parsed, Unit, glob::Pattern, posix, win32};

pub(super) static BINDING: Binding =
    Binding { name: "path", exports: &[lazy!("posix", make_posix), lazy!("win32", make_win32)] };

static POSIX: &[Export] = &[
    function!("resolve", 0, posix_resolve),
    function!("normalize", 1, posix_normalize),
    function!("isAbsolute", 1, posix_is_absolute),
    function!("join", 0, posix_join),
    function!("relative", 2, posix_relative),
    function!("toNamespacedPath", 1, posix_to_namespaced_path),
    function!("dirname", 1, posix_dirname),
    function!("basename", 2, posix_basename),
    function!("extname", 1, posix_extname),
    function!("format", 1, posix_format),
    function!("parse", 1, posix_parse),
    function!("matchesGlob", 2, posix_matches_glob),
    string("sep", "/"),
    string("delimiter", ":"),
];

static WIN32: &[Export] = &[
    function!("resolve", 0, win32_resolve),
    function!("normalize", 1, win32_normalize),
    function!("isAbsolute", 1, win32_is_absolute),
    function!("join", 0, win32_join),
    function!("relative", 2, win32_relative),
    function!("toNamespacedPath", 1, win32_to_namespaced_path),
    function!("dirname", 1, win32_dirname),
    function!("basename", 2, win32_basename),
    function!("extname", 1, win32_extname),
    function!("format", 1, win32_format),
    function!("parse", 1, win32_parse),
    function!("matchesGlob", 2, win32_matches_glob),
    string("sep", "\\"),
    string("delimiter", ";"),
];

fn make_posix(cx: &mut Context) -> Result<JsValue> {
    make(POSIX, cx)
}

fn make_win32(cx: &mut Context) -> Result<JsValue> {
    make(WIN32, cx)
}

fn make(exports: &[Export], cx: &mut Context) -> Result<JsValue> {
    let target = JsObject::with_object_proto(cx.intrinsics());
    define(&target, exports, Visibility::Enumerable, cx)?;
    Ok(target.into())
}

/// Runs `$body` on the units of a string, whichever they are.
macro_rules! with_units {
    ($string:expr, |$units:ident| $body:expr) => {
        match $string.as_str().variant() {
            JsStrVariant::Latin1($units) => $body,
            JsStrVariant::Utf16($units) => $body,
        }
    };
}

/// Runs a function on several strings at once: as Latin-1 if all of them are.
macro_rules! with_all_units {
    ($strings:expr, |$parts:ident| $body:expr) => {{
        let strings: &[JsString] = $strings;
        let latin1: Option<Vec<&[u8]>> = strings.iter().map(|string| latin1_of(string)).collect();
        match latin1 {
            Some($parts) => $body,
            None => {
                let wide: Vec<Vec<u16>> = strings.iter().map(JsString::to_vec).collect();
                let $parts: Vec<&[u16]> = wide.iter().map(Vec::as_slice).collect();
                $body
            }
        }
    }};
}

fn latin1_of(string: &JsString) -> Option<&[u8]> {
    match string.as_str().variant() {
        JsStrVariant::Latin1(bytes) => Some(bytes),
        JsStrVariant::Utf16(_) => None,
    }
}

/// Units that a new JS string can be made of.
trait Text: Unit {
    fn string(units: &[Self]) -> JsString;
}

impl Text for u8 {
    fn string(units: &[Self]) -> JsString {
        JsString::from(JsStr::latin1(units))
    }
}

impl Text for u16 {
    fn string(units: &[Self]) -> JsString {
        JsString::from(units)
    }
}

fn value<U: Text>(units: &[U]) -> JsValue {
    U::string(units).into()
}

fn slice(string: &JsString, range: Range<usize>) -> JsValue {
    if range == (0..string.len()) {
        return string.clone().into();
    }
    string.get(range).unwrap_or_default().into()
}

fn slice_or(string: &JsString, part: std::result::Result<Range<usize>, &'static str>) -> JsValue {
    match part {
        Ok(range) => slice(string, range),
        Err(text) => js(text).into(),
    }
}

/// `paths[index]` as a string.
fn indexed(args: &[JsValue], index: usize, cx: &mut Context) -> Result<JsString> {
    match args[index].as_string() {
        Some(path) => Ok(path),
        None => Err(Error::invalid_arg_type(&format!("paths[{index}]"), "of type string", &args[index], cx)),
    }
}

/// What `process.cwd()` answers: programs replace that function, and `path` has to follow.
fn current_directory(cx: &mut Context) -> Result<JsString> {
    let process = crate::env::Env::of(cx).process();
    let cwd = object::get(&process, "cwd", cx)?;
    match cwd.as_callable() {
        Some(cwd) => Ok(cwd.call(&process.into(), &[], cx)?.to_string(cx)?),
        None => Err(Error::invalid_arg_type("process.cwd", "of type function", &cwd, cx)),
    }
}

/// `resolve(...paths)`
fn posix_resolve(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(posix_resolve_to(args, cx)?.into())
}

pub(super) fn posix_resolve_to(args: &[JsValue], cx: &mut Context) -> Result<JsString> {
    let mut parts = Vec::with_capacity(args.len() + 1);
    let mut absolute = false;
    for index in (0..args.len()).rev() {
        let path = indexed(args, index, cx)?;
        if path.is_empty() {
            continue;
        }
        absolute = with_units!(path, |units| posix::is_absolute(units));
        parts.push(path);
        if absolute {
            break;
        }
    }
    if !absolute {
        parts.push(current_directory(cx)?);
    }
    parts.reverse();
    Ok(with_all_units!(&parts, |parts| Text::string(&posix::resolve(&parts))))
}

/// `normalize(path)`
fn posix_normalize(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    Ok(with_units!(path, |units| value(&posix::normalize(units))))
}

/// `isAbsolute(path)`
fn posix_is_absolute(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    Ok(with_units!(path, |units| posix::is_absolute(units)).into())
}

fn strings(args: &[JsValue], cx: &mut Context) -> Result<Vec<JsString>> {
    let mut strings = Vec::with_capacity(args.len());
    for index in 0..args.len() {
        strings.push(arg(args, index, "path", cx)?);
    }
    Ok(strings)
}

/// `join(...paths)`
fn posix_join(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let paths = strings(args, cx)?;
    Ok(with_all_units!(&paths, |parts| value(&posix::join(&parts))))
}

/// `relative(from, to)`
fn posix_relative(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let from: JsString = arg(args, 0, "from", cx)?;
    let to: JsString = arg(args, 1, "to", cx)?;
    if from == to {
        return Ok(js_string!().into());
    }
    let from = posix_resolve_to(&[from.into()], cx)?;
    let to = posix_resolve_to(&[to.into()], cx)?;
    Ok(with_all_units!(&[from, to], |parts| value(&posix::relative(parts[0], parts[1]))))
}

/// `toNamespacedPath(path)`: nothing to do outside of Windows.
fn posix_to_namespaced_path(_this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(args.get_or_undefined(0).clone())
}

/// `dirname(path)`
fn posix_dirname(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    Ok(slice_or(&path, with_units!(path, |units| posix::dirname(units))))
}

/// The arguments of `basename(path, suffix)`; Node checks the suffix first.
fn basename_args(args: &[JsValue], cx: &mut Context) -> Result<(JsString, Option<JsString>)> {
    let suffix = crate::engine::opt_arg(args, 1, "suffix", cx)?;
    Ok((arg(args, 0, "path", cx)?, suffix))
}

/// `basename(path, suffix)`
fn posix_basename(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (path, suffix) = basename_args(args, cx)?;
    let range = match suffix {
        None => with_units!(path, |units| posix::basename(units, None)),
        Some(suffix) => with_all_units!(&[path.clone(), suffix], |parts| posix::basename(parts[0], Some(parts[1]))),
    };
    Ok(slice(&path, range))
}

/// `extname(path)`
fn posix_extname(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    Ok(slice(&path, with_units!(path, |units| posix::extname(units))))
}

/// `format(pathObject)`
fn posix_format(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    format(args.get_or_undefined(0), "/", cx)
}

fn format(value: &JsValue, separator: &str, cx: &mut Context) -> Result<JsValue> {
    let Some(parts) = value.as_object().filter(|object| !object.is_callable() && !object.is_array()) else {
        return Err(Error::invalid_arg_type("pathObject", "of type object", value, cx));
    };
    let root = object::get(&parts, "root", cx)?;
    let mut dir = object::get(&parts, "dir", cx)?;
    if !dir.to_boolean() {
        dir = root.clone();
    }
    let mut base = object::get(&parts, "base", cx)?;
    if !base.to_boolean() {
        let name = object::get(&parts, "name", cx)?;
        let name = if name.to_boolean() { name.to_string(cx)? } else { js_string!() };
        let ext = object::get(&parts, "ext", cx)?;
        let ext = if ext.to_boolean() { ext.to_string(cx)? } else { js_string!() };
        let dot = if ext.is_empty() || ext.code_unit_at(0) == Some(u16::from(b'.')) { "" } else { "." };
        base = js_string!(&name, &js(dot), &ext).into();
    }
    if !dir.to_boolean() {
        return Ok(base);
    }
    let separator = if dir.strict_equals(&root) { js_string!() } else { js(separator) };
    Ok(js_string!(&dir.to_string(cx)?, &separator, &base.to_string(cx)?).into())
}

fn parsed_object(path: &JsString, parsed: Parsed, cx: &mut Context) -> JsValue {
    let Parsed { root, dir, base, ext, name } = parsed;
    let cut = |range| slice(path, range);
    object::build(
        cx,
        &[("root", cut(root)), ("dir", cut(dir)), ("base", cut(base)), ("ext", cut(ext)), ("name", cut(name))],
    )
    .into()
}

/// `parse(path)`
fn posix_parse(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    let parsed = with_units!(path, |units| posix::parse(units));
    Ok(parsed_object(&path, parsed, cx))
}

fn matches_glob(args: &[JsValue], windows: bool, cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    let pattern: JsString = arg(args, 1, "pattern", cx)?;
    match Pattern::parse(&pattern.to_vec()) {
        Some(pattern) => Ok(pattern.matches(&path.to_vec(), windows).into()),
        None => Err(Error::code(Code::ERR_INVALID_ARG_VALUE, "The argument 'pattern' is too long")),
    }
}

/// `matchesGlob(path, pattern)`
fn posix_matches_glob(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    matches_glob(args, false, cx)
}

/// `win32.resolve(...paths)`
fn win32_resolve(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(win32_resolve_to(args, cx)?.into())
}

pub(super) fn win32_resolve_to(args: &[JsValue], cx: &mut Context) -> Result<JsString> {
    let mut resolver = win32::Resolver::<u16>::new();
    let mut finished = false;
    for index in (0..args.len()).rev() {
        let path = indexed(args, index, cx)?;
        finished = !path.is_empty() && resolver.push(&path.to_vec());
        if finished {
            break;
        }
    }
    if !finished {
        let directory = drive_directory(resolver.device(), cx)?;
        resolver.push(&directory);
    }
    Ok(u16::string(&resolver.finish()))
}

/// The current directory of a drive, which Windows keeps in an environment variable `=C:`.
fn drive_directory(device: &[u16], cx: &mut Context) -> Result<Vec<u16>> {
    if device.is_empty() {
        return Ok(current_directory(cx)?.to_vec());
    }
    let process = crate::env::Env::of(cx).process();
    let variable = match object::get(&process, "env", cx)?.as_object() {
        Some(env) => env.get(js_string!(&js("="), &u16::string(device)), cx)?,
        None => JsValue::undefined(),
    };
    let directory = if variable.to_boolean() { variable.to_string(cx)? } else { current_directory(cx)? }.to_vec();
    if win32::belongs_to(&directory, device) {
        return Ok(directory);
    }
    let mut root = device.to_vec();
    root.push(u16::from(b'\\'));
    Ok(root)
}

/// `win32.normalize(path)`
fn win32_normalize(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    Ok(with_units!(path, |units| value(&win32::normalize(units))))
}

/// `win32.isAbsolute(path)`
fn win32_is_absolute(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    Ok(with_units!(path, |units| win32::is_absolute(units)).into())
}

/// `win32.join(...paths)`
fn win32_join(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let paths = strings(args, cx)?;
    Ok(with_all_units!(&paths, |parts| value(&win32::join(&parts))))
}

/// `win32.relative(from, to)`
fn win32_relative(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let from: JsString = arg(args, 0, "from", cx)?;
    let to: JsString = arg(args, 1, "to", cx)?;
    if from == to {
        return Ok(js_string!().into());
    }
    let from = win32_resolve_to(&[from.into()], cx)?;
    let to = win32_resolve_to(&[to.into()], cx)?;
    Ok(with_all_units!(&[from, to], |parts| value(&win32::relative(parts[0], parts[1]))))
}

/// `win32.toNamespacedPath(path)`
fn win32_to_namespaced_path(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(path) = args.get_or_undefined(0).as_string().filter(|path| !path.is_empty()) else {
        return Ok(args.get_or_undefined(0).clone());
    };
    let resolved = win32_resolve_to(&[path.clone().into()], cx)?;
    if resolved.len() <= 2 {
        return Ok(path.into());
    }
    match with_units!(resolved, |units| win32::namespace_prefix(units)) {
        None => Ok(resolved.into()),
        Some((prefix, from)) => Ok(js_string!(&js(prefix), &resolved.get(from..).unwrap_or_default()).into()),
    }
}

/// `win32.dirname(path)`
fn win32_dirname(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    Ok(slice_or(&path, with_units!(path, |units| win32::dirname(units))))
}

/// `win32.basename(path, suffix)`
fn win32_basename(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (path, suffix) = basename_args(args, cx)?;
    let range = match suffix {
        None => with_units!(path, |units| win32::basename(units, None)),
        Some(suffix) => with_all_units!(&[path.clone(), suffix], |parts| win32::basename(parts[0], Some(parts[1]))),
    };
    Ok(slice(&path, range))
}

/// `win32.extname(path)`
fn win32_extname(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    Ok(slice(&path, with_units!(path, |units| win32::extname(units))))
}

/// `win32.format(pathObject)`
fn win32_format(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    format(args.get_or_undefined(0), "\\", cx)
}

/// `win32.parse(path)`
fn win32_parse(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    let parsed = with_units!(path, |units| win32::parse(units));
    Ok(parsed_object(&path, parsed, cx))
}

/// `win32.matchesGlob(path, pattern)`
fn win32_matches_glob(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    matches_glob(args, true, cx)
}
