//! The stream state machines: what `_readableState` and `_writableState` decide, as plain data.
//!
//! Counterpart of the decisions in Node's `internal/streams/{readable,writable}`. Nothing here knows chunks, callbacks or
//! an engine: a method takes facts (a length, a flag), changes the state and returns the effect that the caller has to
//! perform next. That is what lets the rules be tested without an engine.

mod queue;
pub mod readable;
pub mod writable;

pub use queue::{Take, plan_take};
pub use readable::{Accepted, Added, Ending, Eof, Flowing, ReadStep, Readable, ReadableListener};
pub use writable::{Placed, Settled, Writable};

/// Bits that both sides of a stream have, under the names of the properties that show them.
pub mod common {
    /// Chunks are values of length 1 instead of bytes or strings.
    pub const OBJECT_MODE: u32 = 1;
    /// An 'error' was emitted and must not be emitted again.
    pub const ERROR_EMITTED: u32 = 1 << 1;
    /// The stream destroys itself once all its sides are done.
    pub const AUTO_DESTROY: u32 = 1 << 2;
    /// `destroy()` ends with 'close'.
    pub const EMIT_CLOSE: u32 = 1 << 3;
    /// `destroy()` was called.
    pub const DESTROYED: u32 = 1 << 4;
    /// `_destroy` has called back.
    pub const CLOSED: u32 = 1 << 5;
    /// 'close' was emitted, or would have been.
    pub const CLOSE_EMITTED: u32 = 1 << 6;
    /// The stream failed: `errored` holds the reason.
    pub const ERRORED: u32 = 1 << 7;
    /// `_construct` is over, or there is none.
    pub const CONSTRUCTED: u32 = 1 << 8;
}

/// A set of bits with the three operations the machines need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(pub u32);

impl Flags {
    /// Whether any of `bits` is set.
    pub fn any(self, bits: u32) -> bool {
        self.0 & bits != 0
    }
    /// Sets `bits`.
    pub fn set(&mut self, bits: u32) {
        self.0 |= bits;
    }
    /// Clears `bits`.
    pub fn clear(&mut self, bits: u32) {
        self.0 &= !bits;
    }
    /// Sets or clears `bits`.
    pub fn assign(&mut self, bits: u32, on: bool) {
        if on { self.set(bits) } else { self.clear(bits) }
    }
    /// Whether of the bits in `mask` exactly those in `wanted` are set.
    pub fn exactly(self, mask: u32, wanted: u32) -> bool {
        self.0 & mask == wanted
    }
}
