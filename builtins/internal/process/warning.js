// internal/process/warning - process.emitWarning and what is printed of a warning.
'use strict';

const { error, validateString } = Object.assign({}, internalBinding('errors'), internalBinding('validators'));
const { option } = internalBinding('process_methods');

let hintGiven = false;

function disabled(warning) {
  const names = option('disable-warning');
  if (names === undefined) return false;
  const list = Array.isArray(names) ? names : [names];
  return (typeof warning.code === 'string' && list.includes(warning.code)) ||
    (typeof warning.name === 'string' && list.includes(warning.name));
}

// The default listener of 'warning'.
function onWarning(warning) {
  if (disabled(warning)) return;
  if (!(warning instanceof Error)) return;
  const deprecation = warning.name === 'DeprecationWarning';
  if (deprecation && process.noDeprecation) return;
  const trace = process.traceProcessWarnings || option('trace-warnings') || (deprecation && process.traceDeprecation);
  let text = `(${process.release.name}:${process.pid}) `;
  if (warning.code) text += `[${warning.code}] `;
  if (trace && warning.stack) {
    text += warning.stack;
  } else {
    text += typeof warning.toString === 'function' ? `${warning.toString()}` : Error.prototype.toString.call(warning);
  }
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  if (!trace && !hintGiven) {
    const flag = deprecation ? '--trace-deprecation' : '--trace-warnings';
    const argv0 = (process.argv0 || 'node').split('/').pop();
    text += `\n(Use \`${argv0} ${flag} ...\` to show where the warning was created)`;
    hintGiven = true;
  }
  const file = option('redirect-warnings') || process.env.NODE_REDIRECT_WARNINGS;
  if (file) {
    try {
      require('fs').appendFileSync(file, `${text}\n`);
      return;
    } catch {
      // A file that cannot be written falls back to standard error.
    }
  }
  // As console.error does, so that whoever patched process.stderr sees it.
  internalBinding('console').write(true, text);
}

function createWarning(message, name, code, caller, detail) {
  const warning = new Error(message);
  Object.defineProperty(warning, 'name', { value: String(name || 'Warning'), writable: true, enumerable: false, configurable: true });
  if (code !== undefined) warning.code = code;
  if (detail !== undefined) warning.detail = detail;
  if (Error.captureStackTrace) Error.captureStackTrace(warning, caller || emitWarning);
  return warning;
}

// process.emitWarning(warning[, options | type[, code[, ctor]]])
function emitWarning(warning, type, code, ctor) {
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ctor = type.ctor;
    code = type.code;
    if (typeof type.detail === 'string') detail = type.detail;
    type = type.type || 'Warning';
  } else if (typeof type === 'function') {
    ctor = type;
    code = '';
    type = 'Warning';
  }
  if (type !== undefined) validateString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = '';
  } else if (code !== undefined) {
    validateString(code, 'code');
  }
  if (typeof warning === 'string') {
    warning = createWarning(warning, type, code === '' ? undefined : code, ctor, detail);
  } else if (!(warning instanceof Error)) {
    throw error('ERR_INVALID_ARG_TYPE', 'warning', ['Error', 'string'], warning);
  }
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      // Thrown from a tick of its own, so that no try block around the caller can swallow it.
      return process.nextTick(() => { throw warning; });
    }
  }
  process.nextTick(() => process.emit('warning', warning));
}

// Node's first listener prints. It is added with the first warning: nothing can have been emitted before.
if (option('no-warnings') !== true) process.prependListener('warning', onWarning);

module.exports = { emitWarning, onWarning, createWarning };
