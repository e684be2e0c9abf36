//! What stream handles (`Pipe`, later `TCP` and `TTY`) share, and `internalBinding('stream_wrap')`.
//!
//! Counterpart of Node's `src/stream_base.cc`, `stream_wrap.cc` and `handle_wrap.cc`. A handle calls back through its own
//! properties: `onread(nread, buffer)` with the number of bytes, or a negative errno (`UV_EOF` at the end). A write or
//! shutdown request is any object; afterwards `req.async` says whether its `oncomplete(status, handle)` is to come.
//! **The wrapper object is pinned while the handle reads or a request is under way**, else the collector may have it.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string};

use super::buffer::new_buffer;
use crate::{
    engine::{Binding, Export, Result, arg, bytes, constant, function, getter, object, unwrap, utf8},
    env::{AsyncFrame, Env},
    event_loop::{Read, Stream},
    sys,
};

pub(super) static BINDING: Binding = Binding { name: "stream_wrap", exports: &[constant("UV_EOF", UV_EOF)] };

/// libuv's number for the end of a stream.
pub(crate) const UV_EOF: i32 = -4095;

/// The state of a stream handle.
pub(crate) struct StreamWrap {
    pub(crate) stream: Rc<Stream<Context>>,
    pin: RefCell<Option<JsObject>>,
    /// The async context that the handle was made in; what it reads is delivered there.
    frame: AsyncFrame,
}

impl StreamWrap {
    /// A handle without a descriptor.
    pub(crate) fn new(cx: &Context) -> Rc<Self> {
        let env = Env::of(cx);
        let stream = Stream::new(env.event_loop());
        Rc::new(Self { stream, pin: RefCell::default(), frame: env.current_frame() })
    }
}

/// What an I/O error is in JS: libuv's negative number.
pub(crate) fn uv_errno(error: &io::Error) -> i32 {
    -error.raw_os_error().unwrap_or(libc::EIO)
}

/// 0 or the negative errno.
pub(crate) fn status<T>(result: &io::Result<T>) -> JsValue {
    match result {
        Ok(_) => 0.into(),
        Err(error) => uv_errno(error).into(),
    }
}

/// Methods of every handle.
pub(super) static HANDLE_METHODS: &[Export] = &[
    function!("close", 1, close),
    function!("ref", 0, ref_),
    function!("unref", 0, unref),
    function!("hasRef", 0, has_ref),
];

/// Methods of every stream handle.
pub(super) static STREAM_METHODS: &[Export] = &[
    function!("readStart", 0, read_start),
    function!("readStop", 0, read_stop),
    function!("shutdown", 1, shutdown),
    function!("writeBuffer", 2, write_buffer),
    function!("writev", 3, writev),
    function!("writeUtf8String", 2, write_utf8),
    function!("writeAsciiString", 2, write_latin1),
    function!("writeLatin1String", 2, write_latin1),
    function!("writeUcs2String", 2, write_ucs2),
    function!("setBlocking", 1, set_blocking),
    getter!("fd", fd),
    getter!("bytesRead", bytes_read),
    getter!("bytesWritten", bytes_written),
    getter!("writeQueueSize", write_queue_size),
];

/// Calls a property of an object as a callback from the loop; without a function nothing happens.
pub(crate) fn call_property(target: &JsObject, name: JsString, args: &[JsValue], cx: &mut Context) {
    Env::of(cx).make_callback(cx, |cx| invoke(target, name, args, cx));
}

/// The same in the async context that the operation was started in.
pub(crate) fn call_property_in(
    target: &JsObject,
    name: JsString,
    args: &[JsValue],
    frame: AsyncFrame,
    cx: &mut Context,
) {
    Env::of(cx).make_callback(cx, |cx| in_frame(frame, cx, |cx| invoke(target, name, args, cx)));
}

fn in_frame(
    frame: AsyncFrame,
    cx: &mut Context,
    call: impl FnOnce(&mut Context) -> JsResult<JsValue>,
) -> JsResult<JsValue> {
    let env = Env::of(cx);
    let outer = env.enter_frame(frame);
    let result = call(cx);
    env.enter_frame(outer);
    result
}

