'use strict';
// The message channel of fork(): both directions, order, disconnect.
const { fork } = require('child_process');

if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    process.send({ echo: message });
    if (message === 'last') {
      process.disconnect();
    }
  });
  process.on('disconnect', () => console.log('child is disconnected', process.connected));
} else {
  const child = fork(__filename, ['child'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.on('message', (message) => console.log('parent got', message));
  child.on('disconnect', () => console.log('parent is disconnected', child.connected));
  child.on('close', (code, signal) => {
    console.log('close', code, signal, String(Buffer.concat(output)));
    child.send('too late', (err) => console.log(err.code));
  });
  console.log(child.connected, child.send({ a: [1, 'zwei', null] }), child.send('é€😀'), child.send('last'));
  try {
    child.send(undefined);
  } catch (err) {
    console.log(err.code);
  }
}
