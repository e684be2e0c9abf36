//! `internalBinding('process_wrap')`: a child process. Counterpart of Node's `src/process_wrap.cc`.
//!
//! The wrapper object is pinned from `spawn` until `onexit(code, signal)` has been called.

use std::cell::{Cell, RefCell};
use std::ffi::CString;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::rc::Rc;

use boa_engine::{Context, JsObject, JsResult, JsValue, js_string};

use super::stream_wrap::{StreamWrap, call_property_in, status, uv_errno};
use crate::{
    engine::{
        Binding, NativeClass, Result, Wrap, arg, class, function, object,
        strings::{js, utf8},
        unwrap,
        wrap::unwrap_object,
    },
    env::Env,
    event_loop::ChildWatch,
    sys::{
        self,
        child::ExitStatus,
        process::{ChildFd, Command},
    },
};

pub(super) static BINDING: Binding = Binding {
    name: "process_wrap",
    exports: &[class(&PROCESS), function!("signalNumber", 1, super::signal_wrap::signal_number)],
};

static PROCESS: NativeClass = NativeClass {
    name: "Process",
    length: 0,
    construct: |_, _| Ok(Wrap::new(Rc::<Process>::default())),
    statics: &[],
    methods: &[&[
        function!("spawn", 1, spawn),
        function!("kill", 1, kill),
        function!("close", 1, close),
        function!("ref", 0, ref_),
        function!("unref", 0, unref),
        function!("hasRef", 0, has_ref),
    ]],
};

#[derive(Default)]
struct Process {
    watch: RefCell<Option<ChildWatch<Context>>>,
    pid: Cell<i32>,
    exited: Cell<bool>,
    pin: RefCell<Option<JsObject>>,
}

/// In a process that was forked with a message channel (`NODE_CHANNEL_FD`), gives `process` its end of it.
///
/// # Errors
/// What opening the descriptor says.
pub(crate) fn connect_to_parent(cx: &mut Context) -> JsResult<()> {
    let Some(fd) = std::env::var("NODE_CHANNEL_FD").ok().and_then(|fd| fd.parse::<i32>().ok()) else { return Ok(()) };
    let mode = std::env::var("NODE_CHANNEL_SERIALIZATION_MODE").unwrap_or_default();
    let exports = crate::modules::builtins::require("internal/child_process/channel", cx)?;
    let Some(exports) = exports.as_object() else { return Ok(()) };
    if let Some(set_up) = exports.get(js_string!("setupChildChannel"), cx)?.as_callable() {
        set_up.call(&JsValue::undefined(), &[fd.into(), js(&mode).into()], cx)?;
    }
    Ok(())
}

fn text(options: &JsObject, key: &str, cx: &mut Context) -> Result<Option<String>> {
    Ok(object::get(options, key, cx)?.as_string().map(|text| utf8(&text)))
}

fn texts(options: &JsObject, key: &str, cx: &mut Context) -> Result<Option<Vec<CString>>> {
    let Some(list) = object::get(options, key, cx)?.as_object() else { return Ok(None) };
    let mut out = Vec::new();
    for element in object::elements(&list, cx)? {
        let element = element.to_string(cx)?;
        out.push(c_string(&utf8(&element))?);
    }
    Ok(Some(out))
}

/// JS refuses NUL bytes with a better message before.
fn c_string(text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| boa_engine::JsNativeError::typ().with_message("unexpected NUL byte").into())
}

#[expect(clippy::cast_sign_loss, reason = "setuid takes what JS checked as a 32-bit number, sign or not")]
fn id(options: &JsObject, key: &str, cx: &mut Context) -> Result<Option<u32>> {
    let value = object::get(options, key, cx)?;
    if value.is_null_or_undefined() { Ok(None) } else { Ok(Some(value.to_i32(cx)? as u32)) }
}

/// What `spawn` and `spawnSync` read from their options alike; the descriptors are theirs.
pub(super) fn command(options: &JsObject, cx: &mut Context) -> Result<Command> {
    let file = text(options, "file", cx)?.unwrap_or_default();
    let file = c_string(&file)?;
    let args = texts(options, "args", cx)?.filter(|args| !args.is_empty()).unwrap_or_else(|| vec![file.clone()]);
    let cwd = match text(options, "cwd", cx)? {
        Some(cwd) if !cwd.is_empty() => Some(c_string(&cwd)?),
        _ => None,
    };
    Ok(Command {
        file,
        args,
        env: texts(options, "envPairs", cx)?,
        cwd,
        stdio: Vec::new(),
        detached: object::get(options, "detached", cx)?.to_boolean(),
        uid: id(options, "uid", cx)?,
        gid: id(options, "gid", cx)?,
    })
}

/// What a row of `stdio` with an `fd` or a `handle` says.
pub(super) fn child_fd(row: &JsObject, kind: &str, cx: &mut Context) -> Result<ChildFd> {
    match kind {
        "ignore" => Ok(ChildFd::Ignore),
        "wrap" => {
            let handle = object::get(row, "handle", cx)?.as_object();
            let fd = match &handle {
                Some(handle) => match unwrap_object::<StreamWrap>(handle) {
                    Some(wrap) => wrap.stream.fd(),
                    None => object::get(handle, "fd", cx)?.as_number().map(|fd| fd as i32),
                },
                None => None,
            };
            Ok(ChildFd::From(fd.filter(|fd| *fd >= 0).unwrap_or(i32::MAX)))
        }
        _ => {
            let fd = object::get(row, "fd", cx)?.to_i32(cx)?;
            Ok(ChildFd::From(if fd < 0 { i32::MAX } else { fd }))
        }
    }
}

