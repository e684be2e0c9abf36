//! Who runs: the ids of `async_hooks.executionAsyncId()` and `triggerAsyncId()`. Counterpart of Node's `AsyncHooks` in
//! `src/env.h`.
//!
//! Every tick, timer and `AsyncResource` has an id, given in order of creation; the main script is 1 and the loop is 0.
//! Hooks are called from JS (`internal/async_hooks`) and only while one is enabled, so that ids cost an addition.

use std::cell::Cell;

use boa_engine::{Context, JsResult, JsValue};

use super::{AsyncFrame, Env};

thread_local! {
    static LAST: Cell<f64> = const { Cell::new(1.0) };
    static CURRENT: Cell<AsyncIds> = const { Cell::new(AsyncIds { execution: 1.0, trigger: 0.0 }) };
    static HOOKED: Cell<bool> = const { Cell::new(false) };
}

/// The resource that is running and the one that caused it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AsyncIds {
    /// `executionAsyncId()`
    pub execution: f64,
    /// `triggerAsyncId()`
    pub trigger: f64,
}

impl AsyncIds {
    /// What runs when nothing of the program does.
    pub const LOOP: Self = Self { execution: 0.0, trigger: 0.0 };

    /// The ids of a new resource, caused by what runs now.
    #[must_use]
    pub fn create() -> Self {
        Self { execution: Self::next(), trigger: Self::current().execution }
    }

    /// A fresh id.
    #[must_use]
    pub fn next() -> f64 {
        LAST.with(|last| {
            last.set(last.get() + 1.0);
            last.get()
        })
    }

    /// The ids that are current now.
    #[must_use]
    pub fn current() -> Self {
        CURRENT.get()
    }

    /// Makes these ids current and returns the ones that were.
    pub fn enter(self) -> Self {
        CURRENT.replace(self)
    }

    /// Whether `async_hooks` has an enabled hook.
    #[must_use]
    pub fn hooked() -> bool {
        HOOKED.get()
    }

    /// Tells natives whether to call the hooks.
    pub fn set_hooked(on: bool) {
        HOOKED.set(on);
    }
}

/// The callbacks of `internal/async_hooks`, by the slot of the environment that keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsyncHook {
    /// `init(id, type, trigger, resource)`
    Init,
    /// `before(id, trigger, resource)`
    Before,
    /// `after(id)`
    After,
    /// `destroy(id)`
    Destroy,
}

impl AsyncHook {
    /// The name of the slot.
    #[must_use]
    pub const fn slot(self) -> &'static str {
        match self {
            Self::Init => "async_hooks.init",
            Self::Before => "async_hooks.before",
            Self::After => "async_hooks.after",
            Self::Destroy => "async_hooks.destroy",
        }
    }
}

impl Env {
    /// Calls a hook, if any hook is enabled. What user hooks throw ends the process in JS already.
    pub fn call_hook(&self, hook: AsyncHook, args: &[JsValue], cx: &mut Context) {
        if !AsyncIds::hooked() {
            return;
        }
        if let Some(function) = self.slot(hook.slot()).and_then(|value| value.as_callable()) {
            // An error here is a limit of the engine, which the code that runs next meets as well.
            let _ = function.call(&JsValue::undefined(), args, cx);
        }
    }

    /// Runs `call` as the resource with these ids, in its async frame.
    ///
    /// # Errors
    /// What `call` throws.
    pub fn run_as(
        &self,
        ids: AsyncIds,
        frame: AsyncFrame,
        resource: &JsValue,
        cx: &mut Context,
        call: impl FnOnce(&mut Context) -> JsResult<JsValue>,
    ) -> JsResult<JsValue> {
        let outer_frame = self.enter_frame(frame);
        let outer_ids = ids.enter();
        self.call_hook(AsyncHook::Before, &[ids.execution.into(), ids.trigger.into(), resource.clone()], cx);
        let result = call(cx);
        self.call_hook(AsyncHook::After, &[ids.execution.into()], cx);
        outer_ids.enter();
        self.enter_frame(outer_frame);
        result
    }
}
