// internal/webstreams/readablestream - ReadableStream and its default controller.
'use strict';

const { error } = internalBinding('errors');
const { validateAbortSignal } = internalBinding('validators');
const util = require('internal/webstreams/util');
const { kIsClosedPromise, kIsDisturbed, kIsErrored, kIsReadable, kControllerErrorFunction } = require('internal/streams/utils');

const { check, checkInternal, handled, is, kCancel, kInternal, kPull, kRelease, kState, nop, stateError } = util;

class ReadableStream {
  constructor(source = {}, strategy = {}) {
    if (source === null) throw error('ERR_INVALID_ARG_VALUE', 'source', 'Object', source);
    source = util.dictionary(source, 'source');
    strategy = util.dictionary(strategy, 'strategy');
    initialize(this);
    const { type } = source;
    if (`${type}` === 'bytes') {
      if (strategy.size !== undefined) throw util.rangeError('strategy.size', strategy.size);
      const mark = util.extractHighWaterMark(strategy, 0);
      require('internal/webstreams/bytes').setUpFromSource(this, source, mark);
      return;
    }
    if (type !== undefined) throw error('ERR_INVALID_ARG_VALUE', 'source.type', type);
    const size = util.extractSize(strategy);
    setUpFromSource(this, source, util.extractHighWaterMark(strategy, 1), size);
  }

  static from(iterable) {
    return fromIterable(iterable);
  }

  get locked() {
    check(this, ReadableStream);
    return isLocked(this);
  }

  cancel(reason = undefined) {
    if (!is(this, ReadableStream)) return Promise.reject(error('ERR_INVALID_THIS', 'ReadableStream'));
    if (isLocked(this)) return Promise.reject(stateError('ReadableStream is locked'));
    return cancel(this, reason);
  }

  getReader(options = {}) {
    check(this, ReadableStream);
    const { mode } = util.dictionary(options, 'options');
    const { ReadableStreamBYOBReader, ReadableStreamDefaultReader } = require('internal/webstreams/readers');
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw error('ERR_INVALID_ARG_VALUE', 'options.mode', mode);
    return new ReadableStreamBYOBReader(this);
  }

  pipeThrough(transform, options = {}) {
    check(this, ReadableStream);
    const { WritableStream } = require('internal/webstreams/writablestream');
    const readable = transform?.readable;
    if (!is(readable, ReadableStream)) throw error('ERR_INVALID_ARG_TYPE', 'transform.readable', 'ReadableStream', readable);
    const writable = transform?.writable;
    if (!is(writable, WritableStream)) throw error('ERR_INVALID_ARG_TYPE', 'transform.writable', 'WritableStream', writable);
    const { preventAbort, preventCancel, preventClose, signal } = util.dictionary(options, 'options');
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    if (isLocked(this)) throw stateError('The ReadableStream is locked');
    if (writable.locked) throw stateError('The WritableStream is locked');
    const { pipeTo } = require('internal/webstreams/pipe');
    handled(pipeTo(this, writable, !!preventClose, !!preventAbort, !!preventCancel, signal));
    return readable;
  }

  pipeTo(destination, options = {}) {
    try {
      check(this, ReadableStream);
      const { WritableStream } = require('internal/webstreams/writablestream');
      if (!is(destination, WritableStream)) {
        throw error('ERR_INVALID_ARG_TYPE', 'transform.writable', 'WritableStream', destination);
      }
      const { preventAbort, preventCancel, preventClose, signal } = util.dictionary(options, 'options');
      if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
      if (isLocked(this)) throw stateError('The ReadableStream is locked');
      if (destination.locked) throw stateError('The WritableStream is locked');
      const { pipeTo } = require('internal/webstreams/pipe');
      return pipeTo(this, destination, !!preventClose, !!preventAbort, !!preventCancel, signal);
    } catch (reason) {
      return Promise.reject(reason);
    }
  }

  tee() {
    check(this, ReadableStream);
    return require('internal/webstreams/tee').tee(this);
  }

  values(options = {}) {
    check(this, ReadableStream);
    const { preventCancel } = util.dictionary(options, 'options');
    return require('internal/webstreams/readers').iterate(this, !!preventCancel);
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, {
      locked: this.locked,
      state: this[kState].state,
      supportsBYOB: supportsByob(this),
    });
  }

  get [kIsDisturbed]() {
    return this[kState].disturbed;
  }

  get [kIsErrored]() {
    return this[kState].state === 'errored';
  }

  get [kIsReadable]() {
    return this[kState].state === 'readable';
  }

  get [kIsClosedPromise]() {
    return this[kState].over;
  }

  [kControllerErrorFunction](reason) {
    this[kState].controller.error(reason);
  }
}
util.webidl(ReadableStream, ['locked', 'cancel', 'getReader', 'pipeThrough', 'pipeTo', 'tee', 'values']);
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  value: ReadableStream.prototype.values,
  writable: true,
  configurable: true,
});
Object.defineProperty(ReadableStream, 'from', { enumerable: true });

