// EventTarget, Event, AbortSignal, DOMException.
'use strict';
const { inspect } = require('util');

const target = new EventTarget();
const log = [];
const object = { handleEvent(event) { log.push(['object', this === object, event.type]); } };
target.addEventListener('x', (event) => log.push(['first', event.target === target, event.eventPhase]));
target.addEventListener('x', object);
target.addEventListener('x', object);
target.addEventListener('x', (event) => event.stopImmediatePropagation(), { once: true });
target.addEventListener('x', () => log.push(['last']));
target.dispatchEvent(new Event('x'));
target.dispatchEvent(new Event('x'));
console.log(log);

const event = new Event('y', { cancelable: true });
target.addEventListener('y', (e) => e.preventDefault());
console.log(target.dispatchEvent(event), event.defaultPrevented, event.currentTarget, event.composedPath());
console.log(inspect(new CustomEvent('z', { detail: 1 })).replace(/timeStamp: .*/, 'timeStamp: N'), target);
for (const make of [
  () => new Event(), () => new Event('x', 1), () => target.dispatchEvent({}), () => target.addEventListener('x'),
  () => target.addEventListener('x', 1), () => Event.prototype.type, () => EventTarget.prototype.addEventListener.call({}),
  () => new AbortSignal(), () => AbortSignal.timeout(-1), () => AbortSignal.any(1), () => DOMException.prototype.code,
]) {
  try { make(); console.log('none'); } catch (err) { console.log(err.name, err.code, err.message); }
}

const ac = new AbortController();
console.log(ac, AbortSignal.abort());
const any = AbortSignal.any([ac.signal, new AbortController().signal]);
any.onabort = (e) => console.log('abort', e.type, e.isTrusted, any.reason);
ac.abort('why');
console.log(any.aborted, ac.signal.reason);
try { AbortSignal.abort().throwIfAborted(); } catch (err) { console.log(err.name, err.code, err.message); }
AbortSignal.timeout(1).addEventListener('abort', (e) => console.log(e.target.reason.name, e.target.reason.message));
setTimeout(() => {}, 20);

const d = new DOMException('text', 'NotFoundError');
console.log(d.name, d.code, d.message, String(d), d instanceof Error, Object.prototype.toString.call(d));
console.log(DOMException.TIMEOUT_ERR, Object.keys(DOMException).length, new DOMException('m', { name: 'N', cause: 1 }).cause);
console.log(new DOMException().name, new DOMException('a', 'DataCloneError').code);
