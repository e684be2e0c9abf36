// structuredClone: every kind of value, identity, transfer, errors.
const { inspect } = require('util');
const clone = (value, options) => console.log(inspect(structuredClone(value, options), { depth: 5 }));
for (const value of [1, -0, 1.5, NaN, 5n, -(2n ** 70n), 'text', '日本', '\ud800', true, null, undefined]) clone(value);
clone({ a: 1, b: { c: [1, 2, { d: 3 }] }, 1: 'index', [Symbol('s')]: 'dropped' });
clone([1, , 3]);
clone(Object.assign([1, 2], { extra: 'x' }));
clone([1.5, 2]);
clone(new Date(1e12));
clone(/a\/b/giu);
clone(new Map([[{ k: 1 }, new Set([1, [2]])]]));
clone([new Number(1), new String('s'), new Boolean(false), Object(5n)]);
clone(new Uint8Array([1, 2, 3]));
clone(new Uint16Array(new Uint16Array([1, 2, 3, 4]).buffer, 2, 2));
clone(new DataView(new ArrayBuffer(4), 1, 2));
clone(new Float64Array([1.5, -0]));
clone(new BigInt64Array([1n, -1n]));
clone(new Uint8Array([1, 2, 3]).buffer);
clone(new ArrayBuffer(2, { maxByteLength: 8 }));
clone(new SharedArrayBuffer(2));
const shared = new SharedArrayBuffer(1);
const view = new Uint8Array(structuredClone(shared));
view[0] = 7;
console.log(new Uint8Array(shared)[0]);
class Foo { constructor() { this.a = 1; } get b() { return 2; } }
clone(new Foo());
console.log(structuredClone(new Foo()) instanceof Foo, Object.getPrototypeOf(structuredClone(Object.create(null))) === Object.prototype);
clone({ get a() { return 'got'; } });
clone(Object.defineProperty({}, 'hidden', { value: 1 }));
const circular = { list: [] };
circular.self = circular;
circular.list.push(circular);
clone(circular);
const two = structuredClone({ x: circular, y: circular });
console.log(two.x === two.y, two.x.self === two.x, two.x !== circular);
const buffer = new ArrayBuffer(8);
const views = structuredClone([new Uint8Array(buffer, 0, 2), new Uint8Array(buffer, 4)]);
console.log(views[0].buffer === views[1].buffer, views[1].byteOffset);
const map = new Map();
map.set('self', map);
const mapped = structuredClone(map);
console.log(mapped.get('self') === mapped);
for (const Class of [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError]) {
  const error = new Class('message', { cause: { why: 1 } });
  const copy = structuredClone(error);
  console.log(copy instanceof Class, copy.name, copy.message, copy.cause, copy.stack === error.stack, Object.getOwnPropertyNames(copy).sort().join());
}
const odd = Object.assign(new Error('odd'), { name: 'Odd', extra: 1 });
const oddCopy = structuredClone(odd);
console.log(oddCopy.name, oddCopy.message, oddCopy.extra, Object.keys(oddCopy));
const exception = structuredClone(new DOMException('dom', 'AbortError'));
console.log(exception.name, exception.message, exception.code, exception instanceof DOMException);
for (const value of [() => 1, function named() {}, Symbol('x'), Promise.resolve(), new WeakMap(), new WeakSet(), new WeakRef({}), new Proxy({}, {}), (function*() {})(),
  new Map().keys(), { f() {} }, [Symbol.iterator], Object(Symbol('q')), (function() { return arguments; })()]) {
  try { structuredClone(value); console.log('cloned'); } catch (e) { console.log(e.name, e.code, e.message, e instanceof DOMException); }
}
try { structuredClone({ get a() { throw new Error('getter'); } }); } catch (e) { console.log(e.message); }
const moved = new ArrayBuffer(4);
new Uint8Array(moved)[0] = 9;
const result = structuredClone({ moved, view: new Uint8Array(moved, 0, 2) }, { transfer: [moved] });
console.log(result, moved.byteLength, moved.detached, result.view.buffer === result.moved);
for (const [value, options] of [[moved], [1, { transfer: [moved] }], [1, { transfer: [{}] }], [1, { transfer: [5] }], [1, { transfer: 5 }], [1, 5]]) {
  try { structuredClone(value, options); } catch (e) { console.log(e.name, e.code, e.message); }
}
const twice = new ArrayBuffer(1);
try { structuredClone(1, { transfer: [twice, twice] }); } catch (e) { console.log(e.message); }
try { structuredClone(); } catch (e) { console.log(e.code); }
console.log(structuredClone(1, null), structuredClone(1, undefined), structuredClone(1, { transfer: new Set([new ArrayBuffer(1)]) }));
let deep = {};
for (let i = 0; i < 100000; i++) deep = { deep };
try { structuredClone(deep); } catch (e) { console.log(e.name, e.message); }
let medium = {};
for (let i = 0; i < 1000; i++) medium = { medium };
console.log(typeof structuredClone(medium).medium.medium);
