// internal/util/comparisons - deep equality, by Node's name of it.
'use strict';

module.exports = internalBinding('comparisons');
