// node:timers/promises - see ARCHITECTURE.md for what stands beside it.
'use strict';
// node:timers/promises - timers as promises and async iterators.

const timers = internalBinding('timers');
const { error } = internalBinding('errors');
const { validateAbortSignal, validateBoolean, validateNumber, validateObject } = internalBinding('validators');

function abortError(signal) {
  const reason = new Error('The operation was aborted', { cause: signal.reason });
  reason.name = 'AbortError';
  Object.defineProperty(reason, 'code', {
    __proto__: null, value: 'ABORT_ERR', enumerable: true, writable: true, configurable: true,
  });
  return reason;
}

function checkOptions(options, delay) {
  if (delay !== undefined) {
    validateNumber(delay, 'delay');
  }
  validateObject(options, 'options');
  if (options.signal !== undefined) {
    validateAbortSignal(options.signal, 'options.signal');
  }
  if (options.ref !== undefined) {
    validateBoolean(options.ref, 'options.ref');
  }
}

// One promise over one timer: `start` makes the timer, `clear` ends it when the signal aborts first.
function once(start, clear, value, options) {
  const { signal, ref } = options;
  if (signal !== undefined && signal.aborted) {
    return Promise.reject(abortError(signal));
  }
  return new Promise((resolve, reject) => {
    let onAbort;
    const timer = start(() => {
      if (onAbort !== undefined) {
        signal.removeEventListener('abort', onAbort);
      }
      resolve(value);
    });
    if (ref === false) {
      timer.unref();
    }
    if (signal !== undefined) {
      onAbort = () => {
        if (timer._destroyed) {
          return;
        }
        clear(timer);
        reject(abortError(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
    }
  });
}

function setTimeout(delay, value, options = {}) {
  try {
    checkOptions(options, delay);
  } catch (err) {
    return Promise.reject(err);
  }
  return once((callback) => timers.setTimeout(callback, delay), timers.clearTimeout, value, options);
}

function setImmediate(value, options = {}) {
  try {
    checkOptions(options);
  } catch (err) {
    return Promise.reject(err);
  }
  return once(timers.setImmediate, timers.clearImmediate, value, options);
}

// Yields `value` once per tick of an interval; ticks that nobody waited for are made up for.
async function* setInterval(delay, value, options = {}) {
  checkOptions(options, delay);
  const { signal, ref } = options;
  if (signal !== undefined && signal.aborted) {
    throw abortError(signal);
  }
  let missed = 0;
  let wake;
  let onAbort;
  const interval = timers.setInterval(() => {
    missed++;
    if (wake !== undefined) {
      wake();
      wake = undefined;
    }
  }, delay);
  if (ref === false) {
    interval.unref();
  }
  try {
    if (signal !== undefined) {
      onAbort = () => {
        timers.clearInterval(interval);
        if (wake !== undefined) {
          wake(Promise.reject(abortError(signal)));
          wake = undefined;
        }
      };
      signal.addEventListener('abort', onAbort, { once: true });
    }
    while (signal === undefined || !signal.aborted) {
      if (missed === 0) {
        await new Promise((resolve) => { wake = resolve; });
      }
      for (; missed > 0; missed--) {
        yield value;
      }
    }
    throw abortError(signal);
  } finally {
    timers.clearInterval(interval);
    if (onAbort !== undefined) {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

const kScheduler = Symbol('kScheduler');

class Scheduler {
  constructor() {
    throw error('ERR_ILLEGAL_CONSTRUCTOR');
  }

  // Resolves in the next iteration of the loop.
  yield() {
    if (!this[kScheduler]) {
      throw error('ERR_INVALID_THIS', 'Scheduler');
    }
    return setImmediate();
  }

  wait(delay, options) {
    if (!this[kScheduler]) {
      throw error('ERR_INVALID_THIS', 'Scheduler');
    }
    return setTimeout(delay, undefined, options);
  }
}

const scheduler = Object.create(Scheduler.prototype);
scheduler[kScheduler] = true;

module.exports = { setTimeout, setImmediate, setInterval, scheduler };
