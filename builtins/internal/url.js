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
