// util.format, formatWithOptions, stripVTControlCharacters, string widths in columns.
const util = require('util');
const show = (...args) => console.log(JSON.stringify(util.format(...args)));
show();
show('');
show('a');
show('a', 'b', 1, {}, [], null, undefined);
show(1, 2, '3');
show([], {}, 'x');
show('%s', 'x');
show('%s');
show('%s %s', 'x');
show('%s', 'x', 'y');
for (const value of [1, -0, 1.5, 1000000, 5n, 'text', true, null, undefined, Symbol('s'), {}, { a: 1 }, { a: { b: 1 } }, [1, [2, [3]]], new Date(0), /x/, () => 1,
  new Map([[1, 2]]), { toString() { return 'own'; } }, new (class { toString() { return 'class'; } })(), new (class Foo {})(), Object.create(null), new (class extends Date {})(0),
  { [Symbol.toPrimitive]() { return 'primitive'; } }, new (class { [Symbol.toPrimitive]() { return 'p'; } })(), { toString: 5 }, new Proxy({}, {}), new Error('e').message, [new String('s')], new Number(5), '12abc', '0x10', '1e3', '', ' ', Infinity, NaN]) {
  for (const kind of ['s', 'd', 'i', 'f', 'j', 'o', 'O', 'c']) {
    try { show(`[%${kind}]`, value); } catch (e) { console.log(kind, e.name); }
  }
}
show('%%', 1);
show('%%');
show('%%%s%%', 'x');
show('%s%%');
show('%', 1);
show('a%', 1);
show('%x %s', 1);
show('%-s', 1);
show('%s:%s:%s', 1, 2);
show('%%s%s', 'foo');
show('%s', 'a', 'b', { c: 1 });
show('%c%s', 'color: red', 'x');
show('%j', { toJSON() { return 'json'; } });
const circular = {};
circular.circular = circular;
show('%j', circular);
try { show('%j', { toJSON() { throw new Error('thrown'); } }); } catch (e) { console.log(e.message); }
try { show('%j', 5n); } catch (e) { console.log(e.name); }
show('%o', function fn() {});
show('%o', [{ a: [{ b: { c: { d: { e: 1 } } } }] }]);
show('%O', { a: { b: { c: { d: 1 } } } });
show('%s', 'x'.repeat(200));
show({ a: 'x'.repeat(200) });
console.log(util.formatWithOptions({ colors: true }, '%s %O %d %i', 'x', { a: 1 }, 5, 6, [7], 'y', 8));
console.log(util.formatWithOptions({ compact: true, depth: 0 }, { a: { b: 1 } }));
console.log(util.formatWithOptions({ numericSeparator: true }, '%d %i %f %s', 1234567, 7654321, 1234.5678, 99999n));
console.log(util.formatWithOptions([], 'x'));
for (const bad of [null, undefined, 'x', 5, Symbol('x')]) {
  try { util.formatWithOptions(bad, 'x'); } catch (e) { console.log(e.code, e.message); }
}
for (const text of ['\x1b[31mred\x1b[39m', '\x1b]8;;http://example.com\x07link\x1b]8;;\x07', '\x9b31m', 'plain', '\x1b[38;5;12mx', '\x1b[38;2;1;2;3mx', '\x1b', '\x1b[', '\x1b[?25h', '\x1b(Bx',
  '\x1b]0;title\x1b\\rest', '\x1b[1;2;3;4;5Hx', '\x1b[12345m']) console.log(JSON.stringify(util.stripVTControlCharacters(text)));
for (const bad of [null, undefined, 5, {}]) {
  try { util.stripVTControlCharacters(bad); } catch (e) { console.log(e.code, e.message); }
}
