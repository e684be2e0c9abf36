//! `Runtime`: a context with its environment, made ready for Node's API; what the command line and embedders start.
//!
//! Counterpart of Node's `src/api/environment.cc` and `lib/internal/process/pre_execution.js`.

use std::rc::Rc;

use boa_engine::{Context, JsResult, JsValue, context::ContextBuilder};

use crate::{
    bindings,
    env::{Env, Hooks, Options},
    event_loop::RunMode,
    modules,
};

/// The recursion limit: Node's own stack holds about 11,000 simple frames.
const RECURSION_LIMIT: usize = 10_400;
/// Values on the engine's own stack; it grows on demand, so the limit only guards against runaway argument lists.
const VALUE_STACK_LIMIT: usize = 64 * 1024 * 1024;

/// Node's exit code when the loop ends before a top-level `await` of the entry point does.
const EXIT_UNSETTLED_AWAIT: i32 = 13;

/// One thread's JavaScript with Node's API around it.
pub struct Runtime {
    context: Context,
    env: Rc<Env>,
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
        let limits = context.runtime_limits_mut();
        limits.set_recursion_limit(RECURSION_LIMIT);
        limits.set_stack_size_limit(VALUE_STACK_LIMIT);
        bindings::process::make(&mut context)?;
        modules::globals::install(&mut context)?;
        loader.install(&mut context)?;
        env.set_ready();
        Ok(Self { context, env })
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
        env.make_callback(cx, entry);
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
