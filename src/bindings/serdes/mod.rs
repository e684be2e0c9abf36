//! `internalBinding('serdes')`: `Serializer` and `Deserializer` of `node:v8`, in V8's wire format.
//!
//! Counterpart of `src/node_serdes.cc`. The same format carries `structuredClone` and messages between threads.

pub(crate) mod reader;
mod tags;
pub(crate) mod writer;

use std::rc::Rc;

use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsObject, JsResult, JsValue, introspect, introspect::Kind};

use crate::{
    bindings::buffer,
    engine::{
        Binding, Error, NativeClass, Result, Wrap, arg,
        bytes::{self, aligned},
        class, function,
        object::{array, get, put},
        unwrap,
    },
    error::Code,
};
use reader::{Reader, Source};
use writer::{Delegate, Writer};

pub(super) static BINDING: Binding = Binding { name: "serdes", exports: &[class(&SERIALIZER), class(&DESERIALIZER)] };

static SERIALIZER: NativeClass = NativeClass {
    name: "Serializer",
    length: 0,
    construct: |_args, _cx| Ok(Wrap::new(Rc::new(Writer::default()))),
    statics: &[],
    methods: &[&[
        function!("writeHeader", 0, write_header),
        function!("writeValue", 1, write_value),
        function!("releaseBuffer", 0, release_buffer),
        function!("transferArrayBuffer", 2, transfer_out),
        function!("writeUint32", 1, write_uint32),
        function!("writeUint64", 2, write_uint64),
        function!("writeDouble", 1, write_double),
        function!("writeRawBytes", 1, write_raw_bytes),
        function!("_setTreatArrayBufferViewsAsHostObjects", 1, set_treat_views),
    ]],
};

static DESERIALIZER: NativeClass = NativeClass {
    name: "Deserializer",
    length: 1,
    construct: |args, cx| {
        let Some(view) = view_only(args.get_or_undefined(0), cx)? else {
            return Err(invalid_type("buffer must be a TypedArray or a DataView", cx));
        };
        Ok(Wrap::new(Rc::new(Input { reader: Reader::new(view.to_vec()), buffer: args.get_or_undefined(0).clone() })))
    },
    statics: &[],
    methods: &[&[
        function!("readHeader", 0, read_header),
        function!("readValue", 0, read_value),
        function!("getWireFormatVersion", 0, get_wire_format_version),
        function!("transferArrayBuffer", 2, transfer_in),
        function!("readUint32", 0, read_uint32),
        function!("readUint64", 0, read_uint64),
        function!("readDouble", 0, read_double),
        function!("_readRawBytes", 1, read_raw_bytes),
        crate::engine::getter!("buffer", input_buffer),
    ]],
};

/// The state of a `Deserializer`.
struct Input {
    reader: Reader,
    buffer: JsValue,
}

/// `ERR_INVALID_ARG_TYPE` as Node's C++ throws it: its text does not show the code.
fn invalid_type(message: &'static str, cx: &mut Context) -> Error {
    let error = JsError::from(JsNativeError::typ().with_message(message));
    let coded = error.into_opaque(cx).map(|value| {
        if let Some(object) = value.as_object() {
            put(&object, crate::engine::js("code"), crate::engine::js(Code::ERR_INVALID_ARG_TYPE.name()));
        }
        JsError::from_opaque(value)
    });
    coded.unwrap_or_else(|error| error).into()
}

/// The bytes of a view; `None` for buffers and other values.
fn view_only(value: &JsValue, cx: &mut Context) -> Result<Option<bytes::Bytes>> {
    let is_view =
        value.as_object().is_some_and(|object| matches!(introspect::kind(&object), Kind::TypedArray | Kind::DataView));
    if is_view { bytes::view(value, cx) } else { Ok(None) }
}

/// Calls back into the methods that a subclass of `Serializer` defines.
struct Methods {
    this: JsObject,
}

impl Methods {
    fn method(&self, name: &str, cx: &mut Context) -> JsResult<Option<JsObject>> {
        Ok(get(&self.this, name, cx)?.as_callable())
    }
}

impl Delegate for Methods {
    fn host_object(&self, _writer: &Writer, object: &JsObject, cx: &mut Context) -> JsResult<()> {
        let args = [object.clone().into()];
        if let Some(method) = self.method("_writeHostObject", cx)? {
            return method.call(&self.this.clone().into(), &args, cx).map(|_| ());
        }
        let message = writer::not_cloneable(&args[0], cx);
        Err(self.clone_error(&message, cx))
    }

    fn clone_error(&self, message: &str, cx: &mut Context) -> JsError {
        let made = self.method("_getDataCloneError", cx).and_then(|method| match method {
            Some(method) => method.call(&self.this.clone().into(), &[crate::engine::js(message).into()], cx),
            None => Err(JsNativeError::error().with_message(message.to_owned()).into()),
        });
        made.map_or_else(|error| error, JsError::from_opaque)
    }

    fn shared_id(&self, object: &JsObject, cx: &mut Context) -> JsResult<u32> {
        let args = [object.clone().into()];
        if let Some(method) = self.method("_getSharedArrayBufferId", cx)? {
            return method.call(&self.this.clone().into(), &args, cx)?.to_u32(cx);
        }
        let message = writer::not_cloneable(&args[0], cx);
        Err(self.clone_error(&message, cx))
    }
}

impl Source for Methods {
    fn host_object(&self, _reader: &Reader, cx: &mut Context) -> JsResult<JsObject> {
        let Some(method) = self.method("_readHostObject", cx)? else {
            return Err(JsNativeError::error().with_message("Unable to deserialize cloned data.").into());
        };
        let value = method.call(&self.this.clone().into(), &[], cx)?;
        value
            .as_object()
            .ok_or_else(|| JsNativeError::typ().with_message("readHostObject must return an object").into())
    }

