'use strict';
// What setTimeout and its relatives return, and how they treat what they get.
const util = require('util');

const log = [];
const timeout = setTimeout((...args) => log.push(args), 1, 'a', 'b');
console.log(timeout.hasRef(), timeout.unref() === timeout, timeout.hasRef(), timeout.ref().hasRef());
console.log(typeof +timeout, timeout[Symbol.toPrimitive]() === +timeout, timeout._idleTimeout, timeout._repeat);
const cleared = setTimeout(() => log.push('never'), 1);
clearTimeout(`${cleared}`);
console.log(cleared._destroyed, cleared._idleTimeout, cleared.refresh() === cleared, cleared.close() === cleared);
for (const value of [undefined, null, 0, 2 ** 31 - 1, 1.5, '7', false, { valueOf: () => 9 }]) {
  const timer = setTimeout(() => {}, value);
  console.log(String(value), timer._idleTimeout);
  clearTimeout(timer);
}
for (const value of [undefined, null, 'x', 1]) {
  try {
    setTimeout(value, 1);
  } catch (err) {
    console.log(err.name, err.code, err.message);
  }
}
for (const value of [undefined, null, {}, 'nope', NaN, -1, [], () => {}]) {
  console.log(clearTimeout(value), clearInterval(value), clearImmediate(value));
}
const immediate = setImmediate(() => log.push('immediate'));
console.log(immediate.hasRef(), immediate.unref() === immediate, immediate.hasRef(), immediate.ref().hasRef());
console.log(util.promisify(setTimeout) === require('timers/promises').setTimeout);
console.log(setTimeout === require('timers').setTimeout, Object.keys(require('timers')));

let count = 0;
const interval = setInterval(function() {
  log.push(['interval', this === interval, ++count]);
  if (count === 3) {
    clearInterval(interval);
  }
}, 2);
const again = setTimeout(() => {
  log.push('fired');
  if (count < 5) {
    count = 5;
    again.refresh();
  }
}, 30);
setTimeout(() => {
  throw new Error('thrown');
}, 40);
setTimeout(() => log.push('after the throw'), 40);
process.on('uncaughtException', (err) => log.push(err.message));
process.on('exit', () => console.log(log, again._destroyed, interval._destroyed));
const { setInterval: every, setTimeout: wait } = require('timers/promises');
(async () => {
  console.log(await wait(1, 'waited'));
  let n = 0;
  for await (const value of every(1, 'tick')) {
    console.log(value);
    if (++n === 2) {
      break;
    }
  }
  const controller = new AbortController();
  const waiting = wait(10_000, null, { signal: controller.signal });
  controller.abort();
  await waiting.catch((err) => console.log(err.name, err.code, err.message));
  await wait('x').catch((err) => console.log(err.code));
})();
