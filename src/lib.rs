//! Ouro as a library.

pub mod codec;
pub mod event_loop;
pub mod sys;
