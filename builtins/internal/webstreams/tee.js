// internal/webstreams/tee - ReadableStream.prototype.tee for both kinds of streams.
'use strict';

const util = require('internal/webstreams/util');
const readables = require('internal/webstreams/readablestream');
const readers = require('internal/webstreams/readers');

const { kState, nop } = util;

function tee(stream) {
  return readables.supportsByob(stream) ? teeBytes(stream) : teeDefault(stream);
}

// What both kinds share: the source is cancelled when both branches are.
function cancellation(stream) {
  const state = { canceled: [false, false], reasons: [undefined, undefined], result: util.deferred() };
  state.cancel = (index) => (reason) => {
    state.canceled[index] = true;
    state.reasons[index] = reason;
    if (state.canceled[1 - index]) state.result.resolve(readables.cancel(stream, state.reasons.slice()));
    return state.result.promise;
  };
  return state;
}

function teeDefault(stream) {
  const reader = new readers.ReadableStreamDefaultReader(stream);
  const cancels = cancellation(stream);
  let reading = false;
  let again = false;
  const branches = [];

  function pull() {
    if (reading) {
      again = true;
      return Promise.resolve();
    }
    reading = true;
    readers.read(reader, {
      chunk(value) {
        queueMicrotask(() => {
          again = false;
          for (let i = 0; i < 2; i++) {
            if (!cancels.canceled[i]) readables.enqueue(branches[i][kState].controller, value);
          }
          reading = false;
          if (again) pull();
        });
      },
      close() {
        reading = false;
        for (let i = 0; i < 2; i++) {
          if (!cancels.canceled[i]) readables.controllerClose(branches[i][kState].controller);
        }
        if (!cancels.canceled[0] || !cancels.canceled[1]) cancels.result.resolve();
      },
      error() {
        reading = false;
      },
    });
    return Promise.resolve();
  }

  branches[0] = readables.create(nop, pull, cancels.cancel(0));
  branches[1] = readables.create(nop, pull, cancels.cancel(1));
  reader[kState].closed.promise.catch((reason) => {
    readables.controllerError(branches[0][kState].controller, reason);
    readables.controllerError(branches[1][kState].controller, reason);
    if (!cancels.canceled[0] || !cancels.canceled[1]) cancels.result.resolve();
  });
  return branches;
}

function teeBytes(stream) {
  const bytes = require('internal/webstreams/bytes');
  let reader = new readers.ReadableStreamDefaultReader(stream);
  const cancels = cancellation(stream);
  let reading = false;
  const again = [false, false];
  const branches = [];
  const controllerOf = (i) => branches[i][kState].controller;

  function watch(current) {
    current[kState].closed.promise.catch((reason) => {
      if (current !== reader) return;
      bytes.controllerError(controllerOf(0), reason);
      bytes.controllerError(controllerOf(1), reason);
      if (!cancels.canceled[0] || !cancels.canceled[1]) cancels.result.resolve();
    });
  }

  function use(Reader) {
    if (reader instanceof Reader) return;
    readers.release(reader, reader.constructor);
    reader = new Reader(stream);
    watch(reader);
  }

  function continuePulling() {
    reading = false;
    if (again[0]) pull(0);
    else if (again[1]) pull(1);
  }

  function copyFor(chunk) {
    try {
      return bytes.cloneAsUint8Array(chunk);
    } catch (reason) {
      bytes.controllerError(controllerOf(0), reason);
      bytes.controllerError(controllerOf(1), reason);
      cancels.result.resolve(readables.cancel(stream, reason));
      return undefined;
    }
  }

  function pullDefault() {
    use(readers.ReadableStreamDefaultReader);
    readers.read(reader, {
      chunk(value) {
        queueMicrotask(() => {
          again[0] = again[1] = false;
          let second = value;
          if (!cancels.canceled[0] && !cancels.canceled[1]) {
            second = copyFor(value);
            if (second === undefined) return;
          }
          if (!cancels.canceled[0]) bytes.enqueue(controllerOf(0), value);
          if (!cancels.canceled[1]) bytes.enqueue(controllerOf(1), second);
          continuePulling();
        });
      },
      close() {
        reading = false;
        for (let i = 0; i < 2; i++) {
          if (!cancels.canceled[i]) bytes.controllerClose(controllerOf(i));
          if (bytes.hasPendingPullIntos(controllerOf(i))) bytes.respond(controllerOf(i), 0);
        }
        if (!cancels.canceled[0] || !cancels.canceled[1]) cancels.result.resolve();
      },
      error() {
        reading = false;
      },
    });
  }

  function pullByob(view, index) {
    use(readers.ReadableStreamBYOBReader);
    const other = 1 - index;
    readers.readInto(reader, view, 1, {
      chunk(value) {
        queueMicrotask(() => {
          again[0] = again[1] = false;
          if (!cancels.canceled[other]) {
            const copy = copyFor(value);
            if (copy === undefined) return;
            if (!cancels.canceled[index]) bytes.respondWithNewView(controllerOf(index), value);
            bytes.enqueue(controllerOf(other), copy);
          } else if (!cancels.canceled[index]) {
            bytes.respondWithNewView(controllerOf(index), value);
          }
          continuePulling();
        });
      },
      close(value) {
        reading = false;
        for (let i = 0; i < 2; i++) {
          if (!cancels.canceled[i]) bytes.controllerClose(controllerOf(i));
        }
        if (value !== undefined) {
          if (!cancels.canceled[index]) bytes.respondWithNewView(controllerOf(index), value);
          if (!cancels.canceled[other] && bytes.hasPendingPullIntos(controllerOf(other))) bytes.respond(controllerOf(other), 0);
        }
        if (!cancels.canceled[0] || !cancels.canceled[1]) cancels.result.resolve();
      },
      error() {
        reading = false;
      },
    });
  }

  function pull(index) {
    if (reading) {
      again[index] = true;
      return Promise.resolve();
    }
    reading = true;
    const request = bytes.byobRequestOf(controllerOf(index));
    if (request === null) pullDefault();
    else pullByob(request.view, index);
    return Promise.resolve();
  }

  branches[0] = bytes.create(nop, () => pull(0), cancels.cancel(0));
  branches[1] = bytes.create(nop, () => pull(1), cancels.cancel(1));
  watch(reader);
  return branches;
}

module.exports = { tee };
