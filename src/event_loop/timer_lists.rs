//! Timers in lists per duration, the structure of Node's `lib/internal/timers.js`: a map from
//! duration to list, each list ordered by start (new ones go to its end), and a heap of lists
//! ordered by the expiry of their first timer. Insert, refresh and cancel are O(1) but for the heap,
//! which only ever holds one entry per distinct duration.
//!
//! A plain structure: it knows no clock and no callback. Links are indices into one slab, 40 bytes
//! a timer with a small payload. **A list is in the heap exactly while it is not empty**; the heap's key
//! may be early (its first timer was cancelled or refreshed), never late.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

const NIL: u32 = u32::MAX;

/// Names one timer until it is cancelled or taken out; then the id is dead, also when its slot is
/// used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId {
    slot: u32,
    generation: u32,
}

struct Node<T> {
    generation: u32,
    prev: u32,
    next: u32,
    list: u32,
    start_ms: u64,
    payload: Option<T>,
}

struct List {
    duration_ms: u64,
    head: u32,
    tail: u32,
    /// The expiry under which the heap knows this list; meaningless while it is empty.
    expiry_ms: u64,
    /// Distinguishes the list's current heap entry from outdated ones.
    version: u32,
}

/// What [`TimerLists::pop_expired`] found.
#[derive(Debug, PartialEq, Eq)]
pub enum Expired<T> {
    /// This timer is due and has been taken out.
    Timer(TimerId, T),
    /// None is due; the earliest may be due at this time (never later).
    NextAt(u64),
    /// No timer is waiting.
    Empty,
}

/// See the file's description. Times are milliseconds on the caller's clock.
pub struct TimerLists<T> {
    nodes: Vec<Node<T>>,
    free: u32,
    lists: Vec<List>,
    free_lists: Vec<u32>,
    by_duration: FxHashMap<u64, u32>,
    /// (expiry, order of becoming non-empty, list, version)
    heap: BinaryHeap<Reverse<(u64, u64, u32, u32)>>,
    order: u64,
    len: usize,
    /// Of new slots; raised when slots are thrown away, so that dead ids stay dead.
    first_generation: u32,
}

impl<T> Default for TimerLists<T> {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            free: NIL,
            lists: Vec::new(),
            free_lists: Vec::new(),
            by_duration: FxHashMap::default(),
            heap: BinaryHeap::new(),
            order: 0,
            len: 0,
            first_generation: 0,
        }
    }
}

impl<T> TimerLists<T> {
    /// How many timers are waiting.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether none is waiting.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a timer that starts at `start_ms` and is due `duration_ms` later.
    ///
    /// # Panics
    /// With more than four thousand million timers.
    pub fn insert(&mut self, duration_ms: u64, start_ms: u64, payload: T) -> TimerId {
        let list = self.list_for(duration_ms);
        let slot = self.take_slot();
        let node = &mut self.nodes[slot as usize];
        node.list = list;
        node.start_ms = start_ms;
        node.payload = Some(payload);
        let id = TimerId { slot, generation: node.generation };
        self.len += 1;
        self.append(list, slot);
        id
    }

    /// Restarts a waiting timer with its duration: it moves to the end of its list. False if it is
    /// not waiting.
    pub fn refresh(&mut self, id: TimerId, start_ms: u64) -> bool {
        if !self.is_waiting(id) {
            return false;
        }
        let list = self.nodes[id.slot as usize].list;
        self.nodes[id.slot as usize].start_ms = start_ms;
        if self.lists[list as usize].tail != id.slot {
            self.unlink(id.slot);
            self.append(list, id.slot);
        }
        true
    }

