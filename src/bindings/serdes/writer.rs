//! Writes JS values in V8's wire format, version 15.
//!
//! Counterpart of V8's `ValueSerializer`. Everything that is written goes through `&self`: a host object's own code
//! may write into the middle of a value. **Nothing is borrowed while JS runs.**

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use boa_engine::{
    Context, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue,
    builtins::typed_array::TypedArray,
    introspect::{self, Kind},
    js_string,
    property::PropertyKey,
    string::JsStrVariant,
};

use super::tags::{self, FLAGS, VERSION, error_tag, view_tag};
use crate::engine::{Wrap, bytes::Bytes, js, object::get, utf8};

/// Values in values that are written; deeper ones end as an exhausted stack does.
pub(super) const MAX_DEPTH: usize = 6000;

/// What the owner of a writer decides.
pub(crate) trait Delegate {
    /// Writes an object that has no place in the format. The default says that it cannot be cloned.
    fn host_object(&self, writer: &Writer, object: &JsObject, cx: &mut Context) -> JsResult<()> {
        let message = not_cloneable(&object.clone().into(), cx);
        let _ = writer;
        Err(self.clone_error(&message, cx))
    }

    /// Whether `host_object` is to write an object that looks ordinary.
    fn is_host_object(&self, object: &JsObject, cx: &mut Context) -> JsResult<bool> {
        let _ = cx;
        Ok(object.is::<Wrap>())
    }

    /// The error for a value that cannot be cloned.
    fn clone_error(&self, message: &str, cx: &mut Context) -> JsError;

    /// The number under which a `SharedArrayBuffer` travels.
    fn shared_id(&self, object: &JsObject, cx: &mut Context) -> JsResult<u32>;
}

/// A growing serialization.
#[derive(Default)]
pub(crate) struct Writer {
    buffer: RefCell<Vec<u8>>,
    /// The objects written so far, by their number.
    ids: RefCell<HashMap<JsObject, u32>>,
    /// Array buffers that move instead of being copied.
    transferred: RefCell<Vec<(JsObject, u32)>>,
    views_are_host_objects: Cell<bool>,
    depth: Cell<usize>,
}

impl Writer {
    pub(crate) fn header(&self) {
        self.byte(tags::VERSION_TAG);
        self.varint(VERSION.into());
    }

    /// What was written; the writer starts afresh.
    pub(crate) fn take(&self) -> Vec<u8> {
        self.ids.borrow_mut().clear();
        self.transferred.borrow_mut().clear();
        self.buffer.take()
    }

    pub(crate) fn transfer(&self, buffer: JsObject, id: u32) {
        self.transferred.borrow_mut().push((buffer, id));
    }

    pub(crate) fn treat_views_as_host_objects(&self, yes: bool) {
        self.views_are_host_objects.set(yes);
    }

    fn byte(&self, byte: u8) {
        self.buffer.borrow_mut().push(byte);
    }

    pub(crate) fn raw(&self, bytes: &[u8]) {
        self.buffer.borrow_mut().extend_from_slice(bytes);
    }

    pub(crate) fn varint(&self, mut value: u64) {
        let mut buffer = self.buffer.borrow_mut();
        while value >= 0x80 {
            buffer.push((value as u8) | 0x80);
            value >>= 7;
        }
        buffer.push(value as u8);
    }

    pub(crate) fn double(&self, value: f64) {
        self.raw(&value.to_ne_bytes());
    }

    fn int(&self, value: i32) {
        self.byte(tags::INT32);
        self.varint(u64::from((value.wrapping_shl(1) ^ (value >> 31)) as u32));
    }

    fn number(&self, value: f64) {
        if value.fract() == 0.0
            && value >= f64::from(i32::MIN)
            && value <= f64::from(i32::MAX)
            && !(value == 0.0 && value.is_sign_negative())
        {
            self.int(value as i32);
        } else {
            self.byte(tags::DOUBLE);
            self.double(value);
        }
    }

