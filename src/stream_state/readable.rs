//! The readable side: `_readableState` without its chunks.
//!
//! Invariant: `length` is the sum of the lengths of the buffered chunks (their number in object mode); the caller keeps it
//! so by telling every chunk that enters (`add`) and leaves (`took`).

use super::{Flags, common::*};

/// `push(null)` was seen.
pub const ENDED: u32 = 1 << 9;
/// 'end' was emitted.
pub const END_EMITTED: u32 = 1 << 10;
/// `_read` was called and has not pushed yet.
pub const READING: u32 = 1 << 11;
/// `_read` is on the stack: events have to wait for a tick.
pub const SYNC: u32 = 1 << 12;
/// Somebody saw an empty buffer and waits for 'readable'.
pub const NEED_READABLE: u32 = 1 << 13;
/// 'readable' is scheduled or was emitted and not answered by a `read`.
pub const EMITTED_READABLE: u32 = 1 << 14;
/// There are 'readable' listeners.
pub const READABLE_LISTENING: u32 = 1 << 15;
/// `resume()` waits for its tick.
pub const RESUME_SCHEDULED: u32 = 1 << 16;
/// `awaitDrainWriters` is a set, not one destination.
pub const MULTI_AWAIT_DRAIN: u32 = 1 << 17;
/// The tick that reads ahead is scheduled.
pub const READING_MORE: u32 = 1 << 18;
/// Data has left the stream.
pub const DATA_EMITTED: u32 = 1 << 19;
/// A decoder turns bytes into strings.
pub const DECODER: u32 = 1 << 20;
/// `flowing` is not null…
pub const HAS_FLOWING: u32 = 1 << 21;
/// …but true.
pub const FLOWING: u32 = 1 << 22;
/// `pause()` or `resume()` was called…
pub const HAS_PAUSED: u32 = 1 << 23;
/// …last `pause()`.
pub const PAUSED: u32 = 1 << 24;
/// There are 'data' listeners.
pub const DATA_LISTENING: u32 = 1 << 25;
/// The tick that emits 'end' is scheduled.
pub const END_SCHEDULED: u32 = 1 << 26;
/// `readable` was set on the state: false for a duplex without a readable side…
pub const HAS_READABLE: u32 = 1 << 27;
/// …and this is its value.
pub const READABLE: u32 = 1 << 28;

/// The largest highWaterMark that `read(n)` raises a stream to.
pub const MAX_HIGH_WATER_MARK: f64 = 1_073_741_824.0;

/// See the module.
#[derive(Clone, Debug)]
pub struct Readable {
    /// All the yes/no facts.
    pub flags: Flags,
    /// Units buffered.
    pub length: usize,
    /// Below this many units the stream reads ahead.
    pub high_water_mark: f64,
}

/// What a chunk that was pushed meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It may be added.
    Yes,
    /// The stream has ended: an error.
    AfterEof,
    /// The stream is destroyed or has failed: drop it.
    Dropped,
}

/// What happens with a chunk that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It bypasses the buffer: emit 'data' with it now.
    EmitData,
    /// Put it into the buffer.
    Buffer,
    /// Put it into the buffer and announce it.
    BufferAndEmitReadable,
}

/// What `push(null)` sets off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eof {
    /// It was pushed before.
    Already,
    /// Inside `_read`: announce it on a tick.
    EmitReadableLater,
    /// Announce it now.
    EmitReadableNow,
}

/// What follows a `read` that had nothing to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing.
    None,
    /// Announce what is buffered.
    EmitReadable,
    /// Schedule 'end'.
    EndReadable,
}

/// The first half of `read(n)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ReadStep {
    /// Return null after this.
    Null(Ending),
    /// Call `_read` if `call_read`, then take `n` units.
    Take {
        /// How many units the buffer can give now.
        n: usize,
        /// Whether the source has to be asked first.
        call_read: bool,
    },
}

/// What the end of the last 'readable' listener means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flowing {
    /// Nothing to do.
    Unchanged,
    /// Call `resume()`.
    Resume,
}

impl Readable {
    /// A stream of bytes, or of objects, that has not begun.
    pub fn new(object_mode: bool, high_water_mark: f64) -> Self {
        let mut flags = Flags(EMIT_CLOSE | AUTO_DESTROY | CONSTRUCTED | SYNC);
        flags.assign(OBJECT_MODE, object_mode);
        Readable { flags, length: 0, high_water_mark }
    }

