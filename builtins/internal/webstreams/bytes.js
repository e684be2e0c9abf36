// internal/webstreams/bytes - the controller of a byte stream, which readers may hand buffers to.
'use strict';

const { error } = internalBinding('errors');
const util = require('internal/webstreams/util');
const readables = require('internal/webstreams/readablestream');

const { check, checkInternal, kCancel, kInternal, kPull, kRelease, kState, nop, stateError } = util;

class ReadableStreamBYOBRequest {
  constructor(token) {
    checkInternal(token);
  }

  get view() {
    check(this, ReadableStreamBYOBRequest);
    return this[kState].view;
  }

  respond(bytesWritten) {
    check(this, ReadableStreamBYOBRequest);
    const { controller, view } = this[kState];
    if (controller === undefined) throw stateError('This BYOB request has been invalidated');
    if (view.buffer.byteLength === 0) throw stateError('Viewed ArrayBuffer is detached');
    respond(controller, Number(bytesWritten));
  }

  respondWithNewView(view) {
    check(this, ReadableStreamBYOBRequest);
    const { controller } = this[kState];
    if (!ArrayBuffer.isView(view)) throw error('ERR_INVALID_ARG_TYPE', 'view', ['Buffer', 'TypedArray', 'DataView'], view);
    if (controller === undefined) throw stateError('This BYOB request has been invalidated');
    if (view.buffer.detached) throw stateError('Viewed ArrayBuffer is detached');
    respondWithNewView(controller, view);
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, { view: this.view, controller: this[kState].controller });
  }
}
util.webidl(ReadableStreamBYOBRequest, ['view', 'respond', 'respondWithNewView']);

class ReadableByteStreamController {
  constructor(token) {
    checkInternal(token);
  }

  get byobRequest() {
    check(this, ReadableByteStreamController);
    return byobRequestOf(this);
  }

  get desiredSize() {
    check(this, ReadableByteStreamController);
    return desiredSize(this);
  }

  close() {
    check(this, ReadableByteStreamController);
    const slots = this[kState];
    if (slots.closeRequested) throw stateError('Controller is already closed');
    if (slots.stream[kState].state !== 'readable') throw stateError('ReadableStream is already closed');
    controllerClose(this);
  }

  enqueue(chunk) {
    check(this, ReadableByteStreamController);
    if (!ArrayBuffer.isView(chunk)) throw error('ERR_INVALID_ARG_TYPE', 'buffer', ['Buffer', 'TypedArray', 'DataView'], chunk);
    if (chunk.byteLength === 0 || chunk.buffer.byteLength === 0) throw stateError('chunk ArrayBuffer is zero-length or detached');
    const slots = this[kState];
    if (slots.closeRequested) throw stateError('Controller is already closed');
    if (slots.stream[kState].state !== 'readable') throw stateError('ReadableStream is already closed');
    enqueue(this, chunk);
  }

  error(reason = undefined) {
    check(this, ReadableByteStreamController);
    controllerError(this, reason);
  }

  [kCancel](reason) {
    clearPendingPullIntos(this);
    const slots = this[kState];
    util.resetQueue(slots);
    const result = slots.cancel(reason);
    clearAlgorithms(slots);
    return result;
  }

  [kPull](request) {
    const slots = this[kState];
    if (slots.queueTotalSize > 0) {
      fillReadRequest(this, request);
      return;
    }
    if (slots.autoAllocateChunkSize !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(slots.autoAllocateChunkSize);
      } catch (reason) {
        request.error(reason);
        return;
      }
      slots.pendingPullIntos.push(descriptor(buffer, 0, buffer.byteLength, 1, 1, Uint8Array, 'default'));
    }
    slots.stream[kState].reader[kState].readRequests.push(request);
    pullIfNeeded(this);
  }

  [kRelease]() {
    const slots = this[kState];
    if (slots.pendingPullIntos.length === 0) return;
    const [first] = slots.pendingPullIntos;
    first.readerType = 'none';
    slots.pendingPullIntos = [first];
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, {});
  }
}
util.webidl(ReadableByteStreamController, ['byobRequest', 'desiredSize', 'close', 'enqueue', 'error']);

