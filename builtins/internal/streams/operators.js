// internal/streams/operators - the iterator helpers of Readable: map, filter, forEach, toArray, …
'use strict';

const { error } = internalBinding('errors');
const { validateAbortSignal, validateFunction, validateInteger, validateObject } = internalBinding('validators');
const { Readable } = require('stream');

// Stand in the queue of map: nothing to yield, and nothing more to come.
const kNothing = Symbol('kNothing');
const kOver = Symbol('kOver');

function checkOptions(options) {
  if (options != null) validateObject(options, 'options');
  if (options?.signal != null) validateAbortSignal(options.signal, 'options.signal');
}

function abortError(cause) {
  const { AbortError } = require('internal/abort_error');
  return cause === undefined ? new AbortError() : new AbortError(undefined, { cause });
}

// Calls fn for several values at a time; the results come in the order of the values.
function mapped(stream, fn, options) {
  validateFunction(fn, 'fn');
  checkOptions(options);
  const concurrency = options?.concurrency != null ? Math.floor(options.concurrency) : 1;
  let limit = options?.highWaterMark != null ? Math.floor(options.highWaterMark) : concurrency - 1;
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(limit, 'options.highWaterMark', 0);
  limit += concurrency;

  return async function* map() {
    const signal = AbortSignal.any(options?.signal ? [options.signal] : []);
    const context = { signal };
    const queue = [];
    let running = 0;
    let done = false;
    // The consumer waits for a result, the producer for room.
    let wakeConsumer = null;
    let wakeProducer = null;

    function consume() {
      if (wakeConsumer !== null) {
        const wake = wakeConsumer;
        wakeConsumer = null;
        wake();
      }
    }
    function produce() {
      if (wakeProducer !== null && !done && running < concurrency && queue.length < limit) {
        const wake = wakeProducer;
        wakeProducer = null;
        wake();
      }
    }
    function settled() {
      running--;
      produce();
    }
    function failed() {
      done = true;
      settled();
    }

    async function pump() {
      try {
        for await (const value of stream) {
          if (done) return;
          if (signal.aborted) throw abortError();
          let result;
          try {
            result = fn(value, context);
            if (result === kNothing) continue;
            result = Promise.resolve(result);
          } catch (reason) {
            result = Promise.reject(reason);
          }
          running++;
          result.then(settled, failed);
          queue.push(result);
          consume();
          if (!done && (queue.length >= limit || running >= concurrency)) {
            await new Promise((resolve) => {
              wakeProducer = resolve;
            });
          }
        }
        queue.push(kOver);
      } catch (reason) {
        const result = Promise.reject(reason);
        result.then(settled, failed);
        queue.push(result);
      } finally {
        done = true;
        consume();
      }
    }
    pump();

    try {
      for (;;) {
        while (queue.length > 0) {
          const value = await queue[0];
          if (value === kOver) return;
          if (signal.aborted) throw abortError();
          if (value !== kNothing) yield value;
          queue.shift();
          produce();
        }
        await new Promise((resolve) => {
          wakeConsumer = resolve;
        });
      }
    } finally {
      done = true;
      if (wakeProducer !== null) {
        const wake = wakeProducer;
        wakeProducer = null;
        wake();
      }
    }
  }();
}

function filtered(stream, fn, options) {
  validateFunction(fn, 'fn');
  return mapped(stream, async (value, context) => (await fn(value, context) ? value : kNothing), options);
}

function toCount(number) {
  number = Number(number);
  if (Number.isNaN(number)) return 0;
  if (number < 0) throw error('ERR_OUT_OF_RANGE', 'number', '>= 0', number);
  return number;
}

// The first step of an iteration, which it ends.
async function firstOf(values) {
  const step = await values.next();
  if (!step.done) await values.return();
  return step;
}

exports.map = function map(fn, options) {
  return Readable.from(mapped(this, fn, options));
};

exports.filter = function filter(fn, options) {
  return Readable.from(filtered(this, fn, options));
};

exports.flatMap = function flatMap(fn, options) {
  const values = mapped(this, fn, options);
  return Readable.from(async function* flatMap() {
    for await (const value of values) yield* value;
  }());
};

exports.drop = function drop(number, options) {
  checkOptions(options);
  let left = toCount(number);
  const stream = this;
  return Readable.from(async function* drop() {
    if (options?.signal?.aborted) throw abortError();
    for await (const value of stream) {
      if (options?.signal?.aborted) throw abortError();
      if (left-- <= 0) yield value;
    }
  }());
};

exports.take = function take(number, options) {
  checkOptions(options);
  let left = toCount(number);
  const stream = this;
  return Readable.from(async function* take() {
    if (options?.signal?.aborted) throw abortError();
    for await (const value of stream) {
      if (options?.signal?.aborted) throw abortError();
      if (left-- > 0) yield value;
      // Not to wait for a value that nobody wants.
      if (left <= 0) return;
    }
  }());
};

exports.some = async function some(fn, options) {
  const { done } = await firstOf(filtered(this, fn, options));
  return !done;
};

exports.every = async function every(fn, options) {
  validateFunction(fn, 'fn');
  const opposite = async (value, context) => !(await fn(value, context));
  const { done } = await firstOf(filtered(this, opposite, options));
  return done;
};

exports.find = async function find(fn, options) {
  const { value } = await firstOf(filtered(this, fn, options));
  return value;
};

exports.forEach = async function forEach(fn, options) {
  validateFunction(fn, 'fn');
  const quiet = async (value, context) => {
    await fn(value, context);
    return kNothing;
  };
  const nothing = mapped(this, quiet, options);
  while (!(await nothing.next()).done);
};

exports.toArray = async function toArray(options) {
  checkOptions(options);
  const values = [];
  for await (const value of this) {
    if (options?.signal?.aborted) throw abortError(options.signal.reason);
    values.push(value);
  }
  return values;
};

exports.reduce = async function reduce(reducer, initialValue, options) {
  validateFunction(reducer, 'reducer');
  checkOptions(options);
  let hasValue = arguments.length > 1;
  let result = initialValue;
  if (options?.signal?.aborted) {
    const reason = abortError(options.signal.reason);
    this.once('error', () => {});
    await require('internal/streams/end-of-stream').finished(this.destroy(reason)).catch(() => {});
    throw reason;
  }
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => controller.abort();
  options?.signal?.addEventListener('abort', abort, { once: true });
  try {
    for await (const value of this) {
      if (options?.signal?.aborted) throw abortError();
      if (hasValue) {
        result = await reducer(result, value, { signal });
      } else {
        result = value;
        hasValue = true;
      }
    }
    if (!hasValue) {
      const reason = error('ERR_MISSING_ARGS', 'reduce');
      reason.message = 'Reduce of an empty stream requires an initial value';
      throw reason;
    }
  } finally {
    options?.signal?.removeEventListener('abort', abort);
    controller.abort();
  }
  return result;
};
