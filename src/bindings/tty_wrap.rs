//! `internalBinding('tty_wrap')`: terminals, and the two ends of the standard streams.
//!
//! Counterpart of Node's `src/tty_wrap.cc`; the writing end is `uv_try_write` until everything is out, because standard
//! streams are synchronous on Linux. A `Reader` waits with a watcher, or reads a file on the pool, and keeps the loop alive
//! only between `readStart` and `readStop`.

use std::{
    cell::{Cell, RefCell},
    os::fd::RawFd,
    rc::Rc,
};

use boa_engine::{Context, JsArgs, JsObject, JsValue, js_string, object::builtins::JsArray};

use super::stream::new_buffer;
use crate::{
    engine::{Binding, Error, NativeClass, Result, Wrap, arg, bytes, class, function, js, unwrap, utf8},
    env::Env,
    error::Error as PlainError,
    event_loop::{HandleCore, Interest, Kind as WorkKind, Ready, Watcher},
    sys::{fd, tty},
};

pub(super) static BINDING: Binding = Binding {
    name: "tty_wrap",
    exports: &[
        function!("isTTY", 1, is_tty),
        function!("guessHandleType", 1, guess_handle_type),
        function!("getWindowSize", 1, get_window_size),
        function!("setRawMode", 2, set_raw_mode),
        function!("write", 3, write),
        class(&READER),
    ],
};

/// `isTTY(fd)`
fn is_tty(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let fd: i32 = arg(args, 0, "fd", cx)?;
    Ok(tty::is_terminal(fd).into())
}

/// `guessHandleType(fd)`: 'TTY', 'FILE', 'PIPE', 'TCP', 'UDP' or 'UNKNOWN'.
fn guess_handle_type(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let fd: i32 = arg(args, 0, "fd", cx)?;
    Ok(js(tty::kind(fd).name()).into())
}

/// `getWindowSize(fd)`: `[columns, rows]`, or undefined when the terminal does not say.
fn get_window_size(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let fd: i32 = arg(args, 0, "fd", cx)?;
    match tty::window_size(fd) {
        Ok((columns, rows)) => Ok(JsArray::from_iter([JsValue::from(columns), JsValue::from(rows)], cx).into()),
        Err(_) => Ok(JsValue::undefined()),
    }
}

/// `setRawMode(fd, mode)`: mode 0 normal, 1 raw, 2 io; the error if it failed.
fn set_raw_mode(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let fd: i32 = arg(args, 0, "fd", cx)?;
    let mode = match arg::<i32>(args, 1, "mode", cx)? {
        0 => tty::Mode::Normal,
        1 => tty::Mode::Raw,
        _ => tty::Mode::Io,
    };
    match tty::set_mode(fd, mode) {
        Ok(()) => Ok(JsValue::undefined()),
        Err(errno) => Ok(Error::from(PlainError::system(errno as i32, "setRawMode")).into_value(cx)?),
    }
}

/// `write(fd, chunk, encoding)`: writes a string or a view completely; the error if that failed.
fn write(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let fd: i32 = arg(args, 0, "fd", cx)?;
    let chunk = args.get_or_undefined(1);
    let written = if let Some(text) = chunk.as_string() {
        fd::write_all(fd, utf8(&text).as_bytes())
    } else if let Some(view) = bytes::view(chunk, cx)? {
        view.with(|bytes| fd::write_all(fd, bytes))
    } else {
        return Err(Error::invalid_arg_type("chunk", "of type string or an instance of Buffer", chunk, cx));
    };
    match written {
        Ok(()) => Ok(JsValue::undefined()),
        Err(error) => {
            Ok(Error::from(PlainError::system(error.raw_os_error().unwrap_or(libc::EIO), "write")).into_value(cx)?)
        }
    }
}

/// The reading end of a standard stream.
struct Reader {
    fd: RawFd,
    core: HandleCore,
    watcher: RefCell<Option<Watcher<Context>>>,
    /// A read on the pool is under way.
    busy: Cell<bool>,
    reading: Cell<bool>,
    closed: Cell<bool>,
    /// What came from the pool after `readStop`.
    early: RefCell<Option<std::io::Result<Vec<u8>>>>,
    /// Our JS object, while we read.
    pin: RefCell<Option<JsObject>>,
}

static READER: NativeClass = NativeClass {
    name: "Reader",
    length: 1,
    construct: new_reader,
    statics: &[],
    methods: &[&[
        function!("readStart", 0, read_start),
        function!("readStop", 0, read_stop),
        function!("ref", 0, ref_),
        function!("unref", 0, unref),
        function!("hasRef", 0, has_ref),
        function!("close", 0, close),
    ]],
};

/// How much one read takes, as in libuv.
const CHUNK: usize = 65_536;

/// `new Reader(fd)`
fn new_reader(args: &[JsValue], cx: &mut Context) -> Result<Wrap> {
    let fd: i32 = arg(args, 0, "fd", cx)?;
    let event_loop = Env::of(cx).event_loop().clone();
    let reader = Rc::new(Reader {
        fd,
        core: HandleCore::new(&event_loop),
        watcher: None.into(),
        busy: false.into(),
        reading: false.into(),
        closed: false.into(),
        early: None.into(),
        pin: None.into(),
    });
    if tty::kind(fd) != tty::Kind::File {
        let weak = Rc::downgrade(&reader);
        let watcher = Watcher::new(&event_loop, fd, move |cx: &mut Context, _ready| {
            if let Some(reader) = weak.upgrade() {
                readable(&reader, cx);
            }
        });
        // What cannot be polled is read on the pool, like a file.
        if watcher.try_start(Interest::READABLE).is_ok() {
            watcher.set_interest(Interest::NONE);
            *reader.watcher.borrow_mut() = Some(watcher);
        }
    }
    Ok(Wrap::new(reader))
}

