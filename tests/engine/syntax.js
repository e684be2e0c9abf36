// Syntax errors in V8's words.
'use strict';
const assert = require('assert');
const vm = require('vm');
const cases = [
  ['foo bar', 'Unexpected identifier \'bar\''],
  ['const a = ;', 'Unexpected token \';\''],
  ['{', 'Unexpected end of input'],
];
for (const [source, message] of cases) {
  assert.throws(() => (0, eval)(source), { name: 'SyntaxError', message }, source);
}

// A closing brace that opens nothing is an error wherever a function's body is compiled from text.
for (const compile of [(code) => new Function(code), (code) => vm.compileFunction(code), (code) => new module.constructor('x')._compile(code, '/x.js')]) {
  assert.throws(() => compile('1; } 2;'), { name: 'SyntaxError', message: "Unexpected token '}'" });
  assert.throws(() => compile('}); (function () {'), { name: 'SyntaxError' });
  compile('{ 1; }');
}
assert.throws(() => (0, eval)('let a; let a;'), { name: 'SyntaxError', message: "Identifier 'a' has already been declared" });
