// internal/stdio - process.stdin, stdout and stderr, made when they are first used.
'use strict';

const { Readable, Writable } = require('stream');
const { Reader, guessHandleType, write } = internalBinding('tty_wrap');

const kinds = { __proto__: null, TTY: 'tty', FILE: 'fs', PIPE: 'pipe', TCP: 'pipe' };

function inherit(Class, Base) {
  Object.setPrototypeOf(Class.prototype, Base.prototype);
  Object.setPrototypeOf(Class, Base);
}

// What is written is in the kernel when write() returns, whatever the descriptor is: files, pipes and terminals alike.
function SyncWriteStream(fd, options) {
  Writable.call(this, { decodeStrings: false, ...options });
  this.fd = fd;
  this._type = kinds[guessHandleType(fd)];
}
inherit(SyncWriteStream, Writable);

SyncWriteStream.prototype._write = function(chunk, encoding, callback) {
  if (typeof chunk === 'string' && encoding !== 'utf8' && encoding !== 'utf-8') chunk = Buffer.from(chunk, encoding);
  callback(write(this.fd, chunk));
};

// A package asks for synchronous writes through the handle; they always are.
Object.defineProperty(SyncWriteStream.prototype, '_handle', {
  configurable: true,
  get() {
    return this._type === 'fs' || this.destroyed ? undefined : { fd: this.fd, setBlocking: () => 0, hasRef: () => true };
  },
});
SyncWriteStream.prototype.ref = function() {
  return this;
};
SyncWriteStream.prototype.unref = SyncWriteStream.prototype.ref;
SyncWriteStream.prototype.destroySoon = function(error) {
  this.destroy(error);
};

// Standard output is never closed: destroy() ends in 'close', and the stream goes on.
function destroyNever(error, callback) {
  callback(error);
  this._undestroy();
  if (!this._writableState.emitClose) process.nextTick(() => this.emit('close'));
}

function createOutput(fd) {
  const kind = guessHandleType(fd);
  let stream;
  if (kind === 'TTY') {
    const { WriteStream } = require('tty');
    stream = new WriteStream(fd);
    process.on('SIGWINCH', () => stream._refreshSize());
  } else if (kinds[kind] !== undefined) {
    stream = new SyncWriteStream(fd);
  } else {
    // A descriptor that is closed swallows everything, as in Node.
    stream = new Writable({ write: (chunk, encoding, callback) => callback() });
    stream.fd = fd;
  }
  stream._isStdio = true;
  stream.destroySoon = stream.destroy;
  stream._destroy = destroyNever;
  return stream;
}

// Reads a descriptor with the loop's help: what it has is read when somebody asks for it.
function ReadStream(fd, options) {
  Readable.call(this, options);
  this.fd = fd;
  this._handle = new Reader(fd);
  this._handle.reading = false;
  this._handle.onread = (chunk) => received(this, chunk);
  this.on('pause', () => process.nextTick(paused, this));
}
inherit(ReadStream, Readable);

function received(stream, chunk) {
  if (chunk === null) {
    stream._handle.reading = false;
    stream.push(null);
    stream.read(0);
  } else if (chunk instanceof Error) {
    stream._handle.reading = false;
    stream.destroy(chunk);
  } else {
    stream.bytesRead = (stream.bytesRead || 0) + chunk.length;
    if (!stream.push(chunk)) stop(stream);
  }
}

function stop(stream) {
  if (!stream._handle?.reading) return;
  stream._handle.reading = false;
  stream._handle.readStop();
}

// A stream that is paused must not keep the process alive.
function paused(stream) {
  if (stream._handle?.reading && !stream.readableFlowing) {
    stream._readableState.reading = false;
    stop(stream);
  }
}

ReadStream.prototype._read = function() {
  if (this._handle && !this._handle.reading) {
    this._handle.reading = true;
    const failure = this._handle.readStart();
    if (failure) this.destroy(failure);
  }
};

ReadStream.prototype._destroy = function(error, callback) {
  if (this._handle) {
    this._handle.close();
    this._handle = null;
  }
  callback(error);
};

ReadStream.prototype.ref = function() {
  this._handle?.ref();
  return this;
};

ReadStream.prototype.unref = function() {
  this._handle?.unref();
  return this;
};

function createInput() {
  const kind = guessHandleType(0);
  if (kind === 'TTY') {
    const tty = require('tty');
    return new tty.ReadStream(0);
  }
  if (kinds[kind] === undefined) {
    const stream = new Readable({ read() {} });
    stream.push(null);
    stream.fd = 0;
    return stream;
  }
  return new ReadStream(0);
}

// process.openStdin(), the oldest way to read standard input.
function openStdin() {
  process.stdin.resume();
  return process.stdin;
}

let stdin;
let stdout;
let stderr;

module.exports = {
  ReadStream,
  SyncWriteStream,
  getStdin: () => (stdin ??= createInput()),
  getStdout: () => (stdout ??= createOutput(1)),
  getStderr: () => (stderr ??= createOutput(2)),
  openStdin,
};
