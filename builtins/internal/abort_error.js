// internal/abort_error - the error of a cancelled operation: name 'AbortError', code 'ABORT_ERR'.
'use strict';

class AbortError extends Error {
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw internalBinding('errors').error('ERR_INVALID_ARG_TYPE', 'options', 'Object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

exports.AbortError = AbortError;
