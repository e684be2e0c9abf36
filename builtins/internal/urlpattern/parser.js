// internal/urlpattern/parser - the pattern language of URLPattern: tokens, parts, regular expressions, pattern strings.
'use strict';

// The names are those of the URL Pattern Standard.
const identifierStart = /^[$_\p{ID_Start}]$/u;
const identifierPart = /^[$_\u200C\u200D\p{ID_Continue}]$/u;

function isNameCodePoint(c, first) {
  return c !== undefined && (first ? identifierStart : identifierPart).test(c);
}

// Tokens of a pattern: { type, index, value }, where index counts code points. A strict tokenizer throws.
function tokenize(input, lenient) {
  const points = Array.from(input);
  const tokens = [];
  let at = 0;
  const add = (type, next, valueStart, valueEnd) => {
    tokens.push({ type, index: at, value: points.slice(valueStart, valueEnd).join('') });
    at = next;
  };
  const fail = (next, valueStart) => {
    if (!lenient) throw new TypeError('Invalid pattern');
    add('invalid-char', next, valueStart, next);
  };
  // The end of the regular expression after the bracket at `at`, or 0 if it is none.
  const regexpEnd = () => {
    let depth = 1;
    for (let i = at + 1; i < points.length; i++) {
      if (points[i] > '\x7f' || (i === at + 1 && points[i] === '?')) return 0;
      if (points[i] === '\\') {
        if (i === points.length - 1 || points[++i] > '\x7f') return 0;
      } else if (points[i] === ')') {
        if (--depth === 0) return i + 1;
      } else if (points[i] === '(') {
        depth++;
        if (points[i + 1] !== '?') return 0;
      }
    }
    return 0;
  };
  while (at < points.length) {
    const c = points[at];
    if (c === '*') {
      add('asterisk', at + 1, at, at + 1);
    } else if (c === '+' || c === '?') {
      add('other-modifier', at + 1, at, at + 1);
    } else if (c === '\\') {
      if (at === points.length - 1) fail(at + 1, at);
      else add('escaped-char', at + 2, at + 1, at + 2);
    } else if (c === '{') {
      add('open', at + 1, at, at + 1);
    } else if (c === '}') {
      add('close', at + 1, at, at + 1);
    } else if (c === ':') {
      let end = at + 1;
      while (isNameCodePoint(points[end], end === at + 1)) end++;
      if (end === at + 1) fail(at + 1, at);
      else add('name', end, at + 1, end);
    } else if (c === '(') {
      const end = regexpEnd();
      if (end <= at + 2) fail(at + 1, at);
      else add('regexp', end, at + 1, end - 1);
    } else {
      add('char', at + 1, at, at + 1);
    }
  }
  add('end', at, at, at);
  return tokens;
}

const escapeRegexp = (text) => text.replace(/[.+*?^${}()[\]|/\\]/g, '\\$&');
const escapePattern = (text) => text.replace(/[+*?:{}()\\]/g, '\\$&');
const wildcardSource = (options) => (options.delimiter === '' ? '.' : `[^${escapeRegexp(options.delimiter)}]`) + '+?';

// The parts of a pattern: { type, value, modifier, name, prefix, suffix }.
function parsePattern(input, options, encode) {
  const tokens = tokenize(input, false);
  const segmentWildcard = wildcardSource(options);
  const parts = [];
  const names = new Set();
  let index = 0;
  let pending = '';
  let nextNumber = 0;
  const take = (type) => (tokens[index].type === type ? tokens[index++] : null);
  const takeModifier = () => take('other-modifier') ?? take('asterisk');
  const takeExpression = (name) => take('regexp') ?? (name === null ? take('asterisk') : null);
  const takeText = () => {
    let text = '';
    for (let token; (token = take('char') ?? take('escaped-char')) !== null;) text += token.value;
    return text;
  };
  const require = (type) => {
    if (take(type) === null) throw new TypeError('Invalid pattern');
  };
  const fixed = (text, modifier) => {
    parts.push({ type: 'fixed-text', value: encode(text), modifier, name: '', prefix: '', suffix: '' });
  };
  const flush = () => {
    if (pending === '') return;
    const text = pending;
    pending = '';
    fixed(text, '');
  };
  const addPart = (prefix, name, expression, suffix, modifierToken) => {
    const modifier = modifierToken === null ? '' : modifierToken.value;
    if (name === null && expression === null) {
      if (modifier === '') {
        pending += prefix;
        return;
      }
      flush();
      if (prefix !== '') fixed(prefix, modifier);
      return;
    }
    flush();
    let value = segmentWildcard;
    if (expression !== null) value = expression.type === 'asterisk' ? '.*' : expression.value;
    let type = 'regexp';
    if (value === segmentWildcard) type = 'segment-wildcard';
    else if (value === '.*') type = 'full-wildcard';
    if (type !== 'regexp') value = '';
    const key = name === null ? String(nextNumber++) : name.value;
    if (names.has(key)) throw new TypeError('Duplicate name in pattern');
    names.add(key);
    parts.push({ type, value, modifier, name: key, prefix: encode(prefix), suffix: encode(suffix) });
  };
  while (index < tokens.length) {
    const char = take('char');
    let name = take('name');
    let expression = takeExpression(name);
    if (name !== null || expression !== null) {
      let prefix = char === null ? '' : char.value;
      if (prefix !== '' && prefix !== options.prefix) {
        pending += prefix;
        prefix = '';
      }
      flush();
      addPart(prefix, name, expression, '', takeModifier());
      continue;
    }
    const text = char ?? take('escaped-char');
    if (text !== null) {
      pending += text.value;
      continue;
    }
    if (take('open') !== null) {
      const prefix = takeText();
      name = take('name');
      expression = takeExpression(name);
      const suffix = takeText();
      require('close');
      addPart(prefix, name, expression, suffix, takeModifier());
      continue;
    }
    flush();
    require('end');
  }
  return parts;
}

