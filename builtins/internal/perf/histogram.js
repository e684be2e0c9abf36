// internal/perf/histogram - perf_hooks.createHistogram(); the counting is native.
'use strict';

const { error } = internalBinding('errors');
const { validateInteger, validateNumber, validateObject } = internalBinding('validators');
const { Histogram: Handle } = internalBinding('performance');

const kConstruct = Symbol('kConstruct');
const kHandle = Symbol('kHandle');
const kRecordable = Symbol('kRecordable');

function handleOf(histogram) {
  const handle = histogram?.[kHandle];
  if (handle === undefined) throw error('ERR_INVALID_THIS', 'Histogram');
  return handle;
}

function recordableHandleOf(histogram) {
  if (histogram?.[kRecordable] === undefined) throw error('ERR_INVALID_THIS', 'RecordableHistogram');
  return histogram[kHandle];
}

function checkPercentile(percentile) {
  validateNumber(percentile, 'percentile');
  if (Number.isNaN(percentile) || percentile <= 0 || percentile > 100) {
    throw error('ERR_OUT_OF_RANGE', 'percentile', '> 0 && <= 100', percentile);
  }
}

class Histogram {
  constructor(key = undefined, handle = undefined) {
    if (key !== kConstruct) throw error('ERR_ILLEGAL_CONSTRUCTOR');
    this[kHandle] = handle;
  }

  get count() {
    return Number(handleOf(this).count);
  }

  get countBigInt() {
    return handleOf(this).count;
  }

  get min() {
    return Number(handleOf(this).min);
  }

  get minBigInt() {
    return handleOf(this).min;
  }

  get max() {
    return Number(handleOf(this).max);
  }

  get maxBigInt() {
    return handleOf(this).max;
  }

  get mean() {
    return handleOf(this).mean;
  }

  get exceeds() {
    return Number(handleOf(this).exceeds);
  }

  get exceedsBigInt() {
    return handleOf(this).exceeds;
  }

  get stddev() {
    return handleOf(this).stddev;
  }

  percentile(percentile) {
    return Number(this.percentileBigInt(percentile));
  }

  percentileBigInt(percentile) {
    const handle = handleOf(this);
    checkPercentile(percentile);
    return handle.percentile(percentile);
  }

  get percentiles() {
    const flat = handleOf(this).percentiles();
    const map = new Map();
    for (let i = 0; i < flat.length; i += 2) map.set(flat[i], Number(flat[i + 1]));
    return map;
  }

  get percentilesBigInt() {
    const flat = handleOf(this).percentiles();
    const map = new Map();
    for (let i = 0; i < flat.length; i += 2) map.set(flat[i], flat[i + 1]);
    return map;
  }

  reset() {
    handleOf(this).reset();
  }

  toJSON() {
    const { count, min, max, mean, exceeds, stddev } = this;
    return { count, min, max, mean, exceeds, stddev, percentiles: Object.fromEntries(this.percentiles) };
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect = internalBinding('util').inspect) {
    if (depth < 0) return this;
    const { min, max, mean, exceeds, stddev, count, percentiles } = this;
    const inner = options.depth == null ? null : options.depth - 1;
    return `Histogram ${inspect({ min, max, mean, exceeds, stddev, count, percentiles }, { ...options, depth: inner })}`;
  }
}

class RecordableHistogram extends Histogram {
  constructor(key = undefined, handle = undefined) {
    super(key, handle);
    this[kRecordable] = true;
  }

  record(val) {
    const handle = recordableHandleOf(this);
    if (typeof val !== 'bigint') validateInteger(val, 'val', 1);
    else if (val < 1n) throw error('ERR_OUT_OF_RANGE', 'val', '>= 1', val);
    handle.record(val);
  }

  recordDelta() {
    recordableHandleOf(this).recordDelta();
  }

  add(other) {
    const handle = recordableHandleOf(this);
    if (other?.[kRecordable] === undefined) {
      throw error('ERR_INVALID_ARG_TYPE', 'other', 'RecordableHistogram', other);
    }
    handle.add(other[kHandle]);
  }
}

exports.createHistogram = function createHistogram(options = {}) {
  validateObject(options, 'options');
  const { lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== 'bigint') validateInteger(lowest, 'options.lowest', 1, Number.MAX_SAFE_INTEGER);
  if (typeof highest !== 'bigint') {
    validateInteger(highest, 'options.highest', 2 * Number(lowest), Number.MAX_SAFE_INTEGER);
  } else if (highest < 2n * BigInt(lowest)) {
    throw error('ERR_OUT_OF_RANGE', 'options.highest', `>= ${2n * BigInt(lowest)}`, highest);
  }
  validateInteger(figures, 'options.figures', 1, 5);
  return new RecordableHistogram(kConstruct, new Handle(lowest, highest, figures));
};

exports.Histogram = Histogram;
exports.kConstruct = kConstruct;
exports.kHandle = kHandle;
exports.isHistogram = (value) => value?.[kHandle] !== undefined;