    /// `flowing`: null, false or true.
    pub fn flowing(&self) -> Option<bool> {
        self.flags.any(HAS_FLOWING).then(|| self.flags.any(FLOWING))
    }

    /// Sets `flowing`.
    pub fn set_flowing(&mut self, flowing: Option<bool>) {
        self.flags.assign(HAS_FLOWING, flowing.is_some());
        self.flags.assign(FLOWING, flowing == Some(true));
    }

    /// `isPaused()`.
    pub fn is_paused(&self) -> bool {
        self.flags.any(PAUSED) || self.flowing() == Some(false)
    }

    /// The answer of `push`: below the mark, or empty (a mark of 0 must not stop the stream).
    pub fn can_push_more(&self) -> bool {
        !self.flags.any(ENDED) && ((self.length as f64) < self.high_water_mark || self.length == 0)
    }

    /// A chunk with content arrives at the back; from here on the source is idle.
    pub fn accept(&mut self) -> Accepted {
        if self.flags.any(ENDED) {
            return Accepted::AfterEof;
        }
        if self.flags.any(DESTROYED | ERRORED) {
            return Accepted::Dropped;
        }
        self.flags.clear(READING);
        Accepted::Yes
    }

    /// A chunk is put back at the front.
    pub fn accept_front(&self) -> Accepted {
        if self.flags.any(END_EMITTED) {
            Accepted::AfterEof
        } else if self.flags.any(DESTROYED | ERRORED) {
            Accepted::Dropped
        } else {
            Accepted::Yes
        }
    }

    /// Adds a chunk of `length` units (1 in object mode).
    pub fn add(&mut self, length: usize) -> Added {
        if self.flags.exactly(FLOWING | SYNC | DATA_LISTENING, FLOWING | DATA_LISTENING) && self.length == 0 {
            self.flags.set(DATA_EMITTED);
            return Added::EmitData;
        }
        self.length += length;
        if self.flags.any(NEED_READABLE) { Added::BufferAndEmitReadable } else { Added::Buffer }
    }

    /// `push(null)`, after the decoder gave its rest.
    pub fn eof(&mut self) -> Eof {
        if self.flags.any(ENDED) {
            return Eof::Already;
        }
        self.flags.set(ENDED);
        if self.flags.any(SYNC) {
            return Eof::EmitReadableLater;
        }
        self.flags.clear(NEED_READABLE);
        self.flags.set(EMITTED_READABLE);
        Eof::EmitReadableNow
    }

    /// Announces data: true if the tick has to be scheduled.
    pub fn emit_readable(&mut self) -> bool {
        self.flags.clear(NEED_READABLE);
        let schedule = !self.flags.any(EMITTED_READABLE);
        self.flags.set(EMITTED_READABLE);
        schedule
    }

    /// In that tick: whether 'readable' is still true.
    pub fn is_readable_now(&self) -> bool {
        !self.flags.any(DESTROYED | ERRORED) && (self.length > 0 || self.flags.any(ENDED))
    }

    /// After 'readable': the stream needs another one if it does not flow (the flow takes care of itself), has not ended
    /// and is not above its mark.
    pub fn rearm_readable(&mut self) {
        if !self.flags.any(FLOWING | ENDED) && self.length as f64 <= self.high_water_mark {
            self.flags.set(NEED_READABLE);
        }
    }

    /// Whether the tick that reads ahead has to be scheduled.
    pub fn schedule_read_more(&mut self) -> bool {
        if !self.flags.exactly(READING_MORE | READING | CONSTRUCTED, CONSTRUCTED) {
            return false;
        }
        self.flags.set(READING_MORE);
        true
    }

    /// In that tick: whether another `read(0)` is due.
    pub fn wants_more(&self) -> bool {
        !self.flags.any(READING | ENDED)
            && ((self.length as f64) < self.high_water_mark || (self.flags.any(FLOWING) && self.length == 0))
    }

