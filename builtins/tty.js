// node:tty - terminals.
'use strict';

const { error } = internalBinding('errors');
const { getWindowSize, isTTY, setRawMode } = internalBinding('tty_wrap');
const stdio = require('internal/stdio');

function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && isTTY(fd);
}

function checkFd(fd) {
  if (fd >> 0 !== fd || fd < 0) throw error('ERR_INVALID_FD', fd);
  if (!isTTY(fd)) {
    // Node's own message names the failed call.
    const failure = error('ERR_TTY_INIT_FAILED', 'uv_tty_init returned EINVAL (invalid argument)');
    failure.info = { errno: -22, code: 'EINVAL', message: 'invalid argument', syscall: 'uv_tty_init' };
    failure.errno = -22;
    failure.syscall = 'uv_tty_init';
    throw failure;
  }
}

function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  checkFd(fd);
  stdio.ReadStream.call(this, fd, { highWaterMark: 0, ...options });
  this.isRaw = false;
  this.isTTY = true;
}
Object.setPrototypeOf(ReadStream.prototype, stdio.ReadStream.prototype);
Object.setPrototypeOf(ReadStream, stdio.ReadStream);

const modes = { __proto__: null, raw: 1, io: 2 };

ReadStream.prototype.setRawMode = function(mode) {
  if (typeof mode === 'string' && modes[mode] === undefined) {
    throw error('ERR_INVALID_ARG_VALUE', 'mode', mode, "must be true, false, 'raw', or 'io'");
  }
  const failure = setRawMode(this.fd, typeof mode === 'string' ? modes[mode] : mode ? 1 : 0);
  if (failure) this.emit('error', failure);
  else this.isRaw = !!mode;
  return this;
};

function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  checkFd(fd);
  stdio.SyncWriteStream.call(this, fd);
  const size = getWindowSize(fd);
  if (size) {
    this.columns = size[0];
    this.rows = size[1];
  }
}
Object.setPrototypeOf(WriteStream.prototype, stdio.SyncWriteStream.prototype);
Object.setPrototypeOf(WriteStream, stdio.SyncWriteStream);

WriteStream.prototype.isTTY = true;

WriteStream.prototype.getColorDepth = function(env) {
  return require('internal/tty').getColorDepth.call(this, env);
};

WriteStream.prototype.hasColors = function(count, env) {
  return require('internal/tty').hasColors.call(this, count, env);
};

WriteStream.prototype._refreshSize = function() {
  const size = getWindowSize(this.fd);
  if (!size || (size[0] === this.columns && size[1] === this.rows)) return;
  this.columns = size[0];
  this.rows = size[1];
  this.emit('resize');
};

WriteStream.prototype.getWindowSize = function() {
  return [this.columns, this.rows];
};

WriteStream.prototype.cursorTo = function(x, y, callback) {
  return require('readline').cursorTo(this, x, y, callback);
};

WriteStream.prototype.moveCursor = function(dx, dy, callback) {
  return require('readline').moveCursor(this, dx, dy, callback);
};

WriteStream.prototype.clearLine = function(dir, callback) {
  return require('readline').clearLine(this, dir, callback);
};

WriteStream.prototype.clearScreenDown = function(callback) {
  return require('readline').clearScreenDown(this, callback);
};

module.exports = { isatty, ReadStream, WriteStream };
