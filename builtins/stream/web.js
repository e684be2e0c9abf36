// node:stream/web - the WHATWG streams.
'use strict';

const lazy = (names, id) => {
  for (const name of names) {
    Object.defineProperty(exports, name, {
      configurable: true,
      enumerable: true,
      get: () => require(id)[name],
      set(value) {
        Object.defineProperty(exports, name, { value, configurable: true, enumerable: true, writable: true });
      },
    });
  }
};

lazy(['ReadableStream'], 'internal/webstreams/readablestream');
lazy(['ReadableStreamDefaultReader', 'ReadableStreamBYOBReader'], 'internal/webstreams/readers');
lazy(['ReadableStreamBYOBRequest', 'ReadableByteStreamController'], 'internal/webstreams/bytes');
lazy(['ReadableStreamDefaultController'], 'internal/webstreams/readablestream');
lazy(['TransformStream', 'TransformStreamDefaultController'], 'internal/webstreams/transformstream');
lazy(['WritableStream', 'WritableStreamDefaultController', 'WritableStreamDefaultWriter'], 'internal/webstreams/writablestream');
lazy(
  ['ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'TextEncoderStream', 'TextDecoderStream'],
  'internal/webstreams/encoding',
);