/// `spawn(options)`: 0 or a negative errno; sets `pid`.
fn spawn(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let process = unwrap::<Process>(this)?;
    let options: JsObject = arg(args, 0, "options", cx)?;
    let mut command = command(&options, cx)?;
    let mut pipes: Vec<(Rc<StreamWrap>, OwnedFd)> = Vec::new();
    let mut theirs: Vec<OwnedFd> = Vec::new();
    let rows = match object::get(&options, "stdio", cx)?.as_object() {
        Some(rows) => object::elements(&rows, cx)?,
        None => Vec::new(),
    };
    for row in rows {
        let Some(row) = row.as_object() else { continue };
        let kind = text(&row, "type", cx)?.unwrap_or_default();
        if kind != "pipe" && kind != "overlapped" {
            command.stdio.push(child_fd(&row, &kind, cx)?);
            continue;
        }
        let handle =
            object::get(&row, "handle", cx)?.as_object().and_then(|handle| unwrap_object::<StreamWrap>(&handle));
        let Some(handle) = handle else { return Ok((-libc::EINVAL).into()) };
        match sys::fd::socket_pair(false) {
            Ok((ours, their)) => {
                command.stdio.push(ChildFd::From(their.as_raw_fd()));
                theirs.push(their);
                pipes.push((handle, ours));
            }
            Err(error) => return Ok(uv_errno(&error).into()),
        }
    }
    if command.stdio.iter().any(|fd| *fd == ChildFd::From(i32::MAX)) {
        return Ok((-libc::EBADF).into());
    }
    let spawned = sys::process::spawn(&command);
    drop(theirs);
    // Also when the program could not be run: its streams then end at once.
    for (handle, ours) in pipes {
        if let Err(error) = handle.stream.open(ours) {
            return Ok(uv_errno(&error).into());
        }
    }
    let pid = match spawned {
        Ok(pid) => pid,
        Err(error) => return Ok(uv_errno(&error).into()),
    };
    let started = watch(&process, pid, cx);
    process.pid.set(pid);
    process.pin.replace(this.as_object());
    if let Some(object) = this.as_object() {
        object::set(&object, "pid", pid, cx)?;
    }
    Ok(status(&started))
}

fn watch(process: &Rc<Process>, pid: i32, cx: &Context) -> io::Result<()> {
    let weak = Rc::downgrade(process);
    let frame = Env::of(cx).current_frame();
    let watch = ChildWatch::new(Env::of(cx).event_loop(), pid, move |cx, status| {
        let Some(process) = weak.upgrade() else { return };
        process.exited.set(true);
        let Some(object) = process.pin.take() else { return };
        let (code, signal) = match status {
            ExitStatus::Code(code) => (code, js_string!("")),
            ExitStatus::Signal(signum) => (0, js(sys::signal::name(signum).unwrap_or("SIGUNKNOWN"))),
        };
        call_property_in(&object, js_string!("onexit"), &[code.into(), signal.into()], frame, cx);
    })?;
    process.watch.replace(Some(watch));
    Ok(())
}

/// `kill(signal)`: 0 or a negative errno.
fn kill(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let process = unwrap::<Process>(this)?;
    let signum: i32 = arg(args, 0, "signal", cx)?;
    // An ended child's number may belong to somebody else by now.
    if process.pid.get() == 0 || process.exited.get() {
        return Ok((-libc::ESRCH).into());
    }
    Ok(status(&sys::process::kill(process.pid.get(), signum)))
}

/// `close(callback)`
fn close(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let process = unwrap::<Process>(this)?;
    let callback = args.first().and_then(JsValue::as_function);
    let this = this.clone();
    let watch = process.watch.take();
    let pinned = process.pin.take();
    let lp = Env::of(cx).event_loop().clone();
    if let Some(watch) = &watch {
        lp.on_closed(watch.core(), move |cx| {
            drop(pinned);
            if let Some(callback) = callback {
                Env::of(cx).make_callback(cx, |cx| callback.call(&this, &[], cx));
            }
        });
    } else if let Some(callback) = callback {
        lp.queue_pending(move |cx| {
            Env::of(cx).make_callback(cx, |cx| callback.call(&this, &[], cx));
        });
    }
    Ok(JsValue::undefined())
}

/// `ref()`
fn ref_(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    if let Some(watch) = &*unwrap::<Process>(this)?.watch.borrow() {
        watch.core().ref_();
    }
    Ok(JsValue::undefined())
}

/// `unref()`
fn unref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    if let Some(watch) = &*unwrap::<Process>(this)?.watch.borrow() {
        watch.core().unref();
    }
    Ok(JsValue::undefined())
}

/// `hasRef()`
fn has_ref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(unwrap::<Process>(this)?.watch.borrow().as_ref().is_some_and(|watch| watch.core().has_ref()).into())
}