    /// Takes a waiting timer out.
    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        if !self.is_waiting(id) {
            return None;
        }
        let list = self.nodes[id.slot as usize].list;
        self.unlink(id.slot);
        self.drop_list_if_empty(list);
        Some(self.release_slot(id.slot))
    }

    /// Whether the timer waits.
    #[must_use]
    pub fn is_waiting(&self, id: TimerId) -> bool {
        self.nodes.get(id.slot as usize).is_some_and(|n| n.generation == id.generation && n.payload.is_some())
    }

    /// A waiting timer's payload.
    #[must_use]
    pub fn get(&self, id: TimerId) -> Option<&T> {
        let node = self.nodes.get(id.slot as usize)?;
        if node.generation == id.generation { node.payload.as_ref() } else { None }
    }

    /// When a waiting timer was started.
    #[must_use]
    pub fn start_of(&self, id: TimerId) -> Option<u64> {
        self.is_waiting(id).then(|| self.nodes[id.slot as usize].start_ms)
    }

    /// All waiting timers, list by list.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.nodes.iter().filter_map(|node| node.payload.as_ref())
    }

    /// The earliest time at which a timer may be due; never late.
    pub fn next_expiry(&mut self) -> Option<u64> {
        self.top().map(|(expiry, _)| expiry)
    }

    /// Takes out the next timer that is due at `now_ms`. As in Node, a list is worked through to its
    /// last due timer before the next list's turn: pass the list's last `TimerId` by simply calling
    /// again, the heap's order does it.
    pub fn pop_expired(&mut self, now_ms: u64) -> Expired<T> {
        loop {
            let Some((expiry, list)) = self.top() else { return Expired::Empty };
            if expiry > now_ms {
                return Expired::NextAt(expiry);
            }
            let head = self.lists[list as usize].head;
            let due = self.nodes[head as usize].start_ms + self.lists[list as usize].duration_ms;
            if due > now_ms {
                // The key was early: the list moves down.
                self.heap.pop();
                self.push_to_heap(list, due);
                continue;
            }
            let id = TimerId { slot: head, generation: self.nodes[head as usize].generation };
            self.unlink(head);
            self.drop_list_if_empty(list);
            return Expired::Timer(id, self.release_slot(head));
        }
    }

    /// The heap's first valid entry.
    fn top(&mut self) -> Option<(u64, u32)> {
        loop {
            let Reverse((expiry, _, list, version)) = *self.heap.peek()?;
            if self.lists[list as usize].version == version {
                return Some((expiry, list));
            }
            self.heap.pop();
        }
    }

    fn list_for(&mut self, duration_ms: u64) -> u32 {
        if let Some(list) = self.by_duration.get(&duration_ms) {
            return *list;
        }
        let list = self.free_lists.pop().unwrap_or_else(|| {
            self.lists.push(List { duration_ms, head: NIL, tail: NIL, expiry_ms: 0, version: 0 });
            u32::try_from(self.lists.len() - 1).expect("fewer lists than timers")
        });
        self.lists[list as usize].duration_ms = duration_ms;
        self.by_duration.insert(duration_ms, list);
        list
    }

    fn append(&mut self, list: u32, slot: u32) {
        let (start, tail, duration) = {
            let l = &self.lists[list as usize];
            (self.nodes[slot as usize].start_ms, l.tail, l.duration_ms)
        };
        self.nodes[slot as usize].prev = tail;
        self.nodes[slot as usize].next = NIL;
        self.lists[list as usize].tail = slot;
        if tail == NIL {
            self.lists[list as usize].head = slot;
            self.push_to_heap(list, start + duration);
        } else {
            self.nodes[tail as usize].next = slot;
        }
    }

    fn push_to_heap(&mut self, list: u32, expiry_ms: u64) {
        let l = &mut self.lists[list as usize];
        l.version = l.version.wrapping_add(1);
        l.expiry_ms = expiry_ms;
        let entry = Reverse((expiry_ms, self.order, list, l.version));
        self.order += 1;
        self.heap.push(entry);
        // Outdated entries leave when they reach the top; many short-lived lists of long durations
        // would pile up below it.
        if self.heap.len() > 64 && self.heap.len() > 2 * self.by_duration.len() {
            let lists = &self.lists;
            self.heap.retain(|Reverse((_, _, list, version))| lists[*list as usize].version == *version);
        }
    }

    fn unlink(&mut self, slot: u32) {
        let (prev, next, list) = {
            let n = &self.nodes[slot as usize];
            (n.prev, n.next, n.list)
        };
        match prev {
            NIL => self.lists[list as usize].head = next,
            prev => self.nodes[prev as usize].next = next,
        }
        match next {
            NIL => self.lists[list as usize].tail = prev,
            next => self.nodes[next as usize].prev = prev,
        }
        if self.lists[list as usize].head == NIL {
            // Its heap entry dies with it; `append` makes a new one.
            let l = &mut self.lists[list as usize];
            l.version = l.version.wrapping_add(1);
        }
    }

    fn drop_list_if_empty(&mut self, list: u32) {
        let l = &self.lists[list as usize];
        if l.head == NIL {
            self.by_duration.remove(&l.duration_ms);
            self.free_lists.push(list);
        }
    }

    fn take_slot(&mut self) -> u32 {
        if self.free != NIL {
            let slot = self.free;
            self.free = self.nodes[slot as usize].next;
            return slot;
        }
        let slot = u32::try_from(self.nodes.len()).ok().filter(|slot| *slot != NIL);
        let slot = slot.expect("fewer than 2^32 timers fit in memory");
        let generation = self.first_generation;
        self.nodes.push(Node { generation, prev: NIL, next: NIL, list: NIL, start_ms: 0, payload: None });
        slot
    }

    fn release_slot(&mut self, slot: u32) -> T {
        let node = &mut self.nodes[slot as usize];
        node.generation = node.generation.wrapping_add(1);
        node.next = self.free;
        self.free = slot;
        self.len -= 1;
        let payload = node.payload.take().expect("only waiting timers are released");
        if self.len == 0 && self.nodes.len() > 4096 {
            self.shrink();
        }
        payload
    }

    /// Gives memory back after a burst.
    fn shrink(&mut self) {
        let newest = self.nodes.iter().map(|node| node.generation).max().unwrap_or(0);
        self.first_generation = newest.wrapping_add(1);
        self.nodes = Vec::new();
        self.free = NIL;
    }
}
