// internal/fs/streams - fs.ReadStream and fs.WriteStream.
'use strict';

const fs = require('fs');
const { readChunk } = internalBinding('fs');
const { error } = internalBinding('errors');
const { validateAbortSignal, validateFunction, validateInteger, validateInt32 } = internalBinding('validators');
const { Readable, Writable, finished } = require('stream');

const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');
const kIsPerformingIO = Symbol('kIsPerformingIO');
const kIoDone = Symbol('kIoDone');

const kMaxTries = 5;

function copyOptions(options) {
  if (options === undefined || options === null) return {};
  if (typeof options === 'string') return { encoding: options };
  if (typeof options !== 'object') {
    throw error('ERR_INVALID_ARG_TYPE', 'options', ['string', 'Object'], options);
  }
  // With what it inherits: options made by Object.create count.
  const copy = {};
  for (const key in options) copy[key] = options[key];
  return copy;
}

// The descriptor operations of a FileHandle in the shape of node:fs.
function handleOperations(handle) {
  const settle = (promise, callback, pick) => {
    promise.then((result) => callback(null, pick ? result[pick] : undefined, result?.buffer ?? result?.buffers), callback);
  };
  return {
    open: fs.open,
    read(fd, buffer, offset, length, position, callback) {
      settle(handle.read(buffer, offset, length, position), callback, 'bytesRead');
    },
    write(fd, buffer, offset, length, position, callback) {
      settle(handle.write(buffer, offset, length, position), callback, 'bytesWritten');
    },
    writev(fd, buffers, position, callback) {
      settle(handle.writev(buffers, position), callback, 'bytesWritten');
    },
    fsync(fd, callback) { settle(handle.sync(), callback); },
    close(fd, callback) {
      handle.off('close', handle[kHandle]);
      settle(handle.close(), callback);
    },
  };
}

function importFd(stream, options) {
  if (typeof options.fd === 'number') {
    stream[kFs] = options.fs || fs;
    validateInt32(options.fd, 'fd', 0);
    return options.fd;
  }
  const { FileHandle } = require('internal/fs/file_handle');
  if (options.fd instanceof FileHandle) {
    if (options.fs) throw error('ERR_METHOD_NOT_IMPLEMENTED', 'FileHandle with fs');
    const handle = options.fd;
    stream[kHandle] = handle;
    stream[kFs] = handleOperations(handle);
    handle[kHandle] = () => stream.destroy();
    handle.on('close', handle[kHandle]);
    return handle.fd;
  }
  throw error('ERR_INVALID_ARG_TYPE', 'options.fd', ['number', 'FileHandle'], options.fd);
}

function prepare(stream, path, options, methods) {
  if (options.fd === undefined || options.fd === null) {
    stream.fd = null;
    stream[kFs] = options.fs || fs;
    validateFunction(stream[kFs].open, 'options.fs.open');
    stream.path = pathOf(path);
    stream.flags = options.flags ?? methods.flags;
    stream.mode = options.mode ?? 0o666;
  } else {
    stream.fd = importFd(stream, options);
  }
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  for (const name of methods.names) {
    if (name !== 'writev' || stream[kFs].writev) validateFunction(stream[kFs][name], `options.fs.${name}`);
  }
  if (options.autoDestroy) validateFunction(stream[kFs].close, 'options.fs.close');
  stream[kIsPerformingIO] = false;
}

function pathOf(path) {
  if (path !== null && typeof path === 'object' && path.href && path.protocol && path.auth === undefined) {
    return require('url').fileURLToPath(path);
  }
  if (typeof path !== 'string' && !(path instanceof Uint8Array)) {
    throw error('ERR_INVALID_ARG_TYPE', 'path', ['string', 'Buffer', 'URL'], path);
  }
  if (typeof path === 'string' ? path.includes('\0') : path.includes(0)) {
    throw error('ERR_INVALID_ARG_VALUE', 'path', path, 'must be a string, Uint8Array, or URL without null bytes');
  }
  return path;
}

