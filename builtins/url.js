// node:url - the WHATWG classes and, behind its own file, the legacy parser.
'use strict';

const {
  URL, URLSearchParams, domainToASCII, domainToUnicode, pathToFileURL, fileURLToPath, fileURLToPathBuffer, urlToHttpOptions,
} = require('internal/url');
const { Url, format, parse, resolve, resolveObject } = require('internal/url/legacy');

module.exports = {
  Url,
  parse,
  resolve,
  resolveObject,
  format,
  URL,
  get URLPattern() {
    return require('internal/urlpattern').URLPattern;
  },
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  pathToFileURL,
  fileURLToPath,
  fileURLToPathBuffer,
  urlToHttpOptions,
};
