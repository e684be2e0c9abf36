// internal/child_process/options - see ARCHITECTURE.md for what stands beside it.
'use strict';
// internal/child_process/options - what the options of spawn() and its relatives mean; checked once, here.

const { error } = internalBinding('errors');
const { signalNumber } = internalBinding('process_wrap');
const { validateBoolean, validateInt32, validateObject, validateString } = internalBinding('validators');

function refuseNull(text, name) {
  if (typeof text === 'string' && text.includes('\u0000')) {
    throw error('ERR_INVALID_ARG_VALUE', name, text, 'must be a string without null bytes');
  }
}

function refuseNulls(list, name) {
  for (let i = 0; i < list.length; i++) {
    refuseNull(list[i], `${name}[${i}]`);
  }
}

function validPath(path, name) {
  if (path instanceof URL) {
    path = require('url').fileURLToPath(path);
  } else if (typeof path === 'object' && path !== null && ArrayBuffer.isView(path)) {
    path = Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString();
  } else if (typeof path !== 'string') {
    throw error('ERR_INVALID_ARG_TYPE', name, ['string', 'Buffer', 'URL'], path);
  }
  refuseNull(path, name);
  return path;
}

function checkTimeout(timeout) {
  if (timeout == null) {
    return;
  }
  if (typeof timeout !== 'number') {
    throw error('ERR_INVALID_ARG_TYPE', 'timeout', 'number', timeout);
  }
  if (!Number.isInteger(timeout) || timeout < 0) {
    throw error('ERR_OUT_OF_RANGE', 'timeout', 'an unsigned integer', timeout);
  }
}

function checkMaxBuffer(maxBuffer) {
  if (maxBuffer == null) {
    return;
  }
  if (typeof maxBuffer !== 'number') {
    throw error('ERR_INVALID_ARG_TYPE', 'options.maxBuffer', 'number', maxBuffer);
  }
  if (!(maxBuffer >= 0)) {
    throw error('ERR_OUT_OF_RANGE', 'options.maxBuffer', 'a positive number', maxBuffer);
  }
}

function killSignalOf(signal) {
  if (typeof signal === 'string' || typeof signal === 'number') {
    return signalNumber(signal);
  }
  if (signal != null) {
    throw error('ERR_INVALID_ARG_TYPE', 'options.killSignal', ['string', 'number'], signal);
  }
  return undefined;
}

function stdioFromString(stdio, channel) {
  let list;
  switch (stdio) {
    case 'ignore':
    case 'overlapped':
    case 'pipe':
      list = [stdio, stdio, stdio];
      break;
    case 'inherit':
      list = [0, 1, 2];
      break;
    default:
      throw error('ERR_INVALID_ARG_VALUE', 'stdio', stdio);
  }
  if (channel) {
    list.push(channel);
  }
  return list;
}

function environment(env) {
  const pairs = [];
  // Inherited properties count too, as in Node.
  for (const key in env) {
    const value = env[key];
    if (value !== undefined) {
      refuseNull(key, `options.env['${key}']`);
      refuseNull(value, `options.env['${key}']`);
      pairs.push(`${key}=${value}`);
    }
  }
  return pairs;
}

function checkOptions(options) {
  if (options.detached != null) {
    validateBoolean(options.detached, 'options.detached');
  }
  for (const key of ['uid', 'gid']) {
    if (options[key] != null) {
      validateInt32(options[key], `options.${key}`);
    }
  }
  const { shell } = options;
  if (shell != null && typeof shell !== 'boolean' && typeof shell !== 'string') {
    throw error('ERR_INVALID_ARG_TYPE', 'options.shell', ['boolean', 'string'], shell);
  }
  if (options.argv0 != null) {
    validateString(options.argv0, 'options.argv0');
    refuseNull(options.argv0, 'options.argv0');
  }
  for (const key of ['windowsHide', 'windowsVerbatimArguments']) {
    if (options[key] != null) {
      validateBoolean(options[key], `options.${key}`);
    }
  }
}

let warnedOfShellArguments = false;

