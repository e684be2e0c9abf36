// node:readline - lines of a stream, questions and answers.
'use strict';

const { lazyMethod } = internalBinding('stream');
const { validateAbortSignal } = internalBinding('validators');
const { Interface: Base } = require('internal/readline/interface');

function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);
  // A completer may answer at once or call back: from here on it calls back.
  if (typeof input?.completer === 'function' && input.input && input.completer.length !== 2) {
    const answer = input.completer;
    input.completer = (line, callback) => callback(null, answer(line));
  } else if (typeof completer === 'function' && completer.length !== 2) {
    const answer = completer;
    completer = (line, callback) => callback(null, answer(line));
  }
  Base.call(this, input, output, completer, terminal);
  if (this.terminal && process.env.TERM === 'dumb') this._ttyWrite = require('internal/readline/editor').ttyWriteDumb;
}
Object.setPrototypeOf(Interface.prototype, Base.prototype);
Object.setPrototypeOf(Interface, Base);

Interface.prototype._tabComplete = function(lastKeypressWasTab) {
  this.pause();
  this.completer(this.line.slice(0, this.cursor), (error, value) => {
    this.resume();
    if (error) this._writeToOutput(`Tab completion error: ${internalBinding('util').inspect(error)}`);
    else this._tabCompleter(lastKeypressWasTab, value);
  });
};

Interface.prototype.question = function question(query, options, callback) {
  if (typeof options === 'function') callback = options;
  const signal = options !== null && typeof options === 'object' ? options.signal : undefined;
  if (signal) {
    validateAbortSignal(signal, 'options.signal');
    if (signal.aborted) return;
    const cancel = () => this._questionCancel();
    signal.addEventListener('abort', cancel, { once: true });
    const answered = callback;
    callback = (answer) => {
      signal.removeEventListener('abort', cancel);
      if (typeof answered === 'function') return answered(answer);
    };
  }
  if (typeof callback === 'function') this._question(query, callback);
};

Interface.prototype.question[Symbol.for('nodejs.util.promisify.custom')] = function question(query, options) {
  const signal = options?.signal;
  const abortError = () => {
    const { AbortError } = require('internal/abort_error');
    return new AbortError(undefined, { cause: signal.reason });
  };
  if (signal?.aborted) return Promise.reject(abortError());
  return new Promise((resolve, reject) => {
    let callback = resolve;
    if (signal) {
      const cancel = () => reject(abortError());
      signal.addEventListener('abort', cancel, { once: true });
      callback = (answer) => {
        signal.removeEventListener('abort', cancel);
        resolve(answer);
      };
    }
    this.question(query, options, callback);
  });
};

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface };
lazyMethod(module.exports, 'clearLine', 3, 'internal/readline/callbacks');
lazyMethod(module.exports, 'clearScreenDown', 2, 'internal/readline/callbacks');
module.exports.createInterface = createInterface;
lazyMethod(module.exports, 'cursorTo', 4, 'internal/readline/callbacks');
lazyMethod(module.exports, 'emitKeypressEvents', 1, 'internal/readline/keys');
lazyMethod(module.exports, 'moveCursor', 4, 'internal/readline/callbacks');
Object.defineProperty(module.exports, 'promises', {
  configurable: true,
  enumerable: true,
  get: () => require('readline/promises'),
});
