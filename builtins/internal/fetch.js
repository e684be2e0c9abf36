// internal/fetch - the global fetch. There is no HTTP client yet: it says so, in the form in which fetch fails.
'use strict';

exports.fetch = function fetch(input, init = undefined) {
  if (arguments.length === 0) {
    return Promise.reject(new TypeError('fetch requires 1 argument, but only 0 present.'));
  }
  const { error } = internalBinding('errors');
  const cause = error('ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'fetch');
  return Promise.reject(new TypeError('fetch failed', { cause }));
};
