// internal/fs/watch_file - fs.watchFile: asks for the stats of a file again and again.
'use strict';

const { fs } = internalBinding('fs');
const { validateFunction, validateUint32 } = internalBinding('validators');
const EventEmitter = require('events');
const { resolve } = require('path');

const watchers = new Map();

class StatWatcher extends EventEmitter {
  constructor(path, interval, bigint, persistent) {
    super();
    this.path = path;
    this.interval = interval;
    this.bigint = bigint;
    this.persistent = persistent;
    this.refs = persistent ? 1 : 0;
    this.previous = undefined;
    this.timer = null;
    this.poll();
  }

  poll() {
    fs.stat(this.path, { bigint: this.bigint }, (failure, stats) => {
      if (this.closed) return;
      const current = failure ? nothing(this.bigint) : stats;
      const first = this.previous === undefined;
      const previous = first ? current : this.previous;
      this.previous = current;
      // A file that is not there when watching begins is reported once.
      if (first ? failure : differs(previous, current)) this.emit('change', current, previous);
      if (this.closed) return;
      this.timer = setTimeout(() => this.poll(), this.interval);
      if (this.refs <= 0) this.timer.unref();
    });
  }

  ref() {
    this.refs = 1;
    this.timer?.ref();
    return this;
  }

  unref() {
    this.refs = 0;
    this.timer?.unref();
    return this;
  }

  stop() {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer);
    process.nextTick(() => this.emit('stop'));
  }
}

function nothing(bigint) {
  const zero = bigint ? 0n : 0;
  const stats = Object.create(Object.getPrototypeOf(fs.statSync('/', { bigint })));
  for (const name of ['dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks',
                      'atimeMs', 'mtimeMs', 'ctimeMs', 'birthtimeMs']) stats[name] = zero;
  if (bigint) for (const name of ['atimeNs', 'mtimeNs', 'ctimeNs', 'birthtimeNs']) stats[name] = zero;
  return stats;
}

function differs(a, b) {
  for (const name of ['ctimeMs', 'mtimeMs', 'birthtimeMs', 'size', 'mode', 'uid', 'gid', 'ino', 'dev']) {
    if (a[name] !== b[name]) return true;
  }
  return false;
}

function pathOf(filename) {
  if (filename !== null && typeof filename === 'object' && filename.href) return require('url').fileURLToPath(filename);
  if (filename instanceof Uint8Array) return Buffer.from(filename).toString();
  if (typeof filename !== 'string') fs.statSync(filename);
  return resolve(filename);
}

function watchFile(filename, options, listener) {
  const path = pathOf(filename);
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = {};
  }
  validateFunction(listener, 'listener');
  const interval = options.interval ?? 5007;
  validateUint32(interval, 'options.interval');
  let watcher = watchers.get(path);
  if (watcher === undefined) {
    watcher = new StatWatcher(path, interval, options.bigint === true, options.persistent !== false);
    watchers.set(path, watcher);
  }
  watcher.addListener('change', listener);
  return watcher;
}

function unwatchFile(filename, listener) {
  const path = pathOf(filename);
  const watcher = watchers.get(path);
  if (watcher === undefined) return;
  if (typeof listener === 'function') watcher.removeListener('change', listener);
  else watcher.removeAllListeners('change');
  if (watcher.listenerCount('change') === 0) {
    watcher.stop();
    watchers.delete(path);
  }
}

module.exports = { unwatchFile, watchFile };
