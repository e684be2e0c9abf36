// node:stream/promises - pipeline and finished as promises.
'use strict';

const { finished } = require('internal/streams/end-of-stream');
const { join } = require('internal/streams/pipeline');
const { isIterable, isNodeStream, isWebStream } = require('internal/streams/utils');

function pipeline(...streams) {
  return new Promise((resolve, reject) => {
    let options = {};
    const last = streams[streams.length - 1];
    if (last && typeof last === 'object' && !isNodeStream(last) && !isIterable(last) && !isWebStream(last)) {
      options = streams.pop();
    }
    let called = false;
    join(streams, (reason, value) => {
      if (called) return;
      called = true;
      if (reason) reject(reason);
      else resolve(value);
    }, { signal: options.signal, end: options.end });
  });
}

module.exports = { finished, pipeline };