fn invoke(target: &JsObject, name: JsString, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    match target.get(name, cx)?.as_callable() {
        Some(function) => function.call(&target.clone().into(), args, cx),
        None => Ok(JsValue::undefined()),
    }
}

/// `close(callback)`
fn close(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<StreamWrap>(this)?;
    let callback = args.first().and_then(JsValue::as_function);
    let pinned = wrap.pin.take().or_else(|| this.as_object());
    let frame = Env::of(cx).current_frame();
    let keep = wrap.clone();
    wrap.stream.close(move |cx| {
        drop(keep);
        if let (Some(callback), Some(object)) = (callback, pinned) {
            Env::of(cx).make_callback(cx, |cx| in_frame(frame, cx, |cx| callback.call(&object.into(), &[], cx)));
        }
    });
    Ok(JsValue::undefined())
}

/// `ref()`
fn ref_(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<StreamWrap>(this)?.stream.core().ref_();
    Ok(JsValue::undefined())
}

/// `unref()`
fn unref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<StreamWrap>(this)?.stream.core().unref();
    Ok(JsValue::undefined())
}

/// `hasRef()`
fn has_ref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<StreamWrap>(this)?;
    Ok((wrap.stream.core().has_ref() && !wrap.stream.core().is_closing()).into())
}

/// `readStart()`: calls `onread` from now on.
fn read_start(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<StreamWrap>(this)?;
    wrap.pin.replace(this.as_object());
    let weak = Rc::downgrade(&wrap);
    let started = wrap.stream.read_start(move |cx, read| {
        if let Some(wrap) = weak.upgrade() {
            on_read(&wrap, &read, cx);
        }
    });
    if started.is_err() {
        wrap.pin.take();
    }
    Ok(status(&started))
}

fn on_read(wrap: &StreamWrap, read: &Read<'_>, cx: &mut Context) {
    let Some(object) = wrap.pin.borrow().clone() else { return };
    if !matches!(read, Read::Data(_)) {
        let unpinned = wrap.pin.take();
        drop(unpinned);
    }
    Env::of(cx).make_callback(cx, |cx| {
        let args = match read {
            Read::Data(data) => {
                let buffer = new_buffer(bytes::aligned(data), cx).map_err(|error| error.throw(cx))?;
                [JsValue::from(i32::try_from(data.len()).unwrap_or(i32::MAX)), buffer.into()]
            }
            Read::End => [UV_EOF.into(), JsValue::undefined()],
            Read::Failed(error) => [uv_errno(error).into(), JsValue::undefined()],
        };
        in_frame(wrap.frame.clone(), cx, |cx| invoke(&object, js_string!("onread"), &args, cx))
    });
}

/// `readStop()`
fn read_stop(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<StreamWrap>(this)?;
    wrap.stream.read_stop();
    let unpinned = wrap.pin.take();
    drop(unpinned);
    Ok(0.into())
}

/// `shutdown(req)`: `req.oncomplete(status)` when all is written and the end is sent.
fn shutdown(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<StreamWrap>(this)?;
    let request: JsObject = arg(args, 0, "req", cx)?;
    let (handle, frame) = (this.clone(), Env::of(cx).current_frame());
    let started = wrap.stream.shutdown(move |cx, result| {
        call_property_in(&request, js_string!("oncomplete"), &[status(&result), handle], frame, cx);
    });
    Ok(status(&started))
}

/// Writes now what goes and queues the rest.
fn write(this: &JsValue, args: &[JsValue], data: &[u8], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<StreamWrap>(this)?;
    let request: JsObject = arg(args, 0, "req", cx)?;
    let written = match wrap.stream.try_write(data) {
        Ok(written) => written,
        Err(error) => return Ok(uv_errno(&error).into()),
    };
    let whole = written == data.len() && wrap.stream.queued_bytes() == 0;
    #[expect(clippy::cast_precision_loss, reason = "a buffer is smaller than 2^53")]
    object::set(&request, "bytes", data.len() as f64, cx)?;
    object::set(&request, "async", !whole, cx)?;
    if whole {
        return Ok(0.into());
    }
    let (handle, frame) = (this.clone(), Env::of(cx).current_frame());
    let queued = wrap.stream.queue_write(data[written..].to_vec(), move |cx, result| {
        call_property_in(
            &request,
            js_string!("oncomplete"),
            &[status(&result), handle, JsValue::undefined()],
            frame,
            cx,
        );
    });
    Ok(status(&queued))
}

