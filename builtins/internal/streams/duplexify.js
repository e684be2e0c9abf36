// internal/streams/duplexify - Duplex.from: nearly anything as a Duplex.
'use strict';

const { error } = internalBinding('errors');
const { Duplex, Readable } = require('stream');
const { eos } = require('internal/streams/end-of-stream');
const { fromWith } = require('internal/streams/from');
const utils = require('internal/streams/utils');

const { destroyer, isIterable, isReadable, isReadableNodeStream, isWritable, isWritableNodeStream } = utils;

// Its name shows in messages and inspection.
class Duplexify extends Duplex {}

function isBlob(value) {
  return typeof Blob === 'function' && value instanceof Blob;
}

function needWebStreams() {
  return require('internal/webstreams/adapters');
}

// Duplex.from(body)
exports.from = function from(body) {
  return duplexify(body, 'body');
};

function duplexify(body, name) {
  if (utils.isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return pair(body, undefined);
  if (isWritableNodeStream(body)) return pair(undefined, body);
  if (utils.isNodeStream(body)) return pair(undefined, undefined);
  if (utils.isReadableStream(body)) return pair(needWebStreams().ReadableFromWeb(body), undefined);
  if (utils.isWritableStream(body)) return pair(undefined, needWebStreams().WritableFromWeb(body));
  if (typeof body === 'function') return fromFunction(body, name);
  if (isBlob(body)) return duplexify(body.arrayBuffer());
  if (isIterable(body)) return fromWith(Duplexify, body, { objectMode: true, writable: false });
  if (utils.isReadableStream(body?.readable) && utils.isWritableStream(body?.writable)) {
    return needWebStreams().DuplexFromWeb(body);
  }
  if (typeof body?.writable === 'object' || typeof body?.readable === 'object') {
    const side = (stream, isSide) => (stream ? (isSide(stream) ? stream : duplexify(stream)) : undefined);
    return pair(side(body.readable, isReadableNodeStream), side(body.writable, isWritableNodeStream));
  }
  if (typeof body?.then === 'function') return fromPromise(body);
  throw error('ERR_INVALID_ARG_TYPE', name, [
    'Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable', 'AsyncIterable', 'Function',
    '{ readable, writable } pair', 'Promise',
  ], body);
}

function fromPromise(promise) {
  const duplex = new Duplexify({ objectMode: true, writable: false, read() {} });
  promise.then((value) => {
    if (value != null) duplex.push(value);
    duplex.push(null);
  }, (reason) => destroyer(duplex, reason));
  return duplex;
}

// An async generator reads what is written to the duplex; what it yields is read from the duplex.
function fromFunction(fn, name) {
  const { value, write, final, destroy } = feed(fn);
  if (utils.isDuplexNodeStream(value)) return value;
  if (isIterable(value)) return fromWith(Duplexify, value, { objectMode: true, write, final, destroy });
  const then = value?.then;
  if (typeof then !== 'function') {
    throw error('ERR_INVALID_RETURN_VALUE', 'Iterable, AsyncIterable or AsyncFunction', name, value);
  }
  let duplex;
  const promise = then.call(value, (result) => {
    if (result != null) throw error('ERR_INVALID_RETURN_VALUE', 'nully', 'body', result);
  }, (reason) => destroyer(duplex, reason));
  duplex = new Duplexify({
    objectMode: true,
    readable: false,
    write,
    destroy,
    final(callback) {
      final(async () => {
        try {
          await promise;
          process.nextTick(callback, null);
        } catch (reason) {
          process.nextTick(callback, reason);
        }
      });
    },
  });
  return duplex;
}

// Calls fn with an iterable of what will be written; write and final wait until it is taken.
function feed(fn) {
  let { promise, resolve } = Promise.withResolvers();
  const controller = new AbortController();
  const { signal } = controller;
  async function* written() {
    for (;;) {
      const step = await promise;
      process.nextTick(step.callback);
      if (step.done) return;
      if (signal.aborted) {
        const { AbortError } = require('internal/abort_error');
        throw new AbortError(undefined, { cause: signal.reason });
      }
      ({ promise, resolve } = Promise.withResolvers());
      yield step.chunk;
    }
  }
  function deliver(step) {
    const settle = resolve;
    resolve = null;
    settle(step);
  }
  return {
    value: fn(written(), { signal }),
    write(chunk, encoding, callback) {
      deliver({ chunk, done: false, callback });
    },
    final(callback) {
      deliver({ chunk: undefined, done: true, callback });
    },
    destroy(reason, callback) {
      controller.abort(reason);
      // A generator that waits for data must not wait for ever.
      if (resolve !== null) deliver({ chunk: undefined, done: true, callback() {} });
      callback(reason);
    },
  };
}

// One duplex of a readable and a writable, either of which may be missing.
function pair(source, target) {
  const r = source && typeof source.read !== 'function' ? Readable.wrap(source) : source;
  const w = target;
  let readable = !!isReadable(r);
  let writable = !!isWritable(w);
  let ondrain = null;
  let onfinish = null;
  let onreadable = null;
  let onclose;
  const duplex = new Duplexify({
    readableObjectMode: !!r?.readableObjectMode,
    writableObjectMode: !!w?.writableObjectMode,
    readable,
    writable,
  });

  function over(reason) {
    const callback = onclose;
    onclose = null;
    if (callback) callback(reason);
    else if (reason) duplex.destroy(reason);
  }

  if (writable) {
    eos(w, (reason) => {
      writable = false;
      if (reason) destroyer(r, reason);
      over(reason);
    });
    duplex._write = function(chunk, encoding, callback) {
      if (w.write(chunk, encoding)) callback();
      else ondrain = callback;
    };
    duplex._final = function(callback) {
      w.end();
      onfinish = callback;
    };
    w.on('drain', () => {
      const callback = ondrain;
      ondrain = null;
      if (callback) callback();
    });
    w.on('finish', () => {
      const callback = onfinish;
      onfinish = null;
      if (callback) callback();
    });
  }

  if (readable) {
    eos(r, (reason) => {
      readable = false;
      if (reason) destroyer(w, reason);
      over(reason);
    });
    r.on('readable', () => {
      const callback = onreadable;
      onreadable = null;
      if (callback) callback();
    });
    r.on('end', () => duplex.push(null));
    duplex._read = function() {
      for (;;) {
        const chunk = r.read();
        if (chunk === null) {
          onreadable = duplex._read;
          return;
        }
        if (!duplex.push(chunk)) return;
      }
    };
  }

  duplex._destroy = function(reason, callback) {
    if (!reason && onclose !== null) {
      const { AbortError } = require('internal/abort_error');
      reason = new AbortError();
    }
    onreadable = null;
    ondrain = null;
    onfinish = null;
    if (onclose === null) {
      callback(reason);
    } else {
      onclose = callback;
      destroyer(w, reason);
      destroyer(r, reason);
    }
  };
  return duplex;
}
