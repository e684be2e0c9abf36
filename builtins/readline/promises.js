// node:readline/promises - readline whose questions are promises.
'use strict';

const { validateAbortSignal } = internalBinding('validators');
const { Interface: Base } = require('internal/readline/interface');

class Interface extends Base {
  question(query, options = {}) {
    return new Promise((resolve, reject) => {
      let callback = resolve;
      const signal = options?.signal;
      if (signal) {
        validateAbortSignal(signal, 'options.signal');
        const abortError = () => {
          const { AbortError } = require('internal/abort_error');
          return new AbortError(undefined, { cause: signal.reason });
        };
        if (signal.aborted) {
          reject(abortError());
          return;
        }
        const cancel = () => {
          this._questionCancel();
          reject(abortError());
        };
        signal.addEventListener('abort', cancel, { once: true });
        callback = (answer) => {
          signal.removeEventListener('abort', cancel);
          resolve(answer);
        };
      }
      this._questionReject = reject;
      this._question(query, callback);
    });
  }
}

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface };
Object.defineProperty(module.exports, 'Readline', {
  configurable: true,
  enumerable: true,
  get: () => require('internal/readline/commands').Readline,
});
module.exports.createInterface = createInterface;
