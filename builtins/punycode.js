// node:punycode - deprecated (DEP0040); the algorithm is native.
'use strict';

const { decode, encode } = internalBinding('punycode');

if (!require('internal/util/inside_node_modules')()) {
  process.emitWarning('The `punycode` module is deprecated. Please use a userland alternative instead.',
    'DeprecationWarning', 'DEP0040');
}

// Maps the labels of a domain, or of the domain in an e-mail address.
function mapDomain(domain, map) {
  const at = domain.split('@');
  let prefix = '';
  if (at.length > 1) {
    prefix = `${at[0]}@`;
    domain = at[1];
  }
  const labels = domain.replace(/[\u3002\uFF0E\uFF61]/g, '.').split('.');
  return prefix + labels.map(map).join('.');
}

function toASCII(input) {
  return mapDomain(input, (label) => (/[^\0-\x7F]/.test(label) ? `xn--${encode(label)}` : label));
}

function toUnicode(input) {
  return mapDomain(input, (label) => (label.startsWith('xn--') ? decode(label.slice(4).toLowerCase()) : label));
}

module.exports = {
  version: '2.1.0',
  ucs2: {
    decode: (string) => Array.from(string, (c) => c.codePointAt(0)),
    encode: (codePoints) => String.fromCodePoint(...codePoints),
  },
  decode,
  encode,
  toASCII,
  toUnicode,
};
