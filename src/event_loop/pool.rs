//! The thread pool for work that would block: libuv's `src/threadpool.c`. One pool per process,
//! shared by all loops; `UV_THREADPOOL_SIZE` threads (default 4, at most 1024), each started when
//! there is work and no idle thread. Slow work (name look-ups) may hold half of them at most.
//!
//! A work's closure is `Send` and its `done` is not: a JS value cannot reach another thread.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use rustc_hash::FxHashMap;

use super::waker::Bell;
use super::{ActiveRequest, Loop};

/// What kind of work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Files and computations.
    Fast,
    /// May wait for the network: limited to half of the threads.
    Slow,
}

const QUEUED: u8 = 0;
const STARTED: u8 = 1;
const CANCELLED: u8 = 2;

type Outcome = thread::Result<Box<dyn Any + Send>>;

struct Job {
    id: u64,
    state: Arc<AtomicU8>,
    work: Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>,
    results: Arc<Results>,
}

/// Where a loop's finished works wait for it.
#[derive(Default)]
struct Results {
    done: Mutex<Vec<(u64, Outcome)>>,
    bell: Option<Arc<Bell>>,
}

#[derive(Default)]
struct Queue {
    fast: VecDeque<Job>,
    slow: VecDeque<Job>,
    slow_running: usize,
    threads: usize,
    idle: usize,
}

struct Pool {
    queue: Mutex<Queue>,
    work_arrived: Condvar,
    size: usize,
}

fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| {
        let asked = std::env::var("UV_THREADPOOL_SIZE").ok().and_then(|s| s.trim().parse().ok());
        Pool { queue: Mutex::default(), work_arrived: Condvar::new(), size: asked.unwrap_or(4_usize).clamp(1, 1024) }
    })
}

/// A panic of a work is carried to its loop, so the lock's data is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    fn submit(&'static self, kind: Kind, job: Job) -> io::Result<()> {
        let mut queue = lock(&self.queue);
        match kind {
            Kind::Fast => queue.fast.push_back(job),
            Kind::Slow => queue.slow.push_back(job),
        }
        let waiting = queue.fast.len() + queue.slow.len();
        if queue.idle >= waiting || queue.threads >= self.size {
            self.work_arrived.notify_one();
            return Ok(());
        }
        let thread = thread::Builder::new().name("ouro-pool".into()).stack_size(4 << 20);
        match thread.spawn(|| self.serve()) {
            Ok(_) => {
                queue.threads += 1;
                Ok(())
            }
            // With at least one thread the work gets done, only later.
            Err(_) if queue.threads > 0 => Ok(()),
            Err(e) => {
                match kind {
                    Kind::Fast => queue.fast.pop_back(),
                    Kind::Slow => queue.slow.pop_back(),
                };
                Err(e)
            }
        }
    }

    fn serve(&self) {
        let slow_limit = self.size.div_ceil(2);
        let mut queue = lock(&self.queue);
        loop {
            let slow_first = queue.fast.is_empty() && queue.slow_running < slow_limit;
            let (job, slow) = if slow_first { (queue.slow.pop_front(), true) } else { (queue.fast.pop_front(), false) };
            let Some(job) = job else {
                queue.idle += 1;
                queue = self.work_arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
                queue.idle -= 1;
                continue;
            };
            queue.slow_running += usize::from(slow);
            drop(queue);
            run(job);
            queue = lock(&self.queue);
            queue.slow_running -= usize::from(slow);
        }
    }
}

fn run(job: Job) {
    if job.state.compare_exchange(QUEUED, STARTED, Ordering::AcqRel, Ordering::Acquire).is_err() {
        return;
    }
    let outcome = catch_unwind(AssertUnwindSafe(job.work));
    lock(&job.results.done).push((job.id, outcome));
    if let Some(bell) = &job.results.bell {
        bell.ring();
    }
}

struct Waiting<C> {
    done: Box<dyn FnOnce(Box<dyn Any + Send>, &mut C)>,
    _request: ActiveRequest,
}

pub(super) struct Works<C> {
    waiting: Rc<RefCell<FxHashMap<u64, Waiting<C>>>>,
    next_id: Cell<u64>,
    results: RefCell<Option<Arc<Results>>>,
}

impl<C> Default for Works<C> {
    fn default() -> Self {
        Self { waiting: Rc::default(), next_id: Cell::new(0), results: RefCell::default() }
    }
}

/// A work under way. Dropping it does not cancel it.
pub struct Work<C: 'static> {
    id: u64,
    state: Arc<AtomicU8>,
    waiting: Weak<RefCell<FxHashMap<u64, Waiting<C>>>>,
}

impl<C: 'static> Work<C> {
    /// Takes the work back while no thread has started it. True: neither `work` nor `done` will be
    /// called, and both are dropped. False: it is too late, `done` will be called.
    pub fn cancel(&self) -> bool {
        let cancelled = self.state.compare_exchange(QUEUED, CANCELLED, Ordering::AcqRel, Ordering::Acquire);
        if cancelled.is_ok() {
            let entry = self.waiting.upgrade().and_then(|waiting| waiting.borrow_mut().remove(&self.id));
            drop(entry);
        }
        cancelled.is_ok()
    }
}

impl<C: 'static> Loop<C> {
    /// Runs `work` on the pool and then `done` with its result here. Keeps the loop alive until
    /// then. A panic of `work` goes on in `done`'s place. An error only when no thread can be started.
    pub fn spawn<T: Send + 'static>(
        &self,
        kind: Kind,
        work: impl FnOnce() -> T + Send + 'static,
        done: impl FnOnce(T, &mut C) + 'static,
    ) -> io::Result<Work<C>> {
        let results = self.results()?;
        let id = self.works.next_id.get();
        self.works.next_id.set(id + 1);
        let state = Arc::new(AtomicU8::new(QUEUED));
        let entry = Waiting {
            done: Box::new(move |result: Box<dyn Any + Send>, cx: &mut C| {
                let result = result.downcast::<T>().expect("a work's result has the type of its closure");
                done(*result, cx);
            }),
            _request: ActiveRequest::new(self),
        };
        self.works.waiting.borrow_mut().insert(id, entry);
        let job = Job { id, state: state.clone(), work: Box::new(|| Box::new(work())), results };
        if let Err(e) = pool().submit(kind, job) {
            self.works.waiting.borrow_mut().remove(&id);
            return Err(e);
        }
        Ok(Work { id, state, waiting: Rc::downgrade(&self.works.waiting) })
    }

    fn results(&self) -> io::Result<Arc<Results>> {
        if let Some(results) = &*self.works.results.borrow() {
            return Ok(results.clone());
        }
        let results = Arc::new(Results { done: Mutex::default(), bell: Some(self.bell()?) });
        self.works.results.replace(Some(results.clone()));
        Ok(results)
    }

    pub(super) fn deliver_works(&self, cx: &mut C) {
        let Some(results) = self.works.results.borrow().clone() else { return };
        let finished = std::mem::take(&mut *lock(&results.done));
        for (id, outcome) in finished {
            let entry = self.works.waiting.borrow_mut().remove(&id);
            let Some(entry) = entry else { continue };
            match outcome {
                Ok(result) => (entry.done)(result, cx),
                Err(panic) => resume_unwind(panic),
            }
        }
    }
}
