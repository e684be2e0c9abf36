//! The event loop: libuv's `uv_run` in Rust over mio. Generic over a context `C` that every callback
//! receives (Boa's `Context` in production, a log in tests); knows no JavaScript.
//!
//! ```text
//! Loop::new() -> Rc<Loop<C>>             costs nothing: the poller, the pool and the self-pipe are made on first use
//! lp.run(cx, RunMode::Default) -> bool   returns whether something is still alive (`stop`, `Once`, `NoWait`)
//! lp.stop()  lp.alive()  lp.now_ms()  lp.update_time()
//! lp.queue_pending(f)                    f(cx) in the next pending phase; keeps the loop alive until then
//! lp.on_closed(&core, f)                 f(cx) in the closing phase; see HandleCore
//! lp.spawn(Kind::Cpu, work, done)        work() on the pool, done(result, cx) here -> Work (cancel while queued)
//! ActiveRequest::new(&lp)                +1 while it lives
//! HandleCore::new(&lp)                   start stop ref unref close: the only five that change the loop's count
//! Hook::new(&lp, Phase::Check, f)        idle, prepare and check callbacks
//! Timer::new(&lp, f)                     uv_timer; TimerLists<T> is the plain structure for millions
//! Watcher::new(&lp, fd, f)               f(cx, Ready) while an interest is set; rearm() after stopping early
//! AsyncHandle::new(&lp, f)               f(cx) after sender().send() from any thread, coalesced
//! SignalWatch::new(&lp, f)               f(cx, signum)
//! ChildWatch::new(&lp, pid, f)           f(cx, ExitStatus), once
//! Stream::new(&lp)                       uv_stream over a descriptor: read_start, try_write, queue_write, shutdown, close
//! ```
//!
//! **No internal borrow is alive while a callback runs**, so callbacks may use the loop freely, even
//! call `run` again. What runs after a callback (ticks, microtasks) is the callback's business: the
//! loop has no hook for it. A callback that must reach its owner captures a `Weak` of it.

mod child;
mod handle;
mod hook;
mod pool;
mod request;
mod signal;
mod stream;
mod timer;
mod timer_lists;
mod waker;
mod watcher;

#[cfg(test)]
mod tests;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

pub use child::ChildWatch;
pub use handle::HandleCore;
pub use hook::{Hook, Phase};
pub use pool::{Kind, Work};
pub use request::ActiveRequest;
pub use signal::SignalWatch;
pub use stream::{READ_SIZE, Read, Stream};
pub use timer::Timer;
pub use timer_lists::{Expired, TimerId, TimerLists};
pub use waker::{AsyncHandle, AsyncSender};
pub use watcher::{Interest, Ready, Watcher};

/// How far [`Loop::run`] goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunMode {
    /// Until nothing is alive any more, or `stop` is called.
    Default,
    /// One iteration, which may block for I/O.
    Once,
    /// One iteration that does not block.
    NoWait,
}

/// The two numbers that keep a loop running, shared by all that it counts.
#[derive(Debug, Default)]
struct Counts {
    /// Handles that are both active and referenced.
    handles: Cell<usize>,
    /// Requests under way.
    requests: Cell<usize>,
}

type Once<C> = Box<dyn FnOnce(&mut C)>;

/// One entry of the pending queue.
enum Pending<C> {
    Call(Once<C>),
    Watcher(Rc<watcher::WatcherInner<C>>),
}

/// An event loop. One per thread, always behind an `Rc`.
pub struct Loop<C: 'static> {
    counts: Rc<Counts>,
    origin: Instant,
    now: Cell<u64>,
    stopping: Cell<bool>,
    /// Time spent waiting in poll.
    idle: Cell<Duration>,
    first_run: Cell<Option<Instant>>,
    pending: RefCell<VecDeque<Pending<C>>>,
    closing: RefCell<VecDeque<Once<C>>>,
    hooks: hook::Hooks<C>,
    timers: timer::Timers<C>,
    watchers: watcher::Watchers<C>,
    wakeups: OnceCell<waker::Wakeups<C>>,
    works: pool::Works<C>,
    signals: OnceCell<signal::Signals<C>>,
    children: child::Children<C>,
}

impl<C: 'static> std::fmt::Debug for Loop<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loop").field("counts", &self.counts).field("now", &self.now).finish_non_exhaustive()
    }
}

