// internal/webstreams/writablestream - WritableStream, its writer and its controller.
'use strict';

const { error } = internalBinding('errors');
const util = require('internal/webstreams/util');
const { kIsClosedPromise, kIsErrored, kIsWritable, kControllerErrorFunction } = require('internal/streams/utils');

const { check, checkInternal, handled, is, kAbort, kError, kInternal, kState, nop, stateError } = util;
// Stands in the queue for close().
const kClose = Symbol('kClose');

class WritableStream {
  constructor(sink = {}, strategy = {}) {
    sink = util.dictionary(sink, 'sink');
    strategy = util.dictionary(strategy, 'strategy');
    if (sink.type !== undefined) throw util.rangeError('sink.type', sink.type);
    initialize(this);
    const size = util.extractSize(strategy);
    setUpFromSink(this, sink, util.extractHighWaterMark(strategy, 1), size);
  }

  get locked() {
    check(this, WritableStream);
    return this[kState].writer !== undefined;
  }

  abort(reason = undefined) {
    if (!is(this, WritableStream)) return Promise.reject(error('ERR_INVALID_THIS', 'WritableStream'));
    if (this[kState].writer !== undefined) return Promise.reject(stateError('WritableStream is locked'));
    return abort(this, reason);
  }

  close() {
    if (!is(this, WritableStream)) return Promise.reject(error('ERR_INVALID_THIS', 'WritableStream'));
    if (this[kState].writer !== undefined) return Promise.reject(stateError('WritableStream is locked'));
    if (isClosing(this)) return Promise.reject(stateError('Failure closing WritableStream'));
    return close(this);
  }

  getWriter() {
    check(this, WritableStream);
    return new WritableStreamDefaultWriter(this);
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, { locked: this.locked, state: this[kState].state });
  }

  get [kIsErrored]() {
    return this[kState].state === 'errored';
  }

  get [kIsWritable]() {
    return this[kState].state === 'writable';
  }

  get [kIsClosedPromise]() {
    return this[kState].over;
  }

  [kControllerErrorFunction](reason) {
    this[kState].controller.error(reason);
  }
}
util.webidl(WritableStream, ['locked', 'abort', 'close', 'getWriter']);

function initialize(stream) {
  const over = util.deferred();
  handled(over.promise);
  stream[kState] = {
    state: 'writable',
    storedError: undefined,
    writer: undefined,
    controller: undefined,
    backpressure: false,
    writeRequests: [],
    inFlightWrite: undefined,
    closeRequest: undefined,
    inFlightClose: undefined,
    pendingAbort: undefined,
    over,
  };
}

function create(start, write, closeSink, abortSink, mark = 1, size = () => 1) {
  const stream = Object.create(WritableStream.prototype);
  initialize(stream);
  setUp(stream, start, write, closeSink, abortSink, mark, size);
  return stream;
}

function isClosing(stream) {
  const state = stream[kState];
  return state.closeRequest !== undefined || state.inFlightClose !== undefined;
}

function abort(stream, reason) {
  const state = stream[kState];
  if (state.state === 'closed' || state.state === 'errored') return Promise.resolve();
  state.controller[kState].abortController.abort(reason);
  if (state.state === 'closed' || state.state === 'errored') return Promise.resolve();
  if (state.pendingAbort !== undefined) return state.pendingAbort.promise;
  const wasErroring = state.state === 'erroring';
  if (wasErroring) reason = undefined;
  state.pendingAbort = { ...util.deferred(), reason, wasErroring };
  const { promise } = state.pendingAbort;
  if (!wasErroring) startErroring(stream, reason);
  return promise;
}

function close(stream) {
  const state = stream[kState];
  if (state.state === 'closed' || state.state === 'errored') {
    return Promise.reject(stateError('WritableStream is closed'));
  }
  state.closeRequest = util.deferred();
  const { promise } = state.closeRequest;
  if (state.writer !== undefined && state.backpressure && state.state === 'writable') {
    state.writer[kState].ready.resolve();
  }
  const slots = state.controller[kState];
  util.enqueueWithSize(slots, kClose, 0);
  advance(state.controller);
  return promise;
}

