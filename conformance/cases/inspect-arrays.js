// util.inspect of arrays and typed arrays: holes, extra keys, limits, columns.
const { inspect } = require('util');
const show = (value, options) => console.log(inspect(value, options));
show([]);
show([1, 2, 3]);
show([1, [2, [3, [4, [5]]]]]);
show([, 1]);
show([1, , , 2]);
show(new Array(3));
show(new Array(1));
show([1, 2, , ]);
show(Object.assign([1, 2], { a: 1, '-1': 2, [Symbol('s')]: 3 }));
show(Object.assign([, 1, ,], { a: 1 }));
show(Object.assign([], { a: 1 }));
show(Object.assign(new Array(200), { 5: 1, 150: 2 }));
show([undefined, null, , undefined]);
for (const n of [6, 7, 8, 16, 17, 26, 27, 50, 99, 100, 101, 102, 150, 500]) {
  show(Array.from({ length: n }, (_, i) => i));
  show(Array.from({ length: n }, (_, i) => `item ${i}`));
  show(Array.from({ length: n }, (_, i) => 'x'.repeat(i % 13)));
}
show(Array.from({ length: 30 }, (_, i) => i * 1234567));
show(Array.from({ length: 30 }, (_, i) => BigInt(i) ** 9n));
show(Array.from({ length: 30 }, (_, i) => i % 2 ? i : String(i)));
show(Array.from({ length: 30 }, (_, i) => [i]));
show(Array.from({ length: 30 }, (_, i) => ({ i })));
show(Array.from({ length: 30 }, (_, i) => i % 3 ? undefined : null));
show(Array.from({ length: 10 }, (_, i) => 'word'.repeat(i)));
show(Array.from({ length: 8 }, () => 'a'.repeat(70)));
show(['你好', '世界', 'hello', '😀', 'x', 'é', 'ab', 'cd', '日本語']);
show({ deep: { deeper: Array.from({ length: 40 }, (_, i) => i) } });
show({ a: Array.from({ length: 120 }, (_, i) => i) });
show(Array.from({ length: 30 }, (_, i) => i), { breakLength: 40 });
show(Array.from({ length: 30 }, (_, i) => i), { breakLength: 200 });
show(Array.from({ length: 30 }, (_, i) => i), { breakLength: Infinity });
show(Array.from({ length: 30 }, (_, i) => i), { compact: false });
show(Array.from({ length: 30 }, (_, i) => i), { compact: true });
show(Array.from({ length: 30 }, (_, i) => i), { compact: 1 });
show(Array.from({ length: 30 }, (_, i) => i), { compact: 2 });
show(Array.from({ length: 30 }, (_, i) => i), { compact: 0 });
show(Array.from({ length: 30 }, (_, i) => i), { colors: true });
show(Array.from({ length: 30 }, (_, i) => `s${i}`), { colors: true });
for (const limit of [0, 1, 2, 5, 100, null, Infinity, -1]) {
  show([1, 2, 3, 4, 5, 6], { maxArrayLength: limit });
  show([1, , 3, , , 6], { maxArrayLength: limit });
  show(new Uint8Array(6), { maxArrayLength: limit });
  show(new Set([1, 2, 3, 4, 5, 6]), { maxArrayLength: limit });
  show(new Map([[1, 2], [3, 4], [5, 6]]), { maxArrayLength: limit });
  if (limit !== -1) show(new Uint8Array([1, 2, 3, 4, 5, 6]).buffer, { maxArrayLength: limit });
  show([new Map([[1, 2], [3, 4]]).entries(), new Set([1, 2]).values()], { maxArrayLength: limit });
}
class List extends Array {}
show(new List(1, 2, 3));
show(new List());
show(Object.setPrototypeOf([1, 2], null));
show(Object.setPrototypeOf([], null));
show([1, 2, 3], { showHidden: true });
show([], { showHidden: true });
show(Object.defineProperty([1], 'hidden', { value: 2 }), { showHidden: true });
for (const Class of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]) {
  show(new Class(3));
  show(new Class());
  show(Class);
  show(Class.prototype);
  show(Object.setPrototypeOf(new Class(2), null));
}
show(new BigInt64Array([1n, -2n]));
show(new BigUint64Array(20));
show(new Float64Array([0.5, -0, NaN, Infinity]));
show(new Uint8Array(200));
show(Object.assign(new Uint8Array(2), { extra: 1 }));
show(new Uint8Array([1, 2, 3]), { showHidden: true });
show(new Uint8Array(0), { showHidden: true });
class Bytes extends Uint8Array {}
show(new Bytes([1, 2]));
show(new ArrayBuffer(4));
show(new ArrayBuffer(0));
show(new Uint8Array([1, 2, 255]).buffer);
show(new ArrayBuffer(60));
show(Object.assign(new ArrayBuffer(2), { extra: 1 }));
show(new ArrayBuffer(2), { showHidden: true });
show(new SharedArrayBuffer(4));
show(new DataView(new ArrayBuffer(3), 1));
show(new DataView(new ArrayBuffer(3)), { showHidden: true });
show({ a: new DataView(new ArrayBuffer(3)) }, { depth: 0 });
show(Object.setPrototypeOf(new ArrayBuffer(2), null));
show([[1, 2, [[]]], 3, [[[4]]]], { depth: 0 });
show([['a', 'b'], ['c', 'd']]);
show([[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'x'], 'y']);
show([{ a: 1, b: 2 }, { a: 3, b: 4 }]);
show([[{ name: 'long name number one', value: 1 }, { name: 'long name number two', value: 2 }]]);
show(['a\nb', 'c']);
show([1.5, -2, 1000000, 3, 4, 5, 6, 7]);
show([-1, -10, -100, 1, 10, 100, 1000, 10000]);
show([true, false, true, false, true, false, true, false]);
show([() => {}, function a() {}, class B {}, () => {}, () => {}, () => {}, () => {}, () => {}]);
show(Array.from({ length: 7 }, (_, i) => new Date(i)));
