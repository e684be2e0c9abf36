// internal/streams/iterator - async iteration of a readable, and `await using`.
'use strict';

const { validateObject } = internalBinding('validators');
const { aggregateTwoErrors } = internalBinding('stream');
const { Readable } = require('stream');
const { eos } = require('internal/streams/end-of-stream');
const { destroyer } = require('internal/streams/utils');

async function* iterate(stream, options) {
  let wake = null;
  // 'readable' and the end of the stream wake the loop below.
  function woken() {
    if (wake !== null) {
      const resolve = wake;
      wake = null;
      resolve();
    }
  }
  const sleep = (resolve) => {
    wake = resolve;
  };
  stream.on('readable', woken);
  // undefined: not over; null: over; otherwise the error.
  let failure;
  const cleanup = eos(stream, { writable: false }, (reason) => {
    failure = reason ? aggregateTwoErrors(failure, reason) : null;
    woken();
  });
  try {
    for (;;) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (failure) throw failure;
      else if (failure === null) return;
      else await new Promise(sleep);
    }
  } catch (reason) {
    failure = aggregateTwoErrors(failure, reason);
    throw failure;
  } finally {
    const stillWritable = failure === null && stream.allowHalfOpen === true && stream.writable === true &&
      stream.writableEnded !== true;
    const mayDestroy = failure || options?.destroyOnReturn !== false;
    if (mayDestroy && (failure === undefined || stream._readableState.autoDestroy) && !stillWritable) {
      destroyer(stream, null);
    } else {
      stream.off('readable', woken);
      cleanup();
    }
  }
}

function start(stream, options) {
  if (typeof stream.read !== 'function') stream = Readable.wrap(stream, { objectMode: true });
  const iterator = iterate(stream, options);
  iterator.stream = stream;
  return iterator;
}

// readable[Symbol.asyncIterator]()
exports.iterator = function() {
  return start(this);
};

// readable.iterator(options)
exports.iteratorWith = function(options) {
  if (options !== undefined) validateObject(options, 'options');
  return start(this, options);
};

function dispose(stream, over, tolerates) {
  let reason = null;
  if (!stream.destroyed) {
    if (!over) {
      const { AbortError } = require('internal/abort_error');
      reason = new AbortError();
    }
    stream.destroy(reason);
  }
  return new Promise((resolve, reject) => {
    eos(stream, (failure) => {
      if (failure && !tolerates(failure, reason)) reject(failure);
      else resolve(null);
    });
  });
}

// readable[Symbol.asyncDispose]()
exports.disposeReadable = async function() {
  await dispose(this, this.readableEnded, (failure, reason) => failure === reason);
};

// writable[Symbol.asyncDispose]()
exports.disposeWritable = async function() {
  await dispose(this, this.writableFinished, (failure) => failure.name === 'AbortError');
};
