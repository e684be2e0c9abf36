// internal/events/event_handler - `onabort` and its like: event handler attributes.
'use strict';

const { error } = internalBinding('errors');
const { kEvents, kHandlers, kNewListener, kRemoveListener } = require('internal/event_target');

function handlersOf(target) {
  if (typeof target !== 'object' || target === null || !(kHandlers in target)) {
    throw error('ERR_INVALID_THIS', 'EventTarget');
  }
  return target[kHandlers];
}

// A handler keeps its place among the listeners when it is replaced, so one wrapper stays registered.
function makeWrapper(handler) {
  function wrapper(...args) {
    if (typeof wrapper.handler !== 'function') return undefined;
    return wrapper.handler.apply(this, args);
  }
  wrapper.handler = handler;
  return wrapper;
}

exports.defineEventHandler = function defineEventHandler(proto, name, event = name) {
  const property = `on${name}`;
  Object.defineProperty(proto, property, {
    __proto__: null,
    get: Object.getOwnPropertyDescriptor({
      get [property]() {
        return handlersOf(this)?.get(event)?.handler ?? null;
      },
    }, property).get,
    set: Object.getOwnPropertyDescriptor({
      set [property](value) {
        setHandler(this, event, value);
      },
    }, property).set,
    configurable: true,
    enumerable: true,
  });
};

function setHandler(target, event, value) {
  const handlers = handlersOf(target) ?? (target[kHandlers] = new Map());
  const wrapper = handlers.get(event);
  if (wrapper === undefined) {
    const fresh = makeWrapper(value);
    target.addEventListener(event, fresh);
    handlers.set(event, fresh);
    return;
  }
  const list = target[kEvents]?.get(event);
  if (typeof wrapper.handler === 'function' && list !== undefined) {
    list.size--;
    target[kRemoveListener](list.size, event, wrapper.handler, false);
  }
  wrapper.handler = value;
  if (typeof value !== 'function') return;
  if (list === undefined) {
    target.addEventListener(event, wrapper);
  } else {
    list.size++;
    target[kNewListener](list.size, event, value, false, false, false, false);
  }
}
