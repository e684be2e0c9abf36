//! `ReadableState`: the native object in `_readableState`, with the properties that packages read and write.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsObject, JsValue, NativeFunction, Trace, js_string,
    object::{
        FunctionObjectBuilder,
        builtins::{JsArray, JsFunction},
    },
    property::PropertyDescriptor,
};
use boa_gc::{Gc, GcRefCell};

use super::{builtin, chunk, construct::high_water_mark, options::Options, shared};
use crate::{
    engine::{Error, Export, Result, binding, getter},
    error::Code,
    stream_state::{
        Readable,
        common::*,
        readable::{
            DATA_EMITTED, DATA_LISTENING, DECODER, EMITTED_READABLE, END_EMITTED, ENDED, HAS_PAUSED, HAS_READABLE,
            MULTI_AWAIT_DRAIN, NEED_READABLE, PAUSED, READABLE, READABLE_LISTENING, READING, READING_MORE,
            RESUME_SCHEDULED, SYNC,
        },
    },
};

/// One chunk in the buffer with the length it counts for.
#[derive(Clone, Trace, Finalize)]
pub(super) struct Chunk {
    pub(super) value: JsValue,
    pub(super) length: usize,
}

/// The JS values of a readable side.
#[derive(Default, Trace, Finalize)]
pub(super) struct Values {
    pub(super) errored: Option<JsValue>,
    pub(super) decoder: Option<JsObject>,
    pub(super) encoding: Option<JsValue>,
    /// `None` stands for utf8.
    pub(super) default_encoding: Option<JsValue>,
    pub(super) pipes: Option<JsObject>,
    pub(super) await_drain_writers: Option<JsObject>,
    pub(super) constructing: super::construct::Constructing,
}

/// The readable side of one stream.
#[derive(Trace, Finalize)]
pub(super) struct Data {
    #[unsafe_ignore_trace]
    pub(super) core: RefCell<Readable>,
    pub(super) buffer: GcRefCell<VecDeque<Chunk>>,
    pub(super) values: GcRefCell<Values>,
    #[unsafe_ignore_trace]
    pub(super) construct_scheduled: Cell<bool>,
}

/// What the JS object carries.
#[derive(Trace, Finalize, JsData)]
pub(super) struct ReadableState(Gc<Data>);

/// A readable side, held while JS may run.
pub(super) type State = Gc<Data>;

impl Data {
    pub(super) fn any(&self, bits: u32) -> bool {
        self.core.borrow().flags.any(bits)
    }
    pub(super) fn set(&self, bits: u32) {
        self.core.borrow_mut().flags.set(bits);
    }
    pub(super) fn clear(&self, bits: u32) {
        self.core.borrow_mut().flags.clear(bits);
    }
    /// The length of the first chunk in the buffer.
    pub(super) fn first(&self) -> usize {
        self.buffer.borrow().front().map_or(0, |chunk| chunk.length)
    }
    /// `pipes`, the array that JS sees.
    pub(super) fn pipes(&self, cx: &mut Context) -> JsObject {
        if let Some(pipes) = self.values.borrow().pipes.clone() {
            return pipes;
        }
        let pipes: JsObject = JsArray::new(cx).map_or_else(|_| JsObject::with_null_proto(), Into::into);
        self.values.borrow_mut().pipes = Some(pipes.clone());
        pipes
    }
    /// No destination keeps the stream waiting any more.
    pub(super) fn forget_drains(&self, cx: &mut Context) -> Result<()> {
        if self.values.borrow().await_drain_writers.is_none() {
            return Ok(());
        }
        if self.any(MULTI_AWAIT_DRAIN) {
            let set = self.values.borrow().await_drain_writers.clone();
            if let Some(set) = set {
                super::invoke(&set, js_string!("clear"), &[], cx)?;
            }
        } else {
            self.values.borrow_mut().await_drain_writers = None;
        }
        Ok(())
    }
}

/// The readable side of a stream, if it is ours.
pub(super) fn state_of(stream: &JsObject, cx: &mut Context) -> Result<Option<State>> {
    Ok(super::lookup(stream, js_string!("_readableState"), cx)?.as_object().and_then(|state| own(&state)))
}

