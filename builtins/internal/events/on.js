// internal/events/on - events.on(): an async iterator over events.
'use strict';

const { error: makeError } = internalBinding('errors');
const { validateAbortSignal, validateInteger, validateObject } = internalBinding('validators');
const { addListener, removeListener } = require('internal/events/either');
const { kFirstEventParam } = require('internal/events/symbols');

const kWatermarkData = Symbol.for('nodejs.watermarkData');
const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

function abortError(signal) {
  const { AbortError } = require('internal/abort_error');
  return new AbortError(undefined, { cause: signal?.reason });
}

exports.on = function on(emitter, event, options = {}) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw abortError(signal);
  const high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
  validateInteger(high, 'options.highWaterMark', 1);
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(low, 'options.lowWaterMark', 1);

  const events = [];   // arrived, not asked for yet
  const waiting = [];  // asked for, not arrived yet
  const attached = [];
  let paused = false;
  let failure = null;
  let finished = false;

  const iterator = {
    __proto__: AsyncIteratorPrototype,
    next() {
      if (events.length > 0) {
        const value = events.shift();
        if (paused && events.length < low) {
          emitter.resume();
          paused = false;
        }
        return Promise.resolve({ value, done: false });
      }
      if (failure) {
        const rejected = Promise.reject(failure);
        failure = null;
        return rejected;
      }
      if (finished) return close();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return() {
      return close();
    },
    throw(err) {
      if (!err || !(err instanceof Error)) {
        throw makeError('ERR_INVALID_ARG_TYPE', 'EventEmitter.AsyncIterator', 'Error', err);
      }
      fail(err);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [kWatermarkData]: {
      get size() {
        return events.length;
      },
      get low() {
        return low;
      },
      get high() {
        return high;
      },
      get isPaused() {
        return paused;
      },
    },
  };

  attach(event, options[kFirstEventParam] ? arrived : (...args) => arrived(args));
  if (event !== 'error' && typeof emitter.on === 'function') attach('error', fail);
  const closeEvents = options.close;
  if (closeEvents?.length) {
    for (let i = 0; i < closeEvents.length; i++) attach(closeEvents[i], close);
  }
  const abortListener = signal ?
    require('internal/events/abort_listener').addAbortListener(signal, () => fail(abortError(signal))) :
    null;
  return iterator;

  function attach(name, listener) {
    addListener(emitter, name, listener);
    attached.push(name, listener);
  }

  function arrived(value) {
    if (waiting.length > 0) {
      waiting.shift().resolve({ value, done: false });
      return;
    }
    if (!paused && events.length + 1 > high) {
      paused = true;
      emitter.pause();
    }
    events.push(value);
  }

  function fail(err) {
    if (waiting.length > 0) waiting.shift().reject(err);
    else failure = err;
    close();
  }

  function close() {
    abortListener?.[Symbol.dispose]();
    while (attached.length > 0) {
      const listener = attached.pop();
      removeListener(emitter, attached.pop(), listener);
    }
    finished = true;
    paused = false;
    const done = { value: undefined, done: true };
    while (waiting.length > 0) waiting.shift().resolve(done);
    return Promise.resolve(done);
  }
};
