// internal/webstreams/adapters - toWeb and fromWeb: Node's streams and the WHATWG's as each other.
'use strict';

const { error } = internalBinding('errors');
const { validateBoolean, validateObject, validateOneOf } = internalBinding('validators');
const { Duplex, Readable, Writable } = require('stream');
const { eos, kSynchronous } = require('internal/streams/end-of-stream');
const utils = require('internal/streams/utils');
const { ReadableStream } = require('internal/webstreams/readablestream');
const { WritableStream } = require('internal/webstreams/writablestream');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } = require('internal/webstreams/encoding');

const { destroyer } = utils;
const nop = () => {};

function abortError(cause) {
  const { AbortError } = require('internal/abort_error');
  return cause === undefined ? new AbortError() : new AbortError(undefined, { cause });
}

// A stream that was cut off counts as aborted.
function webReason(reason) {
  return reason?.code === 'ERR_STREAM_PREMATURE_CLOSE' ? abortError(reason) : reason;
}

// Calls a stream's callback; what that throws destroys the stream.
function settle(stream, callback) {
  return (reason) => {
    try {
      callback(reason);
    } catch (failure) {
      process.nextTick(() => destroyer(stream(), failure));
    }
  };
}

function rethrow(callback, reason) {
  return () => {
    try {
      callback(reason);
    } catch (failure) {
      process.nextTick(() => {
        throw failure;
      });
    }
  };
}

// Writable.toWeb(writable)
function WritableToWeb(stream) {
  if (!stream || typeof stream.write !== 'function' || typeof stream.on !== 'function') {
    throw error('ERR_INVALID_ARG_TYPE', 'streamWritable', 'stream.Writable', stream);
  }
  if (utils.isDestroyed(stream) || !utils.isWritable(stream)) {
    const closed = new WritableStream();
    closed.close();
    return closed;
  }
  const highWaterMark = stream.writableHighWaterMark;
  const strategy = stream.writableObjectMode ?
    new CountQueuingStrategy({ highWaterMark }) :
    { highWaterMark, size: (chunk) => chunk?.byteLength ?? chunk?.length ?? 1 };
  let controller;
  let drained;
  let closing;
  const cleanup = eos(stream, (reason) => {
    reason = webReason(reason);
    cleanup();
    // Errors that come later have been reported.
    stream.on('error', nop);
    if (reason != null) {
      drained?.reject(reason);
      closing?.reject(reason);
      closing = undefined;
      controller?.error(reason);
      controller = undefined;
    } else if (closing !== undefined) {
      closing.resolve();
      closing = undefined;
    } else {
      controller?.error(abortError());
      controller = undefined;
    }
  });
  stream.on('drain', () => drained?.resolve());

  return new WritableStream({
    start(c) {
      controller = c;
    },
    write(chunk) {
      if (!stream.writableObjectMode && (chunk instanceof ArrayBuffer || chunk instanceof SharedArrayBuffer)) {
        chunk = new Uint8Array(chunk);
      }
      if (!stream.writableNeedDrain && stream.write(chunk)) return undefined;
      drained = Promise.withResolvers();
      if (!stream.writableNeedDrain) drained.resolve();
      return drained.promise.finally(() => {
        drained = undefined;
      });
    },
    abort(reason) {
      destroyer(stream, reason);
    },
    close() {
      if (closing === undefined && !utils.isWritableEnded(stream)) {
        closing = Promise.withResolvers();
        const { promise } = closing;
        stream.end();
        return promise;
      }
      controller = undefined;
      return Promise.resolve();
    },
  }, strategy);
}

// Readable.toWeb(readable, { strategy, type })
function ReadableToWeb(stream, options = {}) {
  if (typeof stream?._readableState !== 'object') {
    throw error('ERR_INVALID_ARG_TYPE', 'streamReadable', 'stream.Readable', stream);
  }
  validateObject(options, 'options');
  if (options.type !== undefined) validateOneOf(options.type, 'options.type', ['bytes', undefined]);
  const bytes = options.type === 'bytes';
  const objectMode = stream.readableObjectMode;
  const readable = utils.isReadable(stream);
  let controller;
  let over = false;
  const source = {
    type: bytes ? 'bytes' : undefined,
    start(c) {
      controller = c;
    },
    cancel(reason) {
      over = true;
      destroyer(stream, reason);
    },
  };
  let strategy;
  if (readable) {
    source.pull = () => {
      stream.resume();
    };
    const highWaterMark = stream.readableHighWaterMark;
    if (bytes) strategy = { highWaterMark };
    else strategy = options.strategy ?? new (objectMode ? CountQueuingStrategy : ByteLengthQueuingStrategy)({ highWaterMark });
  }
  const web = new ReadableStream(source, strategy);
  let cleanup = nop;
  cleanup = eos(stream, { writable: false, [kSynchronous]: true }, (reason) => {
    reason = webReason(reason);
    cleanup();
    stream.on('error', nop);
    if (over) return;
    over = true;
    if (reason) {
      controller.error(reason);
      return;
    }
    controller.close();
    if (bytes) controller.byobRequest?.respond(0);
  });
  if (over) {
    cleanup();
  } else if (readable) {
    stream.pause();
    stream.on('data', (chunk) => {
      // Web streams give away plain Uint8Arrays; the copy may be detached without harm to the pool.
      if (!objectMode && Buffer.isBuffer(chunk)) chunk = new Uint8Array(chunk);
      controller.enqueue(chunk);
      if (controller.desiredSize <= 0) stream.pause();
    });
  }
  return web;
}