function descriptor(buffer, byteOffset, byteLength, minimumFill, elementSize, View, readerType) {
  return { buffer, bufferByteLength: buffer.byteLength, byteOffset, byteLength, bytesFilled: 0, minimumFill, elementSize, View, readerType };
}

function clearAlgorithms(slots) {
  slots.pull = undefined;
  slots.cancel = undefined;
}

function clearPendingPullIntos(controller) {
  invalidateRequest(controller);
  controller[kState].pendingPullIntos = [];
}

function invalidateRequest(controller) {
  const request = controller[kState].byobRequest;
  if (request === null) return;
  request[kState].controller = undefined;
  request[kState].view = null;
  controller[kState].byobRequest = null;
}

function byobRequestOf(controller) {
  const slots = controller[kState];
  if (slots.byobRequest === null && slots.pendingPullIntos.length > 0) {
    const first = slots.pendingPullIntos[0];
    const view = new Uint8Array(first.buffer, first.byteOffset + first.bytesFilled, first.byteLength - first.bytesFilled);
    const request = new ReadableStreamBYOBRequest(kInternal);
    request[kState] = { controller, view };
    slots.byobRequest = request;
  }
  return slots.byobRequest;
}

function desiredSize(controller) {
  const slots = controller[kState];
  const { state } = slots.stream[kState];
  if (state === 'errored') return null;
  return state === 'closed' ? 0 : slots.highWaterMark - slots.queueTotalSize;
}

function hasReadIntoRequests(stream) {
  const requests = stream[kState].reader?.[kState].readIntoRequests;
  return requests !== undefined && requests.length > 0;
}

function shouldPull(controller) {
  const slots = controller[kState];
  const { stream } = slots;
  if (stream[kState].state !== 'readable' || slots.closeRequested || !slots.started) return false;
  return readables.hasReadRequests(stream) || hasReadIntoRequests(stream) || desiredSize(controller) > 0;
}

function pullIfNeeded(controller) {
  if (!shouldPull(controller)) return;
  const slots = controller[kState];
  if (slots.pulling) {
    slots.pullAgain = true;
    return;
  }
  slots.pulling = true;
  slots.pull().then(() => {
    slots.pulling = false;
    if (slots.pullAgain) {
      slots.pullAgain = false;
      pullIfNeeded(controller);
    }
  }, (reason) => controllerError(controller, reason));
}

function controllerError(controller, reason) {
  const slots = controller[kState];
  if (slots.stream[kState].state !== 'readable') return;
  clearPendingPullIntos(controller);
  util.resetQueue(slots);
  clearAlgorithms(slots);
  readables.fail(slots.stream, reason);
}

function controllerClose(controller) {
  const slots = controller[kState];
  if (slots.closeRequested || slots.stream[kState].state !== 'readable') return;
  if (slots.queueTotalSize > 0) {
    slots.closeRequested = true;
    return;
  }
  const [first] = slots.pendingPullIntos;
  if (first !== undefined && first.bytesFilled % first.elementSize !== 0) {
    const reason = stateError('Partial read');
    controllerError(controller, reason);
    throw reason;
  }
  clearAlgorithms(slots);
  readables.close(slots.stream);
}

function handleQueueDrain(controller) {
  const slots = controller[kState];
  if (slots.queueTotalSize === 0 && slots.closeRequested) {
    clearAlgorithms(slots);
    readables.close(slots.stream);
  } else {
    pullIfNeeded(controller);
  }
}

function enqueueChunk(slots, buffer, byteOffset, byteLength) {
  slots.queue.push({ buffer, byteOffset, byteLength });
  slots.queueTotalSize += byteLength;
}

