//! Waking the loop from other threads: libuv's `uv_async_t`. Sends are coalesced; each is followed
//! by at least one callback.

use std::cell::RefCell;
use std::io;
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::watcher::WAKER;
use super::{HandleCore, Loop};

/// The loop's side that other threads touch.
#[derive(Debug, Default)]
pub(super) struct Bell {
    rung: AtomicBool,
    waker: OnceLock<mio::Waker>,
}

impl Bell {
    /// Wakes the loop's poll; rings that it has not seen yet are one.
    pub(super) fn ring(&self) {
        if !self.rung.swap(true, Ordering::AcqRel) {
            if let Some(waker) = self.waker.get() {
                // It only fails when the loop is gone.
                let _ = waker.wake();
            }
        }
    }
}

struct AsyncInner<C> {
    core: HandleCore,
    sent: Arc<AtomicBool>,
    callback: Box<dyn Fn(&mut C)>,
}

pub(super) struct Wakeups<C> {
    bell: Arc<Bell>,
    handles: RefCell<Vec<Weak<AsyncInner<C>>>>,
}

/// A handle that other threads can wake. It is active, and so keeps the loop alive unless
/// unreferenced, until it is dropped.
pub struct AsyncHandle<C: 'static> {
    inner: Rc<AsyncInner<C>>,
    bell: Arc<Bell>,
}

/// The sending side; may go to any thread and be cloned.
#[derive(Clone, Debug)]
pub struct AsyncSender {
    sent: Arc<AtomicBool>,
    bell: Arc<Bell>,
}

impl AsyncSender {
    /// Makes the loop call the handle's callback soon.
    pub fn send(&self) {
        if !self.sent.swap(true, Ordering::AcqRel) {
            self.bell.ring();
        }
    }
}

impl<C: 'static> AsyncHandle<C> {
    /// An active handle.
    pub fn new(lp: &Rc<Loop<C>>, callback: impl Fn(&mut C) + 'static) -> io::Result<Self> {
        let wakeups = lp.wakeups()?;
        let inner = AsyncInner { core: HandleCore::new(lp), sent: Arc::default(), callback: Box::new(callback) };
        inner.core.start();
        let inner = Rc::new(inner);
        wakeups.handles.borrow_mut().push(Rc::downgrade(&inner));
        Ok(Self { inner, bell: wakeups.bell.clone() })
    }

    /// The sending side.
    #[must_use]
    pub fn sender(&self) -> AsyncSender {
        AsyncSender { sent: self.inner.sent.clone(), bell: self.bell.clone() }
    }

    /// Lets the handle keep the loop alive (the initial state).
    pub fn ref_(&self) {
        self.inner.core.ref_();
    }

    /// The opposite.
    pub fn unref(&self) {
        self.inner.core.unref();
    }
}

impl<C: 'static> Loop<C> {
    fn wakeups(&self) -> io::Result<&Wakeups<C>> {
        if let Some(wakeups) = self.wakeups.get() {
            return Ok(wakeups);
        }
        let waker = self.watchers.with_registry(|registry| mio::Waker::new(registry, WAKER))?;
        self.watchers.note_waker();
        let bell = Arc::new(Bell::default());
        let _ = bell.waker.set(waker);
        Ok(self.wakeups.get_or_init(|| Wakeups { bell, handles: RefCell::default() }))
    }

    /// What the pool rings when a work is done.
    pub(super) fn bell(&self) -> io::Result<Arc<Bell>> {
        Ok(self.wakeups()?.bell.clone())
    }

    /// The poll saw the bell: finished pool works first, then the handles that were sent to.
    pub(super) fn deliver_wakeups(&self, cx: &mut C) {
        let Some(wakeups) = self.wakeups.get() else { return };
        // Cleared before looking, so that a send from now on rings again.
        wakeups.bell.rung.store(false, Ordering::Release);
        self.deliver_works(cx);
        let handles: Vec<_> = {
            let mut list = wakeups.handles.borrow_mut();
            list.retain(|handle| handle.strong_count() > 0);
            list.iter().filter_map(Weak::upgrade).collect()
        };
        for handle in handles {
            if handle.core.is_active() && handle.sent.swap(false, Ordering::AcqRel) {
                (handle.callback)(cx);
            }
        }
    }
}
