// internal/mime - util.MIMEType and util.MIMEParams, by the MIME Sniffing Standard.
'use strict';

const { error } = internalBinding('errors');

const notToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const notQuoted = /[^\t\u0020-~\u0080-\u00FF]/;
const leadingSpace = /^[\r\n\t ]*/;
const trailingSpace = /[\r\n\t ]*$/;

const lower = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const trimEnd = (text) => text.slice(0, text.search(trailingSpace));

function syntaxError(production, text, at) {
  return error('ERR_INVALID_MIME_SYNTAX', production, text, at === -1 ? '' : ` at ${at}`);
}

// Checks a token that must not be empty.
function token(text, production, whole, missing) {
  const at = text.search(notToken);
  if (text === '' || at !== -1 || missing) throw syntaxError(production, whole, at);
  return lower(text);
}

// A quoted value from after its quote: the value and how much of the text it takes.
function quoted(text) {
  let value = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') return { value, length: i + 1 };
    if (text[i] === '\\') {
      i++;
      // A backslash at the very end stands for itself.
      value += i < text.length ? text[i] : '\\';
    } else {
      value += text[i];
    }
  }
  return { value, length: text.length };
}

function parseParams(text, data) {
  const end = text.search(trailingSpace);
  let at = 0;
  while (at < end) {
    at += leadingSpace.exec(text.slice(at))[0].length;
    const nameEnd = at + text.slice(at).search(/[;=]|$/);
    const name = lower(text.slice(at, nameEnd));
    at = nameEnd;
    if (at < end) {
      at++;
      if (text[at - 1] === ';') continue;
    }
    if (at >= end) break;
    let value;
    if (text[at] === '"') {
      const found = quoted(text.slice(at + 1));
      value = found.value;
      const next = text.indexOf(';', at + 1 + found.length);
      at = next === -1 ? text.length : next;
    } else {
      const next = text.indexOf(';', at);
      const valueEnd = next === -1 ? text.length : next;
      value = trimEnd(text.slice(at, valueEnd));
      at = valueEnd;
      if (value === '') continue;
    }
    if (name !== '' && !notToken.test(name) && !notQuoted.test(value) && !data.has(name)) data.set(name, value);
    at++;
  }
}

function serializeValue(value) {
  if (value === '') return '""';
  return notToken.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
}

let withText;

class MIMEParams {
  #data = new Map();
  // Parsed when it is first asked for.
  #text = null;

  static {
    withText = (text) => {
      const params = new MIMEParams();
      params.#text = text;
      return params;
    };
  }

  #parsed() {
    if (this.#text !== null) {
      parseParams(this.#text, this.#data);
      this.#text = null;
    }
    return this.#data;
  }

  delete(name) {
    this.#parsed().delete(lower(`${name}`));
  }

  get(name) {
    return this.#parsed().get(lower(`${name}`)) ?? null;
  }

  has(name) {
    return this.#parsed().has(lower(`${name}`));
  }

  set(name, value) {
    const data = this.#parsed();
    name = lower(`${name}`);
    value = `${value}`;
    token(name, 'parameter name', name);
    const at = value.search(notQuoted);
    if (at !== -1) throw syntaxError('parameter value', value, at);
    data.set(name, value);
  }

  *entries() {
    yield* this.#parsed().entries();
  }

  *keys() {
    yield* this.#parsed().keys();
  }

  *values() {
    yield* this.#parsed().values();
  }

  toString() {
    let text = '';
    for (const [name, value] of this.#parsed()) text += `${text && ';'}${name}=${serializeValue(value)}`;
    return text;
  }
}

const { toString: paramsToString } = MIMEParams.prototype;
const hidden = (value) => ({ value, configurable: true, writable: true });
Object.defineProperties(MIMEParams.prototype, {
  [Symbol.iterator]: hidden(MIMEParams.prototype.entries),
  toJSON: hidden(paramsToString),
});

class MIMEType {
  #type;
  #subtype;
  #parameters;

  constructor(string) {
    string = `${string}`;
    const start = leadingSpace.exec(string)[0].length;
    const slash = string.indexOf('/', start);
    this.#type = token(string.slice(start, slash === -1 ? string.length : slash), 'type', string, slash === -1);
    const semicolon = string.indexOf(';', slash + 1);
    const end = semicolon === -1 ? string.length : semicolon;
    this.#subtype = token(trimEnd(string.slice(slash + 1, end)), 'subtype', string);
    this.#parameters = withText(string.slice(end + 1));
  }

  static parse(string) {
    try {
      return new MIMEType(string);
    } catch (problem) {
      if (problem.code === 'ERR_INVALID_MIME_SYNTAX') return null;
      throw problem;
    }
  }

  get type() {
    return this.#type;
  }

  set type(value) {
    this.#type = token(`${value}`, 'type', `${value}`);
  }

  get subtype() {
    return this.#subtype;
  }

  set subtype(value) {
    this.#subtype = token(`${value}`, 'subtype', `${value}`);
  }

  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }

  get params() {
    return this.#parameters;
  }

  toString() {
    const params = paramsToString.call(this.#parameters);
    return params ? `${this.essence};${params}` : `${this.#type}/${this.#subtype}`;
  }
}
Object.defineProperty(MIMEType.prototype, 'toJSON', hidden(MIMEType.prototype.toString));

module.exports = { MIMEParams, MIMEType };
