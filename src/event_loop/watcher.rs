//! I/O watchers over mio: libuv's `uv__io_t` and `watcher_queue`.
//!
//! Changing an interest only notes it and queues the watcher; the queue is flushed once before each
//! poll, so stopping and starting within one iteration costs no system call. mio is edge-triggered:
//! **whoever stops reading or writing before `WouldBlock` calls [`Watcher::rearm`]**, which queues
//! the watcher for the pending phase, since no new event will come.

use std::cell::{Cell, RefCell};
use std::io;
use std::ops::BitOr;
use std::os::fd::RawFd;
use std::rc::Rc;
use std::time::Duration;

use mio::event::Event;
use mio::unix::SourceFd;
use mio::{Events, Poll, Token};

use super::{Loop, Pending};

/// What a watcher waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interest(u8);

impl Interest {
    /// Nothing: the watcher is stopped.
    pub const NONE: Self = Self(0);
    /// Bytes, a connection, the end.
    pub const READABLE: Self = Self(1);
    /// Room for bytes, a finished connect.
    pub const WRITABLE: Self = Self(2);

    /// Whether all of `other` is in it.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// All of it but `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    fn to_mio(self) -> Option<mio::Interest> {
        match self.0 {
            0 => None,
            1 => Some(mio::Interest::READABLE),
            2 => Some(mio::Interest::WRITABLE),
            _ => Some(mio::Interest::READABLE | mio::Interest::WRITABLE),
        }
    }
}

impl BitOr for Interest {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a descriptor is ready for. A hang-up or an error makes it both readable and writable, so
/// that the next call on the descriptor tells which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// Reading will not block.
    pub readable: bool,
    /// Writing will not block.
    pub writable: bool,
    /// The other side will send nothing more: what is left to read ends in the end or an error.
    pub hangup: bool,
}

impl Ready {
    fn of(event: &Event) -> Self {
        let over = event.is_error();
        Self {
            readable: event.is_readable() || event.is_read_closed() || over,
            writable: event.is_writable() || event.is_write_closed() || over,
            hangup: event.is_read_closed() || over,
        }
    }

    fn limited_to(self, interest: Interest) -> Option<Self> {
        let ready = Self {
            readable: self.readable && interest.has(Interest::READABLE),
            writable: self.writable && interest.has(Interest::WRITABLE),
            hangup: self.hangup,
        };
        (ready.readable || ready.writable).then_some(ready)
    }
}

pub(super) struct WatcherInner<C> {
    fd: RawFd,
    token: usize,
    wanted: Cell<Interest>,
    registered: Cell<Interest>,
    /// Something was switched off and on again: the edge must be asked for anew.
    stale: Cell<bool>,
    queued: Cell<bool>,
    closed: Cell<bool>,
    rearmed: Cell<Ready>,
    callback: Box<dyn Fn(&mut C, Ready)>,
}

impl<C> WatcherInner<C> {
    fn deliver(&self, ready: Ready, cx: &mut C) {
        if let Some(ready) = ready.limited_to(self.wanted.get()) {
            (self.callback)(cx, ready);
        }
    }

    pub(super) fn deliver_rearmed(&self, cx: &mut C) {
        let ready = self.rearmed.take();
        self.deliver(ready, cx);
    }
}

pub(super) const WAKER: Token = Token(usize::MAX);

struct Slots<C> {
    watchers: Vec<Option<Rc<WatcherInner<C>>>>,
    free: Vec<usize>,
    /// Freed while events of the current poll may still name them.
    retired: Vec<usize>,
}

pub(super) struct Watchers<C> {
    /// Borrowed for single calls only, never while a callback runs.
    poll: RefCell<Option<Poll>>,
    /// How many descriptors are registered, the waker's included.
    registered: Cell<usize>,
    events: RefCell<Option<Events>>,
    slots: RefCell<Slots<C>>,
    queue: RefCell<Vec<Rc<WatcherInner<C>>>>,
}

impl<C> Default for Watchers<C> {
    fn default() -> Self {
        Self {
            poll: RefCell::default(),
            registered: Cell::new(0),
            events: RefCell::default(),
            slots: RefCell::new(Slots { watchers: Vec::new(), free: Vec::new(), retired: Vec::new() }),
            queue: RefCell::default(),
        }
    }
}

