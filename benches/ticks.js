// process.nextTick: a million steps that each queue the next, ten million in sequence, a million pending at once.
'use strict';
const report = (name, start, count) => console.log(JSON.stringify({ name, value: ((Date.now() - start) * 1e6) / count, unit: 'ns' }));

function recursive(done) {
  const start = Date.now();
  let left = 1e6;
  (function step() {
    if (--left > 0) process.nextTick(step);
    else { report('recursive tick', start, 1e6); done(); }
  })();
}

function sequence(done) {
  const start = Date.now();
  let rounds = 100;
  (function round() {
    for (let i = 0; i < 1e5; i++) process.nextTick(() => {});
    if (--rounds > 0) setImmediate(round);
    else setImmediate(() => { report('tick in sequence', start, 1e7); done(); });
  })();
}

function pending() {
  const before = process.memoryUsage().rss;
  const start = Date.now();
  for (let i = 0; i < 1e6; i++) process.nextTick(() => {});
  const bytes = (process.memoryUsage().rss - before) / 1e6;
  setImmediate(() => {
    report('pending tick', start, 1e6);
    console.log(JSON.stringify({ name: 'memory of a pending tick', value: bytes, unit: 'bytes' }));
  });
}

recursive(() => sequence(pending));
