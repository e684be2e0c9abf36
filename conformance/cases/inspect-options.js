// Options of util.inspect: colours, compactness, sorting, custom functions, defaults.
const util = require('util');
const { inspect } = util;
const show = (value, options) => console.log(inspect(value, options));
const sample = {
  string: 'text', number: 1, bigint: 2n, boolean: true, undefined, null: null, symbol: Symbol('s'), date: new Date(0),
  regexp: /x/g, fn() {}, cls: class A {}, arr: [1, 'two', [3, { four: 4 }]], nested: { a: { b: { c: { d: 1 } } } },
  map: new Map([['k', { v: 1 }]]), set: new Set([1, 2]), get getter() { return 1; }, set setter(v) {}, [Symbol('key')]: 1, 'quoted-key': 2,
};
sample.self = sample;
show(sample);
show(sample, { colors: true });
for (const compact of [true, false, 0, 1, 2, 3, 4, 10]) show(sample, { compact });
for (const breakLength of [20, 60, 80, 120, Infinity]) show(sample, { breakLength });
for (const compact of [true, false]) for (const breakLength of [20, 80, Infinity]) show(sample, { breakLength, compact, colors: compact });
show(sample, { compact: 10, breakLength: 1000 });
show({ b: 1, a: 2, c: [3, 1, 2], d: new Set([2, 1]), e: new Map([[2, 1], [1, 2]]) }, { sorted: true });
show({ b: 1, a: 2, c: 3 }, { sorted: (a, b) => a < b ? 1 : -1 });
show(Object.assign([3, 2, 1], { z: 1, a: 2 }), { sorted: true });
show(sample, true);
inspect(sample, false, 0, true);
console.log(inspect(sample, false, 0, true));
console.log(inspect(sample, undefined, 0));
console.log(inspect({ a: { b: {} } }, false, null));
const custom = {
  a: 1,
  [inspect.custom](depth, options, inspectFn) {
    return `custom(${depth}, ${options.depth}, ${Object.keys(options).join()}, ${inspectFn === inspect}, ${options.stylize('x', 'special')})`;
  },
};
show(custom);
show({ custom });
show([[custom]], { colors: true });
show(custom, { customInspect: false });
show(custom, { userOption: 1 });
show({ [inspect.custom]: () => ({ other: 'object' }) });
show({ a: { [inspect.custom]: () => 'multi\nline' } });
show({ a: { b: { [inspect.custom](depth, options) { return inspect({ x: { y: {} } }, options); } } } });
show({ [inspect.custom]() { return this; }, b: 2 });
show({ [inspect.custom]: 'not a function' });
show({ inspect() { return 'ignored'; } });
show(new Proxy({ [inspect.custom](depth, options) { return `proxied ${Object.getPrototypeOf(options)} ${typeof options.stylize} ${options.stylize('z', 'string')}`; } }, {}));
show(Object.setPrototypeOf({ [inspect.custom](depth, options) { return String(Object.getPrototypeOf(options)); } }, null));
class WithCustom { [inspect.custom]() { return 'instance'; } }
show(new WithCustom());
show(WithCustom.prototype);
console.log(inspect.custom, inspect.custom === Symbol.for('nodejs.util.inspect.custom'));
console.log(inspect.defaultOptions);
try { inspect.defaultOptions = null; } catch (e) { console.log(e.code, e.message); }
try { inspect.defaultOptions = 'bad'; } catch (e) { console.log(e.code, e.message); }
inspect.defaultOptions = { depth: 0 };
show({ a: { b: 1 } });
inspect.defaultOptions.depth = 2;
inspect.defaultOptions.colors = true;
show({ a: { b: 1 } });
inspect.defaultOptions.colors = false;
try { 'use strict'; inspect.defaultOptions.unknown = 1; } catch (e) { console.log(e.name); }
console.log(Object.keys(inspect), Object.getOwnPropertyDescriptor(inspect, 'defaultOptions').enumerable);
console.log(inspect.colors, inspect.styles);
inspect.styles.number = 'inverse';
show(5, { colors: true });
inspect.styles.number = 'nothing';
show(5, { colors: true });
inspect.styles.number = 'yellow';
inspect.colors.mine = [999, 1];
inspect.styles.string = 'mine';
show('x', { colors: true });
inspect.styles.string = 'green';
console.log(inspect.colors.grey === inspect.colors.gray, inspect.colors.blackBright);
inspect.colors.grey = [1, 2];
console.log(inspect.colors.gray);
inspect.colors.gray = [90, 39];
show({ a: 1 }, { stylize: (text, style) => `<${style}:${text}>` });
show([sample.string, sample.symbol, sample.fn], { stylize: (text, style) => `<${style}:${text}>` });
show({ a: 1, b: { c: 2 } }, null);
show({ a: 1, b: { c: 2 } }, undefined);
show({ a: 1 }, 'string');
let deep = {};
for (let i = 0; i < 5000; i++) deep = { deep };
console.log(inspect(deep, { depth: Infinity }).includes('[Object: Inspection interrupted prematurely. Maximum call stack size exceeded.]'));
console.log(inspect(inspect));
console.log(inspect(new (class Foo { constructor() { this.x = { y: new Foo2() }; } })(), { depth: 0 }));
function Foo2() {}
show({ a: 1n, b: Symbol('x') }, { compact: true, breakLength: 5 });
show({ 'a-b': 'x'.repeat(30), c: 'y'.repeat(30), d: 'z'.repeat(30) });
show({ 'a-b': 'x'.repeat(30), c: 'y'.repeat(30) });
show({ 'a-b': 'x'.repeat(26), c: 'y'.repeat(30) });
show({ a: 'x'.repeat(60), b: { c: 'y'.repeat(60) } }, { compact: true });
show('x'.repeat(100), { breakLength: 10 });
show({ a: { b: 'line\nbreak' } }, { compact: false });
show([{ a: { b: { c: {} } } }], { compact: false, depth: 5, breakLength: 80 });
