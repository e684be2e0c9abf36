// internal/net/socket - see ARCHITECTURE.md for what stands beside it.
'use strict';
// internal/net/socket - net.Socket: a Duplex over a stream handle.

const { Duplex } = require('stream');
const { error, failedCall } = internalBinding('errors');
const { UV_EOF } = internalBinding('stream_wrap');
const { validateInt32, validateFunction } = internalBinding('validators');

const UV_ENOTCONN = -107;
const kTimeout = Symbol('timeout');

function Socket(options) {
  if (!(this instanceof Socket)) {
    return new Socket(options);
  }
  options = typeof options === 'number' ? { fd: options } : { ...options };
  options.allowHalfOpen = Boolean(options.allowHalfOpen);
  options.emitClose = false;
  options.autoDestroy = true;
  options.decodeStrings = false;
  this._handle = null;
  this._parent = null;
  this._host = null;
  this._hadError = false;
  this.connecting = false;
  this.timeout = 0;
  this[kTimeout] = null;
  this._bytesBefore = 0;
  Duplex.call(this, options);
  this.on('end', onReadableEnd);
  if (options.handle) {
    this._handle = options.handle;
  } else if (options.fd !== undefined) {
    this._handle = handleOf(options.fd);
  }
  if (this._handle) {
    this._handle.owner = this;
    this._handle.onread = onStreamRead;
    if (options.readable !== false && !options.manualStart) {
      if (options.pauseOnCreate) {
        this._handle.reading = false;
        this._readableState.flowing = false;
      } else {
        this.read(0);
      }
    }
  }
}
Object.setPrototypeOf(Socket.prototype, Duplex.prototype);
Object.setPrototypeOf(Socket, Duplex);

function handleOf(fd) {
  validateInt32(fd, 'options.fd', 0);
  const { Pipe, constants } = internalBinding('pipe_wrap');
  const handle = new Pipe(constants.SOCKET);
  const err = handle.open(fd);
  if (err) {
    throw failedCall(err, 'open');
  }
  return handle;
}

function onReadableEnd() {
  if (!this.allowHalfOpen) {
    this.write = writeAfterEnd;
  }
}

function writeAfterEnd(chunk, encoding, callback) {
  if (!this.writableEnded) {
    if (typeof encoding === 'function') {
      callback = encoding;
    }
    const err = new Error('This socket has been ended by the other party');
    err.code = 'EPIPE';
    if (typeof callback === 'function') {
      process.nextTick(callback, err);
    }
    this.destroy(err);
    return false;
  }
  return Duplex.prototype.write.call(this, chunk, encoding, callback);
}

// `this` is the handle.
function onStreamRead(nread, buffer) {
  const socket = this.owner;
  if (!socket || socket.destroyed) {
    return;
  }
  socket._unrefTimer();
  if (nread > 0) {
    if (!socket.push(buffer)) {
      this.reading = false;
      const err = this.readStop();
      if (err) {
        socket.destroy(failedCall(err, 'read'));
      }
    }
    return;
  }
  if (nread === 0) {
    return;
  }
  this.reading = false;
  if (nread !== UV_EOF) {
    socket.destroy(failedCall(nread, 'read'));
    return;
  }
  socket.push(null);
  socket.read(0);
}

Socket.prototype._read = function() {
  const handle = this._handle;
  if (handle && !handle.reading) {
    handle.reading = true;
    const err = handle.readStart();
    if (err) {
      this.destroy(failedCall(err, 'read'));
    }
  }
};

Socket.prototype.pause = function() {
  if (this._handle && this._handle.reading && this.isPausedForStdio) {
    this._handle.reading = false;
    this._handle.readStop();
  }
  return Duplex.prototype.pause.call(this);
};

function writeTo(handle, request, data, encoding) {
  if (typeof data !== 'string') {
    return handle.writeBuffer(request, data);
  }
  switch (encoding) {
    case 'latin1':
    case 'binary':
      return handle.writeLatin1String(request, data);
    case 'utf8':
    case 'utf-8':
      return handle.writeUtf8String(request, data);
    case 'ascii':
      return handle.writeAsciiString(request, data);
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return handle.writeUcs2String(request, data);
    default:
      return handle.writeBuffer(request, Buffer.from(data, encoding));
  }
}

