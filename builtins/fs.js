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
fs.cp = function cp(src, dest, options, callback) {
  return require('internal/fs/cp').cpCallback(src, dest, options, callback);
};
fs.cpSync = function cpSync(src, dest, options) {
  return require('internal/fs/cp').cpSync(src, dest, options);
};
fs.glob = function glob(pattern, options, callback) {
  return require('internal/fs/glob').glob(pattern, options, callback);
};
fs.globSync = function globSync(pattern, options) {
  return require('internal/fs/glob').globSync(pattern, options);
};
fs.mkdtempDisposableSync = function mkdtempDisposableSync(prefix, options) {
  return require('internal/fs/rare').mkdtempDisposableSync(prefix, options);
};
fs.openAsBlob = function openAsBlob(path, options) {
  return require('internal/fs/rare').openAsBlob(path, options);
};
fs.opendir = function opendir(path, options, callback) {
  return require('internal/fs/dir').opendir(path, options, callback);
};
fs.opendirSync = function opendirSync(path, options) {
  return require('internal/fs/dir').opendirSync(path, options);
};
fs.watch = function watch(filename, options, listener) {
  return require('internal/fs/watchers').watch(filename, options, listener);
};
fs.watchFile = function watchFile(filename, options, listener) {
  return require('internal/fs/watch_file').watchFile(filename, options, listener);
};
fs.unwatchFile = function unwatchFile(filename, listener) {
  return require('internal/fs/watch_file').unwatchFile(filename, listener);
};

// A class is loaded when its name is read; assigning replaces it, as graceful-fs does.
function lazy(id, name, key) {
  Object.defineProperty(fs, name, {
    get() { return require(id)[key]; },
    set(value) { Object.defineProperty(fs, name, { value, writable: true, enumerable: true, configurable: true }); },
    enumerable: true,
    configurable: true,
  });
}

lazy('internal/fs/streams', 'ReadStream', 'ReadStream');
lazy('internal/fs/streams', 'WriteStream', 'WriteStream');
lazy('internal/fs/streams', 'FileReadStream', 'ReadStream');
lazy('internal/fs/streams', 'FileWriteStream', 'WriteStream');
lazy('internal/fs/dir', 'Dir', 'Dir');

Object.defineProperties(fs, {
  constants: { value: binding.constants, enumerable: true },
  promises: {
    get() { return require('internal/fs/promises').exports; },
    enumerable: true,
    configurable: true,
  },
});
