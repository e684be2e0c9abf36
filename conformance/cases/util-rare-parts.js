// The rarer functions of node:util.
'use strict';
const util = require('util');
const calls = {
  promisified: () => [util.promisify(function original(a, b) {}).name, util.promisify.custom],
  callbackified: () => { const f = util.callbackify(async function original(a) {}); return [f.name, f.length]; },
  inherits: () => util.inherits(function() {}, {}),
  parseArgs: () => util.parseArgs({ args: ['-f', '--bar', 'b', '--no-color'], allowNegative: true, tokens: true,
    options: { foo: { type: 'boolean', short: 'f' }, bar: { type: 'string', multiple: true }, color: { type: 'boolean' } } }),
  unknown: () => util.parseArgs({ args: ['--x'] }),
  ambiguous: () => util.parseArgs({ args: ['--a', '-b'], options: { a: { type: 'string' } } }),
  style: () => util.styleText(['bold', '#f00'], 'x', { validateStream: false }),
  strip: () => util.stripVTControlCharacters('\u001b[31mx\u001b[39m'),
  mime: () => String(new util.MIMEType('Text/HTML; charset="a b"; x=y')),
  badMime: () => new util.MIMEType('te xt/html'),
  diff: () => util.diff('abc', 'abd'),
  errorName: () => [util.getSystemErrorName(-2), util.getSystemErrorMessage(-13)],
  badErrno: () => util.getSystemErrorName(1),
  wellFormed: () => util.toUSVString('a\ud800b'),
  exitCode: () => util.convertProcessSignalToExitCode('SIGTERM'),
  decoder: () => [new TextDecoder('latin1'), new TextDecoder('shift_jis').decode(new Uint8Array([0x82, 0xa0]))],
  stream: () => { const d = new TextDecoder(); return [d.decode(new Uint8Array([0xe2, 0x82]), { stream: true }), d.decode(new Uint8Array([0xac]))]; },
  fatal: () => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff])),
  label: () => new TextDecoder('nope'),
  encodeInto: () => new TextEncoder().encodeInto('a\u20ac\u{1f600}', new Uint8Array(6)),
  querystring: () => require('querystring').parse('a=1&a=2&b=%zz&c+d=%C3%A4'),
  stringify: () => require('querystring').stringify({ a: [1, 'x y'], b: true, c: {}, '\u00e4': 1n }),
};
for (const [name, call] of Object.entries(calls)) {
  try {
    console.log(name, call());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}
