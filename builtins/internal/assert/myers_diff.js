// internal/assert/myers_diff - line diffs in assertion messages; the algorithm is native.
'use strict';

const { error } = internalBinding('errors');
const { myersDiff } = internalBinding('assert');

// Equal lines in a row beyond this many are left out.
const kContext = 5;
const INSERT = 1;
const DELETE = -1;

// The operations come last line first, as [operation, text].
exports.myersDiff = function(actual, expected, checkCommaDisparity = false) {
  const size = actual.length + expected.length;
  if (size > 2 ** 31 - 1) throw error('ERR_OUT_OF_RANGE', 'myersDiff input size', '< 2^31', size);
  return myersDiff(actual, expected, checkCommaDisparity);
};

exports.printSimpleMyersDiff = function printSimpleMyersDiff(diff, colors) {
  let message = '';
  for (let i = diff.length - 1; i >= 0; i--) {
    const operation = diff[i][0];
    const color = operation === INSERT ? colors.green : operation === DELETE ? colors.red : colors.white;
    message += `${color}${diff[i][1]}${colors.white}`;
  }
  return `\n${message}`;
};

exports.printMyersDiff = function printMyersDiff(diff, operator, colors) {
  const partial = operator === 'partialDeepStrictEqual';
  const { white } = colors;
  let message = '';
  let skipped = false;
  let equal = 0;
  for (let i = diff.length - 1; i >= 0; i--) {
    const operation = diff[i][0];
    const text = diff[i][1];
    if (operation !== 0 && equal > 0) {
      // One or two lines more are shown, since a mark for them would be no shorter.
      if (equal === kContext + 1) {
        message += `${white}  ${diff[i + 1][1]}\n`;
      } else if (equal === kContext + 2) {
        message += `${white}  ${diff[i + 2][1]}\n${white}  ${diff[i + 1][1]}\n`;
      } else if (equal >= kContext + 3) {
        message += `${colors.blue}...${white}\n${white}  ${diff[i + 1][1]}\n`;
        skipped = true;
      }
      equal = 0;
    }
    if (operation === INSERT) {
      message += partial ? `${colors.gray}${colors.hasColors ? ' ' : '+'} ${text}${white}\n` :
        `${colors.green}+${white} ${text}\n`;
    } else if (operation === DELETE) {
      message += `${colors.red}-${white} ${text}\n`;
    } else {
      if (equal < kContext) message += `${white}  ${text}\n`;
      equal++;
    }
  }
  return { message: `\n${message.trimEnd()}`, skipped };
};