// The regular expression of parts, and the names of its groups in order.
function toRegexp(parts, options) {
  const names = [];
  let source = '^';
  for (const { type, value, modifier, name, prefix, suffix } of parts) {
    if (type === 'fixed-text') {
      source += modifier === '' ? escapeRegexp(value) : `(?:${escapeRegexp(value)})${modifier}`;
      continue;
    }
    names.push(name);
    let inner = value;
    if (type === 'segment-wildcard') inner = wildcardSource(options);
    else if (type === 'full-wildcard') inner = '.*';
    const before = escapeRegexp(prefix);
    const after = escapeRegexp(suffix);
    const repeats = modifier === '*' || modifier === '+';
    if (prefix === '' && suffix === '') {
      source += repeats ? `((?:${inner})${modifier})` : `(${inner})${modifier}`;
    } else if (!repeats) {
      source += `(?:${before}(${inner})${after})${modifier}`;
    } else {
      source += `(?:${before}((?:${inner})(?:${after}${before}(?:${inner}))*)${after})${modifier === '*' ? '?' : ''}`;
    }
  }
  return { regexp: new RegExp(`${source}$`, options.ignoreCase ? 'vi' : 'v'), names };
}

function needsGrouping(part, previous, next, options, custom) {
  if (part.suffix !== '' || (part.prefix !== '' && part.prefix !== options.prefix)) return true;
  if (custom && part.type === 'segment-wildcard' && part.modifier === '' && next && next.prefix === '' && next.suffix === '') {
    const clashes = next.type === 'fixed-text' ? isNameCodePoint(Array.from(next.value)[0], false) : /^\d/.test(next.name);
    if (clashes) return true;
  }
  return part.prefix === '' && previous?.type === 'fixed-text' && options.prefix !== '' && previous.value.endsWith(options.prefix);
}

// The pattern string of parts, in its shortest form.
function toPatternString(parts, options) {
  let result = '';
  parts.forEach((part, at) => {
    const { type, value, modifier, name, prefix, suffix } = part;
    if (type === 'fixed-text') {
      result += modifier === '' ? escapePattern(value) : `{${escapePattern(value)}}${modifier}`;
      return;
    }
    const previous = parts[at - 1];
    const custom = !/^\d/.test(name);
    const grouping = needsGrouping(part, previous, parts[at + 1], options, custom);
    result += (grouping ? '{' : '') + escapePattern(prefix) + (custom ? `:${name}` : '');
    if (type === 'regexp') {
      result += `(${value})`;
    } else if (type === 'segment-wildcard') {
      if (!custom) result += `(${wildcardSource(options)})`;
    } else if (!custom && (previous === undefined || previous.type === 'fixed-text' || previous.modifier !== '' || grouping ||
      prefix !== '')) {
      result += '*';
    } else {
      result += '(.*)';
    }
    if (type === 'segment-wildcard' && custom && suffix !== '' && isNameCodePoint(Array.from(suffix)[0], false)) result += '\\';
    result += escapePattern(suffix) + (grouping ? '}' : '') + modifier;
  });
  return result;
}

// One component, ready to match.
function compile(input, options, encode) {
  const parts = parsePattern(input, options, encode);
  const { regexp, names } = toRegexp(parts, options);
  return { pattern: toPatternString(parts, options), regexp, names, hasRegExpGroups: parts.some((part) => part.type === 'regexp') };
}

module.exports = { compile, escapePattern, tokenize };
