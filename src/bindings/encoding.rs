//! `internalBinding('encoding_binding')`: `TextEncoder` and `TextDecoder` over encoding_rs, which knows every label of
//! the Encoding Standard.

use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsObject, JsString, JsValue, Trace,
    object::builtins::JsUint8Array,
    string::{JsStr, JsStrVariant},
};
use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, REPLACEMENT, UTF_8};
use std::cell::RefCell;

use crate::engine::{
    Binding, Error, Result, WebClass, arg,
    bytes::{self, new_uint8array},
    function, getter, js, lazy, object, utf8,
};
use crate::error::Code;

pub(super) static BINDING: Binding = Binding {
    name: "encoding_binding",
    exports: &[
        function!("getEncodingFromLabel", 1, get_encoding_from_label),
        lazy!("TextDecoder", make_decoder),
        lazy!("TextEncoder", make_encoder),
    ],
};

/// `getEncodingFromLabel(label)`: the name of the encoding, `undefined` if no encoding has that label.
fn get_encoding_from_label(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let label: JsString = arg(args, 0, "label", cx)?;
    let encoding = Encoding::for_label(utf8(&label).as_bytes());
    Ok(encoding.map_or(JsValue::undefined(), |encoding| js(&encoding.name().to_ascii_lowercase()).into()))
}

fn make_decoder(cx: &mut Context) -> Result<JsValue> {
    Ok(DECODER.define(cx)?.0.into())
}

fn make_encoder(cx: &mut Context) -> Result<JsValue> {
    Ok(ENCODER.define(cx)?.0.into())
}

static ENCODER: WebClass = WebClass {
    name: "TextEncoder",
    length: 0,
    construct: construct_encoder,
    statics: &[],
    methods: &[
        getter!("encoding", encoder_encoding),
        function!("encode", 0, encode),
        function!("encodeInto", 2, encode_into),
    ],
};

static DECODER: WebClass = WebClass {
    name: "TextDecoder",
    length: 0,
    construct: construct_decoder,
    statics: &[],
    methods: &[
        getter!("encoding", decoder_encoding),
        getter!("fatal", fatal),
        getter!("ignoreBOM", ignore_bom),
        function!("decode", 0, decode),
    ],
};

/// A `TextEncoder` has no state, only a brand.
#[derive(Trace, Finalize, JsData)]
struct EncoderData;

/// `new TextEncoder()`
fn construct_encoder(proto: JsObject, _args: &[JsValue], cx: &mut Context) -> Result<JsObject> {
    Ok(JsObject::new(cx.root_shape(), proto, EncoderData).upcast())
}

fn check_encoder(this: &JsValue) -> Result<()> {
    if this.as_object().is_some_and(|object| object.is::<EncoderData>()) {
        Ok(())
    } else {
        Err(Error::coded(Code::ERR_INVALID_THIS, &["TextEncoder"]))
    }
}

/// `encoder.encoding`
fn encoder_encoding(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    check_encoder(this)?;
    Ok(js("utf-8").into())
}

/// `encoder.encode(input)`
fn encode(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    check_encoder(this)?;
    let input = args.get_or_undefined(0);
    if input.is_undefined() {
        return Ok(new_uint8array(&[], cx)?.into());
    }
    let text = input.to_string(cx)?;
    if let JsStrVariant::Latin1(bytes) = text.as_str().variant()
        && bytes.is_ascii()
    {
        return Ok(new_uint8array(bytes, cx)?.into());
    }
    Ok(new_uint8array(utf8(&text).as_bytes(), cx)?.into())
}

/// `encoder.encodeInto(src, dest)`: as much as fits; says how many units were read and how many bytes written.
fn encode_into(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    check_encoder(this)?;
    let source: JsString = arg(args, 0, "src", cx)?;
    let target = args.get_or_undefined(1);
    let is_bytes = target.as_object().is_some_and(|object| JsUint8Array::from_object(object).is_ok());
    let view = if is_bytes { bytes::view(target, cx)? } else { None };
    let Some(view) = view else { return Err(Error::invalid_arg_type("dest", "an instance of Uint8Array", target, cx)) };
    let (read, written) = view.with_mut(|out| match source.as_str().variant() {
        JsStrVariant::Latin1(units) => fill(units.iter().map(|&unit| char::from(unit)), out),
        JsStrVariant::Utf16(units) => {
            fill(char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)), out)
        }
    });
    Ok(object::build(cx, &[("read", read.into()), ("written", written.into())]).into())
}

fn fill(text: impl Iterator<Item = char>, out: &mut [u8]) -> (usize, usize) {
    let (mut read, mut written) = (0, 0);
    for c in text {
        let length = c.len_utf8();
        let Some(slot) = out.get_mut(written..written + length) else { break };
        c.encode_utf8(slot);
        written += length;
        read += c.len_utf16();
    }
    (read, written)
}

/// The data of a `TextDecoder`.
#[derive(Trace, Finalize, JsData)]
struct DecoderData {
    // Plain Rust data without traced pointers.
    #[unsafe_ignore_trace]
    encoding: &'static Encoding,
    fatal: bool,
    ignore_bom: bool,
    /// The decoder in the middle of a stream.
    #[unsafe_ignore_trace]
    decoder: RefCell<Option<Decoder>>,
}

