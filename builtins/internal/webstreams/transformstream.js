// internal/webstreams/transformstream - TransformStream and its controller.
'use strict';

const util = require('internal/webstreams/util');
const readables = require('internal/webstreams/readablestream');
const writables = require('internal/webstreams/writablestream');

const { check, checkInternal, kInternal, kState, stateError } = util;

class TransformStream {
  constructor(transformer = {}, writableStrategy = {}, readableStrategy = {}) {
    transformer = util.dictionary(transformer, 'transformer');
    writableStrategy = util.dictionary(writableStrategy, 'writableStrategy');
    readableStrategy = util.dictionary(readableStrategy, 'readableStrategy');
    for (const type of ['readableType', 'writableType']) {
      if (transformer[type] !== undefined) throw util.rangeError(`transformer.${type}`, transformer[type]);
    }
    const readableMark = util.extractHighWaterMark(readableStrategy, 0);
    const readableSize = util.extractSize(readableStrategy);
    const writableMark = util.extractHighWaterMark(writableStrategy, 1);
    const writableSize = util.extractSize(writableStrategy);
    const started = util.deferred();
    initialize(this, started.promise, writableMark, writableSize, readableMark, readableSize);
    const controller = setUpFromTransformer(this, transformer);
    const start = util.callback(transformer, 'start');
    started.resolve(start ? start.call(transformer, controller) : undefined);
  }

  get readable() {
    check(this, TransformStream);
    return this[kState].readable;
  }

  get writable() {
    check(this, TransformStream);
    return this[kState].writable;
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, {
      readable: this.readable,
      writable: this.writable,
      backpressure: this[kState].backpressure,
    });
  }
}
util.webidl(TransformStream, ['readable', 'writable']);

function initialize(stream, started, writableMark, writableSize, readableMark, readableSize) {
  const state = { readable: undefined, writable: undefined, controller: undefined, backpressure: undefined, change: undefined };
  stream[kState] = state;
  const start = () => started;
  state.writable = writables.create(start, (chunk) => sinkWrite(stream, chunk), () => sinkClose(stream), (reason) => sinkAbort(stream, reason), writableMark, writableSize);
  state.readable = readables.create(start, () => sourcePull(stream), (reason) => sourceCancel(stream, reason), readableMark, readableSize);
  setBackpressure(stream, true);
}

function setBackpressure(stream, backpressure) {
  const state = stream[kState];
  state.change?.resolve();
  state.change = util.deferred();
  state.backpressure = backpressure;
}

function fail(stream, reason) {
  const { readable } = stream[kState];
  readables.controllerError(readable[kState].controller, reason);
  errorWritableAndUnblock(stream, reason);
}

function errorWritableAndUnblock(stream, reason) {
  const state = stream[kState];
  clearAlgorithms(state.controller[kState]);
  writables.errorIfNeeded(state.writable[kState].controller, reason);
  if (state.backpressure) setBackpressure(stream, false);
}

class TransformStreamDefaultController {
  constructor(token) {
    checkInternal(token);
  }

  get desiredSize() {
    check(this, TransformStreamDefaultController);
    return readables.desiredSize(readableController(this));
  }

  enqueue(chunk = undefined) {
    check(this, TransformStreamDefaultController);
    enqueue(this, chunk);
  }

  error(reason = undefined) {
    check(this, TransformStreamDefaultController);
    fail(this[kState].stream, reason);
  }

  terminate() {
    check(this, TransformStreamDefaultController);
    const { stream } = this[kState];
    readables.controllerClose(readableController(this));
    errorWritableAndUnblock(stream, stateError('TransformStream terminated'));
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, { stream: this[kState].stream });
  }
}
util.webidl(TransformStreamDefaultController, ['desiredSize', 'enqueue', 'error', 'terminate']);

function readableController(controller) {
  return controller[kState].stream[kState].readable[kState].controller;
}

function clearAlgorithms(slots) {
  slots.transform = undefined;
  slots.flush = undefined;
  slots.cancel = undefined;
}

