// node:string_decoder - a thin class over native state (src/bindings/string_decoder.rs).
'use strict';

const binding = internalBinding('string_decoder');
const { kDecoder } = binding;

function StringDecoder(encoding) {
  this.encoding = binding.normalizeEncoding(encoding);
  this[kDecoder] = new binding.Decoder(this.encoding);
}

const prototype = StringDecoder.prototype;
prototype.write = binding.write;
prototype.end = binding.end;
prototype.text = binding.text;

Object.defineProperties(prototype, {
  lastChar: { get: binding.lastChar, enumerable: true, configurable: true },
  lastNeed: { get: binding.lastNeed, enumerable: true, configurable: true },
  lastTotal: { get: binding.lastTotal, enumerable: true, configurable: true },
});

module.exports = { StringDecoder };
