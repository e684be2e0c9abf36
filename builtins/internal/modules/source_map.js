// internal/modules/source_map - module.SourceMap and module.findSourceMap().
'use strict';

const { validateObject } = internalBinding('validators');
const { option } = internalBinding('process_methods');

const kDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
let digitValues;

function copyPayload(payload) {
  validateObject(payload, 'payload');
  const copy = { ...payload };
  for (const key of Object.keys(copy)) {
    if (Array.isArray(copy[key])) copy[key] = copy[key].slice();
  }
  return copy;
}

// Reads base-64 VLQ numbers: five bits a digit, the sign in the lowest bit of the first.
class Reader {
  constructor(text) {
    if (digitValues === undefined) {
      digitValues = new Map();
      for (let i = 0; i < kDigits.length; i++) digitValues.set(kDigits[i], i);
    }
    this.text = text;
    this.at = 0;
  }

  atSeparator() {
    const char = this.text[this.at];
    return char === undefined || char === ',' || char === ';';
  }

  number() {
    let value = 0;
    let shift = 0;
    let digit;
    do {
      digit = digitValues.get(this.text[this.at++]) ?? 0;
      value += (digit & 31) * 2 ** shift;
      shift += 5;
    } while (digit & 32);
    const magnitude = Math.floor(value / 2);
    return value % 2 === 1 ? (magnitude === 0 ? -(2 ** 31) : -magnitude) : magnitude;
  }
}

function readMap(map, line, column, entries) {
  const sources = map.sources;
  const names = map.names;
  const reader = new Reader(`${map.mappings}`);
  let source = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  let name = 0;
  while (reader.at < reader.text.length) {
    const char = reader.text[reader.at];
    if (char === ',') {
      reader.at++;
      continue;
    }
    if (char === ';') {
      line++;
      column = 0;
      reader.at++;
      continue;
    }
    column += reader.number();
    if (reader.atSeparator()) {
      entries.push([line, column]);
      continue;
    }
    source += reader.number();
    sourceLine += reader.number();
    sourceColumn += reader.number();
    let entryName;
    if (!reader.atSeparator()) {
      name += reader.number();
      entryName = names?.[name];
    }
    entries.push([line, column, sources[source], sourceLine, sourceColumn, entryName]);
  }
}

class SourceMap {
  #payload;
  #entries = [];
  #lineLengths;

  constructor(payload, { lineLengths } = { __proto__: null }) {
    this.#payload = copyPayload(payload);
    if (this.#payload.sections) {
      for (const { map, offset } of this.#payload.sections) readMap(map, offset.line, offset.column, this.#entries);
    } else {
      readMap(this.#payload, 0, 0, this.#entries);
    }
    this.#entries.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    if (Array.isArray(lineLengths) && lineLengths.length > 0) this.#lineLengths = lineLengths;
  }

  get payload() {
    return copyPayload(this.#payload);
  }

  get lineLengths() {
    return this.#lineLengths?.slice();
  }

  // The last entry at or before a place; both numbers count from zero.
  findEntry(lineOffset, columnOffset) {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#entries[middle];
      if (entry[0] < lineOffset || (entry[0] === lineOffset && entry[1] <= columnOffset)) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return {};
    const entry = this.#entries[low - 1];
    return {
      generatedLine: entry[0],
      generatedColumn: entry[1],
      originalSource: entry[2],
      originalLine: entry[3],
      originalColumn: entry[4],
      name: entry[5],
    };
  }

  findOrigin(lineNumber, columnNumber) {
    const entry = this.findEntry(lineNumber - 1, columnNumber - 1);
    if (entry.originalSource === undefined || entry.originalLine === undefined || entry.originalColumn === undefined) return {};
    return {
      name: entry.name,
      fileName: entry.originalSource,
      lineNumber: entry.originalLine + lineNumber - entry.generatedLine,
      columnNumber: entry.originalColumn + columnNumber - entry.generatedColumn,
    };
  }
}

const cache = new Map();

function payloadOf(url, path) {
  const comma = url.indexOf(',');
  if (url.startsWith('data:') && comma !== -1) {
    const body = url.slice(comma + 1);
    const text = url.slice(0, comma).endsWith(';base64') ? require('buffer').Buffer.from(body, 'base64').toString() : decodeURIComponent(body);
    return { payload: JSON.parse(text), base: path };
  }
  const file = require('path').resolve(require('path').dirname(path), url);
  return { payload: JSON.parse(require('fs').readFileSync(file, 'utf8')), base: file };
}

// Relative sources mean files next to the map, and are shown as URLs.
function withUrls(payload, base) {
  const { pathToFileURL } = require('url');
  const root = pathToFileURL(base);
  const { sourceRoot = '' } = payload;
  payload.sources = payload.sources.map((source) => new URL(sourceRoot + source, root).href);
  return payload;
}

function load(path) {
  const text = require('fs').readFileSync(path, 'utf8');
  let url;
  for (const match of text.matchAll(/\/[*/]#\s+sourceMappingURL=(\S+)/g)) url = match[1];
  if (url === undefined) return undefined;
  const { payload, base } = payloadOf(url, path);
  const lineLengths = text.replace(/\n$/, '').split('\n').map((line) => line.length);
  return new SourceMap(withUrls(payload, base), { lineLengths });
}

// The source map of a file, read when somebody asks for it.
function findSourceMap(path) {
  const { Module } = internalBinding('modules');
  const enabled = option('enable-source-maps') || Module.getSourceMapsSupport().enabled;
  if (!enabled || typeof path !== 'string') return undefined;
  if (path.startsWith('file:')) path = require('url').fileURLToPath(path);
  if (!path.startsWith('/')) return undefined;
  if (!cache.has(path)) {
    let map;
    try {
      map = load(path);
    } catch {
      // A map that is missing or broken is as good as none.
    }
    cache.set(path, map);
  }
  return cache.get(path);
}

module.exports = { SourceMap, findSourceMap };