function dealWithRejection(stream, reason) {
  if (stream[kState].state === 'writable') startErroring(stream, reason);
  else finishErroring(stream);
}

function startErroring(stream, reason) {
  const state = stream[kState];
  state.state = 'erroring';
  state.storedError = reason;
  if (state.writer !== undefined) rejectReady(state.writer, reason);
  const inFlight = state.inFlightWrite !== undefined || state.inFlightClose !== undefined;
  if (!inFlight && state.controller[kState].started) finishErroring(stream);
}

function finishErroring(stream) {
  const state = stream[kState];
  state.state = 'errored';
  state.controller[kError]();
  const reason = state.storedError;
  for (const request of state.writeRequests) request.reject(reason);
  state.writeRequests = [];
  const pending = state.pendingAbort;
  if (pending === undefined) {
    rejectClose(stream);
    return;
  }
  state.pendingAbort = undefined;
  if (pending.wasErroring) {
    pending.reject(reason);
    rejectClose(stream);
    return;
  }
  state.controller[kAbort](pending.reason).then(() => {
    pending.resolve();
    rejectClose(stream);
  }, (failure) => {
    pending.reject(failure);
    rejectClose(stream);
  });
}

function rejectClose(stream) {
  const state = stream[kState];
  if (state.closeRequest !== undefined) {
    state.closeRequest.reject(state.storedError);
    state.closeRequest = undefined;
  }
  state.over.reject(state.storedError);
  if (state.writer !== undefined) {
    state.writer[kState].closed.reject(state.storedError);
    handled(state.writer[kState].closed.promise);
  }
}

function finishClose(stream) {
  const state = stream[kState];
  state.inFlightClose.resolve();
  state.inFlightClose = undefined;
  if (state.state === 'erroring') {
    state.storedError = undefined;
    if (state.pendingAbort !== undefined) {
      state.pendingAbort.resolve();
      state.pendingAbort = undefined;
    }
  }
  state.state = 'closed';
  state.over.resolve();
  if (state.writer !== undefined) state.writer[kState].closed.resolve();
}

function finishCloseWithError(stream, reason) {
  const state = stream[kState];
  state.inFlightClose.reject(reason);
  state.inFlightClose = undefined;
  if (state.pendingAbort !== undefined) {
    state.pendingAbort.reject(reason);
    state.pendingAbort = undefined;
  }
  dealWithRejection(stream, reason);
}

function updateBackpressure(stream, backpressure) {
  const state = stream[kState];
  if (state.writer !== undefined && backpressure !== state.backpressure) {
    if (backpressure) state.writer[kState].ready = util.deferred();
    else state.writer[kState].ready.resolve();
  }
  state.backpressure = backpressure;
}

function rejectReady(writer, reason) {
  const slots = writer[kState];
  slots.ready = util.ensureRejected(slots.ready, reason);
}

class WritableStreamDefaultWriter {
  constructor(stream) {
    if (!is(stream, WritableStream)) throw error('ERR_INVALID_ARG_TYPE', 'stream', 'WritableStream', stream);
    const state = stream[kState];
    if (state.writer !== undefined) throw stateError('WritableStream is locked');
    state.writer = this;
    let ready;
    let closed;
    switch (state.state) {
      case 'writable':
        ready = !isClosing(stream) && state.backpressure ? util.deferred() : util.resolvedDeferred();
        closed = util.deferred();
        break;
      case 'erroring':
        ready = util.rejectedDeferred(state.storedError);
        closed = util.deferred();
        break;
      case 'closed':
        ready = util.resolvedDeferred();
        closed = util.resolvedDeferred();
        break;
      default:
        ready = util.rejectedDeferred(state.storedError);
        closed = util.rejectedDeferred(state.storedError);
    }
    handled(ready.promise);
    this[kState] = { stream, ready, closed };
  }

  get closed() {
    if (!is(this, WritableStreamDefaultWriter)) return Promise.reject(error('ERR_INVALID_THIS', 'WritableStreamDefaultWriter'));
    return this[kState].closed.promise;
  }

