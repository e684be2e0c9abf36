//! What all timers and immediates of one environment share, and the two functions that the loop calls.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use boa_engine::{Context, JsObject};
use rustc_hash::FxHashMap;

use super::{Immediate, Timeout, immediate, timeout};
use crate::{
    env::Env,
    event_loop::{Expired, Hook, Loop, Phase, Timer, TimerId, TimerLists},
};

/// Timers and immediates of one environment.
#[derive(Default)]
pub(crate) struct TimerState {
    lists: RefCell<TimerLists<JsObject<Timeout>>>,
    /// How many waiting timeouts are referenced: while there is one, the loop's timer is.
    referenced: Cell<usize>,
    /// When the loop's timer is due.
    next_expiry: Cell<Option<u64>>,
    running: Cell<bool>,
    known: RefCell<FxHashMap<u64, JsObject<Timeout>>>,
    warned: RefCell<Vec<&'static str>>,
    immediates: RefCell<VecDeque<JsObject<Immediate>>>,
    referenced_immediates: Cell<usize>,
    handles: OnceCell<Handles>,
    pub(super) timeout_proto: OnceCell<JsObject>,
    pub(super) immediate_proto: OnceCell<JsObject>,
}

struct Handles {
    lp: Rc<Loop<Context>>,
    timer: Timer<Context>,
    check: Hook<Context>,
    /// Active while a referenced immediate waits: keeps the loop from blocking.
    idle: Hook<Context>,
}

impl TimerState {
    /// The state of the context's environment.
    pub(super) fn of(cx: &Context) -> Rc<Self> {
        let env = Env::of(cx);
        let state = env.state::<Self>();
        if state.handles.get().is_none() {
            state.make_handles(&env);
        }
        state
    }

    /// How many timeouts and immediates wait and are referenced.
    pub(super) fn referenced(&self) -> (usize, usize) {
        (self.referenced.get(), self.referenced_immediates.get())
    }

    fn make_handles(&self, env: &Env) {
        let lp = env.event_loop();
        let handles = Handles {
            lp: lp.clone(),
            timer: Timer::new(lp, |cx: &mut Context| Self::of(cx).run_timers(cx)),
            check: Hook::new(lp, Phase::Check, |cx: &mut Context| Self::of(cx).run_immediates(cx)),
            idle: Hook::new(lp, Phase::Idle, |_: &mut Context| {}),
        };
        handles.timer.unref();
        handles.check.unref();
        let _ = self.handles.set(handles);
    }

    fn handles(&self) -> &Handles {
        self.handles.get().expect("`of` makes them")
    }

    /// The loop's clock, read anew.
    pub(super) fn now(&self) -> u64 {
        let lp = &self.handles().lp;
        lp.update_time();
        lp.now_ms()
    }

    /// The async id, which is also the number of `Symbol.toPrimitive`.
    #[allow(clippy::unused_self, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ids are whole")]
    pub(super) fn new_id(&self) -> u64 {
        crate::env::AsyncIds::next() as u64
    }

    /// Whether a warning of this kind is the first.
    pub(super) fn first_warning(&self, kind: &'static str) -> bool {
        let mut warned = self.warned.borrow_mut();
        let first = !warned.contains(&kind);
        if first {
            warned.push(kind);
        }
        first
    }

    /// The timeout whose number was asked for by a script.
    pub(super) fn known(&self, id: u64) -> Option<JsObject<Timeout>> {
        self.known.borrow().get(&id).cloned()
    }

    pub(super) fn remember(&self, id: u64, timeout: JsObject<Timeout>) {
        self.known.borrow_mut().insert(id, timeout);
    }

    pub(super) fn forget(&self, id: u64) {
        let known = self.known.borrow_mut().remove(&id);
        drop(known);
    }

    /// Starts a timeout that was just made.
    pub(super) fn insert_new(&self, timeout: &JsObject<Timeout>, _cx: &mut Context) {
        let start = self.now();
        self.insert(timeout, start);
        if timeout.borrow().data().refed() {
            self.add_reference();
        }
    }

    /// Puts a timeout at the end of its duration's list, wherever it was before.
    pub(super) fn insert(&self, timeout: &JsObject<Timeout>, start: u64) {
        let object = timeout.borrow();
        let data = object.data();
        let duration = data.duration();
        let mut lists = self.lists.borrow_mut();
        let old = data.id.take().and_then(|id| lists.cancel(id));
        let id = lists.insert(duration, start, timeout.clone());
        data.id.set(Some(id));
        data.idle_start.set(Some(start));
        drop(lists);
        drop(object);
        drop(old);
        let expiry = start.saturating_add(duration);
        if !self.running.get() && self.next_expiry.get().is_none_or(|next| next > expiry) {
            self.schedule(expiry);
        }
    }

    /// Takes a timeout out of its list; says whether it was in one.
    pub(super) fn remove(&self, id: TimerId) -> bool {
        let removed = self.lists.borrow_mut().cancel(id);
        removed.is_some()
    }

    fn schedule(&self, expiry: u64) {
        let handles = self.handles();
        self.next_expiry.set(Some(expiry));
        handles.timer.start(expiry.saturating_sub(handles.lp.now_ms()).max(1), 0);
    }

    pub(super) fn add_reference(&self) {
        let count = self.referenced.get();
        self.referenced.set(count + 1);
        if count == 0 {
            self.handles().timer.ref_();
        }
    }

    pub(super) fn drop_reference(&self) {
        let count = self.referenced.get().saturating_sub(1);
        self.referenced.set(count);
        if count == 0 {
            self.handles().timer.unref();
        }
    }

    /// The loop's timer is due: runs every list that is, at the time when this began.
    fn run_timers(&self, cx: &mut Context) {
        let now = self.now();
        self.next_expiry.set(None);
        let nested = self.running.replace(true);
        let next = loop {
            let expired = self.lists.borrow_mut().pop_expired(now);
            match expired {
                Expired::Timer(_, timeout) => timeout::fire(self, &timeout, cx),
                Expired::NextAt(at) => break Some(at),
                Expired::Empty => break None,
            }
        };
        self.running.set(nested);
        match next {
            Some(at) => {
                self.now();
                self.schedule(at);
            }
            None => self.handles().timer.stop(),
        }
    }

    /// Queues an immediate for the next check phase.
    pub(super) fn queue_immediate(&self, immediate: JsObject<Immediate>, _cx: &mut Context) {
        let mut queue = self.immediates.borrow_mut();
        queue.push_back(immediate);
        if queue.len() == 1 {
            self.handles().check.start();
        }
        drop(queue);
        self.add_immediate_reference();
    }

    pub(super) fn add_immediate_reference(&self) {
        let count = self.referenced_immediates.get();
        self.referenced_immediates.set(count + 1);
        if count == 0 {
            self.handles().idle.start();
        }
    }

    pub(super) fn drop_immediate_reference(&self) {
        let count = self.referenced_immediates.get().saturating_sub(1);
        self.referenced_immediates.set(count);
        if count == 0 {
            self.handles().idle.stop();
        }
    }

    /// The check phase: the immediates that wait now; what they queue comes an iteration later.
    fn run_immediates(&self, cx: &mut Context) {
        let mut batch = self.immediates.take();
        while let Some(immediate) = batch.pop_front() {
            immediate::fire(self, &immediate, cx);
        }
        let mut queue = self.immediates.borrow_mut();
        if queue.is_empty() {
            self.handles().check.stop();
            if batch.capacity() <= 1024 {
                *queue = batch;
            }
        }
    }
}
