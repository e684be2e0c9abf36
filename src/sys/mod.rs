//! Every system call and every `unsafe` of Ouro. **The only place that may say `unsafe`**; knows no engine and no JS.

#![allow(unsafe_code, reason = "this is the module that the ban elsewhere points to")]

pub mod child;
pub mod exit;
pub mod fd;
pub mod fs;
pub mod identity;
pub mod info;
pub mod module_files;
pub mod process;
pub mod process_sync;
pub mod signal;
pub mod stack;
pub mod stdio;
pub mod tty;
pub mod usage;