    fn string(&self, text: &JsString) {
        match text.variant() {
            JsStrVariant::Latin1(bytes) => {
                self.byte(tags::ONE_BYTE_STRING);
                self.varint(bytes.len() as u64);
                self.raw(bytes);
            }
            // A slice of a wider string may be narrow itself.
            JsStrVariant::Utf16(units) if units.iter().all(|unit| *unit < 256) => {
                self.byte(tags::ONE_BYTE_STRING);
                self.varint(units.len() as u64);
                self.buffer.borrow_mut().extend(units.iter().map(|unit| *unit as u8));
            }
            JsStrVariant::Utf16(units) => {
                let length = 2 * units.len() as u64;
                let prefix = 1 + varint_length(length);
                if (self.buffer.borrow().len() + prefix) % 2 == 1 {
                    self.byte(tags::PADDING);
                }
                self.byte(tags::TWO_BYTE_STRING);
                self.varint(length);
                let mut buffer = self.buffer.borrow_mut();
                for unit in units {
                    buffer.extend_from_slice(&unit.to_ne_bytes());
                }
            }
        }
    }

    /// A sign bit and a length in bytes, then 64-bit digits, the lowest first.
    fn bigint(&self, value: &boa_engine::JsBigInt) {
        let hex = value.to_string_radix(16);
        let (negative, digits) = hex.strip_prefix('-').map_or((false, hex.as_str()), |digits| (true, digits));
        let words: Vec<u64> = if digits == "0" {
            Vec::new()
        } else {
            digits
                .as_bytes()
                .rchunks(16)
                .map(|chunk| {
                    let text = std::str::from_utf8(chunk).expect("hexadecimal digits are ASCII");
                    u64::from_str_radix(text, 16).expect("at most sixteen hexadecimal digits")
                })
                .collect()
        };
        self.varint(((words.len() as u64 * 8) << 1) | u64::from(negative));
        for word in words {
            self.raw(&word.to_le_bytes());
        }
    }

    /// Writes a value and all that it refers to.
    pub(crate) fn value(&self, value: &JsValue, delegate: &dyn Delegate, cx: &mut Context) -> JsResult<()> {
        if let Some(object) = value.as_object() {
            if self.depth.get() >= MAX_DEPTH {
                return Err(JsNativeError::range().with_message("Maximum call stack size exceeded").into());
            }
            self.depth.set(self.depth.get() + 1);
            let written = self.object(&object, delegate, cx);
            self.depth.set(self.depth.get() - 1);
            return written;
        }
        if let Some(text) = value.as_string() {
            self.string(&text);
        } else if let Some(number) = value.as_number() {
            self.number(number);
        } else if let Some(boolean) = value.as_boolean() {
            self.byte(if boolean { tags::TRUE } else { tags::FALSE });
        } else if value.is_undefined() {
            self.byte(tags::UNDEFINED);
        } else if value.is_null() {
            self.byte(tags::NULL);
        } else if let Some(bigint) = value.as_bigint() {
            self.byte(tags::BIGINT);
            self.bigint(&bigint);
        } else {
            let message = not_cloneable(value, cx);
            return Err(delegate.clone_error(&message, cx));
        }
        Ok(())
    }

