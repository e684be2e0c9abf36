//! The tick queue of `process.nextTick`. Counterpart of Node's `lib/internal/process/task_queues.js`.

use boa_engine::{Context, JsValue, object::builtins::JsFunction};
use smallvec::SmallVec;

use super::{AsyncFrame, AsyncHook, AsyncIds, Env, Origin};

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
    /// `process.nextTick(callback, ...args)`; returns the ids of the tick.
    pub fn next_tick(&self, callback: JsFunction, args: TickArgs) -> AsyncIds {
        let frame = self.async_frame.borrow().clone();
        let ids = AsyncIds::create();
        self.ticks.borrow_mut().push_back(Tick { callback, args, frame, ids });
        ids
    }

    /// Runs the queue until it is empty, in constant stack. A tick that throws ends this round, as in Node: what is
    /// left runs after the loop's next callback. Says whether the queue is empty.
    pub(super) fn run_ticks(&self, cx: &mut Context) -> bool {
        loop {
            let tick = self.ticks.borrow_mut().pop_front();
            let Some(tick) = tick else { return true };
            let resource = JsValue::undefined();
            let result = self.run_as(tick.ids, tick.frame, &resource, cx, |cx| {
                tick.callback.call(&JsValue::undefined(), &tick.args, cx)
            });
            self.call_hook(AsyncHook::Destroy, &[tick.ids.execution.into()], cx);
            if let Err(error) = result {
                self.uncaught(error, Origin::UncaughtException, cx);
                self.event_loop.queue_pending(|cx| Env::of(cx).drain(cx));
                return false;
            }
        }
    }
}