  get desiredSize() {
    check(this, WritableStreamDefaultWriter);
    const { stream } = this[kState];
    if (stream === undefined) throw stateError('Writer is not bound to a WritableStream');
    const { state, controller } = stream[kState];
    if (state === 'errored' || state === 'erroring') return null;
    return state === 'closed' ? 0 : desiredSize(controller);
  }

  get ready() {
    if (!is(this, WritableStreamDefaultWriter)) return Promise.reject(error('ERR_INVALID_THIS', 'WritableStreamDefaultWriter'));
    return this[kState].ready.promise;
  }

  abort(reason = undefined) {
    if (!is(this, WritableStreamDefaultWriter)) return Promise.reject(error('ERR_INVALID_THIS', 'WritableStreamDefaultWriter'));
    const { stream } = this[kState];
    if (stream === undefined) return Promise.reject(stateError('Writer is not bound to a WritableStream'));
    return abort(stream, reason);
  }

  close() {
    if (!is(this, WritableStreamDefaultWriter)) return Promise.reject(error('ERR_INVALID_THIS', 'WritableStreamDefaultWriter'));
    const { stream } = this[kState];
    if (stream === undefined) return Promise.reject(stateError('Writer is not bound to a WritableStream'));
    if (isClosing(stream)) return Promise.reject(stateError('Failure to close WritableStream'));
    return close(stream);
  }

  releaseLock() {
    check(this, WritableStreamDefaultWriter);
    if (this[kState].stream !== undefined) release(this);
  }

  write(chunk = undefined) {
    if (!is(this, WritableStreamDefaultWriter)) return Promise.reject(error('ERR_INVALID_THIS', 'WritableStreamDefaultWriter'));
    if (this[kState].stream === undefined) return Promise.reject(stateError('Writer is not bound to a WritableStream'));
    return write(this, chunk);
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, {
      stream: this[kState].stream,
      close: this.closed,
      ready: this.ready,
      desiredSize: this.desiredSize,
    });
  }
}
util.webidl(WritableStreamDefaultWriter, ['closed', 'desiredSize', 'ready', 'abort', 'close', 'releaseLock', 'write']);

function release(writer) {
  const slots = writer[kState];
  const reason = stateError('Writer has been released');
  rejectReady(writer, reason);
  slots.closed = util.ensureRejected(slots.closed, reason);
  slots.stream[kState].writer = undefined;
  slots.stream = undefined;
}

function write(writer, chunk) {
  const { stream } = writer[kState];
  const state = stream[kState];
  const { controller } = state;
  let size;
  const slots = controller[kState];
  if (slots.size === undefined) {
    size = 1;
  } else {
    try {
      size = slots.size(chunk);
    } catch (reason) {
      errorIfNeeded(controller, reason);
      size = 1;
    }
  }
  if (writer[kState].stream !== stream) return Promise.reject(stateError('Mismatched WritableStreams'));
  if (state.state === 'errored') return Promise.reject(state.storedError);
  if (isClosing(stream) || state.state === 'closed') return Promise.reject(stateError('WritableStream is closed'));
  if (state.state === 'erroring') return Promise.reject(state.storedError);
  const request = util.deferred();
  state.writeRequests.push(request);
  try {
    util.enqueueWithSize(slots, chunk, size);
  } catch (reason) {
    errorIfNeeded(controller, reason);
    return request.promise;
  }
  if (!isClosing(stream) && state.state === 'writable') updateBackpressure(stream, desiredSize(controller) <= 0);
  advance(controller);
  return request.promise;
}

// close() as a pipe does it: a stream that is closing already is fine.
function closeWithErrorPropagation(writer) {
  const { stream } = writer[kState];
  const state = stream[kState];
  if (isClosing(stream) || state.state === 'closed') return Promise.resolve();
  if (state.state === 'errored') return Promise.reject(state.storedError);
  return close(stream);
}

class WritableStreamDefaultController {
  constructor(token) {
    checkInternal(token);
  }

  get signal() {
    check(this, WritableStreamDefaultController);
    return this[kState].abortController.signal;
  }

