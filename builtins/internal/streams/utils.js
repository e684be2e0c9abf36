// internal/streams/utils - what a stream of any make is and in which state; stream.destroy.
'use strict';

const kIsDestroyed = Symbol.for('nodejs.stream.destroyed');
const kIsErrored = Symbol.for('nodejs.stream.errored');
const kIsReadable = Symbol.for('nodejs.stream.readable');
const kIsWritable = Symbol.for('nodejs.stream.writable');
const kIsDisturbed = Symbol.for('nodejs.stream.disturbed');
const kIsClosedPromise = Symbol.for('nodejs.webstream.isClosedPromise');
const kControllerErrorFunction = Symbol.for('nodejs.webstream.controllerErrorFunction');

const isFn = (value) => typeof value === 'function';

function isReadableNodeStream(stream, strict = false) {
  if (!stream || !isFn(stream.pipe) || !isFn(stream.on)) return false;
  if (strict && !(isFn(stream.pause) && isFn(stream.resume))) return false;
  // A Writable has a pipe method that only fails.
  return !stream._writableState || (!!stream._readableState && stream._readableState.readable !== false);
}

function isWritableNodeStream(stream) {
  if (!stream || !isFn(stream.write) || !isFn(stream.on)) return false;
  return !stream._readableState || stream._writableState?.writable !== false;
}

function isDuplexNodeStream(stream) {
  return !!stream && isFn(stream.pipe) && !!stream._readableState && isFn(stream.on) && isFn(stream.write);
}

function isNodeStream(stream) {
  return stream && (stream._readableState || stream._writableState ||
    (isFn(stream.on) && (isFn(stream.write) || isFn(stream.pipe))));
}

function isReadableStream(stream) {
  return !!stream && !isNodeStream(stream) && isFn(stream.pipeThrough) && isFn(stream.getReader) && isFn(stream.cancel);
}

function isWritableStream(stream) {
  return !!stream && !isNodeStream(stream) && isFn(stream.getWriter) && isFn(stream.abort);
}

function isTransformStream(stream) {
  return !!stream && !isNodeStream(stream) && typeof stream.readable === 'object' && typeof stream.writable === 'object';
}

function isWebStream(stream) {
  return isReadableStream(stream) || isWritableStream(stream) || isTransformStream(stream);
}

function isIterable(value, isAsync) {
  if (value == null) return false;
  return (isAsync !== false && isFn(value[Symbol.asyncIterator])) || (isAsync !== true && isFn(value[Symbol.iterator]));
}

// The state that speaks for a stream: of a duplex, the writable side's.
function stateOf(stream) {
  return stream._writableState || stream._readableState;
}

function isDestroyed(stream) {
  if (!isNodeStream(stream)) return null;
  return !!(stream.destroyed || stream[kIsDestroyed] || stateOf(stream)?.destroyed);
}

// Whether end() was called.
function isWritableEnded(stream) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableEnded === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  return typeof state?.ended === 'boolean' ? state.ended : null;
}

// Whether 'finish' was emitted, or, not strictly, is bound to be.
function isWritableFinished(stream, strict) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableFinished === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  if (typeof state?.finished !== 'boolean') return null;
  return state.finished || (strict === false && state.ended === true && state.length === 0);
}

// Whether 'end' was emitted, or, not strictly, is bound to be.
function isReadableFinished(stream, strict) {
  if (!isReadableNodeStream(stream)) return null;
  const state = stream._readableState;
  if (state?.errored) return false;
  if (typeof state?.endEmitted !== 'boolean') return null;
  return state.endEmitted || (strict === false && state.ended === true && state.length === 0);
}

function isReadable(stream) {
  if (stream && stream[kIsReadable] != null) return stream[kIsReadable];
  if (typeof stream?.readable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isReadableNodeStream(stream) && stream.readable && !isReadableFinished(stream);
}

function isWritable(stream) {
  if (stream && stream[kIsWritable] != null) return stream[kIsWritable];
  if (typeof stream?.writable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isWritableNodeStream(stream) && stream.writable && !isWritableEnded(stream);
}

function isFinished(stream, options) {
  if (!isNodeStream(stream)) return null;
  if (isDestroyed(stream)) return true;
  return !(options?.readable !== false && isReadable(stream)) && !(options?.writable !== false && isWritable(stream));
}

function isWritableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.writableErrored || (stream._writableState?.errored ?? null);
}

function isReadableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.readableErrored || (stream._readableState?.errored ?? null);
}

function isOutgoingMessage(stream) {
  return typeof stream._closed === 'boolean' && typeof stream._defaultKeepAlive === 'boolean' &&
    typeof stream._removedConnection === 'boolean' && typeof stream._removedContLen === 'boolean';
}

function isServerResponse(stream) {
  return typeof stream._sent100 === 'boolean' && isOutgoingMessage(stream);
}

function isServerRequest(stream) {
  return typeof stream._consuming === 'boolean' && typeof stream._dumped === 'boolean' &&
    stream.req?.upgradeOrConnect === undefined;
}

function isRequest(stream) {
  return stream?.setHeader && isFn(stream.abort);
}

function isClosed(stream) {
  if (!isNodeStream(stream)) return null;
  if (typeof stream.closed === 'boolean') return stream.closed;
  const w = stream._writableState;
  const r = stream._readableState;
  if (typeof w?.closed === 'boolean' || typeof r?.closed === 'boolean') return w?.closed || r?.closed;
  return typeof stream._closed === 'boolean' && isOutgoingMessage(stream) ? stream._closed : null;
}

function willEmitClose(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stateOf(stream);
  if (!state) return isServerResponse(stream);
  return !!(state.autoDestroy && state.emitClose && state.closed === false);
}

function isDisturbed(stream) {
  return !!(stream && (stream[kIsDisturbed] ?? (stream.readableDidRead || stream.readableAborted)));
}

function isErrored(stream) {
  return !!(stream && (stream[kIsErrored] ?? stream.readableErrored ?? stream.writableErrored ??
    stream._readableState?.errorEmitted ?? stream._writableState?.errorEmitted ??
    stream._readableState?.errored ?? stream._writableState?.errored));
}

function emitClose(stream) {
  stream.emit('close');
}

function emitErrorThenClose(stream, error) {
  stream.emit('error', error);
  process.nextTick(emitClose, stream);
}

// stream.destroy(stream, error): destroys a stream of any make.
function destroyer(stream, error) {
  if (!stream || isDestroyed(stream)) return;
  if (!error && !isFinished(stream)) {
    const { AbortError } = require('internal/abort_error');
    error = new AbortError();
  }
  if (isServerRequest(stream)) {
    stream.socket = null;
    stream.destroy(error);
  } else if (isRequest(stream)) {
    stream.abort();
  } else if (isRequest(stream.req)) {
    stream.req.abort();
  } else if (isFn(stream.destroy)) {
    stream.destroy(error);
  } else if (isFn(stream.close)) {
    stream.close();
  } else if (error) {
    process.nextTick(emitErrorThenClose, stream, error);
  } else {
    process.nextTick(emitClose, stream);
  }
  if (!stream.destroyed) stream[kIsDestroyed] = true;
}

module.exports = {
  destroyer,
  isClosed,
  isDestroyed,
  isDisturbed,
  isDuplexNodeStream,
  isErrored,
  isFinished,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableErrored,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isRequest,
  isServerRequest,
  isServerResponse,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableEnded,
  isWritableErrored,
  isWritableFinished,
  isWritableNodeStream,
  isWritableStream,
  kControllerErrorFunction,
  kIsClosedPromise,
  kIsDestroyed,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
  kIsWritable,
  willEmitClose,
};
