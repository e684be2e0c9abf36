// node:fs - the functions are native (src/bindings/fs); what is rare is loaded when it is first used.
'use strict';

const binding = internalBinding('fs');
const fs = binding.fs;

module.exports = fs;

Object.defineProperties(fs, {
  constants: { value: binding.constants, enumerable: true },
  promises: {
    get() { return require('internal/fs/promises').exports; },
    enumerable: true,
    configurable: true,
  },
});
