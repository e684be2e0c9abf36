//! `Stats`, `BigIntStats`, `StatFs` and `Dirent`: plain objects with native methods, made without running JS.

use std::rc::Rc;

use boa_engine::{
    Context, JsArgs, JsBigInt, JsObject, JsString, JsSymbol, JsValue, NativeFunction,
    object::FunctionObjectBuilder,
    property::{PropertyDescriptor, PropertyKey},
};

use crate::{
    engine::{
        Error, Export, Result,
        binding::{Visibility, define},
        function, js, object,
    },
    sys::fs::{FsStat, Stat, Time},
};

/// The prototypes of a context.
pub(super) struct Classes {
    pub(super) stats: JsObject,
    big_int_stats: JsObject,
    stat_fs: JsObject,
    pub(super) dirent: JsObject,
    type_symbol: JsSymbol,
    /// [`STAT_NAMES`] as the engine's strings: a stat makes none of its own.
    keys: Vec<JsString>,
}

impl Classes {
    pub(super) fn of(cx: &mut Context) -> Result<Rc<Self>> {
        if let Some(classes) = cx.get_data::<Rc<Self>>() {
            return Ok(classes.clone());
        }
        let base = JsObject::with_object_proto(cx.intrinsics());
        define(&base, KIND_METHODS, Visibility::Enumerable, cx)?;
        let stats = class("Stats", 14, construct_stats, Some(base.clone()), cx);
        let big_int_stats = class("BigIntStats", 14, construct_nothing, Some(base), cx);
        for proto in [&stats, &big_int_stats] {
            define_times(proto, cx);
        }
        let stat_fs = class("StatFs", 7, construct_nothing, None, cx);
        let dirent = class("Dirent", 3, construct_dirent, None, cx);
        define(&dirent, DIRENT_METHODS, Visibility::Hidden, cx)?;
        let symbol = JsSymbol::new(Some(js("type")))
            .ok_or_else(|| boa_engine::JsNativeError::error().with_message("out of symbols"))?;
        let keys = STAT_NAMES.iter().map(|name| js(name)).collect();
        let classes = Rc::new(Self { stats, big_int_stats, stat_fs, dirent, type_symbol: symbol, keys });
        cx.insert_data(classes.clone());
        Ok(classes)
    }
}

/// Makes a constructor and returns its prototype.
fn class(
    name: &str,
    length: usize,
    native: crate::engine::NativeFn,
    base: Option<JsObject>,
    cx: &mut Context,
) -> JsObject {
    let proto = JsObject::with_object_proto(cx.intrinsics());
    if base.is_some() {
        proto.set_prototype(base);
    }
    let function = FunctionObjectBuilder::new(cx.realm(), NativeFunction::from_fn_ptr(native))
        .name(js(name))
        .length(length)
        .constructor(true)
        .build();
    let fixed = PropertyDescriptor::builder().value(proto.clone()).writable(true).enumerable(false).configurable(false);
    function.insert_property(js("prototype"), fixed.build());
    object::put_hidden(&proto, js("constructor"), function);
    proto
}

/// The native data of the objects made here: none.
#[derive(boa_engine::Trace, boa_engine::Finalize, boa_engine::JsData)]
struct Plain;

fn plain(proto: &JsObject, cx: &mut Context) -> JsObject {
    JsObject::new(cx.root_shape(), proto.clone(), Plain).upcast()
}

/// `Stats(dev, mode, …)`, as packages that fake a file system still call it, with or without `new`.
fn construct_stats(this: &JsValue, args: &[JsValue], cx: &mut Context) -> boa_engine::JsResult<JsValue> {
    let classes = Classes::of(cx).map_err(|error| error.throw(cx))?;
    let proto = prototype_of(this, cx)?.unwrap_or_else(|| classes.stats.clone());
    let stats = plain(&proto, cx);
    for (index, name) in STAT_NAMES.iter().enumerate() {
        object::put(&stats, js(name), args.get_or_undefined(index).clone());
    }
    Ok(stats.into())
}