impl<C> Watchers<C> {
    /// Calls `f` with the poller's registry; opens the poller on first use.
    pub(super) fn with_registry<R>(&self, f: impl FnOnce(&mio::Registry) -> io::Result<R>) -> io::Result<R> {
        let mut poll = self.poll.borrow_mut();
        let poll = match &mut *poll {
            Some(poll) => poll,
            none => none.insert(Poll::new()?),
        };
        f(poll.registry())
    }

    fn note(&self, watcher: &WatcherInner<C>, registered: Interest) {
        let old = watcher.registered.replace(registered);
        let count = self.registered.get() + usize::from(registered != Interest::NONE);
        self.registered.set(count - usize::from(old != Interest::NONE));
    }

    /// Counts the waker, which stays for good.
    pub(super) fn note_waker(&self) {
        self.registered.set(self.registered.get() + 1);
    }

    /// Registers what has changed. A descriptor that the poller refuses (a regular file, a closed
    /// one) counts as ready for everything: the next call on it tells what is wrong, if anything.
    fn flush_queue(&self) -> Vec<Rc<WatcherInner<C>>> {
        let mut refused = Vec::new();
        if self.queue.borrow().is_empty() {
            return refused;
        }
        for watcher in self.queue.take() {
            watcher.queued.set(false);
            let (wanted, old) = (watcher.wanted.get(), watcher.registered.get());
            let stale = watcher.stale.take();
            if watcher.closed.get() || (wanted == old && !stale) {
                continue;
            }
            let (mut source, token) = (SourceFd(&watcher.fd), Token(watcher.token));
            let changed = self.with_registry(|registry| match (old.to_mio(), wanted.to_mio()) {
                (None, Some(interest)) => registry.register(&mut source, token, interest),
                (Some(_), Some(interest)) => registry.reregister(&mut source, token, interest),
                (Some(_), None) => registry.deregister(&mut source),
                (None, None) => Ok(()),
            });
            match changed {
                Ok(()) => self.note(&watcher, wanted),
                Err(_) => {
                    self.note(&watcher, Interest::NONE);
                    refused.push(watcher);
                }
            }
        }
        refused
    }
}

/// Watches one descriptor, which it does not own. It says nothing about liveness: that is its
/// handle's `HandleCore`. **Close (or drop) the watcher before the descriptor is closed.**
pub struct Watcher<C: 'static> {
    lp: Rc<Loop<C>>,
    inner: Rc<WatcherInner<C>>,
}

