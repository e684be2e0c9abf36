// node:events - the EventEmitter class; its methods are native (src/bindings/events.rs), what is rare loads on use.
'use strict';

const binding = internalBinding('events');
const { error } = internalBinding('errors');
const { kCapture, kErrorMonitor, init } = binding;

// A JS function and not a class, because packages inherit with `EventEmitter.call(this)`.
function EventEmitter(opts) {
  EventEmitter.init.call(this, opts);
}

module.exports = EventEmitter;
EventEmitter.addAbortListener = function addAbortListener(signal, listener) {
  return require('internal/events/abort_listener').addAbortListener(signal, listener);
};
EventEmitter.once = function once(emitter, name, options) {
  return require('internal/events/once').once(emitter, name, options);
};
EventEmitter.on = function on(emitter, event, options) {
  return require('internal/events/on').on(emitter, event, options);
};
EventEmitter.getEventListeners = function getEventListeners(emitterOrTarget, type) {
  return require('internal/events/either').getEventListeners(emitterOrTarget, type);
};
EventEmitter.getMaxListeners = function getMaxListeners(emitterOrTarget) {
  return require('internal/events/either').getMaxListeners(emitterOrTarget);
};
EventEmitter.listenerCount = function listenerCount(emitterOrTarget, type) {
  return require('internal/events/either').listenerCount(emitterOrTarget, type);
};
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = Symbol.for('nodejs.rejection');
Object.defineProperty(EventEmitter, 'captureRejections', {
  __proto__: null,
  get() {
    return EventEmitter.prototype[kCapture];
  },
  set(value) {
    internalBinding('validators').validateBoolean(value, 'EventEmitter.captureRejections');
    EventEmitter.prototype[kCapture] = value;
    binding.setDefaultCapture(value);
  },
  enumerable: true,
});
Object.defineProperty(EventEmitter, 'EventEmitterAsyncResource', {
  __proto__: null,
  get() {
    return require('internal/events/async_resource').EventEmitterAsyncResource;
  },
  set: undefined,
  enumerable: true,
  configurable: true,
});
EventEmitter.errorMonitor = kErrorMonitor;

EventEmitter.prototype = binding.prototype;
Object.defineProperty(EventEmitter.prototype, 'constructor', {
  __proto__: null, value: EventEmitter, writable: true, configurable: true,
});

Object.defineProperty(EventEmitter, 'defaultMaxListeners', {
  __proto__: null,
  get: binding.getDefaultMaxListeners,
  set(value) {
    binding.setDefaultMaxListeners(value, 'defaultMaxListeners');
  },
  enumerable: true,
});

const kMaxEventTargetListeners = Symbol('events.maxEventTargetListeners');
const kMaxEventTargetListenersWarned = Symbol('events.maxEventTargetListenersWarned');
Object.defineProperty(EventEmitter, 'kMaxEventTargetListeners',
                      { __proto__: null, value: kMaxEventTargetListeners });
Object.defineProperty(EventEmitter, 'kMaxEventTargetListenersWarned',
                      { __proto__: null, value: kMaxEventTargetListenersWarned });

EventEmitter.setMaxListeners = function setMaxListeners(n = EventEmitter.defaultMaxListeners, ...eventTargets) {
  internalBinding('validators').validateNumber(n, 'setMaxListeners', 0);
  if (eventTargets.length === 0) {
    binding.setDefaultMaxListeners(n, 'setMaxListeners');
    return;
  }
  const { isEventTarget } = require('internal/event_target');
  for (let i = 0; i < eventTargets.length; i++) {
    const target = eventTargets[i];
    if (isEventTarget(target)) {
      target[kMaxEventTargetListeners] = n;
      target[kMaxEventTargetListenersWarned] = false;
    } else if (typeof target.setMaxListeners === 'function') {
      target.setMaxListeners(n);
    } else {
      throw error('ERR_INVALID_ARG_TYPE', 'eventTargets', ['EventEmitter', 'EventTarget'], target);
    }
  }
};

EventEmitter.init = init;
