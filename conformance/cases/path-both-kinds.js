// node:path: both kinds of paths over made-up input; resolve and relative only where the folder does not show.
'use strict';
const path = require('path');
const pieces = ['a', '.', '..', '', '/', '\\', 'C:', 'foo.txt', '.x', 'CON', '\u00e4', '//', '\\\\srv\\share', 'a.b.c', '...'];
let seed = 1;
const next = (limit) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % limit;
const make = () => Array.from({ length: next(5) }, () => pieces[next(pieces.length)] + ['', '/', '\\'][next(3)]).join('');
for (const kind of ['posix', 'win32']) {
  const p = path[kind];
  for (let i = 0; i < 50; i++) {
    const [a, b] = [make(), make()];
    const root = kind === 'posix' ? '/r' : 'C:\\r';
    console.log(JSON.stringify([kind, a, b, p.normalize(a), p.join(a, b), p.resolve(root, a), p.dirname(a), p.basename(a),
      p.basename(a, b), p.extname(a), p.parse(a), p.isAbsolute(a), p.format(p.parse(a))]));
  }
}
for (const call of [() => path.join(1), () => path.resolve('a', 1), () => path.basename('a', 1), () => path.format(null),
  () => path.relative('a'), () => path.matchesGlob('a', 1), () => path.toNamespacedPath(null)]) {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
