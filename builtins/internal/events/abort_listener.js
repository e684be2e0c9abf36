// internal/events/abort_listener - events.addAbortListener().
'use strict';

const { error } = internalBinding('errors');
const { validateAbortSignal, validateFunction } = internalBinding('validators');

exports.addAbortListener = function addAbortListener(signal, listener) {
  if (signal === undefined) throw error('ERR_INVALID_ARG_TYPE', 'signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  validateFunction(listener, 'listener');
  let attached = false;
  if (signal.aborted) {
    queueMicrotask(() => listener());
  } else {
    const { kResistStopPropagation } = require('internal/event_target');
    signal.addEventListener('abort', listener, { __proto__: null, once: true, [kResistStopPropagation]: true });
    attached = true;
  }
  return {
    __proto__: null,
    [Symbol.dispose]() {
      if (attached) signal.removeEventListener('abort', listener);
    },
  };
};
