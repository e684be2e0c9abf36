// internal/console/methods - what a console does besides plain logging; shared by the global console and the class.
'use strict';

const binding = internalBinding('console');
const { inspect } = internalBinding('util');

const kWrite = Symbol('kWriteToConsole');
const kInspectOptions = Symbol('kGetInspectOptions');
const kIsConsole = Symbol('kIsConsole');
const kCounts = Symbol('counts');

function hide(object, key, value) {
  Object.defineProperty(object, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

function counts(console) {
  if (console[kCounts] === undefined) hide(console, kCounts, new Map());
  return console[kCounts];
}

function twoDigits(value) {
  return String(value).padStart(2, '0');
}

function formatTime(ms) {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)}s`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const [seconds, fraction] = ((ms % 60_000) / 1000).toFixed(3).split('.');
  const head = hours !== 0 ? `${hours}:${twoDigits(minutes)}` : `${minutes}`;
  return `${head}:${twoDigits(seconds)}.${fraction} (${hours !== 0 ? 'h:m' : ''}m:ss.mmm)`;
}

// Logs how long a timer has been running. False if there is no such timer.
function logTime(console, method, label, data) {
  const start = console._times.get(label);
  if (start === undefined) {
    process.emitWarning(`No such label '${label}' for console.${method}()`);
    return false;
  }
  const [seconds, nanoseconds] = process.hrtime(start);
  const args = ['%s: %s', label, formatTime(seconds * 1000 + nanoseconds / 1e6)];
  console.log(...args, ...data);
  return true;
}

const methods = {
  dir(object, options) {
    this[kWrite](false, inspect(object, {
      customInspect: false,
      ...this[kInspectOptions](false),
      ...options,
    }));
  },

  time(label = 'default') {
    label = `${label}`;
    if (this._times.has(label)) {
      process.emitWarning(`Label '${label}' already exists for console.time()`);
      return;
    }
    this._times.set(label, process.hrtime());
  },

  timeEnd(label = 'default') {
    label = `${label}`;
    if (logTime(this, 'timeEnd', label, [])) this._times.delete(label);
  },

  timeLog(label = 'default', ...data) {
    logTime(this, 'timeLog', `${label}`, data);
  },

  trace(...args) {
    const { formatWithOptions } = internalBinding('util');
    const error = {
      name: 'Trace',
      message: args.length === 1 && typeof args[0] === 'string' ?
        args[0] : formatWithOptions(this[kInspectOptions](true), ...args),
    };
    Error.captureStackTrace(error, methods.trace);
    this.error(error.stack);
  },

  assert(expression, ...args) {
    if (expression) return;
    if (typeof args[0] === 'string') {
      args[0] = `Assertion failed: ${args[0]}`;
    } else {
      args.unshift('Assertion failed');
    }
    this.warn(...args);
  },

  clear() {
    if (this._stdout.isTTY && process.env.TERM !== 'dumb') {
      // To the top left corner, then erase what follows.
      this._stdout.write('\x1b[1;1H');
      this._stdout.write('\x1b[0J');
    }
  },

  count(label = 'default') {
    label = `${label}`;
    const count = (counts(this).get(label) ?? 0) + 1;
    counts(this).set(label, count);
    this.log(`${label}: ${count}`);
  },

  countReset(label = 'default') {
    if (!counts(this).delete(`${label}`)) {
      process.emitWarning(`Count for '${label}' does not exist`);
    }
  },

  table(tabularData, properties) {
    if (properties !== undefined) {
      const { validateArray } = internalBinding('validators');
      validateArray(properties, 'properties');
    }
    if (tabularData === null || typeof tabularData !== 'object') {
      this.log(tabularData);
      return;
    }
    const { columnsOf, render } = require('internal/console/table');
    const { head, columns } = columnsOf(tabularData, properties, this[kInspectOptions](false));
    this.log(render(head, columns));
  },

  // A console that only an inspector would show.
  context() {
    const context = {};
    for (const name of Object.keys(internalBinding('console').console)) {
      if (name !== 'Console' && name !== 'context') context[name] = function() {};
    }
    return context;
  },

  createTask(name) {
    if (typeof name !== 'string' || name === '') {
      throw new TypeError('First argument must be a non-empty string.');
    }
    return {
      run(callback) {
        if (typeof callback !== 'function') throw new TypeError('First argument must be a function.');
        return callback();
      },
    };
  },
};

const globalConsole = binding.console;
hide(globalConsole, kWrite, binding.write);
hide(globalConsole, kInspectOptions, binding.inspectOptions);
hide(globalConsole, kIsConsole, true);

module.exports = { methods, formatTime, hide, kWrite, kInspectOptions, kIsConsole };
