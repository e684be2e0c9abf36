// internal/process/per_thread - process methods that are rarely called: execve, ref, unref.
'use strict';

const { error } = internalBinding('errors');
const { validateArray, validateObject, validateString } = internalBinding('validators');
const { execve: nativeExecve } = internalBinding('process_methods');

// process.execve(file[, args[, env]]): replaces the process; ends it if that fails.
function execve(execPath, args = [], env = process.env) {
  process.emitWarning('process.execve is an experimental feature and might change at any time', 'ExperimentalWarning');
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] !== 'string' || args[i].includes('\u0000')) {
      throw error('ERR_INVALID_ARG_VALUE', `args[${i}]`, args[i], 'must be a string without null bytes');
    }
  }
  validateObject(env, 'env');
  const pairs = [];
  for (const [name, value] of Object.entries(env)) {
    if (typeof value !== 'string' || name.includes('\u0000') || value.includes('\u0000')) {
      throw error('ERR_INVALID_ARG_VALUE', 'env', env, 'must be an object with string keys and values without null bytes');
    }
    pairs.push(`${name}=${value}`);
  }
  const code = nativeExecve(execPath, args, pairs);
  const holder = {};
  Error.captureStackTrace(holder);
  process._rawDebug('%s', `process.execve failed with error code ${code}\n${holder.stack.split('\n').slice(1).join('\n')}`);
  process.abort();
}

function call(object, symbol, name) {
  if (object === null || object === undefined) return;
  const method = object[symbol] || object[name];
  if (typeof method === 'function') method.call(object);
}

// process.ref(maybeRefable)
function ref(maybeRefable) {
  call(maybeRefable, Symbol.for('nodejs.ref'), 'ref');
}

// process.unref(maybeRefable)
function unref(maybeRefable) {
  call(maybeRefable, Symbol.for('nodejs.unref'), 'unref');
}

module.exports = { execve, ref, unref };
