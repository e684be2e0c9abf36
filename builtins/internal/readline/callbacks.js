// internal/readline/callbacks - cursor movement and clearing as escape sequences written to a stream.
'use strict';

const { error } = internalBinding('errors');
const { validateFunction } = internalBinding('validators');

const kEscape = '\x1b[';

function moveTo(x, y) {
  return typeof y === 'number' ? `${kEscape}${y + 1};${x + 1}H` : `${kEscape}${x + 1}G`;
}

function moveBy(dx, dy) {
  let data = '';
  if (dx < 0) data += `${kEscape}${-dx}D`;
  else if (dx > 0) data += `${kEscape}${dx}C`;
  if (dy < 0) data += `${kEscape}${-dy}A`;
  else if (dy > 0) data += `${kEscape}${dy}B`;
  return data;
}

function lineClear(dir) {
  return `${kEscape}${dir < 0 ? 1 : dir > 0 ? 0 : 2}K`;
}

const screenClear = `${kEscape}0J`;

// Nothing to write: the callback comes all the same.
function skip(callback) {
  if (typeof callback === 'function') process.nextTick(callback, null);
  return true;
}

function cursorTo(stream, x, y, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  if (Number.isNaN(x)) throw error('ERR_INVALID_ARG_VALUE', 'x', x);
  if (Number.isNaN(y)) throw error('ERR_INVALID_ARG_VALUE', 'y', y);
  if (stream == null || (typeof x !== 'number' && typeof y !== 'number')) return skip(callback);
  if (typeof x !== 'number') throw error('ERR_INVALID_CURSOR_POS');
  return stream.write(moveTo(x, y), callback);
}

function moveCursor(stream, dx, dy, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (stream == null || !(dx || dy)) return skip(callback);
  return stream.write(moveBy(dx, dy), callback);
}

function clearLine(stream, dir, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  return stream == null ? skip(callback) : stream.write(lineClear(dir), callback);
}

function clearScreenDown(stream, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  return stream == null ? skip(callback) : stream.write(screenClear, callback);
}

module.exports = { clearLine, clearScreenDown, cursorTo, lineClear, moveBy, moveCursor, moveTo, screenClear };
