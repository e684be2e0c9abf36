// internal/test_runner/context - TestContext: what a test function gets as its first argument.
'use strict';

const { validateNumber } = internalBinding('validators');
const runner = require('internal/test_runner/test');

class TestContext {
  #test;
  #assert;

  constructor(test) {
    this.#test = test;
  }

  get name() {
    return this.#test.name;
  }

  get fullName() {
    return this.#test.fullName;
  }

  get filePath() {
    return process.argv[1];
  }

  get error() {
    return this.#test.error ?? null;
  }

  get passed() {
    return this.#test.settled && this.#test.error === undefined;
  }

  get signal() {
    const test = this.#test;
    test.controller ??= new AbortController();
    return test.controller.signal;
  }

  get mock() {
    const { MockTracker } = require('internal/test_runner/mock');
    return this.#test.ownMock ??= new MockTracker();
  }

  // The functions of node:assert, counted for plan().
  get assert() {
    if (this.#assert === undefined) {
      const assert = require('assert');
      const test = this.#test;
      this.#assert = { __proto__: null };
      for (const name of [
        'deepEqual', 'deepStrictEqual', 'doesNotMatch', 'doesNotReject', 'doesNotThrow', 'equal', 'fail', 'ifError',
        'match', 'notDeepEqual', 'notDeepStrictEqual', 'notEqual', 'notStrictEqual', 'ok', 'partialDeepStrictEqual',
        'rejects', 'strictEqual', 'throws',
      ]) {
        const method = assert[name];
        this.#assert[name] = (...args) => {
          test.asserted++;
          return method.apply(assert, args);
        };
      }
    }
    return this.#assert;
  }

  plan(count) {
    validateNumber(count, 'count', 1);
    this.#test.plan = count;
  }

  diagnostic(message) {
    this.#test.diagnostics.push(`${message}`);
  }

  skip(message) {
    this.#test.skip = message ?? true;
  }

  todo(message) {
    this.#test.todo = message ?? true;
  }

  test(name, options, fn) {
    return runner.startSubtest(this.#test, name, options, fn);
  }

  before(fn, options) {
    const done = fn.call(this, this);
    this.#test.beforeDone = Promise.resolve(done);
  }

  after(fn, options) {
    runner.addHook(this.#test, 'after', fn, options);
  }

  beforeEach(fn, options) {
    runner.addHook(this.#test, 'beforeEach', fn, options);
  }

  afterEach(fn, options) {
    runner.addHook(this.#test, 'afterEach', fn, options);
  }
}

exports.TestContext = TestContext;
