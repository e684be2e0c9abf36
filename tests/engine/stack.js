// error.stack and Error's own API.
'use strict';
const assert = require('assert');

const lines = (error) => error.stack.split('\n').map((line) => line.replace(__filename, 'F').replace('    at ', ''));

class Foo {
  method() { return lines(new Error('m'))[1]; }
  static fixed() { return lines(new Error('m'))[1]; }
  get got() { return lines(new Error('m'))[1]; }
  constructor(made) { if (made) this.made = lines(new Error('m'))[1]; }
}
assert.match(new Foo().method(), /^Foo\.method \(F:\d+:\d+\)$/);
assert.match(Foo.fixed(), /^Foo\.fixed \(F:\d+:\d+\)$/);
assert.match(new Foo().got, /^get got \(F:\d+:\d+\)$/);
assert.match(new Foo(true).made, /^new Foo \(F:\d+:\d+\)$/);
assert.match(lines(new Error('x'))[1], /^Object\.<anonymous> \(F:\d+:\d+\)$/);
const inMap = [1].map(function cb() { return lines(new Error('x')); })[0];
assert.match(inMap[1], /^cb \(F:/);
assert.strictEqual(inMap[2], 'Array.map (<anonymous>)');
const object = { named: { deep() { return lines(new Error('x'))[1]; } } };
assert.match(object.named.deep(), /^Object\.deep \(F:/);
assert.match({ other: object.named.deep }.other(), /^Object\.deep \[as other\] \(F:/);

// The header is made when the stack is first read.
const late = new Error('before');
late.message = 'after';
late.name = 'Late';
assert.strictEqual(late.stack.split('\n')[0], 'Late: after');
late.message = 'too late';
assert.strictEqual(late.stack.split('\n')[0], 'Late: after');

const error = new Error('own');
assert.deepStrictEqual(Reflect.ownKeys(error), ['stack', 'message']);
const property = Object.getOwnPropertyDescriptor(error, 'stack');
assert.strictEqual(typeof property.get, 'function');
assert.strictEqual(property.enumerable, false);
error.stack = 'mine';
assert.strictEqual(error.stack, 'mine');
assert.strictEqual('stack' in Error.prototype, false);

// Subclasses leave their constructors out.
class Sub extends Error { constructor(message) { super(message); this.name = 'Sub'; } }
function make() { return new Sub('s'); }
assert.match(lines(make())[1], /^make \(F:/);
assert.strictEqual(make().stack.split('\n')[0], 'Sub: s');

// captureStackTrace
const holder = { name: 'Held', message: 'here' };
function outer() { inner(); }
function inner() { Error.captureStackTrace(holder, inner); }
outer();
assert.strictEqual(holder.stack.split('\n')[0], 'Held: here');
assert.match(lines(holder)[1], /^outer \(F:/);
assert.deepStrictEqual(Object.keys(holder), ['name', 'message']);
assert.throws(() => Error.captureStackTrace(1), TypeError);

// stackTraceLimit
Error.stackTraceLimit = 1;
assert.strictEqual(new Error('one').stack.split('\n').length, 2);
Error.stackTraceLimit = 0;
assert.strictEqual(new Error('none').stack, 'Error: none');
Error.stackTraceLimit = 'no number';
assert.strictEqual(new Error('off').stack, undefined);
Error.stackTraceLimit = 10;

// prepareStackTrace
Error.prepareStackTrace = (of, sites) => ({ of, sites });
const prepared = new Error('p');
const { of, sites } = prepared.stack;
assert.strictEqual(of, prepared);
assert.strictEqual(sites[0].getFileName(), __filename);
assert.strictEqual(sites[0].getTypeName(), 'Object');
assert.strictEqual(sites[0].getFunctionName(), null);
assert.strictEqual(typeof sites[0].getLineNumber(), 'number');
assert.strictEqual(sites[0].isToplevel(), false);
assert.strictEqual(sites[0].isConstructor(), false);
assert.strictEqual(sites[0].isEval(), false);
assert.match(String(sites[0]), /^Object\.<anonymous> \(/);
Error.prepareStackTrace = undefined;
assert.match(new Error('q').stack, /^Error: q\n {4}at Object/);

// Columns: the name of a called property, a called name, `new`.
const column = (f) => {
  try { f(); } catch (thrown) { return Number(/:(\d+)\)?$/.exec(thrown.stack.split('\n')[1])[1]); }
};
const o = { a: {} };
let u;
assert.strictEqual(column(() => { u.foo; }), 37);
assert.strictEqual(column(() => { o.a.b(); }), 39);
assert.strictEqual(column(() => { u(); }), 35);
assert.strictEqual(column(() => { new o.a(); }), 35);
assert.strictEqual(column(() => { unknownName + 1; }), 35);
assert.strictEqual(column(() => { u.x = 1; }), 39);

// Our own errors show their code.
try { Buffer.alloc('x'); } catch (coded) {
  assert.match(coded.stack, /^TypeError \[ERR_INVALID_ARG_TYPE\]: The "size" argument/);
}
