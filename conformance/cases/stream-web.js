// WHATWG streams and the adapters.
'use strict';
const { Duplex, Readable, Writable } = require('stream');
const log = (...args) => console.log(...args);

(async () => {
  const source = new ReadableStream({ start(c) { for (const x of ['a', 'b', 'c']) c.enqueue(x); c.close(); } });
  const sink = [];
  await source.pipeThrough(new TransformStream({ transform(x, c) { c.enqueue(x + x); }, flush(c) { c.enqueue('end'); } }))
    .pipeTo(new WritableStream({ write(x) { sink.push(x); }, close() { sink.push('close'); } }));
  log(sink, source.locked);
  const [x, y] = ReadableStream.from([1, 2, 3]).tee();
  const both = await Promise.all([x, y].map(async (s) => { const out = []; for await (const v of s) out.push(v); return out; }));
  log(both);
  const bytes = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 4, pull(c) { const { view } = c.byobRequest; view[0] = 1; view[1] = 2; c.byobRequest.respond(2); } });
  const reader = bytes.getReader({ mode: 'byob' });
  log(await reader.read(new Uint16Array(3), { min: 2 }));
  await reader.cancel('enough');
  log(await reader.read(new Uint8Array(1)));
  const writer = new WritableStream({ write(c, controller) { if (c === 'bad') throw new Error('sink'); } }, { highWaterMark: 2 }).getWriter();
  log(writer.desiredSize);
  await writer.write('good');
  await writer.write('bad').catch((e) => log('write', e.message));
  await writer.closed.catch((e) => log('closed', e.message));
  log(new ReadableStream(), new WritableStream(), new CountQueuingStrategy({ highWaterMark: 3 }));
  const node = Readable.from(['p', 'q']);
  const out = [];
  for await (const c of Readable.toWeb(node)) out.push(c);
  for await (const c of Readable.fromWeb(ReadableStream.from(['r', 's']))) out.push(String(c));
  log(out);
  const written = [];
  const w = Writable.toWeb(new Writable({ objectMode: true, write(c, e, cb) { written.push(c); cb(); } })).getWriter();
  await w.write(1); await w.write({ two: 2 }); await w.close();
  log(written);
  const { readable, writable } = new TransformStream();
  const d = Duplex.fromWeb({ readable, writable }, { objectMode: true });
  d.end('through'); for await (const c of d) log(c);
  try { new ReadableStream({ type: 'nope' }); } catch (e) { log(e.name, e.code); }
  try { source.getReader({ mode: 'x' }); } catch (e) { log(e.name, e.code); }
  const ac = new AbortController();
  const never = new ReadableStream({ pull() { return new Promise(() => {}); }, cancel(r) { log('cancelled', r.name); } });
  setTimeout(() => ac.abort(), 5);
  await never.pipeTo(new WritableStream({ abort(r) { log('aborted', r.name); } }), { signal: ac.signal }).catch((e) => log('pipe', e.name));
  const e = new TextEncoderStream(), dec = new TextDecoderStream();
  const ew = e.writable.getWriter(); ew.write('\ud83d'); ew.write('\ude00 hi'); ew.close();
  let text = ''; for await (const c of e.readable.pipeThrough(dec)) text += c; log(text);
})();
