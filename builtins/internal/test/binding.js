// internal/test/binding - with --expose-internals, internalBinding for Node's own tests.
'use strict';

module.exports = { internalBinding };
