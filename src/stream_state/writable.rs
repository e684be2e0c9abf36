//! The writable side: `_writableState` without its chunks and callbacks.
//!
//! Invariant: `length` counts what was written and not yet called back, buffered or in `_write`; `pending_callbacks` counts
//! the `write` and `_final` callbacks still owed, and 'finish' waits for them.

use super::{Flags, common::*};

/// `_write` is on the stack: callbacks and 'drain' have to wait for a tick.
pub const SYNC: u32 = 1 << 9;
/// `_final` was called.
pub const FINAL_CALLED: u32 = 1 << 10;
/// `write` returned false: 'drain' is owed.
pub const NEED_DRAIN: u32 = 1 << 11;
/// `end()` was called.
pub const ENDING: u32 = 1 << 12;
/// 'finish' was emitted.
pub const FINISHED: u32 = 1 << 13;
/// Strings become buffers before `_write`.
pub const DECODE_STRINGS: u32 = 1 << 14;
/// `_write` has not called back.
pub const WRITING: u32 = 1 << 15;
/// The buffer is being written out.
pub const BUFFER_PROCESSING: u32 = 1 << 16;
/// 'prefinish' was emitted.
pub const PREFINISHED: u32 = 1 << 17;
/// Every buffered chunk is a Buffer.
pub const ALL_BUFFERS: u32 = 1 << 18;
/// No buffered chunk has a callback.
pub const ALL_NOOP: u32 = 1 << 19;
/// `writable` was set on the state: false for a duplex without a writable side…
pub const HAS_WRITABLE: u32 = 1 << 20;
/// …and this is its value.
pub const WRITABLE: u32 = 1 << 21;
/// A callback of `_write` is awaited; another one is an error.
pub const EXPECT_CALLBACK: u32 = 1 << 22;
/// The tick that runs the callbacks of synchronous writes is scheduled.
pub const AFTER_WRITE_PENDING: u32 = 1 << 23;
/// `end()` has returned once.
pub const ENDED: u32 = 1 << 24;

/// See the module.
#[derive(Clone, Debug)]
pub struct Writable {
    /// All the yes/no facts.
    pub flags: Flags,
    /// Units written and not called back.
    pub length: usize,
    /// From so many units on `write` returns false.
    pub high_water_mark: f64,
    /// Units in the `_write` that runs.
    pub write_length: usize,
    /// How many `cork()`s are open.
    pub corked: u32,
    /// Callbacks owed.
    pub pending_callbacks: i64,
    /// Chunks that wait in the buffer.
    pub buffered: usize,
}

/// Where a chunk goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// Into the buffer.
    Buffer,
    /// To `_write`, now.
    Write,
}

/// What follows the callback of a synchronous `_write` that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Schedule the tick that emits 'drain' and runs callbacks.
    Tick,
    /// A tick for the same callback waits already: count one more there.
    Count,
    /// Nobody waits for it; finish the stream if it is ending.
    Done {
        /// Whether to look for the finish.
        finish: bool,
    },
}

impl Writable {
    /// A stream of bytes, or of objects, that has not begun.
    pub fn new(object_mode: bool, high_water_mark: f64, decode_strings: bool) -> Self {
        let mut flags = Flags(SYNC | CONSTRUCTED | EMIT_CLOSE | AUTO_DESTROY | ALL_BUFFERS | ALL_NOOP);
        flags.assign(OBJECT_MODE, object_mode);
        flags.assign(DECODE_STRINGS, decode_strings);
        Writable { flags, length: 0, high_water_mark, write_length: 0, corked: 0, pending_callbacks: 0, buffered: 0 }
    }

    /// A chunk of `length` units arrives.
    pub fn place(&mut self, length: usize, is_buffer: bool, has_callback: bool) -> Placed {
        self.pending_callbacks += 1;
        self.length += length;
        let free = self.flags.exactly(WRITING | ERRORED | CONSTRUCTED, CONSTRUCTED) && self.corked == 0;
        if free {
            self.begin_write(length);
            return Placed::Write;
        }
        self.buffered += 1;
        if !is_buffer {
            self.flags.clear(ALL_BUFFERS);
        }
        if has_callback {
            self.flags.clear(ALL_NOOP);
        }
        Placed::Buffer
    }

    /// `_write` or `_writev` is about to be called with `length` units.
    pub fn begin_write(&mut self, length: usize) {
        self.write_length = length;
        self.flags.set(WRITING | SYNC | EXPECT_CALLBACK);
    }

    /// The answer of `write`.
    pub fn accepts_more(&mut self) -> bool {
        let below = (self.length as f64) < self.high_water_mark || self.length == 0;
        if !below {
            self.flags.set(NEED_DRAIN);
        }
        below && !self.flags.any(DESTROYED | ERRORED)
    }

    /// `_write` calls back: whether that was expected. The chunk is no longer in the stream.
    pub fn end_write(&mut self) -> bool {
        if !self.flags.any(EXPECT_CALLBACK) {
            return false;
        }
        self.flags.clear(WRITING | EXPECT_CALLBACK);
        self.length = self.length.saturating_sub(self.write_length);
        self.write_length = 0;
        true
    }

