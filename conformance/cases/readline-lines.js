// readline on a stream that is no terminal: line ends, questions, iteration, history, cursor commands.
'use strict';
const { PassThrough } = require('stream');
const readline = require('readline');
const log = (...args) => console.log(...args);

(async () => {
  const input = new PassThrough();
  const output = new PassThrough();
  output.on('data', (d) => log('out', JSON.stringify(String(d))));
  const rl = readline.createInterface({ input, output, prompt: 'p> ' });
  rl.on('line', (l) => log('line', JSON.stringify(l)));
  rl.on('pause', () => log('pause')).on('resume', () => log('resume')).on('close', () => log('close'));
  rl.prompt();
  input.write('one\ntwo\r\nthr');
  input.write('ee\r');
  input.write('\nfour\u2028five\n');
  await new Promise(setImmediate);
  rl.question('q? ', (a) => log('answer', a));
  input.write('yes\n');
  await new Promise(setImmediate);
  rl.pause(); rl.resume();
  input.end('last');
  await new Promise(setImmediate);
  try { rl.question('late', () => {}); } catch (e) { log(e.code); }

  const second = new PassThrough();
  const lines = readline.createInterface({ input: second, crlfDelay: Infinity });
  second.end('a\r\nb\nc');
  for await (const line of lines) log('for', line);

  const third = new PassThrough();
  const p = require('readline/promises').createInterface({ input: third, output });
  const asked = p.question('name? ');
  third.write('bob\n');
  log(await asked);
  const ac = new AbortController();
  const pending = p.question('never? ', { signal: ac.signal }).catch((e) => log(e.name));
  ac.abort();
  await pending;
  p.close();

  const keys = new PassThrough();
  readline.emitKeypressEvents(keys);
  keys.on('keypress', (s, k) => log(JSON.stringify(s), JSON.stringify(k)));
  for (const s of ['a', 'A', '\x03', '\x1b[A', '\x1b[1;5C', '\x1bOP', '\x1b[3~', '\x1bx', '\r', '\n', '\t', '\x7f', 'é', '😀']) keys.write(s);
  await new Promise((r) => setTimeout(r, 20));
  readline.cursorTo(output, 3, 4); readline.moveCursor(output, -1, 2); readline.clearLine(output, 1); readline.clearScreenDown(output);
  try { readline.cursorTo(output, NaN); } catch (e) { log(e.code); }
  try { readline.cursorTo(output, 'a', 1); } catch (e) { log(e.code); }
  await new Promise(setImmediate);
})();
