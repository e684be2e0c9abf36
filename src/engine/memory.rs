//! How much memory the engine's heap holds, for `process.memoryUsage()` and `v8.getHeapStatistics()`.

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
}

/// The numbers of this thread's heap.
#[must_use]
pub fn statistics() -> HeapStatistics {
    let resident = crate::sys::usage::resident_set().unwrap_or(0) as f64;
    HeapStatistics { total: resident, used: resident, external: 0.0, array_buffers: 0.0 }
}
