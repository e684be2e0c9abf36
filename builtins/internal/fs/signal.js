// internal/fs/signal - readFile and writeFile with an AbortSignal, and writeFile of iterables.
'use strict';

const { promises: native, fs } = internalBinding('fs');
const { validateAbortSignal } = internalBinding('validators');
const { AbortError } = require('internal/abort_error');

function aborted(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

// Settles as `start()` does, or rejects as soon as the signal fires.
function abortable(signal, start) {
  validateAbortSignal(signal, 'options.signal');
  if (signal.aborted) return Promise.reject(aborted(signal));
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(aborted(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    start().then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function without(options) {
  return { ...options, signal: undefined };
}

async function readFile(path, options) {
  return abortable(options.signal, () => native.readFile(path, without(options)));
}

async function writeFile(path, data, options) {
  const plain = typeof options === 'string' ? { encoding: options } : options ?? {};
  if (plain.signal !== undefined) {
    return abortable(plain.signal, () => writeFile(path, data, without(plain)));
  }
  if (typeof data === 'string' || ArrayBuffer.isView(data) || data === null || typeof data !== 'object') {
    return native.writeFile(path, data, plain);
  }
  const fd = await native.open(path, plain.flag ?? 'w', plain.mode ?? 0o666);
  try {
    await writeChunks(fd, data, plain.encoding);
    if (plain.flush) await native.fsync(fd);
  } finally {
    await native.close(fd);
  }
}

async function writeChunks(fd, chunks, encoding) {
  for await (const chunk of chunks) {
    await native.writeFile(fd, chunk, { encoding });
  }
}

// The callback forms: called by the native functions when the options hold a signal.
function callback(name, args) {
  const call = args.pop();
  const at = args.length - 1;
  const options = args[at];
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal.aborted) {
    process.nextTick(call, aborted(signal));
    return;
  }
  let done = false;
  const finish = (error, value) => {
    if (done) return;
    done = true;
    signal.removeEventListener('abort', onAbort);
    if (error) call(error);
    else if (value === undefined) call(null);
    else call(null, value);
  };
  const onAbort = () => finish(aborted(signal));
  args[at] = without(options);
  args.push(finish);
  fs[name].apply(fs, args);
  signal.addEventListener('abort', onAbort, { once: true });
}

module.exports = { abortable, callback, readFile, writeChunks, writeFile };
