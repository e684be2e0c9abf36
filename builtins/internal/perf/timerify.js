// internal/perf/timerify - performance.timerify(): a function that reports how long its calls take.
'use strict';

const { error } = internalBinding('errors');
const { validateFunction, validateObject } = internalBinding('validators');
const { now } = internalBinding('performance');
const { PerformanceNodeEntry } = require('internal/perf/performance_entry');
const { enqueue } = require('internal/perf/timeline');

function report(name, start, args, histogram) {
  const duration = now() - start;
  histogram?.record(Math.ceil(duration * 1e6));
  const entry = new PerformanceNodeEntry(name, 'function', start, duration, args);
  for (let i = 0; i < args.length; i++) entry[i] = args[i];
  enqueue(entry);
}

exports.timerify = function timerify(fn, options = {}) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined &&
      (!require('internal/perf/histogram').isHistogram(histogram) || typeof histogram.record !== 'function')) {
    throw error('ERR_INVALID_ARG_TYPE', 'options.histogram', 'RecordableHistogram', histogram);
  }
  function timerified(...args) {
    const constructing = new.target !== undefined;
    const start = now();
    const result = constructing ? Reflect.construct(fn, args, fn) : Reflect.apply(fn, this, args);
    if (!constructing && typeof result?.finally === 'function') {
      return result.finally(() => report(fn.name, start, args, histogram));
    }
    report(fn.name, start, args, histogram);
    return result;
  }
  Object.defineProperties(timerified, {
    length: { __proto__: null, configurable: false, enumerable: true, value: fn.length },
    name: { __proto__: null, configurable: false, enumerable: true, value: `timerified ${fn.name}` },
  });
  return timerified;
};
