// internal/webstreams/util - what all web streams share: slots, promises, queues with sizes, strategies.
'use strict';

const { error } = internalBinding('errors');

// The slots of every web stream object, which only this folder knows.
const kState = Symbol('kState');
// The methods that a readable's controller has for its stream.
const kPull = Symbol('kPull');
const kCancel = Symbol('kCancel');
const kRelease = Symbol('kRelease');
// The methods that a writable's controller has for its stream.
const kAbort = Symbol('kAbort');
const kError = Symbol('kError');
// Passed to constructors that users must not call.
const kInternal = Symbol('kInternal');

const nop = () => {};

function stateError(message) {
  const failure = new TypeError(`Invalid state: ${message}`);
  failure.code = 'ERR_INVALID_STATE';
  return failure;
}

// ERR_INVALID_ARG_VALUE as the RangeError that the standard asks for.
function rangeError(name, value) {
  const kind = name.includes('.') ? 'property' : 'argument';
  const failure = new RangeError(`The ${kind} '${name}' is invalid. Received ${String(value)}`);
  failure.code = 'ERR_INVALID_ARG_VALUE';
  return failure;
}

function checkInternal(token) {
  if (token !== kInternal) throw error('ERR_ILLEGAL_CONSTRUCTOR');
}

// Throws unless `value` is an object of that class.
function check(value, Class) {
  if (value === null || typeof value !== 'object' || !(value instanceof Class) || value[kState] === undefined) {
    throw error('ERR_INVALID_THIS', Class.name);
  }
}

function is(value, Class) {
  return value !== null && typeof value === 'object' && value instanceof Class && value[kState] !== undefined;
}

// A rejection that nobody has to handle.
function handled(promise) {
  promise.then(undefined, nop);
  return promise;
}

// A promise with its resolvers, which knows whether it is still open.
function deferred() {
  const { promise, resolve, reject } = Promise.withResolvers();
  const self = {
    promise,
    pending: true,
    resolve(value) {
      self.pending = false;
      resolve(value);
    },
    reject(reason) {
      self.pending = false;
      reject(reason);
    },
  };
  return self;
}

function resolvedDeferred(value) {
  return { promise: Promise.resolve(value), pending: false, resolve: nop, reject: nop };
}

function rejectedDeferred(reason) {
  return { promise: handled(Promise.reject(reason)), pending: false, resolve: nop, reject: nop };
}

// What a reader or writer shows from now on: the open promise rejected, or a new one.
function ensureRejected(current, reason) {
  if (!current.pending) return rejectedDeferred(reason);
  current.reject(reason);
  handled(current.promise);
  return current;
}

// A dictionary argument: undefined and null count as empty.
function dictionary(value, name) {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' && typeof value !== 'function') throw error('ERR_INVALID_ARG_TYPE', name, 'Object', value);
  return value;
}

function callback(object, name) {
  const fn = object[name];
  if (fn === undefined) return undefined;
  if (typeof fn !== 'function') throw error('ERR_INVALID_ARG_TYPE', name, 'Function', fn);
  return fn;
}

// Calls a method of a source or sink; what it throws becomes a rejection.
function promiseCall(fn, receiver, ...args) {
  try {
    return Promise.resolve(fn.apply(receiver, args));
  } catch (reason) {
    return Promise.reject(reason);
  }
}

function extractHighWaterMark(strategy, fallback) {
  if (strategy.highWaterMark === undefined) return fallback;
  const mark = Number(strategy.highWaterMark);
  if (Number.isNaN(mark) || mark < 0) throw rangeError('strategy.highWaterMark', strategy.highWaterMark);
  return mark;
}

function extractSize(strategy) {
  const size = callback(strategy, 'size');
  return size === undefined ? () => 1 : (chunk) => size(chunk);
}

function enqueueWithSize(state, value, size) {
  size = Number(size);
  if (Number.isNaN(size) || size < 0 || size === Infinity) throw rangeError('size', size);
  state.queue.push({ value, size });
  state.queueTotalSize += size;
}

function dequeue(state) {
  const { value, size } = state.queue.shift();
  // Sums of fractions can end below nothing.
  state.queueTotalSize = Math.max(0, state.queueTotalSize - size);
  return value;
}

function resetQueue(state) {
  state.queue = [];
  state.queueTotalSize = 0;
}

// How the object shows in util.inspect.
function customInspect(object, depth, options, fields) {
  if (depth < 0) return object;
  const { inspect } = internalBinding('util');
  const shown = { ...options, depth: options.depth == null ? null : options.depth - 1 };
  return `${object.constructor.name} ${inspect(fields, shown)}`;
}

// Makes methods and accessors enumerable, as WebIDL has it, and names the class.
function webidl(Class, names, tag = Class.name) {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(Class.prototype, name);
    Object.defineProperty(Class.prototype, name, { ...descriptor, enumerable: true });
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: tag, configurable: true });
}

function copyArrayBuffer(buffer, offset, length) {
  return buffer.slice(offset, offset + length);
}

module.exports = {
  callback,
  check,
  checkInternal,
  copyArrayBuffer,
  customInspect,
  deferred,
  dequeue,
  dictionary,
  enqueueWithSize,
  ensureRejected,
  extractHighWaterMark,
  extractSize,
  handled,
  is,
  kAbort,
  kCancel,
  kError,
  kInspect: Symbol.for('nodejs.util.inspect.custom'),
  kInternal,
  kPull,
  kRelease,
  kState,
  nop,
  promiseCall,
  rangeError,
  rejectedDeferred,
  resetQueue,
  resolvedDeferred,
  stateError,
  webidl,
};
