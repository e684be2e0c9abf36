// ES modules: live bindings, cycles, CommonJS, builtins, import.meta, top-level await, JSON.
import fs, { readFileSync } from 'node:fs';
import { createRequire, builtinModules } from 'node:module';
import * as path from 'path';
import data from './fixtures/data.json' with { type: 'json' };
import cjs, { named, other } from './fixtures/named.cjs';
import * as whole from './fixtures/named.cjs';
import { count, increment, readB } from './fixtures/cycle-a.mjs';

console.log(fs.readFileSync === readFileSync, typeof path.join, path.default === path.posix, builtinModules.includes('fs'));
console.log(data, cjs, named, other, Object.keys(whole));
console.log(count, increment(), count, readB());
console.log(path.basename(import.meta.url), path.basename(import.meta.filename), import.meta.dirname.endsWith('cases'), import.meta.main);
console.log(import.meta.resolve('./x.js').endsWith('/cases/x.js'), import.meta.resolve('node:fs'), import.meta.resolve('fs'));
const require = createRequire(import.meta.url);
console.log(require('./fixtures/named.cjs') === cjs, typeof require.resolve);
const late = await import('./fixtures/late.mjs');
console.log(late.default, late.value, Object.prototype.toString.call(late));
console.log(this, typeof require, typeof module, typeof __filename);
for (const specifier of ['./missing.mjs', 'missing-package', './fixtures/data.json', 'node:nope', './fixtures', './fixtures/throws.mjs', './fixtures/syntax.mjs', 'data:text/javascript,export default 7']) {
  try {
    const module = await import(specifier);
    console.log(specifier, module.default);
  } catch (error) {
    console.log(specifier, error.name, error.code, error.message.split('\n')[0].replaceAll(import.meta.dirname, '$DIR'));
  }
}
console.log(require('./fixtures/late.mjs').value, require('./fixtures/late.mjs') === late);
try { require('./fixtures/tla.mjs'); } catch (error) { console.log(error.code); }
