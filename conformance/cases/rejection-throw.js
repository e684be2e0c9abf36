// An unhandled rejection without a listener ends the process with code 1, after exit listeners.
process.on('exit', (code) => console.log('exit', code));
process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message, origin));
process.on('uncaughtException', (error, origin) => {
  console.log('uncaught', error.message, origin);
});
Promise.reject(new Error('nobody'));
setTimeout(() => Promise.reject(7), 1);
setTimeout(() => console.log('still running'), 5);
