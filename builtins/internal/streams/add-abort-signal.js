// internal/streams/add-abort-signal - stream.addAbortSignal: a signal that destroys a stream.
'use strict';

const { error } = internalBinding('errors');
const { isNodeStream, isWebStream, kControllerErrorFunction } = require('internal/streams/utils');

// stream.addAbortSignal(signal, stream)
function addAbortSignal(signal, stream) {
  if (signal === null || typeof signal !== 'object' || !('aborted' in signal)) {
    throw error('ERR_INVALID_ARG_TYPE', 'signal', 'AbortSignal', signal);
  }
  if (!isNodeStream(stream) && !isWebStream(stream)) {
    throw error('ERR_INVALID_ARG_TYPE', 'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  function abort() {
    const { AbortError } = require('internal/abort_error');
    const reason = new AbortError(undefined, { cause: signal.reason });
    if (isNodeStream(stream)) stream.destroy(reason);
    else stream[kControllerErrorFunction](reason);
  }
  if (signal.aborted) {
    abort();
  } else {
    const { eos, onAbort } = require('internal/streams/end-of-stream');
    eos(stream, onAbort(signal, abort));
  }
  return stream;
}

exports.addAbortSignal = addAbortSignal;