    /// How many units `read(n)` gives; `n` is NaN for `read()`, `first` the length of the first chunk.
    pub fn how_much(&self, n: f64, first: usize) -> usize {
        if n <= 0.0 || (self.length == 0 && self.flags.any(ENDED)) {
            return 0;
        }
        if self.flags.any(OBJECT_MODE) {
            return 1;
        }
        if n.is_nan() {
            return if self.flags.any(FLOWING) && self.length > 0 { first } else { self.length };
        }
        if n <= self.length as f64 {
            return n as usize;
        }
        if self.flags.any(ENDED) { self.length } else { 0 }
    }

    /// Whether `read(n)` asks for more than any stream may buffer.
    pub fn is_too_much(&self, n: f64) -> bool {
        n > self.high_water_mark && n > MAX_HIGH_WATER_MARK
    }

    /// `read(n)` begins. `n` is NaN for `read()`.
    pub fn read(&mut self, n: f64, first: usize) -> ReadStep {
        if n > self.high_water_mark {
            self.high_water_mark = (n as u64).next_power_of_two() as f64;
        }
        if n != 0.0 {
            self.flags.clear(EMITTED_READABLE);
        }
        let full =
            if self.high_water_mark == 0.0 { self.length > 0 } else { self.length as f64 >= self.high_water_mark };
        if n == 0.0 && self.flags.any(NEED_READABLE) && (full || self.flags.any(ENDED)) {
            let at_end = self.length == 0 && self.flags.any(ENDED);
            return ReadStep::Null(if at_end { Ending::EndReadable } else { Ending::EmitReadable });
        }
        let take = self.how_much(n, first);
        if take == 0 && self.flags.any(ENDED) {
            return ReadStep::Null(if self.length == 0 { Ending::EndReadable } else { Ending::None });
        }
        let below_after = self.length == 0 || (self.length as f64 - take as f64) < self.high_water_mark;
        let may_read = self.flags.exactly(READING | ENDED | DESTROYED | ERRORED | CONSTRUCTED, CONSTRUCTED);
        let call_read = may_read && (self.flags.any(NEED_READABLE) || below_after);
        if call_read {
            self.flags.set(READING | SYNC);
            if self.length == 0 {
                self.flags.set(NEED_READABLE);
            }
        }
        ReadStep::Take { n: take, call_read }
    }

    /// `_read` has returned: how much there is to give now. (A synchronous `_read` may have pushed.)
    pub fn after_underlying_read(&mut self, wanted: f64, planned: usize, first: usize) -> usize {
        self.flags.clear(SYNC);
        if self.flags.any(READING) { planned } else { self.how_much(wanted, first) }
    }

    /// The second half of `read`: `taken` units left the buffer (none at all is `None`). True if 'end' is due.
    pub fn took(&mut self, wanted: f64, taken: Option<usize>) -> bool {
        let n = match taken {
            None => {
                if self.length as f64 <= self.high_water_mark {
                    self.flags.set(NEED_READABLE);
                }
                0
            }
            Some(n) => {
                self.length = self.length.saturating_sub(n);
                n
            }
        };
        if self.length > 0 {
            return false;
        }
        if !self.flags.any(ENDED) {
            self.flags.set(NEED_READABLE);
        }
        wanted != n as f64 && self.flags.any(ENDED)
    }

    /// Whether the chunk that `read` returns is announced with 'data'.
    pub fn emits_data(&mut self) -> bool {
        if self.flags.any(ERROR_EMITTED | CLOSE_EMITTED) {
            return false;
        }
        self.flags.set(DATA_EMITTED);
        true
    }

    /// Whether 'end' has to be scheduled.
    pub fn schedule_end(&mut self) -> bool {
        if self.flags.any(END_EMITTED | END_SCHEDULED) {
            return false;
        }
        self.flags.set(ENDED | END_SCHEDULED);
        true
    }

    /// In that tick: whether 'end' is still true (something may have been put back).
    pub fn ends_now(&mut self) -> bool {
        self.flags.clear(END_SCHEDULED);
        if self.flags.any(ERRORED | CLOSE_EMITTED | END_EMITTED) || self.length > 0 {
            return false;
        }
        self.flags.set(END_EMITTED);
        true
    }

    /// A 'data' listener was added; true if the stream starts to flow.
    pub fn on_data_listener(&mut self, has_readable_listeners: bool) -> bool {
        self.flags.set(DATA_LISTENING);
        if has_readable_listeners {
            self.flags.set(READABLE_LISTENING);
        }
        self.flowing() != Some(false)
    }

