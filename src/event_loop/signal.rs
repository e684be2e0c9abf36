//! Signal handles: libuv's `uv_signal_t`. The first one of a loop opens its self-pipe.

use std::cell::{Cell, RefCell};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::rc::{Rc, Weak};

use super::watcher::{Interest, Watcher};
use super::{HandleCore, Loop};
use crate::sys;

struct SignalInner<C> {
    core: HandleCore,
    /// 0 while stopped.
    signum: Cell<i32>,
    callback: Box<dyn Fn(&mut C, i32)>,
}

pub(super) struct Signals<C: 'static> {
    handles: RefCell<Vec<Weak<SignalInner<C>>>>,
    // In this order: the watcher goes before its descriptor.
    _watcher: Watcher<C>,
    _reader: OwnedFd,
    _writer: sys::signal::Registration,
}

/// Calls back with the number of a signal each time it arrives (several that arrive before the loop
/// looks may be one). Dropping it stops it.
pub struct SignalWatch<C: 'static> {
    lp: Rc<Loop<C>>,
    inner: Rc<SignalInner<C>>,
}

impl<C: 'static> SignalWatch<C> {
    /// A stopped handle.
    pub fn new(lp: &Rc<Loop<C>>, callback: impl Fn(&mut C, i32) + 'static) -> Self {
        let inner = SignalInner { core: HandleCore::new(lp), signum: Cell::new(0), callback: Box::new(callback) };
        Self { lp: lp.clone(), inner: Rc::new(inner) }
    }

    /// Listens to this signal, instead of another before. `EINVAL` if it cannot be caught.
    pub fn start(&self, signum: i32) -> io::Result<()> {
        if self.inner.signum.get() == signum {
            return Ok(());
        }
        let signals = self.lp.signals()?;
        sys::signal::listen(signum)?;
        self.stop();
        self.inner.signum.set(signum);
        self.inner.core.start();
        signals.handles.borrow_mut().push(Rc::downgrade(&self.inner));
        Ok(())
    }

    /// No more calls; the last listener's end restores the signal's default action.
    pub fn stop(&self) {
        let signum = self.inner.signum.replace(0);
        if signum == 0 {
            return;
        }
        sys::signal::unlisten(signum);
        self.inner.core.stop();
        if let Some(signals) = self.lp.signals.get() {
            signals.handles.borrow_mut().retain(|other| !std::ptr::eq(other.as_ptr(), Rc::as_ptr(&self.inner)));
        }
    }

    /// The handle's liveness.
    #[must_use]
    pub fn core(&self) -> &HandleCore {
        &self.inner.core
    }
}

impl<C: 'static> Drop for SignalWatch<C> {
    fn drop(&mut self) {
        self.stop();
    }
}

impl<C: 'static> Loop<C> {
    fn signals(self: &Rc<Self>) -> io::Result<&Signals<C>> {
        if let Some(signals) = self.signals.get() {
            return Ok(signals);
        }
        let (reader, writer) = sys::fd::pipe(true)?;
        let fd = reader.as_raw_fd();
        let weak = Rc::downgrade(self);
        let watcher = Watcher::new(self, fd, move |cx, _| {
            if let Some(lp) = weak.upgrade() {
                lp.deliver_signals(fd, cx);
            }
        });
        watcher.try_start(Interest::READABLE)?;
        let signals = Signals {
            handles: RefCell::default(),
            _watcher: watcher,
            _reader: reader,
            _writer: sys::signal::register_pipe(writer)?,
        };
        Ok(self.signals.get_or_init(|| signals))
    }

    fn deliver_signals(&self, fd: i32, cx: &mut C) {
        let mut numbers = [0; 512];
        while let Ok(count @ 1..) = sys::fd::read(fd, &mut numbers) {
            for signum in numbers[..count].iter().copied().map(i32::from) {
                let Some(signals) = self.signals.get() else { return };
                let handles: Vec<_> = signals.handles.borrow().iter().filter_map(Weak::upgrade).collect();
                for handle in handles {
                    if handle.signum.get() == signum {
                        (handle.callback)(cx, signum);
                    }
                }
            }
        }
    }
}
