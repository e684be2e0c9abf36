// internal/worker/messaging - MessageChannel, MessagePort and BroadcastChannel within one thread.
'use strict';

const { error } = internalBinding('errors');
const { PortHandle } = internalBinding('messaging');
const {
  Event, EventTarget, NodeEventTarget, defineEventHandler, kCreateEvent, kHybridDispatch, kNewListener, kRemoveListener,
} = require('internal/event_target');

const kInternal = Symbol('kInternal');
const kPort = Symbol('kPort');

class MessageEvent extends Event {
  #data;
  #origin;
  #lastEventId;
  #source;
  #ports;

  constructor(type, init = {}) {
    super(type, init);
    this.#data = init.data ?? null;
    this.#origin = init.origin === undefined ? '' : String(init.origin);
    this.#lastEventId = init.lastEventId === undefined ? '' : String(init.lastEventId);
    this.#source = init.source ?? null;
    this.#ports = Object.freeze(Array.from(init.ports ?? []));
  }

  get data() {
    return this.#data;
  }

  get origin() {
    return this.#origin;
  }

  get lastEventId() {
    return this.#lastEventId;
  }

  get source() {
    return this.#source;
  }

  get ports() {
    return this.#ports;
  }
}

// The state of a port: who the other end is, what has arrived, whether it is being delivered.
class PortState {
  constructor(port) {
    this.port = port;
    this.peer = null;
    this.queue = [];
    this.started = false;
    this.closed = false;
    this.handle = new PortHandle();
    this.handle.onwake = () => this.deliver();
  }

  // One message a call, so that ticks and microtasks run in between; whether there are more.
  deliver() {
    if (this.closed || !this.started || this.queue.length === 0) return false;
    this.port[kHybridDispatch](this.queue.shift(), 'message');
    return this.queue.length > 0;
  }

  receive(data) {
    if (this.closed) return;
    this.queue.push(data);
    if (this.started) this.handle.wake();
  }

  start() {
    if (this.closed || this.started) return;
    this.started = true;
    if (this.queue.length > 0) this.handle.wake();
  }

  close() {
    if (this.closed) return;
    // What has arrived is delivered first.
    const { peer } = this;
    this.peer = null;
    this.closed = true;
    this.handle.close();
    setImmediate(() => this.port.dispatchEvent(new Event('close')));
    if (peer !== null) setImmediate(() => peer.drainAndClose());
  }

  drainAndClose() {
    if (this.closed) return;
    if (this.started && this.queue.length > 0) {
      this.deliver();
      setImmediate(() => this.drainAndClose());
      return;
    }
    this.close();
  }
}

function stateOf(port) {
  const state = port?.[kPort];
  if (!(state instanceof PortState)) throw error('ERR_INVALID_THIS', 'MessagePort');
  return state;
}

function transferOf(options) {
  const transfer = Array.isArray(options) ? options : options?.transfer;
  return transfer === undefined ? undefined : { transfer: Array.from(transfer) };
}

class MessagePort extends NodeEventTarget {
  constructor(token) {
    if (token !== kInternal) throw error('ERR_CONSTRUCT_CALL_INVALID');
    super();
    this[kPort] = new PortState(this);
  }

  // Listeners added with on() get the message itself.
  [kCreateEvent](data, type) {
    if (type !== 'message' && type !== 'messageerror') return super[kCreateEvent](data, type);
    return new MessageEvent(type, { data });
  }

  postMessage(message, options = undefined) {
    const state = stateOf(this);
    if (arguments.length === 0) throw error('ERR_MISSING_ARGS', 'message');
    if (options !== undefined && options !== null && typeof options !== 'object') {
      throw error('ERR_INVALID_ARG_TYPE', 'transferList', ['Array', 'Object'], options);
    }
    const data = structuredClone(message, transferOf(options));
    if (!state.closed) state.peer?.receive(data);
  }

  start() {
    stateOf(this).start();
  }

  close(callback) {
    const state = stateOf(this);
    if (typeof callback === 'function') this.once('close', callback);
    state.close();
  }

  ref() {
    stateOf(this).handle.ref();
  }

  unref() {
    stateOf(this).handle.unref();
  }

  hasRef() {
    return stateOf(this).handle.hasRef();
  }

  // A listener of 'message' starts the port, and keeps the process alive as long as there is one.
  [kNewListener](size, type, ...rest) {
    super[kNewListener](size, type, ...rest);
    if (type === 'message' && size === 1) {
      this.ref();
      this.start();
    }
  }

  [kRemoveListener](size, type, ...rest) {
    super[kRemoveListener](size, type, ...rest);
    if (type === 'message' && size === 0) {
      stateOf(this).started = false;
      this.unref();
    }
  }
}
defineEventHandler(MessagePort.prototype, 'message');
defineEventHandler(MessagePort.prototype, 'messageerror');

class MessageChannel {
  constructor() {
    this.port1 = new MessagePort(kInternal);
    this.port2 = new MessagePort(kInternal);
    const [one, two] = [this.port1[kPort], this.port2[kPort]];
    one.peer = two;
    two.peer = one;
  }
}

function receiveMessageOnPort(port) {
  const state = port?.[kPort];
  if (!(state instanceof PortState)) {
    throw error('ERR_INVALID_ARG_TYPE', 'port', 'MessagePort', port);
  }
  return state.queue.length > 0 ? { message: state.queue.shift() } : undefined;
}

// All channels of a name hear each other.
const channels = new Map();

class BroadcastChannel extends EventTarget {
  #name;
  #queue = [];
  #closed = false;
  #handle = new PortHandle();

  constructor(name) {
    if (arguments.length === 0) throw error('ERR_MISSING_ARGS', 'name');
    super();
    this.#name = `${name}`;
    this.#handle.onwake = () => this.#deliver();
    this.#handle.ref();
    const others = channels.get(this.#name);
    if (others === undefined) channels.set(this.#name, new Set([this]));
    else others.add(this);
  }

  get name() {
    return this.#name;
  }

  #deliver() {
    if (this.#closed || this.#queue.length === 0) return false;
    this.dispatchEvent(new MessageEvent('message', { data: this.#queue.shift() }));
    return this.#queue.length > 0;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    if (!(this instanceof BroadcastChannel)) throw error('ERR_INVALID_THIS', 'BroadcastChannel');
    if (depth < 0) return 'BroadcastChannel';
    const { inspect } = internalBinding('util');
    const shown = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BroadcastChannel ${inspect({ name: this.#name, active: !this.#closed }, shown)}`;
  }

  postMessage(message) {
    if (arguments.length === 0) throw error('ERR_MISSING_ARGS', 'message');
    if (this.#closed) {
      const { DOMException } = require('internal/domexception');
      throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    }
    for (const other of channels.get(this.#name)) {
      if (other === this) continue;
      other.#queue.push(structuredClone(message));
      other.#handle.wake();
    }
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#handle.close();
    const others = channels.get(this.#name);
    others.delete(this);
    if (others.size === 0) channels.delete(this.#name);
  }

  ref() {
    if (!this.#closed) this.#handle.ref();
    return this;
  }

  unref() {
    if (!this.#closed) this.#handle.unref();
    return this;
  }
}
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

module.exports = { BroadcastChannel, MessageChannel, MessageEvent, MessagePort, receiveMessageOnPort };
