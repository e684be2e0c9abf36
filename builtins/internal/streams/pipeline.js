// internal/streams/pipeline - stream.pipeline: streams, iterables and functions joined, with one error for all.
'use strict';

const { error } = internalBinding('errors');
const { aggregateTwoErrors } = internalBinding('stream');
const { validateAbortSignal, validateFunction } = internalBinding('validators');
const { Duplex, PassThrough, Readable } = require('stream');
const { eos, onAbort } = require('internal/streams/end-of-stream');
const utils = require('internal/streams/utils');

const { isIterable, isNodeStream, isReadable, isReadableNodeStream, isReadableStream, isTransformStream } = utils;
const kSources = ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream'];

// Watches one stream of the pipeline: destroy() ends it unless it is over.
function watch(stream, reading, writing) {
  let over = false;
  stream.on('close', () => {
    over = true;
  });
  const cleanup = eos(stream, { readable: reading, writable: writing }, (reason) => {
    over = !reason;
  });
  return {
    cleanup,
    destroy(reason) {
      if (over) return;
      over = true;
      utils.destroyer(stream, reason || error('ERR_STREAM_DESTROYED', 'pipe'));
    },
  };
}

async function* fromLegacy(stream) {
  yield* Readable.prototype[Symbol.asyncIterator].call(stream);
}

