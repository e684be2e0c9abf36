// CommonJS: cache, cycles, resolve, main, errors, module object.
const path = require('path');
console.log(require.main === module, module.id, path.basename(module.filename), module.loaded, module.children.length, module.paths.length > 0);
console.log(typeof require.extensions['.js'], Object.keys(require.extensions), typeof require.resolve.paths);
const named = require('./fixtures/named.cjs');
console.log(named === require('./fixtures/named'.concat('.cjs')), Object.keys(require.cache).map((f) => path.basename(f)));
console.log(require('./fixtures/data'), path.basename(require.resolve('./fixtures/data')));
for (const id of ['./missing', 'missing-package', '', './fixtures', 'node:nope', './fixtures/syntax-error']) {
  try { require(id); console.log(id, 'loaded'); } catch (e) { console.log(id, e.name, e.code, e.message.split('\n')[0].replaceAll(__dirname, '$DIR')); }
}
try { require(5); } catch (e) { console.log(e.code, e.message); }
const a = require('./fixtures/cycle-1');
console.log(a);
delete require.cache[require.resolve('./fixtures/named.cjs')];
console.log(named === require('./fixtures/named.cjs'));
const Module = require('module');
console.log(Module.wrap('x'), Module.builtinModules.includes('fs'), Module.isBuiltin('node:fs'), Module.isBuiltin('nope'), new Module('id').exports);
const m = new Module('virtual', module);
m._compile('module.exports = __filename + ":" + (typeof require)', '/virtual.js');
console.log(m.exports);
console.log(require('./fixtures/pkg'), require('./fixtures/pkg/sub'));
console.log(arguments.length, this === exports, typeof __dirname);
console.log(require.resolve.paths('x').length > 0, require.resolve.paths('./x').map((p) => path.basename(p)), require.resolve.paths('fs'));
