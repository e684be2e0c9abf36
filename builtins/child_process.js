// node:child_process - see ARCHITECTURE.md for what stands beside it.
'use strict';
// node:child_process - starting other programs.

const { error } = internalBinding('errors');
const { validateAbortSignal, validateFunction } = internalBinding('validators');
const { checkMaxBuffer, checkTimeout, killSignalOf, normalizeSpawn, refuseNull, refuseNulls, stdioFromString, validPath } =
  require('internal/child_process/options');

const MAX_BUFFER = 1024 * 1024;

function spawn(file, args, options) {
  options = normalizeSpawn(file, args, options);
  checkTimeout(options.timeout);
  validateAbortSignal(options.signal, 'options.signal');
  const killSignal = killSignalOf(options.killSignal);
  const { ChildProcess } = require('internal/child_process');
  const child = new ChildProcess();
  child.spawn(options);
  if (options.timeout > 0) {
    killAfter(child, options.timeout, killSignal);
  }
  if (options.signal) {
    abortWith(child, options.signal, killSignal);
  }
  return child;
}

function killAfter(child, timeout, killSignal) {
  let timer = setTimeout(() => {
    timer = null;
    try {
      child.kill(killSignal);
    } catch (err) {
      child.emit('error', err);
    }
  }, timeout);
  child.once('exit', () => {
    if (timer) {
      clearTimeout(timer);
      timer = null;
    }
  });
}

function abortWith(child, signal, killSignal) {
  const onAbort = () => {
    try {
      if (child.kill(killSignal)) {
        child.emit('error', abortError(signal.reason));
      }
    } catch (err) {
      child.emit('error', err);
    }
  };
  if (signal.aborted) {
    process.nextTick(onAbort);
  } else {
    signal.addEventListener('abort', onAbort, { once: true });
    child.once('exit', () => signal.removeEventListener('abort', onAbort));
  }
}

function abortError(cause) {
  const { AbortError } = require('internal/abort_error');
  return new AbortError(undefined, { cause });
}

// The options without -e, -p and the code that they carry.
function withoutCode(execArgv) {
  const kept = [];
  for (let i = 0; i < execArgv.length; i++) {
    const text = execArgv[i];
    if (/^(-e|--eval|-p|--print|-pe)$/.test(text)) {
      if (execArgv[i + 1] === process._eval) i++;
    } else if (!text.startsWith('--eval=')) {
      kept.push(text);
    }
  }
  return kept;
}

function fork(modulePath, args, options) {
  modulePath = validPath(modulePath, 'modulePath');
  if (args === undefined || args === null) {
    args = [];
  } else if (typeof args === 'object' && !Array.isArray(args)) {
    options = args;
    args = [];
  } else {
    internalBinding('validators').validateArray(args, 'args');
    refuseNulls(args, 'args');
  }
  if (options !== undefined && options !== null) {
    internalBinding('validators').validateObject(options, 'options');
  }
  options = { __proto__: null, ...options, shell: false };
  options.execPath = options.execPath || process.execPath;
  refuseNull(options.execPath, 'options.execPath');
  let execArgv = options.execArgv || process.execArgv;
  refuseNulls(execArgv, 'options.execArgv');
  if (execArgv === process.execArgv && process._eval != null) {
    // The code of -e is this process's own: a child that ran it again would fork again, without end.
    execArgv = withoutCode(execArgv);
  }
  const all = execArgv.concat([modulePath], args);
  if (typeof options.stdio === 'string') {
    options.stdio = stdioFromString(options.stdio, 'ipc');
  } else if (!Array.isArray(options.stdio)) {
    options.stdio = stdioFromString(options.silent ? 'pipe' : 'inherit', 'ipc');
  } else if (!options.stdio.includes('ipc')) {
    throw error('ERR_CHILD_PROCESS_IPC_REQUIRED', 'options.stdio');
  }
  return spawn(options.execPath, all, options);
}

