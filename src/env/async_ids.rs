//! Who runs: the ids of `async_hooks.executionAsyncId()` and `triggerAsyncId()`. Counterpart of Node's `AsyncHooks` in
//! `src/env.h`.
//!
//! Every tick, timer and `AsyncResource` has an id, given in order of creation; the main script is 1 and the loop is 0.
//! Hooks are called from JS (`internal/async_hooks`) and only while one is enabled, so that ids cost an addition.

use std::cell::Cell;

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