function enqueueClone(controller, buffer, byteOffset, byteLength) {
  let clone;
  try {
    clone = util.copyArrayBuffer(buffer, byteOffset, byteLength);
  } catch (reason) {
    controllerError(controller, reason);
    throw reason;
  }
  enqueueChunk(controller[kState], clone, 0, byteLength);
}

// What a pull-into without a reader had filled goes back into the queue.
function enqueueDetached(controller, pullInto) {
  if (pullInto.bytesFilled > 0) enqueueClone(controller, pullInto.buffer, pullInto.byteOffset, pullInto.bytesFilled);
  controller[kState].pendingPullIntos.shift();
}

function enqueue(controller, chunk) {
  const slots = controller[kState];
  const { stream } = slots;
  if (slots.closeRequested || stream[kState].state !== 'readable') return;
  const { byteOffset, byteLength } = chunk;
  if (chunk.buffer.detached) throw stateError('chunk ArrayBuffer is detached');
  const buffer = chunk.buffer.transfer();
  const [first] = slots.pendingPullIntos;
  if (first !== undefined) {
    if (first.buffer.detached) throw stateError('Destination ArrayBuffer is detached');
    invalidateRequest(controller);
    first.buffer = first.buffer.transfer();
    if (first.readerType === 'none') enqueueDetached(controller, first);
  }
  const { reader } = stream[kState];
  if (reader?.[kState].readRequests !== undefined) {
    // Whoever waits gets what was in the queue first.
    const waiting = reader[kState].readRequests;
    while (waiting.length > 0 && slots.queueTotalSize > 0) fillReadRequest(controller, waiting.shift());
    if (waiting.length === 0) {
      enqueueChunk(slots, buffer, byteOffset, byteLength);
    } else {
      if (slots.pendingPullIntos.length > 0) slots.pendingPullIntos.shift();
      readables.fulfill(stream, new Uint8Array(buffer, byteOffset, byteLength));
    }
  } else if (reader?.[kState].readIntoRequests !== undefined) {
    enqueueChunk(slots, buffer, byteOffset, byteLength);
    for (const filled of processPullIntos(controller)) commit(stream, filled);
  } else {
    enqueueChunk(slots, buffer, byteOffset, byteLength);
  }
  pullIfNeeded(controller);
}

function fillReadRequest(controller, request) {
  const slots = controller[kState];
  const entry = slots.queue.shift();
  slots.queueTotalSize -= entry.byteLength;
  handleQueueDrain(controller);
  request.chunk(new Uint8Array(entry.buffer, entry.byteOffset, entry.byteLength));
}

function convert(pullInto) {
  const buffer = pullInto.buffer.transfer();
  return new pullInto.View(buffer, pullInto.byteOffset, pullInto.bytesFilled / pullInto.elementSize);
}

function commit(stream, pullInto) {
  const done = stream[kState].state === 'closed';
  const view = convert(pullInto);
  const slots = stream[kState].reader[kState];
  if (pullInto.readerType === 'default') {
    const request = slots.readRequests.shift();
    if (done) request.close();
    else request.chunk(view);
  } else {
    const request = slots.readIntoRequests.shift();
    if (done) request.close(view);
    else request.chunk(view);
  }
}

// Moves bytes from the queue into a pull-into; whether it has enough.
function fill(controller, pullInto) {
  const slots = controller[kState];
  const maximum = Math.min(slots.queueTotalSize, pullInto.byteLength - pullInto.bytesFilled);
  const filled = pullInto.bytesFilled + maximum;
  const aligned = filled - (filled % pullInto.elementSize);
  let left = maximum;
  let ready = false;
  if (aligned >= pullInto.minimumFill) {
    left = aligned - pullInto.bytesFilled;
    ready = true;
  }
  while (left > 0) {
    const head = slots.queue[0];
    const count = Math.min(left, head.byteLength);
    const target = new Uint8Array(pullInto.buffer, pullInto.byteOffset + pullInto.bytesFilled, count);
    target.set(new Uint8Array(head.buffer, head.byteOffset, count));
    if (head.byteLength === count) {
      slots.queue.shift();
    } else {
      head.byteOffset += count;
      head.byteLength -= count;
    }
    slots.queueTotalSize -= count;
    pullInto.bytesFilled += count;
    left -= count;
  }
  return ready;
}

