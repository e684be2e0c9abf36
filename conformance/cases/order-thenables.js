// How many microtask turns thenables, resolved promises and async returns take.
const log = [];
const turn = (name) => log.push(name);
Promise.resolve().then(() => turn('a1')).then(() => turn('a2')).then(() => turn('a3')).then(() => turn('a4')).then(() => turn('a5'));
new Promise((resolve) => resolve(Promise.resolve())).then(() => turn('promise of promise'));
new Promise((resolve) => resolve({ then(f) { turn('then called'); f(); } })).then(() => turn('thenable'));
(async () => Promise.resolve())().then(() => turn('async returns promise'));
(async () => { await { then(f) { f(); } }; turn('await thenable'); })();
(async () => { try { await Promise.reject(new Error('x')); } catch { turn('caught'); } finally { turn('finally'); } })();
Promise.all([1, Promise.resolve(2)]).then(() => turn('all'));
Promise.race([new Promise(() => {}), Promise.resolve()]).then(() => turn('race'));
setTimeout(() => console.log(log.join('\n')), 5);
