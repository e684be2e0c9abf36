// internal/url/legacy - url.parse and its class Url; parsing and formatting are native, resolving has a file of its own.
'use strict';

const binding = internalBinding('url');
const { error } = internalBinding('errors');
const { validateObject, validateString } = internalBinding('validators');

let parseWarned = false;
let portWarned = false;

function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

function urlParse(url, parseQueryString, slashesDenoteHost) {
  if (!parseWarned && !require('internal/util/inside_node_modules')()) {
    parseWarned = true;
    process.emitWarning(
      '`url.parse()` behavior is not standardized and prone to errors that have security implications. Use the WHATWG ' +
      'URL API instead. CVEs are not issued for `url.parse()` vulnerabilities.',
      'DeprecationWarning', 'DEP0169');
  }
  if (url instanceof Url) return url;
  return new Url().parse(url, parseQueryString, slashesDenoteHost);
}

Url.prototype.parse = function parse(url, parseQueryString, slashesDenoteHost) {
  validateString(url, 'url');
  const badPort = binding.legacyParse(this, url, slashesDenoteHost);
  if (parseQueryString) {
    this.query = this.query === null ? { __proto__: null } : require('querystring').parse(this.query);
  }
  if (badPort && !portWarned) {
    portWarned = true;
    process.emitWarning(`The URL ${url} is invalid. Future versions of Node.js will throw an error.`,
      'DeprecationWarning', 'DEP0170');
  }
  return this;
};

Url.prototype.format = function format() {
  const { query } = this;
  const text = query !== null && typeof query === 'object' ? require('querystring').stringify(query) : '';
  return binding.legacyFormat(this, text);
};

Url.prototype.resolve = function resolve(relative) {
  return this.resolveObject(urlParse(relative, false, true)).format();
};

Url.prototype.resolveObject = function resolveObject(relative) {
  return require('internal/url/resolve')(this, relative, Url);
};

Url.prototype.parseHost = function parseHost() {
  let { host } = this;
  const port = /:[0-9]*$/.exec(host);
  if (port) {
    if (port[0] !== ':') this.port = port[0].slice(1);
    host = host.slice(0, host.length - port[0].length);
  }
  if (host) this.hostname = host;
};

function urlFormat(urlObject, options) {
  if (typeof urlObject === 'string') {
    urlObject = urlParse(urlObject);
  } else if (typeof urlObject !== 'object' || urlObject === null) {
    throw error('ERR_INVALID_ARG_TYPE', 'urlObject', ['Object', 'string'], urlObject);
  } else if (urlObject instanceof binding.URL) {
    if (options) validateObject(options, 'options');
    const { fragment, unicode, search, auth } = options || {};
    const on = (value) => value == null || Boolean(value);
    return binding.format(urlObject, on(fragment), Boolean(unicode), on(search), on(auth));
  }
  return Url.prototype.format.call(urlObject);
}

function urlResolve(source, relative) {
  return urlParse(source, false, true).resolve(relative);
}

function urlResolveObject(source, relative) {
  if (!source) return relative;
  return urlParse(source, false, true).resolveObject(relative);
}

module.exports = { Url, format: urlFormat, parse: urlParse, resolve: urlResolve, resolveObject: urlResolveObject };
