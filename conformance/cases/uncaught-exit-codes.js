// uncaughtException keeps the process alive; process.exitCode and exit listeners decide the code.
process.exitCode = 3;
process.on('uncaughtException', (error, origin) => console.log(error.message, origin));
process.on('exit', (code) => {
  console.log('exit', code, process.exitCode);
  process.exitCode = 9;
});
setTimeout(() => { throw new Error('from a timer'); }, 20);
setTimeout(() => console.log('alive'), 60);
process.nextTick(() => { throw new Error('from a tick'); });
queueMicrotask(() => { throw new Error('from a microtask'); });
setImmediate(() => { throw new Error('from an immediate'); });
for (const bad of ['x', 1.5, {}, true]) {
  try { process.exitCode = bad; } catch (e) { console.log(e.code, e.message); }
}
throw new Error('from the script');
