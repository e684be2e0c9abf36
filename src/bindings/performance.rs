//! `internalBinding('performance')`: the clock of `performance`. Counterpart of Node's `src/node_perf.cc`.

use std::time::{SystemTime, UNIX_EPOCH};

use boa_engine::{Context, JsValue};

use crate::{
    engine::{Binding, Result, function},
    env::Env,
};

/// The table of `internalBinding('performance')`.
pub(super) static BINDING: Binding =
    Binding { name: "performance", exports: &[function!("now", 0, now), function!("timeOrigin", 0, time_origin)] };

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
