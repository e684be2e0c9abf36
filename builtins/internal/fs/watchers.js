// internal/fs/watchers - fs.watch and the iterator of fs.promises.watch.
'use strict';

const { FSEvent } = internalBinding('fs_event_wrap');
const { error } = internalBinding('errors');
const { validateAbortSignal, validateBoolean, validateInteger, validateObject, validateOneOf } =
  internalBinding('validators');
const EventEmitter = require('events');

const kHandle = Symbol('kHandle');

function pathOf(filename) {
  if (filename !== null && typeof filename === 'object' && filename.href && filename.protocol) {
    return require('url').fileURLToPath(filename);
  }
  if (typeof filename !== 'string' && !(filename instanceof Uint8Array)) {
    throw error('ERR_INVALID_ARG_TYPE', 'filename', ['string', 'Buffer', 'URL'], filename);
  }
  if (filename.includes(typeof filename === 'string' ? '\0' : 0)) {
    throw error('ERR_INVALID_ARG_VALUE', 'filename', filename, 'must be a string, Uint8Array, or URL without null bytes');
  }
  return filename;
}

// The `ignore` option as one function of a name.
function ignoring(ignore) {
  if (ignore === undefined || ignore === null) return undefined;
  const one = (matcher, name) => {
    if (typeof matcher === 'string' && matcher.length > 0) {
      const { matchesGlob } = require('path');
      return (path) => matchesGlob(path, matcher) || matchesGlob(path, `**/${matcher}`);
    }
    if (matcher instanceof RegExp) return (path) => matcher.test(path);
    if (typeof matcher === 'function') return (path) => matcher(path);
    if (typeof matcher === 'string') throw error('ERR_INVALID_ARG_VALUE', name, matcher, 'must be a non-empty string');
    throw error('ERR_INVALID_ARG_TYPE', name, ['string', 'RegExp', 'Function', 'Array'], matcher);
  };
  if (!Array.isArray(ignore)) return one(ignore, 'options.ignore');
  const all = ignore.map((matcher, i) => one(matcher, `options.ignore[${i}]`));
  return (path) => all.some((matches) => matches(path));
}

function startError(errno, filename) {
  const { errnoException } = internalBinding('errors');
  return errnoException(errno, 'watch', undefined, filename);
}

class FSWatcher extends EventEmitter {
  constructor() {
    super();
    this[kHandle] = null;
  }

  start(filename, persistent, recursive, encoding, ignore) {
    const handle = new FSEvent();
    const status = handle.start(pathOf(filename), persistent, recursive, encoding);
    if (status !== 0) {
      const failure = startError(status, filename);
      failure.filename = filename;
      throw failure;
    }
    handle.onchange = (eventType, name) => {
      if (ignore !== undefined && ignore(String(name))) return;
      this.emit('change', eventType, name);
    };
    this[kHandle] = handle;
  }

  close() {
    const handle = this[kHandle];
    if (handle === null) return;
    this[kHandle] = null;
    handle.close();
    process.nextTick(() => this.emit('close'));
  }

  ref() {
    this[kHandle]?.ref();
    return this;
  }

  unref() {
    this[kHandle]?.unref();
    return this;
  }
}

function checkOptions(options) {
  const { encoding } = options;
  if (encoding !== undefined && encoding !== null && encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
    throw error('ERR_INVALID_ARG_VALUE', 'encoding', encoding, 'is invalid encoding');
  }
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  return ignoring(options.ignore);
}

function watch(filename, options, listener) {
  if (typeof options === 'function') {
    listener = options;
    options = undefined;
  }
  if (typeof options === 'string') options = { encoding: options };
  if (options !== undefined && options !== null) validateObject(options, 'options');
  options ??= {};
  const ignore = checkOptions(options);
  if (options.recursive !== undefined) validateBoolean(options.recursive, 'options.recursive');
  const watcher = new FSWatcher();
  watcher.start(filename, options.persistent !== false, options.recursive === true, options.encoding, ignore);
  if (listener) watcher.addListener('change', listener);
  const { signal } = options;
  if (signal?.aborted) {
    process.nextTick(() => watcher.close());
  } else if (signal) {
    const onAbort = () => watcher.close();
    signal.addEventListener('abort', onAbort, { once: true });
    watcher.once('close', () => signal.removeEventListener('abort', onAbort));
  }
  return watcher;
}

async function* watchPromise(filename, options = {}) {
  validateObject(options, 'options');
  const { persistent = true, recursive = false, maxQueue = 2048, overflow = 'ignore', signal } = options;
  validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  const ignore = checkOptions(options);
  const { AbortError } = require('internal/abort_error');
  const aborted = () => new AbortError(undefined, { cause: signal.reason });
  if (signal?.aborted) throw aborted();
  const queue = [];
  let wake = Promise.withResolvers();
  let failure;
  const watcher = new FSWatcher();
  const fail = (reason) => {
    failure = reason;
    wake.resolve();
  };
  watcher.on('change', (eventType, name) => {
    if (queue.length < maxQueue) {
      queue.push({ __proto__: null, eventType, filename: name });
      wake.resolve();
    } else if (overflow === 'error') {
      fail(error('ERR_FS_WATCH_QUEUE_OVERFLOW', maxQueue));
    } else {
      process.emitWarning('fs.watch maxQueue exceeded');
    }
  });
  const onAbort = () => fail(aborted());
  try {
    watcher.start(filename, persistent, recursive, options.encoding, ignore);
    signal?.addEventListener('abort', onAbort, { once: true });
    while (true) {
      await wake.promise;
      wake = Promise.withResolvers();
      while (queue.length > 0 && failure === undefined) yield queue.shift();
      if (failure !== undefined) throw failure;
    }
  } finally {
    watcher.close();
    signal?.removeEventListener('abort', onAbort);
  }
}

module.exports = { FSWatcher, watch, watchPromise };