function initialize(stream) {
  const over = util.deferred();
  handled(over.promise);
  stream[kState] = { state: 'readable', reader: undefined, storedError: undefined, disturbed: false, controller: undefined, over };
}

// A stream made by ourselves.
function create(start, pull, cancelSource, mark = 1, size = () => 1) {
  const stream = Object.create(ReadableStream.prototype);
  initialize(stream);
  setUp(stream, start, pull, cancelSource, mark, size);
  return stream;
}

function isLocked(stream) {
  return stream[kState].reader !== undefined;
}

function supportsByob(stream) {
  const { ReadableByteStreamController } = require('internal/webstreams/bytes');
  return stream[kState].controller instanceof ReadableByteStreamController;
}

function cancel(stream, reason) {
  const state = stream[kState];
  state.disturbed = true;
  if (state.state === 'closed') return Promise.resolve();
  if (state.state === 'errored') return Promise.reject(state.storedError);
  close(stream);
  const intoRequests = state.reader?.[kState].readIntoRequests;
  if (intoRequests !== undefined) {
    state.reader[kState].readIntoRequests = [];
    for (const request of intoRequests) request.close(undefined);
  }
  return state.controller[kCancel](reason).then(nop);
}

function close(stream) {
  const state = stream[kState];
  state.state = 'closed';
  state.over.resolve();
  const { reader } = state;
  if (reader === undefined) return;
  reader[kState].closed.resolve();
  const requests = reader[kState].readRequests;
  if (requests !== undefined) {
    reader[kState].readRequests = [];
    for (const request of requests) request.close();
  }
}

function fail(stream, reason) {
  const state = stream[kState];
  state.state = 'errored';
  state.storedError = reason;
  state.over.reject(reason);
  const { reader } = state;
  if (reader === undefined) return;
  reader[kState].closed.reject(reason);
  handled(reader[kState].closed.promise);
  failRequests(reader, reason);
}

function failRequests(reader, reason) {
  const slots = reader[kState];
  const requests = slots.readRequests ?? slots.readIntoRequests;
  if (slots.readRequests !== undefined) slots.readRequests = [];
  else slots.readIntoRequests = [];
  for (const request of requests) request.error(reason);
}

// Whether somebody waits for a chunk with a default reader.
function hasReadRequests(stream) {
  const requests = stream[kState].reader?.[kState].readRequests;
  return requests !== undefined && requests.length > 0;
}

function fulfill(stream, chunk) {
  stream[kState].reader[kState].readRequests.shift().chunk(chunk);
}

class ReadableStreamDefaultController {
  constructor(token) {
    checkInternal(token);
  }

  get desiredSize() {
    check(this, ReadableStreamDefaultController);
    return desiredSize(this);
  }

  close() {
    check(this, ReadableStreamDefaultController);
    if (!canCloseOrEnqueue(this)) throw stateError('Controller is already closed');
    controllerClose(this);
  }

  enqueue(chunk = undefined) {
    check(this, ReadableStreamDefaultController);
    if (!canCloseOrEnqueue(this)) throw stateError('Controller is already closed');
    enqueue(this, chunk);
  }

  error(reason = undefined) {
    check(this, ReadableStreamDefaultController);
    controllerError(this, reason);
  }

  [kCancel](reason) {
    const state = this[kState];
    util.resetQueue(state);
    const result = state.cancel(reason);
    clearAlgorithms(state);
    return result;
  }

  [kPull](request) {
    const state = this[kState];
    if (state.queue.length > 0) {
      const chunk = util.dequeue(state);
      if (state.closeRequested && state.queue.length === 0) {
        clearAlgorithms(state);
        close(state.stream);
      } else {
        pullIfNeeded(this);
      }
      request.chunk(chunk);
    } else {
      state.stream[kState].reader[kState].readRequests.push(request);
      pullIfNeeded(this);
    }
  }

  [kRelease]() {}

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, {});
  }
}
util.webidl(ReadableStreamDefaultController, ['desiredSize', 'close', 'enqueue', 'error']);

function clearAlgorithms(state) {
  state.pull = undefined;
  state.cancel = undefined;
  state.size = undefined;
}

