// beforeExit fires whenever the loop runs empty, and may fill it again.
let n = 0;
process.on('beforeExit', (code) => {
  console.log('beforeExit', ++n, code);
  if (n < 3) setTimeout(() => console.log('more', n), 1);
});
process.once('exit', () => {
  console.log('exit');
  process.nextTick(() => console.log('never'));
  setTimeout(() => console.log('never'), 0);
});
