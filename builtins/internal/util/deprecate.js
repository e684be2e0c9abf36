// internal/util/deprecate - util.deprecate: a function that warns when it is first called.
'use strict';

const { validateString } = internalBinding('validators');

// A code is warned about once, however many functions carry it.
const warnedCodes = new Set();

module.exports = function deprecate(fn, msg, code, { modifyPrototype = true } = {}) {
  if (code !== undefined) validateString(code, 'code');
  let warned = false;

  function deprecated(...args) {
    if (!warned && !process.noDeprecation) {
      warned = true;
      if (code === undefined) {
        process.emitWarning(msg, 'DeprecationWarning', deprecated);
      } else if (!warnedCodes.has(code)) {
        process.emitWarning(msg, 'DeprecationWarning', code, deprecated);
        warnedCodes.add(code);
      }
    }
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  }

  if (modifyPrototype) {
    Object.setPrototypeOf(deprecated, fn);
    // An instance of the wrapped class is to be one of the wrapper, too.
    if (fn.prototype) deprecated.prototype = fn.prototype;
    Object.defineProperty(deprecated, 'length', Object.getOwnPropertyDescriptor(fn, 'length'));
  }
  return deprecated;
};
