//! Every system call and every `unsafe` of Ouro. Knows no JavaScript and no event loop.


pub mod child;
pub mod fd;
pub mod fs;
pub mod signal;
