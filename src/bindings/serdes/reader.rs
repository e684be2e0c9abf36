//! Reads JS values in V8's wire format, versions up to 15.
//!
//! Counterpart of V8's `ValueDeserializer`. The data may come from anywhere: every length is checked before it is used.
//! **Nothing is borrowed while JS runs.**

use std::cell::{Cell, RefCell};

use boa_engine::{
    Context, JsBigInt, JsNativeError, JsObject, JsResult, JsStr, JsString, JsValue,
    builtins::{
        array_buffer::{AlignedVec, SharedArrayBuffer},
        typed_array::TypedArrayKind,
    },
    js_string,
    object::builtins::{JsArray, JsArrayBuffer, JsDate, JsMap, JsRegExp, JsSet, JsSharedArrayBuffer},
    property::PropertyKey,
};

use super::{
    tags::{self, FLAGS, VERSION, view_kind},
    writer::MAX_DEPTH,
};
use crate::engine::{bytes::aligned, js, object::put_hidden};

/// What the owner of a reader decides.
pub(crate) trait Source {
    /// Reads an object that has no place in the format.
    fn host_object(&self, reader: &Reader, cx: &mut Context) -> JsResult<JsObject>;

    /// The shared memory of a number.
    fn shared(&self, id: u32, cx: &mut Context) -> JsResult<JsObject>;
}

/// A position in a serialization.
pub(crate) struct Reader {
    data: Vec<u8>,
    position: Cell<usize>,
    version: Cell<u32>,
    /// The objects read so far, by their number.
    objects: RefCell<Vec<Option<JsObject>>>,
    transferred: RefCell<Vec<(u32, JsObject)>>,
    depth: Cell<usize>,
}

/// The data is not a serialization.
fn broken() -> boa_engine::JsError {
    JsNativeError::error().with_message("Unable to deserialize cloned data.").into()
}

impl Reader {
    pub(crate) fn new(data: Vec<u8>) -> Self {
        Reader {
            data,
            position: Cell::new(0),
            version: Cell::new(0),
            objects: RefCell::default(),
            transferred: RefCell::default(),
            depth: Cell::new(0),
        }
    }

    pub(crate) fn version(&self) -> u32 {
        self.version.get()
    }

    pub(crate) fn transfer(&self, id: u32, buffer: JsObject) {
        let mut transferred = self.transferred.borrow_mut();
        transferred.retain(|(known, _)| *known != id);
        transferred.push((id, buffer));
    }