function processPullIntos(controller) {
  const slots = controller[kState];
  const filled = [];
  while (slots.pendingPullIntos.length > 0 && slots.queueTotalSize > 0) {
    const [first] = slots.pendingPullIntos;
    if (!fill(controller, first)) break;
    invalidateRequest(controller);
    slots.pendingPullIntos.shift();
    filled.push(first);
  }
  return filled;
}

// A BYOB reader asks for at least `min` elements in its view.
function pullInto(controller, view, min, request) {
  const slots = controller[kState];
  const { stream } = slots;
  const elementSize = view instanceof DataView ? 1 : view.BYTES_PER_ELEMENT;
  const View = view instanceof DataView ? DataView : view.constructor;
  const { byteOffset, byteLength } = view;
  let buffer;
  try {
    buffer = view.buffer.transfer();
  } catch (reason) {
    request.error(reason);
    return;
  }
  const entry = descriptor(buffer, byteOffset, byteLength, min * elementSize, elementSize, View, 'byob');
  if (slots.pendingPullIntos.length > 0) {
    slots.pendingPullIntos.push(entry);
    stream[kState].reader[kState].readIntoRequests.push(request);
    return;
  }
  if (stream[kState].state === 'closed') {
    request.close(new View(entry.buffer, entry.byteOffset, 0));
    return;
  }
  if (slots.queueTotalSize > 0) {
    if (fill(controller, entry)) {
      const result = convert(entry);
      handleQueueDrain(controller);
      request.chunk(result);
      return;
    }
    if (slots.closeRequested) {
      const reason = stateError('ReadableStream closed');
      controllerError(controller, reason);
      request.error(reason);
      return;
    }
  }
  slots.pendingPullIntos.push(entry);
  stream[kState].reader[kState].readIntoRequests.push(request);
  pullIfNeeded(controller);
}

function respond(controller, bytesWritten) {
  const slots = controller[kState];
  const [first] = slots.pendingPullIntos;
  if (Number.isNaN(bytesWritten) || bytesWritten < 0) throw util.rangeError('bytesWritten', bytesWritten);
  if (slots.stream[kState].state === 'closed') {
    if (bytesWritten !== 0) throw error('ERR_INVALID_ARG_VALUE', 'bytesWritten', bytesWritten);
  } else {
    if (bytesWritten === 0) throw error('ERR_INVALID_ARG_VALUE', 'bytesWritten', bytesWritten);
    if (first.bytesFilled + bytesWritten > first.byteLength) throw util.rangeError('bytesWritten', bytesWritten);
  }
  first.buffer = first.buffer.transfer();
  respondInternal(controller, bytesWritten);
}

function respondWithNewView(controller, view) {
  const slots = controller[kState];
  const [first] = slots.pendingPullIntos;
  if (slots.stream[kState].state === 'closed') {
    if (view.byteLength !== 0) throw stateError('View is not zero-length');
  } else if (view.byteLength === 0) {
    throw stateError('View ArrayBuffer is zero-length or detached');
  }
  if (first.byteOffset + first.bytesFilled !== view.byteOffset) throw util.rangeError('view.byteOffset', view.byteOffset);
  if (first.bufferByteLength !== view.buffer.byteLength) throw util.rangeError('view.buffer.byteLength', view.buffer.byteLength);
  if (first.bytesFilled + view.byteLength > first.byteLength) throw util.rangeError('view.byteLength', view.byteLength);
  const length = view.byteLength;
  first.buffer = view.buffer.transfer();
  respondInternal(controller, length);
}

