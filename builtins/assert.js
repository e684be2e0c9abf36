// node:assert - the passing half of every assertion; what happens on failure lives in internal/assert/.
'use strict';

const { error } = internalBinding('errors');
const { isDeepEqual, isDeepStrictEqual, isPartialStrictEqual } = internalBinding('comparisons');

const kOptions = Symbol('options');

function Assert(options) {
  if (!new.target) throw error('ERR_CONSTRUCT_CALL_REQUIRED', 'Assert');
  options = Object.assign({ __proto__: null, strict: true, skipPrototype: false }, options);
  if (options.diff !== undefined) {
    internalBinding('validators').validateOneOf(options.diff, 'options.diff', ['simple', 'full']);
  }
  this.AssertionError = assert.AssertionError;
  Object.defineProperty(this, kOptions, { __proto__: null, value: options });
  if (options.strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
}

// Methods may be taken off their instance; then they behave as those of the module.
function fail(self, fn, operator, actual, expected, message) {
  require('internal/assert/failure').fail({
    actual, expected, message, operator, stackStartFn: fn, diff: self?.[kOptions]?.diff,
  });
}

function missing() {
  return error('ERR_MISSING_ARGS', 'actual', 'expected');
}

function failOk(fn, count, value, message) {
  require('internal/assert/ok').fail(fn, count, value, message);
}

// A rest parameter costs a third of what `arguments` does.
function ok(...args) {
  if (!args[0]) failOk(ok, args.length, args[0], args[1]);
}

function strict(...args) {
  if (!args[0]) failOk(strict, args.length, args[0], args[1]);
}

const methods = {
  fail(actual, expected, message, operator, stackStartFn) {
    require('internal/assert/failure').deliberately(
      this?.[kOptions]?.diff, methods.fail, arguments.length, actual, expected, message, operator, stackStartFn);
  },
  equal(actual, expected, message) {
    if (arguments.length < 2) throw missing();
    if (actual != expected && (!Number.isNaN(actual) || !Number.isNaN(expected))) {
      fail(this, methods.equal, '==', actual, expected, message);
    }
  },
  notEqual(actual, expected, message) {
    if (arguments.length < 2) throw missing();
    if (actual == expected || (Number.isNaN(actual) && Number.isNaN(expected))) {
      fail(this, methods.notEqual, '!=', actual, expected, message);
    }
  },
  deepEqual(actual, expected, message) {
    if (arguments.length < 2) throw missing();
    if (!isDeepEqual(actual, expected)) fail(this, methods.deepEqual, 'deepEqual', actual, expected, message);
  },
  notDeepEqual(actual, expected, message) {
    if (arguments.length < 2) throw missing();
    if (isDeepEqual(actual, expected)) fail(this, methods.notDeepEqual, 'notDeepEqual', actual, expected, message);
  },
  deepStrictEqual(actual, expected, message) {
    if (arguments.length < 2) throw missing();
    if (!isDeepStrictEqual(actual, expected, this?.[kOptions]?.skipPrototype)) {
      fail(this, methods.deepStrictEqual, 'deepStrictEqual', actual, expected, message);
    }
  },
  notDeepStrictEqual(actual, expected, message) {
    if (arguments.length < 2) throw missing();
    if (isDeepStrictEqual(actual, expected, this?.[kOptions]?.skipPrototype)) {
      fail(this, methods.notDeepStrictEqual, 'notDeepStrictEqual', actual, expected, message);
    }
  },
  strictEqual(actual, expected, message) {
    if (arguments.length < 2) throw missing();
    if (!Object.is(actual, expected)) fail(this, methods.strictEqual, 'strictEqual', actual, expected, message);
  },
  notStrictEqual(actual, expected, message) {
    if (arguments.length < 2) throw missing();
    if (Object.is(actual, expected)) fail(this, methods.notStrictEqual, 'notStrictEqual', actual, expected, message);
  },
  partialDeepStrictEqual(actual, expected, message) {
    if (arguments.length < 2) throw missing();
    if (!isPartialStrictEqual(actual, expected)) {
      fail(this, methods.partialDeepStrictEqual, 'partialDeepStrictEqual', actual, expected, message);
    }
  },
  match(string, regexp, message) {
    require('internal/assert/match').match(string, regexp, message, methods.match, true, this?.[kOptions]?.diff);
  },
  doesNotMatch(string, regexp, message) {
    require('internal/assert/match').match(
      string, regexp, message, methods.doesNotMatch, false, this?.[kOptions]?.diff);
  },
  throws(fn, ...args) {
    const expectation = require('internal/assert/throws');
    expectation.expectsError(methods.throws, 'exception', expectation.outcomeOf(fn), args, this?.[kOptions]?.diff);
  },
  async rejects(promiseFn, ...args) {
    const expectation = require('internal/assert/throws');
    const outcome = await expectation.settledOutcomeOf(promiseFn);
    expectation.expectsError(methods.rejects, 'rejection', outcome, args, this?.[kOptions]?.diff);
  },
  doesNotThrow(fn, ...args) {
    const expectation = require('internal/assert/throws');
    expectation.expectsNoError(
      methods.doesNotThrow, 'exception', expectation.outcomeOf(fn), args, this?.[kOptions]?.diff);
  },
  async doesNotReject(fn, ...args) {
    const expectation = require('internal/assert/throws');
    const outcome = await expectation.settledOutcomeOf(fn);
    expectation.expectsNoError(methods.doesNotReject, 'rejection', outcome, args, this?.[kOptions]?.diff);
  },
  ifError(err) {
    if (err !== null && err !== undefined) {
      require('internal/assert/failure').unwantedError(err, methods.ifError, this?.[kOptions]?.diff);
    }
  },
};

const assert = module.exports = ok;

// The class is needed when an assertion fails or somebody asks for it.
function lazyAssertionError(target) {
  Object.defineProperty(target, 'AssertionError', {
    __proto__: null,
    get() {
      const value = require('internal/assert/assertion_error');
      Object.defineProperty(target, 'AssertionError', {
        __proto__: null, value, writable: true, enumerable: true, configurable: true,
      });
      return value;
    },
    set(value) {
      Object.defineProperty(target, 'AssertionError', {
        __proto__: null, value, writable: true, enumerable: true, configurable: true,
      });
    },
    enumerable: true,
    configurable: true,
  });
}

Assert.prototype.ok = function ok(...args) {
  if (!args[0]) failOk(Assert.prototype.ok, args.length, args[0], args[1]);
};
lazyAssertionError(assert);
lazyAssertionError(strict);
assert.ok = assert;
strict.ok = strict;
for (const name in methods) {
  const method = methods[name];
  Assert.prototype[name] = method;
  assert[name] = method;
  strict[name] = method;
}
strict.equal = assert.strictEqual;
strict.deepEqual = assert.deepStrictEqual;
strict.notEqual = assert.notStrictEqual;
strict.notDeepEqual = assert.notDeepStrictEqual;
assert.strict = strict;
strict.strict = strict;
strict.Assert = Assert;
assert.Assert = Assert;
