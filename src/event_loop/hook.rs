//! Idle, prepare and check handles: callbacks of one phase, called once per iteration
//! (libuv's `src/unix/loop-watcher.c`). An active idle handle keeps the poll from blocking.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use smallvec::SmallVec;

use super::{HandleCore, Loop};

/// The phases that callbacks can hook into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before polling; the poll does not block while one is active.
    Idle,
    /// Right before polling.
    Prepare,
    /// Right after polling.
    Check,
}

struct HookInner<C> {
    core: HandleCore,
    callback: Box<dyn Fn(&mut C)>,
    /// Distinguishes entries in the phase's list.
    listed: Cell<bool>,
}

pub(super) struct Hooks<C>([RefCell<Vec<Rc<HookInner<C>>>>; 3]);

impl<C> Default for Hooks<C> {
    fn default() -> Self {
        Self([RefCell::default(), RefCell::default(), RefCell::default()])
    }
}

impl<C> Hooks<C> {
    pub(super) fn any(&self, phase: Phase) -> bool {
        !self.0[phase as usize].borrow().is_empty()
    }
}

/// One idle, prepare or check handle. Dropping it stops it.
pub struct Hook<C: 'static> {
    lp: Rc<Loop<C>>,
    phase: Phase,
    inner: Rc<HookInner<C>>,
}

impl<C: 'static> Hook<C> {
    /// A stopped hook of the phase.
    pub fn new(lp: &Rc<Loop<C>>, phase: Phase, callback: impl Fn(&mut C) + 'static) -> Self {
        let inner = HookInner { core: HandleCore::new(lp), callback: Box::new(callback), listed: Cell::new(false) };
        Self { lp: lp.clone(), phase, inner: Rc::new(inner) }
    }

    /// Calls back in every iteration from now on.
    pub fn start(&self) {
        self.inner.core.start();
        if self.inner.core.is_active() && !self.inner.listed.replace(true) {
            self.list().borrow_mut().push(self.inner.clone());
        }
    }

    /// No more calls.
    pub fn stop(&self) {
        self.inner.core.stop();
        if self.inner.listed.replace(false) {
            self.list().borrow_mut().retain(|other| !Rc::ptr_eq(other, &self.inner));
        }
    }

    /// Lets the hook keep the loop alive.
    pub fn ref_(&self) {
        self.inner.core.ref_();
    }

    /// The opposite.
    pub fn unref(&self) {
        self.inner.core.unref();
    }

    fn list(&self) -> &RefCell<Vec<Rc<HookInner<C>>>> {
        &self.lp.hooks.0[self.phase as usize]
    }
}

impl<C: 'static> Drop for Hook<C> {
    fn drop(&mut self) {
        self.stop();
    }
}

impl<C: 'static> Loop<C> {
    pub(super) fn run_hooks(&self, phase: Phase, cx: &mut C) {
        if !self.hooks.any(phase) {
            return;
        }
        let snapshot: SmallVec<[Rc<HookInner<C>>; 4]> = self.hooks.0[phase as usize].borrow().iter().cloned().collect();
        for hook in snapshot {
            if hook.core.is_active() {
                (hook.callback)(cx);
            }
        }
    }
}
