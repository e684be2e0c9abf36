// node:_stream_passthrough - the former home of stream.PassThrough.
'use strict';

process.emitWarning(
  'The _stream_passthrough module is deprecated. Use `node:stream` instead.',
  'DeprecationWarning',
  'DEP0193',
);

module.exports = require('stream').PassThrough;
