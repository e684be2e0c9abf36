// node:fs - the functions are native (src/bindings/fs); what is rare is loaded when it is first used.
'use strict';

const binding = internalBinding('fs');
const fs = binding.fs;

module.exports = fs;

fs.createReadStream = function createReadStream(path, options) {
  return new fs.ReadStream(path, options);
};
fs.createWriteStream = function createWriteStream(path, options) {
  return new fs.WriteStream(path, options);
};

// Loads a module when one of its names is read; assigning replaces the name, as graceful-fs does.
function lazy(id, names) {
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    Object.defineProperty(fs, name, {
      get() { return require(id)[name.replace('File', '')]; },
      set(value) { Object.defineProperty(fs, name, { value, writable: true, enumerable: true, configurable: true }); },
      enumerable: true,
      configurable: true,
    });
  }
}

lazy('internal/fs/streams', ['ReadStream', 'WriteStream', 'FileReadStream', 'FileWriteStream']);
lazy('internal/fs/dir', ['Dir', 'opendir', 'opendirSync']);

Object.defineProperties(fs, {
  constants: { value: binding.constants, enumerable: true },
  promises: {
    get() { return require('internal/fs/promises').exports; },
    enumerable: true,
    configurable: true,
  },
});
