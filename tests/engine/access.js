// What natives see of views, proxies, bound functions and iterators.
'use strict';
const assert = require('assert');
const util = require('util');
const map = new Map([[1, 'a'], [2, 'b']]);
const iterator = map.entries();
iterator.next();
assert.strictEqual(util.inspect(iterator), '[Map Entries] { [ 2, \'b\' ] }');
assert.strictEqual(iterator.next().value[1], 'b');
assert.strictEqual(util.inspect(new Proxy({ a: 1 }, {}), { showProxy: true }), 'Proxy [ { a: 1 }, {} ]');
const view = new Uint16Array(new ArrayBuffer(16), 4, 3);
assert.strictEqual(Buffer.from(view.buffer, view.byteOffset, view.byteLength).length, 6);
