// Contexts of node:vm: what a script sees, and what it leaves on its sandbox.
'use strict';
const vm = require('node:vm');

const sandbox = { a: 1, get g() { return 'got'; }, log: [] };
vm.createContext(sandbox);
console.log(vm.isContext(sandbox), vm.isContext({}));
console.log(vm.runInContext('var b = a + 1; let c = b + 1; function f() { return c } const d = () => f(); e = d(); typeof g + g', sandbox));
console.log(Object.keys(sandbox), sandbox.b, typeof sandbox.c, sandbox.e, vm.runInContext('c', sandbox));
console.log(vm.runInContext('typeof require + typeof process + typeof Array + typeof globalThis', sandbox));
console.log(vm.runInContext('[1] instanceof Array', sandbox), vm.runInContext('[1]', sandbox) instanceof Array);
console.log(vm.runInContext('this.constructor.name + Object.prototype.toString.call(this)', sandbox).length > 0);
console.log(vm.runInContext('delete a; typeof a', sandbox), 'a' in sandbox);
console.log(vm.runInContext('Object.getOwnPropertyDescriptor(globalThis, "b")', sandbox));
console.log(vm.runInNewContext('x * 2', { x: 21 }), vm.runInThisContext('typeof globalThis.process'));
for (const code of ['missing', 'throw new TypeError("t")', '(', "'use strict'; undeclared = 1"]) {
  try {
    vm.runInContext(code, sandbox, 'file.js');
  } catch (error) {
    console.log(error.name, error.message, error instanceof Error);
  }
}
const script = new vm.Script('n = (typeof n === "number" ? n : 0) + 1', { filename: 'count.js' });
const one = vm.createContext({});
const two = vm.createContext({});
script.runInContext(one); script.runInContext(one); script.runInContext(two);
console.log(one.n, two.n);
const add = vm.compileFunction('return x + y + z', ['x', 'y'], { contextExtensions: [{ z: 100 }] });
console.log(add(1, 2), add.length);
for (const call of [() => vm.runInContext('1', {}), () => new vm.Script('1', 5), () => vm.createContext({}, { name: 1 }), () => vm.compileFunction(1)]) {
  try { call(); } catch (error) { console.log(error.code, error.message); }
}
console.log(vm.runInContext('Promise.resolve(1) instanceof Promise', sandbox));
