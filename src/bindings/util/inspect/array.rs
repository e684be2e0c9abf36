//! Arrays, typed arrays and the bytes of buffers.

use boa_engine::{
    JsObject, JsResult, JsValue,
    builtins::typed_array::{TypedArray, TypedArrayKind},
    introspect,
    object::builtins::{JsArrayBuffer, JsSharedArrayBuffer},
    property::PropertyKey,
};

use super::{Inspector, number::plain, style::Style, text::Text, value::Layout};
use crate::engine::js;

/// The name of a typed array's class.
pub(super) fn typed_array_name(object: &JsObject) -> &'static str {
    let Some(array) = object.downcast_ref::<TypedArray>() else { return "TypedArray" };
    match array.kind() {
        TypedArrayKind::Int8 => "Int8Array",
        TypedArrayKind::Uint8 => "Uint8Array",
        TypedArrayKind::Uint8Clamped => "Uint8ClampedArray",
        TypedArrayKind::Int16 => "Int16Array",
        TypedArrayKind::Uint16 => "Uint16Array",
        TypedArrayKind::Int32 => "Int32Array",
        TypedArrayKind::Uint32 => "Uint32Array",
        TypedArrayKind::BigInt64 => "BigInt64Array",
        TypedArrayKind::BigUint64 => "BigUint64Array",
        TypedArrayKind::Float32 => "Float32Array",
        TypedArrayKind::Float64 => "Float64Array",
        TypedArrayKind::Float16 => "Float16Array",
    }
}

/// The number of elements now.
pub(super) fn typed_array_length(object: &JsObject) -> usize {
    let bytes = introspect::view(object).map_or(0, |view| view.byte_length);
    let size = object.downcast_ref::<TypedArray>().map_or(1, |array| element_size(array.kind()));
    bytes / size
}

fn element_size(kind: TypedArrayKind) -> usize {
    match kind {
        TypedArrayKind::Int8 | TypedArrayKind::Uint8 | TypedArrayKind::Uint8Clamped => 1,
        TypedArrayKind::Int16 | TypedArrayKind::Uint16 | TypedArrayKind::Float16 => 2,
        TypedArrayKind::Int32 | TypedArrayKind::Uint32 | TypedArrayKind::Float32 => 4,
        TypedArrayKind::BigInt64 | TypedArrayKind::BigUint64 | TypedArrayKind::Float64 => 8,
    }
}

/// `... 3 more items`
pub(super) fn remaining_items(remaining: f64) -> Text {
    let plural = if remaining > 1.0 { "s" } else { "" };
    format!("... {} more item{plural}", plain(remaining)).into()
}

fn empty_items(count: f64) -> Text {
    let plural = if count > 1.0 { "s" } else { "" };
    format!("<{} empty item{plural}>", plain(count)).into()
}

