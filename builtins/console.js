// node:console - the global console.
'use strict';

module.exports = internalBinding('console').console;
