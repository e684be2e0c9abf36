//! Chunks: what a stream of bytes accepts, how long a chunk is, how chunks are joined and cut.

use boa_engine::{Context, JsObject, JsString, JsValue, builtins::typed_array::TypedArray, js_string};

use super::invoke;
use crate::{
    bindings::buffer::{self, Buffers, create::from_string, view::fast_buffer},
    engine::{Error, Result, bytes, js},
};

/// `chunk instanceof Buffer`
fn is_buffer(object: &JsObject, cx: &mut Context) -> Result<bool> {
    if !object.is::<TypedArray>() {
        return Ok(false);
    }
    let buffers = Buffers::of(cx)?;
    let mut at = object.prototype();
    while let Some(link) = at {
        if JsObject::equals(&link, &buffers.proto) {
            return Ok(true);
        }
        at = link.prototype();
    }
    Ok(false)
}

/// What a stream of bytes makes of a chunk that is no string: a Buffer on the same bytes, or `None` if it is no view.
pub(super) fn to_buffer(chunk: &JsValue, cx: &mut Context) -> Result<Option<JsValue>> {
    let Some(object) = chunk.as_object() else { return Ok(None) };
    if is_buffer(&object, cx)? {
        return Ok(Some(chunk.clone()));
    }
    if !object.is::<TypedArray>() && !object.is::<boa_engine::builtins::dataview::DataView>() {
        return Ok(None);
    }
    let Some(view) = bytes::view(chunk, cx)? else { return Ok(None) };
    Ok(Some(fast_buffer(&view.buffer, view.offset, view.length, cx)?.into()))
}

/// `Buffer.from(string, encoding)`
pub(super) fn encode(string: &JsString, encoding: &JsValue, cx: &mut Context) -> Result<JsValue> {
    let name = encoding.to_string(cx)?;
    let encoding = buffer::parse_encoding(&name).ok_or_else(|| buffer::unknown_encoding(&name))?;
    from_string(string, encoding, cx)
}

/// A Buffer that owns a copy of the bytes.
pub(in crate::bindings) fn new_buffer(content: &[u8], cx: &mut Context) -> Result<JsValue> {
    Ok(buffer::new_buffer(bytes::aligned(content), cx)?.into())
}

/// `Buffer.isEncoding(name)`
pub(super) fn is_encoding(value: &JsValue) -> bool {
    value.as_string().is_some_and(|name| buffer::parse_encoding(&name).is_some())
}

/// `chunk.length` of a string or a Buffer.
pub(super) fn length(chunk: &JsValue, cx: &mut Context) -> Result<usize> {
    if let Some(string) = chunk.as_string() {
        return Ok(string.len());
    }
    let Some(object) = chunk.as_object() else { return Ok(0) };
    if let Some(view) = bytes::view(chunk, cx)? {
        return Ok(view.length);
    }
    // A chunk may also be what a package pushed into the buffer behind our back.
    Ok(object.get(js_string!("length"), cx)?.as_number().unwrap_or(0.0) as usize)
}

/// Joins chunks of one kind: strings after a decoder, Buffers otherwise.
pub(super) fn join(chunks: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if chunks.iter().any(JsValue::is_string) {
        let parts: Vec<JsString> = chunks.iter().filter_map(JsValue::as_string).collect();
        let parts: Vec<_> = parts.iter().map(JsString::as_str).collect();
        return Ok(JsString::concat_array(&parts).into());
    }
    let mut content = Vec::new();
    for chunk in chunks {
        if let Some(view) = bytes::view(chunk, cx)? {
            view.with(|bytes| content.extend_from_slice(bytes));
        }
    }
    new_buffer(&content, cx)
}

/// `chunk.slice(from, to)`, a view of a Buffer or a part of a string.
pub(super) fn slice(chunk: &JsValue, from: usize, to: usize, cx: &mut Context) -> Result<JsValue> {
    if let Some(string) = chunk.as_string() {
        return Ok(string.get(from..to).map_or_else(|| js(""), |part| part).into());
    }
    let Some(object) = chunk.as_object() else { return Ok(chunk.clone()) };
    invoke(&object, js_string!("slice"), &[(from as f64).into(), (to as f64).into()], cx)
}

/// The error for a chunk that a stream of bytes does not take.
pub(super) fn invalid(chunk: &JsValue, cx: &mut Context) -> Error {
    Error::invalid_arg_type("chunk", "of type string or an instance of Buffer, TypedArray, or DataView", chunk, cx)
}
