// internal/assert/throws - assert.throws(), rejects() and their opposites.
'use strict';

const { error: makeError } = internalBinding('errors');
const { isDeepStrictEqual } = internalBinding('comparisons');

const kNothing = Symbol('no exception');
const isRegExp = (value) => value instanceof RegExp || Object.prototype.toString.call(value) === '[object RegExp]';

function inspect(value, options) {
  return internalBinding('util').inspect(value, options);
}

function failure(details) {
  const AssertionError = require('internal/assert/assertion_error');
  return new AssertionError(details);
}

// What `fn` throws, or a mark that it did not.
exports.outcomeOf = function outcomeOf(fn) {
  internalBinding('validators').validateFunction(fn, 'fn');
  try {
    fn();
  } catch (err) {
    return err;
  }
  return kNothing;
};

function isPromiseLike(value) {
  return value instanceof Promise ||
    value !== null && typeof value === 'object' && typeof value.then === 'function' &&
    typeof value.catch === 'function';
}

exports.settledOutcomeOf = async function settledOutcomeOf(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn();
    if (!isPromiseLike(promise)) {
      throw makeError('ERR_INVALID_RETURN_VALUE', 'instance of Promise', 'promiseFn', promise);
    }
  } else if (!isPromiseLike(promiseFn)) {
    throw makeError('ERR_INVALID_ARG_TYPE', 'promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (err) {
    return err;
  }
  return kNothing;
};

exports.expectsError = function expectsError(fn, kind, actual, args, diff) {
  let [error, message] = args;
  if (typeof error === 'string') {
    if (args.length > 1) {
      throw makeError('ERR_INVALID_ARG_TYPE', 'error', ['Object', 'Error', 'Function', 'RegExp'], error);
    }
    if (typeof actual === 'object' && actual !== null) {
      if (actual.message === error) {
        throw makeError('ERR_AMBIGUOUS_ARGUMENT', 'error/message',
                        `The error message "${actual.message}" is identical to the message.`);
      }
    } else if (actual === error) {
      throw makeError('ERR_AMBIGUOUS_ARGUMENT', 'error/message',
                      `The error "${actual}" is identical to the message.`);
    }
    message = error;
    error = undefined;
  } else if (error != null && typeof error !== 'object' && typeof error !== 'function') {
    throw makeError('ERR_INVALID_ARG_TYPE', 'error', ['Object', 'Error', 'Function', 'RegExp'], error);
  }
  if (actual === kNothing) {
    let details = error?.name ? ` (${error.name})` : '';
    details += message ? `: ${message}` : '.';
    throw failure({
      actual: undefined, expected: error, operator: fn.name, message: `Missing expected ${kind}${details}`,
      stackStartFn: fn, diff,
    });
  }
  if (error) checkException(actual, error, message, fn, diff);
};

exports.expectsNoError = function expectsNoError(fn, kind, actual, args, diff) {
  if (actual === kNothing) return;
  let [error, message] = args;
  if (typeof error === 'string') {
    message = error;
    error = undefined;
  }
  if (!error || isExpected(actual, error)) {
    const details = message ? `: ${message}` : '.';
    throw failure({
      actual, expected: error, operator: fn.name,
      message: `Got unwanted ${kind}${details}\nActual message: "${actual?.message}"`,
      stackStartFn: fn, diff,
    });
  }
  throw actual;
};

function isExpected(actual, expected) {
  if (typeof expected !== 'function') {
    if (isRegExp(expected)) return expected.exec(String(actual)) !== null;
    throw makeError('ERR_INVALID_ARG_TYPE', 'expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && actual instanceof expected) return true;
  if (Error.isPrototypeOf(expected)) return false;
  return expected.call({}, actual) === true;
}

function checkException(actual, expected, message, fn, diff) {
  let generated;
  if (typeof expected === 'function') {
    // Arrow functions have no prototype.
    if (expected.prototype !== undefined && actual instanceof expected) return;
    if (Object.prototype.isPrototypeOf.call(Error, expected)) {
      generated = () => wrongClass(actual, expected);
    } else {
      const result = expected.call({}, actual);
      if (result === true) return;
      generated = () => {
        const name = expected.name ? `"${expected.name}" ` : '';
        let text = `The ${name}validation function is expected to return "true". Received ${inspect(result)}`;
        if (actual instanceof Error) text += `\n\nCaught error:\n\n${actual}`;
        return text;
      };
    }
  } else if (isRegExp(expected)) {
    const text = String(actual);
    if (RegExp.prototype.exec.call(expected, text) !== null) return;
    generated = () => 'The input did not match the regular expression ' +
      `${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
  } else {
    checkFields(actual, expected, message, fn, diff);
    return;
  }
  const err = failure({
    actual, expected, message: message || generated(), operator: fn.name, stackStartFn: fn, diff,
  });
  err.generatedMessage = !message;
  throw err;
}

function wrongClass(actual, expected) {
  let text = `The error is expected to be an instance of "${expected.name}". Received `;
  if (actual instanceof Error) {
    const name = actual.constructor?.name || actual.name;
    text += expected.name === name ? 'an error with identical name but a different prototype.' : `"${name}"`;
    if (actual.message) text += `\n\nError message:\n\n${actual.message}`;
  } else {
    text += `"${inspect(actual, { depth: -1 })}"`;
  }
  return text;
}

// A validation object: every key of it is compared.
function checkFields(actual, expected, message, fn, diff) {
  if (typeof actual !== 'object' || actual === null) {
    const err = failure({ actual, expected, message, operator: 'deepStrictEqual', stackStartFn: fn, diff });
    err.operator = fn.name;
    throw err;
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) {
    keys.push('name', 'message');
  } else if (keys.length === 0) {
    throw makeError('ERR_INVALID_ARG_VALUE', 'error', expected, 'may not be an empty object');
  }
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof actual[key] === 'string' && isRegExp(expected[key]) && expected[key].exec(actual[key]) !== null) continue;
    if (key in actual && isDeepStrictEqual(actual[key], expected[key])) continue;
    if (message) {
      if (message instanceof Error) throw message;
      throw failure({ actual, expected, message, operator: fn.name, stackStartFn: fn, diff });
    }
    const err = failure({
      actual: new Comparison(actual, keys),
      expected: new Comparison(expected, keys, actual),
      operator: 'deepStrictEqual', stackStartFn: fn, diff,
    });
    err.actual = actual;
    err.expected = expected;
    err.operator = fn.name;
    throw err;
  }
}

// Stands for an error in the diff: just the compared keys, and matched patterns as the text that they matched.
class Comparison {
  constructor(source, keys, actual) {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (!(key in source)) continue;
      const matched = actual !== undefined && typeof actual[key] === 'string' && isRegExp(source[key]) &&
        source[key].exec(actual[key]) !== null;
      this[key] = matched ? actual[key] : source[key];
    }
  }
}
