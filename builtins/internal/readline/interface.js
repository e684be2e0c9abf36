// internal/readline/interface - Interface without line editing, which is in internal/readline/editor.
'use strict';

const EventEmitter = require('events');
const { error } = internalBinding('errors');
const { lazyMethod } = internalBinding('stream');
const { validateAbortSignal, validateString, validateUint32 } = internalBinding('validators');

// Within this time "\n" after "\r" belongs to the same line end.
const kMinCrlfDelay = 100;
const kEscapeCodeTimeout = 500;
const kLines = Symbol('line object stream');
const lineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/;

function Interface(input, output, completer, terminal) {
  EventEmitter.call(this);
  this._sawReturnAt = 0;
  this.isCompletionEnabled = true;
  this._sawKeyPress = false;
  this._previousKey = null;
  this.escapeCodeTimeout = kEscapeCodeTimeout;
  this.tabSize = 8;
  this[kLines] = undefined;

  let options = {};
  if (input?.input) {
    options = input;
    ({ input, output, completer, terminal } = options);
    if (options.tabSize !== undefined) {
      validateUint32(options.tabSize, 'tabSize', true);
      this.tabSize = options.tabSize;
    }
    if (options.escapeCodeTimeout !== undefined) {
      if (!Number.isFinite(options.escapeCodeTimeout)) {
        throw error('ERR_INVALID_ARG_VALUE', 'input.escapeCodeTimeout', this.escapeCodeTimeout);
      }
      this.escapeCodeTimeout = options.escapeCodeTimeout;
    }
    if (options.signal) validateAbortSignal(options.signal, 'options.signal');
  }
  setUpHistory(this, options);
  if (completer !== undefined && typeof completer !== 'function') throw error('ERR_INVALID_ARG_VALUE', 'completer', completer);
  if (terminal === undefined && output != null) terminal = !!output.isTTY;

  this.line = '';
  this.output = output;
  this.input = input;
  this.crlfDelay = options.crlfDelay ? Math.max(kMinCrlfDelay, options.crlfDelay) : kMinCrlfDelay;
  this.completer = completer;
  this.setPrompt(options.prompt !== undefined ? options.prompt : '> ');
  this.terminal = !!terminal;

  const onerror = (reason) => this.emit('error', reason);
  input.on('error', onerror);
  if (this.terminal) {
    require('internal/readline/editor').attach(this, onerror);
  } else {
    const ondata = (data) => this._normalWrite(data);
    const onend = () => {
      // The last line may end without a line end.
      if (typeof this._line_buffer === 'string' && this._line_buffer.length > 0) this.emit('line', this._line_buffer);
      this.close();
    };
    const { StringDecoder } = require('string_decoder');
    this._decoder = new StringDecoder('utf8');
    input.on('data', ondata);
    input.on('end', onend);
    this.once('close', () => {
      input.removeListener('data', ondata);
      input.removeListener('error', onerror);
      input.removeListener('end', onend);
    });
  }
  if (options.signal) closeOnAbort(this, options.signal);
  input.resume();
}
Object.setPrototypeOf(Interface.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Interface, EventEmitter);

function closeOnAbort(iface, signal) {
  const close = () => iface.close();
  if (signal.aborted) {
    process.nextTick(close);
  } else {
    signal.addEventListener('abort', close, { once: true });
    iface.once('close', () => signal.removeEventListener('abort', close));
  }
}

function setUpHistory(iface, { history, historySize, removeHistoryDuplicates }) {
  if (history === undefined) history = [];
  else if (!Array.isArray(history)) throw error('ERR_INVALID_ARG_TYPE', 'history', 'Array', history);
  if (historySize === undefined) {
    historySize = 30;
  } else if (typeof historySize !== 'number' || Number.isNaN(historySize) || historySize < 0) {
    if (typeof historySize !== 'number') throw error('ERR_INVALID_ARG_TYPE', 'size', 'number', historySize);
    throw error('ERR_OUT_OF_RANGE', 'size', '>= 0', historySize);
  }
  iface.history = history;
  iface.historySize = historySize;
  iface.historyIndex = -1;
  iface.removeHistoryDuplicates = !!removeHistoryDuplicates;
}

const proto = Interface.prototype;

Object.defineProperty(proto, 'columns', {
  configurable: true,
  get() {
    return this.output?.columns || Infinity;
  },
});

