//! Modules: the builtins that are part of Ouro, and the user's CommonJS and ES modules.

pub mod builtins;
pub mod globals;
mod cjs;
pub mod entry;
mod esm;
mod hooks;
mod loader;
mod syntax_error;

pub(crate) use cjs::module_class;
pub(crate) use hooks::{import_now, set_hooks, settle_native};
pub use loader::Loader;
