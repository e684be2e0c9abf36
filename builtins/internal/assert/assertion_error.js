// internal/assert/assertion_error - AssertionError and the text of its message.
'use strict';

const { inspect } = internalBinding('util');

const headings = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};

const kMaxShortLength = 12;
const kMaxLongLength = 512;

// Only when standard error is a terminal with colours, or FORCE_COLOR says so. Loads no stream to find out.
function currentColors() {
  const forced = process.env.FORCE_COLOR;
  const on = forced !== undefined ? ['', '1', 'true', '2', '3'].includes(forced) :
    internalBinding('tty_wrap').isTTY(2) && process.stderr.getColorDepth() > 2;
  return on ?
    { hasColors: true, blue: '\u001b[34m', green: '\u001b[32m', white: '\u001b[39m', red: '\u001b[31m',
      gray: '\u001b[90m' } :
    { hasColors: false, blue: '', green: '', white: '', red: '', gray: '' };
}

const isObject = (value) => typeof value === 'object' && value !== null;

// Everything that the comparison sees, whatever the user set as inspect's defaults.
function show(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

// Errors are shown without their stacks.
function withoutStack(source) {
  const copy = Object.assign({ __proto__: Object.getPrototypeOf(source) }, source);
  Object.defineProperty(copy, 'message', { __proto__: null, value: source.message });
  if (Object.hasOwn(source, 'cause')) {
    const { cause } = source;
    Object.defineProperty(copy, 'cause', {
      __proto__: null, value: cause instanceof Error ? withoutStack(cause) : cause,
    });
  }
  return copy;
}

function diffMessage(actual, expected, operator, customMessage, diff) {
  if (operator === 'strictEqual' && (isObject(actual) && isObject(expected) ||
      typeof actual === 'function' && typeof expected === 'function')) {
    operator = 'strictEqualObject';
  }
  const colors = currentColors();
  const { green, white, red } = colors;
  const shownActual = show(actual);
  const shownExpected = show(expected);
  const linesActual = shownActual.split('\n');
  const linesExpected = shownExpected.split('\n');
  let header = `${green}+ actual${white} ${red}- expected${white}`;
  let message;
  let skipped = false;
  if (linesActual.length === 1 && linesExpected.length === 1 && (!isObject(actual) || !isObject(expected))) {
    const simple = simpleDiff(actual, shownActual, expected, shownExpected, colors);
    message = simple.message;
    if (simple.header !== undefined) header = simple.header;
  } else if (shownActual === shownExpected) {
    operator = 'notIdentical';
    header = '';
    if (linesActual.length > 50 && diff !== 'full') {
      message = `${linesActual.slice(0, 50).join('\n')}\n...}`;
      skipped = true;
    } else {
      message = shownActual;
    }
  } else {
    const { myersDiff, printMyersDiff } = require('internal/assert/myers_diff');
    const operations = myersDiff(linesActual, linesExpected, isObject(actual));
    ({ message, skipped } = printMyersDiff(operations, operator, colors));
    if (operator === 'partialDeepStrictEqual') {
      header = `${colors.gray}${colors.hasColors ? '' : '+ '}actual${white} ${red}- expected${white}`;
    }
  }
  const heading = customMessage || headings[operator];
  return `${heading}\n${header}${skipped ? '\n... Skipped lines' : ''}\n${message}\n`;
}

function simpleDiff(actual, shownActual, expected, shownExpected, colors) {
  const strings = typeof actual === 'string' && typeof expected === 'string';
  let length = shownActual.length + shownExpected.length;
  if (typeof actual === 'string') length -= 2;
  if (typeof expected === 'string') length -= 2;
  if (length <= kMaxShortLength && (actual !== 0 || expected !== 0)) {
    return { message: `${shownActual} !== ${shownExpected}`, header: '' };
  }
  const { green, white, red } = colors;
  if (strings && colors.hasColors) {
    const { myersDiff, printSimpleMyersDiff } = require('internal/assert/myers_diff');
    return {
      message: printSimpleMyersDiff(myersDiff(shownActual.split(''), shownExpected.split('')), colors),
      header: `${green}actual${white} ${red}expected${white}`,
    };
  }
  let message = `\n${green}+${white} ${shownActual}\n${red}- ${white}${shownExpected}`;
  const width = internalBinding('tty_wrap').isTTY(2) ? process.stderr.columns : 80;
  if (strings && shownActual.length + shownExpected.length <= width) {
    let at = 0;
    while (at < shownActual.length && shownActual[at] === shownExpected[at]) at++;
    // A difference at the very beginning needs no pointer.
    if (at >= 3 && at < shownActual.length) message += `\n${' '.repeat(at + 2)}^`;
  }
  return { message, header: undefined };
}

function unequalMessage(actual, operator, diff) {
  const colors = currentColors();
  let heading = headings[operator];
  if (operator === 'notStrictEqual' && (isObject(actual) || typeof actual === 'function')) {
    heading = headings.notStrictEqualObject;
  }
  const lines = show(actual).split('\n');
  if (lines.length > 50 && diff !== 'full') {
    lines.length = 47;
    lines[46] = `${colors.blue}...${colors.white}`;
  }
  if (lines.length === 1) return `${heading}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  return `${heading}\n\n${lines.join('\n')}\n`;
}

function otherMessage(actual, expected, operator, diff) {
  const full = diff === 'full';
  const shown = show(actual);
  const other = show(expected);
  if (operator === 'notDeepEqual' && shown === other) {
    const text = `${headings.notDeepEqual}\n\n${shown}`;
    return text.length > 1024 && !full ? `${text.slice(0, 1021)}...` : text;
  }
  const cut = (text) => (text.length > kMaxLongLength && !full ? `${text.slice(0, 509)}...` : text);
  const left = cut(shown);
  const right = cut(other);
  if (operator === 'deepEqual') {
    return `${headings.deepEqual}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  }
  const heading = headings[`${operator}Unequal`];
  if (heading) return `${heading}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
  return `${left} ${operator} ${right}`;
}

function withEllipsis(text) {
  const lines = text.split('\n', 11);
  if (lines.length > 10) {
    lines.length = 10;
    return `${lines.join('\n')}\n...`;
  }
  // As in Node, it is the end of a long text that stays.
  return text.length > kMaxLongLength ? `${text.slice(kMaxLongLength)}...` : text;
}

class AssertionError extends Error {
  constructor(options) {
    internalBinding('validators').validateObject(options, 'options');
    const { message, operator, stackStartFn, stackStartFunction, details, diff = 'simple' } = options;
    let { actual, expected } = options;
    const withDiff = operator === 'deepStrictEqual' || operator === 'strictEqual' ||
      operator === 'partialDeepStrictEqual';
    let text;
    if (message == null && isObject(actual) && isObject(expected) && 'stack' in actual && actual instanceof Error &&
        'stack' in expected && expected instanceof Error) {
      actual = withoutStack(actual);
      expected = withoutStack(expected);
    }
    if (withDiff) text = diffMessage(actual, expected, operator, message, diff);
    else if (message != null) text = String(message);
    else if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') {
      text = unequalMessage(actual, operator, diff);
    } else text = otherMessage(actual, expected, operator, diff);
    super(text);
    this.generatedMessage = !message;
    // The stack is to say the code, the name is not.
    Object.defineProperty(this, 'name', {
      __proto__: null, value: 'AssertionError [ERR_ASSERTION]', enumerable: false, writable: true, configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      for (let i = 0; i < details.length; i++) {
        this[`message ${i}`] = details[i].message;
        this[`actual ${i}`] = details[i].actual;
        this[`expected ${i}`] = details[i].expected;
        this[`operator ${i}`] = details[i].operator;
        this[`stack trace ${i}`] = details[i].stack;
      }
    } else {
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
    const start = stackStartFn || stackStartFunction;
    Error.captureStackTrace(this, start);
    // An async assertion has left the stack by now; then the frames that there are tell more than none.
    if (start !== undefined && !this.stack.includes('\n    at ')) Error.captureStackTrace(this);
    // Reading it fixes its header.
    this.stack;
    this.name = 'AssertionError';
    this.diff = diff;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [inspect.custom](recurseTimes, ctx) {
    // The message shows both values already; here they are only hinted at.
    const { actual, expected } = this;
    if (typeof actual === 'string') this.actual = withEllipsis(actual);
    if (typeof expected === 'string') this.expected = withEllipsis(expected);
    const result = inspect(this, { ...ctx, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return result;
  }
}

module.exports = AssertionError;
