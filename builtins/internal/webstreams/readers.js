// internal/webstreams/readers - the two readers of a ReadableStream, and its async iteration.
'use strict';

const { error } = internalBinding('errors');
const util = require('internal/webstreams/util');
const streams = require('internal/webstreams/readablestream');

const { check, is, kPull, kRelease, kState, stateError } = util;
const { ReadableStream } = streams;

function attach(reader, stream, slots) {
  const state = stream[kState];
  let closed;
  if (state.state === 'readable') closed = util.deferred();
  else if (state.state === 'closed') closed = util.resolvedDeferred();
  else closed = util.rejectedDeferred(state.storedError);
  reader[kState] = { stream, closed, ...slots };
  state.reader = reader;
}

function release(reader) {
  const slots = reader[kState];
  const { stream } = slots;
  const reason = stateError('Reader released');
  slots.closed = util.ensureRejected(slots.closed, reason);
  stream[kState].controller[kRelease]();
  stream[kState].reader = undefined;
  slots.stream = undefined;
}

// What both readers have.
const shared = {
  closed(reader, Class) {
    if (!is(reader, Class)) return Promise.reject(error('ERR_INVALID_THIS', Class.name));
    return reader[kState].closed.promise;
  },
  cancel(reader, Class, reason) {
    if (!is(reader, Class)) return Promise.reject(error('ERR_INVALID_THIS', Class.name));
    if (reader[kState].stream === undefined) return Promise.reject(stateError('The reader is not attached to a stream'));
    return streams.cancel(reader[kState].stream, reason);
  },
  releaseLock(reader, Class) {
    check(reader, Class);
    if (reader[kState].stream === undefined) return;
    release(reader);
    streams.failRequests(reader, stateError('Releasing reader'));
  },
};

function lockable(stream) {
  if (!is(stream, ReadableStream)) throw error('ERR_INVALID_ARG_TYPE', 'stream', 'ReadableStream', stream);
  if (streams.isLocked(stream)) throw stateError('ReadableStream is locked');
}

class ReadableStreamDefaultReader {
  constructor(stream) {
    lockable(stream);
    attach(this, stream, { readRequests: [] });
  }

  read() {
    if (!is(this, ReadableStreamDefaultReader)) return Promise.reject(error('ERR_INVALID_THIS', 'ReadableStreamDefaultReader'));
    if (this[kState].stream === undefined) return Promise.reject(stateError('The reader is not attached to a stream'));
    return new Promise((resolve, reject) => {
      read(this, {
        chunk: (value) => resolve({ value, done: false }),
        close: () => resolve({ value: undefined, done: true }),
        error: reject,
      });
    });
  }

  releaseLock() {
    shared.releaseLock(this, ReadableStreamDefaultReader);
  }

  get closed() {
    return shared.closed(this, ReadableStreamDefaultReader);
  }

  cancel(reason = undefined) {
    return shared.cancel(this, ReadableStreamDefaultReader, reason);
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, {
      stream: this[kState].stream,
      readRequests: this[kState].readRequests.length,
      close: this[kState].closed.promise,
    });
  }
}
util.webidl(ReadableStreamDefaultReader, ['read', 'releaseLock', 'closed', 'cancel']);

// One read with a request: { chunk(value), close(), error(reason) }.
function read(reader, request) {
  const { stream } = reader[kState];
  const state = stream[kState];
  state.disturbed = true;
  if (state.state === 'closed') request.close();
  else if (state.state === 'errored') request.error(state.storedError);
  else state.controller[kPull](request);
}

class ReadableStreamBYOBReader {
  constructor(stream) {
    lockable(stream);
    if (!streams.supportsByob(stream)) throw error('ERR_INVALID_ARG_VALUE', 'stream', stream, 'must be a byte stream');
    attach(this, stream, { readIntoRequests: [] });
  }

