// internal/events/errors - what an emitter does seldom: unheard errors, leak warnings, captured rejections.
'use strict';

const { error, kEnhanceStackBeforeInspector } = internalBinding('errors');
const { kCapture } = internalBinding('events');
const kRejection = Symbol.for('nodejs.rejection');

// The lines of `own` that also end `other` are folded into one note.
function withoutCommonEnd(own, other) {
  let common = 0;
  while (common < own.length && common < other.length &&
         own[own.length - 1 - common] === other[other.length - 1 - common]) {
    common++;
  }
  if (common < 4) return own;
  const kept = own.slice(0, own.length - common + 1);
  kept.push('    [... lines matching original stack trace ...]');
  kept.push(own[own.length - 1]);
  return kept;
}

function enhancedStack(emitter, err, own) {
  let where = '';
  try {
    const { name } = emitter.constructor;
    if (name !== 'EventEmitter') where = ` on ${name} instance`;
  } catch {
    // A hostile `constructor` only costs the name.
  }
  const errLines = err.stack.split('\n').slice(1);
  const ownLines = withoutCommonEnd(own.stack.split('\n').slice(1), errLines);
  return `${err.stack}\nEmitted 'error' event${where} at:\n${ownLines.join('\n')}`;
}

// The error that emit('error', value) throws when nobody listens.
exports.unhandled = function unhandled(emitter, value) {
  if (value instanceof Error) {
    try {
      const own = {};
      Error.captureStackTrace(own, emitter.emit);
      Object.defineProperty(value, kEnhanceStackBeforeInspector, {
        __proto__: null,
        value: () => enhancedStack(emitter, value, own),
        configurable: true,
      });
    } catch {
      // A frozen error is thrown as it is.
    }
    return value;
  }
  let shown;
  try {
    shown = internalBinding('util').inspect(value);
  } catch {
    shown = `${value}`;
  }
  const err = error('ERR_UNHANDLED_ERROR', shown);
  err.context = value;
  return err;
};

exports.warnOfLeak = function warnOfLeak(emitter, type, list, max) {
  list.warned = true;
  const shown = internalBinding('util').inspect(emitter, { depth: -1 });
  const w = new Error(
    `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners added to ${shown}. ` +
    `MaxListeners is ${max}. Use emitter.setMaxListeners() to increase limit`);
  w.name = 'MaxListenersExceededWarning';
  w.emitter = emitter;
  w.type = type;
  w.count = list.length;
  process.emitWarning(w);
};

function deliverRejection(emitter, err, type, args) {
  if (typeof emitter[kRejection] === 'function') {
    emitter[kRejection](err, type, ...args);
    return;
  }
  // Off meanwhile, or an async 'error' listener that fails would go round for ever.
  const before = emitter[kCapture];
  try {
    emitter[kCapture] = false;
    emitter.emit('error', err);
  } finally {
    emitter[kCapture] = before;
  }
}

exports.watch = function watch(emitter, promise, type, args) {
  try {
    const then = promise.then;
    if (typeof then === 'function') {
      then.call(promise, undefined, function(err) {
        // In a tick, so that what a handler throws does not reject this promise again.
        process.nextTick(deliverRejection, emitter, err, type, args);
      });
    }
  } catch (err) {
    emitter.emit('error', err);
  }
};
