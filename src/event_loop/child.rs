//! Watching a child process for its end: a `pidfd` in the poller where the kernel has them, else
//! `SIGCHLD` and a look at every watched child (libuv's `uv__chld`). Free of races either way: the
//! process stays a zombie until it is reaped here, so its number cannot be used again before.

use std::cell::{Cell, OnceCell, RefCell};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::rc::{Rc, Weak};

use super::watcher::{Interest, Watcher};
use super::{HandleCore, Loop, SignalWatch};
use crate::sys::child::{ExitStatus, pidfd, try_wait};

type Callback<C> = Box<dyn FnOnce(&mut C, ExitStatus)>;

struct ChildInner<C: 'static> {
    core: HandleCore,
    pid: i32,
    callback: Cell<Option<Callback<C>>>,
    watched: OnceCell<(Watcher<C>, OwnedFd)>,
}

pub(super) struct Children<C: 'static> {
    /// Those without a pidfd.
    list: RefCell<Vec<Weak<ChildInner<C>>>>,
    signal: RefCell<Option<SignalWatch<C>>>,
}

impl<C> Default for Children<C> {
    fn default() -> Self {
        Self { list: RefCell::default(), signal: RefCell::default() }
    }
}

/// Calls back once, when the child has ended, and reaps it. Dropping it earlier leaves the child
/// unwatched (a zombie when it ends, until this process ends).
pub struct ChildWatch<C: 'static> {
    inner: Rc<ChildInner<C>>,
}

impl<C: 'static> ChildWatch<C> {
    /// Watches a child that this process started and has not reaped.
    pub fn new(lp: &Rc<Loop<C>>, pid: i32, callback: impl FnOnce(&mut C, ExitStatus) + 'static) -> io::Result<Self> {
        let inner = Rc::new(ChildInner {
            core: HandleCore::new(lp),
            pid,
            callback: Cell::new(Some(Box::new(callback))),
            watched: OnceCell::new(),
        });
        if let Some(fd) = pidfd(pid) {
            let weak = Rc::downgrade(&inner);
            let watcher = Watcher::new(lp, fd.as_raw_fd(), move |cx, _| {
                if let Some(child) = weak.upgrade() {
                    child.look(cx);
                }
            });
            watcher.try_start(Interest::READABLE)?;
            let _ = inner.watched.set((watcher, fd));
        } else {
            lp.watch_by_signal(&inner)?;
        }
        inner.core.start();
        Ok(Self { inner })
    }

    /// The handle's liveness: active until the child has ended.
    #[must_use]
    pub fn core(&self) -> &HandleCore {
        &self.inner.core
    }
}

impl<C: 'static> ChildInner<C> {
    fn look(&self, cx: &mut C) {
        let Ok(Some(status)) = try_wait(self.pid) else { return };
        self.core.stop();
        if let Some((watcher, _)) = self.watched.get() {
            watcher.close();
        }
        if let Some(callback) = self.callback.take() {
            callback(cx, status);
        }
    }
}

impl<C: 'static> Loop<C> {
    fn watch_by_signal(self: &Rc<Self>, child: &Rc<ChildInner<C>>) -> io::Result<()> {
        if self.children.signal.borrow().is_none() {
            let weak = Rc::downgrade(self);
            let watch = SignalWatch::new(self, move |cx, _| {
                if let Some(lp) = weak.upgrade() {
                    lp.look_at_children(cx);
                }
            });
            watch.core().unref();
            watch.start(libc::SIGCHLD)?;
            self.children.signal.replace(Some(watch));
        }
        self.children.list.borrow_mut().push(Rc::downgrade(child));
        // It may have ended before the handler was there.
        let weak = Rc::downgrade(child);
        self.queue_pending(move |cx| {
            if let Some(child) = weak.upgrade() {
                child.look(cx);
            }
        });
        Ok(())
    }

    fn look_at_children(&self, cx: &mut C) {
        let children: Vec<_> = {
            let mut list = self.children.list.borrow_mut();
            list.retain(|child| child.upgrade().is_some_and(|child| child.core.is_active()));
            list.iter().filter_map(Weak::upgrade).collect()
        };
        for child in children {
            if child.core.is_active() {
                child.look(cx);
            }
        }
    }
}
