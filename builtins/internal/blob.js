// internal/blob - Blob and File: parts that are kept as they came and joined when they are read.
'use strict';

const { error } = internalBinding('errors');

const kParts = Symbol('kParts');
const kSize = Symbol('kSize');
const kType = Symbol('kType');

function toBytes(source, endings) {
  if (source instanceof Blob) return source[kParts];
  if (ArrayBuffer.isView(source)) {
    return [new Uint8Array(source.buffer.slice(source.byteOffset, source.byteOffset + source.byteLength))];
  }
  if (source instanceof ArrayBuffer || source instanceof SharedArrayBuffer) return [new Uint8Array(source.slice(0))];
  let text = `${source}`;
  if (endings === 'native') text = text.replace(/\r\n|\r/g, '\n');
  return [Buffer.from(text.toWellFormed())];
}

function cleanType(type) {
  type = `${type}`;
  return /[^\u{0020}-\u{007E}]/u.test(type) ? '' : type.toLowerCase();
}

class Blob {
  constructor(sources = [], options = undefined) {
    if (sources === null || typeof sources !== 'object' || typeof sources[Symbol.iterator] !== 'function' ||
        sources instanceof Blob) {
      throw error('ERR_INVALID_ARG_TYPE', 'sources', 'a sequence', sources);
    }
    if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
      throw error('ERR_INVALID_ARG_TYPE', 'options', 'Object', options);
    }
    const endings = options?.endings === undefined ? 'transparent' : `${options.endings}`;
    if (endings !== 'transparent' && endings !== 'native') {
      throw error('ERR_INVALID_ARG_VALUE', 'options.endings', options.endings);
    }
    const parts = [];
    for (const source of sources) parts.push(...toBytes(source, endings));
    init(this, parts, cleanType(options?.type ?? ''));
  }

  get size() { return check(this)[kSize]; }

  get type() { return check(this)[kType]; }

  slice(start = 0, end = this.size, type = '') {
    check(this);
    const clamp = (at) => (at < 0 ? Math.max(this[kSize] + at, 0) : Math.min(at, this[kSize]));
    start = clamp(Math.trunc(start) || 0);
    end = Math.max(clamp(Math.trunc(end) || 0), start);
    const parts = [];
    let at = 0;
    for (const part of this[kParts]) {
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, part.length);
      if (from < to) parts.push(part.subarray(from, to));
      at += part.length;
    }
    return init(Object.create(Blob.prototype), parts, cleanType(type));
  }

  async arrayBuffer() {
    const { buffer, byteOffset, byteLength } = join(check(this));
    return buffer.slice(byteOffset, byteOffset + byteLength);
  }

  async bytes() { return new Uint8Array(await this.arrayBuffer()); }

  async text() {
    const text = join(check(this)).toString();
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  stream() {
    const parts = check(this)[kParts];
    let index = 0;
    let offset = 0;
    return new ReadableStream({
      type: 'bytes',
      pull(controller) {
        while (index < parts.length && offset >= parts[index].length) {
          index++;
          offset = 0;
        }
        if (index === parts.length) {
          controller.close();
          controller.byobRequest?.respond(0);
          return;
        }
        // A copy: the consumer may transfer what it gets.
        const chunk = new Uint8Array(parts[index].subarray(offset, offset + 65536));
        offset += chunk.length;
        controller.enqueue(chunk);
      },
    });
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    if (depth < 0) return this;
    const nested = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    return `Blob ${inspect({ size: this.size, type: this.type }, nested)}`;
  }
}

function check(blob) {
  if (blob === null || typeof blob !== 'object' || blob[kParts] === undefined) throw error('ERR_INVALID_THIS', 'Blob');
  return blob;
}

function init(blob, parts, type) {
  let size = 0;
  for (let i = 0; i < parts.length; i++) size += parts[i].length;
  Object.defineProperties(blob, {
    [kParts]: { value: parts },
    [kSize]: { value: size },
    [kType]: { value: type },
  });
  return blob;
}

function join(blob) {
  const parts = blob[kParts];
  return Buffer.concat(parts);
}

class File extends Blob {
  #name;
  #lastModified;

  constructor(sources, name, options = undefined) {
    if (arguments.length < 2) throw error('ERR_MISSING_ARGS', 'sources', 'fileName');
    super(sources, options);
    this.#name = `${name}`.toWellFormed();
    const modified = options?.lastModified;
    this.#lastModified = modified === undefined ? Date.now() : +modified || 0;
  }

  get name() { return this.#name; }

  get lastModified() { return this.#lastModified; }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    if (depth < 0) return this;
    const nested = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    const shown = { size: this.size, type: this.type, name: this.#name, lastModified: this.#lastModified };
    return `File ${inspect(shown, nested)}`;
  }
}

function enumerable(prototype, names) {
  for (const name of names) Object.defineProperty(prototype, name, { enumerable: true });
}
enumerable(Blob.prototype, ['size', 'type', 'slice', 'stream', 'text', 'arrayBuffer', 'bytes']);
enumerable(File.prototype, ['name', 'lastModified']);
for (const [constructor, name] of [[Blob, 'Blob'], [File, 'File']]) {
  Object.defineProperty(constructor.prototype, Symbol.toStringTag, { value: name, configurable: true });
}

module.exports = { Blob, File };
