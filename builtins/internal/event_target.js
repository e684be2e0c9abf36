// internal/event_target - Event and EventTarget; CustomEvent and NodeEventTarget load when asked for.
'use strict';

const { error } = internalBinding('errors');
const { validateAbortSignal, validateObject } = internalBinding('validators');
const performance = internalBinding('performance');
const { now } = performance;
const EventEmitter = require('events');
const { kMaxEventTargetListeners, kMaxEventTargetListenersWarned } = EventEmitter;

const kIsEventTarget = Symbol.for('nodejs.event_target');
const kHybridDispatch = Symbol.for('nodejs.internal.kHybridDispatch');
const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kEvents = Symbol('kEvents');
const kHandlers = Symbol('kHandlers');
const kWeakHandler = Symbol('kWeak');
const kResistStopPropagation = Symbol('kResistStopPropagation');
const kCreateEvent = Symbol('kCreateEvent');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');
const kIsNodeStyleListener = Symbol('kIsNodeStyleListener');
const kTrustEvent = Symbol('kTrustEvent');
const kType = Symbol('type');
const kTarget = Symbol('kTarget');
const kFlags = Symbol('kFlags');
const kTimeStamp = Symbol('kTimeStamp');

// The bits of event[kFlags].
const BUBBLES = 1;
const CANCELABLE = 2;
const COMPOSED = 4;
const PREVENTED = 8;
const STOPPED = 16;
const STOPPED_NOW = 32;
const DISPATCHING = 64;
const PASSIVE = 128;
const TRUSTED = 256;

function thisFlags(event) {
  const flags = event?.[kFlags];
  if (flags === undefined) throw error('ERR_INVALID_THIS', 'Event');
  return flags;
}

function inspectAs(self, fields, depth, options, inspect = internalBinding('util').inspect) {
  const { name } = self.constructor;
  if (depth < 0) return name;
  const inner = Number.isInteger(options.depth) ? options.depth - 1 : options.depth;
  return `${name} ${inspect(fields, { ...options, depth: inner })}`;
}

class Event {
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw error('ERR_MISSING_ARGS', 'type');
    let flags = 0;
    if (options != null) {
      validateObject(options, 'options');
      if (options.bubbles) flags |= BUBBLES;
      if (options.cancelable) flags |= CANCELABLE;
      if (options.composed) flags |= COMPOSED;
      if (options[kTrustEvent]) flags |= TRUSTED;
    }
    this[kType] = `${type}`;
    this[kFlags] = flags;
    this[kTarget] = null;
    this[kTimeStamp] = now();
  }

  initEvent(type, bubbles = false, cancelable = false) {
    if (arguments.length === 0) throw error('ERR_MISSING_ARGS', 'type');
    let flags = thisFlags(this);
    if (flags & DISPATCHING) return;
    this[kType] = `${type}`;
    flags &= ~(BUBBLES | CANCELABLE);
    if (bubbles) flags |= BUBBLES;
    if (cancelable) flags |= CANCELABLE;
    this[kFlags] = flags;
  }

  [kInspect](depth, options, inspect) {
    const flags = thisFlags(this);
    return inspectAs(this, {
      type: this[kType],
      defaultPrevented: (flags & PREVENTED) !== 0,
      cancelable: (flags & CANCELABLE) !== 0,
      timeStamp: this[kTimeStamp],
    }, depth, options, inspect);
  }

  stopImmediatePropagation() {
    thisFlags(this);
    // Through the property: a subclass may override it.
    this.stopPropagation();
    this[kFlags] |= STOPPED_NOW;
  }

  preventDefault() {
    const flags = thisFlags(this);
    if ((flags & CANCELABLE) && !(flags & PASSIVE)) this[kFlags] = flags | PREVENTED;
  }

  get target() {
    thisFlags(this);
    return this[kTarget];
  }

  get currentTarget() {
    return thisFlags(this) & DISPATCHING ? this[kTarget] : null;
  }

  get srcElement() {
    thisFlags(this);
    return this[kTarget];
  }

  get type() {
    thisFlags(this);
    return this[kType];
  }

  get cancelable() {
    return (thisFlags(this) & CANCELABLE) !== 0;
  }

  get defaultPrevented() {
    const flags = thisFlags(this);
    return (flags & CANCELABLE) !== 0 && (flags & PREVENTED) !== 0;
  }

  get timeStamp() {
    thisFlags(this);
    return this[kTimeStamp];
  }

  composedPath() {
    return thisFlags(this) & DISPATCHING ? [this[kTarget]] : [];
  }

  get returnValue() {
    const flags = thisFlags(this);
    return !(flags & CANCELABLE) || !(flags & PREVENTED);
  }

  set returnValue(value) {
    const flags = thisFlags(this);
    if (!value && (flags & CANCELABLE) && !(flags & PASSIVE)) this[kFlags] = flags | PREVENTED;
  }

  get bubbles() {
    return (thisFlags(this) & BUBBLES) !== 0;
  }

  get composed() {
    return (thisFlags(this) & COMPOSED) !== 0;
  }

  get eventPhase() {
    return thisFlags(this) & DISPATCHING ? Event.AT_TARGET : Event.NONE;
  }

  get cancelBubble() {
    return (thisFlags(this) & STOPPED) !== 0;
  }

  set cancelBubble(value) {
    const flags = thisFlags(this);
    if (value) this[kFlags] = flags | STOPPED;
  }

  stopPropagation() {
    this[kFlags] = thisFlags(this) | STOPPED;
  }

  get isTrusted() {
    return (this?.[kFlags] & TRUSTED) !== 0;
  }
}