    fn object(&self, object: &JsObject, delegate: &dyn Delegate, cx: &mut Context) -> JsResult<()> {
        let kind = introspect::kind(object);
        let is_view = matches!(kind, Kind::TypedArray | Kind::DataView);
        // A view comes behind its buffer, which thereby gets the lower number.
        if is_view
            && !self.views_are_host_objects.get()
            && !self.ids.borrow().contains_key(object)
            && let Some(view) = introspect::view(object)
        {
            self.object(&view.buffer, delegate, cx)?;
        }
        let known = self.ids.borrow().get(object).copied();
        if let Some(id) = known {
            self.byte(tags::OBJECT_REFERENCE);
            self.varint(id.into());
            return Ok(());
        }
        let id = self.ids.borrow().len() as u32;
        self.ids.borrow_mut().insert(object.clone(), id);
        if object.is_callable() {
            return Self::refuse(object, delegate, cx);
        }
        match kind {
            Kind::Array => self.array(object, delegate, cx),
            Kind::Ordinary => {
                if delegate.is_host_object(object, cx)? {
                    return self.host_object(object, delegate, cx);
                }
                if is_opaque(object) {
                    return Self::refuse(object, delegate, cx);
                }
                self.byte(tags::BEGIN_OBJECT);
                let keys = enumerable_keys(object, cx)?;
                let written = self.properties(object, keys, delegate, cx)?;
                self.byte(tags::END_OBJECT);
                self.varint(written);
                Ok(())
            }
            Kind::Date => {
                let time = boa_engine::object::builtins::JsDate::from_object(object.clone())?.get_time(cx)?;
                self.byte(tags::DATE);
                self.double(time.as_number().unwrap_or(f64::NAN));
                Ok(())
            }
            Kind::RegExp => {
                let (source, flags) = introspect::regexp(object).unwrap_or_default();
                let flags = utf8(&flags);
                let bits = FLAGS.iter().filter(|(name, _)| flags.contains(*name)).fold(0, |bits, (_, bit)| bits | bit);
                self.byte(tags::REGEXP);
                self.string(&source);
                self.varint(bits);
                Ok(())
            }
            Kind::Map => {
                let entries = introspect::map_entries(object).unwrap_or_default();
                self.byte(tags::BEGIN_MAP);
                for (key, value) in &entries {
                    self.value(key, delegate, cx)?;
                    self.value(value, delegate, cx)?;
                }
                self.byte(tags::END_MAP);
                self.varint(2 * entries.len() as u64);
                Ok(())
            }
            Kind::Set => {
                let values = introspect::set_values(object).unwrap_or_default();
                self.byte(tags::BEGIN_SET);
                for value in &values {
                    self.value(value, delegate, cx)?;
                }
                self.byte(tags::END_SET);
                self.varint(values.len() as u64);
                Ok(())
            }
            Kind::Error if delegate.is_host_object(object, cx)? => self.host_object(object, delegate, cx),
            Kind::Error => self.error(object, delegate, cx),
            Kind::ArrayBuffer | Kind::SharedArrayBuffer => self.array_buffer(object, delegate, cx),
            Kind::TypedArray | Kind::DataView if self.views_are_host_objects.get() => {
                self.host_object(object, delegate, cx)
            }
            Kind::TypedArray | Kind::DataView => self.view(object, delegate, cx),
            Kind::BooleanObject | Kind::NumberObject | Kind::StringObject | Kind::BigIntObject => {
                self.boxed(object);
                Ok(())
            }
            _ => Self::refuse(object, delegate, cx),
        }
    }

    fn refuse(object: &JsObject, delegate: &dyn Delegate, cx: &mut Context) -> JsResult<()> {
        let message = not_cloneable(&object.clone().into(), cx);
        Err(delegate.clone_error(&message, cx))
    }

    pub(crate) fn host_object(&self, object: &JsObject, delegate: &dyn Delegate, cx: &mut Context) -> JsResult<()> {
        self.byte(tags::HOST_OBJECT);
        delegate.host_object(self, object, cx)
    }

    fn boxed(&self, object: &JsObject) {
        if let Some(value) = object.downcast_ref::<bool>() {
            self.byte(if *value { tags::TRUE_OBJECT } else { tags::FALSE_OBJECT });
        } else if let Some(value) = object.downcast_ref::<f64>() {
            self.byte(tags::NUMBER_OBJECT);
            self.double(*value);
        } else if let Some(value) = object.downcast_ref::<JsString>() {
            self.byte(tags::STRING_OBJECT);
            self.string(&value);
        } else if let Some(value) = object.downcast_ref::<boa_engine::JsBigInt>() {
            self.byte(tags::BIGINT_OBJECT);
            self.bigint(&value);
        }
    }

    /// Writes keys and values; properties that a getter deleted meanwhile are left out.
    fn properties(
        &self,
        object: &JsObject,
        keys: Vec<PropertyKey>,
        delegate: &dyn Delegate,
        cx: &mut Context,
    ) -> JsResult<u64> {
        let mut written = 0;
        for key in keys {
            if introspect::own_property(object, &key, cx)?.is_none() {
                continue;
            }
            let value = object.get(key.clone(), cx)?;
            match &key {
                PropertyKey::Index(index) => self.number(index.get().into()),
                PropertyKey::String(name) => self.string(name),
                PropertyKey::Symbol(_) => continue,
            }
            self.value(&value, delegate, cx)?;
            written += 1;
        }
        Ok(written)
    }