    /// Reads the version.
    pub(crate) fn header(&self) -> JsResult<()> {
        let version = if self.peek() == Some(tags::VERSION_TAG) {
            self.skip(1);
            self.varint().and_then(|version| u32::try_from(version).ok()).filter(|version| *version <= VERSION)
        } else {
            None
        };
        let Some(version) = version else {
            let message = "Unable to deserialize cloned data due to invalid or unsupported version.";
            return Err(JsNativeError::error().with_message(message).into());
        };
        self.version.set(version);
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.position.get()).copied()
    }

    fn skip(&self, count: usize) {
        self.position.set(self.position.get() + count);
    }

    fn byte(&self) -> Option<u8> {
        let byte = self.peek()?;
        self.skip(1);
        Some(byte)
    }

    pub(crate) fn varint(&self) -> Option<u64> {
        let mut value = 0_u64;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            if shift < 64 {
                value |= u64::from(byte & 0x7f) << shift;
                shift += 7;
            }
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
    }

    fn varint32(&self) -> JsResult<u32> {
        self.varint().and_then(|value| u32::try_from(value).ok()).ok_or_else(broken)
    }

    pub(crate) fn double(&self) -> Option<f64> {
        let at = self.raw(8)?;
        let bytes = self.data.get(at..at + 8)?;
        Some(f64::from_ne_bytes(bytes.try_into().ok()?))
    }

    /// Takes `length` bytes; returns where they start.
    pub(crate) fn raw(&self, length: usize) -> Option<usize> {
        let at = self.position.get();
        if length > self.data.len().checked_sub(at)? {
            return None;
        }
        self.skip(length);
        Some(at)
    }

    fn bytes(&self, length: usize) -> JsResult<&[u8]> {
        let at = self.raw(length).ok_or_else(broken)?;
        Ok(&self.data[at..at + length])
    }

    /// The next tag behind padding.
    fn tag(&self) -> JsResult<u8> {
        loop {
            let tag = self.byte().ok_or_else(broken)?;
            if tag != tags::PADDING {
                return Ok(tag);
            }
        }
    }

    fn peek_tag(&self) -> Option<u8> {
        self.data[self.position.get()..].iter().copied().find(|tag| *tag != tags::PADDING)
    }

    fn reserve(&self) -> usize {
        let mut objects = self.objects.borrow_mut();
        objects.push(None);
        objects.len() - 1
    }

    fn keep(&self, id: usize, object: &JsObject) {
        self.objects.borrow_mut()[id] = Some(object.clone());
    }

    /// Reads one value.
    pub(crate) fn value(&self, source: &dyn Source, cx: &mut Context) -> JsResult<JsValue> {
        if self.depth.get() >= MAX_DEPTH {
            return Err(JsNativeError::range().with_message("Maximum call stack size exceeded").into());
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.tagged(source, cx);
        self.depth.set(self.depth.get() - 1);
        let value = value?;
        // A buffer may be followed by a view on it, which then is the value.
        if let Some(buffer) = value.as_object()
            && self.peek() == Some(tags::ARRAY_BUFFER_VIEW)
            && (buffer.is::<boa_engine::builtins::array_buffer::ArrayBuffer>() || buffer.is::<SharedArrayBuffer>())
        {
            self.skip(1);
            return self.view(&buffer, cx);
        }
        Ok(value)
    }

    fn tagged(&self, source: &dyn Source, cx: &mut Context) -> JsResult<JsValue> {
        let tag = self.tag()?;
        Ok(match tag {
            tags::VERIFY_OBJECT_COUNT => {
                self.varint32()?;
                return self.value(source, cx);
            }
            tags::UNDEFINED => JsValue::undefined(),
            tags::NULL => JsValue::null(),
            tags::TRUE => true.into(),
            tags::FALSE => false.into(),
            tags::INT32 => {
                let value = self.varint32()?;
                ((value >> 1) as i32 ^ -((value & 1) as i32)).into()
            }
            tags::UINT32 => self.varint32()?.into(),
            tags::DOUBLE => self.double().ok_or_else(broken)?.into(),
            tags::BIGINT => self.bigint()?.into(),
            tags::ONE_BYTE_STRING | tags::TWO_BYTE_STRING | tags::UTF8_STRING => self.text(tag)?.into(),
            tags::OBJECT_REFERENCE => {
                let id = self.varint32()? as usize;
                self.objects.borrow().get(id).cloned().flatten().ok_or_else(broken)?.into()
            }
            _ => self.object(tag, source, cx)?.into(),
        })
    }

    fn text(&self, tag: u8) -> JsResult<JsString> {
        let length = self.varint32()? as usize;
        match tag {
            tags::ONE_BYTE_STRING => Ok(JsString::from(JsStr::latin1(self.bytes(length)?))),
            tags::UTF8_STRING => Ok(js(&String::from_utf8_lossy(self.bytes(length)?))),
            _ => {
                if !length.is_multiple_of(2) {
                    return Err(broken());
                }
                let units: Vec<u16> =
                    self.bytes(length)?.chunks_exact(2).map(|pair| u16::from_ne_bytes([pair[0], pair[1]])).collect();
                Ok(JsString::from(&units[..]))
            }
        }
    }

    /// A string with its tag.
    fn string(&self) -> JsResult<JsString> {
        let tag = self.tag()?;
        match tag {
            tags::ONE_BYTE_STRING | tags::TWO_BYTE_STRING | tags::UTF8_STRING => self.text(tag),
            _ => Err(broken()),
        }
    }

    fn bigint(&self) -> JsResult<JsBigInt> {
        let bits = self.varint32()?;
        let length = (bits >> 1) as usize;
        let bytes = self.bytes(length)?;
        let mut hex = String::with_capacity(2 * length + 1);
        if bits & 1 == 1 {
            hex.push('-');
        }
        for byte in bytes.iter().rev() {
            hex += &format!("{byte:02x}");
        }
        if length == 0 {
            return Ok(JsBigInt::zero());
        }
        JsBigInt::from_string_radix(&hex, 16).ok_or_else(broken)
    }

    fn object(&self, tag: u8, source: &dyn Source, cx: &mut Context) -> JsResult<JsObject> {
        let id = self.reserve();
        let object = match tag {
            tags::BEGIN_OBJECT => {
                let object = JsObject::with_object_proto(cx.intrinsics());
                self.keep(id, &object);
                let read = self.properties(&object, tags::END_OBJECT, source, cx)?;
                if read != self.varint32()? {
                    return Err(broken());
                }
                return Ok(object);
            }
            tags::BEGIN_DENSE_ARRAY => return self.dense_array(id, source, cx),
            tags::BEGIN_SPARSE_ARRAY => {
                let length = self.varint32()?;
                let array: JsObject = JsArray::new(cx)?.into();
                array.set(js_string!("length"), length, true, cx)?;
                self.keep(id, &array);
                let read = self.properties(&array, tags::END_SPARSE_ARRAY, source, cx)?;
                if read != self.varint32()? || length != self.varint32()? {
                    return Err(broken());
                }
                return Ok(array);
            }
            tags::DATE => {
                let date = JsDate::new(cx);
                date.set_time(self.double().ok_or_else(broken)?, cx)?;
                date.into()
            }
            tags::TRUE_OBJECT | tags::FALSE_OBJECT => JsValue::from(tag == tags::TRUE_OBJECT).to_object(cx)?,
            tags::NUMBER_OBJECT => JsValue::from(self.double().ok_or_else(broken)?).to_object(cx)?,
            tags::BIGINT_OBJECT => JsValue::from(self.bigint()?).to_object(cx)?,
            tags::STRING_OBJECT => JsValue::from(self.string()?).to_object(cx)?,
            tags::REGEXP => {
                let source = self.string()?;
                let bits = u64::from(self.varint32()?);
                let flags: String = FLAGS.iter().filter(|(_, bit)| bits & bit != 0).map(|(name, _)| *name).collect();
                JsRegExp::new(source, js(&flags), cx)?.into()
            }
            tags::BEGIN_MAP => return self.map(id, source, cx),
            tags::BEGIN_SET => return self.set(id, source, cx),
            tags::ARRAY_BUFFER => {
                let length = self.varint32()? as usize;
                let bytes = aligned(self.bytes(length)?);
                JsArrayBuffer::from_byte_block(bytes, cx)?.into()
            }
            tags::RESIZABLE_ARRAY_BUFFER => {
                let (length, max) = (self.varint32()? as usize, self.varint32()?);
                let bytes = self.bytes(length)?;
                resizable(bytes, max as usize, cx)?
            }
            tags::TRANSFERRED_ARRAY_BUFFER => {
                let number = self.varint32()?;
                let found =
                    self.transferred.borrow().iter().find(|(id, _)| *id == number).map(|(_, buffer)| buffer.clone());
                found.ok_or_else(broken)?
            }
            tags::SHARED_ARRAY_BUFFER => {
                let number = self.varint32()?;
                let found =
                    self.transferred.borrow().iter().find(|(id, _)| *id == number).map(|(_, buffer)| buffer.clone());
                match found {
                    Some(buffer) => buffer,
                    None => source.shared(number, cx)?,
                }
            }
            tags::ERROR => return self.error(id, source, cx),
            tags::HOST_OBJECT => source.host_object(self, cx)?,
            _ => return Err(broken()),
        };
        self.keep(id, &object);
        Ok(object)
    }

    /// Keys and values up to an end tag. Returns how many there were.
    fn properties(&self, object: &JsObject, end: u8, source: &dyn Source, cx: &mut Context) -> JsResult<u32> {
        let mut count = 0;
        loop {
            if self.peek_tag() == Some(end) {
                self.tag()?;
                return Ok(count);
            }
            let key = self.value(source, cx)?;
            if !key.is_string() && !key.is_number() {
                return Err(broken());
            }
            let key = key.to_property_key(cx)?;
            let value = self.value(source, cx)?;
            object.create_data_property_or_throw(key, value, cx)?;
            count += 1;
        }
    }

    fn dense_array(&self, id: usize, source: &dyn Source, cx: &mut Context) -> JsResult<JsObject> {
        let length = self.varint32()?;
        // Every element takes a byte at least.
        if length as usize > self.data.len() - self.position.get() {
            return Err(broken());
        }
        let array = JsArray::new(cx)?;
        let object: JsObject = array.clone().into();
        self.keep(id, &object);
        for index in 0..length {
            if self.peek_tag() == Some(tags::THE_HOLE) {
                self.tag()?;
                continue;
            }
            let value = self.value(source, cx)?;
            object.create_data_property_or_throw(PropertyKey::from(index), value, cx)?;
        }
        object.set(js_string!("length"), length, true, cx)?;
        let read = self.properties(&object, tags::END_DENSE_ARRAY, source, cx)?;
        if read != self.varint32()? || length != self.varint32()? {
            return Err(broken());
        }
        Ok(object)
    }

    fn map(&self, id: usize, source: &dyn Source, cx: &mut Context) -> JsResult<JsObject> {
        let map = JsMap::new(cx);
        self.keep(id, &map.clone().into());
        let mut count = 0;
        while self.peek_tag() != Some(tags::END_MAP) {
            let key = self.value(source, cx)?;
            let value = self.value(source, cx)?;
            map.set(key, value, cx)?;
            count += 2;
        }
        self.tag()?;
        if count != self.varint32()? {
            return Err(broken());
        }
        Ok(map.into())
    }

    fn set(&self, id: usize, source: &dyn Source, cx: &mut Context) -> JsResult<JsObject> {
        let set = JsSet::new(cx);
        self.keep(id, &set.clone().into());
        let mut count = 0;
        while self.peek_tag() != Some(tags::END_SET) {
            let value = self.value(source, cx)?;
            set.add(value, cx)?;
            count += 1;
        }
        self.tag()?;
        if count != self.varint32()? {
            return Err(broken());
        }
        Ok(set.into())
    }

    fn view(&self, buffer: &JsObject, cx: &mut Context) -> JsResult<JsValue> {
        let tag = self.byte().ok_or_else(broken)?;
        let (offset, length) = (self.varint32()?, self.varint32()?);
        let flags = if self.version.get() >= 14 { self.varint32()? } else { 0 };
        let id = self.reserve();
        let kind = view_kind(tag);
        if kind.is_none() && tag != tags::DATA_VIEW {
            return Err(broken());
        }
        let (constructor, size) = class_of(kind, cx);
        if length % size != 0 {
            return Err(broken());
        }
        let mut args = vec![JsValue::from(buffer.clone()), offset.into()];
        if flags & 1 == 0 {
            args.push((length / size).into());
        }
        let view = constructor.construct(&args, None, cx).map_err(|_| broken())?;
        self.keep(id, &view);
        Ok(view.into())
    }

    fn error(&self, id: usize, source: &dyn Source, cx: &mut Context) -> JsResult<JsObject> {
        let constructors = cx.intrinsics().constructors();
        let class = match self.peek() {
            Some(b'E') => Some(constructors.eval_error()),
            Some(b'R') => Some(constructors.range_error()),
            Some(b'F') => Some(constructors.reference_error()),
            Some(b'S') => Some(constructors.syntax_error()),
            Some(b'T') => Some(constructors.type_error()),
            Some(b'U') => Some(constructors.uri_error()),
            _ => None,
        };
        let constructor = class.unwrap_or_else(|| constructors.error()).constructor();
        if class.is_some() {
            self.skip(1);
        }
        let object = constructor.construct(&[], None, cx)?;
        self.keep(id, &object);
        // The error was made elsewhere: its stack is what was written, or nothing.
        put_hidden(&object, js_string!("stack"), JsValue::undefined());
        loop {
            match self.byte().ok_or_else(broken)? {
                tags::ERROR_MESSAGE => {
                    let message = self.string()?;
                    put_hidden(&object, js_string!("message"), message);
                }
                tags::ERROR_STACK => {
                    let stack = self.string()?;
                    put_hidden(&object, js_string!("stack"), stack);
                }
                tags::ERROR_CAUSE => {
                    let cause = self.value(source, cx)?;
                    put_hidden(&object, js_string!("cause"), cause);
                }
                tags::ERROR_END => return Ok(object),
                _ => return Err(broken()),
            }
        }
    }
}