function enqueue(controller, chunk) {
  const { stream } = controller[kState];
  const target = readableController(controller);
  if (!readables.canCloseOrEnqueue(target)) throw stateError('Unable to enqueue');
  try {
    readables.enqueue(target, chunk);
  } catch (reason) {
    errorWritableAndUnblock(stream, reason);
    throw stream[kState].readable[kState].storedError;
  }
  const full = !(readables.hasReadRequests(stream[kState].readable) || readables.desiredSize(target) > 0);
  if (full !== stream[kState].backpressure) setBackpressure(stream, true);
}

function setUpFromTransformer(stream, transformer) {
  const controller = new TransformStreamDefaultController(kInternal);
  const transform = util.callback(transformer, 'transform');
  const flush = util.callback(transformer, 'flush');
  const cancel = util.callback(transformer, 'cancel');
  const passOn = (chunk) => util.promiseCall(enqueue, undefined, controller, chunk);
  controller[kState] = {
    stream,
    transform: transform ? (chunk) => util.promiseCall(transform, transformer, chunk, controller) : passOn,
    flush: flush ? () => util.promiseCall(flush, transformer, controller) : () => Promise.resolve(),
    cancel: cancel ? (reason) => util.promiseCall(cancel, transformer, reason) : () => Promise.resolve(),
    finishing: undefined,
  };
  stream[kState].controller = controller;
  return controller;
}

async function transformChunk(controller, chunk) {
  try {
    return await controller[kState].transform(chunk);
  } catch (reason) {
    fail(controller[kState].stream, reason);
    throw reason;
  }
}

function sinkWrite(stream, chunk) {
  const state = stream[kState];
  if (!state.backpressure) return transformChunk(state.controller, chunk);
  return state.change.promise.then(() => {
    const { state: phase, storedError } = state.writable[kState];
    if (phase === 'erroring') throw storedError;
    return transformChunk(state.controller, chunk);
  });
}

// Cancel and abort of the two sides share one call of the transformer's cancel().
function finishWith(stream, run, settle) {
  const slots = stream[kState].controller[kState];
  if (slots.finishing !== undefined) return slots.finishing.promise;
  slots.finishing = util.deferred();
  const { promise } = slots.finishing;
  const result = run(slots);
  clearAlgorithms(slots);
  result.then(() => settle(slots.finishing), (reason) => settle(slots.finishing, { reason }));
  return promise;
}

function sinkAbort(stream, reason) {
  const { readable } = stream[kState];
  return finishWith(stream, (slots) => slots.cancel(reason), (finishing, failed) => {
    if (failed) {
      readables.controllerError(readable[kState].controller, failed.reason);
      finishing.reject(failed.reason);
    } else if (readable[kState].state === 'errored') {
      finishing.reject(readable[kState].storedError);
    } else {
      readables.controllerError(readable[kState].controller, reason);
      finishing.resolve();
    }
  });
}

function sinkClose(stream) {
  const { readable } = stream[kState];
  return finishWith(stream, (slots) => slots.flush(), (finishing, failed) => {
    if (failed) {
      readables.controllerError(readable[kState].controller, failed.reason);
      finishing.reject(failed.reason);
    } else if (readable[kState].state === 'errored') {
      finishing.reject(readable[kState].storedError);
    } else {
      readables.controllerClose(readable[kState].controller);
      finishing.resolve();
    }
  });
}

function sourcePull(stream) {
  setBackpressure(stream, false);
  return stream[kState].change.promise;
}

function sourceCancel(stream, reason) {
  const { writable } = stream[kState];
  return finishWith(stream, (slots) => slots.cancel(reason), (finishing, failed) => {
    if (failed) {
      writables.errorIfNeeded(writable[kState].controller, failed.reason);
      if (stream[kState].backpressure) setBackpressure(stream, false);
      finishing.reject(failed.reason);
    } else if (writable[kState].state === 'errored') {
      finishing.reject(writable[kState].storedError);
    } else {
      writables.errorIfNeeded(writable[kState].controller, reason);
      if (stream[kState].backpressure) setBackpressure(stream, false);
      finishing.resolve();
    }
  });
}

module.exports = { TransformStream, TransformStreamDefaultController };
