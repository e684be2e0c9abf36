// internal/url - the URL classes and file URLs for builtins; all of it is native but how it is printed.
'use strict';

const binding = internalBinding('url');
const { URL, URLSearchParams, fileURLToPath, isURL, pathToFileURL } = binding;

const custom = Symbol.for('nodejs.util.inspect.custom');

function show(proto, method) {
  const { [custom]: value } = {
    [custom](depth, options) {
      return require('internal/url/inspect')[method](this, depth, options);
    },
  };
  Object.defineProperty(proto, custom, { value, writable: true, enumerable: false, configurable: true });
}

show(URL.prototype, 'url');
show(URLSearchParams.prototype, 'params');
show(Object.getPrototypeOf(new URLSearchParams().keys()), 'iterator');

// Static methods of URL that need a Blob, which few programs have.
const statics = {
  createObjectURL(obj) {
    return require('internal/url/object_urls').createObjectURL(obj);
  },
  revokeObjectURL(url) {
    if (arguments.length === 0) throw internalBinding('errors').error('ERR_MISSING_ARGS', 'url');
    require('internal/url/object_urls').revokeObjectURL(url);
  },
};
URL.createObjectURL = statics.createObjectURL;
URL.revokeObjectURL = statics.revokeObjectURL;

function toPathIfFileURL(value) {
  return isURL(value) ? fileURLToPath(value) : value;
}

function fileURLToPathBuffer(path, options) {
  return require('buffer').Buffer.from(binding.fileURLToPathBytes(path, options).buffer);
}

function urlToHttpOptions(url) {
  return require('internal/url/http_options')(url);
}

module.exports = {
  URL,
  URLSearchParams,
  domainToASCII: binding.domainToASCII,
  domainToUnicode: binding.domainToUnicode,
  fileURLToPath,
  fileURLToPathBuffer,
  isURL,
  pathToFileURL,
  toPathIfFileURL,
  urlToHttpOptions,
};
