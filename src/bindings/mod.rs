//! One file per `internalBinding`, under Node's names. The list below is complete and sorted.
//!
//! To add one: `src/bindings/x.rs` with `pub(super) static BINDING`, and its line here.

mod assert;
mod async_context_frame;
mod async_wrap;
mod buffer;
mod comparisons;
pub(crate) mod console;
mod constants;
mod contextify;
mod crypto;
mod dotenv;
mod encoding;
mod errors;
mod events;
mod fs;
mod fs_event_wrap;
mod messaging;
mod module_wrap;
mod modules;
mod net;
mod os;
mod path;
mod performance;
pub(crate) mod pipe_wrap;
pub mod process;
mod process_wrap;
mod promisify;
mod punycode;
mod querystring;
mod serdes;
mod signal_wrap;
mod spawn_sync;
mod stream;
pub(crate) mod stream_wrap;
mod string_decoder;
pub(crate) mod structured_clone;
mod task_queue;
pub(crate) mod timers;
mod tty_wrap;
mod types;
mod url;
pub(crate) mod util;
mod uv;
mod v8;
pub(crate) use v8::collect_garbage;
mod validators;

pub(crate) use buffer::{atob, btoa};
pub(crate) use process_wrap::connect_to_parent;
pub(crate) use task_queue::queue_microtask;

use boa_engine::{Context, JsNativeError, JsObject, JsResult, JsValue};

use crate::{
    engine::{Binding, Result, arg, utf8},
    env::Env,
};

/// Every binding, sorted by name.
pub static BINDINGS: &[&Binding] = &[
    &assert::BINDING,
    &async_context_frame::BINDING,
    &async_wrap::BINDING,
    &buffer::BINDING,
    &comparisons::BINDING,
    &console::BINDING,
    &constants::BINDING,
    &contextify::BINDING,
    &crypto::BINDING,
    &dotenv::BINDING,
    &encoding::BINDING,
    &errors::BINDING,
    &events::BINDING,
    &fs::BINDING,
    &fs_event_wrap::BINDING,
    &messaging::BINDING,
    &module_wrap::BINDING,
    &modules::BINDING,
    &net::BINDING,
    &os::BINDING,
    &path::BINDING,
    &performance::BINDING,
    &pipe_wrap::BINDING,
    &process::BINDING,
    &process_wrap::BINDING,
    &promisify::BINDING,
    &punycode::BINDING,
    &querystring::BINDING,
    &serdes::BINDING,
    &spawn_sync::BINDING,
    &stream::BINDING,
    &stream_wrap::BINDING,
    &string_decoder::BINDING,
    &task_queue::BINDING,
    &timers::BINDING,
    &tty_wrap::BINDING,
    &types::BINDING,
    &url::BINDING,
    &util::BINDING,
    &uv::BINDING,
    &v8::BINDING,
    &validators::BINDING,
];

/// The binding of that name, instantiated once per environment.
///
/// # Errors
/// `No such binding: name`, or what a row of the table throws.
pub fn internal_binding(name: &str, cx: &mut Context) -> JsResult<JsObject> {
    let env = Env::of(cx);
    if let Some(object) = env.cached_binding(name) {
        return Ok(object);
    }
    let Some(binding) = BINDINGS.iter().find(|binding| binding.name == name) else {
        return Err(JsNativeError::error().with_message(format!("No such binding: {name}")).into());
    };
    let object = binding.instantiate(cx)?;
    env.cache_binding(binding.name, object.clone());
    Ok(object)
}

/// Whether there is a binding of that name.
pub(crate) fn find(name: &str) -> bool {
    BINDINGS.iter().any(|binding| binding.name == name)
}

/// `internalBinding(name)` as builtins call it.
pub(crate) fn internal_binding_native(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let name: boa_engine::JsString = arg(args, 0, "name", cx)?;
    Ok(internal_binding(&utf8(&name), cx)?.into())
}

/// The prototype of `EventEmitter`, which `process` inherits from, without loading `events`.
pub(crate) fn emitter_prototype(cx: &mut Context) -> JsResult<Option<JsObject>> {
    events::prototype(cx).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bindings_are_sorted() {
        assert!(BINDINGS.windows(2).all(|pair| pair[0].name < pair[1].name), "keep BINDINGS sorted");
    }
}
