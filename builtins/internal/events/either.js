// internal/events/either - what works on an EventEmitter or an EventTarget.
'use strict';

const { error } = internalBinding('errors');

function notEither(value) {
  return error('ERR_INVALID_ARG_TYPE', 'emitter', ['EventEmitter', 'EventTarget'], value);
}

exports.getEventListeners = function getEventListeners(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listeners === 'function') return emitterOrTarget.listeners(type);
  const { isEventTarget, targetListeners } = require('internal/event_target');
  if (isEventTarget(emitterOrTarget)) return targetListeners(emitterOrTarget, type);
  throw notEither(emitterOrTarget);
};

exports.getMaxListeners = function getMaxListeners(emitterOrTarget) {
  const EventEmitter = require('events');
  if (typeof emitterOrTarget?.getMaxListeners === 'function') {
    const own = emitterOrTarget._maxListeners;
    return own === undefined ? EventEmitter.defaultMaxListeners : own;
  }
  const max = emitterOrTarget?.[EventEmitter.kMaxEventTargetListeners];
  if (typeof max === 'number') return max;
  throw notEither(emitterOrTarget);
};

exports.listenerCount = function listenerCount(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listenerCount === 'function') return emitterOrTarget.listenerCount(type);
  const { isEventTarget, kEvents } = require('internal/event_target');
  if (isEventTarget(emitterOrTarget)) return emitterOrTarget[kEvents]?.get(type)?.size ?? 0;
  throw notEither(emitterOrTarget);
};

exports.addListener = function addListener(emitter, name, listener, flags) {
  if (typeof emitter.on === 'function') {
    if (flags?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, flags);
  } else {
    throw error('ERR_INVALID_ARG_TYPE', 'emitter', 'EventEmitter', emitter);
  }
};

exports.removeListener = function removeListener(emitter, name, listener, flags) {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener, flags);
  } else {
    throw error('ERR_INVALID_ARG_TYPE', 'emitter', 'EventEmitter', emitter);
  }
};
