// internal/events/node_event_target - NodeEventTarget: an EventTarget with the methods of an EventEmitter.
'use strict';

const { error } = internalBinding('errors');
const EventEmitter = require('events');
const {
  EventTarget, asInterface, initEventTarget, kEvents, kHybridDispatch, kIsNodeStyleListener,
} = require('internal/event_target');

const kIsNodeEventTarget = Symbol('kIsNodeEventTarget');

function check(value) {
  if (!value?.constructor?.[kIsNodeEventTarget]) throw error('ERR_INVALID_THIS', 'NodeEventTarget');
}

class NodeEventTarget extends EventTarget {
  static [kIsNodeEventTarget] = true;
  static defaultMaxListeners = 10;

  setMaxListeners(n) {
    check(this);
    EventEmitter.setMaxListeners(n, this);
  }

  getMaxListeners() {
    check(this);
    return this[EventEmitter.kMaxEventTargetListeners];
  }

  eventNames() {
    check(this);
    return this[kEvents] === undefined ? [] : Array.from(this[kEvents].keys());
  }

  listenerCount(type) {
    check(this);
    return this[kEvents]?.get(String(type))?.size ?? 0;
  }

  off(type, listener, options) {
    check(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    check(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    check(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  addListener(type, listener) {
    check(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  emit(type, arg) {
    check(this);
    internalBinding('validators').validateString(type, 'type');
    const heard = this.listenerCount(type) > 0;
    this[kHybridDispatch](arg, type);
    return heard;
  }

  once(type, listener) {
    check(this);
    this.addEventListener(type, listener, { once: true, [kIsNodeStyleListener]: true });
    return this;
  }

  removeAllListeners(type) {
    check(this);
    if (this[kEvents] !== undefined) {
      if (type !== undefined) this[kEvents].delete(String(type));
      else this[kEvents].clear();
    }
    return this;
  }
}

asInterface(NodeEventTarget.prototype, 'EventTarget', [
  'setMaxListeners', 'getMaxListeners', 'eventNames', 'listenerCount', 'off', 'removeListener', 'on', 'addListener',
  'once', 'emit', 'removeAllListeners',
]);

exports.NodeEventTarget = NodeEventTarget;
exports.initNodeEventTarget = initEventTarget;
