//! `internalBinding('performance')`: the clock of `performance`. Counterpart of Node's `src/node_perf.cc`.

mod histogram;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use boa_engine::{Context, JsValue};

use crate::{
    engine::{Binding, Result, class, function, object},
    env::Env,
};

/// The table of `internalBinding('performance')`.
pub(super) static BINDING: Binding = Binding {
    name: "performance",
    exports: &[
        function!("milestones", 0, milestones),
        function!("now", 0, now),
        function!("timeOrigin", 0, time_origin),
        class(&histogram::HISTOGRAM),
    ],
};

/// `milestones()`: when the parts of the environment were ready, in milliseconds after the time origin; -1 for what
/// has not happened yet.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn milestones(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let env = Env::of(cx);
    let started = env.started();
    let loop_start =
        env.event_loop().first_run().map_or(-1.0, |at| milliseconds(at.saturating_duration_since(started)));
    // While the exit handlers run, the loop has ended.
    let loop_exit = if env.is_exiting() { milliseconds(started.elapsed()) } else { -1.0 };
    let idle = milliseconds(env.event_loop().idle_time());
    let ready = env.ready().map_or(-1.0, |at| milliseconds(at.saturating_duration_since(started)));
    let fields = [
        ("nodeStart", 0.0.into()),
        ("environment", 0.0.into()),
        ("bootstrapComplete", ready.into()),
        ("loopStart", loop_start.into()),
        ("loopExit", loop_exit.into()),
        ("idleTime", idle.into()),
    ];
    Ok(object::build(cx, &fields).into())
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_nanos() as f64 / 1e6
}

/// `now()`: milliseconds since the environment was made, with fractions.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn now(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok((Env::of(cx).started().elapsed().as_nanos() as f64 / 1e6).into())
}

/// `timeOrigin()`: the Unix time in milliseconds at which `now()` is zero. It may differ by the adjustments of the
/// wall clock since then, so the caller asks once.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a native")]
fn time_origin(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let elapsed = Env::of(cx).started().elapsed();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok((now.saturating_sub(elapsed).as_micros() as f64 / 1e3).into())
}