  read(view, options = {}) {
    try {
      if (!is(this, ReadableStreamBYOBReader)) throw error('ERR_INVALID_THIS', 'ReadableStreamBYOBReader');
      if (!ArrayBuffer.isView(view)) throw error('ERR_INVALID_ARG_TYPE', 'view', ['Buffer', 'TypedArray', 'DataView'], view);
      let { min = 1 } = util.dictionary(options, 'options');
      const elements = view instanceof DataView ? view.byteLength : view.length;
      if (view.byteLength === 0) throw stateError('View ArrayBuffer is zero-length or detached');
      if (view.buffer.byteLength === 0) throw stateError('View ArrayBuffer is zero-length or detached');
      min = Number(min);
      if (!Number.isInteger(min)) throw error('ERR_INVALID_ARG_TYPE', 'options.min', 'integer', min);
      if (min === 0) throw error('ERR_INVALID_ARG_VALUE', 'options.min', min);
      if (min < 0 || min > elements) throw error('ERR_OUT_OF_RANGE', 'options.min', `<= ${elements}`, min);
      if (this[kState].stream === undefined) throw stateError('The reader is not attached to a stream');
      return new Promise((resolve, reject) => {
        readInto(this, view, min, {
          chunk: (value) => resolve({ value, done: false }),
          close: (value) => resolve({ value, done: true }),
          error: reject,
        });
      });
    } catch (reason) {
      return Promise.reject(reason);
    }
  }

  releaseLock() {
    shared.releaseLock(this, ReadableStreamBYOBReader);
  }

  get closed() {
    return shared.closed(this, ReadableStreamBYOBReader);
  }

  cancel(reason = undefined) {
    return shared.cancel(this, ReadableStreamBYOBReader, reason);
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, {
      stream: this[kState].stream,
      requests: this[kState].readIntoRequests.length,
      close: this[kState].closed.promise,
    });
  }
}
util.webidl(ReadableStreamBYOBReader, ['read', 'releaseLock', 'closed', 'cancel']);

function readInto(reader, view, min, request) {
  const state = reader[kState].stream[kState];
  state.disturbed = true;
  if (state.state === 'errored') request.error(state.storedError);
  else require('internal/webstreams/bytes').pullInto(state.controller, view, min, request);
}

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

// readable.values({ preventCancel })
function iterate(stream, preventCancel) {
  const reader = new ReadableStreamDefaultReader(stream);
  let finished = false;
  // Calls come one after the other, however they are made.
  let last;
  function chain(step) {
    last = last === undefined ? step() : last.then(step, step);
    return last;
  }

  function next() {
    if (finished) return Promise.resolve({ value: undefined, done: true });
    if (reader[kState].stream === undefined) return Promise.reject(stateError('The reader is not attached to a stream'));
    return new Promise((resolve, reject) => {
      read(reader, {
        chunk: (value) => resolve({ value, done: false }),
        close() {
          finished = true;
          shared.releaseLock(reader, ReadableStreamDefaultReader);
          resolve({ value: undefined, done: true });
        },
        error(reason) {
          finished = true;
          shared.releaseLock(reader, ReadableStreamDefaultReader);
          reject(reason);
        },
      });
    });
  }

  async function end(value) {
    if (finished) return { value, done: true };
    finished = true;
    if (reader[kState].stream === undefined) throw stateError('The reader is not attached to a stream');
    if (preventCancel) {
      shared.releaseLock(reader, ReadableStreamDefaultReader);
    } else {
      const result = streams.cancel(reader[kState].stream, value);
      shared.releaseLock(reader, ReadableStreamDefaultReader);
      await result;
    }
    return { value, done: true };
  }

  return Object.create(AsyncIteratorPrototype, {
    next: { value: () => chain(next), enumerable: true, writable: true, configurable: true },
    return: { value: (value) => chain(() => end(value)), enumerable: true, writable: true, configurable: true },
    [Symbol.toStringTag]: { value: 'ReadableStream AsyncIterator', configurable: true },
  });
}

module.exports = { ReadableStreamBYOBReader, ReadableStreamDefaultReader, iterate, read, readInto, release: shared.releaseLock };
