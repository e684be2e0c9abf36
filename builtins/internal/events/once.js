// internal/events/once - events.once(): a promise of the next event.
'use strict';

const { validateAbortSignal, validateObject } = internalBinding('validators');
const { addListener, removeListener } = require('internal/events/either');

function abortError(signal) {
  const { AbortError } = require('internal/abort_error');
  return new AbortError(undefined, { cause: signal?.reason });
}

exports.once = async function once(emitter, name, options = {}) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw abortError(signal);
  const flags = { __proto__: null, once: true };
  if (signal != null || typeof emitter?.on !== 'function') {
    flags[require('internal/event_target').kResistStopPropagation] = true;
  }
  return new Promise((resolve, reject) => {
    function onError(err) {
      emitter.removeListener(name, onEvent);
      if (signal != null) removeListener(signal, 'abort', onAbort);
      reject(err);
    }
    function onEvent(...args) {
      if (typeof emitter.removeListener === 'function') emitter.removeListener('error', onError);
      if (signal != null) removeListener(signal, 'abort', onAbort);
      resolve(args);
    }
    function onAbort() {
      removeListener(emitter, name, onEvent);
      removeListener(emitter, 'error', onError);
      reject(abortError(signal));
    }
    addListener(emitter, name, onEvent, flags);
    // An EventTarget gives 'error' no special meaning.
    if (name !== 'error' && typeof emitter.once === 'function') emitter.once('error', onError);
    if (signal != null) addListener(signal, 'abort', onAbort, flags);
  });
};
