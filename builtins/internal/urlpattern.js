// internal/urlpattern - the class URLPattern, by the URL Pattern Standard.
'use strict';

const { compile, escapePattern } = require('internal/urlpattern/parser');
const { baseParts, canonicalize, specialPort } = internalBinding('url');
const { error } = internalBinding('errors');

const kComponents = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
const plain = { delimiter: '', prefix: '' };
const hostOptions = { delimiter: '.', prefix: '' };
const isSpecial = (scheme) => specialPort(scheme) !== undefined;
const specialSchemes = ['http', 'https', 'ws', 'wss', 'ftp', 'file'];

function encoder(component, protocol) {
  return (value) => {
    const text = canonicalize(component, value, protocol);
    if (text === null) throw new TypeError('Invalid pattern');
    return text;
  };
}

const matchesSpecial = (component) => specialSchemes.some((scheme) => component.regexp.test(scheme));

// Which components a base URL lends depends on the first component that the pattern gives itself.
function inherit(result, init, isPattern) {
  const base = baseParts(init.baseURL);
  if (base === null) throw new TypeError('Invalid base URL');
  const take = (name) => {
    const value = base[kComponents.indexOf(name)];
    result[name] = isPattern ? escapePattern(value) : value;
  };
  const lacks = (...names) => names.every((name) => init[name] === undefined);
  if (lacks('protocol')) take('protocol');
  if (!isPattern && lacks('protocol', 'hostname', 'port', 'username')) {
    take('username');
    if (lacks('password')) take('password');
  }
  const given = [];
  for (const name of ['protocol', 'hostname', 'port', 'pathname', 'search', 'hash']) {
    given.push(name);
    if (name !== 'protocol' && lacks(...given)) take(name);
  }
  return base;
}

function isAbsolutePathname(path, isPattern) {
  return path.startsWith('/') || (isPattern && (path.startsWith('\\/') || path.startsWith('{/')));
}

