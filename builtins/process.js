// node:process - the process object, which exists from the start.
'use strict';

module.exports = process;
