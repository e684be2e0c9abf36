// util.inspect of pseudo-random values with pseudo-random options; the same sequence every time.
const { inspect } = require('util');
let s = 12345; const r = (n) => { s = (s * 1103515245 + 12345) & 0x7fffffff; return s % n; };
class Foo { constructor(){ this.x = 1; } } class Bar extends Map {} class Baz extends Array {}
function gen(d) {
  const k = r(d > 4 ? 9 : 22);
  switch (k) {
    case 0: return r(100000) - 50000; case 1: return r(1000) / 7; case 2: return 'abc def "x" \'y\' \n z'.slice(0, r(20)); case 3: return null; case 4: return undefined; case 5: return BigInt(r(1e9)); case 6: return Symbol('s' + r(9)); case 7: return r(2) === 0; case 8: return 'long '.repeat(r(40));
    case 9: case 10: { const o = {}; for (let i = r(8); i-- > 0;) o[['a', 'key', 'long-key', 'x y', 'é', 'camelCase'][r(6)] + (r(3) ? '' : r(50))] = gen(d + 1); return o; }
    case 11: case 12: return Array.from({ length: r(40) }, () => r(1000)); case 13: return Array.from({ length: r(12) }, () => gen(d + 1));
    case 14: return new Map(Array.from({ length: r(5) }, () => [gen(d + 1), gen(d + 1)])); case 15: return new Set(Array.from({ length: r(9) }, () => gen(d + 1)));
    case 16: return Object.assign(new Foo(), { y: gen(d + 1) }); case 17: return new Bar([[1, gen(d + 1)]]); case 18: return Baz.from([gen(d + 1), gen(d + 1)]);
    case 19: return Uint8Array.from({ length: r(30) }, () => r(256)); case 20: return [new Date(r(1e9)), /re/g, () => {}][r(3)]; default: { const a = []; a[r(6)] = gen(d + 1); a.extra = gen(d + 1); return a; }
  }
}
for (let i = 0; i < 600; i++) {
  const v = gen(0);
  const o = [{}, { depth: null }, { compact: false }, { compact: true }, { breakLength: 40 }, { colors: true, depth: 4 }, { sorted: true }, { showHidden: true }, { compact: 1 }, { maxArrayLength: 5, maxStringLength: 10 }, { breakLength: 200, depth: 6 }, { numericSeparator: true }][r(12)];
  console.log(i, inspect(v, o));
}
