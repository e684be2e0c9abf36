// Order of events, callbacks, ticks and microtasks around streams.
'use strict';
const { Duplex, PassThrough, Readable, Transform, Writable, finished, pipeline } = require('stream');
const log = (...args) => console.log(...args);
const watch = (name, s) => {
  for (const e of ['readable', 'end', 'finish', 'prefinish', 'drain', 'error', 'close', 'pause', 'resume', 'pipe', 'unpipe']) {
    s.on(e, (x) => log(name, e, x instanceof Error ? x.code || x.message : ''));
  }
  return s;
};
const later = (n, f) => setTimeout(f, n * 20);

later(0, () => {
  log('-- writable');
  const w = watch('w', new Writable({ highWaterMark: 3, write(c, e, cb) { log('write', String(c)); process.nextTick(cb); }, final(cb) { log('final'); cb(); } }));
  log(w.write('ab', () => log('cb ab')), w.write('cd', () => log('cb cd')), w.writableNeedDrain, w.writableLength);
  w.end('ef', () => log('end cb'));
  log(w.writableEnded, w.writableFinished);
});
later(1, () => {
  log('-- sync writes share ticks');
  const w = new Writable({ write(c, e, cb) { cb(); } });
  w.write('1', () => log('cb 1'));
  w.write('2', () => log('cb 2'));
  process.nextTick(() => log('tick'));
  Promise.resolve().then(() => log('micro'));
  w.end(() => log('ended'));
  w.on('finish', () => log('finish'));
});
later(2, () => {
  log('-- destroy');
  const d = watch('d', new Duplex({ read() {}, write(c, e, cb) { setTimeout(cb, 5); }, destroy(err, cb) { log('_destroy', err && err.message); cb(err); } }));
  d.write('x', (e) => log('x', e && e.code));
  d.write('y', (e) => log('y', e && e.code));
  d.end((e) => log('end', e && e.code));
  d.destroy(new Error('boom'));
  log(d.destroyed, d.writable, d.readable, d.errored && d.errored.message);
  process.nextTick(() => log('tick'));
});
later(3, () => {
  log('-- construct');
  const s = watch('s', new Writable({ construct(cb) { log('construct'); setTimeout(cb, 1); }, write(c, e, cb) { log('w', String(c)); cb(); } }));
  s.write('early');
  s.end();
  const bad = watch('bad', new Readable({ construct(cb) { cb(new Error('no')); }, read() { log('never'); } }));
  bad.read(0);
});
later(4, () => {
  log('-- transform');
  const t = watch('t', new Transform({ highWaterMark: 2, transform(c, e, cb) { log('t', String(c)); cb(null, String(c).toUpperCase()); }, flush(cb) { log('flush'); cb(null, '!'); } }));
  log(t.write('a'), t.write('b'), t.write('c'), t.write('d'));
  t.end();
  t.on('data', (c) => log('data', String(c)));
});
later(5, () => {
  log('-- pipe');
  const src = watch('src', new Readable({ read() {} }));
  const dst = watch('dst', new Writable({ highWaterMark: 1, write(c, e, cb) { setTimeout(() => { log('wrote', String(c)); cb(); }, 1); } }));
  src.pipe(dst);
  src.push('1'); src.push('2'); src.push('3'); src.push(null);
});
later(7, () => {
  log('-- pipeline and finished');
  const a = new PassThrough(), b = new PassThrough();
  finished(a, (e) => log('finished a', e && e.code));
  pipeline(a, b, (e) => log('pipeline', e && e.message));
  a.write('x');
  b.on('data', (d) => { log('b', String(d)); a.destroy(new Error('cut')); });
});
later(8, async () => {
  log('-- iteration');
  const out = [];
  for await (const c of Readable.from(['a', 'b', 'c'])) { out.push(c); if (c === 'b') break; }
  log(out);
  log(await Readable.from([1, 2, 3, 4]).map((x) => x * 2, { concurrency: 2 }).filter((x) => x > 2).take(2).toArray());
  log(await Readable.from([1, 2, 3]).reduce((p, c) => p + c, 0), await Readable.from([1, 2]).some((x) => x > 1), await Readable.from([1, 2]).every((x) => x > 1), await Readable.from([1, 2]).find((x) => x > 1));
  try { for await (const c of new Readable({ read() { this.destroy(new Error('it')); } })) log(c); } catch (e) { log('caught', e.message); }
  const r = new Readable({ encoding: 'utf8', read() {} });
  const bytes = Buffer.from('€uro');
  r.push(bytes.subarray(0, 1)); r.push(bytes.subarray(1, 2)); r.push(bytes.subarray(2)); r.push(null);
  let text = ''; for await (const c of r) text += '[' + c + ']';
  log(text);
});
