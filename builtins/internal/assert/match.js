// internal/assert/match - assert.match() and assert.doesNotMatch().
'use strict';

exports.match = function match(string, regexp, message, fn, wanted, diff) {
  if (Object.prototype.toString.call(regexp) !== '[object RegExp]') {
    throw internalBinding('errors').error('ERR_INVALID_ARG_TYPE', 'regexp', 'RegExp', regexp);
  }
  if (typeof string === 'string' && (RegExp.prototype.exec.call(regexp, string) !== null) === wanted) return;
  if (message instanceof Error) throw message;
  const generatedMessage = !message;
  if (generatedMessage) {
    const { inspect } = internalBinding('util');
    if (typeof string !== 'string') {
      message = `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})`;
    } else {
      message = wanted ? 'The input did not match the regular expression ' :
        'The input was expected to not match the regular expression ';
      message += `${inspect(regexp)}. Input:\n\n${inspect(string)}\n`;
    }
  }
  const AssertionError = require('internal/assert/assertion_error');
  const err = new AssertionError({
    actual: string, expected: regexp, message, operator: fn.name, stackStartFn: fn, diff,
  });
  err.generatedMessage = generatedMessage;
  throw err;
};
