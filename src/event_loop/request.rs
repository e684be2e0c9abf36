//! Requests: operations under way that keep the loop alive (libuv's `uv_req_t` and `active_reqs`).

use std::rc::Rc;

use super::{Counts, Loop};

/// Keeps the loop alive while it exists. Move it into the callback that ends the operation.
#[derive(Debug)]
pub struct ActiveRequest(Rc<Counts>);

impl ActiveRequest {
    /// One more request under way.
    #[must_use]
    pub fn new<C: 'static>(lp: &Loop<C>) -> Self {
        let counts = lp.counts.clone();
        counts.requests.set(counts.requests.get() + 1);
        Self(counts)
    }
}

impl Drop for ActiveRequest {
    fn drop(&mut self) {
        self.0.requests.set(self.0.requests.get() - 1);
    }
}
