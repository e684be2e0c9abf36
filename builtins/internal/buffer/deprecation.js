// internal/buffer/deprecation - the warnings of Buffer(), new Buffer() and SlowBuffer.
'use strict';

let warned = false;
let slowWarned = false;

// Only application code is told: what lies in node_modules is not the user's to change.
function calledFromDependency() {
  const frames = String(new Error().stack).split('\n');
  for (let i = 1; i < frames.length; i++) {
    if (frames[i].includes('node:') || frames[i].includes('native')) continue;
    return /[/\\]node_modules[/\\]/.test(frames[i]);
  }
  return false;
}

function warn() {
  if (warned || process.noDeprecation || calledFromDependency()) return;
  warned = true;
  process.emitWarning(
    'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
    'Buffer.allocUnsafe(), or Buffer.from() methods instead.', 'DeprecationWarning', 'DEP0005');
}

function slowBuffer(size) {
  if (!slowWarned) {
    slowWarned = true;
    process.emitWarning('SlowBuffer() is deprecated. Please use Buffer.allocUnsafeSlow()', 'DeprecationWarning', 'DEP0030');
  }
  return Buffer.allocUnsafeSlow(size);
}

module.exports = { warn, slowBuffer };
