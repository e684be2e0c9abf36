// internal/timers - see ARCHITECTURE.md for what stands beside it.
'use strict';
// internal/timers - what other builtins need of timers beyond node:timers.

const { setUnrefTimeout, getLibuvNow } = internalBinding('timers');
const { validateNumber } = internalBinding('validators');

const TIMEOUT_MAX = 2 ** 31 - 1;

// The timer that a socket keeps for setTimeout().
const kTimeout = Symbol('timeout');

// Checks a duration for setTimeout() methods and limits it.
function getTimerDuration(msecs, name) {
  validateNumber(msecs, name);
  if (msecs < 0 || !Number.isFinite(msecs)) {
    throw internalBinding('errors').error('ERR_OUT_OF_RANGE', name, 'a non-negative finite number', msecs);
  }
  if (msecs > TIMEOUT_MAX) {
    process.emitWarning(
      `${msecs} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${TIMEOUT_MAX}.`,
      'TimeoutOverflowWarning');
    return TIMEOUT_MAX;
  }
  return msecs;
}

module.exports = { TIMEOUT_MAX, kTimeout, setUnrefTimeout, getLibuvNow, getTimerDuration };