fn construct_nothing(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> boa_engine::JsResult<JsValue> {
    Err(boa_engine::JsNativeError::typ().with_message("Illegal constructor").into())
}

/// `new Dirent(name, type, path)`
fn construct_dirent(this: &JsValue, args: &[JsValue], cx: &mut Context) -> boa_engine::JsResult<JsValue> {
    let classes = Classes::of(cx).map_err(|error| error.throw(cx))?;
    let Some(proto) = prototype_of(this, cx)? else {
        let text = "Class constructor Dirent cannot be invoked without 'new'";
        return Err(boa_engine::JsNativeError::typ().with_message(text).into());
    };
    let dirent = plain(&proto, cx);
    object::put(&dirent, js("name"), args.get_or_undefined(0).clone());
    object::put(&dirent, js("parentPath"), args.get_or_undefined(2).clone());
    object::put(&dirent, PropertyKey::from(classes.type_symbol.clone()), args.get_or_undefined(1).clone());
    Ok(dirent.into())
}

/// A native constructor gets its new target as `this`; a subclass brings its own prototype.
fn prototype_of(new_target: &JsValue, cx: &mut Context) -> boa_engine::JsResult<Option<JsObject>> {
    match new_target.as_object() {
        Some(target) if target.is_callable() => Ok(target.get(js("prototype"), cx)?.as_object()),
        _ => Ok(None),
    }
}

static STAT_NAMES: [&str; 14] = [
    "dev",
    "mode",
    "nlink",
    "uid",
    "gid",
    "rdev",
    "blksize",
    "ino",
    "size",
    "blocks",
    "atimeMs",
    "mtimeMs",
    "ctimeMs",
    "birthtimeMs",
];

fn milliseconds(time: Time) -> f64 {
    time.seconds as f64 * 1e3 + time.nanoseconds as f64 / 1e6
}

/// A `Stats`, or with `big` a `BigIntStats`.
pub(super) fn stats(stat: &Stat, big: bool, cx: &mut Context) -> Result<JsValue> {
    let classes = Classes::of(cx)?;
    let numbers = [
        stat.dev,
        u64::from(stat.mode),
        stat.nlink,
        u64::from(stat.uid),
        u64::from(stat.gid),
        stat.rdev,
        stat.blksize,
        stat.ino,
        stat.size,
        stat.blocks,
    ];
    let times = [stat.accessed, stat.modified, stat.changed, stat.born];
    let names = classes.keys.iter().cloned();
    if !big {
        let object = plain(&classes.stats, cx);
        let values = numbers
            .iter()
            .map(|&n| JsValue::from(n))
            .chain(times.iter().map(|&time| JsValue::from(milliseconds(time))));
        for (name, value) in names.zip(values) {
            object::put(&object, name, value);
        }
        return Ok(object.into());
    }
    let object = plain(&classes.big_int_stats, cx);
    let nanoseconds = |time: Time| i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanoseconds);
    let milliseconds = times.iter().map(|&time| JsBigInt::from(nanoseconds(time).div_euclid(1_000_000)));
    for (name, value) in names.zip(numbers.iter().map(|&n| JsBigInt::from(n)).chain(milliseconds)) {
        object::put(&object, name, value);
    }
    for (name, time) in ["atimeNs", "mtimeNs", "ctimeNs", "birthtimeNs"].into_iter().zip(times) {
        object::put(&object, js(name), JsBigInt::from(nanoseconds(time)));
    }
    Ok(object.into())
}

/// A `StatFs`.
pub(super) fn stat_fs(stat: &FsStat, big: bool, cx: &mut Context) -> Result<JsValue> {
    let classes = Classes::of(cx)?;
    let object = plain(&classes.stat_fs, cx);
    let fields = [
        ("type", stat.kind),
        ("bsize", stat.bsize),
        ("frsize", stat.frsize),
        ("blocks", stat.blocks),
        ("bfree", stat.bfree),
        ("bavail", stat.bavail),
        ("files", stat.files),
        ("ffree", stat.ffree),
    ];
    for (name, value) in fields {
        let value: JsValue = if big { JsBigInt::from(value).into() } else { value.into() };
        object::put(&object, js(name), value);
    }
    Ok(object.into())
}

/// A `Dirent`.
pub(super) fn dirent(name: JsValue, parent: &JsValue, kind: i32, cx: &mut Context) -> Result<JsValue> {
    let classes = Classes::of(cx)?;
    let object = plain(&classes.dirent, cx);
    object::put(&object, js("name"), name);
    object::put(&object, js("parentPath"), parent.clone());
    object::put(&object, PropertyKey::from(classes.type_symbol.clone()), kind);
    Ok(object.into())
}

macro_rules! kinds {
    ($($name:literal, $of_stats:ident, $mode:ident, $of_dirent:ident, $dirent:ident;)*) => {
        $(
            fn $of_stats(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                has_mode(this, libc::$mode, cx)
            }
            fn $of_dirent(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
                has_kind(this, crate::sys::fs::Kind::$dirent, cx)
            }
        )*
        static KIND_METHODS: &[Export] = &[$(function!($name, 0, $of_stats),)*];
        static DIRENT_METHODS: &[Export] = &[$(function!($name, 0, $of_dirent),)*];
    };
}

