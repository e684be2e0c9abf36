// The names that import finds in CommonJS sources.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const dir = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'names-'));
const sources = [
  "exports.a = 1; exports['b-c'] = 2; module.exports.d = 3; if (0) exports.e = 4;",
  "var x = 1, y = 2; module.exports = { x, y: y, 'z': y, w: 'text', v: y }",
  "var x = 1, y = {}; module.exports = { x, f() {}, ...y, y }",
  "var x = 1; module.exports = { x, get g() { return 1 }, y: 1 }",
  "var x = { q: 1 }; module.exports = { a: x.q, b: x }",
  "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 1; exports.named = 2;",
  "Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return x.y; } }); var x = { y: 1 };",
  "Object.defineProperty(exports, 'a', { enumerable: true, get: () => 1 });",
  "module.exports = require('./0.cjs'); module.exports.late = 1;",
  "__exportStar(require('./0.cjs'), exports); function __exportStar(m, e) { for (const k in m) e[k] = m[k]; }",
  "const text = 'exports.no = 1'; const re = /exports.no = 1/; `exports.no = ${1}`; // exports.no = 1\nexports.yes = 1;",
  "(function (e) { e.hidden = 1; })(exports); exports.seen = exports.twice = 1;",
  "0 && (module.exports = { hinted, other }); module.exports = Object.assign({}, { hinted: 1 });",
  "exports['\\u0061\\x62'] = 1; exports['\\uD83D\\uDE00'] = 2; exports['\\uD83D'] = 3;",
  'module.exports = function () {}; module.exports.member = 1;',
];
for (const [index, source] of sources.entries()) {
  const file = path.join(dir, `${index}.cjs`);
  fs.writeFileSync(file, source);
  const namespace = await import(file);
  console.log(index, Object.keys(namespace).join(' '));
}
fs.rmSync(dir, { recursive: true });