  error(reason = undefined) {
    check(this, WritableStreamDefaultController);
    if (this[kState].stream[kState].state === 'writable') controllerError(this, reason);
  }

  [kAbort](reason) {
    const result = this[kState].abort(reason);
    clearAlgorithms(this[kState]);
    return result;
  }

  [kError]() {
    util.resetQueue(this[kState]);
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, { stream: this[kState].stream });
  }
}
util.webidl(WritableStreamDefaultController, ['signal', 'error']);

function clearAlgorithms(slots) {
  slots.write = undefined;
  slots.close = undefined;
  slots.abort = undefined;
  slots.size = undefined;
}

function desiredSize(controller) {
  return controller[kState].highWaterMark - controller[kState].queueTotalSize;
}

function controllerError(controller, reason) {
  const slots = controller[kState];
  clearAlgorithms(slots);
  startErroring(slots.stream, reason);
}

function errorIfNeeded(controller, reason) {
  if (controller[kState].stream[kState].state === 'writable') controllerError(controller, reason);
}

// Hands the next chunk to the sink, unless it is busy.
function advance(controller) {
  const slots = controller[kState];
  const state = slots.stream[kState];
  if (!slots.started || state.inFlightWrite !== undefined) return;
  if (state.state === 'erroring') {
    finishErroring(slots.stream);
    return;
  }
  if (slots.queue.length === 0) return;
  const { value } = slots.queue[0];
  if (value === kClose) processClose(controller);
  else processWrite(controller, value);
}

function processClose(controller) {
  const slots = controller[kState];
  const { stream } = slots;
  stream[kState].inFlightClose = stream[kState].closeRequest;
  stream[kState].closeRequest = undefined;
  util.dequeue(slots);
  const result = slots.close();
  clearAlgorithms(slots);
  result.then(() => finishClose(stream), (reason) => finishCloseWithError(stream, reason));
}

function processWrite(controller, chunk) {
  const slots = controller[kState];
  const { stream } = slots;
  const state = stream[kState];
  state.inFlightWrite = state.writeRequests.shift();
  slots.write(chunk).then(() => {
    state.inFlightWrite.resolve();
    state.inFlightWrite = undefined;
    util.dequeue(slots);
    if (!isClosing(stream) && state.state === 'writable') updateBackpressure(stream, desiredSize(controller) <= 0);
    advance(controller);
  }, (reason) => {
    if (state.state === 'writable') clearAlgorithms(slots);
    state.inFlightWrite.reject(reason);
    state.inFlightWrite = undefined;
    dealWithRejection(stream, reason);
  });
}

function setUp(stream, start, writeSink, closeSink, abortSink, highWaterMark, size) {
  const controller = new WritableStreamDefaultController(kInternal);
  const slots = {
    stream,
    queue: [],
    queueTotalSize: 0,
    abortController: new AbortController(),
    started: false,
    highWaterMark,
    size,
    write: writeSink,
    close: closeSink,
    abort: abortSink,
  };
  controller[kState] = slots;
  stream[kState].controller = controller;
  updateBackpressure(stream, desiredSize(controller) <= 0);
  Promise.resolve(start(controller)).then(() => {
    slots.started = true;
    advance(controller);
  }, (reason) => {
    slots.started = true;
    dealWithRejection(stream, reason);
  });
}

function setUpFromSink(stream, sink, mark, size) {
  const start = util.callback(sink, 'start');
  const writeSink = util.callback(sink, 'write');
  const closeSink = util.callback(sink, 'close');
  const abortSink = util.callback(sink, 'abort');
  const done = () => Promise.resolve();
  setUp(
    stream,
    start ? (controller) => start.call(sink, controller) : nop,
    writeSink ? (chunk) => util.promiseCall(writeSink, sink, chunk, stream[kState].controller) : done,
    closeSink ? () => util.promiseCall(closeSink, sink) : done,
    abortSink ? (reason) => util.promiseCall(abortSink, sink, reason) : done,
    mark,
    size,
  );
}

module.exports = {
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
  abort,
  closeWithErrorPropagation,
  create,
  errorIfNeeded,
  isClosing,
  release,
  write,
};
