// internal/streams/compose - stream.compose: a pipeline as one Duplex.
'use strict';

const { error } = internalBinding('errors');
const { validateAbortSignal, validateObject } = internalBinding('validators');
const { Duplex } = require('stream');
const { eos } = require('internal/streams/end-of-stream');
const { join } = require('internal/streams/pipeline');
const utils = require('internal/streams/utils');

const { isNodeStream, isReadable, isReadableStream, isTransformStream, isWebStream, isWritable, isWritableStream } = utils;
const canRead = (stream) => isReadable(stream) || isReadableStream(stream) || isTransformStream(stream);
const canWrite = (stream) => isWritable(stream) || isWritableStream(stream) || isTransformStream(stream);

// stream.compose(...streams)
function compose(...streams) {
  if (streams.length === 0) throw error('ERR_MISSING_ARGS', 'streams');
  if (streams.length === 1) return Duplex.from(streams[0]);
  const given = streams.slice();
  const last = streams.length - 1;
  if (typeof streams[0] === 'function') streams[0] = Duplex.from(streams[0]);
  if (typeof streams[last] === 'function') streams[last] = Duplex.from(streams[last]);
  for (let index = 0; index <= last; index++) {
    const stream = streams[index];
    if (!isNodeStream(stream) && !isWebStream(stream)) continue;
    if (index < last && !canRead(stream)) {
      throw error('ERR_INVALID_ARG_VALUE', `streams[${index}]`, given[index], 'must be readable');
    }
    if (index > 0 && !canWrite(stream)) {
      throw error('ERR_INVALID_ARG_VALUE', `streams[${index}]`, given[index], 'must be writable');
    }
  }

  const head = streams[0];
  // Callbacks that wait for the head to drain, for the tail to end and for the pipeline to be over.
  let ondrain = null;
  let onfinish = null;
  let onclose;
  const tail = join(streams, once((reason) => {
    const callback = onclose;
    onclose = null;
    if (callback) callback(reason);
    else if (reason) duplex.destroy(reason);
    else if (!readable && !writable) duplex.destroy();
  }));
  const writable = !!canWrite(head);
  const readable = !!canRead(tail);
  const duplex = new Duplex({
    writableObjectMode: !!head?.writableObjectMode,
    readableObjectMode: !!tail?.readableObjectMode,
    writable,
    readable,
  });

  if (writable) {
    if (isNodeStream(head)) {
      duplex._write = function(chunk, encoding, callback) {
        if (head.write(chunk, encoding)) callback();
        else ondrain = callback;
      };
      duplex._final = function(callback) {
        head.end();
        onfinish = callback;
      };
      head.on('drain', () => {
        const callback = ondrain;
        ondrain = null;
        if (callback) callback();
      });
    } else {
      const writer = (isTransformStream(head) ? head.writable : head).getWriter();
      duplex._write = async function(chunk, encoding, callback) {
        try {
          await writer.ready;
          writer.write(chunk).catch(() => {});
          callback();
        } catch (reason) {
          callback(reason);
        }
      };
      duplex._final = async function(callback) {
        try {
          await writer.ready;
          writer.close().catch(() => {});
          onfinish = callback;
        } catch (reason) {
          callback(reason);
        }
      };
    }
    eos(isTransformStream(tail) ? tail.readable : tail, () => {
      const callback = onfinish;
      onfinish = null;
      if (callback) callback();
    });
  }

  if (readable) {
    if (isNodeStream(tail)) {
      duplex._read = function() {
        tail.resume();
      };
      tail.on('data', (chunk) => {
        if (!duplex.push(chunk)) tail.pause();
      });
      tail.on('end', () => duplex.push(null));
    } else {
      const reader = (isTransformStream(tail) ? tail.readable : tail).getReader();
      duplex._read = async function() {
        for (;;) {
          try {
            const { value, done } = await reader.read();
            if (done) {
              duplex.push(null);
              return;
            }
            if (!duplex.push(value)) return;
          } catch {
            // The pipeline reports it.
            return;
          }
        }
      };
    }
  }

  duplex._destroy = function(reason, callback) {
    if (!reason && onclose !== null) {
      const { AbortError } = require('internal/abort_error');
      reason = new AbortError();
    }
    ondrain = null;
    onfinish = null;
    if (isNodeStream(tail)) utils.destroyer(tail, reason);
    if (onclose === null) callback(reason);
    else onclose = callback;
  };
  return duplex;
}

function once(callback) {
  let called = false;
  return (reason) => {
    if (called) return;
    called = true;
    callback(reason);
  };
}

// readable.compose(stream, options)
function composeWith(stream, options) {
  if (options != null) validateObject(options, 'options');
  if (options?.signal != null) validateAbortSignal(options.signal, 'options.signal');
  const composed = compose(this, stream);
  if (options?.signal) require('internal/streams/add-abort-signal').addAbortSignal(options.signal, composed);
  return composed;
}

module.exports = { compose, composeWith };
