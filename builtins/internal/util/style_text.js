// internal/util/style_text - util.styleText.
'use strict';

const { inspect } = internalBinding('util');
const { error } = internalBinding('errors');
const { validateBoolean, validateObject, validateOneOf, validateString } = internalBinding('validators');

const hexColor = /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/;
const sequence = (code) => `\u001b[${code}m`;

// Bold and dim end with the same sequence: it is kept, and what it ended begins again.
function styleOf([open, close]) {
  return { open: sequence(open), close: sequence(close), keepClose: open === 1 || open === 2 };
}

function hexStyle(hex) {
  const digits = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(digits.slice(at, at + 2), 16));
  return { open: sequence(`38;2;${red};${green};${blue}`), close: sequence(39), keepClose: false };
}

// Text that ends this style somewhere inside goes on in it afterwards.
function reopen(text, { open, close, keepClose }) {
  let result = '';
  let from = 0;
  for (let at = text.indexOf(close); at !== -1 && at + close.length < text.length; at = text.indexOf(close, from)) {
    result += text.slice(from, at) + (keepClose ? close + open : open);
    from = at + close.length;
  }
  return result + text.slice(from);
}

function takesColors(stream) {
  const isStream = stream !== null && typeof stream === 'object' &&
    (typeof stream.pipe === 'function' || typeof stream.write === 'function' || typeof stream.getReader === 'function' ||
      typeof stream.getWriter === 'function');
  if (!isStream) throw error('ERR_INVALID_ARG_TYPE', 'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  return require('internal/util/colors').shouldColorize(stream);
}

function styleText(format, text, options) {
  validateString(text, 'text');
  if (options !== undefined) validateObject(options, 'options');
  const validateStream = options?.validateStream ?? true;
  validateBoolean(validateStream, 'options.validateStream');
  const plain = validateStream && !takesColors(options?.stream ?? process.stdout);
  let opening = '';
  let closing = '';
  let styled = text;
  for (const key of Array.isArray(format) ? format : [format]) {
    if (key === 'none') continue;
    let style;
    if (typeof key === 'string' && key[0] === '#') {
      if (!hexColor.test(key)) {
        throw error('ERR_INVALID_ARG_VALUE', 'format', key, 'must be a valid hex color (#RGB or #RRGGBB)');
      }
      style = hexStyle(key);
    } else {
      const codes = inspect.colors[key];
      if (!codes) validateOneOf(key, 'format', Object.getOwnPropertyNames(inspect.colors));
      style = styleOf(codes);
    }
    opening += style.open;
    closing = style.close + closing;
    styled = reopen(styled, style);
  }
  return plain ? text : `${opening}${styled}${closing}`;
}

module.exports = { styleText };
