// Buffers over parts of existing memory, and the bytes of shared memory.
'use strict';
const shared = new SharedArrayBuffer(8);
const buffer = Buffer.from(shared, 2, 4);
buffer.fill('ab');
if (new Uint8Array(shared).join() !== '0,0,97,98,97,98,0,0') throw new Error('shared bytes');
if (buffer.toString() !== 'abab') throw new Error('shared text');
const part = Buffer.from('abcdef').subarray(2, 4);
if (part.toString() !== 'cd' || !(part instanceof Buffer)) throw new Error('part');
const detached = new ArrayBuffer(4);
const view = Buffer.from(detached);
detached.transfer();
if (view.length !== 0 || view.toString() !== '') throw new Error('detached');
