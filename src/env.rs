//! `Env`: the environment of one thread's JS. Counterpart of Node's `src/env.h` and `lib/internal/process/task_queues.js`.
//!
//! It is Boa's job executor, holds the tick queue ahead of the microtask queue, the event loop, and what natives share.
//! **Loop → JS goes through [`Env::make_callback`] only**: call, then ticks, then microtasks, then rejections.
//! **No `RefCell` of it is borrowed while JS runs.**

mod async_frame;
mod async_ids;
mod fatal;
mod host_hooks;
mod rejections;
mod ticks;

use std::{
    any::{Any, TypeId},
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    future::Future,
    pin::pin,
    rc::Rc,
    task::{Poll, Waker},
    time::Instant,
};

use boa_engine::{
    Context, JsObject, JsResult, JsValue,
    job::{GenericJob, Job, JobExecutor, NativeAsyncJob, PromiseJob},
};
use rustc_hash::FxBuildHasher;

pub use async_frame::AsyncFrame;
pub use async_ids::{AsyncHook, AsyncIds};
pub use fatal::Origin;
pub use host_hooks::{Hooks, NoCodeGeneration};
pub use rejections::UnhandledRejections;
pub use ticks::TickArgs;

use crate::event_loop::Loop;
use rejections::Rejections;
use ticks::Tick;

/// What the command line or an embedder decides for one environment.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `process.argv` from index 2 on.
    pub args: Vec<String>,
    /// The script's path or URL as it was given, if any.
    pub script: Option<String>,
    /// `process.execArgv`.
    pub exec_argv: Vec<String>,
    /// `process.argv0`.
    pub argv0: String,
    /// `process.execPath`.
    pub exec_path: String,
    /// `--unhandled-rejections`.
    pub unhandled_rejections: UnhandledRejections,
    /// Lists the spellings of options that `NODE_OPTIONS` may contain; the command line's table lies above this layer.
    pub environment_flags: Option<fn() -> Vec<String>>,
    /// Every option that was given, by its long name without dashes; flags have the value `true`.
    pub values: Vec<(&'static str, String)>,
}

impl Options {
    /// Whether a flag was given.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value == "true")
    }

    /// The last value of an option.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of an option that may be given more than once, in order.
    pub fn values_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}

/// One per thread; reach it with [`Env::of`].
pub struct Env {
    event_loop: Rc<Loop<Context>>,
    options: Options,
    started: Instant,
    ready: Cell<Option<Instant>>,
    ticks: RefCell<VecDeque<Tick>>,
    microtasks: RefCell<VecDeque<PromiseJob>>,
    generic_jobs: RefCell<VecDeque<GenericJob>>,
    async_jobs: RefCell<VecDeque<NativeAsyncJob>>,
    rejections: RefCell<Rejections>,
    async_frame: RefCell<AsyncFrame>,
    left_frame: RefCell<Option<AsyncFrame>>,
    domains: Cell<bool>,
    /// `internalBinding` results by name.
    bindings: RefCell<HashMap<&'static str, JsObject, FxBuildHasher>>,
    /// Exports of builtins by id (`events`, `internal/url`).
    builtins: RefCell<HashMap<&'static str, JsObject, FxBuildHasher>>,
    /// Values that bindings keep for themselves, by name: prototypes, shared functions.
    slots: RefCell<HashMap<&'static str, JsValue, FxBuildHasher>>,
    /// Native state of bindings by its type.
    states: RefCell<HashMap<TypeId, Rc<dyn Any>, FxBuildHasher>>,
    process: RefCell<Option<JsObject>>,
    exiting: Cell<bool>,
    requests: RefCell<Vec<&'static str>>,
    depth: Cell<u32>,
}

impl JobExecutor for Env {
    fn enqueue_job(self: Rc<Self>, job: Job, _cx: &mut Context) {
        match job {
            Job::PromiseJob(job) => self.microtasks.borrow_mut().push_back(job),
            Job::AsyncJob(job) | Job::FinalizationRegistryCleanupJob(job) => {
                self.async_jobs.borrow_mut().push_back(job)
            }
            Job::GenericJob(job) => self.generic_jobs.borrow_mut().push_back(job),
            // `Atomics.waitAsync` on the main thread: a timer of the loop ends the wait.
            Job::TimeoutJob(job) => {
                let delay = u64::from(job.timeout().as_millis() as u32);
                let slot = RefCell::new(Some(job));
                let own: Rc<RefCell<Option<crate::event_loop::Timer<Context>>>> = Rc::default();
                let keep = own.clone();
                let timer = crate::event_loop::Timer::new(&self.event_loop, move |cx: &mut Context| {
                    let job = slot.borrow_mut().take();
                    if let Some(job) = job.filter(|job| !job.cancelled()) {
                        Env::of(cx).make_callback(cx, |cx| job.call(cx));
                    }
                    keep.borrow_mut().take();
                });
                timer.start(delay, 0);
                *own.borrow_mut() = Some(timer);
            }
            _ => {}
        }
    }