function normalizeSpawn(file, args, options) {
  validateString(file, 'file');
  refuseNull(file, 'file');
  if (file.length === 0) {
    throw error('ERR_INVALID_ARG_VALUE', 'file', file, 'cannot be empty');
  }
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args === undefined || args === null) {
    args = [];
  } else if (typeof args !== 'object') {
    throw error('ERR_INVALID_ARG_TYPE', 'args', 'object', args);
  } else {
    options = args;
    args = [];
  }
  refuseNulls(args, 'args');
  if (options === undefined) {
    options = {};
  } else {
    validateObject(options, 'options');
  }
  options = { __proto__: null, ...options };
  const cwd = options.cwd == null ? options.cwd : validPath(options.cwd, 'options.cwd');
  checkOptions(options);
  if (options.shell) {
    refuseNull(options.shell, 'options.shell');
    if (args.length > 0 && !warnedOfShellArguments) {
      warnedOfShellArguments = true;
      process.emitWarning(
        'Passing args to a child process with shell option true can lead to security vulnerabilities, ' +
        'as the arguments are not escaped, only concatenated.', 'DeprecationWarning', 'DEP0190');
    }
    const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
    file = typeof options.shell === 'string' ? options.shell : '/bin/sh';
    args = ['-c', command];
  }
  args.unshift(typeof options.argv0 === 'string' ? options.argv0 : file);
  return {
    // No prototype: what a script adds to Object.prototype is no option.
    __proto__: null,
    ...options,
    args,
    cwd,
    detached: !!options.detached,
    envPairs: environment(options.env || process.env),
    file,
    windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!options.windowsVerbatimArguments,
  };
}

// The rows of `stdio` as process_wrap and spawn_sync take them.
function stdioRows(stdio, sync) {
  if (typeof stdio === 'string') {
    stdio = stdioFromString(stdio);
  } else if (!Array.isArray(stdio)) {
    throw error('ERR_INVALID_ARG_VALUE', 'stdio', stdio);
  }
  const rows = [];
  const result = { stdio: rows, ipc: undefined, ipcFd: undefined };
  const count = Math.max(stdio.length, 3);
  try {
    for (let i = 0; i < count; i++) {
      rows.push(stdioRow(stdio[i] ?? (i < 3 ? 'pipe' : 'ignore'), i, sync, result));
    }
  } catch (err) {
    for (const row of rows) {
      if (row.type === 'pipe' && row.handle) {
        row.handle.close();
      }
    }
    throw err;
  }
  return result;
}

function stdioRow(stdio, i, sync, result) {
  if (stdio === 'ignore') {
    return { __proto__: null, type: 'ignore' };
  }
  if (stdio === 'pipe' || stdio === 'overlapped' || (typeof stdio === 'number' && stdio < 0)) {
    const row = { __proto__: null, type: stdio === 'overlapped' ? 'overlapped' : 'pipe', readable: i === 0, writable: i !== 0 };
    if (!sync) {
      const { Pipe, constants } = internalBinding('pipe_wrap');
      row.handle = new Pipe(constants.SOCKET);
    }
    return row;
  }
  if (stdio === 'ipc') {
    if (sync) {
      throw error('ERR_IPC_SYNC_FORK');
    }
    if (result.ipc !== undefined) {
      throw error('ERR_IPC_ONE_PIPE');
    }
    const { Pipe, constants } = internalBinding('pipe_wrap');
    result.ipc = new Pipe(constants.IPC);
    result.ipcFd = i;
    return { __proto__: null, type: 'pipe', handle: result.ipc, ipc: true };
  }
  if (stdio === 'inherit') {
    return { __proto__: null, type: 'inherit', fd: i };
  }
  if (typeof stdio === 'number' || typeof stdio.fd === 'number') {
    return { __proto__: null, type: 'fd', fd: typeof stdio === 'number' ? stdio : stdio.fd };
  }
  const { Pipe } = internalBinding('pipe_wrap');
  const handle = [stdio, stdio.handle, stdio._handle].find((candidate) => candidate instanceof Pipe);
  if (handle) {
    return { __proto__: null, type: 'wrap', wrapType: 'pipe', handle, _stdio: stdio };
  }
  if (!sync && (typeof stdio === 'string' || ArrayBuffer.isView(stdio))) {
    throw error('ERR_INVALID_SYNC_FORK_INPUT', require('util').inspect(stdio));
  }
  if (sync && ArrayBuffer.isView(stdio)) {
    return { __proto__: null, type: 'pipe', readable: true, writable: false, input: stdio };
  }
  throw error('ERR_INVALID_ARG_VALUE', 'stdio', stdio);
}

module.exports = {
  checkMaxBuffer,
  checkTimeout,
  killSignalOf,
  normalizeSpawn,
  refuseNull,
  refuseNulls,
  stdioFromString,
  stdioRows,
  validPath,
};