#[allow(clippy::cast_precision_loss, reason = "lengths are below 2^53")]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "limits are clamped to lengths first")]
impl Inspector<'_> {
    /// How many of `length` entries are shown, in JS arithmetic.
    pub(super) fn shown_entries(&self, length: f64) -> f64 {
        let limit = self.options.max_array_length;
        if limit.is_nan() { f64::NAN } else { limit.max(0.0).min(length) }
    }

    /// The elements of an array, up to the limit.
    pub(super) fn array(&mut self, object: &JsObject, level: f64) -> JsResult<Vec<Text>> {
        let length = object.get(js("length"), self.cx)?.to_number(self.cx)?;
        let shown = self.shown_entries(length);
        let mut output = Vec::new();
        let mut index = 0_u32;
        while f64::from(index) < shown {
            let key = PropertyKey::from(index);
            let Some(own) = introspect::own_property(object, &key, self.cx)? else {
                return self.sparse_array(object, level, shown, output, index);
            };
            output.push(self.property(object, &key, level, Layout::Array, Some(own), None)?);
            index += 1;
        }
        if length - shown > 0.0 {
            output.push(remaining_items(length - shown));
        }
        Ok(output)
    }

    /// The rest of an array from its first hole on.
    fn sparse_array(
        &mut self,
        object: &JsObject,
        level: f64,
        limit: f64,
        mut output: Vec<Text>,
        start: u32,
    ) -> JsResult<Vec<Text>> {
        let keys = super::options::enumerable_keys(object, self.cx)?;
        let mut index = f64::from(start);
        for key in keys.iter().skip(start as usize) {
            if output.len() as f64 >= limit {
                break;
            }
            let PropertyKey::Index(position) = key else { break };
            let position = f64::from(position.get());
            if position != index {
                output.push(self.stylize(empty_items(position - index), Style::Undefined)?);
                index = position;
                if output.len() as f64 == limit {
                    break;
                }
            }
            output.push(self.property(object, key, level, Layout::Array, None, None)?);
            index += 1.0;
        }
        let length = object.get(js("length"), self.cx)?.to_number(self.cx)?;
        let remaining = length - index;
        if remaining > 0.0 {
            output.push(if output.len() as f64 == limit {
                remaining_items(remaining)
            } else {
                self.stylize(empty_items(remaining), Style::Undefined)?
            });
        }
        Ok(output)
    }

    /// The elements of a typed array, up to the limit.
    pub(super) fn typed_array(&mut self, object: &JsObject, has_prototype: bool) -> JsResult<Vec<Text>> {
        let length = typed_array_length(object) as f64;
        let shown = self.shown_entries(length);
        // Node looks at the property `length` here, which may have been redefined; then it takes numbers for bigints.
        let claimed = if has_prototype { object.get(js("length"), self.cx)?.to_number(self.cx)? } else { length };
        let mut output = Vec::new();
        let mut index = 0_u64;
        while (index as f64) < shown {
            let value = object.get(index, self.cx)?;
            output.push(match value.as_number() {
                Some(number) if claimed.is_nan() || claimed <= 0.0 => {
                    self.stylize(Text::from(plain(number) + "n"), Style::BigInt)?
                }
                _ => self.primitive(&value)?,
            });
            index += 1;
        }
        let remaining = claimed - shown;
        if remaining > 0.0 {
            output.push(remaining_items(remaining));
        }
        Ok(output)
    }

    /// The bytes of a buffer, up to the limit.
    pub(super) fn array_buffer(&mut self, object: &JsObject) -> JsResult<Vec<Text>> {
        let Some(info) = introspect::array_buffer(object) else { return Ok(Vec::new()) };
        if info.detached {
            return Ok(vec![self.stylize_str("(detached)", Style::Special)?]);
        }
        let limit = self.options.max_array_length;
        let shown = if limit.is_nan() { 0 } else { limit.clamp(0.0, info.byte_length as f64) as usize };
        let bytes: Vec<u8> = if introspect::kind(object) == introspect::Kind::ArrayBuffer {
            JsArrayBuffer::from_object(object.clone())?
                .data()
                .map_or_else(Vec::new, |data| data[..shown.min(data.len())].to_vec())
        } else {
            let mut bytes = JsSharedArrayBuffer::from_object(object.clone())?.to_vec();
            bytes.truncate(shown);
            bytes
        };
        let mut text = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
        let remaining = info.byte_length as f64 - limit;
        if remaining > 0.0 {
            let plural = if remaining > 1.0 { "s" } else { "" };
            text += &format!(" ... {} more byte{plural}", plain(remaining));
        }
        let name = self.stylize_str("[Uint8Contents]", Style::Special)?;
        Ok(vec![name.with(": <").with(&text).with(">")])
    }

    /// The bindings of a module namespace.
    pub(super) fn namespace(&mut self, object: &JsObject, keys: &[PropertyKey], level: f64) -> JsResult<Vec<Text>> {
        let mut output = Vec::with_capacity(keys.len());
        for key in keys {
            let text = match self.property(object, key, level, Layout::Object, None, None) {
                Ok(text) => text,
                Err(_) if introspect::own_property(object, key, self.cx).is_err() => {
                    let stand_in = JsObject::with_object_proto(self.cx.intrinsics());
                    stand_in.create_data_property_or_throw(key.clone(), JsValue::from(js("")), self.cx)?;
                    let text = self.property(&stand_in, key, level, Layout::Object, None, None)?;
                    let end = text.units().iter().rposition(|unit| *unit == u16::from(b' ')).map_or(0, |at| at + 1);
                    text.slice(0, end).with_text(&self.stylize_str("<uninitialized>", Style::Special)?)
                }
                Err(error) => return Err(error),
            };
            output.push(text);
        }
        Ok(output)
    }
}