    fn run_jobs(self: Rc<Self>, cx: &mut Context) -> JsResult<()> {
        self.drain(cx);
        Ok(())
    }
}

impl Env {
    /// Makes the environment; it becomes the job executor of the context that is built with it.
    #[must_use]
    pub fn new(options: Options) -> Rc<Self> {
        let rejections = Rejections::new(options.unhandled_rejections);
        Rc::new(Self {
            event_loop: Loop::new(),
            options,
            started: Instant::now(),
            ready: Cell::new(None),
            ticks: RefCell::default(),
            microtasks: RefCell::default(),
            generic_jobs: RefCell::default(),
            async_jobs: RefCell::default(),
            rejections: RefCell::new(rejections),
            async_frame: RefCell::default(),
            left_frame: RefCell::default(),
            domains: Cell::new(false),
            bindings: RefCell::default(),
            builtins: RefCell::default(),
            slots: RefCell::default(),
            states: RefCell::default(),
            process: RefCell::default(),
            exiting: Cell::new(false),
            requests: RefCell::default(),
            depth: Cell::new(0),
        })
    }

    /// The environment of a context.
    #[must_use]
    pub fn of(cx: &Context) -> Rc<Self> {
        cx.downcast_job_executor().expect("every context is built with an Env as its job executor")
    }

    /// The event loop of this thread.
    #[must_use]
    pub const fn event_loop(&self) -> &Rc<Loop<Context>> {
        &self.event_loop
    }

    /// What the command line decided.
    #[must_use]
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// When this environment was made: the zero of `performance.now()` and `process.uptime()`.
    #[must_use]
    pub const fn started(&self) -> Instant {
        self.started
    }

    /// When the globals were in place and scripts could run.
    #[must_use]
    pub fn ready(&self) -> Option<Instant> {
        self.ready.get()
    }

    pub(crate) fn set_ready(&self) {
        self.ready.set(Some(Instant::now()));
    }

    /// The `process` object.
    ///
    /// # Panics
    /// Before the runtime has made it.
    #[must_use]
    pub fn process(&self) -> JsObject {
        self.process.borrow().clone().expect("the runtime makes process before any JS runs")
    }

    pub(crate) fn set_process(&self, process: JsObject) {
        *self.process.borrow_mut() = Some(process);
    }

    /// Whether `process` emits or has emitted `exit`.
    #[must_use]
    pub fn is_exiting(&self) -> bool {
        self.exiting.get()
    }

    /// A value that a binding keeps under a name of its own.
    #[must_use]
    pub fn slot(&self, name: &'static str) -> Option<JsValue> {
        self.slots.borrow().get(name).cloned()
    }

    /// The native state that a binding keeps per environment, made on first use.
    pub fn state<T: Any + Default>(&self) -> Rc<T> {
        let known = self.states.borrow().get(&TypeId::of::<T>()).cloned();
        if let Some(state) = known.and_then(|state| state.downcast::<T>().ok()) {
            return state;
        }
        let state = Rc::<T>::default();
        self.states.borrow_mut().insert(TypeId::of::<T>(), state.clone());
        state
    }

    /// Keeps a value under a name.
    pub fn set_slot(&self, name: &'static str, value: impl Into<JsValue>) {
        self.slots.borrow_mut().insert(name, value.into());
    }

    pub(crate) fn cached_binding(&self, name: &str) -> Option<JsObject> {
        self.bindings.borrow().get(name).cloned()
    }

    pub(crate) fn cache_binding(&self, name: &'static str, object: JsObject) {
        self.bindings.borrow_mut().insert(name, object);
    }

    pub(crate) fn cached_builtin(&self, id: &str) -> Option<JsObject> {
        self.builtins.borrow().get(id).cloned()
    }

    pub(crate) fn cache_builtin(&self, id: &'static str, module: JsObject) {
        self.builtins.borrow_mut().insert(id, module);
    }

