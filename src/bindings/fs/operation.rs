//! One operation, three deliveries: run now and return, run on the pool and call back, run on the pool and settle a promise.
//!
//! Counterpart of Node's `FSReqCallback` and `FSReqPromise`. An operation is made from validated arguments; it has a part
//! that may run on any thread and a part that makes the JS value. **No JS value crosses to the pool.**

use boa_engine::{
    Context, JsArgs, JsValue,
    object::builtins::{JsFunction, JsPromise},
};

use crate::{
    engine::{Error, Result, js, object},
    env::Env,
    error,
    event_loop::Kind,
};

/// What an operation has for JS.
pub(super) enum Success {
    /// Nothing: `undefined`, or a callback with only `null`.
    Nothing,
    /// One value.
    Value(JsValue),
    /// A value and the buffers it is about, with their names in a promise's result.
    Transfer(&'static str, JsValue, &'static str, JsValue),
    /// The only argument of the callback, as `fs.exists` has it.
    Answer(bool),
}

impl From<JsValue> for Success {
    fn from(value: JsValue) -> Self {
        Self::Value(value)
    }
}

enum Delivery {
    Now,
    Callback(JsFunction),
    Promise,
}

type Start = Box<dyn FnOnce(Delivery, &mut Context) -> Result<JsValue>>;

/// A file system request, ready to run.
pub(super) struct Operation(Start);

impl Operation {
    /// `work` runs wherever the delivery says, `finish` on the thread of JS.
    pub(super) fn new<T: Send + 'static>(
        work: impl FnOnce() -> error::Result<T> + Send + 'static,
        finish: impl FnOnce(T, &mut Context) -> Result<Success> + 'static,
    ) -> Self {
        Self(Box::new(move |delivery, cx| match delivery {
            Delivery::Now => Ok(match finish(work()?, cx)? {
                Success::Nothing => JsValue::undefined(),
                Success::Value(value) | Success::Transfer(_, value, _, _) => value,
                Success::Answer(answer) => answer.into(),
            }),
            Delivery::Callback(callback) => {
                submit(cx, work, move |result, cx| {
                    let outcome = result.map_err(Error::from).and_then(|value| finish(value, cx));
                    let env = Env::of(cx);
                    env.make_callback(cx, |cx| {
                        let args = callback_arguments(outcome, cx)?;
                        callback.call(&JsValue::undefined(), &args, cx)
                    });
                })?;
                Ok(JsValue::undefined())
            }
            Delivery::Promise => {
                let (promise, resolvers) = JsPromise::new_pending(cx);
                submit(cx, work, move |result, cx| {
                    let outcome = result.map_err(Error::from).and_then(|value| finish(value, cx));
                    let env = Env::of(cx);
                    env.make_callback(cx, |cx| match outcome {
                        Ok(success) => resolvers.resolve.call(&JsValue::undefined(), &[settled(success, cx)], cx),
                        Err(error) => {
                            let error = error.into_value(cx)?;
                            resolvers.reject.call(&JsValue::undefined(), &[error], cx)
                        }
                    });
                })?;
                Ok(promise.into())
            }
        }))
    }

    /// Runs it here and now.
    pub(super) fn run_now(self, cx: &mut Context) -> Result<JsValue> {
        (self.0)(Delivery::Now, cx)
    }

    /// Runs it on the pool; the result is a promise.
    pub(super) fn run_promise(self, cx: &mut Context) -> Result<JsValue> {
        (self.0)(Delivery::Promise, cx)
    }

    /// An operation without a result.
    pub(super) fn plain(work: impl FnOnce() -> error::Result<()> + Send + 'static) -> Self {
        Self::new(work, |(), _| Ok(Success::Nothing))
    }
}

/// Runs `work` on the pool; `done` runs in the async context of the request.
fn submit<T: Send + 'static>(
    cx: &mut Context,
    work: impl FnOnce() -> T + Send + 'static,
    done: impl FnOnce(T, &mut Context) + 'static,
) -> Result<()> {
    let env = Env::of(cx);
    let frame = env.current_frame();
    env.request_started("FSReqCallback");
    let request = env.event_loop().spawn(Kind::Fast, work, move |result, cx: &mut Context| {
        let env = Env::of(cx);
        let outer = env.enter_frame(frame);
        env.request_ended("FSReqCallback");
        done(result, cx);
        env.enter_frame(outer);
    });
    // What is dropped is only the right to cancel.
    request
        .map(drop)
        .map_err(|error| error::Error::system(error.raw_os_error().unwrap_or(libc::EAGAIN), "uv_queue_work").into())
}

