// The parts of process whose values do not depend on the machine.
console.log(typeof process.pid, typeof process.ppid, process.argv.length, process.execArgv, process.title.length > 0);
console.log(process.release.name, Object.keys(process.versions).includes('node'), process.version.startsWith('v24.'));
console.log(String(process), Object.prototype.toString.call(process), process instanceof require('events'));
console.log(typeof process.hrtime.bigint(), process.hrtime().length, process.uptime() > 0);
console.log(Object.keys(process.memoryUsage()), typeof process.memoryUsage.rss());
console.log(Object.keys(process.cpuUsage()), Object.keys(process.resourceUsage()).length);
process.env.OURO_TEST = 42;
console.log(process.env.OURO_TEST, 'OURO_TEST' in process.env, delete process.env.OURO_TEST, process.env.OURO_TEST);
process.env.UNDEFINED = undefined;
console.log(process.env.UNDEFINED);
try { process.env[Symbol()] = 1; } catch (e) { console.log(e.name, e.message); }
try { Object.defineProperty(process.env, 'x', { value: 1 }); } catch (e) { console.log(e.code, e.message); }
for (const f of [() => process.chdir(), () => process.chdir('/nowhere/at/all'), () => process.umask('9'), () => process.hrtime(1), () => process.hrtime([1]), () => process.cpuUsage(1), () => process.cpuUsage({ user: -1, system: 0 }), () => process.setuid({}), () => process.kill('x'), () => process.emitWarning(1), () => process.exit('abc'), () => process.nextTick(1), () => process.setUncaughtExceptionCaptureCallback(1), () => process.binding('nope'), () => process.getBuiltinModule(1), () => process.loadEnvFile('/nowhere/.env')]) {
  try { console.log('no error', f()); } catch (e) { console.log(e.name, e.code, e.message.replace(/chdir '.*' -> /, "chdir '$CWD' -> ")); }
}
const old = process.umask(0o22);
console.log(process.umask() === 0o22, process.umask(old) === 0o22);
console.log(process.getBuiltinModule('fs') === require('fs'), process.getBuiltinModule('nope'));
console.log(process.features.inspector !== undefined, process.config.variables !== undefined, process.emitWarning.length);
console.log(process.allowedNodeEnvironmentFlags.has('--no-warnings'), process.allowedNodeEnvironmentFlags.has('--nope'));