    /// Ids of the builtins that were loaded so far, sorted: what start-up tests pin.
    #[must_use]
    pub fn loaded_builtins(&self) -> Vec<&'static str> {
        let mut ids: Vec<_> = self.builtins.borrow().keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    /// Names of the requests under way, for `process.getActiveResourcesInfo()`.
    #[must_use]
    pub fn active_requests(&self) -> Vec<&'static str> {
        self.requests.borrow().clone()
    }

    /// A request of that name is under way until [`Env::request_ended`].
    pub fn request_started(&self, name: &'static str) {
        self.requests.borrow_mut().push(name);
    }

    /// A request of that name has ended.
    pub fn request_ended(&self, name: &'static str) {
        let mut requests = self.requests.borrow_mut();
        if let Some(at) = requests.iter().position(|known| *known == name) {
            requests.swap_remove(at);
        }
    }

    /// THE door from the loop into JS: runs `call`, then ticks, microtasks and rejections. What it throws is uncaught.
    ///
    /// Nested calls (a callback made synchronously from JS) do not drain: the outermost does.
    pub fn make_callback(
        &self,
        cx: &mut Context,
        call: impl FnOnce(&mut Context) -> JsResult<JsValue>,
    ) -> Option<JsValue> {
        if self.domains.get() && self.depth.get() == 0 {
            self.left_frame.take();
        }
        self.depth.set(self.depth.get() + 1);
        let result = call(cx);
        self.depth.set(self.depth.get() - 1);
        let value = match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.uncaught(error, Origin::UncaughtException, cx);
                None
            }
        };
        if self.depth.get() == 0 {
            self.drain(cx);
        }
        value
    }

    /// Ticks first, then every microtask, until both are empty; then rejections, which may start it again.
    pub fn drain(&self, cx: &mut Context) {
        if self.is_idle() {
            return;
        }
        self.depth.set(self.depth.get() + 1);
        AsyncIds::LOOP.enter();
        loop {
            if !self.run_ticks(cx) {
                break;
            }
            self.run_microtasks(cx);
            if !self.ticks.borrow().is_empty() {
                continue;
            }
            if !self.process_rejections(cx) && self.is_idle() {
                break;
            }
        }
        cx.clear_kept_objects();
        self.depth.set(self.depth.get() - 1);
    }

    fn is_idle(&self) -> bool {
        self.ticks.borrow().is_empty()
            && self.microtasks.borrow().is_empty()
            && self.generic_jobs.borrow().is_empty()
            && self.async_jobs.borrow().is_empty()
            && !self.rejections.borrow().has_work()
    }

    /// Runs every microtask that is queued, including those that they queue.
    pub fn run_microtasks(&self, cx: &mut Context) {
        loop {
            let job = self.microtasks.borrow_mut().pop_front();
            if let Some(job) = job {
                if let Err(error) = job.call(cx) {
                    self.uncaught(error, Origin::UncaughtException, cx);
                }
                continue;
            }
            if !self.run_async_jobs(cx) && !self.run_generic_jobs(cx) {
                return;
            }
        }
    }

    fn run_generic_jobs(&self, cx: &mut Context) -> bool {
        let mut ran = false;
        loop {
            let job = self.generic_jobs.borrow_mut().pop_front();
            let Some(job) = job else { return ran };
            ran = true;
            if let Err(error) = job.call(cx) {
                self.uncaught(error, Origin::UncaughtException, cx);
            }
        }
    }

    /// Runs the loading of imports that is queued, but no microtask: what `require` of an ES module needs.
    pub fn run_module_jobs(&self, cx: &mut Context) {
        self.run_async_jobs(cx);
    }

    /// Module loading: our loader is synchronous, so one poll finishes a job. A finalisation job that is not ready is
    /// polled again at the next drain after a collection.
    fn run_async_jobs(&self, cx: &mut Context) -> bool {
        let mut ran = false;
        loop {
            let job = self.async_jobs.borrow_mut().pop_front();
            let Some(job) = job else { return ran };
            ran = true;
            let poll = {
                let shared = RefCell::new(&mut *cx);
                let mut future = pin!(job.call(&shared));
                future.as_mut().poll(&mut std::task::Context::from_waker(Waker::noop()))
            };
            if let Poll::Ready(Err(error)) = poll {
                self.uncaught(error, Origin::UncaughtException, cx);
            }
        }
    }
}
