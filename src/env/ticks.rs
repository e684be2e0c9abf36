//! The tick queue of `process.nextTick`. Counterpart of Node's `lib/internal/process/task_queues.js`.

use boa_engine::{Context, JsValue, object::builtins::JsFunction};
use smallvec::SmallVec;

use super::{AsyncFrame, AsyncIds, Env, Origin};

/// The arguments of a tick; one needs no allocation.
pub type TickArgs = SmallVec<[JsValue; 1]>;

/// One entry of the queue.
pub(super) struct Tick {
    callback: JsFunction,
    args: TickArgs,
    frame: AsyncFrame,
    ids: AsyncIds,
}

impl Env {
    /// `process.nextTick(callback, ...args)`
    pub fn next_tick(&self, callback: JsFunction, args: TickArgs) {
        let frame = self.async_frame.borrow().clone();
        self.ticks.borrow_mut().push_back(Tick { callback, args, frame, ids: AsyncIds::create() });
    }

    /// Runs the queue until it is empty, in constant stack.
    pub(super) fn run_ticks(&self, cx: &mut Context) {
        loop {
            let tick = self.ticks.borrow_mut().pop_front();
            let Some(tick) = tick else { return };
            let outer = self.enter_frame(tick.frame);
            let outer_ids = tick.ids.enter();
            let result = tick.callback.call(&JsValue::undefined(), &tick.args, cx);
            self.enter_frame(outer);
            outer_ids.enter();
            if let Err(error) = result {
                self.uncaught(error, Origin::UncaughtException, cx);
            }
        }
    }
}
