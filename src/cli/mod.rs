//! The command line: one table of options, from which parser, help, `NODE_OPTIONS` and
//! `process.allowedNodeEnvironmentFlags` derive.

pub mod options;
pub mod prepare;
pub mod repl;
pub mod run;
