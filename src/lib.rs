//! Ouro: a Node.js-compatible JavaScript runtime without V8.
//!
//! Boa runs the JavaScript, Rust does the rest. The modules in reading order, lowest layer first; ARCHITECTURE.md is
//! the map. Embedders start at [`Runtime`].

pub mod error;
pub mod sys;

pub mod codec;
pub mod dotenv;
pub mod path;
pub mod resolve;
pub mod stream_state;
pub mod url;

pub mod event_loop;

pub mod engine;

pub mod env;

pub mod bindings;
pub mod modules;

pub mod runtime;

pub mod cli;

pub use env::Options;
pub use runtime::Runtime;
