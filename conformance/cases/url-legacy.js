// The legacy URL parser over made-up input: parse, format, resolve.
'use strict';
process.noDeprecation = true;
const url = require('url');
const pieces = ['http:', 'HTTPS:', 'file:', 'mailto:', 'javascript:', 'foo:', '//', '/', '\\', '@', 'user:pw@', 'example.com', ':80', ':',
  '?', '#', 'a=b&c=d', ' ', '\t', '%20', '{', '\'', '..', '.', 'path', '[::1]', 'm\u00fcnchen', ';'];
let seed = 7;
const next = (limit) => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 8) % limit;
const make = () => Array.from({ length: next(8) }, () => pieces[next(pieces.length)]).join('');
const attempt = (call) => {
  try {
    return call();
  } catch (error) {
    return `${error.name} ${error.code}`;
  }
};
for (let i = 0; i < 70; i++) {
  const [a, b] = [make(), make()];
  console.log(JSON.stringify([a, b, attempt(() => url.parse(a, i % 2 === 1, i % 3 === 1)), attempt(() => url.resolve(a, b)),
    attempt(() => url.format({ host: a, pathname: b, query: { x: [a, 1] } }))]));
}
