// V8's words.
'use strict';
const assert = require('assert');
let u; const n = null; const o = { a: {} }; const num = 5; const s = 'str'; const f = () => 1;
const cases = [
  [() => u.foo, 'Cannot read properties of undefined (reading \'foo\')'],
  [() => n['kk'], 'Cannot read properties of null (reading \'kk\')'],
  [() => o.b.c, 'Cannot read properties of undefined (reading \'c\')'],
  [() => o.a.b(), 'o.a.b is not a function'],
  [() => num(), 'num is not a function'],
  [() => o['zz'](), 'o.zz is not a function'],
  [() => f()(), 'f(...) is not a function'],
  [() => new num(), 'num is not a constructor'],
  [() => new o.a(), 'o.a is not a constructor'],
  [() => { u.x = 1; }, 'Cannot set properties of undefined (setting \'x\')'],
  [() => { const c = 1; c = 2; }, 'Assignment to constant variable.'],
  [() => { Object.freeze([]).push(1); }, 'Cannot add property 0, object is not extensible'],
  [() => { Object.freeze({ q: 1 }).q = 2; }, 'Cannot assign to read only property \'q\' of object \'#<Object>\''],
  [() => { delete Object.freeze({ q: 1 }).q; }, 'Cannot delete property \'q\' of #<Object>'],
  [() => { ({ get q() { return 1; } }).q = 2; }, 'Cannot set property q of #<Object> which has only a getter'],
  [() => { for (const x of num) ; }, 'num is not iterable'],
  [() => { const [a] = u; }, 'u is not iterable'],
  [() => { const { a } = u; }, 'Cannot destructure property \'a\' of \'u\' as it is undefined.'],
  [() => 'a' in s, 'Cannot use \'in\' operator to search for \'a\' in str'],
  [() => o instanceof num, 'Right-hand side of \'instanceof\' is not an object'],
  [() => { class A {} A(); }, 'Class constructor A cannot be invoked without \'new\''],
  [() => { class A extends num {} }, 'Class extends value 5 is not a constructor or null'],
  [() => `${Symbol('q')}`, 'Cannot convert a Symbol value to a string'],
  [() => 1n + 1, 'Cannot mix BigInt and other types, use explicit conversions'],
  [() => [1].map(3), 'number 3 is not a function'],
  [() => [].reduce((a) => a), 'Reduce of empty array with no initial value'],
  [() => Object.defineProperty(Object.freeze({}), 'x', {}), 'Cannot define property x, object is not extensible'],
  [() => Map(), 'Constructor Map requires \'new\''],
  [() => decodeURIComponent('%'), 'URI malformed'],
];
for (const [run, message] of cases) assert.throws(run, { message }, String(run));
assert.throws(() => { early; let early; }, { name: 'ReferenceError', message: 'Cannot access \'early\' before initialization' });
assert.throws(() => missingName, { name: 'ReferenceError', message: 'missingName is not defined' });
