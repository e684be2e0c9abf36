// node:buffer - the Buffer class and its functions are native; this file names what the module exports.
'use strict';

const binding = internalBinding('buffer');

const constants = Object.defineProperties({}, {
  MAX_LENGTH: { value: binding.kMaxLength, enumerable: true },
  MAX_STRING_LENGTH: { value: binding.kStringMaxLength, enumerable: true },
});

function SlowBuffer(size) {
  return require('internal/buffer/deprecation').slowBuffer(size);
}

module.exports = {
  Buffer: binding.Buffer,
  SlowBuffer,
  transcode: binding.transcode,
  isUtf8: binding.isUtf8,
  isAscii: binding.isAscii,
  kMaxLength: binding.kMaxLength,
  kStringMaxLength: binding.kStringMaxLength,
  btoa: globalThis.btoa,
  atob: globalThis.atob,
};

Object.defineProperties(module.exports, {
  constants: { value: constants, enumerable: true },
  INSPECT_MAX_BYTES: {
    get: binding.getInspectMaxBytes,
    set: binding.setInspectMaxBytes,
    enumerable: true,
    configurable: true,
  },
});

function lazy(id, name) {
  Object.defineProperty(module.exports, name, {
    get() { return require(id)[name]; },
    enumerable: true,
    configurable: true,
  });
}

lazy('internal/blob', 'Blob');
lazy('internal/blob', 'File');
lazy('internal/url/object_urls', 'resolveObjectURL');