function toAsyncIterable(value) {
  if (isIterable(value)) return value;
  if (isReadableNodeStream(value)) return fromLegacy(value);
  throw error('ERR_INVALID_ARG_TYPE', 'val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

// Writes what the iterable gives into a Node stream, at the stream's pace.
async function pumpToNode(iterable, target, finish, end) {
  let failure;
  let wake = null;
  function resume(reason) {
    if (reason) failure = reason;
    if (wake !== null) {
      const callback = wake;
      wake = null;
      callback();
    }
  }
  const wait = () => new Promise((resolve, reject) => {
    const settle = () => (failure ? reject(failure) : resolve());
    if (failure) settle();
    else wake = settle;
  });
  target.on('drain', resume);
  const cleanup = eos(target, { readable: false }, resume);
  try {
    if (target.writableNeedDrain) await wait();
    for await (const chunk of iterable) {
      if (!target.write(chunk)) await wait();
    }
    if (end) {
      target.end();
      await wait();
    }
    finish();
  } catch (reason) {
    finish(failure !== reason ? aggregateTwoErrors(failure, reason) : reason);
  } finally {
    cleanup();
    target.off('drain', resume);
  }
}

// The same into a web stream.
async function pumpToWeb(readable, target, finish, end) {
  const writer = (isTransformStream(target) ? target.writable : target).getWriter();
  try {
    for await (const chunk of readable) {
      await writer.ready;
      writer.write(chunk).catch(() => {});
    }
    await writer.ready;
    if (end) await writer.close();
    finish();
  } catch (reason) {
    try {
      await writer.abort(reason);
      finish(reason);
    } catch (failure) {
      finish(failure);
    }
  }
}

// Joins two Node streams; finish is called once for each end.
function pipe(source, target, finish, fail, end) {
  let ended = false;
  target.on('close', () => {
    if (!ended) fail(error('ERR_STREAM_PREMATURE_CLOSE'));
  });
  source.pipe(target, { end: false });
  if (end) {
    const endTarget = () => {
      ended = true;
      target.end();
    };
    if (utils.isReadableFinished(source)) process.nextTick(endTarget);
    else source.once('end', endTarget);
  } else {
    finish();
  }
  eos(source, { readable: true, writable: false }, (reason) => {
    const state = source._readableState;
    if (reason && reason.code === 'ERR_STREAM_PREMATURE_CLOSE' && state?.ended && !state.errored && !state.errorEmitted) {
      // Some readables emit 'close' before 'end'. All data has arrived, so 'end' is still to come.
      source.once('end', finish).once('error', finish);
    } else {
      finish(reason);
    }
  });
  return eos(target, { readable: false, writable: true }, finish);
}

// stream.pipeline(...streams, callback)
function pipeline(...streams) {
  validateFunction(streams[streams.length - 1], 'streams[stream.length - 1]');
  const callback = streams.pop();
  let called = false;
  return join(streams, function(...args) {
    if (called) return;
    called = true;
    callback.apply(this, args);
  });
}

function join(streams, callback, options) {
  if (streams.length === 1 && Array.isArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw error('ERR_MISSING_ARGS', 'streams');
  // Functions in the pipeline get a signal; without one nobody pays for it.
  let controller;
  const signalOf = () => (controller ??= new AbortController()).signal;
  const outer = options?.signal;
  if (outer !== undefined) validateAbortSignal(outer, 'options.signal');
  const last = streams.length - 1;

  const destroys = [];
  const cleanups = [];
  let pending = 0;
  let failure;
  let value;

  function settle(reason, final) {
    // A later error is better than the mere fact that something was cut off.
    if (reason && (!failure || failure.code === 'ERR_STREAM_PREMATURE_CLOSE' || failure.name === 'AbortError')) {
      failure = reason;
    }
    if (!failure && !final) return;
    while (destroys.length > 0) destroys.shift()(failure);
    stopSignal?.();
    controller?.abort();
    if (final) {
      if (!failure) cleanups.forEach((cleanup) => cleanup());
      process.nextTick(callback, failure, value);
    }
  }
  const finish = (reason) => settle(reason, --pending === 0);
  const fail = (reason) => settle(reason, false);
  function abort() {
    const { AbortError } = require('internal/abort_error');
    settle(new AbortError(undefined, { cause: outer?.reason }), false);
  }
  const stopSignal = outer && !outer.aborted ? onAbort(outer, abort) : undefined;

  // The stream or iterable that the stream at an index reads from.
  let current;
  for (let index = 0; index <= last; index++) {
    const stream = streams[index];
    const end = index < last || options?.end !== false;
    if (isNodeStream(stream)) {
      const next = streams[index + 1];
      if (next?.closed || next?.destroyed) throw error('ERR_STREAM_UNABLE_TO_PIPE');
      const keeps = index === last && isReadable(stream);
      if (end) {
        const { destroy, cleanup } = watch(stream, index < last, index > 0);
        destroys.push(destroy);
        if (keeps) cleanups.push(cleanup);
      }
      const onerror = (reason) => {
        if (reason && reason.name !== 'AbortError' && reason.code !== 'ERR_STREAM_PREMATURE_CLOSE') fail(reason);
      };
      stream.on('error', onerror);
      if (keeps) cleanups.push(() => stream.removeListener('error', onerror));
    }
    if (index === 0) current = source(stream);
    else if (typeof stream === 'function') current = call(stream, index, end);
    else current = connect(stream, index, end);
  }

  function source(stream) {
    if (typeof stream === 'function') {
      const result = stream({ signal: signalOf() });
      if (!isIterable(result)) {
        throw error('ERR_INVALID_RETURN_VALUE', 'Iterable, AsyncIterable or Stream', 'source', result);
      }
      return result;
    }
    if (isIterable(stream) || isReadableNodeStream(stream) || isTransformStream(stream)) return stream;
    return Duplex.from(stream);
  }

  // A function between streams is an async generator; the last one may return a promise.
  function call(stream, index, end) {
    const input = toAsyncIterable(isTransformStream(current) ? current.readable : current);
    const result = stream(input, { signal: signalOf() });
    if (index < last) {
      if (!isIterable(result, true)) {
        throw error('ERR_INVALID_RETURN_VALUE', 'AsyncIterable', `transform[${index - 1}]`, result);
      }
      return result;
    }
    // pipeline() returns a stream in any case: stand one in for the function.
    const stand = new PassThrough({ objectMode: true });
    const then = result?.then;
    if (typeof then === 'function') {
      pending++;
      then.call(result, (got) => {
        value = got;
        if (got != null) stand.write(got);
        if (end) stand.end();
        process.nextTick(finish);
      }, (reason) => {
        stand.destroy(reason);
        process.nextTick(finish, reason);
      });
    } else if (isIterable(result, true)) {
      pending++;
      pumpToNode(result, stand, finish, end);
    } else if (isReadableStream(result) || isTransformStream(result)) {
      pending++;
      pumpToNode(result.readable || result, stand, finish, end);
    } else {
      throw error('ERR_INVALID_RETURN_VALUE', 'AsyncIterable or Promise', 'destination', result);
    }
    const { destroy, cleanup } = watch(stand, false, true);
    destroys.push(destroy);
    cleanups.push(cleanup);
    return stand;
  }

  function connect(stream, index, end) {
    if (isNodeStream(stream)) {
      if (isReadableNodeStream(current)) {
        pending += 2;
        const cleanup = pipe(current, stream, finish, fail, end);
        if (index === last && isReadable(stream)) cleanups.push(cleanup);
      } else if (isTransformStream(current) || isReadableStream(current)) {
        pending++;
        pumpToNode(current.readable || current, stream, finish, end);
      } else if (isIterable(current)) {
        pending++;
        pumpToNode(current, stream, finish, end);
      } else {
        throw error('ERR_INVALID_ARG_TYPE', 'val', kSources, current);
      }
      return stream;
    }
    if (!utils.isWebStream(stream)) return Duplex.from(stream);
    let readable = current;
    if (isReadableNodeStream(current)) readable = toAsyncIterable(current);
    else if (isTransformStream(current)) readable = current.readable;
    else if (!isReadableStream(current) && !isIterable(current)) throw error('ERR_INVALID_ARG_TYPE', 'val', kSources, current);
    pending++;
    pumpToWeb(readable, stream, finish, end);
    return stream;
  }

  if (outer?.aborted) process.nextTick(abort);
  return current;
}

module.exports = { pipeline, join };
