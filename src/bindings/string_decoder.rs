//! `internalBinding('string_decoder')`: decoding chunks whose borders fall inside characters.
//!
//! Counterpart of Node's `string_decoder.cc`. The state is native and hangs at the JS object under a symbol, because old
//! packages call the constructor as a function.

use std::{cell::RefCell, rc::Rc};

use boa_engine::{Context, JsArgs, JsSymbol, JsValue};

use crate::{
    bindings::buffer,
    codec::Incremental,
    engine::{Binding, Error, NativeClass, Result, Wrap, bytes, class, function, js, lazy, strings, unwrap},
    env::Env,
    error::Code,
};

type Decoder = RefCell<Incremental>;

/// `internalBinding('string_decoder')`
pub(super) static BINDING: Binding = Binding {
    name: "string_decoder",
    exports: &[
        class(&DECODER),
        lazy!("kDecoder", decoder_symbol),
        function!("write", 1, write),
        function!("end", 1, end),
        function!("text", 2, text),
        function!("lastChar", 0, last_char),
        function!("lastNeed", 0, last_need),
        function!("lastTotal", 0, last_total),
        function!("normalizeEncoding", 1, normalize_encoding),
    ],
};

/// `new Decoder(encoding)`
static DECODER: NativeClass = NativeClass {
    name: "Decoder",
    length: 1,
    construct: |args, cx| {
        let encoding = buffer::encoding(args.get_or_undefined(0), cx)?;
        Ok(Wrap::new(Rc::new(Decoder::new(Incremental::new(encoding)))))
    },
    statics: &[],
    methods: &[],
};

/// The key of the state in a `StringDecoder`.
fn decoder_symbol(cx: &mut Context) -> Result<JsValue> {
    let env = Env::of(cx);
    if let Some(symbol) = env.slot("string_decoder.kDecoder") {
        return Ok(symbol);
    }
    let symbol = JsSymbol::new(Some(js("kDecoder")))
        .ok_or_else(|| boa_engine::JsNativeError::error().with_message("out of symbols"))?;
    env.set_slot("string_decoder.kDecoder", symbol.clone());
    Ok(symbol.into())
}

fn state(this: &JsValue, cx: &mut Context) -> Result<Rc<Decoder>> {
    let wrong = || Error::code(Code::ERR_INVALID_THIS, "Value of \"this\" must be of type StringDecoder");
    let (Some(object), Some(symbol)) = (this.as_object(), decoder_symbol(cx)?.as_symbol()) else { return Err(wrong()) };
    let state = object.get(symbol, cx)?;
    unwrap::<Decoder>(&state).map_err(|_| wrong())
}

/// `normalizeEncoding(name)`: Node's name of an encoding.
fn normalize_encoding(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0);
    if value.is_null() || value.as_string().is_some_and(|name| name.is_empty()) {
        return Ok(js("utf8").into());
    }
    Ok(js(buffer::encoding(value, cx)?.name()).into())
}

fn decode(decoder: &Decoder, value: &JsValue, skip: usize, cx: &mut Context) -> Result<JsValue> {
    if value.is_string() {
        return Ok(value.clone());
    }
    let plain = value.as_object().is_some_and(|object| {
        object.is::<boa_engine::builtins::typed_array::TypedArray>()
            || object.is::<boa_engine::builtins::dataview::DataView>()
    });
    match if plain { bytes::view(value, cx)? } else { None } {
        Some(view) => {
            buffer::check_text_length(view.length, decoder.borrow().encoding())?;
            let text =
                view.with(|bytes| strings::text(&decoder.borrow_mut().write(bytes.get(skip..).unwrap_or_default())));
            Ok(text.into())
        }
        None => Err(Error::invalid_arg_type("buf", "an instance of Buffer, TypedArray, or DataView", value, cx)),
    }
}

/// `write(buf)`
fn write(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let decoder = state(this, cx)?;
    decode(&decoder, args.get_or_undefined(0), 0, cx)
}

/// `end([buf])`
fn end(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let decoder = state(this, cx)?;
    let value = args.get_or_undefined(0);
    let head = if value.is_undefined() { None } else { decode(&decoder, value, 0, cx)?.as_string() };
    let tail = strings::text(&decoder.borrow_mut().end());
    Ok(match head {
        Some(head) => boa_engine::JsString::from(&[head, tail]).into(),
        None => tail.into(),
    })
}

/// `text(buf, offset)`: forgets what is held and decodes from an offset.
fn text(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let decoder = state(this, cx)?;
    let encoding = decoder.borrow().encoding();
    *decoder.borrow_mut() = Incremental::new(encoding);
    let skip = args.get_or_undefined(1).to_number(cx)?.max(0.0) as usize;
    decode(&decoder, args.get_or_undefined(0), skip, cx)
}

/// `lastChar`: the bytes held.
fn last_char(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let held = *state(this, cx)?.borrow().pending();
    Ok(buffer::new_buffer(bytes::aligned(&held), cx)?.into())
}

/// `lastNeed`: how many bytes complete the character.
fn last_need(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(state(this, cx)?.borrow().missing().into())
}

/// `lastTotal`: how many bytes the character has.
fn last_total(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let decoder = state(this, cx)?;
    let decoder = decoder.borrow();
    Ok((decoder.buffered() + decoder.missing()).into())
}
