// internal/util/legacy - the deprecated and the rare functions of node:util.
'use strict';

const { error } = internalBinding('errors');
const { validateBoolean, validateInteger, validateObject, validateOneOf, validateString, validateStringArray } =
  internalBinding('validators');
const deprecate = require('internal/util/deprecate');

function extend(target, source) {
  if (source === null || typeof source !== 'object') return target;
  const keys = Object.keys(source);
  for (let i = keys.length - 1; i >= 0; i--) target[keys[i]] = source[keys[i]];
  return target;
}

function convertProcessSignalToExitCode(signalCode) {
  const { signals } = internalBinding('constants').os;
  validateOneOf(signalCode, 'signalCode', Object.keys(signals));
  return 128 + signals[signalCode];
}

function diff(actual, expected) {
  if (actual === expected) return [];
  for (const [value, name] of [[actual, 'actual'], [expected, 'expected']]) {
    if (Array.isArray(value)) validateStringArray(value, name);
    else validateString(value, name);
  }
  const units = (value) => (typeof value === 'string' ? value.split('') : value);
  return require('internal/assert/myers_diff').myersDiff(units(actual), units(expected)).reverse();
}

function setTraceSigInt(enable) {
  validateBoolean(enable, 'enable');
  throw error('ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'util.setTraceSigInt()');
}

function getCallSites(frameCount = 10, options) {
  if (options === undefined && typeof frameCount === 'object') {
    options = frameCount;
    frameCount = 10;
  }
  if (options !== undefined) {
    validateObject(options, 'options');
    if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
  }
  validateInteger(frameCount, 'frameCount', 1, 200);
  const { prepareStackTrace, stackTraceLimit } = Error;
  let sites = [];
  Error.stackTraceLimit = frameCount;
  Error.prepareStackTrace = (_, frames) => frames;
  try {
    const holder = {};
    Error.captureStackTrace(holder, getCallSites);
    if (Array.isArray(holder.stack)) sites = holder.stack;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
  return sites.map((site) => ({
    __proto__: null,
    functionName: site.getFunctionName() ?? '',
    scriptId: '0',
    scriptName: site.getScriptNameOrSourceURL?.() ?? site.getFileName() ?? '',
    lineNumber: site.getLineNumber() ?? 0,
    columnNumber: site.getColumnNumber() ?? 0,
    column: site.getColumnNumber() ?? 0,
  }));
}

module.exports = {
  _extend: deprecate(extend, 'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060'),
  convertProcessSignalToExitCode,
  diff,
  getCallSites,
  isArray: deprecate(Array.isArray, 'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.', 'DEP0044'),
  setTraceSigInt,
};
