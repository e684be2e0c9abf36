//! Bytes that JS and Rust share: views on `ArrayBuffer`s, and buffers made from Rust.
//!
//! A [`Bytes`] is where a view lies; the data is borrowed only inside `with` and `with_mut`, **during which no JS
//! may run**. External bytes are counted in `env`, because the collector does not see them.

use boa_engine::{
    Context, JsObject, JsResult, JsValue,
    builtins::{
        array_buffer::{AlignedVec, ArrayBuffer, SharedArrayBuffer},
        dataview::DataView,
        typed_array::TypedArray,
    },
    object::builtins::{JsArrayBuffer, JsUint8Array},
};

use super::Result;

/// Where the bytes of a view lie: the buffer and the range in it.
#[derive(Clone, Debug)]
pub struct Bytes {
    /// The `ArrayBuffer` or `SharedArrayBuffer`.
    pub buffer: JsObject,
    /// First byte.
    pub offset: usize,
    /// Number of bytes.
    pub length: usize,
}

impl Bytes {
    /// Reads the bytes. A detached or shrunk buffer gives an empty slice.
    pub fn with<R>(&self, read: impl FnOnce(&[u8]) -> R) -> R {
        if let Some(buffer) = self.buffer.downcast_ref::<ArrayBuffer>() {
            let data = buffer.data().unwrap_or_default();
            return read(data.get(self.offset..self.offset + self.length).unwrap_or_default());
        }
        read(&self.shared_copy())
    }

    /// Writes into the bytes. A detached or shrunk buffer gives an empty slice.
    pub fn with_mut<R>(&self, write: impl FnOnce(&mut [u8]) -> R) -> R {
        if let Ok(buffer) = JsArrayBuffer::from_object(self.buffer.clone())
            && let Some(mut data) = buffer.data_mut()
        {
            return write(data.get_mut(self.offset..self.offset + self.length).unwrap_or_default());
        }
        let mut copy = self.shared_copy();
        let result = write(&mut copy);
        self.store_shared(&copy);
        result
    }

    /// A copy of the bytes.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.with(<[u8]>::to_vec)
    }

    fn shared_copy(&self) -> Vec<u8> {
        use std::sync::atomic::Ordering::Relaxed;
        let Some(shared) = self.buffer.downcast_ref::<SharedArrayBuffer>() else { return Vec::new() };
        shared
            .shared_bytes()
            .get(self.offset..self.offset + self.length)
            .unwrap_or_default()
            .iter()
            .map(|byte| byte.load(Relaxed))
            .collect()
    }

    fn store_shared(&self, bytes: &[u8]) {
        use std::sync::atomic::Ordering::Relaxed;
        let Some(shared) = self.buffer.downcast_ref::<SharedArrayBuffer>() else { return };
        if let Some(slots) = shared.shared_bytes().get(self.offset..self.offset + self.length) {
            slots.iter().zip(bytes).for_each(|(slot, byte)| slot.store(*byte, Relaxed));
        }
    }
}

/// The bytes of a Buffer, typed array, `DataView`, `ArrayBuffer` or `SharedArrayBuffer`; `None` for anything else.
///
/// # Errors
/// A `TypeError` of the engine for a view that is out of bounds.
pub fn view(value: &JsValue, _cx: &mut Context) -> Result<Option<Bytes>> {
    let Some(object) = value.as_object() else { return Ok(None) };
    if let Some(buffer) = object.downcast_ref::<ArrayBuffer>() {
        let length = buffer.data().map_or(0, <[u8]>::len);
        return Ok(Some(Bytes { buffer: object.clone(), offset: 0, length }));
    }
    if let Some(shared) = object.downcast_ref::<SharedArrayBuffer>() {
        let length = shared.shared_bytes().len();
        return Ok(Some(Bytes { buffer: object.clone(), offset: 0, length }));
    }
    // A view that its buffer no longer reaches has no bytes, as in `byteLength`.
    let gone = |buffer: JsObject| Bytes { buffer, offset: 0, length: 0 };
    let place = |(buffer, offset, length)| Bytes { buffer, offset, length };
    if let Some(array) = object.downcast_ref::<TypedArray>() {
        return Ok(Some(array.window().map_or_else(|| gone(array.buffer()), place)));
    }
    if let Some(data_view) = object.downcast_ref::<DataView>() {
        return Ok(Some(data_view.window().map_or_else(|| gone(data_view.buffer()), place)));
    }
    Ok(None)
}

/// An `ArrayBuffer` that owns the bytes.
///
/// # Errors
/// A `RangeError` of the engine if the buffer is larger than the engine allows.
pub fn new_array_buffer(bytes: &[u8], cx: &mut Context) -> JsResult<JsArrayBuffer> {
    JsArrayBuffer::from_byte_block(aligned(bytes), cx)
}

/// A `Uint8Array` that owns the bytes.
///
/// # Errors
/// As [`new_array_buffer`].
pub fn new_uint8array(bytes: &[u8], cx: &mut Context) -> JsResult<JsObject> {
    let buffer = new_array_buffer(bytes, cx)?;
    Ok(JsUint8Array::from_array_buffer(buffer, cx)?.into())
}

/// The engine's kind of byte block, copied from a slice.
#[must_use]
pub fn aligned(bytes: &[u8]) -> AlignedVec<u8> {
    AlignedVec::from_slice(64, bytes)
}
