//! The engine's heap: how much it holds, for `process.memoryUsage()` and `v8.getHeapStatistics()`, and when it is
//! collected. Counterpart of `v8::HeapStatistics`.

/// Bytes, as JS numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeapStatistics {
    /// Reserved for the heap.
    pub total: f64,
    /// In use by objects.
    pub used: f64,
    /// Outside of the heap but kept alive by it.
    pub external: f64,
    /// The part of `external` that array buffers hold.
    pub array_buffers: f64,
    /// Collections so far.
    pub collections: f64,
    /// Values in the heap.
    pub objects: f64,
}

/// What the collector's own boxes leave out: property tables, strings and bookkeeping take about twice their size again.
const PER_BOX: f64 = 3.0;

/// The numbers of this thread's heap. Strings and property tables are an estimate; buffers are exact.
#[must_use]
pub fn statistics() -> HeapStatistics {
    let stats = boa_gc::stats();
    let used = stats.allocated as f64 * PER_BOX;
    let external = stats.external as f64;
    HeapStatistics {
        total: (stats.threshold.max(stats.allocated) as f64) * PER_BOX,
        used,
        external,
        array_buffers: external,
        collections: stats.collections as f64,
        objects: stats.objects as f64,
    }
}

/// External bytes above which an idle loop collects.
const IDLE_EXTERNAL: usize = 16 << 20;

/// Collects if the loop is about to wait while much external memory may be garbage. `seen` is the number of external
/// bytes that survived the last idle collection.
pub fn collect_when_idle(seen: &std::cell::Cell<usize>) {
    let external = boa_gc::stats().external;
    if external < seen.get() {
        seen.set(external);
    }
    if external > seen.get().saturating_add(IDLE_EXTERNAL) {
        boa_gc::force_collect();
        seen.set(boa_gc::stats().external);
    }
}