function construct(callback) {
  const stream = this;
  if (typeof stream.fd === 'number') {
    callback();
    return;
  }
  if (stream.open !== openReadStream && stream.open !== openWriteStream) {
    // Somebody replaced open(): it reports by events, which are watched until it has.
    const emit = stream.emit;
    stream.emit = function(name, value) {
      if (name === 'open') {
        this.emit = emit;
        callback();
      } else if (name === 'error') {
        this.emit = emit;
        callback(value);
        return true;
      }
      return Reflect.apply(emit, this, arguments);
    };
    stream.open();
    return;
  }
  stream[kFs].open(stream.path, stream.flags, stream.mode, (failure, fd) => {
    if (failure) {
      callback(failure);
      return;
    }
    stream.fd = fd;
    callback();
    stream.emit('open', fd);
    stream.emit('ready');
  });
}

function close(stream, failure, callback) {
  if (!stream.fd && stream.fd !== 0) {
    callback(failure);
    return;
  }
  const fd = stream.fd;
  stream.fd = null;
  stream[kFs].close(fd, (second) => callback(second || failure));
}

function endIo(stream) {
  stream[kIsPerformingIO] = false;
  // A destroy that came meanwhile waits for the descriptor to be free.
  if (stream.destroyed) stream.emit(kIoDone);
  return stream.destroyed;
}

function openReadStream() {}
function openWriteStream() {}

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);
  options = copyOptions(options);
  options.highWaterMark ??= 64 * 1024;
  prepare(this, path, options, { flags: 'r', names: ['read'] });
  this.start = options.start;
  this.end = options.end ?? Infinity;
  this.pos = undefined;
  this.bytesRead = 0;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  if (this.end !== Infinity) {
    validateInteger(this.end, 'end', 0);
    if (this.start !== undefined && this.start > this.end) {
      throw error('ERR_OUT_OF_RANGE', 'start', `<= "end" (here: ${this.end})`, this.start);
    }
  }
  Reflect.apply(Readable, this, [options]);
  if (options.encoding) this.setEncoding(options.encoding);
}
Object.setPrototypeOf(ReadStream.prototype, Readable.prototype);
Object.setPrototypeOf(ReadStream, Readable);

Object.defineProperty(ReadStream.prototype, 'autoClose', {
  get() {
    if (this?._readableState === undefined) throw error('ERR_INVALID_THIS', 'ReadStream');
    return this._readableState.autoDestroy;
  },
  set(value) { this._readableState.autoDestroy = value; },
});

ReadStream.prototype.open = openReadStream;
ReadStream.prototype._construct = construct;

ReadStream.prototype._read = function(n) {
  const stream = this;
  const left = this.pos === undefined ? this.end - this.bytesRead + 1 : this.end - this.pos + 1;
  if (n > left) n = left;
  if (n <= 0) {
    this.push(null);
    return;
  }
  this[kIsPerformingIO] = true;
  if (this[kFs] === fs) {
    // The native read makes the Buffer, so its bytes are never copied.
    readChunk(this.fd, n, this.pos === undefined ? null : this.pos, (failure, chunk) => {
      received(stream, failure, failure ? 0 : chunk.length, chunk);
    });
    return;
  }
  const buffer = Buffer.allocUnsafeSlow(n);
  this[kFs].read(this.fd, buffer, 0, n, this.pos, (failure, count, target) => {
    // A slice would keep all of the memory alive for few bytes.
    received(stream, failure, count, count === target?.length ? target : Buffer.from(buffer.subarray(0, count)));
  });
};

function received(stream, failure, count, chunk) {
  if (endIo(stream)) return;
  if (failure) {
    if (stream._readableState.autoDestroy) stream.destroy(failure);
    else stream.emit('error', failure);
  } else if (count > 0) {
    if (stream.pos !== undefined) stream.pos += count;
    stream.bytesRead += count;
    stream.push(chunk);
  } else {
    stream.push(null);
  }
}

function destroy(failure, callback) {
  if (this[kIsPerformingIO]) {
    this.once(kIoDone, (second) => close(this, failure || second, callback));
  } else {
    close(this, failure, callback);
  }
}

ReadStream.prototype._destroy = destroy;

