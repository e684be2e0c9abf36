// node:stream - the constructors. What streams do is in internalBinding('stream'); what is rare is in internal/streams/*.
'use strict';

const EE = require('events');
const binding = internalBinding('stream');
const { WritableState, getHighWaterMark, lazyMethod } = binding;

function inherit(Class, Base) {
  Object.setPrototypeOf(Class.prototype, Base.prototype);
  Object.setPrototypeOf(Class, Base);
}

function Stream(options) {
  EE.call(this, options);
}
inherit(Stream, EE);
lazyMethod(Stream.prototype, 'pipe', 2, 'internal/streams/legacy');
lazyMethod(Stream.prototype, 'eventNames', 0, 'internal/streams/legacy');

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  binding.initReadable(this, options);
}
inherit(Readable, Stream);
binding.installReadable(Readable.prototype, Stream.prototype, EE);

function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);
  binding.initWritable(this, options);
}
inherit(Writable, Stream);
binding.installWritable(Writable.prototype);
// A duplex inherits from Readable, and is a Writable all the same.
const isInstance = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Writable, Symbol.hasInstance, {
  value: function(object) {
    if (isInstance.call(this, object)) return true;
    return this === Writable && !!object && object._writableState instanceof WritableState;
  },
});

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  binding.initDuplex(this, options);
}
inherit(Duplex, Readable);
binding.installDuplex(Duplex.prototype);

function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);
  if (options && getHighWaterMark(this, options, 'readableHighWaterMark', true) === 0) {
    // Nothing is to be buffered, so the writable side must not buffer either.
    options = {
      ...options,
      highWaterMark: null,
      readableHighWaterMark: 0,
      writableHighWaterMark: options.writableHighWaterMark || 0,
    };
  }
  Duplex.call(this, options);
  binding.initTransform(this, options);
  // Not _final, because a subclass may have that as well as _flush.
  this.on('prefinish', prefinish);
}
inherit(Transform, Duplex);
binding.installTransform(Transform.prototype);

function final(callback) {
  if (typeof this._flush !== 'function' || this.destroyed) {
    this.push(null);
    if (callback) callback();
    return;
  }
  this._flush((error, data) => {
    if (error) {
      if (callback) callback(error);
      else this.destroy(error);
      return;
    }
    if (data != null) this.push(data);
    this.push(null);
    if (callback) callback();
  });
}
Transform.prototype._final = final;

function prefinish() {
  if (this._final !== final) final.call(this);
}

function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}
inherit(PassThrough, Transform);
PassThrough.prototype._transform = binding.passThrough;

function rejected(error) {
  this.destroy(error);
}

for (const Class of [Readable, Writable]) {
  Class.prototype[Symbol.for('nodejs.rejection')] = rejected;
  lazyMethod(Class, 'fromWeb', 2, 'internal/webstreams/adapters', `${Class.name}FromWeb`);
  lazyMethod(Class, 'toWeb', 2, 'internal/webstreams/adapters', `${Class.name}ToWeb`);
  if (Symbol.asyncDispose) {
    lazyMethod(Class.prototype, Symbol.asyncDispose, 0, 'internal/streams/iterator', `dispose${Class.name}`);
  }
}
lazyMethod(Duplex, 'fromWeb', 2, 'internal/webstreams/adapters', 'DuplexFromWeb');
lazyMethod(Duplex, 'toWeb', 2, 'internal/webstreams/adapters', 'DuplexToWeb');
lazyMethod(Duplex, 'from', 1, 'internal/streams/duplexify');
Readable.ReadableState = binding.ReadableState;
Writable.WritableState = WritableState;
lazyMethod(Readable, '_fromList', 2, 'internal/streams/legacy');
lazyMethod(Readable, 'from', 2, 'internal/streams/from');
lazyMethod(Readable, 'wrap', 2, 'internal/streams/legacy', 'wrapStatic');
lazyMethod(Readable.prototype, 'wrap', 1, 'internal/streams/legacy');
lazyMethod(Readable.prototype, Symbol.asyncIterator, 0, 'internal/streams/iterator', 'iterator');
lazyMethod(Readable.prototype, 'iterator', 1, 'internal/streams/iterator', 'iteratorWith');
lazyMethod(Readable.prototype, 'compose', 2, 'internal/streams/compose', 'composeWith');
for (const name of ['drop', 'filter', 'flatMap', 'map', 'take', 'every', 'forEach', 'reduce', 'toArray', 'some', 'find']) {
  lazyMethod(Readable.prototype, name, name === 'toArray' ? 0 : name === 'reduce' ? 2 : 1, 'internal/streams/operators', name, false);
}

module.exports = Stream;
for (const name of ['isDestroyed', 'isDisturbed', 'isErrored', 'isReadable', 'isWritable']) {
  lazyMethod(Stream, name, 1, 'internal/streams/utils');
}
Stream.Readable = Readable;
Stream.Writable = Writable;
Stream.Duplex = Duplex;
Stream.Transform = Transform;
Stream.PassThrough = PassThrough;
lazyMethod(Stream, 'duplexPair', 1, 'internal/streams/duplexpair');
const pipeline = lazyMethod(Stream, 'pipeline', 0, 'internal/streams/pipeline');
lazyMethod(Stream, 'addAbortSignal', 2, 'internal/streams/add-abort-signal');
const finished = lazyMethod(Stream, 'finished', 3, 'internal/streams/end-of-stream', 'eos');
lazyMethod(Stream, 'destroy', 2, 'internal/streams/utils', 'destroyer');
lazyMethod(Stream, 'compose', 0, 'internal/streams/compose');
Stream.setDefaultHighWaterMark = binding.setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = binding.getDefaultHighWaterMark;
Object.defineProperty(Stream, 'promises', {
  configurable: true,
  enumerable: true,
  get: () => require('stream/promises'),
});
const custom = Symbol.for('nodejs.util.promisify.custom');
Object.defineProperty(pipeline, custom, { enumerable: true, get: () => require('stream/promises').pipeline });
Object.defineProperty(finished, custom, { enumerable: true, get: () => require('stream/promises').finished });
Stream.Stream = Stream;
lazyMethod(Stream, '_isArrayBufferView', 1, 'internal/streams/legacy');
lazyMethod(Stream, '_isUint8Array', 1, 'internal/streams/legacy');
lazyMethod(Stream, '_uint8ArrayToBuffer', 1, 'internal/streams/legacy');
