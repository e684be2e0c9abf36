//! What the process has used: time, processor, memory, resources.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use boa_engine::{Context, JsBigInt, JsResult, JsValue, js_string};
use nix::sys::{resource::Usage, time::TimeVal};

use crate::{
    engine::{Error, Result, binding::native_function, object, strings::js},
    env::Env,
    error::Syscall,
    sys::usage,
};

fn now_ns() -> u128 {
    nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC).map_or_else(
        |_| SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_nanos(),
        |time| Duration::from(time).as_nanos(),
    )
}

/// `process.hrtime` with its `bigint`.
pub(super) fn hrtime_function(cx: &mut Context) -> JsResult<JsValue> {
    let hrtime =
        native_function(js("hrtime"), 1, |this, args, cx| hrtime(this, args, cx).map_err(|error| error.throw(cx)), cx);
    let bigint = native_function(
        js("bigint"),
        0,
        |_, _, _| Ok(JsBigInt::from(u64::try_from(now_ns()).unwrap_or(u64::MAX)).into()),
        cx,
    );
    object::put(&hrtime, js_string!("bigint"), bigint);
    Ok(hrtime.into())
}

/// `process.hrtime([time])`: `[seconds, nanoseconds]`.
fn hrtime(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let now = now_ns();
    let (mut seconds, mut nanos) = ((now / 1_000_000_000) as f64, (now % 1_000_000_000) as f64);
    if let Some(value) = args.first().filter(|value| !value.is_undefined()) {
        let Some(list) = value.as_object().filter(boa_engine::JsObject::is_array) else {
            return Err(Error::invalid_arg_type("time", "an instance of Array", value, cx));
        };
        let parts = object::elements(&list, cx)?;
        if parts.len() != 2 {
            return Err(Error::out_of_range("time", "2", &JsValue::from(parts.len() as u32), cx));
        }
        seconds -= parts[0].to_number(cx)?;
        nanos -= parts[1].to_number(cx)?;
        if nanos < 0.0 {
            seconds -= 1.0;
            nanos += 1e9;
        }
    }
    Ok(object::array([seconds.into(), nanos.into()], cx).into())
}

/// `process.uptime()`: seconds since the process started.
pub(super) fn uptime(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(Env::of(cx).started().elapsed().as_secs_f64().into())
}

/// `process.memoryUsage` with its `rss`.
pub(super) fn memory_usage_function(cx: &mut Context) -> JsResult<JsValue> {
    let function = native_function(
        js("memoryUsage"),
        0,
        |this, args, cx| memory_usage(this, args, cx).map_err(|error| error.throw(cx)),
        cx,
    );
    let rss = native_function(js("rss"), 0, |_, _, cx| rss().map(JsValue::from).map_err(|error| error.throw(cx)), cx);
    object::put(&function, js_string!("rss"), rss);
    Ok(function.into())
}

fn rss() -> Result<f64> {
    Ok(usage::resident_set().syscall("uv_resident_set_memory")? as f64)
}

/// `process.memoryUsage()`
fn memory_usage(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let heap = crate::engine::memory::statistics();
    Ok(object::build(
        cx,
        &[
            ("rss", rss()?.into()),
            ("heapTotal", heap.total.into()),
            ("heapUsed", heap.used.into()),
            ("external", heap.external.into()),
            ("arrayBuffers", heap.array_buffers.into()),
        ],
    )
    .into())
}

fn micros(time: TimeVal) -> f64 {
    time.tv_sec() as f64 * 1e6 + time.tv_usec() as f64
}

fn cpu(usage: &Usage, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (mut user, mut system) = (micros(usage.user_time()), micros(usage.system_time()));
    if let Some(value) = args.first().filter(|value| value.to_boolean()) {
        let Some(previous) = value.as_object() else {
            return Err(Error::invalid_arg_type("prevValue", "of type object", value, cx));
        };
        for (name, used) in [("user", &mut user), ("system", &mut system)] {
            let value = object::get(&previous, name, cx)?;
            let full = format!("prevValue.{name}");
            let Some(number) = value.as_number() else {
                return Err(Error::invalid_arg_type(&full, "of type number", &value, cx));
            };
            if !(0.0..=9_007_199_254_740_991.0).contains(&number) {
                let shown = crate::engine::throw::inspected(&value, cx);
                let text = format!("The property '{full}' is invalid. Received {shown}");
                return Err(Error::Js(invalid_value(&text, cx)));
            }
            *used -= number;
        }
    }
    Ok(object::build(cx, &[("user", user.into()), ("system", system.into())]).into())
}

