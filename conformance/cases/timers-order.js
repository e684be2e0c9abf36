// Timers run by duration and start; refresh, unref, intervals, clearing inside callbacks.
const log = (...args) => console.log(...args);
setTimeout(log, 200, 'twenty');
setTimeout(log, 20, 'two');
setTimeout(log, 110, 'ten');
const cleared = setTimeout(() => log('never'), 50);
clearTimeout(cleared);
let n = 0;
const interval = setInterval(() => {
  log('interval', ++n);
  if (n === 3) clearInterval(interval);
}, 30);
const refreshed = setTimeout(() => log('refreshed last'), 150);
setTimeout(() => refreshed.refresh(), 125);
const t = setTimeout(() => {}, 1e6);
log(t.hasRef(), t.unref() === t, t.hasRef(), t.ref().hasRef());
t.unref();
log(typeof t[Symbol.toPrimitive](), typeof +t, t.constructor.name);
clearTimeout(+setTimeout(() => log('cleared by number'), 1));
setTimeout((...args) => log('args', args), 45, 1, 2, 3, 4, 5);
const immediate = setImmediate(() => log('never'));
clearImmediate(immediate);
log(immediate.constructor.name, immediate.hasRef());
setTimeout(() => log('zero becomes one'), 0);
setTimeout(() => { setTimeout(() => log('nested'), 0); log('outer'); }, 350);
for (const bad of [undefined, 'x', {}]) {
  try { setTimeout(bad); } catch (e) { log(e.code, e.message); }
}
try { setImmediate(null); } catch (e) { log(e.code, e.name); }
