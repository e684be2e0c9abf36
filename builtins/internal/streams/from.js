// internal/streams/from - Readable.from: an iterable as a stream.
'use strict';

const { error } = internalBinding('errors');
const { aggregateTwoErrors } = internalBinding('stream');

// A stream of that class over an iterable.
function fromWith(Class, iterable, options) {
  if (typeof iterable === 'string' || iterable instanceof Buffer) {
    return new Class({
      objectMode: true,
      ...options,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }
  let iterator;
  let mode;
  if (iterable?.[Symbol.asyncIterator]) {
    mode = 'async';
    iterator = iterable[Symbol.asyncIterator]();
  } else if (iterable?.[Symbol.iterator]) {
    mode = 'sync';
    iterator = iterable[Symbol.iterator]();
  } else {
    throw error('ERR_INVALID_ARG_TYPE', 'iterable', ['Iterable'], iterable);
  }

  const stream = new Class({ objectMode: true, highWaterMark: 1, ...options });
  const destroyFirst = stream._destroy;
  // Whether one of the loops below runs: they end when push() says so, and _read starts them again.
  let reading = false;

  stream._read = function() {
    if (reading) return;
    reading = true;
    if (mode === 'sync') readValues();
    else readPromises();
  };

  stream._destroy = function(reason, callback) {
    destroyFirst.call(this, reason, (failure) => {
      const combined = failure || reason;
      close(combined).then(
        () => process.nextTick(callback, combined),
        (closing) => process.nextTick(callback, aggregateTwoErrors(combined, closing)),
      );
    });
  };

  async function close(reason) {
    if (reason !== undefined && reason !== null && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(reason);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === 'function') {
      const { value } = await iterator.return();
      await value;
    }
  }

  // Pushes one value; whether to go on.
  function deliver(value) {
    if (value === null) {
      reading = false;
      throw error('ERR_STREAM_NULL_VALUES');
    }
    if (stream.push(value)) return true;
    reading = false;
    return false;
  }

  function readValues() {
    try {
      for (;;) {
        const { value, done } = iterator.next();
        if (done) {
          stream.push(null);
          return;
        }
        if (value && typeof value.then === 'function') {
          // From here on every value is awaited.
          mode = 'promises';
          readPromises(value);
          return;
        }
        if (!deliver(value)) return;
      }
    } catch (reason) {
      stream.destroy(reason);
    }
  }

  async function readPromises(first) {
    try {
      if (first !== undefined && !deliver(await first)) return;
      for (;;) {
        const step = mode === 'async' ? await iterator.next() : iterator.next();
        if (step.done) {
          stream.push(null);
          return;
        }
        let { value } = step;
        if (mode === 'promises' && value && typeof value.then === 'function') value = await value;
        if (!deliver(value)) return;
      }
    } catch (reason) {
      stream.destroy(reason);
    }
  }
  return stream;
}

// Readable.from(iterable, options)
exports.from = function from(iterable, options) {
  return fromWith(require('stream').Readable, iterable, options);
};
exports.fromWith = fromWith;
