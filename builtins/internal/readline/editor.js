// internal/readline/editor - line editing on a terminal: the methods that Interface lends from here, and what attaches it.
'use strict';

const { getStringWidth, stripVTControlCharacters } = internalBinding('util');
const { clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const { charLengthAt, emitKeypressEvents } = require('internal/readline/keys');

const kMaxKills = 32;
const kMaxUndo = 2048;
const kMultilinePrompt = '| ';
const lineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/g;

function charLengthLeft(text, index) {
  if (index <= 0) return 0;
  const pair = index > 1 && text.codePointAt(index - 2) > 0xffff;
  return pair || text.codePointAt(index - 1) > 0xffff ? 2 : 1;
}

const isMultiline = (iface) => iface.line.includes('\n');

// Makes an Interface on a terminal listen to keys.
function attach(iface, onerror) {
  const { input, output } = iface;
  iface._undoStack = [];
  iface._redoStack = [];
  iface._killRing = [];
  iface._killRingCursor = 0;
  iface._substringSearch = null;
  iface._previousCursorCols = -1;
  iface.cursor = 0;
  const onkeypress = (text, key) => {
    iface._ttyWrite(text, key);
    if (key?.sequence) {
      // Half of a surrogate pair has been echoed: draw the line anew.
      const code = key.sequence.codePointAt(0);
      if (code >= 0xd800 && code <= 0xdfff) iface._refreshLine();
    }
  };
  const onend = () => {
    if (typeof iface.line === 'string' && iface.line.length > 0) iface.emit('line', iface.line);
    iface.close();
  };
  const onresize = () => iface._refreshLine();
  emitKeypressEvents(input, iface);
  input.on('keypress', onkeypress);
  input.on('end', onend);
  iface._setRawMode(true);
  if (output != null) output.on('resize', onresize);
  iface.once('close', () => {
    input.removeListener('keypress', onkeypress);
    input.removeListener('error', onerror);
    input.removeListener('end', onend);
    if (output != null) output.removeListener('resize', onresize);
  });
}

function remember(iface) {
  iface._undoStack.push({ text: iface.line, cursor: iface.cursor });
  if (iface._undoStack.length > kMaxUndo) iface._undoStack.shift();
}

// Replaces what lies between two positions and draws the line.
function replace(iface, from, to, text) {
  iface.line = iface.line.slice(0, from) + text + iface.line.slice(to);
  iface.cursor = from + text.length;
  iface._refreshLine();
}

function swap(iface, from, to) {
  if (from.length === 0) return;
  to.push({ text: iface.line, cursor: iface.cursor });
  const { text, cursor } = from.pop();
  iface.line = text;
  iface.cursor = cursor;
  iface._refreshLine();
}

function kill(iface, text) {
  if (!text || text === iface._killRing[0]) return;
  iface._killRing.unshift(text);
  iface._killRingCursor = 0;
  if (iface._killRing.length > kMaxKills) iface._killRing.pop();
}

function yankPop(iface) {
  if (!iface._yanking || iface._killRing.length <= 1) return;
  const previous = iface._killRing[iface._killRingCursor];
  iface._killRingCursor = (iface._killRingCursor + 1) % iface._killRing.length;
  replace(iface, iface.cursor - previous.length, iface.cursor, iface._killRing[iface._killRingCursor]);
}

// How far the word before the cursor, or after it, reaches.
function wordBefore(iface) {
  const reversed = Array.from(iface.line.slice(0, iface.cursor)).reverse().join('');
  return /^\s*(?:[^\w\s]+|\w+)?/.exec(reversed)[0].length;
}

function wordAfter(iface, pattern) {
  return pattern.exec(iface.line.slice(iface.cursor))[0].length;
}

const turned = (line, from, to) => line.split(from).reverse().join(to);

const methods = {
  _addHistory() {
    const { line } = this;
    if (line.length === 0) return '';
    if (this.historySize === 0 || line.trim().length === 0) return line;
    const multiline = isMultiline(this);
    // The lines of an entry are kept in reverse, as in the history file.
    const entry = turned(line, '\n', '\r');
    if (this.history.length === 0 || this.history[0] !== entry) {
      if (this.removeHistoryDuplicates) {
        const at = this.history.indexOf(entry);
        if (at !== -1) this.history.splice(at, 1);
      }
      this.history.unshift(entry);
      if (this.history.length > this.historySize) this.history.pop();
    }
    this.historyIndex = -1;
    const added = multiline ? turned(this.history[0], '\r', '\r') : this.history[0];
    this.emit('history', this.history);
    return added;
  },

  _refreshLine() {
    const line = this._prompt + this.line;
    const end = this._getDisplayPos(line);
    const cursor = this.getCursorPos();
    const previousRows = this.prevRows || 0;
    if (previousRows > 0) moveCursor(this.output, 0, -previousRows);
    cursorTo(this.output, 0);
    clearScreenDown(this.output);
    this._writeToOutput(isMultiline(this) ? line.replaceAll('\n', `\n${kMultilinePrompt}`) : line);
    // At the right edge the terminal has not wrapped yet: a character makes it.
    if (end.cols === 0) this._writeToOutput(' ');
    cursorTo(this.output, cursor.cols);
    const up = end.rows - cursor.rows;
    if (up > 0) moveCursor(this.output, 0, -up);
    this.prevRows = cursor.rows;
  },

  _insertString(text) {
    remember(this);
    const atEnd = this.cursor >= this.line.length;
    if (!this.isCompletionEnabled) {
      // In the middle of pasted text: the line is drawn when the last character comes.
      this.line = this.line.slice(0, this.cursor) + text + this.line.slice(this.cursor);
      this.cursor += text.length;
      this._writeToOutput(text);
    } else if (!atEnd) {
      replace(this, this.cursor, this.cursor, text);
    } else {
      const before = this.getCursorPos();
      this.line += text;
      this.cursor += text.length;
      if (before.rows < this.getCursorPos().rows) this._refreshLine();
      else this._writeToOutput(text);
    }
  },

  async _tabComplete(lastKeypressWasTab) {
    this.pause();
    let value;
    try {
      value = await this.completer(this.line.slice(0, this.cursor));
    } catch (error) {
      this._writeToOutput(`Tab completion error: ${internalBinding('util').inspect(error)}`);
      return;
    } finally {
      this.resume();
    }
    this._tabCompleter(lastKeypressWasTab, value);
  },

  _tabCompleter(lastKeypressWasTab, result) {
    const completions = result[0];
    const typed = result[1];
    if (!completions || completions.length === 0) return;
    const prefix = commonPrefix(completions.filter((entry) => entry !== ''));
    if (prefix.startsWith(typed) && prefix.length > typed.length) {
      this._insertString(prefix.slice(typed.length));
      return;
    }
    if (!typed.startsWith(prefix)) {
      replace(this, this.cursor - typed.length, this.cursor, prefix);
      return;
    }
    if (!lastKeypressWasTab) return;
    remember(this);
    this._writeToOutput(inColumns(completions, this.columns));
    this._refreshLine();
  },

  _wordLeft() {
    if (this.cursor > 0) this._moveCursor(-wordBefore(this));
  },

  _wordRight() {
    if (this.cursor < this.line.length) this._moveCursor(wordAfter(this, /^(?:\s+|[^\w\s]+|\w+)\s*/));
  },

  _deleteLeft() {
    if (this.cursor <= 0 || this.line.length === 0) return;
    remember(this);
    replace(this, this.cursor - charLengthLeft(this.line, this.cursor), this.cursor, '');
  },

  _deleteRight() {
    if (this.cursor >= this.line.length) return;
    remember(this);
    replace(this, this.cursor, this.cursor + charLengthAt(this.line, this.cursor), '');
  },

  _deleteWordLeft() {
    if (this.cursor <= 0) return;
    remember(this);
    replace(this, this.cursor - wordBefore(this), this.cursor, '');
  },

  _deleteWordRight() {
    if (this.cursor >= this.line.length) return;
    remember(this);
    replace(this, this.cursor, this.cursor + wordAfter(this, /^(?:\s+|\W+|\w+)\s*/), '');
  },

  _deleteLineLeft() {
    remember(this);
    const killed = this.line.slice(0, this.cursor);
    this.line = this.line.slice(this.cursor);
    this.cursor = 0;
    kill(this, killed);
    this._refreshLine();
  },

  _deleteLineRight() {
    remember(this);
    const killed = this.line.slice(this.cursor);
    this.line = this.line.slice(0, this.cursor);
    kill(this, killed);
    this._refreshLine();
  },

  _line() {
    const line = this._addHistory();
    this._undoStack = [];
    this._redoStack = [];
    this.clearLine();
    this._onLine(line);
  },

  clearLine() {
    this._moveCursor(+Infinity);
    this._writeToOutput('\r\n');
    this.line = '';
    this.cursor = 0;
    this.prevRows = 0;
  },

  _historyNext() {
    if (this.historyIndex < 0 || this.history.length === 0) return;
    remember(this);
    showHistory(this, -1);
  },

  _historyPrev() {
    if (this.historyIndex >= this.history.length || this.history.length === 0) return;
    remember(this);
    showHistory(this, 1);
  },

  _getDisplayPos(text) {
    const { columns } = this;
    const multiline = isMultiline(this);
    let offset = 0;
    let rows = 0;
    for (const char of stripVTControlCharacters(text)) {
      if (char === '\n') {
        rows += Math.ceil(offset / columns) || 1;
        offset = multiline ? kMultilinePrompt.length : 0;
      } else if (char === '\t') {
        offset += this.tabSize - (offset % this.tabSize);
      } else {
        const width = getStringWidth(char);
        // A wide character does not fit into the last column: it wraps.
        if (width > 1 && (offset + 1) % columns === 0) offset++;
        offset += width;
      }
    }
    const cols = offset % columns;
    return { cols, rows: rows + (offset - cols) / columns };
  },

  getCursorPos() {
    return this._getDisplayPos(this._prompt + this.line.slice(0, this.cursor));
  },

  _moveCursor(dx) {
    if (dx === 0) return;
    const before = this.getCursorPos();
    this.cursor = Math.min(Math.max(this.cursor + dx, 0), this.line.length);
    const after = this.getCursorPos();
    if (before.rows === after.rows) moveCursor(this.output, after.cols - before.cols, 0);
    else this._refreshLine();
  },

  _ttyWrite(text, key) {
    const previousKey = this._previousKey;
    key ||= {};
    this._previousKey = key;
    if (!key.meta || key.name !== 'y') this._yanking = false;
    const modified = key.ctrl || key.meta || key.shift;
    const browses = (key.name === 'up' || key.name === 'down') && !modified;
    if (browses) {
      // What stands before the cursor is what history entries have to begin with.
      if (this._substringSearch === null && !isMultiline(this)) this._substringSearch = this.line.slice(0, this.cursor);
    } else if (this._substringSearch !== null) {
      this._substringSearch = null;
      if (this.history.length === this.historyIndex) this.historyIndex = -1;
    }
    if (typeof key.sequence === 'string') {
      const code = key.sequence.codePointAt(0);
      if (code === 0x1f) return swap(this, this._undoStack, this._redoStack);
      if (code === 0x1e) return swap(this, this._redoStack, this._undoStack);
    }
    if (key.name === 'escape') return;
    if (key.ctrl && key.shift) {
      if (key.name === 'backspace') this._deleteLineLeft();
      else if (key.name === 'delete') this._deleteLineRight();
    } else if (key.ctrl) {
      controlKey(this, key.name);
    } else if (key.meta) {
      metaKey(this, key.name);
    } else {
      plainKey(this, text, key, previousKey);
    }
    if (!browses) this._previousCursorCols = -1;
  },
};
methods._getCursorPos = methods.getCursorPos;

// Moves through the entries that begin as the search says, and shows the one it stops at.
function showHistory(iface, step) {
  const search = iface._substringSearch || '';
  const { history, line } = iface;
  let index = iface.historyIndex + step;
  while (index >= 0 && index < history.length && (!history[index].startsWith(search) || history[index] === line)) {
    index += step;
  }
  iface.historyIndex = index;
  iface.line = index === -1 || index === history.length ? search : turned(history[index], '\r', '\n');
  iface.cursor = iface.line.length;
  iface._refreshLine();
}

// Up and down inside a line that has several lines; false at its edge.
function moveInLines(iface, direction) {
  if (!isMultiline(iface)) return false;
  const { cols, rows } = iface.getCursorPos();
  const lines = iface.line.split('\n');
  const target = lines[rows + direction];
  if (target === undefined) return false;
  const indent = rows === 0 ? iface._getDisplayPos(iface._prompt).cols : kMultilinePrompt.length;
  const column = cols - indent;
  if (iface._previousCursorCols === -1) iface._previousCursorCols = column;
  const wanted = Math.min(iface._previousCursorCols, target.length);
  let position = 0;
  for (let i = 0; i < rows + direction; i++) position += lines[i].length + 1;
  iface._moveCursor(position + wanted - iface.cursor);
  return true;
}

function quit(iface, key) {
  iface.close();
  if (iface._questionReject) {
    const { AbortError } = require('internal/abort_error');
    iface._questionReject(new AbortError(`Aborted with Ctrl+${key}`));
  }
}

function suspend(iface) {
  if (iface.listenerCount('SIGTSTP') > 0) {
    iface.emit('SIGTSTP');
    return;
  }
  process.once('SIGCONT', () => {
    // The process came back: unless somebody paused us, take the terminal again.
    if (!iface.paused) {
      iface.pause();
      iface.emit('SIGCONT');
    }
    iface._setRawMode(true);
    iface._refreshLine();
  });
  iface._setRawMode(false);
  process.kill(process.pid, 'SIGTSTP');
}

function controlKey(iface, name) {
  switch (name) {
    case 'c':
      if (iface.listenerCount('SIGINT') > 0) iface.emit('SIGINT');
      else quit(iface, 'C');
      break;
    case 'd':
      if (iface.cursor === 0 && iface.line.length === 0) quit(iface, 'D');
      else iface._deleteRight();
      break;
    case 'h': iface._deleteLeft(); break;
    case 'u': iface._deleteLineLeft(); break;
    case 'k': iface._deleteLineRight(); break;
    case 'a': iface._moveCursor(-Infinity); break;
    case 'e': iface._moveCursor(+Infinity); break;
    case 'b': iface._moveCursor(-charLengthLeft(iface.line, iface.cursor)); break;
    case 'f': iface._moveCursor(+charLengthAt(iface.line, iface.cursor)); break;
    case 'l':
      cursorTo(iface.output, 0, 0);
      clearScreenDown(iface.output);
      iface._refreshLine();
      break;
    case 'n': iface._historyNext(); break;
    case 'p': iface._historyPrev(); break;
    case 'y':
      if (iface._killRing.length > 0) {
        iface._yanking = true;
        iface._insertString(iface._killRing[iface._killRingCursor]);
      }
      break;
    case 'z': suspend(iface); break;
    case 'w':
    case 'backspace': iface._deleteWordLeft(); break;
    case 'delete': iface._deleteWordRight(); break;
    case 'left': iface._wordLeft(); break;
    case 'right': iface._wordRight(); break;
  }
}

function metaKey(iface, name) {
  switch (name) {
    case 'b': iface._wordLeft(); break;
    case 'f': iface._wordRight(); break;
    case 'd':
    case 'delete': iface._deleteWordRight(); break;
    case 'backspace': iface._deleteWordLeft(); break;
    case 'y': yankPop(iface); break;
  }
}

// "\n" soon after "\r" belongs to it.
function enterKey(iface) {
  if (iface._sawReturnAt === 0 || Date.now() - iface._sawReturnAt > iface.crlfDelay) iface._line();
  iface._sawReturnAt = 0;
}

function plainKey(iface, text, key, previousKey) {
  if (iface._sawReturnAt && key.name !== 'enter') iface._sawReturnAt = 0;
  switch (key.name) {
    case 'return':
      iface._sawReturnAt = Date.now();
      iface._line();
      return;
    case 'enter': return enterKey(iface);
    case 'backspace': return iface._deleteLeft();
    case 'delete': return iface._deleteRight();
    case 'left': return iface._moveCursor(-charLengthLeft(iface.line, iface.cursor));
    case 'right': return iface._moveCursor(+charLengthAt(iface.line, iface.cursor));
    case 'home': return iface._moveCursor(-Infinity);
    case 'end': return iface._moveCursor(+Infinity);
    case 'up':
      if (!moveInLines(iface, -1)) iface._historyPrev();
      return;
    case 'down':
      if (!moveInLines(iface, 1)) iface._historyNext();
      return;
    case 'tab':
      if (typeof iface.completer === 'function' && iface.isCompletionEnabled) {
        iface._tabComplete(previousKey && previousKey.name === 'tab');
        return;
      }
  }
  if (typeof text !== 'string' || !text) return;
  let from = 0;
  lineEnding.lastIndex = 0;
  let match;
  while ((match = lineEnding.exec(text)) !== null) {
    iface._insertString(text.slice(from, match.index));
    from = lineEnding.lastIndex;
    iface._line();
    // Listeners may have used the expression in the meantime.
    lineEnding.lastIndex = from;
  }
  iface._insertString(text.slice(from));
}

// Keys on a terminal that knows no escape sequences (TERM=dumb); `this` is the Interface.
function ttyWriteDumb(text, key) {
  key ||= {};
  if (key.name === 'escape') return;
  if (this._sawReturnAt && key.name !== 'enter') this._sawReturnAt = 0;
  if (key.ctrl && key.name === 'c' && this.listenerCount('SIGINT') > 0) {
    this.emit('SIGINT');
  } else if (key.ctrl && (key.name === 'c' || key.name === 'd')) {
    this.close();
  } else if (key.name === 'return') {
    this._sawReturnAt = Date.now();
    this._line();
  } else if (key.name === 'enter') {
    enterKey(this);
  } else if (typeof text === 'string' && text) {
    this.line += text;
    this.cursor += text.length;
    this._writeToOutput(text);
  }
}

function commonPrefix(entries) {
  if (entries.length === 0) return '';
  const sorted = entries.slice().sort();
  const first = sorted[0];
  const last = sorted[sorted.length - 1];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, length);
}

function inColumns(completions, columns) {
  const widths = completions.map((entry) => getStringWidth(entry));
  const width = Math.max(...widths) + 2;
  let perRow = Math.floor(columns / width) || 1;
  if (perRow === Infinity) perRow = 1;
  let output = '\r\n';
  let inRow = 0;
  let padding = 0;
  for (let i = 0; i < completions.length; i++) {
    const entry = completions[i];
    if (entry === '' || inRow === perRow) {
      output += '\r\n';
      inRow = 0;
      padding = 0;
    } else {
      output += ' '.repeat(padding);
    }
    if (entry === '') {
      output += '\r\n';
    } else {
      output += entry;
      padding = width - widths[i];
      inRow++;
    }
  }
  return inRow === 0 ? output : `${output}\r\n\r\n`;
}

module.exports = { ...methods, attach, ttyWriteDumb };
