// internal/webstreams/encoding - TextEncoderStream, TextDecoderStream and the two queuing strategies.
'use strict';

const { error } = internalBinding('errors');
const util = require('internal/webstreams/util');
const { TransformStream } = require('internal/webstreams/transformstream');

const { check, kState } = util;

class TextEncoderStream {
  constructor() {
    // Half of a surrogate pair at the end of a chunk waits for the next one.
    let pending = '';
    const encoder = new TextEncoder();
    const transform = new TransformStream({
      transform(chunk, controller) {
        let text = pending + String(chunk);
        pending = '';
        const last = text.charCodeAt(text.length - 1);
        if (last >= 0xd800 && last <= 0xdbff) {
          pending = text[text.length - 1];
          text = text.slice(0, -1);
        }
        if (text.length > 0) controller.enqueue(encoder.encode(text));
      },
      flush(controller) {
        if (pending !== '') controller.enqueue(new Uint8Array([0xef, 0xbf, 0xbd]));
      },
    });
    this[kState] = { transform };
  }

  get encoding() {
    check(this, TextEncoderStream);
    return 'utf-8';
  }

  get readable() {
    check(this, TextEncoderStream);
    return this[kState].transform.readable;
  }

  get writable() {
    check(this, TextEncoderStream);
    return this[kState].transform.writable;
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, { encoding: this.encoding, readable: this.readable, writable: this.writable });
  }
}
util.webidl(TextEncoderStream, ['encoding', 'readable', 'writable']);

class TextDecoderStream {
  constructor(encoding = 'utf-8', options = {}) {
    const decoder = new TextDecoder(encoding, options);
    const transform = new TransformStream({
      transform(chunk, controller) {
        const text = decoder.decode(chunk, { stream: true });
        if (text) controller.enqueue(text);
      },
      flush(controller) {
        const text = decoder.decode();
        if (text) controller.enqueue(text);
      },
    });
    this[kState] = { decoder, transform };
  }

  get encoding() {
    check(this, TextDecoderStream);
    return this[kState].decoder.encoding;
  }

  get fatal() {
    check(this, TextDecoderStream);
    return this[kState].decoder.fatal;
  }

  get ignoreBOM() {
    check(this, TextDecoderStream);
    return this[kState].decoder.ignoreBOM;
  }

  get readable() {
    check(this, TextDecoderStream);
    return this[kState].transform.readable;
  }

  get writable() {
    check(this, TextDecoderStream);
    return this[kState].transform.writable;
  }

  [util.kInspect](depth, options) {
    const { encoding, fatal, ignoreBOM, readable, writable } = this;
    return util.customInspect(this, depth, options, { encoding, fatal, ignoreBOM, readable, writable });
  }
}
util.webidl(TextDecoderStream, ['encoding', 'fatal', 'ignoreBOM', 'readable', 'writable']);

function markOf(init) {
  if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
    throw error('ERR_INVALID_ARG_TYPE', 'init', 'Object', init);
  }
  if (init.highWaterMark === undefined) throw error('ERR_MISSING_OPTION', 'init.highWaterMark');
  return Number(init.highWaterMark);
}

// One function for all strategies, as the standard has it.
const byteSize = { size: (chunk) => chunk.byteLength }.size;
const countSize = { size: () => 1 }.size;

class ByteLengthQueuingStrategy {
  constructor(init) {
    this[kState] = { highWaterMark: markOf(init) };
  }

  get highWaterMark() {
    check(this, ByteLengthQueuingStrategy);
    return this[kState].highWaterMark;
  }

  get size() {
    check(this, ByteLengthQueuingStrategy);
    return byteSize;
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, { highWaterMark: this.highWaterMark });
  }
}
util.webidl(ByteLengthQueuingStrategy, ['highWaterMark', 'size']);

class CountQueuingStrategy {
  constructor(init) {
    this[kState] = { highWaterMark: markOf(init) };
  }

  get highWaterMark() {
    check(this, CountQueuingStrategy);
    return this[kState].highWaterMark;
  }

  get size() {
    check(this, CountQueuingStrategy);
    return countSize;
  }

  [util.kInspect](depth, options) {
    return util.customInspect(this, depth, options, { highWaterMark: this.highWaterMark });
  }
}
util.webidl(CountQueuingStrategy, ['highWaterMark', 'size']);

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy, TextDecoderStream, TextEncoderStream };