// Makes the named members of a prototype enumerable, as WebIDL has them, and sets its tag.
function asInterface(proto, tag, names) {
  for (let i = 0; i < names.length; i++) {
    Object.defineProperty(proto, names[i], { __proto__: null, enumerable: true });
  }
  Object.defineProperty(proto, Symbol.toStringTag, { __proto__: null, configurable: true, value: tag });
}

asInterface(Event.prototype, 'Event', [
  'initEvent', 'stopImmediatePropagation', 'preventDefault', 'target', 'currentTarget', 'srcElement', 'type',
  'cancelable', 'defaultPrevented', 'timeStamp', 'composedPath', 'returnValue', 'bubbles', 'composed', 'eventPhase',
  'cancelBubble', 'stopPropagation', 'isTrusted',
]);
Object.defineProperty(Event.prototype, 'isTrusted', { __proto__: null, configurable: false });
Object.defineProperties(Event, {
  NONE: { __proto__: null, enumerable: true, value: 0 },
  CAPTURING_PHASE: { __proto__: null, enumerable: true, value: 1 },
  AT_TARGET: { __proto__: null, enumerable: true, value: 2 },
  BUBBLING_PHASE: { __proto__: null, enumerable: true, value: 3 },
});

// One registration. `held` is the function or object that was registered, or a WeakRef to it.
class Listener {
  constructor(listener, options) {
    this.held = options.weak ? new WeakRef(listener) : listener;
    this.weak = Boolean(options.weak);
    this.once = options.once;
    this.capture = options.capture;
    this.passive = options.passive;
    this.nodeStyle = options.isNodeStyleListener;
    this.resist = options.resistStopPropagation;
    this.removed = false;
  }

  listener() {
    return this.weak ? this.held.deref() : this.held;
  }
}

// The registrations of one type. While a dispatch walks `items`, changes go to a copy.
class ListenerList {
  constructor() {
    this.items = [];
    this.size = 0;
    this.walkers = 0;
    this.resist = false;
  }

  mutable() {
    if (this.walkers > 0) {
      this.items = this.items.slice();
      this.walkers = 0;
    }
    return this.items;
  }

  find(listener, capture) {
    const { items } = this;
    for (let i = 0; i < items.length; i++) {
      if (items[i].capture === capture && items[i].listener() === listener) return i;
    }
    return -1;
  }

  removeAt(index) {
    this.items[index].removed = true;
    this.mutable().splice(index, 1);
    this.size--;
  }
}

// Keeps a weak listener alive as long as the object that it was registered for.
let retained;

const kDefaultOptions = {
  once: false,
  capture: false,
  passive: false,
  signal: undefined,
  weak: undefined,
  resistStopPropagation: false,
  isNodeStyleListener: false,
};

