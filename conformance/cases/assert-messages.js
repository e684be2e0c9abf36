// The messages of failed assertions.
'use strict';
const assert = require('assert');

const failures = [
  () => assert.ok(0),
  () => assert(null, undefined),
  () => assert.ok(typeof 123 === 'string'),
  () => assert.equal(1, 2),
  () => assert.notEqual(1, 1),
  () => assert.strictEqual(1, 2),
  () => assert.strictEqual(1, 2, 'a message'),
  () => assert.strictEqual('a b c d e f g', 'a b x d e f g'),
  () => assert.strictEqual([1], [1]),
  () => assert.strictEqual('a\n'.repeat(30), 'b\n'.repeat(30)),
  () => assert.notStrictEqual({ a: 1 }, undefined) || assert.notStrictEqual(1, 1),
  () => assert.deepEqual([1, 2, [3]], [1, 2, [4]]),
  () => assert.deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] }),
  () => assert.deepStrictEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]])),
  () => assert.deepStrictEqual(new Set([1]), new Set([2])),
  () => assert.deepStrictEqual([0, NaN, -0], [0, NaN, 0]),
  () => assert.deepStrictEqual(Array.from({ length: 60 }, (_, i) => i), Array.from({ length: 60 }, (_, i) => (i === 30 ? 0 : i))),
  () => assert.notDeepStrictEqual({ a: 1 }, { a: 1 }),
  () => assert.notDeepEqual({ a: 1 }, { a: '1' }),
  () => assert.partialDeepStrictEqual({ a: 1, b: 2 }, { a: 2 }),
  () => assert.match('abc', /x/),
  () => assert.doesNotMatch('abc', /b/),
  () => assert.match(1, /x/),
  () => assert.throws(() => {}),
  () => assert.throws(() => {}, TypeError, 'with a message'),
  () => assert.throws(() => { throw new TypeError('x'); }, RangeError),
  () => assert.throws(() => { throw new TypeError('x'); }, { message: 'y', name: 'TypeError' }),
  () => assert.throws(() => { throw new TypeError('x'); }, /y/),
  () => assert.throws(() => { throw new TypeError('x'); }, () => false),
  () => assert.throws('not a function'),
  () => assert.doesNotThrow(() => { throw new Error('unwanted'); }),
  () => assert.ifError(new Error('given')),
  () => assert.fail(),
  () => assert.fail('text'),
  () => assert.strict.equal(1, '1'),
  () => assert.strictEqual(1),
  () => new assert.AssertionError(),
];
for (const failure of failures) {
  try {
    failure();
    console.log('passed');
  } catch (err) {
    console.log(`${err.name} ${err.code} ${err.operator} ${err.generatedMessage}\n${err.message}\n---`);
  }
}
(async () => {
  await assert.rejects(Promise.resolve(1)).catch((err) => console.log(err.message));
  await assert.rejects(() => 1).catch((err) => console.log(err.code, err.message));
  await assert.doesNotReject(Promise.reject(new Error('no'))).catch((err) => console.log(err.message));
})();