function normalizeExec(command, options, callback) {
  refuseNull(command, 'command');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  options = { __proto__: null, ...options };
  options.shell = typeof options.shell === 'string' ? options.shell : true;
  return { file: command, options, callback };
}

function exec(command, options, callback) {
  const opts = normalizeExec(command, options, callback);
  return module.exports.execFile(opts.file, opts.options, opts.callback);
}

function normalizeExecFile(file, args, options, callback) {
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args !== null && typeof args === 'object') {
    callback = options;
    options = args;
    args = null;
  } else if (typeof args === 'function') {
    callback = args;
    options = null;
    args = null;
  }
  args ??= [];
  if (typeof options === 'function') {
    callback = options;
  } else if (options !== undefined && options !== null) {
    internalBinding('validators').validateObject(options, 'options');
  }
  options = typeof options === 'function' || !options ? {} : options;
  if (callback !== undefined && callback !== null) {
    validateFunction(callback, 'callback');
  }
  if (options.argv0 != null) {
    internalBinding('validators').validateString(options.argv0, 'options.argv0');
    refuseNull(options.argv0, 'options.argv0');
  }
  return { file, args, options, callback };
}

function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = normalizeExecFile(file, args, options, callback));
  options = {
    __proto__: null,
    encoding: 'utf8',
    timeout: 0,
    maxBuffer: MAX_BUFFER,
    killSignal: 'SIGTERM',
    cwd: null,
    env: null,
    shell: false,
    ...options,
  };
  checkTimeout(options.timeout);
  checkMaxBuffer(options.maxBuffer);
  options.killSignal = killSignalOf(options.killSignal);
  const child = spawn(file, args, {
    __proto__: null,
    cwd: options.cwd,
    env: options.env,
    gid: options.gid,
    shell: options.shell,
    signal: options.signal,
    uid: options.uid,
    windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!options.windowsVerbatimArguments,
  });
  require('internal/child_process/collect')(child, file, args, options, callback);
  return child;
}

// What util.promisify(exec) calls: a promise of { stdout, stderr } that also knows the child.
function promised(original) {
  const run = function() {
    const { promise, resolve, reject } = Promise.withResolvers();
    const args = Array.from(arguments);
    args.push((err, stdout, stderr) => {
      if (err !== null) {
        err.stdout = stdout;
        err.stderr = stderr;
        reject(err);
      } else {
        resolve({ stdout, stderr });
      }
    });
    promise.child = Reflect.apply(original, undefined, args);
    return promise;
  };
  return Object.defineProperty(run, 'name', { value: original.name });
}

for (const original of [exec, execFile]) {
  Object.defineProperty(original, Symbol.for('nodejs.util.promisify.custom'), {
    __proto__: null, enumerable: false, value: promised(original),
  });
}

function spawnSync(file, args, options) {
  options = { __proto__: null, maxBuffer: MAX_BUFFER, ...normalizeSpawn(file, args, options) };
  checkTimeout(options.timeout);
  checkMaxBuffer(options.maxBuffer);
  options.killSignal = killSignalOf(options.killSignal);
  return require('internal/child_process/sync').spawnSync(options);
}

function execFileSync(file, args, options) {
  ({ file, args, options } = normalizeExecFile(file, args, options));
  const result = spawnSync(file, args, options);
  if (!options.stdio && result.stderr) {
    process.stderr.write(result.stderr);
  }
  const failure = require('internal/child_process/sync').failureOf(result, [options.argv0 || file].concat(args).join(' '));
  if (failure) {
    throw failure;
  }
  return result.stdout;
}

function execSync(command, options) {
  const opts = normalizeExec(command, options);
  const result = spawnSync(opts.file, opts.options);
  if (!opts.options.stdio && result.stderr) {
    process.stderr.write(result.stderr);
  }
  const failure = require('internal/child_process/sync').failureOf(result, command);
  if (failure) {
    throw failure;
  }
  return result.stdout;
}

module.exports = {
  get ChildProcess() {
    return require('internal/child_process').ChildProcess;
  },
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
};
