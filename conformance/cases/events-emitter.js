// Flags: --no-warnings
// EventEmitter: order, once, prepending, meta events, errors, captured rejections.
'use strict';
const EventEmitter = require('events');

const log = [];
const e = new EventEmitter();
e.on('newListener', (name, fn) => log.push(['new', String(name), fn.name]));
e.on('removeListener', (name, fn) => log.push(['removed', String(name), fn.name]));
function a(...args) { log.push(['a', this === e, ...args]); }
function b() { log.push(['b']); e.removeListener('x', a); e.on('x', c); }
function c() { log.push(['c']); }
e.on('x', a);
e.prependListener('x', b);
e.once('x', c);
console.log(e.emit('x', 1, 2, 3), e.emit('y'));
console.log(log);
console.log(e.eventNames(), e.listenerCount('x'), e.listenerCount('x', c), e.rawListeners('x').map((f) => f.name));
log.length = 0;
e.removeAllListeners('x');
console.log(log, e.eventNames());

for (const value of [new TypeError('boom'), { a: 1 }, undefined, 'text']) {
  try {
    new EventEmitter().emit('error', value);
  } catch (err) {
    console.log(err.name, err.code, err.message, err.context);
  }
}
const monitored = new EventEmitter();
monitored.on(EventEmitter.errorMonitor, (err) => console.log('monitor', err.message));
try { monitored.emit('error', new Error('seen')); } catch (err) { console.log('thrown', err.message); }

for (const make of [
  () => e.on('x'), () => e.setMaxListeners(-1), () => e.setMaxListeners('1'),
  () => { EventEmitter.defaultMaxListeners = NaN; }, () => EventEmitter.setMaxListeners(1, {}),
  () => EventEmitter.getEventListeners({}, 'x'), () => new EventEmitter({ captureRejections: 1 }),
]) {
  try { make(); } catch (err) { console.log(err.code, err.message); }
}
console.log(new EventEmitter(), Object.keys(EventEmitter.prototype));

const many = new EventEmitter();
process.on('warning', (w) => console.log(w.name, w.message, w.count, w.type, w.emitter === many));
for (let i = 0; i < 12; i++) many.on('leak', () => {});

const capturing = new EventEmitter({ captureRejections: true });
capturing.on('go', async () => { throw new Error('rejected'); });
capturing.on('error', (err) => console.log('captured', err.message));
capturing.emit('go');

(async () => {
  const source = new EventEmitter();
  setTimeout(() => source.emit('one', 1, 2), 1);
  console.log(await EventEmitter.once(source, 'one'));
  setTimeout(() => source.emit('error', new Error('failed')), 1);
  await EventEmitter.once(source, 'never').catch((err) => console.log(err.message));
  const ac = new AbortController();
  const aborted = EventEmitter.once(source, 'never', { signal: ac.signal });
  ac.abort();
  await aborted.catch((err) => console.log(err.name, err.code, err.message));
  setTimeout(() => { source.emit('n', 1); source.emit('n', 2); source.emit('end'); }, 1);
  for await (const value of EventEmitter.on(source, 'n', { close: ['end'] })) console.log(value);
})();
