// node:querystring - splitting and escaping are native; here is what callers can replace.
'use strict';

const binding = internalBinding('querystring');

function unescapeBuffer(s, decodeSpaces) {
  const bytes = binding.unescapeBytes(typeof s === 'string' ? s : `${s}`, decodeSpaces);
  return require('buffer').Buffer.from(bytes.buffer);
}

function qsUnescape(s, decodeSpaces) {
  if (querystring.unescapeBuffer === unescapeBuffer && typeof s === 'string' && !decodeSpaces) return binding.unescape(s);
  try {
    return decodeURIComponent(s);
  } catch {
    return querystring.unescapeBuffer(s, decodeSpaces).toString();
  }
}

function qsEscape(str) {
  if (typeof str !== 'string') str = typeof str === 'object' ? String(str) : str + '';
  return binding.escape(str);
}

function primitive(value) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return Number.isFinite(value) ? '' + value : '';
    case 'bigint': return '' + value;
    case 'boolean': return value ? 'true' : 'false';
    default: return '';
  }
}

function stringify(obj, sep, eq, options) {
  if (obj === null || typeof obj !== 'object') return '';
  sep ||= '&';
  eq ||= '=';
  let encode = querystring.escape;
  if (options && typeof options.encodeURIComponent === 'function') encode = options.encodeURIComponent;
  if (encode === qsEscape) return binding.stringify(obj, `${sep}`, `${eq}`);
  const keys = Object.keys(obj);
  let fields = '';
  for (let i = 0; i < keys.length; i++) {
    const value = obj[keys[i]];
    const list = Array.isArray(value) ? value : [value];
    if (list.length === 0) continue;
    const name = encode(keys[i]) + eq;
    for (let j = 0; j < list.length; j++) {
      if (fields) fields += sep;
      fields += name + encode(primitive(list[j]));
    }
  }
  return fields;
}

function parseWith(decode, qs, sep, eq, pairs) {
  const decodePart = (part) => {
    part = part.replaceAll('+', '%20');
    if (part === '') return part;
    try {
      return decode(part);
    } catch {
      return querystring.unescape(part, true);
    }
  };
  const obj = { __proto__: null };
  const parts = binding.split(qs, sep, eq, pairs);
  for (let i = 0; i < parts.length; i += 2) {
    const key = decodePart(parts[i]);
    const value = decodePart(parts[i + 1]);
    const known = obj[key];
    if (known === undefined) obj[key] = value;
    else if (known.pop) known.push(value);
    else obj[key] = [known, value];
  }
  return obj;
}

function parse(qs, sep, eq, options) {
  if (typeof qs !== 'string' || qs.length === 0) return { __proto__: null };
  sep = sep ? String(sep) : '&';
  eq = eq ? String(eq) : '=';
  let pairs = 1000;
  let decode = querystring.unescape;
  if (options) {
    if (typeof options.maxKeys === 'number') pairs = options.maxKeys > 0 ? options.maxKeys : 0;
    if (typeof options.decodeURIComponent === 'function') decode = options.decodeURIComponent;
  }
  if (decode === qsUnescape) return binding.parse(qs, sep, eq, pairs);
  return parseWith(decode, qs, sep, eq, pairs);
}

const querystring = module.exports = {
  unescapeBuffer,
  unescape: qsUnescape,
  escape: qsEscape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};
