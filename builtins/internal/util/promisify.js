// internal/util/promisify - util.promisify and util.callbackify.
'use strict';

const { error } = internalBinding('errors');
const { validateFunction } = internalBinding('validators');
const { customPromisifyArgs, promisified } = internalBinding('promisify');

const custom = Symbol.for('nodejs.util.promisify.custom');

function promisify(original) {
  validateFunction(original, 'original');
  const own = original[custom];
  if (own) {
    validateFunction(own, 'util.promisify.custom');
    return Object.defineProperty(own, custom, { value: own, enumerable: false, writable: false, configurable: true });
  }
  const fn = promisified(original, original[customPromisifyArgs]);
  Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
  Object.defineProperty(fn, custom, { value: fn, enumerable: false, writable: false, configurable: true });
  return Object.defineProperties(fn, Object.getOwnPropertyDescriptors(original));
}

promisify.custom = custom;

function onRejected(reason, callback) {
  if (!reason) {
    // A callback takes a falsy first argument for success.
    const wrapped = error('ERR_FALSY_VALUE_REJECTION');
    wrapped.reason = reason;
    Error.captureStackTrace(wrapped, onRejected);
    reason = wrapped;
  }
  return callback(reason);
}

function callbackify(original) {
  validateFunction(original, 'original');
  function callbackified(...args) {
    const last = args.pop();
    validateFunction(last, 'last argument');
    const callback = last.bind(this);
    Reflect.apply(original, this, args).then(
      (value) => process.nextTick(callback, null, value),
      (reason) => process.nextTick(onRejected, reason, callback));
  }
  const descriptors = Object.getOwnPropertyDescriptors(original);
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  return Object.defineProperties(callbackified, descriptors);
}

module.exports = { callbackify, promisify };
