//! What all handles share: libuv's `uv_handle_t` flags and the loop's count of active handles.

use std::cell::Cell;
use std::rc::Rc;

use super::{Counts, Loop};

/// The state that decides whether a handle keeps its loop alive: it does while it is active *and*
/// referenced. **Only `start`, `stop`, `ref_`, `unref` and closing change the loop's count.**
#[derive(Debug)]
pub struct HandleCore {
    counts: Rc<Counts>,
    active: Cell<bool>,
    referenced: Cell<bool>,
    closing: Cell<bool>,
}

impl HandleCore {
    /// An inactive, referenced handle.
    #[must_use]
    pub fn new<C: 'static>(lp: &Loop<C>) -> Self {
        Self {
            counts: lp.counts.clone(),
            active: Cell::new(false),
            referenced: Cell::new(true),
            closing: Cell::new(false),
        }
    }

    /// The handle waits for something from now on. A closing handle cannot start again.
    pub fn start(&self) {
        if !self.closing.get() && !self.active.replace(true) && self.referenced.get() {
            self.add();
        }
    }

    /// The handle waits for nothing any more.
    pub fn stop(&self) {
        if self.active.replace(false) && self.referenced.get() {
            self.subtract();
        }
    }

    /// Lets the handle keep the loop alive while it is active (the initial state).
    pub fn ref_(&self) {
        if !self.referenced.replace(true) && self.active.get() {
            self.add();
        }
    }

    /// The opposite of [`HandleCore::ref_`].
    pub fn unref(&self) {
        if self.referenced.replace(false) && self.active.get() {
            self.subtract();
        }
    }

    /// Whether the handle waits for something.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.active.get()
    }

    /// Whether the handle would keep the loop alive while active.
    #[must_use]
    pub fn has_ref(&self) -> bool {
        self.referenced.get()
    }

    /// Whether the handle has been closed, be it that its close callback is still to come.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.closing.get()
    }

    /// Marks the handle closed; false if it was. `Loop::on_closed` is the door.
    pub(super) fn begin_close(&self) -> bool {
        self.stop();
        !self.closing.replace(true)
    }

    fn add(&self) {
        self.counts.handles.set(self.counts.handles.get() + 1);
    }

    fn subtract(&self) {
        self.counts.handles.set(self.counts.handles.get() - 1);
    }
}

impl Drop for HandleCore {
    fn drop(&mut self) {
        self.stop();
    }
}
