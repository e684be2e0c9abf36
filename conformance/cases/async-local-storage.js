// The async context follows ticks, microtasks, timers, immediates, await and emitters.
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const als = new AsyncLocalStorage();
const seen = (where) => console.log(where, als.getStore());
als.run({ id: 1 }, () => {
  seen('run');
  process.nextTick(seen, 'tick');
  queueMicrotask(() => seen('microtask'));
  Promise.resolve().then(() => seen('then'));
  setTimeout(seen, 20, 'timeout');
  setImmediate(seen, 'immediate');
  (async () => { await null; seen('await'); await new Promise((r) => setTimeout(r, 40)); seen('await timer'); })();
  als.run({ id: 2 }, () => { seen('nested'); Promise.reject(new Error()).catch(() => seen('catch in nested')); });
  als.exit(() => seen('exit'));
  seen('after');
});
seen('outside');
const bound = als.run('bound', () => AsyncResource.bind(() => seen('bound')));
bound();
const resource = als.run('resource', () => new AsyncResource('THING'));
resource.runInAsyncScope(() => seen('resource'));
const snapshot = als.run('snap', () => AsyncLocalStorage.snapshot());
snapshot(() => seen('snapshot'));
const emitter = new EventEmitter();
als.run('listener', () => emitter.on('x', () => seen('emit')));
als.run('emitting', () => emitter.emit('x'));
als.enterWith('entered');
seen('enterWith');
setTimeout(() => { seen('after enterWith'); als.disable(); seen('disabled'); }, 90);
async function* gen() { seen('generator'); yield 1; seen('generator 2'); }
als.run('gen', async () => { for await (const x of gen()) seen('for await ' + x); });