proto.setPrompt = function(prompt) {
  this._prompt = prompt;
};

proto.getPrompt = function() {
  return this._prompt;
};

proto._setRawMode = function(mode) {
  const before = this.input.isRaw;
  if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
  return before;
};

proto.prompt = function(preserveCursor) {
  if (this.paused) this.resume();
  if (this.terminal && process.env.TERM !== 'dumb') {
    if (!preserveCursor) this.cursor = 0;
    this._refreshLine();
  } else {
    this._writeToOutput(this._prompt);
  }
};

proto._question = function(query, callback) {
  if (this.closed) throw error('ERR_USE_AFTER_CLOSE', 'readline');
  if (!this._questionCallback) {
    this._oldPrompt = this._prompt;
    this.setPrompt(query);
    this._questionCallback = callback;
  }
  this.prompt();
};

proto._questionCancel = function() {
  if (!this._questionCallback) return;
  this._questionCallback = null;
  this.setPrompt(this._oldPrompt);
  this.clearLine();
};

proto._onLine = function(line) {
  const callback = this._questionCallback;
  if (callback) {
    this._questionCallback = null;
    this.setPrompt(this._oldPrompt);
    callback(line);
  } else {
    this.emit('line', line);
  }
};

proto._writeToOutput = function(text) {
  validateString(text, 'stringToWrite');
  if (this.output != null) this.output.write(text);
};

proto.close = function() {
  if (this.closed) return;
  this.pause();
  if (this.terminal) this._setRawMode(false);
  this.closed = true;
  this.emit('close');
};

proto.pause = function() {
  if (this.closed) throw error('ERR_USE_AFTER_CLOSE', 'readline');
  if (this.paused) return;
  this.input.pause();
  this.paused = true;
  this.emit('pause');
  return this;
};

proto.resume = function() {
  if (this.closed) throw error('ERR_USE_AFTER_CLOSE', 'readline');
  if (!this.paused) return;
  this.input.resume();
  this.paused = false;
  this.emit('resume');
  return this;
};

proto.write = function(data, key) {
  if (this.closed) throw error('ERR_USE_AFTER_CLOSE', 'readline');
  if (this.paused) this.resume();
  if (this.terminal) this._ttyWrite(data, key);
  else this._normalWrite(data);
};

// What arrives from an input that is no terminal: emits the lines in it.
proto._normalWrite = function(data) {
  if (data === undefined) return;
  let text = this._decoder.write(data);
  if (this._sawReturnAt && Date.now() - this._sawReturnAt <= this.crlfDelay) {
    if (text.charCodeAt(0) === 10) text = text.slice(1);
    this._sawReturnAt = 0;
  }
  if (!text) return;
  const plain = !text.includes('\r') && !text.includes('\u2028') && !text.includes('\u2029');
  const lines = plain ? text.split('\n') : text.split(lineEnding);
  const last = lines.length - 1;
  if (last === 0) {
    this._line_buffer = this._line_buffer ? this._line_buffer + text : text;
    return;
  }
  this._sawReturnAt = text.endsWith('\r') ? Date.now() : 0;
  const first = this._line_buffer ? this._line_buffer + lines[0] : lines[0];
  this._line_buffer = lines[last];
  this._onLine(first);
  for (let i = 1; i < last; i++) this._onLine(lines[i]);
};

proto[Symbol.asyncIterator] = function() {
  if (this[kLines] === undefined) {
    const { kFirstEventParam } = require('internal/events/symbols');
    this[kLines] = EventEmitter.on(this, 'line', { close: ['close'], highWaterMark: 1024, [kFirstEventParam]: true });
  }
  return this[kLines];
};

if (Symbol.dispose) {
  proto[Symbol.dispose] = function() {
    this.close();
  };
}

// Line editing, whose file is loaded when a key is pressed.
for (const name of [
  '_addHistory', '_refreshLine', '_insertString', '_tabComplete', '_tabCompleter', '_wordLeft', '_wordRight', '_deleteLeft',
  '_deleteRight', '_deleteWordLeft', '_deleteWordRight', '_deleteLineLeft', '_deleteLineRight', '_line', '_historyNext',
  '_historyPrev', '_getDisplayPos', '_moveCursor', '_ttyWrite', 'clearLine', 'getCursorPos', '_getCursorPos',
]) {
  lazyMethod(proto, name, 0, 'internal/readline/editor', name);
}

module.exports = { Interface };
