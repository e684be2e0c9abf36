// Ticks before microtasks, both after every callback of the loop.
console.log('sync');
setTimeout(() => {
  console.log('timeout 1');
  process.nextTick(() => console.log('tick in timeout'));
  Promise.resolve().then(() => console.log('micro in timeout'));
}, 20);
setTimeout(() => console.log('timeout 2'), 20);
setImmediate(() => {
  console.log('immediate 1');
  process.nextTick(() => console.log('tick in immediate'));
  queueMicrotask(() => console.log('micro in immediate'));
  setImmediate(() => console.log('immediate in immediate'));
});
setImmediate(() => console.log('immediate 2'));
process.nextTick((a, b) => {
  console.log('tick 1', a, b);
  process.nextTick(() => console.log('tick in tick'));
  Promise.resolve().then(() => {
    console.log('micro in tick');
    process.nextTick(() => console.log('tick in micro in tick'));
  });
}, 'a', 'b');
Promise.resolve().then(() => {
  console.log('micro 1');
  process.nextTick(() => console.log('tick in micro'));
}).then(() => console.log('micro 2'));
(async () => {
  console.log('async start');
  await null;
  console.log('after await');
  for await (const x of [1, Promise.resolve(2)]) console.log('for await', x);
})();
queueMicrotask(() => console.log('queueMicrotask'));
process.nextTick(() => console.log('tick 2'));
process.on('beforeExit', () => console.log('beforeExit'));
process.on('exit', (code) => console.log('exit', code));
console.log('end');
