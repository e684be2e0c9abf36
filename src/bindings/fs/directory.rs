//! `readdir`, and the native half of `Dir`.

use std::{
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
};

use boa_engine::{Context, JsArgs, JsValue};

use super::{
    args::{FilePath, Options, TextAs},
    operation::{Operation, Success},
    stats,
};
use crate::{
    engine::{NativeClass, Result, Wrap, function, object, unwrap},
    error::{self, Syscall as _},
    sys::fs::{self as sys, Directory, Entry},
};

fn joined(parent: &[u8], below: &[u8]) -> Vec<u8> {
    let mut path = parent.to_vec();
    if !below.is_empty() {
        if !path.ends_with(b"/") {
            path.push(b'/');
        }
        path.extend_from_slice(below);
    }
    path
}

/// `readdir(path[, options])`
pub(super) fn readdir(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let options = Options::arg(args, 1, cx)?;
    let path = FilePath::arg(args, 0, "path", cx)?;
    let names = options.names();
    let recursive = options.boolean("recursive", "options.recursive", false, cx)?;
    let typed = options.get("withFileTypes", cx)?.to_boolean();
    let parent = path.0.clone();
    Ok(Operation::new(
        move || {
            if recursive {
                return sys::read_tree(path.path()).map_err(|(error, blamed)| {
                    let number = error.raw_os_error().unwrap_or(libc::EIO);
                    error::Error::system(number, "scandir").with_path(blamed.to_string_lossy())
                });
            }
            sys::read_directory(path.path()).syscall_path("scandir", &path.text())
        },
        move |entries: Vec<Entry>, cx| {
            let mut values = Vec::with_capacity(entries.len());
            // Entries of one directory share the string of its path.
            let mut last: Option<(Vec<u8>, JsValue)> = None;
            for entry in entries {
                if !typed {
                    let relative = if entry.below.is_empty() { entry.name } else { joined(&entry.below, &entry.name) };
                    values.push(names.value(&relative, cx)?);
                    continue;
                }
                let above = match &last {
                    Some((below, above)) if *below == entry.below => above.clone(),
                    _ => {
                        let above =
                            TextAs::String(crate::codec::Encoding::Utf8).value(&joined(&parent, &entry.below), cx)?;
                        last = Some((entry.below.clone(), above.clone()));
                        above
                    }
                };
                let name = names.value(&entry.name, cx)?;
                values.push(stats::dirent(name, &above, entry.kind as i32, cx)?);
            }
            Ok(Success::Value(object::array(values, cx).into()))
        },
    ))
}

/// An open directory; the pool and the thread of JS take turns.
struct Handle {
    directory: Arc<Mutex<Option<Directory>>>,
    names: TextAs,
    parent: JsValue,
}

/// `DirHandle(path, options)`: `read(count)` and `close()`, each also as promises.
pub(super) static DIR_HANDLE: NativeClass = NativeClass {
    name: "DirHandle",
    length: 2,
    construct: |_, _| Err(boa_engine::JsNativeError::typ().with_message("Illegal constructor").into()),
    statics: &[],
    methods: &[&[
        function!("readSync", 1, read_sync),
        function!("read", 1, read_promise),
        function!("close", 0, close),
    ]],
};

/// `opendir(path[, options])`: the handle that `Dir` wraps.
pub(super) fn opendir(args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let path = FilePath::arg(args, 0, "path", cx)?;
    let names = Options::arg(args, 1, cx)?.names();
    let parent = TextAs::String(crate::codec::Encoding::Utf8).value(&path.0, cx)?;
    Ok(Operation::new(
        move || Directory::open(path.path()).syscall_path("opendir", &path.text()),
        move |directory, cx| {
            let handle = Handle { directory: Arc::new(Mutex::new(Some(directory))), names, parent };
            let proto = super::dir_handle_prototype(cx)?;
            Ok(Success::Value(NativeClass::object(proto, Wrap::new(Rc::new(handle)), cx).into()))
        },
    ))
}

fn reading(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<Operation> {
    let handle = unwrap::<Handle>(this)?;
    let count = args.get_or_undefined(0).to_number(cx)?.clamp(1.0, 65_536.0) as usize;
    let directory = handle.directory.clone();
    Ok(Operation::new(
        move || {
            let mut directory = directory.lock().unwrap_or_else(PoisonError::into_inner);
            match directory.as_mut() {
                Some(directory) => directory.read(count).syscall("readdir"),
                None => Err(error::Error::system(libc::EBADF, "readdir")),
            }
        },
        move |entries: Vec<Entry>, cx| {
            let mut values = Vec::with_capacity(entries.len());
            for entry in entries {
                let name = handle.names.value(&entry.name, cx)?;
                values.push(stats::dirent(name, &handle.parent, entry.kind as i32, cx)?);
            }
            Ok(Success::Value(object::array(values, cx).into()))
        },
    ))
}

fn read_sync(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    reading(this, args, cx)?.run_now(cx)
}

fn read_promise(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    reading(this, args, cx)?.run_promise(cx)
}

/// `close()`: at once, nothing can fail.
fn close(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let handle = unwrap::<Handle>(this)?;
    handle.directory.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok(JsValue::undefined())
}
