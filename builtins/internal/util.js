// internal/util - what Node's builtins share and its tests ask for with --expose-internals.
'use strict';

const { sleep } = internalBinding('util');
const { validateUint32 } = internalBinding('validators');

const warnedFeatures = new Set();

module.exports = {
  get customPromisifyArgs() {
    return internalBinding('promisify').customPromisifyArgs;
  },

  customInspectSymbol: Symbol.for('nodejs.util.inspect.custom'),

  get deprecate() {
    return require('internal/util/deprecate');
  },

  // Like deprecate, but silent without --pending-deprecation.
  pendingDeprecate(fn, msg, code) {
    if (process.execArgv.includes('--pending-deprecation')) return require('internal/util/deprecate')(fn, msg, code);
    return fn;
  },

  emitExperimentalWarning(feature) {
    if (warnedFeatures.has(feature)) return;
    warnedFeatures.add(feature);
    process.emitWarning(`${feature} is an experimental feature and might change at any time`, 'ExperimentalWarning');
  },

  sleep(msec) {
    validateUint32(msec, 'msec');
    sleep(msec);
  },
};
