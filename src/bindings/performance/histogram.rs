//! The native state of `perf_hooks` histograms: counts per bucket of a fixed relative precision (the layout that HDR
//! histograms have, so that values come out as Node's do), kept sparsely.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Instant};

use boa_engine::{Context, JsArgs, JsBigInt, JsValue, object::builtins::JsArray};

use crate::engine::{NativeClass, Result, Wrap, arg, function, getter, unwrap, unwrap_object};

/// `internalBinding('performance').Histogram`
pub(super) static HISTOGRAM: NativeClass = NativeClass {
    name: "Histogram",
    length: 3,
    construct,
    statics: &[],
    methods: &[&[
        function!("record", 1, record),
        function!("recordDelta", 0, record_delta),
        function!("add", 1, add),
        function!("reset", 0, reset),
        function!("percentile", 1, percentile),
        function!("percentiles", 0, percentiles),
        getter!("count", count),
        getter!("exceeds", exceeds),
        getter!("min", min),
        getter!("max", max),
        getter!("mean", mean),
        getter!("stddev", stddev),
    ]],
};

/// Bucket layout: values below 2^(precision) steps are exact, above that `precision` leading bits count.
#[derive(Clone, Copy)]
struct Layout {
    unit_bits: u32,
    precision_bits: u32,
    limit: u64,
}

struct Counts {
    layout: Layout,
    /// Lowest value of a bucket → how many values fell into it.
    buckets: BTreeMap<u64, u64>,
    total: u64,
    exceeds: u64,
    smallest: u64,
    largest: u64,
    last: Option<Instant>,
}

/// One histogram.
pub(super) struct Histogram(RefCell<Counts>);

impl Layout {
    fn new(lowest: u64, highest: u64, figures: u32) -> Self {
        let unit_bits = lowest.max(1).ilog2();
        let steps = 2 * 10_u64.pow(figures);
        let precision_bits = u64::BITS - (steps - 1).leading_zeros();
        // The first value that no bucket covers.
        let mut limit = 1_u64 << (precision_bits + unit_bits).min(63);
        while limit <= highest && limit < 1 << 63 {
            limit <<= 1;
        }
        Self { unit_bits, precision_bits, limit }
    }

    /// How many low bits of a value do not count.
    fn shift(self, value: u64) -> u32 {
        let bits = u64::BITS - value.leading_zeros();
        bits.saturating_sub(self.precision_bits).max(self.unit_bits)
    }

    fn lowest(self, value: u64) -> u64 {
        let shift = self.shift(value);
        value >> shift << shift
    }

    fn highest(self, value: u64) -> u64 {
        self.lowest(value) + (1 << self.shift(value)) - 1
    }

    fn median(self, value: u64) -> f64 {
        (self.lowest(value) + ((1_u64 << self.shift(value)) >> 1)) as f64
    }
}

impl Counts {
    fn new(layout: Layout) -> Self {
        Self { layout, buckets: BTreeMap::new(), total: 0, exceeds: 0, smallest: u64::MAX, largest: 0, last: None }
    }

    fn record(&mut self, value: u64, times: u64) {
        if value >= self.layout.limit {
            self.exceeds += times;
            return;
        }
        *self.buckets.entry(self.layout.lowest(value)).or_default() += times;
        self.total += times;
        self.smallest = self.smallest.min(value);
        self.largest = self.largest.max(value);
    }

    fn mean(&self) -> f64 {
        let sum: f64 = self.buckets.iter().map(|(&value, &times)| self.layout.median(value) * times as f64).sum();
        sum / self.total as f64
    }

    fn percentile(&self, percentile: f64) -> u64 {
        let wanted = ((percentile.min(100.0) / 100.0) * self.total as f64 + 0.5) as u64;
        let wanted = wanted.max(1);
        let mut seen = 0;
        for (&value, &times) in &self.buckets {
            seen += times;
            if seen >= wanted {
                return self.layout.highest(value);
            }
        }
        0
    }

    /// The percentiles in steps that halve the distance to 100, each with the value reached there.
    fn percentiles(&self) -> Vec<(f64, u64)> {
        let mut out = Vec::new();
        let mut next = 0.0_f64;
        let mut seen = 0;
        let mut value = 0;
        for (&bucket, &times) in &self.buckets {
            seen += times;
            value = bucket;
            let reached = 100.0 * seen as f64 / self.total as f64;
            while next <= reached {
                out.push((next, value));
                let ticks = 2_f64.powi(((100.0 / (100.0 - next)).log2()) as i32 + 1);
                next += 100.0 / ticks;
                if seen == self.total {
                    break;
                }
            }
        }
        out.push((100.0, value));
        out
    }
}

fn construct(args: &[JsValue], cx: &mut Context) -> Result<Wrap> {
    let lowest = whole(args.get_or_undefined(0), cx)?;
    let highest = whole(args.get_or_undefined(1), cx)?;
    let figures: u32 = arg(args, 2, "figures", cx)?;
    let layout = Layout::new(lowest, highest, figures.clamp(1, 5));
    Ok(Wrap::new(Rc::new(Histogram(RefCell::new(Counts::new(layout))))))
}

