// internal/url - the URL classes and file URLs for builtins; all of it is native but how it is printed.
'use strict';

const binding = internalBinding('url');
const { URL, URLSearchParams, fileURLToPath, isURL, pathToFileURL } = binding;

const custom = Symbol.for('nodejs.util.inspect.custom');
const hide = (value) => ({ value, writable: true, enumerable: false, configurable: true });

Object.defineProperty(URL.prototype, custom, hide(function(depth, options) {
  return require('internal/url/inspect').url(this, depth, options);
}));
Object.defineProperty(URLSearchParams.prototype, custom, hide(function(depth, options) {
  return require('internal/url/inspect').params(this, depth, options);
}));
Object.defineProperty(Object.getPrototypeOf(new URLSearchParams().keys()), custom, hide(function(depth, options) {
  return require('internal/url/inspect').iterator(this, depth, options);
}));

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
