// internal/fs/rare - what few programs call: mkdtempDisposableSync, openAsBlob.
'use strict';

const { fs, promises } = internalBinding('fs');
const { validateObject, validateString } = internalBinding('validators');

function mkdtempDisposableSync(prefix, options) {
  const path = fs.mkdtempSync(prefix, options);
  // Absolute, so that changing the directory changes nothing.
  const absolute = require('path').resolve(path);
  const remove = () => fs.rmSync(absolute, { maxRetries: 0, recursive: true, force: true, retryDelay: 0 });
  return { __proto__: null, path, remove, [Symbol.dispose ?? Symbol('Symbol.dispose')]() { remove(); } };
}

async function openAsBlob(path, options = {}) {
  validateObject(options, 'options');
  const type = options.type ?? '';
  validateString(type, 'options.type');
  const { Blob } = require('internal/blob');
  return new Blob([await promises.readFile(path)], { type });
}

module.exports = { mkdtempDisposableSync, openAsBlob };
