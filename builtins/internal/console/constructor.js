// internal/console/constructor - console.Console: a console over streams of one's own.
'use strict';

const { error } = internalBinding('errors');
const { formatWithOptions } = internalBinding('util');
const { getColorDepth } = internalBinding('console');
const { validateInteger, validateObject, validateOneOf } = internalBinding('validators');
const { methods, hide, kWrite, kInspectOptions, kIsConsole } = require('internal/console/methods');

const kColorMode = Symbol('kColorMode');
const kGroupIndentation = Symbol('kGroupIndentationString');
const kGroupIndentationWidth = Symbol('kGroupIndentWidth');
const kMaxGroupIndentation = 1000;

const inspectOptionsOf = new WeakMap();

function noop() {}

function isStackOverflow(exception) {
  return exception?.name === 'RangeError' && exception.message === 'Maximum call stack size exceeded';
}

function Console(options, stderrStream, ignoreErrorsFlag) {
  // A class could not be called without new.
  if (new.target === undefined) return Reflect.construct(Console, arguments);

  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: stderrStream, ignoreErrors: ignoreErrorsFlag };
  }
  const {
    stdout,
    stderr = stdout,
    ignoreErrors = true,
    colorMode = 'auto',
    inspectOptions,
    groupIndentation = 2,
  } = options;

  if (!stdout || typeof stdout.write !== 'function') throw error('ERR_CONSOLE_WRITABLE_STREAM', 'stdout');
  if (!stderr || typeof stderr.write !== 'function') throw error('ERR_CONSOLE_WRITABLE_STREAM', 'stderr');
  validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  validateInteger(groupIndentation, 'groupIndentation', 0, kMaxGroupIndentation);
  if (inspectOptions !== undefined) {
    validateObject(inspectOptions, 'options.inspectOptions');
    const byStream = inspectOptions instanceof Map ?
      inspectOptions : new Map([[stdout, inspectOptions], [stderr, inspectOptions]]);
    for (const entry of byStream.values()) {
      if (entry.colors !== undefined && options.colorMode !== undefined) {
        throw error('ERR_INCOMPATIBLE_OPTION_PAIR', 'options.inspectOptions.color', 'colorMode');
      }
    }
    inspectOptionsOf.set(this, byStream);
  }

  // Methods are taken from the instance, so that those of a subclass are bound too.
  for (const key of Object.keys(Console.prototype)) {
    this[key] = this[key].bind(this);
    Object.defineProperty(this[key], 'name', { __proto__: null, value: key });
  }
  hide(this, '_stdout', stdout);
  hide(this, '_stderr', stderr);
  hide(this, '_stdoutErrorHandler', writeErrorHandler(this, '_stdout'));
  hide(this, '_stderrErrorHandler', writeErrorHandler(this, '_stderr'));
  hide(this, '_ignoreErrors', Boolean(ignoreErrors));
  hide(this, '_times', new Map());
  hide(this, kColorMode, colorMode);
  hide(this, kIsConsole, true);
  hide(this, kGroupIndentationWidth, groupIndentation);
  hide(this, kGroupIndentation, '');
  Object.defineProperty(this, Symbol.toStringTag, {
    __proto__: null, value: 'console', writable: false, enumerable: false, configurable: true,
  });
}

Object.defineProperty(Console, Symbol.hasInstance, {
  __proto__: null,
  value: { [Symbol.hasInstance](instance) { return instance[kIsConsole]; } }[Symbol.hasInstance],
});

// The callback of a write. An error that the stream has yet to emit gets a listener, so that it is not uncaught.
function writeErrorHandler(console, name) {
  return (exception) => {
    const stream = console[name];
    if (exception !== null && !stream._writableState.errorEmitted && stream.listenerCount('error') === 0) {
      stream.once('error', noop);
    }
  };
}

function shouldColorize(stream) {
  if (process.env.FORCE_COLOR !== undefined) return getColorDepth() > 2;
  return stream?.isTTY && (typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true);
}

function publish(name, args) {
  const { channel } = require('diagnostics_channel');
  const subscribed = channel(name);
  if (subscribed.hasSubscribers) subscribed.publish(args);
}

function say(console, toStderr, name, args) {
  publish(name, args);
  const text = args.length === 1 && typeof args[0] === 'string' ?
    args[0] : formatWithOptions(console[kInspectOptions](toStderr), ...args);
  console[kWrite](toStderr, text);
}

hide(Console.prototype, kWrite, function(toStderr, text) {
  const stream = toStderr ? this._stderr : this._stdout;
  const handler = toStderr ? this._stderrErrorHandler : this._stdoutErrorHandler;
  const indentation = this[kGroupIndentation];
  if (indentation !== '') text = indentation + text.replaceAll('\n', `\n${indentation}`);
  text += '\n';
  if (this._ignoreErrors === false) return stream.write(text);
  // Errors may come now (files, terminals) or later (pipes); neither is the caller's business.
  try {
    if (stream.listenerCount('error') === 0) stream.once('error', noop);
    stream.write(text, handler);
  } catch (exception) {
    if (isStackOverflow(exception)) throw exception;
  } finally {
    stream.removeListener('error', noop);
  }
});

hide(Console.prototype, kInspectOptions, function(toStderr) {
  const stream = toStderr ? this._stderr : this._stdout;
  const colors = this[kColorMode] === 'auto' ? shouldColorize(stream) : this[kColorMode];
  const options = inspectOptionsOf.get(this)?.get(stream);
  if (options) {
    if (options.colors === undefined) options.colors = colors;
    return options;
  }
  return colors ? { colors: true } : {};
});

const logging = {
  log(...args) { say(this, false, 'console.log', args); },
  info(...args) { say(this, false, 'console.info', args); },
  debug(...args) { say(this, false, 'console.debug', args); },
  warn(...args) { say(this, true, 'console.warn', args); },
  error(...args) { say(this, true, 'console.error', args); },
};

const grouping = {
  group(...data) {
    if (data.length > 0) this.log(...data);
    this[kGroupIndentation] += ' '.repeat(this[kGroupIndentationWidth]);
  },

  groupEnd() {
    const length = this[kGroupIndentation].length - this[kGroupIndentationWidth];
    this[kGroupIndentation] = this[kGroupIndentation].slice(0, length);
  },
};

const { dir, time, timeEnd, timeLog, trace, assert, clear, count, countReset, table } = methods;
Object.assign(Console.prototype, logging,
              { dir, time, timeEnd, timeLog, trace, assert, clear, count, countReset }, grouping, { table });
Console.prototype.dirxml = Console.prototype.log;
Console.prototype.groupCollapsed = Console.prototype.group;

module.exports = { Console };
