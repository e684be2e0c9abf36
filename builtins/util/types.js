// node:util/types - util.types; every test is native.
'use strict';

module.exports = Object.assign({}, internalBinding('types'));
