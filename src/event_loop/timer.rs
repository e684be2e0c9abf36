//! `uv_timer_t`: a few timers with a callback each. Millions of them are what [`super::TimerLists`]
//! is for, driven by one timer of this kind.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{HandleCore, Loop};

struct TimerInner<C> {
    core: HandleCore,
    callback: Box<dyn Fn(&mut C)>,
    /// Its place among the waiting timers.
    key: Cell<Option<Key>>,
    repeat_ms: Cell<u64>,
}

/// When a timer is due and, among equals, which was started first.
type Key = (u64, u64);

pub(super) struct Timers<C> {
    waiting: RefCell<BTreeMap<Key, Rc<TimerInner<C>>>>,
    started: Cell<u64>,
}

impl<C> Default for Timers<C> {
    fn default() -> Self {
        Self { waiting: RefCell::default(), started: Cell::new(0) }
    }
}

impl<C> Timers<C> {
    pub(super) fn next_due(&self) -> Option<u64> {
        self.waiting.borrow().first_key_value().map(|(key, _)| key.0)
    }
}

/// A timer. Dropping it stops it.
pub struct Timer<C: 'static> {
    lp: Rc<Loop<C>>,
    inner: Rc<TimerInner<C>>,
}

impl<C: 'static> Timer<C> {
    /// A stopped timer.
    pub fn new(lp: &Rc<Loop<C>>, callback: impl Fn(&mut C) + 'static) -> Self {
        let inner = TimerInner {
            core: HandleCore::new(lp),
            callback: Box::new(callback),
            key: Cell::new(None),
            repeat_ms: Cell::new(0),
        };
        Self { lp: lp.clone(), inner: Rc::new(inner) }
    }

    /// Calls back in `timeout_ms` by the loop's clock, then every `repeat_ms` unless that is 0.
    /// A running timer starts anew.
    pub fn start(&self, timeout_ms: u64, repeat_ms: u64) {
        self.inner.repeat_ms.set(repeat_ms);
        self.lp.insert_timer(&self.inner, timeout_ms);
    }

    /// No more calls.
    pub fn stop(&self) {
        self.lp.remove_timer(&self.inner);
    }

    /// Whether a call is to come.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.inner.core.is_active()
    }

    /// Lets the timer keep the loop alive.
    pub fn ref_(&self) {
        self.inner.core.ref_();
    }

    /// The opposite.
    pub fn unref(&self) {
        self.inner.core.unref();
    }

    /// Whether the timer would keep the loop alive.
    #[must_use]
    pub fn has_ref(&self) -> bool {
        self.inner.core.has_ref()
    }
}

impl<C: 'static> Drop for Timer<C> {
    fn drop(&mut self) {
        self.stop();
    }
}

impl<C: 'static> Loop<C> {
    fn insert_timer(&self, timer: &Rc<TimerInner<C>>, timeout_ms: u64) {
        self.remove_timer(timer);
        let order = self.timers.started.get();
        self.timers.started.set(order + 1);
        let key = (self.now_ms().saturating_add(timeout_ms), order);
        timer.key.set(Some(key));
        self.timers.waiting.borrow_mut().insert(key, timer.clone());
        timer.core.start();
    }

    fn remove_timer(&self, timer: &Rc<TimerInner<C>>) {
        if let Some(key) = timer.key.take() {
            self.timers.waiting.borrow_mut().remove(&key);
        }
        timer.core.stop();
    }

    /// Runs the timers that are due now; one that a callback starts waits for the next pass, even
    /// with a timeout of 0.
    pub(super) fn run_timers(&self, cx: &mut C) {
        let newest = self.timers.started.get();
        loop {
            let due = self.timers.waiting.borrow().first_key_value().map(|(k, t)| (*k, t.clone()));
            let Some((key, timer)) = due else { return };
            if key.0 > self.now_ms() || key.1 >= newest {
                return;
            }
            self.remove_timer(&timer);
            let repeat = timer.repeat_ms.get();
            if repeat > 0 {
                self.insert_timer(&timer, repeat);
            }
            (timer.callback)(cx);
        }
    }
}
