// node:_stream_transform - the former home of stream.Transform.
'use strict';

module.exports = require('stream').Transform;
