'use strict';
// Starting programs in all six ways: results, errors, signals, limits, the order of the events.
const cp = require('child_process');

const result = cp.spawnSync('sh', ['-c', 'cat; echo err >&2; exit 3'], { input: 'in' });
console.log(result.status, result.signal, String(result.stdout), String(result.stderr));
console.log(cp.execSync('echo $X', { env: { X: 'of the environment' }, encoding: 'utf8' }));
console.log(cp.execFileSync('pwd', { cwd: '/', encoding: 'utf8' }));
for (const run of [
  () => cp.execSync('exit 4', { stdio: 'pipe' }),
  () => cp.execFileSync('no-such-program'),
  () => cp.execSync('sleep 5', { timeout: 30 }),
  () => cp.execFileSync('yes', { maxBuffer: 100_000 }),
  () => cp.spawn(''),
  () => cp.spawn('sh', 'x'),
  () => cp.spawn('sh', ['a\0b']),
  () => cp.spawn('sh', [], { stdio: 'nope' }),
  () => cp.spawn('sh', [], { killSignal: 'SIGNOPE' }),
]) {
  try {
    run();
  } catch (err) {
    console.log(err.name, err.code, err.status, err.signal, err.message);
  }
}

const steps = [step1, step2, step3, step4, step5];
const next = () => steps.length > 0 && steps.shift()();
next();

function step1() {
  const child = cp.spawn('cat');
  child.on('spawn', () => console.log('spawn', typeof child.pid));
  child.on('exit', (code, signal) => console.log('exit', code, signal));
  child.on('close', (code, signal) => {
    console.log('close', code, signal, text);
    next();
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
  child.stdin.end('through the pipe');
}

function step2() {
  const child = cp.spawn('no-such-program', ['a', 'b']);
  child.on('error', (err) => console.log('error', err.message, err.code, err.errno, err.syscall, err.path, err.spawnargs));
  child.on('close', (code) => {
    console.log('close', code, child.exitCode, child.pid);
    next();
  });
}

function step3() {
  const child = cp.spawn('sleep', ['10']);
  child.on('exit', (code, signal) => {
    console.log('killed', code, signal, child.killed, child.signalCode, child.kill());
    next();
  });
  console.log('kill', child.kill());
}

function step4() {
  cp.exec('echo out; echo err >&2; exit 7', (err, stdout, stderr) => {
    console.log(err.code, err.killed, err.signal, err.cmd, JSON.stringify([stdout, stderr]));
    next();
  });
}

function step5() {
  require('util').promisify(cp.execFile)('echo', ['promised']).then((value) => console.log(value));
}