fn callback_arguments(outcome: Result<Success>, cx: &mut Context) -> boa_engine::JsResult<Vec<JsValue>> {
    Ok(match outcome {
        Ok(Success::Nothing) => vec![JsValue::null()],
        Ok(Success::Value(value)) => vec![JsValue::null(), value],
        Ok(Success::Transfer(_, value, _, buffers)) => vec![JsValue::null(), value, buffers],
        Ok(Success::Answer(answer)) => vec![answer.into()],
        Err(error) => vec![error.into_value(cx)?],
    })
}

fn settled(success: Success, cx: &mut Context) -> JsValue {
    match success {
        Success::Nothing => JsValue::undefined(),
        Success::Value(value) => value,
        Success::Transfer(name, value, buffers_name, buffers) => {
            object::build(cx, &[(name, value), (buffers_name, buffers)]).into()
        }
        Success::Answer(answer) => answer.into(),
    }
}

/// Validates arguments and makes the operation that they describe.
pub(super) type Prepare = fn(&[JsValue], &mut Context) -> Result<Operation>;

/// `fs.xSync(…)`
pub(super) fn now(prepare: Prepare, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    prepare(args, cx)?.run_now(cx)
}

/// `fs.x(…, callback)`: the callback is the last argument that is a function.
pub(super) fn callback(prepare: Prepare, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let found = args
        .iter()
        .enumerate()
        .rev()
        .find_map(|(at, value)| Some((at, value.as_callable().and_then(|_| value.as_function())?)));
    let Some((at, function)) = found else {
        let last = if args.len() > 1 { args.last().cloned().unwrap_or_default() } else { JsValue::undefined() };
        return Err(Error::invalid_arg_type("cb", "of type function", &last, cx));
    };
    (prepare(&args[..at], cx)?.0)(Delivery::Callback(function), cx)
}

/// As [`callback`], for functions that check their other arguments before the callback.
pub(super) fn callback_last(prepare: Prepare, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if !args.iter().any(JsValue::is_callable) {
        prepare(args, cx)?;
    }
    callback(prepare, args, cx)
}

/// As [`callback`], but with a `signal` in the options the request goes through JS, which watches it.
pub(super) fn signalled(prepare: Prepare, name: &'static str, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if let [.., options, last] = args
        && last.is_callable()
        && let Some(options) = options.as_object()
        && !object::get(&options, "signal", cx)?.is_undefined()
    {
        let module = crate::modules::builtins::require("internal/fs/signal", cx)?.to_object(cx)?;
        if let Some(run) = object::get(&module, "callback", cx)?.as_callable() {
            let list = object::array(args.iter().cloned(), cx);
            return Ok(run.call(&JsValue::undefined(), &[js(name).into(), list.into()], cx)?);
        }
    }
    callback(prepare, args, cx)
}

/// `fs.promises.x(…)`: even wrong arguments reject.
pub(super) fn promise(prepare: Prepare, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    match prepare(args, cx).and_then(|operation| operation.run_promise(cx)) {
        Ok(promise) => Ok(promise),
        Err(error) => {
            let error = error.throw(cx);
            Ok(JsPromise::reject(error, cx)?.into())
        }
    }
}

/// `fs.close(fd[, callback])`: without a callback an error is thrown from the loop.
pub(super) fn optional_callback(prepare: Prepare, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if !args.get_or_undefined(1).is_undefined() {
        return callback(prepare, args, cx);
    }
    let thrower = crate::engine::binding::native_function(
        js(""),
        1,
        |_, args, _| match args.first() {
            Some(error) if !error.is_null_or_undefined() => Err(boa_engine::JsError::from_opaque(error.clone())),
            _ => Ok(JsValue::undefined()),
        },
        cx,
    );
    (prepare(args, cx)?.0)(Delivery::Callback(thrower), cx)
}

/// `row!(now, "statSync", 2, stat)`: an operation in one of its deliveries, as a row of a table.
macro_rules! row {
    (signalled, $name:literal, $length:literal, $prepare:path) => {
        $crate::engine::Export::Function {
            name: $name,
            length: $length,
            native: |_, args, cx| {
                $crate::bindings::fs::operation::signalled($prepare, $name, args, cx).map_err(|error| error.throw(cx))
            },
        }
    };
    ($delivery:ident, $name:literal, $length:literal, $prepare:path) => {
        $crate::engine::Export::Function {
            name: $name,
            length: $length,
            native: |_, args, cx| {
                $crate::bindings::fs::operation::$delivery($prepare, args, cx).map_err(|error| error.throw(cx))
            },
        }
    };
}
pub(super) use row;