ReadStream.prototype.close = function(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

Object.defineProperty(ReadStream.prototype, 'pending', {
  get() { return this.fd === null; },
  configurable: true,
});

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);
  options = copyOptions(options);
  options.decodeStrings = true;
  prepare(this, path, options, { flags: 'w', names: ['write', 'writev'] });
  if (options.flush !== undefined && options.flush !== null && typeof options.flush !== 'boolean') {
    throw error('ERR_INVALID_ARG_TYPE', 'options.flush', 'boolean', options.flush);
  }
  if (!this[kFs].write && !this[kFs].writev) {
    throw error('ERR_INVALID_ARG_TYPE', 'options.fs.write', 'function', this[kFs].write);
  }
  if (this[kFs] !== fs && !this[kFs].writev) this._writev = null;
  this.flush = options.flush ?? false;
  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  Reflect.apply(Writable, this, [options]);
  if (options.encoding) this.setDefaultEncoding(options.encoding);
}
Object.setPrototypeOf(WriteStream.prototype, Writable.prototype);
Object.setPrototypeOf(WriteStream, Writable);

Object.defineProperty(WriteStream.prototype, 'autoClose', {
  get() {
    if (this?._writableState === undefined) throw error('ERR_INVALID_THIS', 'WriteStream');
    return this._writableState.autoDestroy;
  },
  set(value) { this._writableState.autoDestroy = value; },
});

WriteStream.prototype.open = openWriteStream;
WriteStream.prototype._construct = construct;

// Writes all of a chunk, which a descriptor may take in parts.
function writeAll(stream, data, offset, position, callback, tries) {
  stream[kFs].write(stream.fd, data, offset, data.length - offset, position, (failure, count) => {
    if (failure?.code === 'EAGAIN') {
      failure = null;
      count = 0;
    }
    if (stream.destroyed || failure) {
      callback(failure || error('ERR_STREAM_DESTROYED', 'write'));
      return;
    }
    stream.bytesWritten += count;
    tries = count > 0 ? 0 : tries + 1;
    offset += count;
    if (position !== undefined) position += count;
    if (tries > kMaxTries) {
      const stuck = new Error('write failed');
      stuck.code = 'EAGAIN';
      callback(stuck);
    } else if (offset < data.length) {
      writeAll(stream, data, offset, position, callback, tries);
    } else {
      callback();
    }
  });
}

WriteStream.prototype._write = function(data, encoding, callback) {
  this[kIsPerformingIO] = true;
  const finish = (failure) => {
    if (endIo(this)) return callback(failure);
    callback(failure);
  };
  writeAll(this, data, 0, this.pos, finish, 0);
  if (this.pos !== undefined) this.pos += data.length;
};

WriteStream.prototype._writev = function(list, callback) {
  const buffers = new Array(list.length);
  let size = 0;
  for (let i = 0; i < list.length; i++) {
    buffers[i] = list[i].chunk;
    size += buffers[i].length;
  }
  this[kIsPerformingIO] = true;
  const position = this.pos;
  if (this.pos !== undefined) this.pos += size;
  const finish = (failure) => {
    endIo(this);
    callback(failure);
  };
  this[kFs].writev(this.fd, buffers, position ?? null, (failure, count) => {
    if (failure && failure.code !== 'EAGAIN') {
      finish(failure);
      return;
    }
    count = failure ? 0 : count;
    this.bytesWritten += count;
    if (count >= size) finish();
    else writeAll(this, Buffer.concat(buffers), count, position === undefined ? undefined : position + count, finish, 0);
  });
};

WriteStream.prototype._destroy = function(failure, callback) {
  if (this.flush && !failure && typeof this.fd === 'number' && typeof this[kFs].fsync === 'function') {
    this[kFs].fsync(this.fd, (second) => Reflect.apply(destroy, this, [second || failure, callback]));
    return;
  }
  Reflect.apply(destroy, this, [failure, callback]);
};

WriteStream.prototype.close = function(callback) {
  if (callback) {
    if (this.closed) {
      process.nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  // Without autoClose nothing else would destroy it at the end.
  if (!this.autoClose) this.on('finish', this.destroy);
  this.end();
};

WriteStream.prototype.destroySoon = WriteStream.prototype.end;

Object.defineProperty(WriteStream.prototype, 'pending', {
  get() { return this.fd === null; },
  configurable: true,
});

module.exports = { ReadStream, WriteStream };
