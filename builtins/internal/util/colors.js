// internal/util/colors - whether a stream takes colours, and the sequences for messages of our own.
'use strict';

function shouldColorize(stream) {
  if (process.env.FORCE_COLOR !== undefined) {
    return require('internal/tty').getColorDepth() > 2;
  }
  return stream?.isTTY && (typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true);
}

const sequences = {
  blue: '\u001b[34m',
  green: '\u001b[32m',
  white: '\u001b[39m',
  yellow: '\u001b[33m',
  red: '\u001b[31m',
  gray: '\u001b[90m',
  clear: '\u001bc',
  reset: '\u001b[0m',
};

const colors = module.exports = {
  hasColors: false,
  shouldColorize,
  // Asks standard error anew, which may have been replaced.
  refresh() {
    colors.hasColors = Boolean(shouldColorize(process.stderr));
    for (const name of Object.keys(sequences)) colors[name] = colors.hasColors ? sequences[name] : '';
  },
};

colors.refresh();