/// `readStart()`; the error if the handle is closed.
fn read_start(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let reader = unwrap::<Reader>(this)?;
    if reader.closed.get() {
        return Ok(Error::from(PlainError::system(libc::EBADF, "read")).into_value(cx)?);
    }
    if reader.reading.replace(true) {
        return Ok(JsValue::undefined());
    }
    *reader.pin.borrow_mut() = this.as_object();
    reader.core.start();
    if let Some(watcher) = &*reader.watcher.borrow() {
        watcher.set_interest(Interest::READABLE);
        return Ok(JsValue::undefined());
    }
    if reader.early.borrow().is_some() {
        let reader = reader.clone();
        Env::of(cx).event_loop().queue_pending(move |cx: &mut Context| {
            let early = reader.early.borrow_mut().take();
            if let Some(early) = early {
                deliver(&reader, early, cx);
            }
        });
    } else {
        read_on_pool(&reader, cx);
    }
    Ok(JsValue::undefined())
}

impl Reader {
    fn stop(&self) {
        self.reading.set(false);
        self.core.stop();
        if let Some(watcher) = &*self.watcher.borrow() {
            watcher.set_interest(Interest::NONE);
        }
        self.pin.borrow_mut().take();
    }
}

/// `readStop()`
fn read_stop(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<Reader>(this)?.stop();
    Ok(JsValue::undefined())
}

fn ref_(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<Reader>(this)?.core.ref_();
    Ok(JsValue::undefined())
}

fn unref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<Reader>(this)?.core.unref();
    Ok(JsValue::undefined())
}

fn has_ref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(unwrap::<Reader>(this)?.core.has_ref().into())
}

/// `close()`: no more reads; the descriptor is closed unless it is standard input.
fn close(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let reader = unwrap::<Reader>(this)?;
    if reader.closed.replace(true) {
        return Ok(JsValue::undefined());
    }
    reader.stop();
    let watcher = reader.watcher.borrow_mut().take();
    if let Some(watcher) = watcher {
        watcher.close();
    }
    if reader.fd > 2 {
        // A descriptor that somebody else closed is none of our business.
        let _already_closed = fd::close(reader.fd);
    }
    Ok(JsValue::undefined())
}

/// The watcher says that there is something; the descriptor may be a blocking one, so it is asked again. One chunk a turn, so that a fast writer cannot starve the loop.
fn readable(reader: &Rc<Reader>, cx: &mut Context) {
    if !reader.reading.get() || !tty::is_readable_now(reader.fd) {
        return;
    }
    let mut buffer = vec![0; CHUNK];
    let result = fd::read(reader.fd, &mut buffer).map(|length| {
        buffer.truncate(length);
        buffer
    });
    match result {
        Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::Interrupted) => {}
        result => {
            let more = result.as_ref().is_ok_and(|bytes| !bytes.is_empty());
            deliver(reader, result, cx);
            if more && let Some(watcher) = &*reader.watcher.borrow() {
                watcher.rearm(Ready { readable: true, writable: false, hangup: false });
            }
        }
    }
}

fn read_on_pool(reader: &Rc<Reader>, cx: &mut Context) {
    if reader.busy.replace(true) {
        return;
    }
    let descriptor = reader.fd;
    let done = reader.clone();
    let spawned = Env::of(cx).event_loop().spawn(
        WorkKind::Fast,
        move || {
            let mut buffer = vec![0; CHUNK];
            fd::read(descriptor, &mut buffer).map(|length| {
                buffer.truncate(length);
                buffer
            })
        },
        move |result, cx: &mut Context| {
            done.busy.set(false);
            if !done.reading.get() {
                *done.early.borrow_mut() = Some(result);
                return;
            }
            let more = result.as_ref().is_ok_and(|bytes| !bytes.is_empty());
            deliver(&done, result, cx);
            if more && done.reading.get() && !done.closed.get() {
                read_on_pool(&done, cx);
            }
        },
    );
    if let Err(error) = spawned {
        reader.busy.set(false);
        deliver(reader, Err(error), cx);
    }
}

/// Calls `onread(chunk)`: a Buffer, null at the end, or an Error.
fn deliver(reader: &Rc<Reader>, result: std::io::Result<Vec<u8>>, cx: &mut Context) {
    let Some(object) = reader.pin.borrow().clone() else { return };
    let ended = !matches!(&result, Ok(bytes) if !bytes.is_empty());
    if ended {
        reader.stop();
    }
    Env::of(cx).make_callback(cx, |cx| {
        let chunk = match result {
            Ok(bytes) if bytes.is_empty() => JsValue::null(),
            Ok(bytes) => new_buffer(&bytes, cx).map_err(|error| error.throw(cx))?,
            Err(error) => {
                Error::from(PlainError::system(error.raw_os_error().unwrap_or(libc::EIO), "read")).into_value(cx)?
            }
        };
        let callback = object.get(js_string!("onread"), cx)?;
        match callback.as_callable() {
            Some(callback) => callback.call(&object.clone().into(), &[chunk], cx),
            None => Ok(JsValue::undefined()),
        }
    });
}
