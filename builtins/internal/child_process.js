// internal/child_process - see ARCHITECTURE.md for what stands beside it.
'use strict';
// internal/child_process - the class ChildProcess.

const EventEmitter = require('events');
const { failedCall } = internalBinding('errors');
const { Process, signalNumber } = internalBinding('process_wrap');
const { validateArray, validateObject, validateOneOf, validateString } = internalBinding('validators');
const { stdioRows } = require('internal/child_process/options');

// libuv's numbers of the errors that are told apart here.
const UV_ENOENT = -2;
const UV_ESRCH = -3;
const UV_EAGAIN = -11;
const UV_EACCES = -13;
const UV_EINVAL = -22;
const UV_ENFILE = -23;
const UV_EMFILE = -24;
const UV_ENOSYS = -38;

function ChildProcess() {
  EventEmitter.call(this);
  this._closesNeeded = 1;
  this._closesGot = 0;
  this.connected = false;
  this.signalCode = null;
  this.exitCode = null;
  this.killed = false;
  this.spawnfile = null;
  this._handle = new Process();
  this._handle.onexit = (exitCode, signalCode) => ended(this, exitCode, signalCode);
}
Object.setPrototypeOf(ChildProcess.prototype, EventEmitter.prototype);
Object.setPrototypeOf(ChildProcess, EventEmitter);

function ended(child, exitCode, signalCode) {
  if (signalCode) {
    child.signalCode = signalCode;
  } else {
    child.exitCode = exitCode;
  }
  if (child.stdin) {
    child.stdin.destroy();
  }
  if (child._handle) {
    child._handle.close();
    child._handle = null;
  }
  if (exitCode < 0) {
    const syscall = child.spawnfile ? `spawn ${child.spawnfile}` : 'spawn';
    const err = failedCall(exitCode, syscall);
    if (child.spawnfile) {
      err.path = child.spawnfile;
    }
    err.spawnargs = child.spawnargs.slice(1);
    child.emit('error', err);
  } else {
    child.emit('exit', child.exitCode, child.signalCode);
  }
  // Streams that nobody has touched must get to their end, or 'close' would never come.
  process.nextTick(flushStdio, child);
  maybeClose(child);
}

function flushStdio(child) {
  const { stdio } = child;
  for (let i = 0; stdio && i < stdio.length; i++) {
    const stream = stdio[i];
    if (stream && stream.readable && !stream._readableState.readableListening && !stream.isPausedForStdio) {
      stream.resume();
    }
  }
}

function maybeClose(child) {
  child._closesGot++;
  if (child._closesGot === child._closesNeeded) {
    child.emit('close', child.exitCode, child.signalCode);
  }
}

function createSocket(handle, readable) {
  const { Socket } = require('net');
  return new Socket({ handle, readable });
}

// These are reported by an 'error' event, other failures are thrown.
function isReported(err) {
  return err === UV_EACCES || err === UV_EAGAIN || err === UV_EMFILE || err === UV_ENFILE ||
    err === UV_ENOENT;
}

ChildProcess.prototype.spawn = function(options) {
  validateObject(options, 'options');
  const { stdio, ipc, ipcFd } = stdioRows(options.stdio || 'pipe', false);
  options.stdio = stdio;
  validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  const serialization = options.serialization || 'json';
  if (ipc !== undefined) {
    if (options.envPairs === undefined) {
      options.envPairs = [];
    } else {
      validateArray(options.envPairs, 'options.envPairs');
    }
    options.envPairs.push(`NODE_CHANNEL_FD=${ipcFd}`, `NODE_CHANNEL_SERIALIZATION_MODE=${serialization}`);
  }
  validateString(options.file, 'options.file');
  this.spawnfile = options.file;
  if (options.args === undefined) {
    this.spawnargs = [];
  } else {
    validateArray(options.args, 'options.args');
    this.spawnargs = options.args;
  }
  const err = this._handle.spawn(options);
  if (isReported(err)) {
    process.nextTick(() => ended(this, err, ''));
    if (err === UV_EMFILE || err === UV_ENFILE) {
      return err;
    }
  } else if (err) {
    for (const row of stdio) {
      if (row.type === 'pipe') {
        row.handle.close();
      }
    }
    this._handle.close();
    this._handle = null;
    throw failedCall(err, 'spawn');
  } else {
    process.nextTick(() => this.emit('spawn'));
  }
  this.pid = this._handle.pid;
  connectStdio(this, stdio);
  if (ipc !== undefined) {
    require('internal/child_process/channel').setupChannel(this, ipc, serialization, maybeClose);
  }
  return err;
};

function connectStdio(child, rows) {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row.ipc) {
      child._closesNeeded++;
    } else if (row.type === 'wrap') {
      // The child reads from it now, not this process.
      const stream = row._stdio;
      row.handle.reading = false;
      row.handle.readStop();
      if (typeof stream.pause === 'function') {
        stream.pause();
        stream._readableState.reading = false;
      }
    } else if (row.handle) {
      row.socket = createSocket(row.handle, i > 0);
      child._closesNeeded++;
      row.socket.on('close', () => maybeClose(child));
    }
  }
  child.stdio = rows.map((row) => row.socket || null);
  child.stdin = child.stdio[0];
  child.stdout = child.stdio[1];
  child.stderr = child.stdio[2];
}

ChildProcess.prototype.kill = function(signal) {
  const number = signal === 0 ? 0 : signalNumber(signal === undefined ? 'SIGTERM' : signal);
  if (this._handle) {
    const err = this._handle.kill(number);
    if (err === 0) {
      this.killed = true;
      return true;
    }
    if (err === UV_EINVAL || err === UV_ENOSYS) {
      throw failedCall(err, 'kill');
    }
    if (err !== UV_ESRCH) {
      this.emit('error', failedCall(err, 'kill'));
    }
  }
  return false;
};

ChildProcess.prototype[Symbol.dispose] = function() {
  if (!this.killed) {
    this.kill();
  }
};

ChildProcess.prototype.ref = function() {
  if (this._handle) {
    this._handle.ref();
  }
};

ChildProcess.prototype.unref = function() {
  if (this._handle) {
    this._handle.unref();
  }
};

module.exports = { ChildProcess };
