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
        let outer = self.async_frame.replace(frame);
        if self.domains.get() {
            *self.left_frame.borrow_mut() = Some(outer.clone());
        }
        outer
    }

    /// The same without leaving anything: the code that runs goes on in another frame.
    pub fn switch_frame(&self, frame: AsyncFrame) -> AsyncFrame {
        self.async_frame.replace(frame)
    }

    /// `domain` is in use: from now on the environment remembers which frame was left last, because a domain is asked
    /// about an exception when the frame that it was thrown in is gone.
    pub fn use_domains(&self) {
        self.domains.set(true);
    }

    /// The frame of the code that has just ended, if any has since the loop called last.
    #[must_use]
    pub fn take_left_frame(&self) -> Option<AsyncFrame> {
        self.left_frame.borrow_mut().take()
    }
}