function listenerOptions(options) {
  if (typeof options === 'boolean') return { ...kDefaultOptions, capture: options };
  if (options === null) return kDefaultOptions;
  validateObject(options, 'options', { allowArray: true, allowFunction: true });
  return {
    once: Boolean(options.once),
    capture: Boolean(options.capture),
    passive: Boolean(options.passive),
    signal: options.signal,
    weak: options[kWeakHandler],
    resistStopPropagation: options[kResistStopPropagation] ?? false,
    isNodeStyleListener: Boolean(options[kIsNodeStyleListener]),
  };
}

function isListener(listener) {
  if (typeof listener === 'function' || typeof listener === 'object' && listener !== null) return true;
  if (listener == null) return false;
  throw error('ERR_INVALID_ARG_TYPE', 'listener', 'EventListener', listener);
}

// A WebIDL DOMString: whatever String() makes of it, but no symbol.
function domString(value) {
  if (typeof value === 'symbol') {
    const err = new TypeError('Value is a Symbol and cannot be converted to a string.');
    err.code = 'ERR_INVALID_ARG_TYPE';
    throw err;
  }
  return `${value}`;
}

// Only the constructor is asked, so that targets of other realms count too.
function isEventTarget(value) {
  return value?.constructor?.[kIsEventTarget];
}

function throwLater(err) {
  process.nextTick(() => {
    throw err;
  });
}

function initEventTarget(self) {
  self[kEvents] = undefined;
  self[kMaxEventTargetListeners] = EventEmitter.defaultMaxListeners;
  self[kMaxEventTargetListenersWarned] = false;
  self[kHandlers] = undefined;
}

class EventTarget {
  static [kIsEventTarget] = true;

  constructor() {
    initEventTarget(this);
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    const max = this[kMaxEventTargetListeners];
    if (max > 0 && size > max && !this[kMaxEventTargetListenersWarned]) {
      this[kMaxEventTargetListenersWarned] = true;
      const shown = internalBinding('util').inspect(this, { depth: -1 });
      const w = new Error(
        `Possible EventTarget memory leak detected. ${size} ${type} listeners added to ${shown}. ` +
        `MaxListeners is ${max}. Use events.setMaxListeners() to increase limit`);
      w.name = 'MaxListenersExceededWarning';
      w.target = this;
      w.type = type;
      w.count = size;
      process.emitWarning(w);
    }
  }

  [kRemoveListener](size, type, listener, capture) {}

  addEventListener(type, listener, options = kDefaultOptions) {
    if (!isEventTarget(this)) throw error('ERR_INVALID_THIS', 'EventTarget');
    if (arguments.length < 2) throw error('ERR_MISSING_ARGS', 'type', 'listener');
    if (options !== kDefaultOptions) {
      // Before the listener is looked at: the specification reads the options first.
      options = listenerOptions(options);
      const { signal } = options;
      if (signal !== undefined) {
        validateAbortSignal(signal, 'options.signal');
        if (signal.aborted) return;
        signal.addEventListener('abort', () => this.removeEventListener(type, listener, options), {
          __proto__: null, once: true, [kWeakHandler]: this, [kResistStopPropagation]: true,
        });
      }
    }
    if (!isListener(listener)) {
      const w = new Error(`addEventListener called with ${listener} which has no effect.`);
      w.name = 'AddEventListenerArgumentTypeWarning';
      w.target = this;
      w.type = type;
      process.emitWarning(w);
      return;
    }
    type = domString(type);
    const events = this[kEvents] ??= new Map();
    let list = events.get(type);
    if (list === undefined) events.set(type, list = new ListenerList());
    else if (list.find(listener, options.capture) !== -1) return;
    if (options.weak) {
      retained ??= new WeakMap();
      retained.set(options.weak, listener);
    }
    list.mutable().push(new Listener(listener, options));
    list.size++;
    list.resist ||= Boolean(options.resistStopPropagation);
    this[kNewListener](list.size, type, listener, options.once, options.capture, options.passive, options.weak);
  }

  removeEventListener(type, listener, options = kDefaultOptions) {
    if (!isEventTarget(this)) throw error('ERR_INVALID_THIS', 'EventTarget');
    if (arguments.length < 2) throw error('ERR_MISSING_ARGS', 'type', 'listener');
    if (!isListener(listener)) return;
    type = domString(type);
    const capture = typeof options === 'boolean' ? options : Boolean(options?.capture);
    const list = this[kEvents]?.get(type);
    if (list === undefined) return;
    const index = list.find(listener, capture);
    if (index === -1) return;
    list.removeAt(index);
    if (list.size === 0) this[kEvents].delete(type);
    this[kRemoveListener](list.size, type, listener, capture);
  }