    /// A 'readable' listener was added: the effect, and whether it is `read(0)` on a tick (`Ending::None`: nothing).
    pub fn on_readable_listener(&mut self) -> ReadableListener {
        if self.flags.any(END_EMITTED | READABLE_LISTENING) {
            return ReadableListener::Nothing;
        }
        self.flags.set(READABLE_LISTENING | NEED_READABLE | HAS_FLOWING);
        self.flags.clear(FLOWING | EMITTED_READABLE);
        if self.length > 0 {
            ReadableListener::EmitReadable
        } else if !self.flags.any(READING) {
            ReadableListener::ReadNextTick
        } else {
            ReadableListener::Nothing
        }
    }

    /// On the tick after a 'readable' listener was removed.
    pub fn update_readable_listening(&mut self, has_listeners: bool) -> Flowing {
        self.flags.assign(READABLE_LISTENING, has_listeners);
        if self.flags.exactly(HAS_PAUSED | PAUSED | RESUME_SCHEDULED, HAS_PAUSED | RESUME_SCHEDULED) {
            // The resume that is on its way will flow only if this is set.
            self.set_flowing(Some(true));
        } else if self.flags.any(DATA_LISTENING) {
            return Flowing::Resume;
        } else if !has_listeners {
            self.set_flowing(None);
        }
        Flowing::Unchanged
    }

    /// `resume()`: true if its tick has to be scheduled.
    pub fn resume(&mut self) -> bool {
        let mut schedule = false;
        if !self.flags.any(FLOWING) {
            // With a 'readable' listener the data waits for it: resume() changes nothing but the scheduled read.
            self.set_flowing(Some(!self.flags.any(READABLE_LISTENING)));
            schedule = !self.flags.any(RESUME_SCHEDULED);
            self.flags.set(RESUME_SCHEDULED);
        }
        self.flags.set(HAS_PAUSED);
        self.flags.clear(PAUSED);
        schedule
    }

    /// `pause()`: true if 'pause' has to be emitted.
    pub fn pause(&mut self) -> bool {
        let emit = self.flowing() != Some(false);
        if emit {
            self.set_flowing(Some(false));
        }
        emit
    }
}

