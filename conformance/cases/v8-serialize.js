// node:v8: bytes of v8.serialize, and values read back.
const v8 = require('v8');
const { inspect } = require('util');
const values = [1, -1, 0, -0, 1.5, 2 ** 31, -(2 ** 31), 2 ** 53, NaN, Infinity, true, false, null, undefined, '', 'ascii', 'é', '日本', 'x日', '😀', 5n, -5n, 0n, 2n ** 64n, -(2n ** 200n),
  [], [1, 2], [1.5, 2], [NaN, 1], [1, 'a', null, undefined], [1, , 2], new Array(2), [[], [[]]], Object.assign([1], { a: 2 }), Object.assign([1, ,], { a: 2 }),
  {}, { a: 1 }, { a: undefined, b: { c: 'd' } }, { 1: 2, a: 3 }, { 4294967294: 1 }, { '日': 1, 'ab': '日' },
  new Date(0), new Date(NaN), /a/, /x/gimsuyd, /v/v, new Map([[1, { a: 2 }]]), new Map(), new Set([1, 'x']), new Number(1), new String('s'), new String('日'), new Boolean(true), new Boolean(false), Object(5n),
  new Uint8Array([1, 2]), new Uint16Array([1, 2]), new Float64Array([1.5]), new DataView(new ArrayBuffer(3), 1), new BigUint64Array([5n]), Buffer.from('buffer'), new Uint8Array([1, 2]).buffer, new ArrayBuffer(2, { maxByteLength: 4 }),
  Object.assign(new Error('m'), { stack: 'S' }), Object.assign(new TypeError('m', { cause: 1 }), { stack: 'S' }), Object.assign(new RangeError(), { stack: 'S' }), Object.assign(new Error('m'), { name: 'X', stack: 5 }),
  [new Uint8Array([1]), 'after', { nested: Buffer.from([1, 2, 3]) }]];
for (const value of values) {
  const bytes = v8.serialize(value);
  const back = v8.deserialize(bytes);
  console.log(bytes.toString('hex'), back instanceof Error ? `${back.name} ${back.message} ${back.stack} ${back.cause}` : inspect(back));
}
const shared = { x: 1 };
const both = v8.deserialize(v8.serialize([shared, shared]));
console.log(both[0] === both[1]);
const circular = { a: [] };
circular.a.push(circular);
console.log(v8.serialize(circular).toString('hex'), v8.deserialize(v8.serialize(circular)));
for (const bad of ['', 'ff0f', 'ff0fff', 'ff10', 'ff0f6f', 'ff0f22056162', 'ff0f5e05', 'ff0f41ffffffff0f', 'ff0f49', 'ff0f4e00', 'ff0f5affffff7f', '6f7b00', 'ff0d6f22016149027b01', 'ff0f0000006f7b00', 'ff0f63026100']) {
  try { console.log(bad, inspect(v8.deserialize(Buffer.from(bad, 'hex')))); } catch (e) { console.log(bad, e.name, e.message); }
}
for (const bad of [() => {}, Symbol('s'), new Proxy({}, {}), new WeakMap(), Promise.resolve(), { a() {} }]) {
  try { v8.serialize(bad); } catch (e) { console.log(e.name, e.message); }
}
const serializer = new v8.Serializer();
serializer.writeHeader();
serializer.writeUint32(300);
serializer.writeUint64(1, 2);
serializer.writeDouble(1.5);
serializer.writeRawBytes(Buffer.from('raw'));
serializer.writeValue({ view: 1 });
const bytes = serializer.releaseBuffer();
console.log(bytes.toString('hex'), Buffer.isBuffer(bytes));
const deserializer = new v8.Deserializer(bytes);
console.log(deserializer.readHeader(), deserializer.getWireFormatVersion(), deserializer.readUint32(), deserializer.readUint64(), deserializer.readDouble(), deserializer.readRawBytes(3).toString(), deserializer.readValue());
for (const method of ['readUint32', 'readUint64', 'readDouble']) {
  try { new v8.Deserializer(Buffer.alloc(0))[method](); } catch (e) { console.log(e.name, e.message); }
}
try { new v8.Deserializer(Buffer.alloc(0)).readRawBytes(1); } catch (e) { console.log(e.name, e.message); }
class Custom extends v8.Serializer {
  _writeHostObject(object) { this.writeUint32(7); this.writeValue(object.constructor.name); }
  _getDataCloneError(message) { return new RangeError(`mine: ${message}`); }
}
const custom = new Custom();
custom._setTreatArrayBufferViewsAsHostObjects(true);
custom.writeHeader();
custom.writeValue([new Uint8Array(1)]);
const written = custom.releaseBuffer();
console.log(written.toString('hex'));
class CustomReader extends v8.Deserializer {
  _readHostObject() { return { id: this.readUint32(), name: this.readValue() }; }
}
const reader = new CustomReader(written);
reader.readHeader();
console.log(reader.readValue());
try { custom.writeValue(Symbol('x')); } catch (e) { console.log(e.name, e.message); }
const moved = new ArrayBuffer(2);
const mover = new v8.Serializer();
mover.writeHeader();
mover.transferArrayBuffer(3, moved);
mover.writeValue({ moved });
const receiver = new v8.Deserializer(mover.releaseBuffer());
receiver.readHeader();
receiver.transferArrayBuffer(3, new Uint8Array([9, 8]).buffer);
console.log(receiver.readValue());
for (const call of [() => new v8.Serializer().transferArrayBuffer(1, {}), () => new v8.Serializer().writeRawBytes({}), () => new v8.Deserializer({}), () => v8.deserialize('x'), () => v8.Serializer(), () => v8.Deserializer()]) {
  try { call(); console.log('no error'); } catch (e) { console.log(e.name, e.code, e.message); }
}
console.log(v8.isStringOneByteRepresentation('abc'), v8.isStringOneByteRepresentation('日'));
try { v8.isStringOneByteRepresentation(5); } catch (e) { console.log(e.code, e.message); }
try { v8.setFlagsFromString(5); } catch (e) { console.log(e.code, e.message); }
console.log(Object.keys(v8.getHeapStatistics()).join(), v8.getHeapSpaceStatistics().map((s) => s.space_name).join());
console.log(v8.startupSnapshot.isBuildingSnapshot());
