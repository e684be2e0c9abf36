// internal/streams/legacy - what is left of the first generation: Stream.prototype.pipe, Readable.prototype.wrap, _fromList.
'use strict';

const { errorOrDestroy, prependListener } = internalBinding('stream');

// Stream.prototype.pipe(destination, options)
exports.pipe = function pipe(target, options) {
  const source = this;
  let over = false;
  function ondata(chunk) {
    if (target.writable && target.write(chunk) === false && source.pause) source.pause();
  }
  function ondrain() {
    if (source.readable && source.resume) source.resume();
  }
  // Whichever of 'end' and 'close' comes first ends the target.
  function onend() {
    if (over) return;
    over = true;
    target.end();
  }
  function onclose() {
    if (over) return;
    over = true;
    if (typeof target.destroy === 'function') target.destroy();
  }
  function onerror(reason) {
    cleanup();
    // If ours was the last listener the error is nobody's.
    if (this.listenerCount?.('error') === 0) this.emit('error', reason);
  }
  function cleanup() {
    source.removeListener('data', ondata);
    target.removeListener('drain', ondrain);
    source.removeListener('end', onend);
    source.removeListener('close', onclose);
    source.removeListener('error', onerror);
    target.removeListener('error', onerror);
    source.removeListener('end', cleanup);
    source.removeListener('close', cleanup);
    target.removeListener('close', cleanup);
  }
  source.on('data', ondata);
  target.on('drain', ondrain);
  if (!target._isStdio && (!options || options.end !== false)) {
    source.on('end', onend);
    source.on('close', onclose);
  }
  prependListener(source, 'error', onerror);
  prependListener(target, 'error', onerror);
  source.on('end', cleanup);
  source.on('close', cleanup);
  target.on('close', cleanup);
  target.emit('pipe', source);
  return target;
};

// Stream.prototype.eventNames(): only names that have listeners.
exports.eventNames = function eventNames() {
  const events = this._events;
  return Reflect.ownKeys(events).filter((name) => {
    const value = events[name];
    return typeof value === 'function' || (Array.isArray(value) && value.length > 0);
  });
};

// Readable.prototype.wrap(stream): takes an old-style stream as the source.
exports.wrap = function wrap(stream) {
  let paused = false;
  stream.on('data', (chunk) => {
    if (!this.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => this.push(null));
  stream.on('error', (reason) => errorOrDestroy(this, reason));
  stream.on('close', () => this.destroy());
  stream.on('destroy', () => this.destroy());
  this._read = () => {
    if (paused && stream.resume) {
      paused = false;
      stream.resume();
    }
  };
  // The methods that the stream has and we have not.
  for (const key of Object.keys(stream)) {
    if (this[key] === undefined && typeof stream[key] === 'function') this[key] = stream[key].bind(stream);
  }
  return this;
};

// Readable.wrap(stream, options)
exports.wrapStatic = function wrap(source, options) {
  const { Readable } = require('stream');
  return new Readable({
    objectMode: source.readableObjectMode ?? source.objectMode ?? true,
    ...options,
    destroy(reason, callback) {
      require('internal/streams/utils').destroyer(source, reason);
      callback(reason);
    },
  }).wrap(source);
};

// Readable._fromList(n, state), as old tests call it on a list of chunks.
exports._fromList = function _fromList(n, state) {
  if (state.length === 0) return null;
  const list = state.buffer;
  if (state.objectMode) return list.shift();
  const join = (parts) => (state.decoder ? parts.join('') : parts.length === 1 ? parts[0] : Buffer.concat(parts));
  if (!n || n >= state.length) {
    const parts = list.slice(state.bufferIndex || 0);
    list.length = 0;
    return join(parts);
  }
  const parts = [];
  let left = n;
  while (left > 0) {
    const chunk = list[0];
    if (chunk.length > left) {
      parts.push(chunk.slice(0, left));
      list[0] = chunk.slice(left);
      break;
    }
    parts.push(list.shift());
    left -= chunk.length;
  }
  return join(parts);
};

exports._isArrayBufferView = ArrayBuffer.isView;
exports._isUint8Array = (value) => value instanceof Uint8Array;
exports._uint8ArrayToBuffer = (chunk) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
