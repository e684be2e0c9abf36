//! Plain objects and arrays from Rust, and short forms for reading properties.
//!
//! Objects made here share shapes: properties are inserted in order into an object of the root shape.

use boa_engine::{
    Context, JsObject, JsResult, JsValue,
    object::builtins::JsArray,
    property::{PropertyDescriptor, PropertyKey},
};

use super::strings::js;

/// `{ key: value, … }`
pub fn build(cx: &mut Context, properties: &[(&str, JsValue)]) -> JsObject {
    let object = JsObject::with_object_proto(cx.intrinsics());
    for (key, value) in properties {
        put(&object, js(key), value.clone());
    }
    object
}

/// `Object.create(null)` with a shape of its own, in which deleting is cheap: for registries.
#[must_use]
pub fn dictionary() -> JsObject {
    JsObject::with_null_proto()
}

/// Inserts an ordinary property without running JS.
pub fn put(object: &JsObject, key: impl Into<PropertyKey>, value: impl Into<JsValue>) {
    object.insert_property(
        key,
        PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(true).build(),
    );
}

/// Inserts a property that `for in` does not see.
pub fn put_hidden(object: &JsObject, key: impl Into<PropertyKey>, value: impl Into<JsValue>) {
    object.insert_property(
        key,
        PropertyDescriptor::builder().value(value).writable(true).enumerable(false).configurable(true).build(),
    );
}

/// `object[key]`; may run JS.
///
/// # Errors
/// What a getter throws.
pub fn get(object: &JsObject, key: &str, cx: &mut Context) -> JsResult<JsValue> {
    object.get(js(key), cx)
}

/// `object[key] = value`, strict; may run JS.
///
/// # Errors
/// What a setter throws, or the TypeError of a read-only property.
pub fn set(object: &JsObject, key: &str, value: impl Into<JsValue>, cx: &mut Context) -> JsResult<()> {
    object.set(js(key), value, true, cx).map(|_| ())
}

/// An array of values.
pub fn array<I: IntoIterator<Item = JsValue>>(values: I, cx: &mut Context) -> JsObject {
    JsArray::from_iter(values, cx).into()
}

/// The elements of an array-like object; may run JS.
///
/// # Errors
/// What a getter throws.
pub fn elements(object: &JsObject, cx: &mut Context) -> JsResult<Vec<JsValue>> {
    let length = object.get(boa_engine::js_string!("length"), cx)?.to_length(cx)?;
    let mut values = Vec::with_capacity(usize::try_from(length.min(65_536)).unwrap_or(0));
    for index in 0..length {
        values.push(object.get(index, cx)?);
    }
    Ok(values)
}
