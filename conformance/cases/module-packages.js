// Package targets, conditions, patterns and what their failures say, for require and import alike.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'packages-'));
function write(file, text) {
  fs.mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
  fs.writeFileSync(path.join(dir, file), text);
}
function pkg(name, json, files = ['index.js']) {
  write(`node_modules/${name}/package.json`, typeof json === 'string' ? json : JSON.stringify(json));
  for (const file of files) write(`node_modules/${name}/${file}`, `module.exports = ${JSON.stringify(`${name}/${file}`)};`);
}
pkg('plain', { main: 'lib' }, ['lib/index.js', 'sub.js']);
pkg('broken-main', { main: 'nope.js' }, ['other.js']);
pkg('conditions', { exports: { '.': { import: './i.js', require: './r.js' }, './only': { browser: './b.js' } } }, ['i.js', 'r.js', 'b.js']);
pkg('patterns', { exports: { './*': './all/*.js', './x/*': './x/*.js', './x/no/*': null, './d/': './d/' } }, ['all/a.js', 'x/b.js', 'd/e.js']);
pkg('invalid', { exports: { './up': '../up.js', './bare': 'bare', './nm': './node_modules/x.js', './n': 1, './arr': ['bad', './ok.js'] } }, ['ok.js']);
pkg('mixed', { exports: { '.': './a.js', './b': './b.js', 'c': './c.js' } });
pkg('json', '{ "name": }');
pkg('@scope/pkg', { exports: './main.js' }, ['main.js']);
pkg('imports', { name: 'imports', exports: './main.js', imports: { '#a': './a.js', '#p/*': './p/*.js', '#dep': 'plain/sub.js', '#no': null } }, ['a.js', 'p/q.js']);
write('node_modules/imports/main.js', "module.exports = ['#a', '#p/q', '#dep', '#no', '#zz', '#', 'imports'].map((s) => { try { const v = require(s); return typeof v; } catch (e) { return e.code + ' ' + e.message; } });");
const base = path.join(dir, 'main.js');
write('main.js', '');
const requireFrom = require('node:module').createRequire(base);
const neutral = (text) => String(text).replaceAll(dir, '$DIR').replaceAll(path.basename(dir), '$NAME').replaceAll(require('node:url').pathToFileURL(dir).href, '$URL');
const specifiers = ['plain', 'plain/sub', 'plain/sub.js', 'broken-main', 'conditions', 'conditions/only', 'patterns/a', 'patterns/x/b',
  'patterns/x/no/b', 'patterns/zz', 'invalid/up', 'invalid/bare', 'invalid/nm', 'invalid/n', 'invalid/arr', 'mixed', 'json', '@scope/pkg',
  '@scope/pkg/sub', '@scope', 'missing', './missing', '.', '../' + path.basename(dir), 'node:nope', ''];
write('import.mjs', 'export default (s) => import(s);');
(async () => {
  for (const specifier of specifiers) {
    try {
      console.log('require', neutral(specifier), requireFrom(specifier));
    } catch (error) {
      console.log('require', neutral(specifier), error.name, error.code, neutral(error.message));
    }
  }
  const load = (await import(path.join(dir, 'import.mjs'))).default;
  for (const specifier of specifiers) {
    try {
      console.log('import', neutral(specifier), (await load(specifier)).default);
    } catch (error) {
      console.log('import', neutral(specifier), error.name, error.code, neutral(error.message));
    }
  }
  console.log(requireFrom('imports').map(neutral));
  fs.rmSync(dir, { recursive: true });
})();
