// node:timers - see ARCHITECTURE.md for what stands beside it.
'use strict';
// node:timers - setTimeout, setInterval, setImmediate and their opposites; all of them are native.

const binding = internalBinding('timers');

module.exports = {
  setTimeout: binding.setTimeout,
  clearTimeout: binding.clearTimeout,
  setImmediate: binding.setImmediate,
  clearImmediate: binding.clearImmediate,
  setInterval: binding.setInterval,
  clearInterval: binding.clearInterval,
};

Object.defineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return require('timers/promises');
  },
});
