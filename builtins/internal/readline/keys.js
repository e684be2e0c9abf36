// internal/readline/keys - emitKeypressEvents: what a terminal sends, as 'keypress' events.
'use strict';

const { StringDecoder } = require('string_decoder');

const kDecoder = Symbol('keypress-decoder');
const kParser = Symbol('escape-decoder');
const kEscapeTimeout = 500;
const kEscape = '\x1b';

// Keys by the end of their escape sequence. Shifted and controlled keys of rxvt have sequences of their own.
const names = { __proto__: null, '[200~': 'paste-start', '[201~': 'paste-end', '[Z': 'tab' };
const shifted = { __proto__: null, '[Z': true };
const controlled = { __proto__: null };

function define(table, prefix, suffix, codes) {
  for (const code of Object.keys(codes)) {
    const key = prefix + code + suffix;
    names[key] = codes[code];
    if (table) table[key] = true;
  }
}
const arrows = { A: 'up', B: 'down', C: 'right', D: 'left', E: 'clear' };
const small = { a: 'up', b: 'down', c: 'right', d: 'left', e: 'clear' };
const edges = { F: 'end', H: 'home' };
const f1to4 = { P: 'f1', Q: 'f2', R: 'f3', S: 'f4' };
const editing = { 2: 'insert', 3: 'delete', 5: 'pageup', 6: 'pagedown', 7: 'home', 8: 'end' };
for (const prefix of ['[', 'O']) {
  define(null, prefix, '', arrows);
  define(null, prefix, '', edges);
  define(null, prefix, '', f1to4);
}
define(null, '[[', '', { A: 'f1', B: 'f2', C: 'f3', D: 'f4', E: 'f5' });
define(null, '[', '~', { 11: 'f1', 12: 'f2', 13: 'f3', 14: 'f4', 15: 'f5', 17: 'f6', 18: 'f7', 19: 'f8', 20: 'f9' });
define(null, '[', '~', { 21: 'f10', 23: 'f11', 24: 'f12', 1: 'home', 4: 'end' });
define(null, '[', '~', editing);
define(null, '[[', '~', { 5: 'pageup', 6: 'pagedown' });
define(shifted, '[', '', small);
define(shifted, '[', '$', editing);
define(controlled, 'O', '', small);
define(controlled, '[', '^', editing);

const isDigit = (ch) => ch >= '0' && ch <= '9';

// Reads one character after another and emits a key as soon as one is complete.
function* parse(stream) {
  for (;;) {
    let ch = yield;
    let sequence = ch;
    let escaped = false;
    const key = { sequence: null, name: undefined, ctrl: false, meta: false, shift: false };
    if (ch === kEscape) {
      escaped = true;
      sequence += (ch = yield);
      // Two escapes are as good as one.
      if (ch === kEscape) sequence += (ch = yield);
    }
    if (escaped && (ch === 'O' || ch === '[')) {
      let code = ch;
      let modifier = 0;
      if (ch === 'O') {
        sequence += (ch = yield);
        if (isDigit(ch)) {
          modifier = Number(ch) - 1;
          sequence += (ch = yield);
        }
        code += ch;
      } else {
        sequence += (ch = yield);
        if (ch === '[') {
          code += ch;
          sequence += (ch = yield);
        }
        const start = sequence.length - 1;
        // At most three digits, then perhaps a modifier after a semicolon, then the final character.
        for (let digits = 0; digits < 3 && isDigit(ch); digits++) sequence += (ch = yield);
        if (ch === ';') {
          sequence += (ch = yield);
          if (isDigit(ch)) sequence += yield;
        }
        const command = sequence.slice(start);
        let match;
        if ((match = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/.exec(command)) !== null) {
          if (match[4]) {
            code += match[4];
          } else {
            code += match[1] + match[3];
            modifier = (match[2] || 1) - 1;
          }
        } else if ((match = /^((\d;)?(\d))?([A-Za-z])$/.exec(command)) !== null) {
          code += match[4];
          modifier = (match[3] || 1) - 1;
        } else {
          code += command;
        }
      }
      key.ctrl = !!(modifier & 4) || controlled[code] === true;
      key.meta = !!(modifier & 10);
      key.shift = !!(modifier & 1) || shifted[code] === true;
      key.code = code;
      key.name = names[code] ?? 'undefined';
    } else {
      plain(key, ch, escaped);
    }
    key.sequence = sequence;
    if (sequence.length !== 0 && (key.name !== undefined || escaped)) {
      stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if (charLengthAt(sequence, 0) === sequence.length) {
      stream.emit('keypress', sequence, key);
    }
  }
}

const controls = {
  '__proto__': null, '\r': 'return', '\n': 'enter', '\t': 'tab', '\b': 'backspace', '\x7f': 'backspace', '\x1b': 'escape', ' ': 'space',
};

function plain(key, ch, escaped) {
  const name = controls[ch];
  if (name !== undefined) {
    key.name = name;
    key.meta = escaped;
  } else if (!escaped && ch <= '\x1a') {
    key.name = String.fromCharCode(ch.charCodeAt(0) + 96);
    key.ctrl = true;
  } else if (/^[0-9A-Za-z]$/.test(ch)) {
    key.name = ch.toLowerCase();
    key.shift = ch >= 'A' && ch <= 'Z';
    key.meta = escaped;
  } else if (escaped) {
    // Empty when the time for the rest of a sequence is over.
    key.name = ch.length ? undefined : 'escape';
    key.meta = true;
  }
}

function charLengthAt(text, index) {
  if (text.length <= index) return 1;
  return text.codePointAt(index) > 0xffff ? 2 : 1;
}

// readline.emitKeypressEvents(stream, interface)
function emitKeypressEvents(stream, iface = {}) {
  if (stream[kDecoder]) return;
  stream[kDecoder] = new StringDecoder('utf8');
  function begin() {
    stream[kParser] = parse(stream);
    stream[kParser].next();
  }
  begin();
  const { escapeCodeTimeout = kEscapeTimeout } = iface;
  let timer;
  const flushEscape = () => stream[kParser].next('');

  function ondata(input) {
    if (stream.listenerCount('keypress') === 0) {
      // Nobody listens: wait until somebody does.
      stream.removeListener('data', ondata);
      stream.on('newListener', onlistener);
      return;
    }
    const text = stream[kDecoder].write(input);
    if (!text) return;
    clearTimeout(timer);
    iface._sawKeyPress = charLengthAt(text, 0) === text.length;
    // Pasted text must not trigger completion, except by its last character.
    iface.isCompletionEnabled = false;
    let length = 0;
    for (const character of text) {
      length += character.length;
      if (length === text.length) iface.isCompletionEnabled = true;
      try {
        stream[kParser].next(character);
        if (length === text.length && character === kEscape) timer = setTimeout(flushEscape, escapeCodeTimeout);
      } catch (error) {
        // A listener threw, which ended the generator.
        begin();
        throw error;
      }
    }
  }

  function onlistener(event) {
    if (event !== 'keypress') return;
    stream.on('data', ondata);
    stream.removeListener('newListener', onlistener);
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', ondata);
  else stream.on('newListener', onlistener);
}

module.exports = { charLengthAt, emitKeypressEvents };
