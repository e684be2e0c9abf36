// internal/webstreams/pipe - ReadableStream.prototype.pipeTo.
'use strict';

const util = require('internal/webstreams/util');
const readables = require('internal/webstreams/readablestream');
const readers = require('internal/webstreams/readers');
const writables = require('internal/webstreams/writablestream');

const { handled, kState, nop, stateError } = util;

// Reads from the source as long as the destination wants chunks; ends as the first of the two ends.
function pipeTo(source, target, preventClose, preventAbort, preventCancel, signal) {
  const reader = new readers.ReadableStreamDefaultReader(source);
  const writer = new writables.WritableStreamDefaultWriter(target);
  source[kState].disturbed = true;
  const result = util.deferred();
  let shuttingDown = false;
  // The last write, which has to be over before anything else is done.
  let written = Promise.resolve();
  let abort;

  function finalize(failed) {
    writables.release(writer);
    readers.release(reader, readers.ReadableStreamDefaultReader);
    if (signal !== undefined && abort !== undefined) signal.removeEventListener('abort', abort);
    if (failed) result.reject(failed.reason);
    else result.resolve();
  }

  async function waitForWrites() {
    let seen;
    do {
      seen = written;
      await seen.catch(nop);
    } while (seen !== written);
  }

  async function shutDown(action, failed) {
    if (shuttingDown) return;
    shuttingDown = true;
    if (target[kState].state === 'writable' && !writables.isClosing(target)) await waitForWrites();
    if (action !== undefined) {
      try {
        await action();
      } catch (reason) {
        failed = { reason };
      }
    }
    finalize(failed);
  }

  if (signal !== undefined) {
    abort = () => {
      const { reason } = signal;
      shutDown(() => {
        const actions = [];
        if (!preventAbort && target[kState].state === 'writable') actions.push(writables.abort(target, reason));
        if (!preventCancel && source[kState].state === 'readable') actions.push(readables.cancel(source, reason));
        return Promise.all(actions);
      }, { reason });
    };
    if (signal.aborted) {
      abort();
      return result.promise;
    }
    signal.addEventListener('abort', abort, { once: true });
  }

  // An end that has come, or comes: errors before closing, the source before the destination.
  function onErrored(stream, promise, action) {
    if (stream[kState].state === 'errored') action(stream[kState].storedError);
    else promise.catch(action);
  }
  function onClosed(stream, promise, action) {
    if (stream[kState].state === 'closed') action();
    else promise.then(action, nop);
  }
  onErrored(source, reader[kState].closed.promise, (reason) => {
    shutDown(preventAbort ? undefined : () => writables.abort(target, reason), { reason });
  });
  onErrored(target, writer[kState].closed.promise, (reason) => {
    shutDown(preventCancel ? undefined : () => readables.cancel(source, reason), { reason });
  });
  onClosed(source, reader[kState].closed.promise, () => {
    shutDown(preventClose ? undefined : () => writables.closeWithErrorPropagation(writer));
  });
  if (writables.isClosing(target) || target[kState].state === 'closed') {
    const reason = stateError('Destination WritableStream is closed');
    shutDown(preventCancel ? undefined : () => readables.cancel(source, reason), { reason });
  }

  function step() {
    if (shuttingDown) return Promise.resolve(true);
    return writer[kState].ready.promise.then(() => new Promise((resolve, reject) => {
      if (shuttingDown) {
        resolve(true);
        return;
      }
      readers.read(reader, {
        chunk(value) {
          // A chunk that was taken out is written even if the pipe is about to end.
          written = handled(writables.write(writer, value));
          resolve(false);
        },
        close: () => resolve(true),
        error: reject,
      });
    }));
  }
  (async () => {
    try {
      while (!await step());
    } catch {
      // The watchers above deal with whatever went wrong.
    }
  })();
  return result.promise;
}

module.exports = { pipeTo };