  dispatchEvent(event) {
    if (!isEventTarget(this)) throw error('ERR_INVALID_THIS', 'EventTarget');
    if (arguments.length < 1) throw error('ERR_MISSING_ARGS', 'event');
    if (!(event instanceof Event)) throw error('ERR_INVALID_ARG_TYPE', 'event', 'Event', event);
    if (event[kFlags] & DISPATCHING) throw error('ERR_EVENT_RECURSION', event.type);
    this[kHybridDispatch](event, event.type, event);
    return event.defaultPrevented !== true;
  }

  // `event` is made from `nodeValue` when the first listener that wants one comes up.
  [kHybridDispatch](nodeValue, type, event) {
    if (event !== undefined) {
      event[kTarget] = this;
      event[kFlags] |= DISPATCHING;
    }
    const list = this[kEvents]?.get(type);
    if (list === undefined) {
      if (event !== undefined) event[kFlags] &= ~DISPATCHING;
      return true;
    }
    const { items } = list;
    list.walkers++;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (item.removed) continue;
      if (event !== undefined && (event[kFlags] & STOPPED_NOW) && !item.resist) {
        if (list.resist) continue;
        break;
      }
      const listener = item.listener();
      if (item.once || listener === undefined) {
        const at = list.items.indexOf(item);
        if (at !== -1) list.removeAt(at);
        if (list.size === 0 && this[kEvents].get(type) === list) this[kEvents].delete(type);
        this[kRemoveListener](list.size, type, listener, item.capture);
        if (listener === undefined) continue;
      }
      if (!item.nodeStyle && event === undefined) {
        event = this[kCreateEvent](nodeValue, type);
        event[kTarget] = this;
        event[kFlags] |= DISPATCHING;
      }
      callListener(this, item, listener, item.nodeStyle ? nodeValue : event);
    }
    if (list.items === items && list.walkers > 0) list.walkers--;
    if (event !== undefined) event[kFlags] &= ~DISPATCHING;
  }

  [kCreateEvent](nodeValue, type) {
    return new exports.CustomEvent(type, { detail: nodeValue });
  }

  [kInspect](depth, options, inspect) {
    return inspectAs(this, {}, depth, options, inspect);
  }
}

// What a listener throws becomes an uncaught exception of its own; the others still run.
function callListener(target, item, listener, arg) {
  const passive = item.passive && !item.nodeStyle;
  try {
    if (passive) arg[kFlags] |= PASSIVE;
    let result;
    if (typeof listener === 'function') {
      result = listener.call(target, arg);
    } else {
      const { handleEvent } = listener;
      if (handleEvent) result = handleEvent.call(listener, arg);
    }
    if (result !== undefined && result !== null) {
      const { then } = result;
      if (typeof then === 'function') then.call(result, undefined, throwLater);
    }
  } catch (err) {
    throwLater(err);
  } finally {
    if (passive) arg[kFlags] &= ~PASSIVE;
  }
}

asInterface(EventTarget.prototype, 'EventTarget', ['addEventListener', 'removeEventListener', 'dispatchEvent']);

function targetListeners(target, type) {
  const listeners = [];
  const items = target[kEvents]?.get(type)?.items;
  if (items !== undefined) {
    for (let i = 0; i < items.length; i++) {
      const listener = items[i].listener();
      if (listener !== undefined) listeners.push(listener);
    }
  }
  return listeners;
}

module.exports = {
  Event,
  EventTarget,
  asInterface,
  initEventTarget,
  inspectAs,
  isEventTarget,
  kCreateEvent,
  kEvents,
  kFlags,
  kHandlers,
  kHybridDispatch,
  kInspect,
  kIsNodeStyleListener,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
  targetListeners,
  get CustomEvent() {
    return require('internal/events/custom_event').CustomEvent;
  },
  get NodeEventTarget() {
    return require('internal/events/node_event_target').NodeEventTarget;
  },
  get defineEventHandler() {
    return require('internal/events/event_handler').defineEventHandler;
  },
};
exports = module.exports;

// `performance` became visible before it was an EventTarget (internal/perf/performance).
performance.eventTarget = exports;
if (performance.onEventTarget !== undefined) performance.onEventTarget(exports);