/// The readable side of a stream that must have one.
pub(super) fn state(stream: &JsObject, cx: &mut Context) -> Result<State> {
    state_of(stream, cx)?.ok_or_else(|| {
        boa_engine::JsNativeError::typ()
            .with_message("Cannot read properties of undefined (reading '_readableState')")
            .into()
    })
}

/// The data of a state object, if it is one of ours.
pub(super) fn own(state: &JsObject) -> Option<State> {
    state.downcast_ref::<ReadableState>().map(|state| state.0.clone())
}

fn of(this: &JsValue) -> Result<State> {
    this.as_object()
        .and_then(|state| own(&state))
        .ok_or_else(|| boa_engine::JsNativeError::typ().with_message("Illegal invocation").into())
}

/// `new ReadableState(options, stream, isDuplex)`
pub(super) fn create(options: &Options, is_duplex: bool, cx: &mut Context) -> Result<JsObject> {
    let mut object_mode = false;
    let mut values = Values::default();
    let mut clear = 0;
    let mut mark = None;
    if options.exist() {
        object_mode = options.get("objectMode", cx)?.to_boolean()
            || (is_duplex && options.get("readableObjectMode", cx)?.to_boolean());
        mark = high_water_mark(options, is_duplex.then_some("readableHighWaterMark"), cx)?;
        for (name, bit) in [("emitClose", EMIT_CLOSE), ("autoDestroy", AUTO_DESTROY)] {
            if options.get(name, cx)?.as_boolean() == Some(false) {
                clear |= bit;
            }
        }
        values.default_encoding = default_encoding(options, cx)?;
        let encoding = options.get("encoding", cx)?;
        if encoding.to_boolean() {
            values.decoder = Some(new_decoder(&encoding, cx)?);
            values.encoding = Some(encoding);
        }
    }
    let shared = shared(cx);
    let (bytes, objects) = shared.high_water_marks.get();
    let mut core = Readable::new(object_mode, mark.unwrap_or(if object_mode { objects } else { bytes }));
    core.flags.clear(clear);
    core.flags.assign(DECODER, values.decoder.is_some());
    let data = Data {
        core: core.into(),
        buffer: GcRefCell::default(),
        values: GcRefCell::new(values),
        construct_scheduled: false.into(),
    };
    Ok(JsObject::new(cx.root_shape(), shared.readable_state.clone(), ReadableState(Gc::new(data))).upcast())
}

/// The `defaultEncoding` option; `None` stands for utf8.
pub(super) fn default_encoding(options: &Options, cx: &mut Context) -> Result<Option<JsValue>> {
    let encoding = options.get("defaultEncoding", cx)?;
    if encoding.is_null_or_undefined() {
        return Ok(None);
    }
    if !chunk::is_encoding(&encoding) {
        return Err(unknown_encoding(&encoding, cx));
    }
    let utf8 = encoding.as_string().is_some_and(|name| name == *"utf8" || name == *"utf-8");
    Ok((!utf8).then_some(encoding))
}

pub(super) fn unknown_encoding(encoding: &JsValue, cx: &mut Context) -> Error {
    let shown = match encoding.as_string() {
        Some(name) => crate::engine::utf8(&name),
        None => crate::engine::throw::inspected(encoding, cx),
    };
    Error::coded(Code::ERR_UNKNOWN_ENCODING, &[&shown])
}

/// `new StringDecoder(encoding)`
pub(super) fn new_decoder(encoding: &JsValue, cx: &mut Context) -> Result<JsObject> {
    let class = builtin("string_decoder", cx)?.get(js_string!("StringDecoder"), cx)?;
    let class = class
        .as_constructor()
        .ok_or_else(|| boa_engine::JsNativeError::typ().with_message("StringDecoder is not a constructor"))?;
    Ok(class.construct(std::slice::from_ref(encoding), None, cx)?)
}

/// The constructor that `stream.Readable.ReadableState` is.
pub(super) fn constructor(cx: &mut Context) -> Result<JsValue> {
    let native = NativeFunction::from_fn_ptr(|_, args, cx| {
        let is_duplex = args.get_or_undefined(2).to_boolean();
        Options::of(args.get_or_undefined(0), cx)
            .and_then(|options| create(&options, is_duplex, cx))
            .map(Into::into)
            .map_err(|error| error.throw(cx))
    });
    let proto = shared(cx).readable_state.clone();
    Ok(make_constructor("ReadableState", native, &proto, cx).into())
}

