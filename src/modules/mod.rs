//! Modules: the builtins that are part of Ouro, and the user's CommonJS and ES modules.

pub mod builtins;
pub mod globals;