/// What a new 'readable' listener sets off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadableListener {
    /// Nothing: it was not the first, or data is on its way.
    Nothing,
    /// There is data: announce it.
    EmitReadable,
    /// There is none: `read(0)` on a tick.
    ReadNextTick,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stream(high_water_mark: f64) -> Readable {
        let mut state = Readable::new(false, high_water_mark);
        state.flags.clear(SYNC);
        state
    }

    /// A state with `length` units buffered.
    fn filled(high_water_mark: f64, length: usize) -> Readable {
        let mut state = stream(high_water_mark);
        state.length = length;
        state
    }

    // The three tables of the notes: read(0), read(), read(n).
    #[test]
    fn read_0_asks_the_source_unless_the_buffer_is_full_and_somebody_waits() {
        let mut empty = stream(10.0);
        assert_eq!(empty.read(0.0, 0), ReadStep::Take { n: 0, call_read: true });
        assert!(empty.flags.any(NEED_READABLE));
        let mut some = filled(10.0, 4);
        assert_eq!(some.read(0.0, 4), ReadStep::Take { n: 0, call_read: true });
        let mut full = filled(10.0, 10);
        full.flags.set(NEED_READABLE);
        assert_eq!(full.read(0.0, 10), ReadStep::Null(Ending::EmitReadable));
    }

    #[test]
    fn read_takes_everything_and_asks_the_source() {
        assert_eq!(stream(10.0).read(f64::NAN, 0), ReadStep::Take { n: 0, call_read: true });
        assert_eq!(filled(10.0, 4).read(f64::NAN, 4), ReadStep::Take { n: 4, call_read: true });
        assert_eq!(filled(10.0, 12).read(f64::NAN, 12), ReadStep::Take { n: 12, call_read: true });
    }

    #[test]
    fn read_n_takes_n_or_nothing_and_asks_the_source() {
        assert_eq!(filled(10.0, 4).read(3.0, 4), ReadStep::Take { n: 3, call_read: true });
        assert_eq!(filled(10.0, 4).read(5.0, 4), ReadStep::Take { n: 0, call_read: true });
        let mut ended = filled(10.0, 4);
        ended.flags.set(ENDED);
        assert_eq!(ended.read(5.0, 4), ReadStep::Take { n: 4, call_read: false });
    }

    #[test]
    fn need_readable_only_when_not_flowing_not_ended_and_not_above_the_mark() {
        for flowing in [None, Some(false), Some(true)] {
            for ended in [false, true] {
                for length in [9, 10, 11] {
                    let mut state = filled(10.0, length);
                    state.set_flowing(flowing);
                    state.flags.assign(ENDED, ended);
                    state.rearm_readable();
                    assert_eq!(state.flags.any(NEED_READABLE), flowing != Some(true) && !ended && length <= 10);
                }
            }
        }
    }

    #[test]
    fn a_chunk_bypasses_the_buffer_only_into_a_flowing_empty_listened_stream() {
        let mut state = stream(10.0);
        state.flags.set(FLOWING | HAS_FLOWING | DATA_LISTENING);
        assert_eq!(state.add(3), Added::EmitData);
        state.flags.set(SYNC);
        assert_eq!(state.add(3), Added::Buffer);
        state.flags.clear(SYNC);
        assert_eq!(state.add(3), Added::Buffer);
    }

    #[test]
    fn asking_for_more_than_the_mark_raises_it() {
        let mut state = stream(10.0);
        state.read(33.0, 0);
        assert_eq!(state.high_water_mark, 64.0);
    }

    #[test]
    fn a_mark_of_zero_does_not_stop_the_stream() {
        let mut state = stream(0.0);
        assert!(state.can_push_more());
        assert_eq!(state.read(f64::NAN, 0), ReadStep::Take { n: 0, call_read: true });
    }

    #[test]
    fn end_waits_for_what_was_put_back() {
        let mut state = stream(10.0);
        state.eof();
        assert!(state.schedule_end());
        assert!(!state.schedule_end());
        state.add(2);
        assert!(!state.ends_now());
        state.took(2.0, Some(2));
        assert!(state.schedule_end());
        assert!(state.ends_now());
    }

    #[derive(Clone, Debug)]
    enum Act {
        Push(usize),
        Read(Option<usize>),
        Eof,
    }

    proptest! {
        // The naive model is a list of chunk lengths; the stream never flows.
        #[test]
        fn what_is_read_is_what_was_pushed(acts in proptest::collection::vec(
            prop_oneof![(1usize..9).prop_map(Act::Push), (0usize..20).prop_map(|n| Act::Read(Some(n))), Just(Act::Read(None)), Just(Act::Eof)], 0..60)) {
            let mut state = stream(16.0);
            let mut chunks: Vec<usize> = Vec::new();
            let mut ended = false;
            let mut mark = 16;
            for act in acts {
                match act {
                    Act::Push(n) => {
                        prop_assert_eq!(state.accept() == Accepted::Yes, !ended);
                        if !ended { state.add(n); chunks.push(n); }
                    }
                    Act::Eof => { prop_assert_eq!(state.eof() == Eof::Already, ended); ended = true; }
                    Act::Read(n) => {
                        let buffered: usize = chunks.iter().sum();
                        // Who asks for more than the mark raises it to the next power of two.
                        if let Some(n) = n.filter(|n| *n > mark) { mark = n.next_power_of_two(); }
                        let wanted = n.map_or(f64::NAN, |n| n as f64);
                        let expected = match n { Some(0) => 0, None => buffered, Some(n) if n <= buffered => n, Some(_) if ended => buffered, Some(_) => 0 };
                        let got = match state.read(wanted, chunks.first().copied().unwrap_or(0)) {
                            ReadStep::Null(_) => 0,
                            ReadStep::Take { n, call_read } => {
                                prop_assert!(!(ended && call_read));
                                if call_read { state.after_underlying_read(wanted, n, 0) } else { n }
                            }
                        };
                        prop_assert_eq!(got, expected);
                        state.took(wanted, (got > 0).then_some(got));
                        let mut left = got;
                        while left > 0 {
                            if chunks[0] <= left { left -= chunks.remove(0) } else { chunks[0] -= left; left = 0 }
                        }
                    }
                }
                prop_assert_eq!(state.length, chunks.iter().sum::<usize>());
                prop_assert_eq!(state.can_push_more(), !ended && (state.length < mark));
            }
        }
    }
}