/// A constructor over a shared prototype.
pub(super) fn make_constructor(
    name: &'static str,
    native: NativeFunction,
    proto: &JsObject,
    cx: &mut Context,
) -> JsFunction {
    let function =
        FunctionObjectBuilder::new(cx.realm(), native).name(js_string!(name)).length(3).constructor(true).build();
    function.insert_property(
        js_string!("prototype"),
        PropertyDescriptor::builder().value(proto.clone()).writable(true).enumerable(false).configurable(false).build(),
    );
    proto.insert_property(
        js_string!("constructor"),
        PropertyDescriptor::builder()
            .value(function.clone())
            .writable(true)
            .enumerable(false)
            .configurable(true)
            .build(),
    );
    function
}

/// `ReadableState.prototype`
pub(super) fn prototype(cx: &mut Context) -> JsObject {
    let proto = JsObject::with_object_proto(cx.intrinsics());
    binding::define(&proto, PROPERTIES, binding::Visibility::Hidden, cx).expect("the table has no lazy rows");
    proto
}

/// A property that shows one bit.
macro_rules! flag {
    ($name:literal, $bit:expr) => {
        Export::Getter {
            name: $name,
            get: |this, _, cx| of(this).map(|state| state.any($bit).into()).map_err(|error| error.throw(cx)),
            set: Some(|this, args, cx| {
                let state = of(this).map_err(|error| error.throw(cx))?;
                let on = args.get_or_undefined(0).to_boolean();
                state.core.borrow_mut().flags.assign($bit, on);
                Ok(JsValue::undefined())
            }),
        }
    };
}

static PROPERTIES: &[Export] = &[
    flag!("objectMode", OBJECT_MODE),
    flag!("ended", ENDED),
    flag!("endEmitted", END_EMITTED),
    flag!("reading", READING),
    flag!("constructed", CONSTRUCTED),
    flag!("sync", SYNC),
    flag!("needReadable", NEED_READABLE),
    flag!("emittedReadable", EMITTED_READABLE),
    flag!("readableListening", READABLE_LISTENING),
    flag!("dataListening", DATA_LISTENING),
    flag!("resumeScheduled", RESUME_SCHEDULED),
    flag!("errorEmitted", ERROR_EMITTED),
    flag!("emitClose", EMIT_CLOSE),
    flag!("autoDestroy", AUTO_DESTROY),
    flag!("destroyed", DESTROYED),
    flag!("closed", CLOSED),
    flag!("closeEmitted", CLOSE_EMITTED),
    flag!("multiAwaitDrain", MULTI_AWAIT_DRAIN),
    flag!("readingMore", READING_MORE),
    flag!("dataEmitted", DATA_EMITTED),
    getter!("errored", errored, set_errored),
    getter!("defaultEncoding", default_encoding_get, default_encoding_set),
    getter!("decoder", decoder, set_decoder),
    getter!("encoding", encoding, set_encoding),
    getter!("flowing", flowing, set_flowing),
    getter!("paused", paused, set_paused),
    getter!("readable", readable, set_readable),
    getter!("highWaterMark", mark, set_mark),
    getter!("length", length, set_length),
    getter!("buffer", buffer, set_buffer),
    getter!("bufferIndex", buffer_index),
    getter!("pipes", pipes, set_pipes),
    getter!("pipesCount", pipes_count),
    getter!("awaitDrainWriters", await_drain, set_await_drain),
];

fn errored(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let state = of(this)?;
    let error = state.values.borrow().errored.clone();
    Ok(if state.any(ERRORED) { error.unwrap_or_default() } else { JsValue::null() })
}

fn set_errored(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    of(this)?.set_error(args.get_or_undefined(0));
    Ok(JsValue::undefined())
}

impl Data {
    /// Remembers why the stream failed; a falsy value forgets it.
    pub(super) fn set_error(&self, error: &JsValue) {
        let failed = error.to_boolean();
        self.core.borrow_mut().flags.assign(ERRORED, failed);
        self.values.borrow_mut().errored = failed.then(|| error.clone());
    }
}

fn default_encoding_get(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.default_encoding())
}