function dispatch(socket, callback, send) {
  const handle = socket._handle;
  if (!handle) {
    callback(error('ERR_SOCKET_CLOSED'));
    return;
  }
  socket._unrefTimer();
  const request = {
    async: false,
    oncomplete(status) {
      if (socket.destroyed) {
        callback(error('ERR_SOCKET_CLOSED'));
      } else if (status < 0) {
        const err = failedCall(status, 'write');
        socket.destroy(err);
        callback(err);
      } else {
        socket._unrefTimer();
        callback(null);
      }
    },
  };
  const err = send(handle, request);
  if (err !== 0) {
    callback(failedCall(err, 'write'));
  } else if (!request.async) {
    callback();
  }
}

Socket.prototype._write = function(data, encoding, callback) {
  dispatch(this, callback, (handle, request) => writeTo(handle, request, data, encoding));
};

Socket.prototype._writev = function(chunks, callback) {
  const allBuffers = chunks.allBuffers;
  const list = [];
  for (let i = 0; i < chunks.length; i++) {
    list.push(chunks[i].chunk);
    if (!allBuffers) {
      list.push(chunks[i].encoding);
    }
  }
  dispatch(this, callback, (handle, request) => handle.writev(request, list, Boolean(allBuffers)));
};

Socket.prototype._final = function(callback) {
  if (!this._handle) {
    callback();
    return;
  }
  const request = { oncomplete: (status) => callback(status < 0 && status !== UV_ENOTCONN ? failedCall(status, 'shutdown') : undefined) };
  const err = this._handle.shutdown(request);
  if (err === UV_ENOTCONN) {
    callback();
  } else if (err !== 0) {
    callback(failedCall(err, 'shutdown'));
  }
};

Socket.prototype._destroy = function(exception, callback) {
  this.connecting = false;
  if (this[kTimeout]) {
    clearTimeout(this[kTimeout]);
    this[kTimeout] = null;
  }
  const handle = this._handle;
  if (handle) {
    this._bytesRead = handle.bytesRead;
    this._bytesDispatched = handle.bytesWritten;
    handle.onread = () => {};
    handle.close(() => this.emit('close', Boolean(exception)));
    this._handle = null;
    callback(exception);
  } else {
    callback(exception);
    process.nextTick(() => this.emit('close', Boolean(exception)));
  }
};

Socket.prototype.destroySoon = function() {
  if (this.writable) {
    this.end();
  }
  if (this.writableFinished) {
    this.destroy();
  } else {
    this.once('finish', this.destroy);
  }
};

Socket.prototype._unrefTimer = function() {
  if (this[kTimeout]) {
    this[kTimeout].refresh();
  }
};

Socket.prototype._onTimeout = function() {
  this.emit('timeout');
};

Socket.prototype.setTimeout = function(msecs, callback) {
  if (this.destroyed) {
    return this;
  }
  const timers = require('internal/timers');
  this.timeout = msecs = timers.getTimerDuration(msecs, 'msecs');
  if (this[kTimeout]) {
    clearTimeout(this[kTimeout]);
    this[kTimeout] = null;
  }
  if (msecs === 0) {
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.removeListener('timeout', callback);
    }
  } else {
    this[kTimeout] = timers.setUnrefTimeout(() => this._onTimeout(), msecs);
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.once('timeout', callback);
    }
  }
  return this;
};

Socket.prototype.ref = function() {
  if (this._handle) {
    this._handle.ref();
  }
  return this;
};

Socket.prototype.unref = function() {
  if (this._handle) {
    this._handle.unref();
  }
  return this;
};

function getter(name, get) {
  Object.defineProperty(Socket.prototype, name, { __proto__: null, configurable: true, enumerable: false, get });
}

getter('bytesRead', function() {
  return this._handle ? this._handle.bytesRead : this._bytesRead || 0;
});

getter('bytesWritten', function() {
  let bytes = this._handle ? this._handle.bytesWritten : this._bytesDispatched || 0;
  if (this._handle) {
    bytes += this._handle.writeQueueSize;
  }
  return bytes;
});

getter('pending', function() {
  return !this._handle || this.connecting;
});

getter('readyState', function() {
  if (this.connecting) {
    return 'opening';
  }
  if (this.readable && this.writable) {
    return 'open';
  }
  if (this.readable) {
    return 'readOnly';
  }
  return this.writable ? 'writeOnly' : 'closed';
});

module.exports = Socket;