impl<C: 'static> Loop<C> {
    /// A loop with nothing in it. Descriptors are opened when the first watcher, pool request,
    /// waker or blocking wait needs them.
    #[must_use]
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            counts: Rc::default(),
            origin: Instant::now(),
            now: Cell::new(0),
            stopping: Cell::new(false),
            idle: Cell::default(),
            first_run: Cell::new(None),
            pending: RefCell::default(),
            closing: RefCell::default(),
            hooks: hook::Hooks::default(),
            timers: timer::Timers::default(),
            watchers: watcher::Watchers::default(),
            wakeups: OnceCell::new(),
            works: pool::Works::default(),
            signals: OnceCell::new(),
            children: child::Children::default(),
        })
    }

    /// Runs the phases in libuv's order: timers once before the first iteration, then per iteration
    /// pending, idle, prepare, poll, check, closing, timers. Returns whether the loop is still alive.
    /// An error is one of the poller itself (no descriptors left).
    pub fn run(self: &Rc<Self>, cx: &mut C, mode: RunMode) -> io::Result<bool> {
        let mut alive = self.alive();
        self.update_time();
        if self.first_run.get().is_none() {
            self.first_run.set(Some(Instant::now()));
        }
        if alive && mode == RunMode::Default && !self.stopping.get() {
            self.run_timers(cx);
        }
        while alive && !self.stopping.get() {
            let can_sleep = self.pending.borrow().is_empty() && !self.hooks.any(Phase::Idle);
            self.run_pending(cx);
            self.run_hooks(Phase::Idle, cx);
            self.run_hooks(Phase::Prepare, cx);
            let may_block = mode == RunMode::Default || (mode == RunMode::Once && can_sleep);
            let timeout = if may_block { self.poll_timeout() } else { Some(Duration::ZERO) };
            self.poll(timeout, cx)?;
            self.run_pending(cx);
            self.run_hooks(Phase::Check, cx);
            self.run_closing(cx);
            self.update_time();
            self.run_timers(cx);
            alive = self.alive();
            if mode != RunMode::Default {
                break;
            }
        }
        self.stopping.set(false);
        Ok(alive)
    }

    /// Ends the running [`Loop::run`] after its current iteration.
    pub fn stop(&self) {
        self.stopping.set(true);
    }

    /// Whether an active referenced handle, a request, a pending callback or a closing handle is
    /// left: nothing else keeps a process up.
    #[must_use]
    pub fn alive(&self) -> bool {
        self.counts.handles.get() > 0
            || self.counts.requests.get() > 0
            || !self.pending.borrow().is_empty()
            || !self.closing.borrow().is_empty()
    }

    /// The loop's clock in whole milliseconds since the loop was made, as of the last
    /// [`Loop::update_time`]: the same for all callbacks of a phase.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.now.get()
    }

    /// How long the loop has slept for want of work so far.
    #[must_use]
    pub fn idle_time(&self) -> Duration {
        self.idle.get()
    }

    /// When a wait began, if it may be one.
    fn begin_idle(&self, timeout: Option<Duration>) -> Option<Instant> {
        (timeout != Some(Duration::ZERO)).then(Instant::now)
    }

    fn end_idle(&self, began: Option<Instant>) {
        if let Some(began) = began {
            self.idle.set(self.idle.get() + began.elapsed());
        }
    }

    /// When [`Loop::run`] was first called.
    #[must_use]
    pub fn first_run(&self) -> Option<Instant> {
        self.first_run.get()
    }

    /// Reads the clock. Done once before timers and after polling.
    pub fn update_time(&self) {
        self.now.set(u64::try_from(self.origin.elapsed().as_millis()).unwrap_or(u64::MAX));
    }

    /// Calls `f` in the next pending phase (before or right after the next poll, which will not
    /// block). For results that must not be delivered inside the call that started an operation.
    pub fn queue_pending(&self, f: impl FnOnce(&mut C) + 'static) {
        self.pending.borrow_mut().push_back(Pending::Call(Box::new(f)));
    }

    /// Stops and closes a handle and calls `f` in the closing phase; until then the loop is alive.
    /// A handle that is closing already is left alone, and `f` is dropped.
    pub fn on_closed(&self, core: &HandleCore, f: impl FnOnce(&mut C) + 'static) {
        if core.begin_close() {
            self.closing.borrow_mut().push_back(Box::new(f));
        }
    }

    /// `None` blocks until something happens.
    fn poll_timeout(&self) -> Option<Duration> {
        let nothing_to_wait_for = self.counts.handles.get() == 0 && self.counts.requests.get() == 0;
        if self.stopping.get()
            || nothing_to_wait_for
            || !self.pending.borrow().is_empty()
            || !self.closing.borrow().is_empty()
            || self.hooks.any(Phase::Idle)
        {
            return Some(Duration::ZERO);
        }
        // The clock is not read again here: callbacks that took long make the wait end late by
        // that much at most once, and libuv accepts the same.
        self.timers.next_due().map(|due| Duration::from_millis(due.saturating_sub(self.now.get())))
    }

    /// Runs what is queued now; what callbacks queue meanwhile waits for the next pending phase.
    fn run_pending(self: &Rc<Self>, cx: &mut C) {
        let count = self.pending.borrow().len();
        for _ in 0..count {
            let next = self.pending.borrow_mut().pop_front();
            match next {
                Some(Pending::Call(f)) => f(cx),
                Some(Pending::Watcher(watcher)) => watcher.deliver_rearmed(cx),
                None => break,
            }
        }
    }

    fn run_closing(&self, cx: &mut C) {
        let count = self.closing.borrow().len();
        for _ in 0..count {
            let next = self.closing.borrow_mut().pop_front();
            let Some(f) = next else { break };
            f(cx);
        }
    }
}
