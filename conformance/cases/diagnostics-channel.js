// Channels, stores and tracing.
'use strict';
const dc = require('diagnostics_channel');
const { AsyncLocalStorage } = require('async_hooks');

const channel = dc.channel('app');
const heard = (message, name) => console.log(name, message);
console.log(channel.hasSubscribers, dc.channel('app') === channel);
channel.subscribe(heard);
channel.publish({ a: 1 });
console.log(dc.hasSubscribers('app'), channel.unsubscribe(heard), channel.unsubscribe(heard), channel.hasSubscribers);

const store = new AsyncLocalStorage();
channel.bindStore(store, (data) => data.id);
console.log(channel.runStores({ id: 7 }, function(x) { return [this.y, x, store.getStore()]; }, { y: 1 }, 2));
console.log(channel.unbindStore(store), store.getStore());

const tracing = dc.tracingChannel('work');
const handlers = {};
for (const name of ['start', 'end', 'asyncStart', 'asyncEnd', 'error']) {
  handlers[name] = (context) => console.log(name, context.n, context.result, context.error?.message);
}
tracing.subscribe(handlers);
console.log(tracing.traceSync((x) => x + 1, { n: 1 }, undefined, 1));
try { tracing.traceSync(() => { throw new Error('sync'); }, { n: 2 }); } catch (err) { console.log('caught', err.message); }
tracing.traceCallback((callback) => setImmediate(callback, null, 'done'), 0, { n: 3 }, undefined, (err, result) => {
  console.log('callback', err, result);
  tracing.tracePromise(async () => { throw new Error('async'); }, { n: 4 }).catch((err) => console.log('rejected', err.message));
});
for (const make of [() => dc.channel(1), () => dc.tracingChannel(1), () => channel.subscribe(1)]) {
  try { make(); } catch (err) { console.log(err.code, err.message); }
}
