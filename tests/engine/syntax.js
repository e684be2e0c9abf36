// Syntax errors in V8's words.
'use strict';
const assert = require('assert');
const cases = [
  ['foo bar', 'Unexpected identifier \'bar\''],
  ['const a = ;', 'Unexpected token \';\''],
  ['{', 'Unexpected end of input'],
];
for (const [source, message] of cases) {
  assert.throws(() => (0, eval)(source), { name: 'SyntaxError', message }, source);
}
