//! `internalBinding('fs_event_wrap')`: a handle that tells what happens to files.
//!
//! Counterpart of Node's `fs_event_wrap.cc`. The handle calls its own property `onchange(eventType, filename)`; its object
//! is pinned while it watches.

use std::{cell::RefCell, rc::Rc};

use boa_engine::{Context, JsArgs, JsObject, JsValue};

use super::stream_wrap::{call_property, uv_errno};
use crate::{
    bindings::buffer,
    codec::{self, Encoding},
    engine::{Binding, NativeClass, Result, Wrap, bytes, class, function, js, strings, unwrap, utf8},
    env::Env,
    event_loop::{HandleCore, Interest, Watcher},
    sys::fs::Watch,
};

/// `internalBinding('fs_event_wrap')`
pub(super) static BINDING: Binding = Binding { name: "fs_event_wrap", exports: &[class(&FS_EVENT)] };

/// `new FSEvent()`
static FS_EVENT: NativeClass = NativeClass {
    name: "FSEvent",
    length: 0,
    construct: |_, cx| {
        let core = HandleCore::new(Env::of(cx).event_loop());
        Ok(Wrap::new(Rc::new(FsEvent { core, watching: RefCell::default() })))
    },
    statics: &[],
    methods: &[&[
        function!("start", 4, start),
        function!("close", 0, close),
        function!("ref", 0, ref_),
        function!("unref", 0, unref),
        function!("hasRef", 0, has_ref),
    ]],
};

struct FsEvent {
    core: HandleCore,
    watching: RefCell<Option<Watching>>,
}

/// The watcher comes first: it must be closed before the descriptor is.
struct Watching {
    _watcher: Watcher<Context>,
    watch: Rc<RefCell<Watch>>,
    object: JsObject,
    /// `None`: names are Buffers.
    encoding: Option<Encoding>,
}

/// `start(path, persistent, recursive, encoding)`: 0 or a negative errno.
fn start(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let handle = unwrap::<FsEvent>(this)?;
    let Some(object) = this.as_object() else { return Ok(JsValue::undefined()) };
    let path = args.get_or_undefined(0);
    let path = match path.as_string() {
        Some(text) => utf8(&text).into_bytes(),
        None => bytes::view(path, cx)?.map(|view| view.to_vec()).unwrap_or_default(),
    };
    let encoding =
        args.get_or_undefined(3).as_string().map_or(Some(Encoding::Utf8), |name| buffer::parse_encoding(&name));
    let watch = match Watch::new(crate::sys::fs::path(&path), args.get_or_undefined(2).to_boolean()) {
        Ok(watch) => watch,
        Err(error) => return Ok(uv_errno(&error).into()),
    };
    let fd = watch.fd();
    let weak = Rc::downgrade(&handle);
    let watcher = Watcher::new(Env::of(cx).event_loop(), fd, move |cx: &mut Context, _| {
        if let Some(handle) = weak.upgrade() {
            deliver(&handle, cx);
        }
    });
    watcher.set_interest(Interest::READABLE);
    handle.watching.replace(Some(Watching {
        _watcher: watcher,
        watch: Rc::new(RefCell::new(watch)),
        object,
        encoding,
    }));
    if !args.get_or_undefined(1).to_boolean() {
        handle.core.unref();
    }
    handle.core.start();
    Ok(0.into())
}

fn deliver(handle: &FsEvent, cx: &mut Context) {
    let Some((watch, object, encoding)) = handle
        .watching
        .borrow()
        .as_ref()
        .map(|watching| (watching.watch.clone(), watching.object.clone(), watching.encoding))
    else {
        return;
    };
    let events = watch.borrow_mut().drain();
    let Ok(events) = events else { return };
    for event in events {
        // A callback may have closed the handle.
        if handle.watching.borrow().is_none() {
            return;
        }
        let name = match encoding {
            Some(encoding) => strings::text(&codec::decode(&event.name, encoding)).into(),
            None => match buffer::new_buffer(bytes::aligned(&event.name), cx) {
                Ok(name) => name.into(),
                Err(_) => JsValue::null(),
            },
        };
        let kind = js(if event.renamed { "rename" } else { "change" });
        call_property(&object, js("onchange"), &[kind.into(), name], cx);
    }
}

/// `close()`
fn close(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let handle = unwrap::<FsEvent>(this)?;
    let watching = handle.watching.take();
    drop(watching);
    handle.core.stop();
    Ok(JsValue::undefined())
}

/// `ref()`
fn ref_(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<FsEvent>(this)?.core.ref_();
    Ok(JsValue::undefined())
}

/// `unref()`
fn unref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<FsEvent>(this)?.core.unref();
    Ok(JsValue::undefined())
}

/// `hasRef()`
fn has_ref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(unwrap::<FsEvent>(this)?.core.has_ref().into())
}
