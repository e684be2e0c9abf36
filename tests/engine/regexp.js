// Matching in Latin-1 subjects: small and large, ASCII and not, whole and sliced, must agree with a two-byte subject.
'use strict';
const assert = require('assert');

const words = 'alpha beta 42 gamma-7 Straße café 9 \u00ff end ';
const patterns = [/\w+/g, /\d+/g, /[^ ]+/gi, /(?<=a)\b/g, /caf\u00e9|stra\u00dfe/gi, /^\S+\s*/, /(\w)(\w*)/g, /k\u212a/giu, /\u00df/iu];
for (const count of [1, 5, 200]) {
  for (const text of [words.repeat(count), words.replace(/[^\x00-\x7f]/g, 'x').repeat(count)]) {
    for (const offset of [0, 3, 17]) {
      const narrow = text.slice(offset);
      // A two-byte character at the end forces the other representation.
      const wide = (text + '\u2603').slice(offset);
      for (const pattern of patterns) {
        const matches = (subject) => (pattern.global ? [...subject.matchAll(pattern)] : [pattern.exec(subject)])
          .filter((match) => match !== null && match.index + match[0].length <= narrow.length)
          .map((match) => [match.index, ...match]);
        const expected = matches(wide).map((match) => match.map((part) => (typeof part === 'string' ? part.replace('\u2603', '') : part)));
        assert.deepStrictEqual(matches(narrow), expected, `${pattern} from ${offset}, ${count} times`);
      }
    }
  }
}

// Linear: each of the 100,000 matches looks at its own part only.
let subject = 'word 12 '.repeat(50000);
let found = 0;
for (const match of subject.matchAll(/\w+/g)) found += match[0].length;
assert.strictEqual(found, 300000);
let pieces = 0;
while (subject !== '') {
  subject = subject.slice(/^\S+\s*/.exec(subject)[0].length);
  pieces++;
}
assert.strictEqual(pieces, 100000);
