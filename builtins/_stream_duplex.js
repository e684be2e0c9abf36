// node:_stream_duplex - the former home of stream.Duplex.
'use strict';

module.exports = require('stream').Duplex;
