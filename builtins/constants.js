// node:constants - the constants of os, fs and crypto in one object (deprecated, DEP0008).
'use strict';

const { os, fs, crypto } = internalBinding('constants');

module.exports = Object.freeze(Object.assign({}, os.dlopen, os.errno, os.priority, os.signals, fs, crypto));
