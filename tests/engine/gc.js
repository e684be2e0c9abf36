// Dropped buffers are collected although the collector's own heap stays small.
'use strict';
const assert = require('assert');
let sum = 0;
for (let i = 0; i < 1500; i++) {
  const buffer = Buffer.alloc(1 << 20, 1);
  sum += buffer[i];
}
assert.strictEqual(sum, 1500);
const peak = process.resourceUsage().maxRSS / 1024;
assert(peak < 150, `peak memory ${peak} MB`);
const { arrayBuffers } = process.memoryUsage();
assert(arrayBuffers < 100 << 20, `counted ${arrayBuffers}`);