function desiredSize(controller) {
  const state = controller[kState];
  const { state: phase } = state.stream[kState];
  if (phase === 'errored') return null;
  return phase === 'closed' ? 0 : state.highWaterMark - state.queueTotalSize;
}

function canCloseOrEnqueue(controller) {
  const state = controller[kState];
  return !state.closeRequested && state.stream[kState].state === 'readable';
}

function controllerClose(controller) {
  if (!canCloseOrEnqueue(controller)) return;
  const state = controller[kState];
  state.closeRequested = true;
  if (state.queue.length === 0) {
    clearAlgorithms(state);
    close(state.stream);
  }
}

function enqueue(controller, chunk) {
  if (!canCloseOrEnqueue(controller)) return;
  const state = controller[kState];
  if (hasReadRequests(state.stream)) {
    fulfill(state.stream, chunk);
  } else {
    try {
      util.enqueueWithSize(state, chunk, state.size(chunk));
    } catch (reason) {
      controllerError(controller, reason);
      throw reason;
    }
  }
  pullIfNeeded(controller);
}

function controllerError(controller, reason) {
  const state = controller[kState];
  if (state.stream[kState].state !== 'readable') return;
  util.resetQueue(state);
  clearAlgorithms(state);
  fail(state.stream, reason);
}

function shouldPull(controller) {
  const state = controller[kState];
  if (!canCloseOrEnqueue(controller) || !state.started) return false;
  return hasReadRequests(state.stream) || desiredSize(controller) > 0;
}

function pullIfNeeded(controller) {
  if (!shouldPull(controller)) return;
  const state = controller[kState];
  if (state.pulling) {
    state.pullAgain = true;
    return;
  }
  state.pulling = true;
  state.pull().then(() => {
    state.pulling = false;
    if (state.pullAgain) {
      state.pullAgain = false;
      pullIfNeeded(controller);
    }
  }, (reason) => controllerError(controller, reason));
}

function setUp(stream, start, pull, cancelSource, highWaterMark, size) {
  const controller = new ReadableStreamDefaultController(kInternal);
  const state = {
    stream,
    queue: [],
    queueTotalSize: 0,
    started: false,
    closeRequested: false,
    pulling: false,
    pullAgain: false,
    highWaterMark,
    size,
    pull,
    cancel: cancelSource,
  };
  controller[kState] = state;
  stream[kState].controller = controller;
  Promise.resolve(start(controller)).then(() => {
    state.started = true;
    pullIfNeeded(controller);
  }, (reason) => controllerError(controller, reason));
}

function setUpFromSource(stream, source, mark, size) {
  const start = util.callback(source, 'start');
  const pull = util.callback(source, 'pull');
  const cancelSource = util.callback(source, 'cancel');
  const controllerOf = () => stream[kState].controller;
  setUp(
    stream,
    start ? (controller) => start.call(source, controller) : nop,
    pull ? () => util.promiseCall(pull, source, controllerOf()) : () => Promise.resolve(),
    cancelSource ? (reason) => util.promiseCall(cancelSource, source, reason) : () => Promise.resolve(),
    mark,
    size,
  );
}

// ReadableStream.from(iterable)
function fromIterable(iterable) {
  const asynchronous = iterable?.[Symbol.asyncIterator];
  const method = asynchronous ?? iterable?.[Symbol.iterator];
  if (typeof method !== 'function') throw error('ERR_ARG_NOT_ITERABLE', iterable);
  const iterator = method.call(iterable);
  if (iterator === null || typeof iterator !== 'object') {
    throw stateError('The iterator method must return an object');
  }
  const { next } = iterator;
  const stream = create(nop, async () => {
    const step = await next.call(iterator);
    if (step === null || typeof step !== 'object') throw stateError('The promise returned by the iterator.next() method must fulfill with an object');
    if (step.done) controllerClose(stream[kState].controller);
    else enqueue(stream[kState].controller, await step.value);
  }, async (reason) => {
    const finish = iterator.return;
    if (finish === undefined) return;
    const result = await finish.call(iterator, reason);
    if (result === null || typeof result !== 'object') throw stateError('The promise returned by the iterator.return() method must fulfill with an object');
  }, 0);
  return stream;
}

module.exports = {
  ReadableStream,
  ReadableStreamDefaultController,
  cancel,
  canCloseOrEnqueue,
  close,
  controllerClose,
  controllerError,
  create,
  enqueue,
  desiredSize,
  fail,
  failRequests,
  fulfill,
  hasReadRequests,
  initialize,
  isLocked,
  supportsByob,
};
