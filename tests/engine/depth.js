// Every recursion ends in an error that can be caught.
'use strict';
const assert = require('assert');
const overflow = { name: 'RangeError', message: 'Maximum call stack size exceeded' };

let depth = 0;
function recurse() { depth++; recurse(); }
assert.throws(recurse, overflow);
assert(depth >= 10000, String(depth));

let finallyRan = false;
assert.throws(() => { try { recurse(); } finally { finallyRan = true; } }, overflow);
assert(finallyRan);

function throughNatives() { [1].forEach(throughNatives); }
assert.throws(throughNatives, overflow);
assert.throws(() => { const self = { get x() { return this.x; } }; return self.x; }, overflow);

const source = (open, close, n) => open.repeat(n) + close.repeat(n);
const evaluate = eval;
for (const [text, n] of [['(1)', 3e5], ['[]', 1e5]]) {
  const middle = text.length > 2 ? text[1] : '';
  try {
    evaluate(text[0].repeat(n) + middle + text.at(-1).repeat(n));
  } catch (error) {
    assert.strictEqual(error.message, overflow.message, text);
  }
}
for (const text of [source('(function(){', '})', 5e4), '!'.repeat(3e5) + '1', '1' + '+1'.repeat(5e5)]) {
  try { evaluate(text); } catch (error) { assert.strictEqual(error.message, overflow.message); }
}
assert.strictEqual(evaluate('1' + '+1'.repeat(10000)), 10001);

let array = [];
for (let i = 0; i < 3e5; i++) array = [array];
try { assert.strictEqual(String(array), ''); } catch (error) { assert.strictEqual(error.message, overflow.message); }

let chain = { x: 1 };
for (let i = 0; i < 20000; i++) chain = Object.create(chain);
assert.strictEqual(chain.x, 1);

let proxy = {};
for (let i = 0; i < 3e5; i++) proxy = new Proxy(proxy, {});
try { assert.strictEqual(proxy.x, undefined); } catch (error) { assert.strictEqual(error.message, overflow.message); }

async function rejects() { await rejects(); }
rejects().then(() => assert.fail('resolved'), (error) => assert.strictEqual(error.message, overflow.message));
