//! Modules: the builtins that are part of Ouro, and the user's CommonJS and ES modules.

pub mod builtins;
mod cjs;
pub mod entry;
mod esm;
pub mod globals;
mod hooks;
mod loader;
mod syntax_error;
mod vm;
mod vm_module;

pub(crate) use cjs::module_class;
pub(crate) use esm::{graph as module_graph, load_and_link as load_and_link_module};
pub(crate) use hooks::{import_now, set_hooks, settle_native};
pub use loader::Loader;
pub(crate) use syntax_error::located as located_syntax_error;
pub(crate) use vm::{ImportPolicy, check_script, set_import_policy};
pub(crate) use vm_module::{VmModule, link as link_vm_module, register as register_vm_module};
