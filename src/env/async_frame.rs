//! The current async context: what `AsyncLocalStorage` reads. Counterpart of Node's `AsyncContextFrame`.
//!
//! A frame is an opaque JS value (a map that `async_hooks` copies on write). Ticks, timers, promise jobs and requests
//! capture it when they are made and run inside it.

use boa_engine::JsValue;

use super::Env;

/// An async context; `undefined` outside of every `AsyncLocalStorage.run`.
pub type AsyncFrame = JsValue;

impl Env {
    /// The frame that is current now.
    #[must_use]
    pub fn current_frame(&self) -> AsyncFrame {
        self.async_frame.borrow().clone()
    }

    /// Makes `frame` current and returns the one that was.
    pub fn enter_frame(&self, frame: AsyncFrame) -> AsyncFrame {
        self.async_frame.replace(frame)
    }
}