function respondInternal(controller, bytesWritten) {
  const slots = controller[kState];
  const { stream } = slots;
  const [first] = slots.pendingPullIntos;
  invalidateRequest(controller);
  if (stream[kState].state === 'closed') {
    if (first.readerType === 'none') slots.pendingPullIntos.shift();
    while (hasReadIntoRequests(stream)) {
      const entry = slots.pendingPullIntos.shift();
      if (entry === undefined) break;
      commit(stream, entry);
    }
  } else {
    respondReadable(controller, first, bytesWritten);
  }
  pullIfNeeded(controller);
}

function respondReadable(controller, entry, bytesWritten) {
  const slots = controller[kState];
  entry.bytesFilled += bytesWritten;
  if (entry.readerType === 'none') {
    enqueueDetached(controller, entry);
    for (const filled of processPullIntos(controller)) commit(slots.stream, filled);
    return;
  }
  if (entry.bytesFilled < entry.minimumFill) return;
  slots.pendingPullIntos.shift();
  // An element that is not complete waits in the queue.
  const rest = entry.bytesFilled % entry.elementSize;
  if (rest > 0) {
    const end = entry.byteOffset + entry.bytesFilled;
    enqueueClone(controller, entry.buffer, end - rest, rest);
  }
  entry.bytesFilled -= rest;
  const filled = processPullIntos(controller);
  commit(slots.stream, entry);
  for (const more of filled) commit(slots.stream, more);
}

function setUp(stream, start, pull, cancel, highWaterMark, autoAllocateChunkSize) {
  const controller = new ReadableByteStreamController(kInternal);
  const slots = {
    stream,
    queue: [],
    queueTotalSize: 0,
    byobRequest: null,
    pendingPullIntos: [],
    started: false,
    closeRequested: false,
    pulling: false,
    pullAgain: false,
    highWaterMark,
    autoAllocateChunkSize,
    pull,
    cancel,
  };
  controller[kState] = slots;
  stream[kState].controller = controller;
  Promise.resolve(start(controller)).then(() => {
    slots.started = true;
    pullIfNeeded(controller);
  }, (reason) => controllerError(controller, reason));
}

function setUpFromSource(stream, source, mark) {
  const start = util.callback(source, 'start');
  const pull = util.callback(source, 'pull');
  const cancel = util.callback(source, 'cancel');
  const { autoAllocateChunkSize } = source;
  if (autoAllocateChunkSize === 0) throw error('ERR_INVALID_ARG_VALUE', 'source.autoAllocateChunkSize', autoAllocateChunkSize);
  setUp(
    stream,
    start ? (controller) => start.call(source, controller) : nop,
    pull ? () => util.promiseCall(pull, source, stream[kState].controller) : () => Promise.resolve(),
    cancel ? (reason) => util.promiseCall(cancel, source, reason) : () => Promise.resolve(),
    mark,
    autoAllocateChunkSize === undefined ? undefined : Number(autoAllocateChunkSize),
  );
}

// A byte stream made by ourselves.
function create(start, pull, cancel) {
  const stream = Object.create(readables.ReadableStream.prototype);
  readables.initialize(stream);
  setUp(stream, start, pull, cancel, 0, undefined);
  return stream;
}

function cloneAsUint8Array(view) {
  return new Uint8Array(util.copyArrayBuffer(view.buffer, view.byteOffset, view.byteLength));
}

module.exports = {
  ReadableByteStreamController,
  ReadableStreamBYOBRequest,
  byobRequestOf,
  cloneAsUint8Array,
  controllerClose,
  controllerError,
  create,
  enqueue,
  hasPendingPullIntos: (controller) => controller[kState].pendingPullIntos.length > 0,
  pullInto,
  respond,
  respondWithNewView,
  setUpFromSource,
};
