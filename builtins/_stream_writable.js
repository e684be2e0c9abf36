// node:_stream_writable - the former home of stream.Writable.
'use strict';

module.exports = require('stream').Writable;