    fn shared(&self, _id: u32, _cx: &mut Context) -> JsResult<JsObject> {
        Err(JsNativeError::error().with_message("Unable to deserialize cloned data.").into())
    }
}

fn methods(this: &JsValue) -> Result<Methods> {
    let this = this.as_object().ok_or_else(|| JsNativeError::typ().with_message("Illegal invocation"))?;
    Ok(Methods { this })
}

/// `serializer.writeHeader()`
fn write_header(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<Writer>(this)?.header();
    Ok(JsValue::undefined())
}

/// `serializer.writeValue(value)`
fn write_value(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let writer = unwrap::<Writer>(this)?;
    writer.value(args.get_or_undefined(0), &methods(this)?, cx)?;
    Ok(true.into())
}

/// `serializer.releaseBuffer()`: a Buffer with what was written.
fn release_buffer(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let data = unwrap::<Writer>(this)?.take();
    Ok(buffer::new_buffer(aligned(&data), cx)?.into())
}

/// `serializer.transferArrayBuffer(id, arrayBuffer)`
fn transfer_out(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let writer = unwrap::<Writer>(this)?;
    let id = args.get_or_undefined(0).to_u32(cx)?;
    let buffer = args.get_or_undefined(1).as_object().filter(|object| introspect::kind(object) == Kind::ArrayBuffer);
    let Some(buffer) = buffer else {
        return Err(invalid_type("arrayBuffer must be an ArrayBuffer", cx));
    };
    writer.transfer(buffer, id);
    Ok(JsValue::undefined())
}

/// `serializer.writeUint32(value)`
fn write_uint32(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0).to_u32(cx)?;
    unwrap::<Writer>(this)?.varint(value.into());
    Ok(JsValue::undefined())
}

/// `serializer.writeUint64(high, low)`
fn write_uint64(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let (high, low) = (args.get_or_undefined(0).to_u32(cx)?, args.get_or_undefined(1).to_u32(cx)?);
    unwrap::<Writer>(this)?.varint((u64::from(high) << 32) | u64::from(low));
    Ok(JsValue::undefined())
}

/// `serializer.writeDouble(value)`
fn write_double(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0).to_number(cx)?;
    unwrap::<Writer>(this)?.double(value);
    Ok(JsValue::undefined())
}

/// `serializer.writeRawBytes(view)`
fn write_raw_bytes(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let writer = unwrap::<Writer>(this)?;
    let Some(view) = view_only(args.get_or_undefined(0), cx)? else {
        return Err(invalid_type("source must be a TypedArray or a DataView", cx));
    };
    view.with(|bytes| writer.raw(bytes));
    Ok(JsValue::undefined())
}

/// `serializer._setTreatArrayBufferViewsAsHostObjects(flag)`
fn set_treat_views(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<Writer>(this)?.treat_views_as_host_objects(args.get_or_undefined(0).to_boolean());
    Ok(JsValue::undefined())
}

/// `deserializer.readHeader()`
fn read_header(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<Input>(this)?.reader.header()?;
    Ok(true.into())
}

/// `deserializer.readValue()`
fn read_value(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let input = unwrap::<Input>(this)?;
    Ok(input.reader.value(&methods(this)?, cx)?)
}

/// `deserializer.getWireFormatVersion()`
fn get_wire_format_version(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(unwrap::<Input>(this)?.reader.version().into())
}

/// `deserializer.transferArrayBuffer(id, arrayBuffer)`
fn transfer_in(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let input = unwrap::<Input>(this)?;
    let id = args.get_or_undefined(0).to_u32(cx)?;
    let buffer = args
        .get_or_undefined(1)
        .as_object()
        .filter(|object| matches!(introspect::kind(object), Kind::ArrayBuffer | Kind::SharedArrayBuffer));
    let Some(buffer) = buffer else {
        return Err(invalid_type("arrayBuffer must be an ArrayBuffer or SharedArrayBuffer", cx));
    };
    input.reader.transfer(id, buffer);
    Ok(JsValue::undefined())
}

fn failed(what: &str) -> Error {
    JsNativeError::error().with_message(format!("{what}() failed")).into()
}

/// `deserializer.readUint32()`
fn read_uint32(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let value = unwrap::<Input>(this)?.reader.varint().and_then(|value| u32::try_from(value).ok());
    Ok(value.ok_or_else(|| failed("ReadUint32"))?.into())
}

/// `deserializer.readUint64()`: `[high, low]`
fn read_uint64(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = unwrap::<Input>(this)?.reader.varint().ok_or_else(|| failed("ReadUint64"))?;
    Ok(array([JsValue::from((value >> 32) as u32), JsValue::from(value as u32)], cx).into())
}

/// `deserializer.readDouble()`
fn read_double(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(unwrap::<Input>(this)?.reader.double().ok_or_else(|| failed("ReadDouble"))?.into())
}

/// `deserializer._readRawBytes(length)`: where in the buffer they start.
fn read_raw_bytes(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let input = unwrap::<Input>(this)?;
    let length: f64 = arg(args, 0, "length", cx)?;
    let at = input.reader.raw(length.max(0.0) as usize).ok_or_else(|| failed("ReadRawBytes"))?;
    Ok((at as u64).into())
}

/// `deserializer.buffer`
fn input_buffer(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let Some(object) = this.as_object() else { return Ok(JsValue::undefined()) };
    let buffer = unwrap::<Input>(this)?.buffer.clone();
    // From the second look on, a plain property, as in Node.
    put(&object, crate::engine::js("buffer"), buffer.clone());
    Ok(buffer)
}
