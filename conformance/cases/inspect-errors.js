// util.inspect of errors: headers, causes, own properties, repeated frames. Stacks are made by hand.
const { inspect } = require('util');
const show = (value, options) => console.log(inspect(value, options));
function make(error, stack) {
  if (stack === undefined) stack = `${error}\n    at one (/a/one.js:1:1)\n    at two (/a/two.js:2:2)`;
  Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
  return error;
}
show(make(new Error('message')));
show(make(new Error('')));
show(make(new TypeError('two\nlines')));
show(make(new Error('message'), 'Error: message'));
show(make(new Error('message'), ''));
show(make(new Error('message'), undefined));
show([make(new Error('in array'))]);
show({ nested: { error: make(new Error('nested')) } });
show(make(Object.assign(new Error('props'), { code: 'E_CODE', errno: -2 })));
show(make(Object.assign(new Error('props'), { message: 'changed' })));
show(make(Object.assign(new Error('props'), { name: 'Renamed' })));
show(make(Object.assign(new Error('props'), { name: 'Renamed' }), 'Error: props\n    at one (/a/one.js:1:1)'));
show(make(Object.assign(new Error('props'), { stack: 'own stack' })));
class CustomError extends Error {}
class NamedError extends Error { get name() { return 'NamedError'; } }
class Other extends TypeError { constructor(m) { super(m); this.name = 'OtherName'; this.extra = { a: 1 }; } }
show(make(new CustomError('custom'), 'Error: custom\n    at one (/a/one.js:1:1)'));
show(make(new CustomError('custom'), 'Error\n    at one (/a/one.js:1:1)'));
show(make(new NamedError('named'), 'NamedError: named\n    at one (/a/one.js:1:1)'));
show(make(new Other('other'), 'TypeError: other\n    at one (/a/one.js:1:1)'));
show(make(new (class Foo extends RangeError {})('foo'), 'RangeError: foo\n    at one (/a/one.js:1:1)'));
show(Object.setPrototypeOf(make(new Error('null proto'), 'Error: null proto\n    at one (/a/one.js:1:1)'), null));
show(Object.setPrototypeOf(make(new TypeError('null proto'), 'TypeError: null proto\n    at one (/a/one.js:1:1)'), null));
show(make(new Error('outer', { cause: make(new Error('inner')) })));
show(make(new Error('outer', { cause: 'text' })));
show(make(new Error('outer', { cause: { a: { b: { c: 1 } } } })));
show(make(new Error('outer', { cause: undefined })));
show(make(new AggregateError([make(new Error('first')), make(new TypeError('second'))], 'several')));
show(make(new AggregateError([], 'none')));
const long = Array.from({ length: 8 }, (_, i) => `    at f${i} (/a/f.js:${i}:1)`).join('\n');
show(make(new Error('outer', { cause: make(new Error('inner'), `Error: inner\n    at inner (/a/i.js:1:1)\n${long}`) }), `Error: outer\n    at outer (/a/o.js:1:1)\n${long}`));
const repeated = `    at a (/a/r.js:1:1)\n    at b (/a/r.js:2:1)\n    at c (/a/r.js:3:1)\n`.repeat(6);
show(make(new Error('recursion'), `Error: recursion\n${repeated}    at end (/a/e.js:1:1)`));
show(make(new Error('recursion'), `Error: recursion\n${'    at a (/a/r.js:1:1)\n'.repeat(12)}    at end (/a/e.js:1:1)`));
show(make(new Error('recursion'), `Error: recursion\n${('    at a (/a/r.js:1:1)\n'.repeat(2) + '    at b (/a/r.js:2:1)\n'.repeat(2)).repeat(4)}    at end (/a/e.js:1:1)`));
const circular = make(new Error('circular'));
circular.self = circular;
show(circular);
const caused = make(new Error('caused by itself'));
caused.cause = caused;
show(caused);
show(make(new Error('stack is object'), { not: 'a string' }));
show(make(new Error('stack is number'), 5));
show(make(new Error('message'), 'something else entirely'));
show(make(new Error('message'), 'something else\n    at one (/a/one.js:1:1)'));
const throwing = make(new Error('x'));
Object.defineProperty(throwing, 'message', { get() { throw new Error('no message'); } });
show(throwing);
const nameless = make(new Error('nameless'));
nameless.name = null;
show(nameless);
const symbolTag = make(new Error('tagged'));
symbolTag[Symbol.toStringTag] = 'Tagged';
show(symbolTag);
class WithTag extends Error { get [Symbol.toStringTag]() { return 'TheTag'; } }
show(make(new WithTag('tag'), 'Error: tag\n    at one (/a/one.js:1:1)'));
show(make(new Error('hidden')), { showHidden: true, compact: 3 });
show(make(new Error('colored')), { colors: true });
show(make(new Error('colored'), 'Error: colored\n    at Module._compile (node:internal/modules/cjs/loader:1:1)\n    at /x/node_modules/pkg/index.js:1:1\n    at f (/x/node_modules/@scope/pkg/lib/a.js:1:1)\n    at node:fs:1:1'), { colors: true });
show(make(new Error('depth')), { depth: -1 });
show({ a: { b: { c: make(new Error('deep')) } } }, { depth: 1 });
show(make(new Error('not own'), 'Error: not own'), { compact: false });
const fake = Object.create(Error.prototype, { message: { value: 'fake' }, stack: { value: 'Error: fake\n    at x (/x.js:1:1)' } });
show(fake);
show(new Map([[make(new Error('key')), make(new Error('value'))]]));
