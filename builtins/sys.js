// node:sys - the former name of node:util (deprecated, DEP0025).
'use strict';

module.exports = require('util');
process.emitWarning('sys is deprecated. Use util instead.', 'DeprecationWarning', 'DEP0025');
