// internal/streams/end-of-stream - stream.finished: tells when a stream of any make is over.
'use strict';

const { error } = internalBinding('errors');
const { validateAbortSignal, validateBoolean, validateFunction, validateObject } = internalBinding('validators');
const utils = require('internal/streams/utils');

const nop = () => {};

// For callers that want to hear of a stream that is over before eos() returns.
const kSynchronous = Symbol('kSynchronous');

function abortError(signal) {
  const { AbortError } = require('internal/abort_error');
  return new AbortError(undefined, { cause: signal.reason });
}

// Calls abort() when the signal fires; the result takes that back.
function onAbort(signal, abort) {
  if (signal.aborted) {
    process.nextTick(abort);
    return nop;
  }
  signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}

// The error that a stream has, if any.
function errorOf(stream) {
  const errored = utils.isWritableErrored(stream) || utils.isReadableErrored(stream);
  return (typeof errored !== 'boolean' && errored) || null;
}

// stream.finished(stream, options, callback): the result stops the watch.
function eos(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = {};
  } else if (options == null) {
    options = {};
  } else {
    validateObject(options, 'options');
  }
  validateFunction(callback, 'callback');
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  if (utils.isReadableStream(stream) || utils.isWritableStream(stream)) return eosWeb(stream, options, callback);
  if (!utils.isNodeStream(stream)) {
    throw error('ERR_INVALID_ARG_TYPE', 'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  const { AsyncResource } = require('async_hooks');
  const resource = new AsyncResource('STREAM_END_OF_STREAM');
  let done = false;
  // Calls back once, in the async context of the caller.
  function settle(reason) {
    if (done) return;
    done = true;
    stopSignal();
    if (reason) resource.runInAsyncScope(callback, stream, reason);
    else resource.runInAsyncScope(callback, stream);
  }
  let stopSignal = nop;

  const readable = options.readable ?? utils.isReadableNodeStream(stream);
  const writable = options.writable ?? utils.isWritableNodeStream(stream);
  let closes = utils.willEmitClose(stream) && utils.isReadableNodeStream(stream) === readable &&
    utils.isWritableNodeStream(stream) === writable;
  let finished = utils.isWritableFinished(stream, false);
  let ended = utils.isReadableFinished(stream, false);

  function closeError() {
    const errored = errorOf(stream);
    if (errored) return errored;
    if (readable && !ended && utils.isReadableNodeStream(stream, true) && !utils.isReadableFinished(stream, false)) {
      return error('ERR_STREAM_PREMATURE_CLOSE');
    }
    if (writable && !finished && !utils.isWritableFinished(stream, false)) return error('ERR_STREAM_PREMATURE_CLOSE');
    return null;
  }

  const already = alreadyOver();
  if (already !== undefined || options.signal?.aborted) {
    const watchErrors = already !== undefined && options.error !== false;
    if (watchErrors) stream.on('error', nop);
    const reason = already === undefined ? abortError(options.signal) : already;
    if (options[kSynchronous]) settle(reason);
    else process.nextTick(settle, reason);
    return () => {
      done = true;
      if (watchErrors) stream.removeListener('error', nop);
    };
  }

  // What a stream that is over already ended with: undefined while it is not.
  function alreadyOver() {
    const w = stream._writableState;
    const r = stream._readableState;
    if (utils.isClosed(stream)) return closeError();
    if (w?.errorEmitted || r?.errorEmitted) return closes ? undefined : errorOf(stream);
    const idle = w == null || w.pendingcb === undefined || w.pendingcb === 0;
    if (!readable && (!closes || utils.isReadable(stream)) && (finished || utils.isWritable(stream) === false) && idle) {
      return errorOf(stream);
    }
    if (!writable && (!closes || utils.isWritable(stream)) && (ended || utils.isReadable(stream) === false)) {
      return errorOf(stream);
    }
    return r && stream.req && stream.aborted ? errorOf(stream) : undefined;
  }

  function onfinish() {
    finished = true;
    // A stream that is destroyed by now does things its own way: do not count on its 'close'.
    if (stream.destroyed) closes = false;
    if (closes && (!stream.readable || readable)) return;
    if (!readable || ended) settle();
  }

  function onend() {
    ended = true;
    if (stream.destroyed) closes = false;
    if (closes && (!stream.writable || writable)) return;
    if (!writable || finished) settle();
  }

  const onlegacyfinish = () => {
    if (!stream.writable) onfinish();
  };
  const onerror = (reason) => settle(reason);
  const onclose = () => settle(closeError());
  const onrequest = () => stream.req.on('finish', onfinish);

  if (utils.isRequest(stream)) {
    stream.on('complete', onfinish);
    if (!closes) stream.on('abort', onclose);
    if (stream.req) onrequest();
    else stream.on('request', onrequest);
  } else if (writable && !stream._writableState) {
    stream.on('end', onlegacyfinish);
    stream.on('close', onlegacyfinish);
  }
  // Not every stream emits 'close' after 'aborted'.
  if (!closes && typeof stream.aborted === 'boolean') stream.on('aborted', onclose);
  stream.on('end', onend);
  stream.on('finish', onfinish);
  if (options.error !== false) stream.on('error', onerror);
  stream.on('close', onclose);

  function cleanup() {
    done = true;
    stream.removeListener('aborted', onclose);
    stream.removeListener('complete', onfinish);
    stream.removeListener('abort', onclose);
    stream.removeListener('request', onrequest);
    if (stream.req) stream.req.removeListener('finish', onfinish);
    stream.removeListener('end', onlegacyfinish);
    stream.removeListener('close', onlegacyfinish);
    stream.removeListener('finish', onfinish);
    stream.removeListener('end', onend);
    stream.removeListener('error', onerror);
    stream.removeListener('close', onclose);
  }

  if (options.signal) {
    stopSignal = onAbort(options.signal, () => {
      if (done) return;
      cleanup();
      done = false;
      settle(abortError(options.signal));
    });
  }
  return cleanup;
}

// The same for web streams, which tell through a promise.
function eosWeb(stream, options, callback) {
  let done = false;
  let stopSignal = nop;
  function settle(...args) {
    if (done) return;
    done = true;
    stopSignal();
    callback.apply(stream, args);
  }
  if (options.signal) stopSignal = onAbort(options.signal, () => settle(abortError(options.signal)));
  const over = (...args) => process.nextTick(() => settle(...args));
  stream[utils.kIsClosedPromise].promise.then(over, over);
  return nop;
}

// The promise form.
function finished(stream, options) {
  if (options === null) options = {};
  let autoCleanup = false;
  if (options?.cleanup) {
    validateBoolean(options.cleanup, 'cleanup');
    autoCleanup = options.cleanup;
  }
  return new Promise((resolve, reject) => {
    const cleanup = eos(stream, options, (reason) => {
      if (autoCleanup) cleanup();
      if (reason) reject(reason);
      else resolve();
    });
  });
}

module.exports = { eos, finished, kSynchronous, onAbort };
