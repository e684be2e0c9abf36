// String.prototype.localeCompare: the order of Latin text, numbers by value, what sensitivity ignores.
const words = ['', ' ', 'a', 'A', 'b', 'B', 'ab', 'aB', 'Ab', 'AB', 'a b', 'a_b', 'a-b', 'a.b', 'a,b', 'a/b', 'a1', 'a10', 'a2', 'a02', 'é', 'e', 'É', 'ea', 'ée', 'z', 'ñ', 'n', 'o', '1', '10', '9', '~', '$', '_', '.', 'performance.js', 'performance_entry.js', 'tab\tx', 'tab x', 'Ångström', 'Angstrom', 'я', 'б', 'Я'];
console.log([...words].sort((a, b) => a.localeCompare(b)).join('|'));
for (const options of [undefined, { numeric: true }, { sensitivity: 'base' }, { sensitivity: 'accent' }, { sensitivity: 'case' }, { numeric: true, sensitivity: 'base' }]) {
  console.log(JSON.stringify(options), words.map((a) => words.map((b) => '<=>'[a.localeCompare(b, undefined, options) + 1]).join('')).join('\n'));
}
try { 'a'.localeCompare('b', undefined, { sensitivity: 'x' }); } catch (e) { console.log(e.name, e.message); }
try { String.prototype.localeCompare.call(null, 'a'); } catch (e) { console.log(e.name); }
