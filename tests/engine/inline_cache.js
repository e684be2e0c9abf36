// Every change of a shape under a cached access.
'use strict';
const assert = require('assert');

class P { a() { return 1; } b() { return 2; } }
const o = new P();
const callB = (x) => x.b();
callB(o); callB(o);
delete P.prototype.a;
assert.strictEqual(callB(o), 2);
Object.defineProperty(P.prototype, 'b', { get() { return () => 7; }, configurable: true });
assert.strictEqual(callB(o), 7);
delete P.prototype.b;
assert.throws(() => callB(o), { name: 'TypeError', message: 'x.b is not a function' });

const readV = (x) => x.v;
const lazy = { get v() { Object.defineProperty(this, 'v', { value: () => 5 }); return 9; } };
assert.strictEqual(readV(lazy), 9);
assert.strictEqual(readV(lazy)(), 5);
assert.strictEqual(typeof readV(lazy), 'function');

const bare = Object.create(null);
bare.q = 1;
const readQ = (x) => x.q;
readQ(bare); readQ(bare);
delete bare.q;
assert.strictEqual(readQ(bare), undefined);

const proto = { m: 1 };
const child = Object.create(proto);
const readM = (x) => x.m;
readM(child); readM(child);
child.m = 3;
assert.strictEqual(readM(child), 3);
delete child.m;
assert.strictEqual(readM(child), 1);
proto.m = 8;
assert.strictEqual(readM(child), 8);
Object.setPrototypeOf(child, { m: 11 });
assert.strictEqual(readM(child), 11);

const frozen = { z: 1 };
const writeZ = (x, v) => { x.z = v; };
writeZ(frozen, 2); writeZ(frozen, 3);
Object.freeze(frozen);
assert.throws(() => writeZ(frozen, 4), TypeError);
assert.strictEqual(frozen.z, 3);

globalThis.changing = 1;
const readGlobal = () => changing;
readGlobal(); readGlobal();
Object.defineProperty(globalThis, 'changing', { get: () => 42, configurable: true });
assert.strictEqual(readGlobal(), 42);
delete globalThis.changing;
assert.throws(readGlobal, { name: 'ReferenceError', message: 'changing is not defined' });