/// `writeBuffer(req, buffer)`
fn write_buffer(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let data = args.get(1).cloned().unwrap_or_default();
    let Some(view) = bytes::view(&data, cx)? else {
        return Err(crate::engine::Error::invalid_arg_type("buffer", "an instance of Buffer", &data, cx));
    };
    // Copied, because setting properties of the request may run JS while the bytes would be borrowed.
    let data = view.to_vec();
    write(this, args, &data, cx)
}

/// `writev(req, chunks, allBuffers)`: `chunks` holds buffers, or by turns a chunk and its encoding.
fn writev(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let chunks: JsObject = arg(args, 1, "chunks", cx)?;
    let all_buffers = args.get(2).is_some_and(JsValue::to_boolean);
    let chunks = object::elements(&chunks, cx)?;
    let mut data = Vec::new();
    let step = if all_buffers { 1 } else { 2 };
    for pair in chunks.chunks(step) {
        if let Some(view) = bytes::view(&pair[0], cx)? {
            view.with(|bytes| data.extend_from_slice(bytes));
            continue;
        }
        let text = pair[0].to_string(cx)?;
        let encoding = match pair.get(1) {
            Some(encoding) => utf8(&encoding.to_string(cx)?),
            None => String::new(),
        };
        match encoding.as_str() {
            "latin1" | "binary" | "ascii" => data.extend(latin1(&text)),
            "ucs2" | "ucs-2" | "utf16le" | "utf-16le" => data.extend(ucs2(&text)),
            _ => data.extend_from_slice(utf8(&text).as_bytes()),
        }
    }
    write(this, args, &data, cx)
}

fn latin1(text: &JsString) -> Vec<u8> {
    #[expect(clippy::cast_possible_truncation, reason = "Latin-1 keeps the low byte")]
    text.iter().map(|unit| unit as u8).collect()
}

fn ucs2(text: &JsString) -> Vec<u8> {
    text.iter().flat_map(u16::to_le_bytes).collect()
}

/// `writeUtf8String(req, string)`
fn write_utf8(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text: String = arg(args, 1, "string", cx)?;
    write(this, args, text.as_bytes(), cx)
}

/// `writeLatin1String(req, string)`, also for ASCII
fn write_latin1(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text: JsString = arg(args, 1, "string", cx)?;
    write(this, args, &latin1(&text), cx)
}

/// `writeUcs2String(req, string)`
fn write_ucs2(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text: JsString = arg(args, 1, "string", cx)?;
    write(this, args, &ucs2(&text), cx)
}

/// `setBlocking(on)`
fn set_blocking(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<StreamWrap>(this)?;
    let on = args.first().is_some_and(JsValue::to_boolean);
    let Some(fd) = wrap.stream.fd() else { return Ok((-libc::EBADF).into()) };
    Ok(status(&sys::fd::set_nonblocking(fd, !on)))
}

/// `fd`: the descriptor's number, -1 without one.
fn fd(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(unwrap::<StreamWrap>(this)?.stream.fd().unwrap_or(-1).into())
}

#[expect(clippy::cast_precision_loss, reason = "byte counts stay below 2^53")]
fn count(n: u64) -> JsValue {
    JsValue::from(n as f64)
}

/// `bytesRead`
fn bytes_read(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(count(unwrap::<StreamWrap>(this)?.stream.transferred().0))
}

/// `bytesWritten`
fn bytes_written(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(count(unwrap::<StreamWrap>(this)?.stream.transferred().1))
}

/// `writeQueueSize`
fn write_queue_size(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(count(unwrap::<StreamWrap>(this)?.stream.queued_bytes() as u64))
}