/// `new TextDecoder(label, { fatal, ignoreBOM })`
fn construct_decoder(proto: JsObject, args: &[JsValue], cx: &mut Context) -> Result<JsObject> {
    let label = match args.get_or_undefined(0) {
        label if label.is_undefined() => js("utf-8"),
        label => label.to_string(cx)?,
    };
    let options = options(args.get_or_undefined(1), cx)?;
    let encoding = Encoding::for_label(utf8(&label).as_bytes()).filter(|&encoding| encoding != REPLACEMENT);
    let Some(encoding) = encoding else { return Err(Error::coded(Code::ERR_ENCODING_NOT_SUPPORTED, &[&utf8(&label)])) };
    let mut flag = |name: &str| match &options {
        Some(options) => Ok::<bool, Error>(object::get(options, name, cx)?.to_boolean()),
        None => Ok(false),
    };
    let (fatal, ignore_bom) = (flag("fatal")?, flag("ignoreBOM")?);
    let data = DecoderData { encoding, fatal, ignore_bom, decoder: RefCell::default() };
    Ok(JsObject::new(cx.root_shape(), proto, data).upcast())
}

/// A dictionary: an object, null or nothing.
fn options(value: &JsValue, cx: &mut Context) -> Result<Option<JsObject>> {
    if value.is_null_or_undefined() {
        return Ok(None);
    }
    value.as_object().map(Some).ok_or_else(|| Error::invalid_arg_type("options", "of type object", value, cx))
}

fn decoder_data<R>(this: &JsValue, read: impl FnOnce(&DecoderData) -> R) -> Result<R> {
    this.as_object()
        .and_then(|object| object.downcast_ref::<DecoderData>().map(|data| read(&data)))
        .ok_or_else(|| Error::coded(Code::ERR_INVALID_THIS, &["TextDecoder"]))
}

/// `decoder.encoding`
fn decoder_encoding(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let name = decoder_data(this, |data| data.encoding.name())?;
    Ok(js(&name.to_ascii_lowercase()).into())
}

/// `decoder.fatal`
fn fatal(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(decoder_data(this, |data| data.fatal)?.into())
}

/// `decoder.ignoreBOM`
fn ignore_bom(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(decoder_data(this, |data| data.ignore_bom)?.into())
}

/// `decoder.decode(input, { stream })`
fn decode(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    decoder_data(this, |_| ())?;
    let options = options(args.get_or_undefined(1), cx)?;
    let stream = match options {
        Some(options) => object::get(&options, "stream", cx)?.to_boolean(),
        None => false,
    };
    let input = args.get_or_undefined(0);
    let view = if input.is_undefined() { None } else { bytes::view(input, cx)? };
    if view.is_none() && !input.is_undefined() {
        let text = "The \"list\" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.";
        return Err(Error::code(Code::ERR_INVALID_ARG_TYPE, text));
    }
    let decoded = match view {
        Some(view) => view.with(|bytes| decoder_data(this, |data| data.decode(bytes, stream)))?,
        None => decoder_data(this, |data| data.decode(&[], stream))?,
    };
    match decoded {
        Some(text) => Ok(text.into()),
        None => {
            let name = decoder_data(this, |data| data.encoding.name())?.to_ascii_lowercase();
            Err(Error::coded(Code::ERR_ENCODING_INVALID_ENCODED_DATA, &[&name]))
        }
    }
}

impl DecoderData {
    /// The text of some bytes; `None` if they are invalid and that is fatal.
    fn decode(&self, bytes: &[u8], stream: bool) -> Option<JsString> {
        let mut slot = self.decoder.borrow_mut();
        if slot.is_none() && !stream && self.encoding == UTF_8 {
            return self.decode_utf8(bytes);
        }
        let mut decoder = slot.take().unwrap_or_else(|| {
            if self.ignore_bom {
                self.encoding.new_decoder_without_bom_handling()
            } else {
                self.encoding.new_decoder_with_bom_removal()
            }
        });
        let text = if self.fatal {
            decode_strictly(&mut decoder, bytes, !stream)
        } else {
            Some(decode_lossily(&mut decoder, bytes, !stream))
        };
        if stream && text.is_some() {
            *slot = Some(decoder);
        }
        text.map(|text| js(&text))
    }

    /// All of a UTF-8 text at once.
    fn decode_utf8(&self, bytes: &[u8]) -> Option<JsString> {
        let bytes = if self.ignore_bom { bytes } else { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) };
        if bytes.is_ascii() {
            return Some(JsString::from(JsStr::latin1(bytes)));
        }
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Some(js(text)),
            Err(_) if self.fatal => None,
            Err(_) => Some(js(&String::from_utf8_lossy(bytes))),
        }
    }
}

fn decode_lossily(decoder: &mut Decoder, bytes: &[u8], last: bool) -> String {
    let mut text = String::new();
    let mut rest = bytes;
    loop {
        text.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len()));
        let (result, read, _) = decoder.decode_to_string(rest, &mut text, last);
        rest = &rest[read..];
        if result == CoderResult::InputEmpty {
            return text;
        }
    }
}

fn decode_strictly(decoder: &mut Decoder, bytes: &[u8], last: bool) -> Option<String> {
    let mut text = String::new();
    let mut rest = bytes;
    loop {
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len()));
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, last);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => return Some(text),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => return None,
        }
    }
}
