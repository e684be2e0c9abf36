// node:test - the test runner's API; the tests of one file, run in this process.
'use strict';

const runner = require('internal/test_runner/test');

function test(name, options, fn) {
  return runner.startTest(name, options, fn);
}

function suite(name, options, fn) {
  return runner.startSuite(name, options, fn);
}

for (const [api, start] of [[test, runner.startTest], [suite, runner.startSuite]]) {
  for (const flag of ['skip', 'todo', 'only']) {
    api[flag] = (name, options, fn) => start(name, options, fn, { [flag]: true });
  }
}

module.exports = test;
test.test = test;
test.it = test;
test.suite = suite;
test.describe = suite;
test.before = runner.hook('before');
test.after = runner.hook('after');
test.beforeEach = runner.hook('beforeEach');
test.afterEach = runner.hook('afterEach');
Object.defineProperty(test, 'mock', {
  __proto__: null,
  get() {
    const { MockTracker } = require('internal/test_runner/mock');
    const mock = new MockTracker();
    Object.defineProperty(test, 'mock', { __proto__: null, value: mock, enumerable: true, configurable: true });
    return mock;
  },
  enumerable: true,
  configurable: true,
});