kinds! {
    "isDirectory", is_directory, S_IFDIR, dirent_is_directory, Directory;
    "isFile", is_file, S_IFREG, dirent_is_file, File;
    "isBlockDevice", is_block_device, S_IFBLK, dirent_is_block_device, Block;
    "isCharacterDevice", is_character_device, S_IFCHR, dirent_is_character_device, Character;
    "isSymbolicLink", is_symbolic_link, S_IFLNK, dirent_is_symbolic_link, Link;
    "isFIFO", is_fifo, S_IFIFO, dirent_is_fifo, Fifo;
    "isSocket", is_socket, S_IFSOCK, dirent_is_socket, Socket;
}

fn has_mode(this: &JsValue, kind: libc::mode_t, cx: &mut Context) -> Result<JsValue> {
    let mode = this.to_object(cx)?.get(js("mode"), cx)?;
    let mode = match mode.as_bigint() {
        Some(big) => big.to_f64(),
        None => mode.to_number(cx)?,
    };
    Ok((mode as u32 & libc::S_IFMT == kind).into())
}

fn has_kind(this: &JsValue, kind: crate::sys::fs::Kind, cx: &mut Context) -> Result<JsValue> {
    let symbol = Classes::of(cx)?.type_symbol.clone();
    let value = this.to_object(cx)?.get(symbol, cx)?;
    Ok((value.as_number() == Some(f64::from(kind as i32))).into())
}

/// `atime`, `mtime`, `ctime`, `birthtime`: Dates, made when they are first read.
fn define_times(proto: &JsObject, cx: &mut Context) {
    for name in ["atime", "mtime", "ctime", "birthtime"] {
        let key = js(name);
        let get = NativeFunction::from_copy_closure_with_captures(
            |this, _args, key: &boa_engine::JsString, cx| {
                let object = this.to_object(cx)?;
                let source = boa_engine::JsString::from(&[key.clone(), js("Ms")]);
                let value = object.get(source, cx)?;
                let ms = match value.as_bigint() {
                    Some(big) => big.to_f64(),
                    None => value.to_number(cx)?,
                };
                // Half a millisecond rounds up, as Math.round does.
                let date_class = cx.intrinsics().constructors().date().constructor();
                let date: JsValue = date_class.construct(&[(ms + 0.5).floor().into()], None, cx)?.into();
                object::put_hidden(&object, key.clone(), date.clone());
                Ok(date)
            },
            key.clone(),
        );
        let set = NativeFunction::from_copy_closure_with_captures(
            |this, args, key: &boa_engine::JsString, cx| {
                let object = this.to_object(cx)?;
                object::put_hidden(&object, key.clone(), args.get_or_undefined(0).clone());
                Ok(JsValue::undefined())
            },
            key.clone(),
        );
        let get = FunctionObjectBuilder::new(cx.realm(), get).name("get").build();
        let set = FunctionObjectBuilder::new(cx.realm(), set).name("set").length(1).build();
        let accessor = PropertyDescriptor::builder().get(get).set(set).enumerable(true).configurable(true);
        proto.insert_property(key, accessor.build());
    }
}

/// `_toUnixTimestamp(time[, name])`, which old packages use.
pub(super) fn to_unix_timestamp(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0);
    if value.as_number().is_some_and(|seconds| seconds < 0.0) {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        return Ok(now.as_secs_f64().into());
    }
    Ok(super::args::seconds(value, "time", cx)?.into())
}

/// `fs.Stats` and `fs.Dirent`.
pub(super) fn constructor_of(proto: &JsObject, cx: &mut Context) -> Result<JsValue> {
    Ok(object::get(proto, "constructor", cx)?)
}

/// Node's error for a path whose kind does not fit an operation: a `SystemError` with `info`.
pub(super) fn system_error(
    code: &str,
    message: &str,
    (errno, name, description): (i32, &str, &str),
    (syscall, path): (&str, &str),
    cx: &mut Context,
) -> Error {
    let text = format!("{message}: {syscall} returned {name} ({description}) {path}");
    let error: JsValue = boa_engine::JsNativeError::error().with_message(text).into_opaque(cx).into();
    let info = object::build(
        cx,
        &[
            ("code", js(name).into()),
            ("message", js(description).into()),
            ("path", js(path).into()),
            ("syscall", js(syscall).into()),
            ("errno", errno.into()),
        ],
    );
    if let Some(object) = error.as_object() {
        object::put_hidden(&object, js("name"), js("SystemError"));
        object::put(&object, js("code"), js(code));
        object::put(&object, js("info"), info);
        object::put(&object, js("errno"), errno);
        object::put(&object, js("syscall"), js(syscall));
        object::put(&object, js("path"), js(path));
    }
    boa_engine::JsError::from_opaque(error).into()
}
