// internal/assert/failure - throwing for the assertions that need no analysis.
'use strict';

const AssertionError = require('internal/assert/assertion_error');

let warned = false;

exports.fail = function fail(details) {
  if (details.message instanceof Error) throw details.message;
  throw new AssertionError(details);
};

// assert.fail()
exports.deliberately = function deliberately(diff, fn, count, actual, expected, message, operator, stackStartFn) {
  let internal = false;
  if (actual == null && count <= 1) {
    internal = true;
    message = 'Failed';
  } else if (count === 1) {
    message = actual;
    actual = undefined;
  } else {
    if (!warned) {
      warned = true;
      process.emitWarning(
        'assert.fail() with more than one argument is deprecated. Please use assert.strictEqual() instead or only ' +
        'pass a message.', 'DeprecationWarning', 'DEP0094');
    }
    if (count === 2) operator = '!=';
  }
  if (message instanceof Error) throw message;
  const err = new AssertionError({
    actual, expected, operator: operator === undefined ? 'fail' : operator, stackStartFn: stackStartFn || fn, message,
    diff,
  });
  if (internal) err.generatedMessage = true;
  throw err;
};

// assert.ifError(): the frames of the error go below those of the assertion, without the ones they share.
exports.unwantedError = function unwantedError(err, fn, diff) {
  let message = 'ifError got unwanted exception: ';
  if (typeof err === 'object' && typeof err.message === 'string') {
    message += err.message.length === 0 && err.constructor ? err.constructor.name : err.message;
  } else {
    message += internalBinding('util').inspect(err);
  }
  const failure = new AssertionError({ actual: err, expected: null, operator: 'ifError', message, stackStartFn: fn, diff });
  const { stack } = err;
  if (typeof stack === 'string') {
    const start = stack.indexOf('\n    at');
    if (start !== -1) {
      const original = stack.slice(start + 1).split('\n');
      let own = failure.stack.split('\n');
      for (let i = 0; i < original.length; i++) {
        const at = own.indexOf(original[i]);
        if (at !== -1) {
          own = own.slice(0, at);
          break;
        }
      }
      failure.stack = `${own.join('\n')}\n${original.join('\n')}`;
    }
  }
  throw failure;
};