/// The class of a view, and the size of its elements.
fn class_of(kind: Option<TypedArrayKind>, cx: &mut Context) -> (JsObject, u32) {
    let all = cx.intrinsics().constructors();
    let (class, size) = match kind {
        None => (all.data_view(), 1),
        Some(TypedArrayKind::Int8) => (all.typed_int8_array(), 1),
        Some(TypedArrayKind::Uint8) => (all.typed_uint8_array(), 1),
        Some(TypedArrayKind::Uint8Clamped) => (all.typed_uint8clamped_array(), 1),
        Some(TypedArrayKind::Int16) => (all.typed_int16_array(), 2),
        Some(TypedArrayKind::Uint16) => (all.typed_uint16_array(), 2),
        Some(TypedArrayKind::Float16) => (all.typed_float16_array(), 2),
        Some(TypedArrayKind::Int32) => (all.typed_int32_array(), 4),
        Some(TypedArrayKind::Uint32) => (all.typed_uint32_array(), 4),
        Some(TypedArrayKind::Float32) => (all.typed_float32_array(), 4),
        Some(TypedArrayKind::Float64) => (all.typed_float64_array(), 8),
        Some(TypedArrayKind::BigInt64) => (all.typed_bigint64_array(), 8),
        Some(TypedArrayKind::BigUint64) => (all.typed_biguint64_array(), 8),
    };
    (class.constructor(), size)
}

/// A resizable buffer with these bytes.
fn resizable(bytes: &[u8], max: usize, cx: &mut Context) -> JsResult<JsObject> {
    let options = crate::engine::object::build(cx, &[("maxByteLength", (max as u64).into())]);
    let constructor = cx.intrinsics().constructors().array_buffer().constructor();
    let object = constructor.construct(&[(bytes.len() as u64).into(), options.into()], None, cx)?;
    crate::engine::bytes::Bytes { buffer: object.clone(), offset: 0, length: bytes.len() }
        .with_mut(|data| data.copy_from_slice(bytes));
    Ok(object)
}

/// An `ArrayBuffer` that owns transferred bytes.
pub(crate) fn owned_buffer(bytes: AlignedVec<u8>, max: Option<usize>, cx: &mut Context) -> JsResult<JsObject> {
    match max {
        None => Ok(JsArrayBuffer::from_byte_block(bytes, cx)?.into()),
        Some(max) => resizable(&bytes, max, cx),
    }
}

/// A `SharedArrayBuffer` over shared memory.
pub(crate) fn shared_buffer(memory: SharedArrayBuffer, cx: &mut Context) -> JsObject {
    JsSharedArrayBuffer::from_buffer(memory, cx).into()
}
