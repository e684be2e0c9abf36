// node:crypto - hashes and random numbers; ciphers, keys and signatures are still to come and therefore not exported.
'use strict';

const { error } = internalBinding('errors');
const { validateFunction, validateInteger, validateNumber, validateString } = internalBinding('validators');
const { Hash: NativeHash, fillRandom, getHashNames, timingSafeEqual } = internalBinding('crypto');
const { Transform } = require('stream');

const kHandle = Symbol('kHandle');
const kFinished = Symbol('kFinished');

function Hash(algorithm, options) {
  if (!new.target) return new Hash(algorithm, options);
  const from = algorithm instanceof NativeHash ? algorithm : null;
  if (from === null) validateString(algorithm, 'algorithm');
  Transform.call(this, options);
  this[kHandle] = from || new NativeHash(algorithm);
  this[kFinished] = false;
}
Object.setPrototypeOf(Hash.prototype, Transform.prototype);
Object.setPrototypeOf(Hash, Transform);

Hash.prototype._transform = function(chunk, encoding, callback) {
  this.update(chunk, encoding);
  callback();
};

Hash.prototype._flush = function(callback) {
  this.push(this.digest());
  callback();
};

Hash.prototype.update = function(data, encoding) {
  if (this[kFinished]) throw error('ERR_CRYPTO_HASH_FINALIZED');
  if (typeof data === 'string' && encoding && encoding !== 'utf8' && encoding !== 'buffer') data = Buffer.from(data, encoding);
  this[kHandle].update(data);
  return this;
};

Hash.prototype.digest = function(encoding) {
  if (this[kFinished]) throw error('ERR_CRYPTO_HASH_FINALIZED');
  const bytes = this[kHandle].digest();
  this[kFinished] = true;
  const buffer = Buffer.from(bytes.buffer);
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
};

Hash.prototype.copy = function(options) {
  if (this[kFinished]) throw error('ERR_CRYPTO_HASH_FINALIZED');
  const handle = new NativeHash('sha1');
  this[kHandle].copy(handle);
  return new Hash(handle, options);
};

function createHash(algorithm, options) {
  return new Hash(algorithm, options);
}

// crypto.hash(algorithm, data[, outputEncoding])
function hash(algorithm, data, outputEncoding = 'hex') {
  validateString(algorithm, 'algorithm');
  const handle = new NativeHash(algorithm);
  handle.update(data);
  const buffer = Buffer.from(handle.digest().buffer);
  return outputEncoding === 'buffer' ? buffer : buffer.toString(outputEncoding);
}

function getHashes() {
  return getHashNames();
}

function randomBytes(size, callback) {
  validateNumber(size, 'size', 0, 2 ** 31 - 1);
  if (callback !== undefined) validateFunction(callback, 'callback');
  const buffer = Buffer.alloc(size);
  if (callback === undefined) return fillRandom(buffer);
  // The kernel answers at once; the callback still comes later, as in Node.
  setImmediate(() => callback(null, fillRandom(buffer)));
}

function randomInt(min, max, callback) {
  if (max === undefined || typeof max === 'function') [min, max, callback] = [0, min, max];
  if (callback !== undefined) validateFunction(callback, 'callback');
  validateInteger(min, 'min');
  validateInteger(max, 'max');
  if (max <= min) throw error('ERR_OUT_OF_RANGE', 'max', `greater than the value of "min" (${min})`, max);
  const range = max - min;
  if (range > 2 ** 48 - 1) throw error('ERR_OUT_OF_RANGE', 'max - min', `<= ${2 ** 48 - 1}`, range);
  // Numbers beyond the last whole multiple of the range would favour small results.
  const limit = 2 ** 48 - (2 ** 48 % range);
  let number;
  do {
    number = fillRandom(Buffer.alloc(6)).readUIntBE(0, 6);
  } while (number >= limit);
  const result = min + (number % range);
  if (callback === undefined) return result;
  process.nextTick(callback, undefined, result);
}

function randomUUID() {
  const bytes = fillRandom(Buffer.alloc(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = bytes.toString('hex');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

module.exports = { Hash, createHash, getHashes, hash, randomBytes, randomInt, randomUUID, timingSafeEqual };