/// `ERR_INVALID_ARG_VALUE` as a RangeError, which Node throws here alone.
fn invalid_value(text: &str, cx: &mut Context) -> boa_engine::JsError {
    let error =
        crate::engine::throw::new_error(crate::error::Class::RangeError, text, Some("ERR_INVALID_ARG_VALUE"), cx);
    object::put(&error, js_string!("code"), js("ERR_INVALID_ARG_VALUE"));
    boa_engine::JsError::from_opaque(error.into())
}

/// `process.cpuUsage([previous])`: microseconds.
pub(super) fn cpu_usage(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let usage = usage::resource_usage(false).syscall("uv_getrusage")?;
    cpu(&usage, args, cx)
}

/// `process.threadCpuUsage([previous])`: microseconds.
pub(super) fn thread_cpu_usage(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let usage = usage::resource_usage(true).syscall("uv_getrusage_thread")?;
    cpu(&usage, args, cx)
}

/// `process.resourceUsage()`
pub(super) fn resource_usage(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let usage = usage::resource_usage(false).syscall("uv_getrusage")?;
    let count = |number: i64| JsValue::from(number as f64);
    Ok(object::build(
        cx,
        &[
            ("userCPUTime", micros(usage.user_time()).into()),
            ("systemCPUTime", micros(usage.system_time()).into()),
            ("maxRSS", count(i64::from(usage.max_rss()))),
            ("sharedMemorySize", count(i64::from(usage.shared_integral()))),
            ("unsharedDataSize", count(i64::from(usage.unshared_data_integral()))),
            ("unsharedStackSize", count(i64::from(usage.unshared_stack_integral()))),
            ("minorPageFault", count(i64::from(usage.minor_page_faults()))),
            ("majorPageFault", count(i64::from(usage.major_page_faults()))),
            ("swappedOut", count(i64::from(usage.full_swaps()))),
            ("fsRead", count(i64::from(usage.block_reads()))),
            ("fsWrite", count(i64::from(usage.block_writes()))),
            ("ipcSent", count(i64::from(usage.ipc_sends()))),
            ("ipcReceived", count(i64::from(usage.ipc_receives()))),
            ("signalsCount", count(i64::from(usage.signals()))),
            ("voluntaryContextSwitches", count(i64::from(usage.voluntary_context_switches()))),
            ("involuntaryContextSwitches", count(i64::from(usage.involuntary_context_switches()))),
        ],
    )
    .into())
}

/// `process.constrainedMemory()`: bytes, 0 when nothing constrains.
pub(super) fn constrained_memory(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok((usage::constrained_memory().unwrap_or(0) as f64).into())
}

/// `process.availableMemory()`: bytes.
pub(super) fn available_memory(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let (_, available) = usage::machine_memory().syscall("uv_get_available_memory")?;
    let left = match usage::constrained_memory() {
        Some(limit) => available.min(limit.saturating_sub(usage::resident_set().unwrap_or(0))),
        None => available,
    };
    Ok((left as f64).into())
}

/// `process.getActiveResourcesInfo()`
pub(super) fn active_resources(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let mut names = Env::of(cx).active_requests();
    let (timeouts, immediates) = crate::bindings::timers::referenced(cx);
    names.extend(std::iter::repeat_n("Timeout", timeouts));
    names.extend(std::iter::repeat_n("Immediate", immediates));
    Ok(object::array(names.into_iter().map(|name| js(name).into()), cx).into())
}

/// `process._getActiveHandles()` and `_getActiveRequests()`: resources are counted by the loop, their JS objects are their owners'.
pub(super) fn empty_list(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(object::array([], cx).into())
}