// Completes the components that a pattern or an input gives, and for an input brings them into canonical form.
function processInit(init, isPattern) {
  const result = isPattern ? {} : Object.fromEntries(kComponents.map((name) => [name, '']));
  const base = init.baseURL === undefined ? null : inherit(result, init, isPattern);
  const set = (name, value, component = name, protocol) => {
    result[name] = isPattern ? value : encoder(component, protocol)(value);
  };
  if (init.protocol !== undefined) set('protocol', init.protocol.replace(/:$/, ''));
  const protocol = result.protocol ?? '';
  const special = protocol === '' || isSpecial(protocol);
  if (init.username !== undefined) set('username', init.username);
  if (init.password !== undefined) set('password', init.password);
  if (init.hostname !== undefined) set('hostname', init.hostname, special ? 'hostname' : 'opaque hostname');
  if (init.port !== undefined) set('port', init.port, 'port', protocol);
  if (init.pathname !== undefined) {
    let { pathname } = init;
    if (base !== null && !base[8] && !isAbsolutePathname(pathname, isPattern)) {
      const basePath = isPattern ? escapePattern(base[5]) : base[5];
      pathname = basePath.slice(0, basePath.lastIndexOf('/') + 1) + pathname;
    }
    set('pathname', pathname, special ? 'pathname' : 'opaque pathname');
  }
  if (init.search !== undefined) set('search', init.search.replace(/^\?/, ''));
  if (init.hash !== undefined) set('hash', init.hash.replace(/^#/, ''));
  return result;
}

// Reads a dictionary in the order of its members' names.
function readInit(object) {
  const init = {};
  for (const name of ['baseURL', 'hash', 'hostname', 'password', 'pathname', 'port', 'protocol', 'search', 'username']) {
    const value = object[name];
    if (value !== undefined) init[name] = `${value}`.toWellFormed();
  }
  return init;
}

function compileAll(init, ignoreCase) {
  const processed = processInit(init, true);
  for (const name of kComponents) processed[name] ??= '*';
  const defaultPort = specialPort(processed.protocol);
  if (defaultPort && processed.port === defaultPort) processed.port = '';
  const compiled = {};
  const add = (name, options, component = name) => {
    compiled[name] = compile(processed[name], options, encoder(component));
  };
  add('protocol', plain);
  add('username', plain);
  add('password', plain);
  const special = matchesSpecial(compiled.protocol);
  let host = special || processed.protocol === '*' ? 'hostname' : 'opaque hostname';
  if (/^(?:\[|[{\\]\[)/.test(processed.hostname)) host = 'ipv6 hostname';
  add('hostname', hostOptions, host);
  add('port', plain);
  if (special) add('pathname', { delimiter: '/', prefix: '/', ignoreCase });
  else add('pathname', { ...plain, ignoreCase }, 'opaque pathname');
  add('search', { ...plain, ignoreCase });
  add('hash', { ...plain, ignoreCase });
  return compiled;
}

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
const invalidType = (message) => Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
const states = new WeakMap();

// new URLPattern(input, baseURL, options) or new URLPattern(input, options)
function URLPattern(input = {}, second, third) {
  if (new.target === undefined) {
    throw Object.assign(new TypeError('Cannot call constructor without `new`'), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
  }
  if (typeof input !== 'string' && !isObject(input)) throw invalidType('Input must be an object or a string');
  let baseURL;
  let options = third;
  if (third !== undefined && second !== undefined && typeof second !== 'string') {
    throw invalidType('second argument must be a string');
  }
  if (typeof second === 'string') {
    baseURL = second;
  } else if (isObject(second)) {
    options = second;
  } else if (second !== undefined) {
    throw invalidType('second argument must be a string or object');
  }
  if (options !== undefined && !isObject(options)) throw invalidType('options must be an object');
  const ignoreCase = options?.ignoreCase;
  if (ignoreCase !== undefined && typeof ignoreCase !== 'boolean') throw invalidType('options.ignoreCase must be a boolean');
  const given = typeof input === 'string' ? undefined : readInit(input);
  let compiled;
  try {
    let init = given;
    if (init === undefined) {
      const isSpecialProtocol = (protocol) => matchesSpecial(compile(protocol, plain, encoder('protocol')));
      init = require('internal/urlpattern/constructor_string')(input.toWellFormed(), isSpecialProtocol);
      if (baseURL === undefined && init.protocol === undefined) throw new TypeError('A relative pattern needs a base URL');
      if (baseURL !== undefined) init.baseURL = baseURL;
    } else if (baseURL !== undefined) {
      throw new TypeError('An object has its base URL inside');
    }
    compiled = compileAll(init, ignoreCase);
  } catch {
    throw Object.assign(new TypeError('Failed to construct URLPattern'), { code: 'ERR_INVALID_URL_PATTERN' });
  }
  states.set(this, compiled);
}

function state(pattern) {
  const compiled = isObject(pattern) ? states.get(pattern) : undefined;
  if (compiled === undefined) throw new TypeError('Illegal invocation');
  return compiled;
}

// The components of what is to be matched; null if it is no URL.
function inputComponents(input, baseURL) {
  if (typeof input !== 'string') {
    try {
      return processInit(readInit(input), false);
    } catch {
      return null;
    }
  }
  const url = URL.parse(input, baseURL);
  const parts = url && baseParts(url.href);
  return parts && Object.fromEntries(kComponents.map((name, at) => [name, parts[at]]));
}

function checkInput(input, baseURL, what) {
  if (typeof input !== 'string' && !isObject(input)) throw invalidType('URLPattern input needs to be a string or an object');
  if (baseURL !== undefined && typeof baseURL !== 'string') throw invalidType('baseURL must be a string');
  if (typeof input !== 'string' && baseURL !== undefined) {
    throw Object.assign(new TypeError(`Failed to ${what} URLPattern`), { code: 'ERR_OPERATION_FAILED' });
  }
}

const methods = {
  exec(input = {}, baseURL) {
    const compiled = state(this);
    checkInput(input, baseURL, 'exec');
    const components = inputComponents(input, baseURL);
    if (components === null) return null;
    const found = {};
    for (const name of kComponents) {
      const match = compiled[name].regexp.exec(components[name]);
      if (match === null) return null;
      const groups = {};
      compiled[name].names.forEach((group, at) => {
        groups[group] = match[at + 1];
      });
      found[name] = { groups, input: components[name] };
    }
    const { hash, hostname, password, pathname, port, protocol, search, username } = found;
    const inputs = baseURL === undefined ? [input] : [input, baseURL];
    return { __proto__: null, hash, hostname, inputs, password, pathname, port, protocol, search, username };
  },
  test(input = {}, baseURL) {
    const compiled = state(this);
    checkInput(input, baseURL, 'test');
    const components = inputComponents(input, baseURL);
    return components !== null && kComponents.every((name) => compiled[name].regexp.test(components[name]));
  },
};

for (const name of kComponents) {
  const { get } = Object.getOwnPropertyDescriptor({
    get [name]() {
      return state(this)[name].pattern;
    },
  }, name);
  Object.defineProperty(URLPattern.prototype, name, { get, enumerable: true });
}
Object.defineProperty(URLPattern.prototype, 'hasRegExpGroups', {
  get: function hasRegExpGroups() {
    const compiled = state(this);
    return kComponents.some((name) => compiled[name].hasRegExpGroups);
  },
  enumerable: true,
});
for (const name of ['exec', 'test']) {
  Object.defineProperty(URLPattern.prototype, name, { value: methods[name], writable: true, enumerable: true, configurable: true });
}
Object.defineProperty(URLPattern, 'length', { value: 0 });

module.exports = { URLPattern };
