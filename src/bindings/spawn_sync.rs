//! `internalBinding('spawn_sync')`: runs a program to its end. Counterpart of Node's `src/spawn_sync.cc`.

use boa_engine::{Context, JsObject, JsValue};

use super::{buffer::new_buffer, process_wrap};
use crate::{
    engine::{
        Binding, Result, arg, bytes, function, object,
        strings::{js, utf8},
    },
    sys::{
        child::ExitStatus,
        process::ChildFd,
        process_sync::{SyncOptions, SyncStdio, run},
        signal,
    },
};

pub(super) static BINDING: Binding = Binding { name: "spawn_sync", exports: &[function!("spawn", 1, spawn)] };

/// `spawn(options)`: `{ pid, status, signal, output, error }`, with `error` only when something went wrong.
fn spawn(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let options: JsObject = arg(args, 0, "options", cx)?;
    let number = |key: &str, cx: &mut Context| -> Result<f64> {
        Ok(object::get(&options, key, cx)?.as_number().filter(|n| n.is_finite()).unwrap_or(0.0))
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "JS has checked them; they saturate")]
    let mut sync = SyncOptions {
        command: process_wrap::command(&options, cx)?,
        stdio: Vec::new(),
        timeout_ms: number("timeout", cx)? as u64,
        max_buffer: number("maxBuffer", cx)? as usize,
        kill_signal: number("killSignal", cx)? as i32,
    };
    let rows = match object::get(&options, "stdio", cx)?.as_object() {
        Some(rows) => object::elements(&rows, cx)?,
        None => Vec::new(),
    };
    for row in rows {
        let Some(row) = row.as_object() else { continue };
        let kind = object::get(&row, "type", cx)?.as_string().map(|kind| utf8(&kind)).unwrap_or_default();
        if kind != "pipe" && kind != "overlapped" {
            sync.stdio.push(SyncStdio::Plain(process_wrap::child_fd(&row, &kind, cx)?));
            continue;
        }
        let input = object::get(&row, "input", cx)?;
        let input = bytes::view(&input, cx)?.map(|view| view.to_vec()).unwrap_or_default();
        let readable = object::get(&row, "readable", cx)?.to_boolean();
        let writable = object::get(&row, "writable", cx)?.to_boolean();
        sync.stdio.push(SyncStdio::Pipe { input, readable, writable });
    }
    if sync.stdio.iter().any(|row| *row == SyncStdio::Plain(ChildFd::From(i32::MAX))) {
        return Ok(object::build(cx, &[("error", (-libc::EBADF).into()), ("pid", 0.into())]).into());
    }
    let result = run(&sync);
    let (code, signal) = match result.status {
        None => (JsValue::null(), JsValue::null()),
        Some(ExitStatus::Code(code)) => (code.into(), JsValue::null()),
        Some(ExitStatus::Signal(signum)) => (JsValue::null(), js(signal::name(signum).unwrap_or("SIGUNKNOWN")).into()),
    };
    let output = if result.pid == 0 {
        JsValue::null()
    } else {
        let mut list = Vec::with_capacity(result.output.len());
        for output in result.output {
            list.push(match output {
                Some(data) => new_buffer(bytes::aligned(&data), cx)?.into(),
                None => JsValue::null(),
            });
        }
        object::array(list, cx).into()
    };
    let object =
        object::build(cx, &[("pid", result.pid.into()), ("status", code), ("signal", signal), ("output", output)]);
    if let Some(errno) = result.error {
        object::put(&object, js("error"), -errno);
    }
    Ok(object.into())
}
