// Splitting is linear.
'use strict';
const assert = require('assert');
const time = (n) => {
  const text = 'word '.repeat(n);
  const start = process.hrtime.bigint();
  assert.strictEqual(text.split(' ').length, n + 1);
  return Number(process.hrtime.bigint() - start);
};
time(1000);
const small = time(20000);
const large = time(200000);
assert(large < small * 60 + 50e6, `${small} ns for 20,000 words, ${large} ns for 200,000`);
