// node:_stream_passthrough - the former home of stream.PassThrough.
'use strict';

module.exports = require('stream').PassThrough;
