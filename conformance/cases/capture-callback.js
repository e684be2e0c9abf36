// setUncaughtExceptionCaptureCallback takes everything before listeners do.
console.log(process.hasUncaughtExceptionCaptureCallback());
process.setUncaughtExceptionCaptureCallback((error) => {
  console.log('captured', error.message);
  process.setUncaughtExceptionCaptureCallback(null);
});
console.log(process.hasUncaughtExceptionCaptureCallback());
try { process.setUncaughtExceptionCaptureCallback(() => {}); } catch (e) { console.log(e.code); }
try { process.setUncaughtExceptionCaptureCallback(1); } catch (e) { console.log(e.code, e.message); }
process.on('uncaughtException', (error) => console.log('listener', error.message));
setTimeout(() => { throw new Error('second'); }, 1);
throw new Error('first');
