// node:util - the table of contents; what few programs use is loaded when it is first asked for.
'use strict';

const { format, formatWithOptions, inspect, stripVTControlCharacters } = internalBinding('util');
const { error } = internalBinding('errors');

function inherits(ctor, superCtor) {
  if (ctor === undefined || ctor === null) throw error('ERR_INVALID_ARG_TYPE', 'ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) throw error('ERR_INVALID_ARG_TYPE', 'superCtor', 'Function', superCtor);
  if (superCtor.prototype === undefined) {
    throw error('ERR_INVALID_ARG_TYPE', 'superCtor.prototype', 'Object', superCtor.prototype);
  }
  Object.defineProperty(ctor, 'super_', { value: superCtor, writable: true, configurable: true });
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
}

function deprecate(fn, msg, code, options) {
  return require('internal/util/deprecate')(fn, msg, code, options);
}

function isDeepStrictEqual(a, b, skipPrototype) {
  return internalBinding('comparisons').isDeepStrictEqual(a, b, skipPrototype);
}

function toUSVString(input) {
  return `${input}`.toWellFormed();
}

function parseEnv(content) {
  internalBinding('validators').validateString(content, 'content');
  return internalBinding('dotenv').parseEnv(content);
}

const util = module.exports = {
  deprecate,
  format,
  formatWithOptions,
  inherits,
  inspect,
  isDeepStrictEqual,
  stripVTControlCharacters,
  toUSVString,
  parseEnv,
};

// Each name becomes an ordinary property when it is first read or written.
function lazy(id, names) {
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const settle = (value) => {
      Object.defineProperty(util, name, { value, writable: true, enumerable: true, configurable: true });
      return value;
    };
    const get = () => settle(id === 'util/types' ? require(id) : require(id)[name]);
    Object.defineProperty(util, name, { get, set: settle, enumerable: true, configurable: true });
  }
}

lazy('internal/util/debuglog', ['debug', 'debuglog']);
lazy('internal/util/promisify', ['callbackify', 'promisify']);
lazy('internal/util/system_error', ['_errnoException', '_exceptionWithHostPort', 'getSystemErrorMap', 'getSystemErrorMessage',
  'getSystemErrorName']);
lazy('internal/util/legacy', ['_extend', 'convertProcessSignalToExitCode', 'diff', 'getCallSites', 'isArray', 'setTraceSigInt']);
lazy('internal/util/style_text', ['styleText']);
lazy('util/types', ['types']);
lazy('internal/abort_controller', ['aborted', 'transferableAbortController', 'transferableAbortSignal']);
lazy('internal/util/parse_args', ['parseArgs']);
lazy('internal/encoding', ['TextDecoder', 'TextEncoder']);
lazy('internal/mime', ['MIMEType', 'MIMEParams']);
