// node:_stream_readable - the former home of stream.Readable.
'use strict';

module.exports = require('stream').Readable;
