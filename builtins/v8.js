// node:v8 - heap statistics and serialization in V8's format. The engine is another one; the format is V8's.
'use strict';

const { Serializer, Deserializer } = internalBinding('serdes');
const { isStringOneByteRepresentation } = internalBinding('v8');
const { validateString } = internalBinding('validators');

Serializer.prototype._getDataCloneError = Error;

Deserializer.prototype.readRawBytes = function readRawBytes(length) {
  const { Buffer } = require('buffer');
  const offset = this._readRawBytes(length);
  return Buffer.from(this.buffer.buffer, this.buffer.byteOffset + offset, length);
};

// The position is the number under which a view's class travels. A Buffer has a number of its own.
const kBufferIndex = 10;
const viewClasses = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
  Float64Array, DataView, undefined, BigInt64Array, BigUint64Array, globalThis.Float16Array,
];

function indexOfView(view) {
  const { Buffer } = require('buffer');
  if (view.constructor === Buffer) return kBufferIndex;
  const tag = Object.prototype.toString.call(view).slice(8, -1);
  return viewClasses.findIndex((viewClass) => viewClass !== undefined && viewClass.name === tag);
}

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  // Only the bytes of the view are written: a Buffer's memory belongs to a pool that is larger and not all its own.
  _writeHostObject(view) {
    const index = ArrayBuffer.isView(view) ? indexOfView(view) : -1;
    if (index === -1) {
      const { inspect } = internalBinding('util');
      throw new this._getDataCloneError(`Unserializable host object: ${inspect(view)}`);
    }
    this.writeUint32(index);
    this.writeUint32(view.byteLength);
    this.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
}

class DefaultDeserializer extends Deserializer {
  _readHostObject() {
    const index = this.readUint32();
    const byteLength = this.readUint32();
    const offset = this.buffer.byteOffset + this._readRawBytes(byteLength);
    const { buffer } = this.buffer;
    if (index === kBufferIndex) {
      const { Buffer } = require('buffer');
      return Buffer.from(buffer, offset, byteLength);
    }
    const ViewClass = viewClasses[index];
    const size = ViewClass.BYTES_PER_ELEMENT ?? 1;
    if (offset % size === 0) return new ViewClass(buffer, offset, byteLength / size);
    return new ViewClass(buffer.slice(offset, offset + byteLength), 0, byteLength / size);
  }
}

function serialize(value) {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function deserialize(buffer) {
  const deserializer = new DefaultDeserializer(buffer);
  deserializer.readHeader();
  return deserializer.readValue();
}

function getHeapStatistics() {
  const [heapTotal, heapUsed, external] = internalBinding('v8').heapStatistics();
  const limit = require('os').totalmem();
  return {
    total_heap_size: heapTotal,
    total_heap_size_executable: 0,
    total_physical_size: heapTotal,
    total_available_size: Math.max(limit - heapUsed, 0),
    used_heap_size: heapUsed,
    heap_size_limit: limit,
    malloced_memory: heapTotal,
    peak_malloced_memory: process.resourceUsage().maxRSS * 1024,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: external,
  };
}

const spaces = [
  'read_only_space', 'new_space', 'old_space', 'code_space', 'shared_space', 'trusted_space', 'shared_trusted_space',
  'new_large_object_space', 'large_object_space', 'code_large_object_space', 'shared_large_object_space',
  'shared_trusted_large_object_space', 'trusted_large_object_space',
];

// This engine has one space for everything.
function getHeapSpaceStatistics() {
  const { heapTotal, heapUsed } = process.memoryUsage();
  return spaces.map((name) => ({
    space_name: name,
    space_size: name === 'old_space' ? heapTotal : 0,
    space_used_size: name === 'old_space' ? heapUsed : 0,
    space_available_size: name === 'old_space' ? heapTotal - heapUsed : 0,
    physical_space_size: name === 'old_space' ? heapTotal : 0,
  }));
}

// Code lies among the other objects.
function getHeapCodeStatistics() {
  return {
    code_and_metadata_size: 0,
    bytecode_and_metadata_size: 0,
    external_script_source_size: 0,
    cpu_profiler_metadata_size: 0,
  };
}

// Changes with the flags, as in V8: code cached under other flags is of no use.
let versionTag = 0x0b0a_0016;

// Only the flags that mean something here. Others end as unknown flags do in V8: with a line on standard error.
function setFlagsFromString(flags) {
  validateString(flags, 'flags');
  for (let i = 0; i < flags.length; i++) versionTag = (Math.imul(versionTag, 31) + flags.charCodeAt(i)) >>> 0;
  for (const flag of flags.split(/\s+/)) {
    if (flag === '') continue;
    const [name, value] = flag.replace(/^-+/, '').replaceAll('_', '-').split('=');
    if (name === 'expose-gc') {
      const { collectGarbage } = internalBinding('v8');
      Object.defineProperty(globalThis, 'gc', {
        __proto__: null, value: collectGarbage, writable: true, enumerable: false, configurable: true,
      });
    } else if (name === 'stack-trace-limit' && value !== undefined) {
      Error.stackTraceLimit = Number(value);
    } else {
      process._rawDebug(`Error: unrecognized flag ${flag}\nTry --help for options`);
    }
  }
}

function notBuildingSnapshot() {
  const { error } = internalBinding('errors');
  throw error('ERR_NOT_BUILDING_SNAPSHOT');
}

const startupSnapshot = {
  addDeserializeCallback() { notBuildingSnapshot(); },
  addSerializeCallback() { notBuildingSnapshot(); },
  setDeserializeMainFunction() { notBuildingSnapshot(); },
  isBuildingSnapshot() { return 0; },
};

module.exports = {
  cachedDataVersionTag() { return versionTag; },
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics,
  setFlagsFromString,
  Serializer,
  Deserializer,
  DefaultSerializer,
  DefaultDeserializer,
  deserialize,
  serialize,
  startupSnapshot,
  isStringOneByteRepresentation(content) {
    validateString(content, 'content');
    return isStringOneByteRepresentation(content);
  },
};