// Duplex.toWeb(duplex, { readableType })
function DuplexToWeb(stream, options = {}) {
  if (typeof stream?._writableState !== 'object' || typeof stream?._readableState !== 'object') {
    throw error('ERR_INVALID_ARG_TYPE', 'duplex', 'stream.Duplex', stream);
  }
  validateObject(options, 'options');
  const type = options.readableType ?? options.type;
  const destroyed = utils.isDestroyed(stream);
  const writable = !destroyed && utils.isWritable(stream) ? WritableToWeb(stream) : closedWritable();
  const readable = !destroyed && utils.isReadable(stream) ? ReadableToWeb(stream, { type }) : closedReadable(type);
  return { readable, writable };
}

function closedWritable() {
  const stream = new WritableStream();
  stream.close();
  return stream;
}

function closedReadable(type) {
  const stream = new ReadableStream({ type });
  stream.cancel();
  return stream;
}

// The _write side over a writer.
function writing(writer, decodeStrings, objectMode, stream) {
  return {
    writev(chunks, callback) {
      const done = settle(stream, callback);
      writer.ready.then(() => Promise.all(chunks.map((entry) => writer.write(entry.chunk)))).then(() => done(), done);
    },
    write(chunk, encoding, callback) {
      if (typeof chunk === 'string' && decodeStrings && !objectMode) {
        const encoded = Buffer.from(chunk, encoding);
        chunk = new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength);
      }
      const done = settle(stream, callback);
      writer.ready.then(() => writer.write(chunk)).then(() => done(), done);
    },
  };
}

// The _read side over a reader.
function reading(reader, stream) {
  return function read() {
    reader.read().then((step) => stream().push(step.done ? null : step.value), (reason) => destroyer(stream(), reason));
  };
}

function checkReadable(stream, name) {
  if (!utils.isReadableStream(stream)) throw error('ERR_INVALID_ARG_TYPE', name, 'ReadableStream', stream);
}

function checkWritable(stream, name) {
  if (!utils.isWritableStream(stream)) throw error('ERR_INVALID_ARG_TYPE', name, 'WritableStream', stream);
}

function checkOptions(options) {
  validateObject(options, 'options');
  const { decodeStrings = true, encoding, objectMode = false } = options;
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) throw error('ERR_INVALID_ARG_VALUE', 'options.encoding', encoding);
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');
  return { decodeStrings, encoding, objectMode };
}

// Writable.fromWeb(writableStream, options)
function WritableFromWeb(web, options = {}) {
  checkWritable(web, 'writableStream');
  const { decodeStrings, objectMode } = checkOptions(options);
  const writer = web.getWriter();
  let closed = false;
  const writable = new Writable({
    highWaterMark: options.highWaterMark,
    objectMode,
    decodeStrings,
    signal: options.signal,
    ...writing(writer, decodeStrings, objectMode, () => writable),
    destroy(reason, callback) {
      const done = rethrow(callback, reason);
      if (closed) done();
      else (reason != null ? writer.abort(reason) : writer.close()).then(done, done);
    },
    final(callback) {
      const done = settle(() => writable, callback);
      if (!closed) writer.close().then(() => done(), done);
    },
  });
  writer.closed.then(() => {
    closed = true;
    if (!utils.isWritableEnded(writable)) destroyer(writable, error('ERR_STREAM_PREMATURE_CLOSE'));
  }, (reason) => {
    closed = true;
    destroyer(writable, reason);
  });
  return writable;
}

// Readable.fromWeb(readableStream, options)
function ReadableFromWeb(web, options = {}) {
  checkReadable(web, 'readableStream');
  const { encoding, objectMode } = checkOptions(options);
  const reader = web.getReader();
  let closed = false;
  const readable = new Readable({
    objectMode,
    highWaterMark: options.highWaterMark,
    encoding,
    signal: options.signal,
    read: reading(reader, () => readable),
    destroy(reason, callback) {
      const done = rethrow(callback, reason);
      if (closed) done();
      else reader.cancel(reason).then(done, done);
    },
  });
  reader.closed.then(() => {
    closed = true;
  }, (reason) => {
    closed = true;
    destroyer(readable, reason);
  });
  return readable;
}

// Duplex.fromWeb({ readable, writable }, options)
function DuplexFromWeb(pair = {}, options = {}) {
  validateObject(pair, 'pair');
  checkReadable(pair.readable, 'pair.readable');
  checkWritable(pair.writable, 'pair.writable');
  const { decodeStrings, encoding, objectMode } = checkOptions(options);
  const writer = pair.writable.getWriter();
  const reader = pair.readable.getReader();
  let writableClosed = false;
  let readableClosed = false;
  const duplex = new Duplex({
    allowHalfOpen: options.allowHalfOpen ?? false,
    highWaterMark: options.highWaterMark,
    objectMode,
    encoding,
    decodeStrings,
    signal: options.signal,
    ...writing(writer, decodeStrings, objectMode, () => duplex),
    read: reading(reader, () => duplex),
    final(callback) {
      const done = settle(() => duplex, callback);
      if (!writableClosed) writer.close().then(() => done(), done);
    },
    destroy(reason, callback) {
      const done = rethrow(callback, reason);
      const ends = [];
      if (!writableClosed) ends.push(writer.abort(reason));
      if (!readableClosed) ends.push(reader.cancel(reason));
      if (ends.length === 0) done();
      else Promise.all(ends).then(done, done);
    },
  });
  function failed(reason) {
    writableClosed = true;
    readableClosed = true;
    destroyer(duplex, reason);
  }
  writer.closed.then(() => {
    writableClosed = true;
    if (!utils.isWritableEnded(duplex)) destroyer(duplex, error('ERR_STREAM_PREMATURE_CLOSE'));
  }, failed);
  reader.closed.then(() => {
    readableClosed = true;
  }, failed);
  return duplex;
}

module.exports = { DuplexFromWeb, DuplexToWeb, ReadableFromWeb, ReadableToWeb, WritableFromWeb, WritableToWeb };
