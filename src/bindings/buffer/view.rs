//! Where the bytes of a Buffer lie, and Buffers made over existing memory.

use boa_engine::{
    Context, JsObject, JsValue,
    builtins::typed_array::{TypedArray, TypedArrayKind},
};

use super::Buffers;
use crate::engine::{Error, Result, bytes, bytes::Bytes};

/// The bytes of a Buffer, typed array, `DataView` or array buffer; `None` for anything else.
///
/// # Errors
/// A TypeError for a view that is out of bounds.
pub(crate) fn view(value: &JsValue, cx: &mut Context) -> Result<Option<Bytes>> {
    bytes::view(value, cx)
}

/// Whether a value is a `Uint8Array`, so also a Buffer.
pub(crate) fn is_uint8_array(value: &JsValue) -> bool {
    value.as_object().is_some_and(|object| {
        object.downcast_ref::<TypedArray>().is_some_and(|array| array.kind() == TypedArrayKind::Uint8)
    })
}

/// The bytes of one element, if the value is a typed array.
pub(super) fn element_size(value: &JsValue) -> Option<usize> {
    let object = value.as_object()?;
    let kind = object.downcast_ref::<TypedArray>()?.kind();
    Some(match kind {
        TypedArrayKind::Int8 | TypedArrayKind::Uint8 | TypedArrayKind::Uint8Clamped => 1,
        TypedArrayKind::Int16 | TypedArrayKind::Uint16 | TypedArrayKind::Float16 => 2,
        TypedArrayKind::Int32 | TypedArrayKind::Uint32 | TypedArrayKind::Float32 => 4,
        TypedArrayKind::BigInt64 | TypedArrayKind::BigUint64 | TypedArrayKind::Float64 => 8,
    })
}

/// Whether a value is a typed array or `DataView`.
pub(super) fn is_view(value: &JsValue) -> bool {
    value
        .as_object()
        .is_some_and(|object| object.is::<TypedArray>() || object.is::<boa_engine::builtins::dataview::DataView>())
}

/// The bytes of `this`.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` if `this` has no bytes.
pub(crate) fn this_bytes(this: &JsValue, cx: &mut Context) -> Result<Bytes> {
    match view(this, cx)? {
        Some(bytes) => Ok(bytes),
        None => Err(Error::code(crate::error::Code::ERR_INVALID_ARG_TYPE, "argument must be a buffer")),
    }
}

/// `new FastBuffer(buffer, offset, length)`; the range must lie inside the buffer.
///
/// # Errors
/// A limit of the engine.
pub(crate) fn fast_buffer(buffer: &JsObject, offset: usize, length: usize, cx: &mut Context) -> Result<JsObject> {
    let buffers = Buffers::of(cx)?;
    let Some(array) = TypedArray::uint8_over(buffer, offset, length) else {
        return Err(boa_engine::JsNativeError::typ()
            .with_message("Cannot perform Construct on a detached ArrayBuffer")
            .into());
    };
    Ok(JsObject::new(cx.root_shape(), buffers.proto.clone(), array).upcast())
}

/// Copies `length` bytes between two ranges, which may overlap in the same memory.
pub(crate) fn copy_bytes(from: &Bytes, from_offset: usize, to: &Bytes, to_offset: usize, length: usize) {
    if JsObject::equals(&from.buffer, &to.buffer) {
        let (source, target) = (from.offset + from_offset, to.offset + to_offset);
        let end = (source.max(target)) + length;
        let whole = Bytes { buffer: to.buffer.clone(), offset: 0, length: end };
        whole.with_mut(|data| {
            if data.len() == end {
                data.copy_within(source..source + length, target);
            }
        });
        return;
    }
    from.with(|source| {
        let Some(source) = source.get(from_offset..from_offset + length) else { return };
        to.with_mut(|target| {
            if let Some(target) = target.get_mut(to_offset..to_offset + length) {
                target.copy_from_slice(source);
            }
        });
    });
}
