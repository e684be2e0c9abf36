//! Ouro as a library.

pub mod event_loop;
pub mod sys;
