// util.inspect of primitives, strings and their escapes.
const { inspect } = require('util');
const show = (value, options) => console.log(inspect(value, options));
for (const value of [0, -0, 1, -1.5, NaN, Infinity, -Infinity, 1e21, 1e-7, 123456789.123456789, 0xffffffffff]) show(value);
for (const value of [0n, -5n, 123456789012345678901234567890n]) show(value);
for (const value of [true, false, null, undefined]) show(value);
for (const value of [Symbol(), Symbol(''), Symbol('a b'), Symbol.iterator, Symbol.for('x'), Symbol('\n')]) show(value);
const strings = ['', 'a', "it's", 'say "x"', "it's \"x\"", "it's \"x\" `y`", "it's \"${x}\"", '\\', '\n', '\t\r\b\f\v\0', '\x1b[31m', '\x7f\x80\x9f\xa0',
  '\u2028', 'é', '你好', '😀', '\ud83d', '\ude00', 'a\ud83d\ud83db', "'\ud83d", '`', "'`", '$', '${'];
for (const value of strings) show(value);
for (const value of strings) show({ [value]: value });
for (const value of strings) show([value, 1]);
show('a'.repeat(200));
show('line one\nline two\nline three');
show('long line one that goes on and on\nline two that is also rather long, I think\nshort\n');
show(['long line one that goes on and on\nline two that is also rather long, I think\nshort\n']);
show({ a: 'long line one that goes on and on\nline two that is also rather long, I think\nshort\n', b: { c: 'x\n'.repeat(50) } });
show('a'.repeat(10050));
show('a'.repeat(50), { maxStringLength: 10 });
show('a'.repeat(11), { maxStringLength: 10 });
show(['a'.repeat(50), { b: 'c'.repeat(20) }], { maxStringLength: 4 });
show('abc', { maxStringLength: 0 });
show('abc', { maxStringLength: null });
show('abc', { maxStringLength: Infinity });
for (const value of [123456.789, -1234567, 1234.5678, 0.1234567, 1e21, 1e-10, 999, 1000, 123456789n, -1234n, NaN]) show(value, { numericSeparator: true });
show([1000, 2000.5, { a: 1234567n }], { numericSeparator: true });
for (const value of [new Number(3), new Number(-0), new String('abc'), new String('it\'s'), new Boolean(false), Object(Symbol('s')), Object(5n)]) show(value);
for (const value of [new Number(3), new String('abc'), new Boolean(false), Object(Symbol('s')), Object(5n)]) {
  show(Object.assign(value, { extra: 1, [Symbol('k')]: 2 }));
  show(value, { showHidden: true });
}
class MyString extends String {}
class MyNumber extends Number { get [Symbol.toStringTag]() { return 'Tagged'; } }
show(new MyString('abc'));
show(new MyNumber(7));
show(Object.setPrototypeOf(new String('abc'), null));
show(Object.setPrototypeOf(new Number(1), null));
