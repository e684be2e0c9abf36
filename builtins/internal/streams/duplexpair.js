// internal/streams/duplexpair - stream.duplexPair: two streams, what is written to one is read from the other.
'use strict';

const { Duplex } = require('stream');

class DuplexSide extends Duplex {
  #other = null;
  // The callback of the other side's write, until this side is read.
  #callback = null;

  static join(one, two) {
    one.#other = two;
    two.#other = one;
  }

  _read() {
    const callback = this.#callback;
    if (callback !== null) {
      this.#callback = null;
      callback();
    }
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) {
      process.nextTick(callback);
      return;
    }
    this.#other.push(chunk);
    this.#other.#callback = callback;
  }

  _final(callback) {
    this.#other.on('end', callback);
    this.#other.push(null);
  }

  _destroy(error, callback) {
    const other = this.#other;
    if (other !== null && !other.destroyed) {
      process.nextTick(() => {
        if (other.destroyed) return;
        if (error) other.destroy();
        else other.push(null);
      });
    }
    callback(error);
  }
}

// stream.duplexPair(options)
exports.duplexPair = function duplexPair(options) {
  const one = new DuplexSide(options);
  const two = new DuplexSide(options);
  DuplexSide.join(one, two);
  return [one, two];
};
