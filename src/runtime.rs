//! `Runtime`: a context with its environment, made ready for Node's API; what the command line and embedders start.
//!
//! Counterpart of Node's `src/api/environment.cc` and `lib/internal/process/pre_execution.js`.

use std::{cell::Cell, rc::Rc};

use boa_engine::{Context, JsResult, JsValue, context::ContextBuilder};

use crate::{
    bindings,
    engine::{intrinsics, limits, memory, report, stack},
    env::{Env, Hooks, Options},
    event_loop::{Hook, Phase, RunMode},
    modules,
};

/// Node's exit code when the loop ends before a top-level `await` of the entry point does.
const EXIT_UNSETTLED_AWAIT: i32 = 13;

/// V8's default of `Error.stackTraceLimit`.
const STACK_TRACE_LIMIT: usize = 10;

/// One thread's JavaScript with Node's API around it.
pub struct Runtime {
    context: Context,
    env: Rc<Env>,
    /// Collects external garbage before the loop waits.
    _collector: Hook<Context>,
}

impl Runtime {
    /// Builds the context, `process` and the globals. Loads no builtin.
    ///
    /// # Errors
    /// A limit of the engine.
    pub fn new(options: Options) -> JsResult<Self> {
        let loader = modules::Loader::new(&options);
        let env = Env::new(options);
        let builder = ContextBuilder::new()
            .host_hooks(Rc::new(Hooks))
            .job_executor(env.clone())
            .module_loader(loader.clone())
            .can_block(true);
        let mut context = builder.build()?;
        limits::apply(&mut context, env.options().value("stack-size").and_then(|text| text.parse().ok()));
        let limit = env.options().value("stack-trace-limit").and_then(|text| text.parse().ok());
        stack::install(&mut context, limit.unwrap_or(STACK_TRACE_LIMIT));
        intrinsics::install(&mut context)?;
        report::set_trace_uncaught(env.options().flag("trace-uncaught"));
        bindings::process::make(&mut context)?;
        modules::globals::install(&mut context)?;
        loader.install(&mut context)?;
        env.set_ready();
        let surviving = Cell::new(0);
        let collector =
            Hook::new(env.event_loop(), Phase::Prepare, move |_: &mut Context| memory::collect_when_idle(&surviving));
        collector.start();
        collector.unref();
        Ok(Self { context, env, _collector: collector })
    }

    /// The engine's context.
    pub const fn context(&mut self) -> &mut Context {
        &mut self.context
    }

    /// The environment.
    #[must_use]
    pub const fn env(&self) -> &Rc<Env> {
        &self.env
    }

    /// Runs `entry`, then the loop until nothing keeps it alive; emits `beforeExit` and `exit`. Returns the exit code.
    pub fn run(&mut self, entry: impl FnOnce(&mut Context) -> JsResult<JsValue>) -> i32 {
        let env = self.env.clone();
        let cx = &mut self.context;
        env.make_callback(cx, |cx| {
            bindings::connect_to_parent(cx)?;
            entry(cx)
        });
        loop {
            if let Err(error) = env.event_loop().run(cx, RunMode::Default) {
                crate::sys::stdio::write_stderr(format!("The event loop failed: {error}\n").as_bytes());
                return 1;
            }
            if env.is_exiting() {
                break;
            }
            if env.has_listener("beforeExit", cx) {
                let code = env.exit_code(0);
                env.make_callback(cx, |cx| {
                    Env::of(cx).emit_process("beforeExit", &[code.into()], cx);
                    Ok(JsValue::undefined())
                });
            }
            if !env.event_loop().alive() {
                break;
            }
        }
        let code = env.exit_code(0);
        let unsettled = modules::entry::unsettled(cx);
        let code = env.emit_exit(code, cx);
        match unsettled {
            Some(warning) if code == 0 => {
                crate::sys::stdio::write_stderr(warning.as_bytes());
                EXIT_UNSETTLED_AWAIT
            }
            _ => code,
        }
    }
}