impl Data {
    /// `defaultEncoding`
    pub(super) fn default_encoding(&self) -> JsValue {
        self.values.borrow().default_encoding.clone().unwrap_or_else(|| js_string!("utf8").into())
    }
    /// `encoding`, null without a decoder.
    pub(super) fn encoding(&self) -> JsValue {
        self.values.borrow().encoding.clone().unwrap_or_else(JsValue::null)
    }
}

fn default_encoding_set(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    of(this)?.values.borrow_mut().default_encoding = Some(args.get_or_undefined(0).clone());
    Ok(JsValue::undefined())
}

fn decoder(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.values.borrow().decoder.clone().map_or_else(JsValue::null, Into::into))
}

fn set_decoder(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let state = of(this)?;
    let decoder = args.get_or_undefined(0).as_object();
    state.core.borrow_mut().flags.assign(DECODER, decoder.is_some());
    state.values.borrow_mut().decoder = decoder;
    Ok(JsValue::undefined())
}

fn encoding(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.encoding())
}

fn set_encoding(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let encoding = args.get_or_undefined(0);
    of(this)?.values.borrow_mut().encoding = encoding.to_boolean().then(|| encoding.clone());
    Ok(JsValue::undefined())
}

fn flowing(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let state = of(this)?;
    let flowing = state.core.borrow().flowing();
    Ok(flowing.map_or_else(JsValue::null, JsValue::from))
}

fn set_flowing(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let flowing = args.get_or_undefined(0);
    of(this)?.core.borrow_mut().set_flowing((!flowing.is_null_or_undefined()).then(|| flowing.to_boolean()));
    Ok(JsValue::undefined())
}

fn paused(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.any(PAUSED).into())
}

fn set_paused(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let state = of(this)?;
    let mut core = state.core.borrow_mut();
    core.flags.set(HAS_PAUSED);
    core.flags.assign(PAUSED, args.get_or_undefined(0).to_boolean());
    Ok(JsValue::undefined())
}

fn readable(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let state = of(this)?;
    Ok(if state.any(HAS_READABLE) { state.any(READABLE).into() } else { JsValue::undefined() })
}

fn set_readable(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let state = of(this)?;
    let value = args.get_or_undefined(0);
    let mut core = state.core.borrow_mut();
    core.flags.assign(HAS_READABLE, !value.is_null_or_undefined());
    core.flags.assign(READABLE, value.to_boolean());
    Ok(JsValue::undefined())
}

fn mark(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(JsValue::from(of(this)?.core.borrow().high_water_mark))
}

fn set_mark(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0).to_number(cx)?;
    of(this)?.core.borrow_mut().high_water_mark = value;
    Ok(JsValue::undefined())
}

fn length(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(JsValue::from(of(this)?.core.borrow().length as f64))
}

fn set_length(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0).to_length(cx)?;
    of(this)?.core.borrow_mut().length = value as usize;
    Ok(JsValue::undefined())
}

/// An array of what is buffered; a copy, because the buffer itself is native.
fn buffer(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = of(this)?;
    let chunks: Vec<JsValue> = state.buffer.borrow().iter().map(|chunk| chunk.value.clone()).collect();
    Ok(JsArray::from_iter(chunks, cx).into())
}

fn set_buffer(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = of(this)?;
    let Some(list) = args.get_or_undefined(0).as_object() else { return Ok(JsValue::undefined()) };
    let object_mode = state.any(OBJECT_MODE);
    let mut chunks = VecDeque::new();
    for value in crate::engine::object::elements(&list, cx)? {
        let length = if object_mode { 1 } else { chunk::length(&value, cx)? };
        chunks.push_back(Chunk { value, length });
    }
    *state.buffer.borrow_mut() = chunks;
    Ok(JsValue::undefined())
}

fn buffer_index(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    of(this)?;
    Ok(0.into())
}

fn pipes(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.pipes(cx).into())
}

fn set_pipes(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    of(this)?.values.borrow_mut().pipes = args.get_or_undefined(0).as_object();
    Ok(JsValue::undefined())
}

fn pipes_count(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let pipes = of(this)?.pipes(cx);
    Ok(pipes.get(js_string!("length"), cx)?)
}

fn await_drain(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.values.borrow().await_drain_writers.clone().map_or_else(JsValue::null, Into::into))
}

fn set_await_drain(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    of(this)?.values.borrow_mut().await_drain_writers = args.get_or_undefined(0).as_object();
    Ok(JsValue::undefined())
}