    fn array(&self, object: &JsObject, delegate: &dyn Delegate, cx: &mut Context) -> JsResult<()> {
        let length = object.get(js_string!("length"), cx)?.to_length(cx)?;
        let keys = enumerable_keys(object, cx)?;
        let elements = keys.iter().take_while(|key| matches!(key, PropertyKey::Index(_))).count();
        if elements as u64 != length {
            self.byte(tags::BEGIN_SPARSE_ARRAY);
            self.varint(length);
            let written = self.properties(object, keys, delegate, cx)?;
            self.byte(tags::END_SPARSE_ARRAY);
            self.varint(written);
            self.varint(length);
            return Ok(());
        }
        self.byte(tags::BEGIN_DENSE_ARRAY);
        self.varint(length);
        let mut index = 0;
        if let Some(numbers) = doubles(object, length, cx)? {
            // V8 keeps arrays of numbers that are not all small integers as doubles, and writes them so.
            for number in numbers {
                self.byte(tags::DOUBLE);
                self.double(number);
            }
            index = length;
        }
        while index < length {
            if introspect::own_property(object, &PropertyKey::from(index as u32), cx)?.is_none() {
                self.byte(tags::THE_HOLE);
            } else {
                let value = object.get(index, cx)?;
                self.value(&value, delegate, cx)?;
            }
            index += 1;
        }
        let written = self.properties(object, keys[elements..].to_vec(), delegate, cx)?;
        self.byte(tags::END_DENSE_ARRAY);
        self.varint(written);
        self.varint(length);
        Ok(())
    }

    fn error(&self, object: &JsObject, delegate: &dyn Delegate, cx: &mut Context) -> JsResult<()> {
        let own = |name: &str, cx: &mut Context| introspect::own_property(object, &js(name).into(), cx);
        let message = own("message", cx)?;
        let cause = own("cause", cx)?;
        self.byte(tags::ERROR);
        let name = utf8(&get(object, "name", cx)?.to_string(cx)?);
        if let Some(tag) = error_tag(&name) {
            self.byte(tag);
        }
        if let Some(message) = message {
            let message = message.value().cloned().unwrap_or_default().to_string(cx)?;
            self.byte(tags::ERROR_MESSAGE);
            self.string(&message);
        }
        if let Some(stack) = get(object, "stack", cx)?.as_string() {
            self.byte(tags::ERROR_STACK);
            self.string(&stack);
        }
        if let Some(cause) = cause {
            let cause = cause.value().cloned().unwrap_or_default();
            self.byte(tags::ERROR_CAUSE);
            self.value(&cause, delegate, cx)?;
        }
        self.byte(tags::ERROR_END);
        Ok(())
    }

    fn array_buffer(&self, object: &JsObject, delegate: &dyn Delegate, cx: &mut Context) -> JsResult<()> {
        let moved = self.transferred.borrow().iter().find(|(buffer, _)| buffer == object).map(|(_, id)| *id);
        if introspect::kind(object) == Kind::SharedArrayBuffer {
            let id = delegate.shared_id(object, cx)?;
            self.byte(tags::SHARED_ARRAY_BUFFER);
            self.varint(id.into());
            return Ok(());
        }
        if let Some(id) = moved {
            self.byte(tags::TRANSFERRED_ARRAY_BUFFER);
            self.varint(id.into());
            return Ok(());
        }
        let Some(info) = introspect::array_buffer(object) else { return Ok(()) };
        if info.detached {
            return Err(delegate.clone_error("An ArrayBuffer is detached and could not be cloned.", cx));
        }
        match info.max_byte_length {
            None => {
                self.byte(tags::ARRAY_BUFFER);
                self.varint(info.byte_length as u64);
            }
            Some(max) => {
                self.byte(tags::RESIZABLE_ARRAY_BUFFER);
                self.varint(info.byte_length as u64);
                self.varint(max as u64);
            }
        }
        Bytes { buffer: object.clone(), offset: 0, length: info.byte_length }.with(|bytes| self.raw(bytes));
        Ok(())
    }

