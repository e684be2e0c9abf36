// internal/fs/dir - fs.Dir and the three forms of opendir.
'use strict';

const binding = internalBinding('fs');
const { error } = internalBinding('errors');
const { validateFunction, validateUint32 } = internalBinding('validators');

class Dir {
  #handle;
  #path;
  #size;
  #buffered = [];
  #closed = false;
  #queue = null;

  constructor(handle, path, options) {
    if (handle === undefined) throw error('ERR_MISSING_ARGS', 'handle');
    this.#handle = handle;
    this.#path = path;
    this.#size = options?.bufferSize ?? 32;
    validateUint32(this.#size, 'options.bufferSize', true);
  }

  get path() { return this.#path; }

  read(callback) {
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.#read().then((entry) => process.nextTick(callback, null, entry), (failure) => process.nextTick(callback, failure));
      return undefined;
    }
    return this.#read();
  }

  // One read after the other, in the order of the calls.
  #read() {
    if (this.#closed) return Promise.reject(error('ERR_DIR_CLOSED'));
    const next = (this.#queue ?? Promise.resolve()).then(() => this.#next());
    const queue = next.then(() => {}, () => {}).then(() => {
      if (this.#queue === queue) this.#queue = null;
    });
    this.#queue = queue;
    return next;
  }

  async #next() {
    if (this.#closed) throw error('ERR_DIR_CLOSED');
    if (this.#buffered.length === 0) this.#buffered = await this.#handle.read(this.#size);
    return this.#buffered.shift() ?? null;
  }

  readSync() {
    if (this.#closed) throw error('ERR_DIR_CLOSED');
    if (this.#queue !== null) throw error('ERR_DIR_CONCURRENT_OPERATION');
    if (this.#buffered.length === 0) this.#buffered = this.#handle.readSync(this.#size);
    return this.#buffered.shift() ?? null;
  }

  close(callback) {
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.#close().then(() => process.nextTick(callback, null), (failure) => process.nextTick(callback, failure));
      return undefined;
    }
    return this.#close();
  }

  async #close() {
    if (this.#closed) throw error('ERR_DIR_CLOSED');
    if (this.#queue !== null) await this.#queue;
    this.#closed = true;
    this.#handle.close();
  }

  closeSync() {
    if (this.#closed) throw error('ERR_DIR_CLOSED');
    if (this.#queue !== null) throw error('ERR_DIR_CONCURRENT_OPERATION');
    this.#closed = true;
    this.#handle.close();
  }

  async* entries() {
    try {
      while (true) {
        const entry = await this.#read();
        if (entry === null) break;
        yield entry;
      }
    } finally {
      if (!this.#closed) await this.#close();
    }
  }

  async [Symbol.asyncDispose]() {
    if (!this.#closed) await this.#close();
  }

  [Symbol.dispose ?? Symbol('Symbol.dispose')]() {
    if (!this.#closed) this.closeSync();
  }
}

Object.defineProperty(Dir.prototype, Symbol.asyncIterator, {
  value: Dir.prototype.entries,
  enumerable: false,
  writable: true,
  configurable: true,
});

function shown(path) {
  if (typeof path === 'string') return path;
  return path instanceof Uint8Array ? Buffer.from(path).toString() : require('url').fileURLToPath(path);
}

function checkSize(options) {
  if (options?.bufferSize !== undefined) validateUint32(options.bufferSize, 'options.bufferSize', true);
}

function opendirSync(path, options) {
  checkSize(options);
  const handle = options?.recursive ? tree(path, options) : binding.opendirSync(path, options);
  return new Dir(handle, shown(path), options);
}

async function opendirPromise(path, options) {
  checkSize(options);
  const handle = options?.recursive ? tree(path, options) : await binding.opendir(path, options);
  return new Dir(handle, shown(path), options);
}

// A recursive Dir goes through a list that is read at once.
function tree(path, options) {
  const all = binding.fs.readdirSync(path, { encoding: options.encoding, recursive: true, withFileTypes: true });
  return {
    read(count) { return Promise.resolve(all.splice(0, count)); },
    readSync(count) { return all.splice(0, count); },
    close() {},
  };
}

function opendir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  checkSize(options);
  opendirPromise(path, options).then(
    (dir) => process.nextTick(callback, null, dir), (failure) => process.nextTick(callback, failure));
}

module.exports = { Dir, opendir, opendirPromise, opendirSync };