    /// What follows the success of a synchronous `_write`; `same` says that a tick for the same callback waits.
    pub fn settle_sync(&mut self, has_callback: bool, same: bool) -> Settled {
        let need_drain = self.flags.any(NEED_DRAIN) && self.length == 0;
        let need_tick = need_drain || self.flags.any(DESTROYED) || has_callback;
        let tick = if has_callback {
            if same {
                return Settled::Count;
            }
            need_tick
        } else {
            need_tick && !self.flags.any(AFTER_WRITE_PENDING)
        };
        if tick {
            self.flags.set(AFTER_WRITE_PENDING);
            return Settled::Tick;
        }
        self.pending_callbacks -= 1;
        Settled::Done { finish: self.flags.any(ENDING) }
    }

    /// After a write: whether 'drain' is emitted.
    pub fn drains(&mut self) -> bool {
        self.flags.clear(AFTER_WRITE_PENDING);
        let drains = self.flags.exactly(ENDING | NEED_DRAIN | DESTROYED, NEED_DRAIN) && self.length == 0;
        if drains {
            self.flags.clear(NEED_DRAIN);
        }
        drains
    }

    /// Whether buffered chunks may be written now.
    pub fn may_clear_buffer(&self) -> bool {
        self.flags.exactly(DESTROYED | BUFFER_PROCESSING | CONSTRUCTED, CONSTRUCTED)
            && self.corked == 0
            && self.buffered > 0
    }

    /// The buffer is empty again.
    pub fn reset_buffer(&mut self) {
        self.buffered = 0;
        self.flags.set(ALL_BUFFERS | ALL_NOOP);
    }

    /// Whether nothing stands before 'finish' but owed callbacks.
    pub fn needs_finish(&self) -> bool {
        let mask = ENDING | DESTROYED | CONSTRUCTED | FINISHED | WRITING | ERROR_EMITTED | CLOSE_EMITTED | ERRORED;
        self.flags.exactly(mask, ENDING | CONSTRUCTED) && self.buffered == 0 && self.length == 0
    }

    /// `writableNeedDrain`.
    pub fn shows_need_drain(&self) -> bool {
        self.flags.exactly(DESTROYED | ENDING | NEED_DRAIN, NEED_DRAIN)
    }

    /// `writable` as it was set: undefined, false or true.
    pub fn writable(&self) -> Option<bool> {
        self.flags.any(HAS_WRITABLE).then(|| self.flags.any(WRITABLE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stream(high_water_mark: f64) -> Writable {
        Writable::new(false, high_water_mark, true)
    }

    #[test]
    fn write_says_no_at_the_mark_and_owes_a_drain() {
        let mut state = stream(3.0);
        assert_eq!(state.place(2, true, false), Placed::Write);
        assert!(state.accepts_more());
        assert_eq!(state.place(1, true, false), Placed::Buffer);
        assert!(!state.accepts_more());
        assert!(state.shows_need_drain());
        assert!(state.end_write());
        assert!(!state.drains());
        state.begin_write(1);
        state.reset_buffer();
        assert!(state.end_write());
        assert!(state.drains());
        assert!(!state.drains());
    }

    #[test]
    fn a_second_callback_is_not_expected() {
        let mut state = stream(10.0);
        state.place(1, true, false);
        assert!(state.end_write());
        assert!(!state.end_write());
    }

    #[test]
    fn corked_chunks_wait() {
        let mut state = stream(10.0);
        state.corked = 1;
        assert_eq!(state.place(1, true, false), Placed::Buffer);
        assert!(!state.may_clear_buffer());
        state.corked = 0;
        assert!(state.may_clear_buffer());
    }

    #[test]
    fn finish_waits_for_the_buffer_and_for_the_write() {
        let mut state = stream(10.0);
        state.place(1, true, false);
        state.flags.set(ENDING);
        assert!(!state.needs_finish());
        state.end_write();
        assert!(state.needs_finish());
        state.flags.set(DESTROYED);
        assert!(!state.needs_finish());
    }

    #[derive(Clone, Debug)]
    enum Act {
        Write(usize),
        CallBack,
        Cork,
        Uncork,
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        proptest::collection::vec(
            prop_oneof![(1usize..9).prop_map(Act::Write), Just(Act::CallBack), Just(Act::Cork), Just(Act::Uncork)],
            0..60,
        )
    }

    proptest! {
        // The naive model keeps the chunks themselves: one in flight, the others in a list.
        #[test]
        fn length_is_what_is_in_flight_and_in_the_list(acts in acts()) {
            let mut state = stream(16.0);
            let mut in_flight: Option<usize> = None;
            let mut list: Vec<usize> = Vec::new();
            for act in acts {
                match act {
                    Act::Write(n) => match state.place(n, true, false) {
                        Placed::Write => { prop_assert!(in_flight.is_none()); in_flight = Some(n); }
                        Placed::Buffer => { prop_assert!(in_flight.is_some() || state.corked > 0 || !list.is_empty()); list.push(n); }
                    },
                    Act::CallBack => { prop_assert_eq!(state.end_write(), in_flight.is_some()); in_flight = None; }
                    Act::Cork => state.corked += 1,
                    Act::Uncork => state.corked = state.corked.saturating_sub(1),
                }
                while in_flight.is_none() && state.may_clear_buffer() {
                    let n = list.remove(0);
                    state.begin_write(n);
                    state.buffered -= 1;
                    in_flight = Some(n);
                }
                let total = list.iter().sum::<usize>() + in_flight.unwrap_or(0);
                prop_assert_eq!(state.length, total);
                prop_assert_eq!(state.accepts_more(), total < 16);
            }
        }
    }
}
