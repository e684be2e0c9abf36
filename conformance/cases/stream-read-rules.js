// The tables of read(0), read() and read(n), needReadable, and 'data' beside 'readable'.
'use strict';
const { Readable } = require('stream');

function fresh(filled, highWaterMark = 10) {
  const calls = [];
  const r = new Readable({ highWaterMark, read(n) { calls.push(n); } });
  if (filled) r.push(Buffer.alloc(filled, 'a'));
  r.on('data', (d) => calls.push('data ' + d.length)).pause();
  return { r, calls };
}

for (const filled of [0, 4, 10, 12]) {
  for (const n of [0, undefined, 3, 5, 20]) {
    const { r, calls } = fresh(filled);
    const result = n === undefined ? r.read() : r.read(n);
    const s = r._readableState;
    console.log(filled, n, result === null ? null : result.length, JSON.stringify(calls), s.length, s.needReadable, s.reading, s.highWaterMark);
  }
}

// A synchronous _read may overshoot the mark once.
{
  let n = 0;
  const r = new Readable({ highWaterMark: 5, read() { if (n++ < 3) { this.push(Buffer.alloc(4)); } else this.push(null); } });
  r.on('readable', () => {
    console.log('readable', r._readableState.length, r._readableState.needReadable);
    let chunk;
    while ((chunk = r.read()) !== null) console.log('read', chunk.length);
  });
  r.on('data', (d) => console.log('data', d.length));
  r.on('end', () => console.log('end'));
  r.on('close', () => console.log('close'));
}
