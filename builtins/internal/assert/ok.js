// internal/assert/ok - the failure of assert.ok(), with the expression from the source.
'use strict';

const AssertionError = require('internal/assert/assertion_error');
const { callExpression } = internalBinding('assert');

// Line breaks and tabs stay, other control characters would spoil the terminal.
function printable(source) {
  return source.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, (char) => {
    if (char === '\b') return '\\b';
    if (char === '\f') return '\\f';
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function describe(fn) {
  const limit = Error.stackTraceLimit;
  const at = {};
  try {
    Error.stackTraceLimit = 1;
    Error.captureStackTrace(at, fn);
  } finally {
    Error.stackTraceLimit = limit;
  }
  const source = callExpression(String(at.stack));
  if (source === undefined) return undefined;
  return `The expression evaluated to a falsy value:\n\n  ${printable(source)}\n`;
}

exports.fail = function fail(fn, count, value, message) {
  let generatedMessage = false;
  if (count === 0) {
    generatedMessage = true;
    message = 'No value argument passed to `assert.ok()`';
  } else if (message == null) {
    generatedMessage = true;
    message = describe(fn);
  } else if (message instanceof Error) {
    throw message;
  }
  const err = new AssertionError({ actual: value, expected: true, message, operator: '==', stackStartFn: fn });
  err.generatedMessage = generatedMessage;
  throw err;
};
