// unhandledRejection and rejectionHandled.
process.on('unhandledRejection', (reason, promise) => console.log('unhandled', reason, promise instanceof Promise));
process.on('rejectionHandled', (promise) => console.log('handled', promise instanceof Promise));
const late = Promise.reject('late');
setTimeout(() => late.catch((reason) => console.log('caught', reason)), 5);
Promise.reject('in time').catch((reason) => console.log('caught', reason));
(async () => { throw 'async'; })();
Promise.allSettled([Promise.reject(1)]).then(([r]) => console.log(r.status, r.reason));
const p = Promise.reject('tick');
process.nextTick(() => p.catch(() => console.log('caught in a tick')));