/// A number or bigint that JS has validated.
fn whole(value: &JsValue, cx: &mut Context) -> Result<u64> {
    if let Some(big) = value.as_bigint() {
        return Ok(big.to_string().parse().unwrap_or(u64::MAX));
    }
    Ok(value.to_number(cx)? as u64)
}

/// `record(value)`
fn record(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let histogram = unwrap::<Histogram>(this)?;
    let value = whole(args.get_or_undefined(0), cx)?;
    histogram.0.borrow_mut().record(value, 1);
    Ok(JsValue::undefined())
}

/// `recordDelta()`: nanoseconds since the call before; the first call only starts the clock.
fn record_delta(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let histogram = unwrap::<Histogram>(this)?;
    let mut counts = histogram.0.borrow_mut();
    let now = Instant::now();
    let delta = counts.last.replace(now).map(|last| now.saturating_duration_since(last));
    if let Some(delta) = delta {
        counts.record(u64::try_from(delta.as_nanos()).unwrap_or(u64::MAX).max(1), 1);
    }
    Ok(JsValue::undefined())
}

/// `add(other)`
fn add(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let histogram = unwrap::<Histogram>(this)?;
    let other = args.get_or_undefined(0).as_object().and_then(|object| unwrap_object::<Histogram>(&object));
    if let Some(other) = other {
        let (buckets, exceeds) = {
            let other = other.0.borrow();
            (other.buckets.clone(), other.exceeds)
        };
        let mut counts = histogram.0.borrow_mut();
        for (value, times) in buckets {
            counts.record(value, times);
        }
        counts.exceeds += exceeds;
    }
    Ok(JsValue::undefined())
}

/// `reset()`
fn reset(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let histogram = unwrap::<Histogram>(this)?;
    let mut counts = histogram.0.borrow_mut();
    *counts = Counts::new(counts.layout);
    Ok(JsValue::undefined())
}

/// `percentile(percentile)`: a bigint.
fn percentile(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let histogram = unwrap::<Histogram>(this)?;
    let wanted: f64 = arg(args, 0, "percentile", cx)?;
    let value = histogram.0.borrow().percentile(wanted);
    Ok(big(value))
}

/// `percentiles()`: `[percentile, bigint, …]`
fn percentiles(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let histogram = unwrap::<Histogram>(this)?;
    let all = histogram.0.borrow().percentiles();
    let flat = all.into_iter().flat_map(|(percentile, value)| [percentile.into(), big(value)]);
    Ok(JsArray::from_iter(flat, cx).into())
}

/// `count`: a bigint.
fn count(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(big(unwrap::<Histogram>(this)?.0.borrow().total))
}

/// `exceeds`: a bigint.
fn exceeds(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(big(unwrap::<Histogram>(this)?.0.borrow().exceeds))
}

/// `min`: a bigint; the largest 64-bit integer when there is none.
fn min(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let histogram = unwrap::<Histogram>(this)?;
    let counts = histogram.0.borrow();
    let smallest = if counts.total == 0 { i64::MAX as u64 } else { counts.layout.lowest(counts.smallest) };
    Ok(big(smallest))
}

/// `max`: a bigint.
fn max(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let histogram = unwrap::<Histogram>(this)?;
    let counts = histogram.0.borrow();
    Ok(big(if counts.total == 0 { 0 } else { counts.layout.highest(counts.largest) }))
}

/// `mean`
fn mean(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(unwrap::<Histogram>(this)?.0.borrow().mean().into())
}

/// `stddev`
fn stddev(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let histogram = unwrap::<Histogram>(this)?;
    let counts = histogram.0.borrow();
    let mean = counts.mean();
    let squares: f64 =
        counts.buckets.iter().map(|(&value, &times)| (counts.layout.median(value) - mean).powi(2) * times as f64).sum();
    Ok((squares / counts.total as f64).sqrt().into())
}

fn big(value: u64) -> JsValue {
    JsBigInt::from(value).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(values: &[u64]) -> Counts {
        let mut counts = Counts::new(Layout::new(1, (1 << 53) - 1, 3));
        values.iter().for_each(|&value| counts.record(value, 1));
        counts
    }

    #[test]
    fn small_values_are_exact_and_large_ones_have_three_figures() {
        let counts = filled(&[1, 2047, 1_000_000]);
        assert_eq!(counts.percentile(1.0), 1);
        assert_eq!(counts.percentile(50.0), 2047);
        let shown = counts.percentile(100.0);
        assert!((1_000_000..1_001_000).contains(&shown), "{shown}");
    }

    #[test]
    fn percentiles_halve_the_distance() {
        assert_eq!(filled(&[1]).percentiles(), [(0.0, 1), (100.0, 1)]);
        assert_eq!(filled(&[]).percentiles(), [(100.0, 0)]);
        assert_eq!(filled(&[1, 2]).percentiles(), [(0.0, 1), (50.0, 1), (75.0, 2), (100.0, 2)]);
    }
}
