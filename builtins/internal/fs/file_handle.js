// internal/fs/file_handle - the FileHandle of node:fs/promises: a descriptor with methods.
'use strict';

const { promises: native } = internalBinding('fs');
const { error } = internalBinding('errors');
const { validateObject } = internalBinding('validators');
const EventEmitter = require('events');

// Operations under way and streams that use the handle; it is closed when the last one lets go.
const kRefs = Symbol('kRefs');
const kFd = Symbol('kFd');
const kClosing = Symbol('kClosing');
const kLocked = Symbol('kLocked');

function closedError(method) {
  const failure = new Error('file closed');
  failure.code = 'EBADF';
  failure.syscall = method;
  return failure;
}

class FileHandle extends EventEmitter {
  constructor(fd) {
    super();
    this[kFd] = fd;
    this[kRefs] = 1;
    this[kClosing] = null;
    this[kLocked] = false;
  }

  get fd() { return this[kFd]; }

  getAsyncId() { return -1; }

  appendFile(data, options) {
    return use(this, 'appendFile', (fd) => write(fd, data, options));
  }

  chmod(mode) { return use(this, 'fchmod', (fd) => native.fchmod(fd, mode)); }

  chown(uid, gid) { return use(this, 'fchown', (fd) => native.fchown(fd, uid, gid)); }

  datasync() { return use(this, 'fdatasync', (fd) => native.fdatasync(fd)); }

  sync() { return use(this, 'fsync', (fd) => native.fsync(fd)); }

  read(buffer, offset, length, position) {
    return use(this, 'read', (fd) => {
      if (ArrayBuffer.isView(buffer)) return native.read(fd, buffer, offset, length, position);
      if (buffer !== undefined && buffer !== null) validateObject(buffer, 'options');
      const options = buffer ?? {};
      const target = options.buffer ?? Buffer.alloc(16384);
      return native.read(fd, target, options.offset, options.length, options.position);
    });
  }

  readv(buffers, position) { return use(this, 'readv', (fd) => native.readv(fd, buffers, position)); }

  readFile(options) {
    return use(this, 'readFile', (fd) => {
      if (options?.signal === undefined) return native.readFile(fd, options);
      return require('internal/fs/signal').readFile(fd, options);
    });
  }

  readLines(options) {
    return require('readline').createInterface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }

  stat(options) { return use(this, 'fstat', (fd) => native.fstat(fd, options)); }

  truncate(length = 0) { return use(this, 'ftruncate', (fd) => native.ftruncate(fd, length)); }

  utimes(atime, mtime) { return use(this, 'futimes', (fd) => native.futimes(fd, atime, mtime)); }

  write(buffer, offset, length, position) {
    return use(this, 'write', (fd) => native.write(fd, buffer, offset, length, position));
  }

  writev(buffers, position) { return use(this, 'writev', (fd) => native.writev(fd, buffers, position)); }

  writeFile(data, options) {
    return use(this, 'writeFile', (fd) => write(fd, data, options));
  }

  close() {
    if (this[kFd] === -1) return Promise.resolve();
    if (this[kClosing] !== null) return this[kClosing].promise;
    this[kClosing] = Promise.withResolvers();
    const { promise } = this[kClosing];
    release(this);
    this.emit('close');
    return promise;
  }

  async [Symbol.asyncDispose]() { await this.close(); }

  createReadStream(options) {
    const { ReadStream } = require('internal/fs/streams');
    return new ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options) {
    const { WriteStream } = require('internal/fs/streams');
    return new WriteStream(undefined, { ...options, fd: this });
  }

  readableWebStream(options = {}) {
    if (this[kFd] === -1) throw error('ERR_INVALID_STATE', 'The FileHandle is closed');
    if (this[kClosing] !== null) throw error('ERR_INVALID_STATE', 'The FileHandle is closing');
    if (this[kLocked]) throw error('ERR_INVALID_STATE', 'The FileHandle is locked');
    this[kLocked] = true;
    const handle = this;
    let held = true;
    const done = () => {
      if (!held) return;
      held = false;
      release(handle);
    };
    this[kRefs]++;
    return new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: 16384,
      start(controller) {
        handle.once('close', () => {
          try {
            controller.close();
            controller.byobRequest?.respond(0);
          } catch {
            // It has been closed or cancelled before.
          }
          done();
        });
      },
      async pull(controller) {
        const view = controller.byobRequest.view;
        const { bytesRead } = await native.read(handle[kFd], view, view.byteOffset, view.byteLength);
        if (bytesRead === 0) {
          controller.close();
          done();
          if (options.autoClose) await handle.close();
        }
        controller.byobRequest.respond(bytesRead);
      },
      async cancel() {
        done();
        if (options.autoClose) await handle.close();
      },
    });
  }
}

// Runs an operation on the descriptor, which stays open until it is done.
async function use(handle, method, operation) {
  if (!(handle instanceof FileHandle)) throw error('ERR_INVALID_THIS', 'FileHandle');
  if (handle[kFd] === -1) throw closedError(method);
  handle[kRefs]++;
  try {
    return await operation(handle[kFd]);
  } finally {
    release(handle);
  }
}

function release(handle) {
  if (--handle[kRefs] > 0) return;
  const fd = handle[kFd];
  handle[kFd] = -1;
  const closing = handle[kClosing];
  native.close(fd).then(closing?.resolve, closing?.reject);
}

function write(fd, data, options) {
  const plain = typeof options === 'string' ? { encoding: options } : options ?? {};
  const signal = require('internal/fs/signal');
  const isIterable = data !== null && typeof data === 'object' && !ArrayBuffer.isView(data) &&
    (typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function');
  const start = () => (isIterable ? signal.writeChunks(fd, data, plain.encoding) :
    native.writeFile(fd, data, { ...plain, signal: undefined }));
  return plain.signal === undefined ? start() : signal.abortable(plain.signal, start);
}

module.exports = { FileHandle, kRefs, release };