impl<C: 'static> Watcher<C> {
    /// A stopped watcher. Some descriptors (regular files) cannot be watched: [`Watcher::try_start`]
    /// says so, [`Watcher::set_interest`] treats them as always ready.
    pub fn new(lp: &Rc<Loop<C>>, fd: RawFd, callback: impl Fn(&mut C, Ready) + 'static) -> Self {
        let mut slots = lp.watchers.slots.borrow_mut();
        let token = slots.free.pop().unwrap_or_else(|| {
            slots.watchers.push(None);
            slots.watchers.len() - 1
        });
        let inner = Rc::new(WatcherInner {
            fd,
            token,
            wanted: Cell::default(),
            registered: Cell::default(),
            stale: Cell::new(false),
            queued: Cell::new(false),
            closed: Cell::new(false),
            rearmed: Cell::default(),
            callback: Box::new(callback),
        });
        slots.watchers[token] = Some(inner.clone());
        Self { lp: lp.clone(), inner }
    }

    /// Registers at once, so that an unsuitable descriptor is an error here (`EPERM` for files).
    pub fn try_start(&self, interest: Interest) -> io::Result<()> {
        if self.inner.registered.get() == Interest::NONE {
            if let Some(mio_interest) = interest.to_mio() {
                self.lp.watchers.with_registry(|registry| {
                    registry.register(&mut SourceFd(&self.inner.fd), Token(self.inner.token), mio_interest)
                })?;
                self.lp.watchers.note(&self.inner, interest);
            }
        }
        self.set_interest(interest);
        Ok(())
    }

    /// What is being waited for.
    #[must_use]
    pub fn interest(&self) -> Interest {
        self.inner.wanted.get()
    }

    /// Waits for this from the next poll on.
    pub fn set_interest(&self, interest: Interest) {
        let inner = &self.inner;
        let old = inner.wanted.replace(interest);
        if inner.closed.get() || old == interest {
            return;
        }
        let grown = interest.without(old);
        if grown != Interest::NONE && inner.registered.get().0 & grown.0 != 0 {
            inner.stale.set(true);
        }
        if !inner.queued.replace(true) {
            self.lp.watchers.queue.borrow_mut().push(inner.clone());
        }
    }

    /// Adds to the interest.
    pub fn add(&self, interest: Interest) {
        self.set_interest(self.interest() | interest);
    }

    /// Takes from the interest.
    pub fn remove(&self, interest: Interest) {
        self.set_interest(self.interest().without(interest));
    }

    /// Calls back in the next pending phase with this readiness (as far as it is still wanted): for
    /// whoever stopped before `WouldBlock`.
    pub fn rearm(&self, ready: Ready) {
        self.lp.queue_watcher(&self.inner, ready);
    }

    /// No more callbacks, also for events that have been fetched already; the descriptor may be
    /// closed afterwards.
    pub fn close(&self) {
        let inner = &self.inner;
        if inner.closed.replace(true) {
            return;
        }
        inner.wanted.set(Interest::NONE);
        if inner.registered.get() != Interest::NONE {
            self.lp.watchers.note(inner, Interest::NONE);
            // It fails when the descriptor is closed already, which did the same.
            let _ = self.lp.watchers.with_registry(|registry| registry.deregister(&mut SourceFd(&inner.fd)));
        }
        let mut slots = self.lp.watchers.slots.borrow_mut();
        let removed = slots.watchers[inner.token].take();
        slots.retired.push(inner.token);
        drop(slots);
        // Its callback may own things whose drop comes back here.
        drop(removed);
    }
}

impl<C: 'static> Drop for Watcher<C> {
    fn drop(&mut self) {
        self.close();
    }
}

impl<C: 'static> Loop<C> {
    fn queue_watcher(&self, watcher: &Rc<WatcherInner<C>>, ready: Ready) {
        let old = watcher.rearmed.get();
        let both = Ready {
            readable: old.readable || ready.readable,
            writable: old.writable || ready.writable,
            hangup: old.hangup || ready.hangup,
        };
        watcher.rearmed.set(both);
        if old == Ready::default() && both != old && !watcher.closed.get() {
            self.pending.borrow_mut().push_back(Pending::Watcher(watcher.clone()));
        }
    }

    /// Flushes the watcher queue, waits for events and delivers them.
    pub(super) fn poll(&self, mut timeout: Option<Duration>, cx: &mut C) -> io::Result<()> {
        for watcher in self.watchers.flush_queue() {
            self.queue_watcher(&watcher, Ready { readable: true, writable: true, hangup: true });
            timeout = Some(Duration::ZERO);
        }
        if timeout == Some(Duration::ZERO) && self.watchers.registered.get() == 0 {
            return Ok(());
        }
        let mut events = self.watchers.events.take().unwrap_or_else(|| Events::with_capacity(1024));
        {
            let mut slots = self.watchers.slots.borrow_mut();
            let mut retired = std::mem::take(&mut slots.retired);
            slots.free.append(&mut retired);
        }
        self.watchers.with_registry(|_| Ok(()))?;
        let asleep = self.begin_idle(timeout);
        let polled = match &mut *self.watchers.poll.borrow_mut() {
            Some(poll) => poll.poll(&mut events, timeout),
            None => Ok(()),
        };
        self.end_idle(asleep);
        match polled {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
            Ok(()) => {
                self.update_time();
                for event in &events {
                    self.deliver_event(event, cx);
                }
            }
        }
        events.clear();
        self.watchers.events.replace(Some(events));
        Ok(())
    }

    fn deliver_event(&self, event: &Event, cx: &mut C) {
        if event.token() == WAKER {
            self.deliver_wakeups(cx);
            return;
        }
        let watcher = {
            let slots = self.watchers.slots.borrow();
            slots.watchers.get(event.token().0).cloned().flatten()
        };
        if let Some(watcher) = watcher {
            watcher.deliver(Ready::of(event), cx);
        }
    }
}