    fn view(&self, object: &JsObject, delegate: &dyn Delegate, cx: &mut Context) -> JsResult<()> {
        let Some(view) = introspect::view(object).filter(|view| !view.out_of_bounds) else {
            return Self::refuse(object, delegate, cx);
        };
        let resizable = introspect::array_buffer(&view.buffer).is_some_and(|buffer| buffer.max_byte_length.is_some());
        self.byte(tags::ARRAY_BUFFER_VIEW);
        self.byte(view_tag(object.downcast_ref::<TypedArray>().map(|array| array.kind())));
        self.varint(view.byte_offset as u64);
        self.varint(if view.length_tracking { 0 } else { view.byte_length as u64 });
        self.varint(u64::from(view.length_tracking) | (u64::from(resizable) << 1));
        Ok(())
    }
}

fn varint_length(value: u64) -> usize {
    (64 - value.max(1).leading_zeros()).div_ceil(7) as usize
}

/// The string keys that are enumerable, indices first.
fn enumerable_keys(object: &JsObject, cx: &mut Context) -> JsResult<Vec<PropertyKey>> {
    let mut keys = Vec::new();
    for key in object.own_property_keys(cx)? {
        if !matches!(key, PropertyKey::Symbol(_))
            && introspect::own_property(object, &key, cx)?.is_some_and(|own| own.enumerable() == Some(true))
        {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// The elements, if all are numbers and at least one is no small integer.
fn doubles(object: &JsObject, length: u64, cx: &mut Context) -> JsResult<Option<Vec<f64>>> {
    let mut numbers = Vec::new();
    let mut fractional = false;
    for index in 0..length {
        let own = introspect::own_property(object, &PropertyKey::from(index as u32), cx)?;
        let Some(number) = own.and_then(|own| own.value().and_then(JsValue::as_number)) else { return Ok(None) };
        fractional |= number.fract() != 0.0
            || number.abs() > f64::from(i32::MAX)
            || !number.is_finite()
            || (number == 0.0 && number.is_sign_negative());
        numbers.push(number);
    }
    Ok(fractional.then_some(numbers))
}

/// Ordinary as far as its kind goes, but with native state that a copy would lose.
fn is_opaque(object: &JsObject) -> bool {
    !object.is_ordinary()
}

/// V8's text for a value that cannot be cloned.
pub(crate) fn not_cloneable(value: &JsValue, cx: &mut Context) -> String {
    format!("{} could not be cloned.", described(value, cx))
}

/// What V8 calls a value in messages, found without running user code as far as possible.
fn described(value: &JsValue, cx: &mut Context) -> String {
    if let Some(symbol) = value.as_symbol() {
        return utf8(&symbol.descriptive_string());
    }
    let Some(object) = value.as_object() else { return value.display().to_string() };
    if introspect::proxy(&object).is_some() {
        return "#<Object>".into();
    }
    if object.is_callable() {
        let function = cx.intrinsics().constructors().function().prototype();
        let text = get(&function, "toString", cx)
            .ok()
            .and_then(|to_string| to_string.as_callable())
            .and_then(|to_string| to_string.call(value, &[], cx).ok())
            .and_then(|text| text.as_string());
        return text.map_or_else(|| "function".into(), |text| utf8(&text));
    }
    let constructor = data_property(&object, "constructor", cx).and_then(|constructor| constructor.as_callable());
    let name =
        constructor.and_then(|constructor| data_property(&constructor, "name", cx)).and_then(|name| name.as_string());
    let to_string = data_property(&object, "toString", cx);
    let plain = cx.intrinsics().constructors().object().prototype();
    let inherited = data_property(&plain, "toString", cx);
    if to_string == inherited
        && let Some(name) = name
        && !name.is_empty()
    {
        return format!("#<{}>", utf8(&name));
    }
    let tag = object.get(boa_engine::JsSymbol::to_string_tag(), cx).ok().and_then(|tag| tag.as_string());
    format!("[object {}]", tag.map_or_else(|| "Object".into(), |tag| utf8(&tag)))
}

/// The value of a data property of the object or of its chain, without running any code.
fn data_property(object: &JsObject, name: &str, cx: &mut Context) -> Option<JsValue> {
    let mut current = Some(object.clone());
    while let Some(holder) = current {
        if introspect::proxy(&holder).is_some() {
            return None;
        }
        if let Some(own) = introspect::own_property(&holder, &js(name).into(), cx).ok()? {
            return own.value().cloned();
        }
        current = holder.prototype();
    }
    None
}
