//! `WritableState`: the native object in `_writableState`, with the properties that packages read and write.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsObject, JsValue, NativeFunction, Trace, js_string, object::builtins::JsArray,
};
use boa_gc::{Gc, GcRefCell};

use super::{
    chunk,
    construct::high_water_mark,
    options::Options,
    readable_state::{default_encoding, make_constructor},
    shared,
    transform::Transforming,
};
use crate::{
    engine::{Export, Result, binding, function, getter, object::build},
    stream_state::{
        Writable,
        common::*,
        writable::{
            ALL_BUFFERS, ALL_NOOP, BUFFER_PROCESSING, DECODE_STRINGS, ENDED, ENDING, FINAL_CALLED, FINISHED,
            HAS_WRITABLE, NEED_DRAIN, PREFINISHED, SYNC, WRITABLE, WRITING,
        },
    },
};

/// One chunk that waits, with its callback (undefined for none) and the length it counts for.
#[derive(Clone, Trace, Finalize)]
pub(super) struct Pending {
    pub(super) chunk: JsValue,
    pub(super) encoding: JsValue,
    pub(super) callback: JsValue,
    pub(super) length: usize,
}

/// The JS values of a writable side.
#[derive(Default, Trace, Finalize)]
pub(super) struct Values {
    pub(super) errored: Option<JsValue>,
    /// `None` stands for utf8.
    pub(super) default_encoding: Option<JsValue>,
    /// The callback of the chunk in `_write`; undefined for none.
    pub(super) write_callback: JsValue,
    /// What `_write` is given to call back; made when first needed.
    pub(super) on_write: Option<JsValue>,
    pub(super) on_finished: Vec<JsValue>,
    /// Callbacks of synchronous writes, each with how often it is owed, in the order of their ticks.
    pub(super) after_write: VecDeque<AfterWrite>,
    pub(super) constructing: super::construct::Constructing,
    pub(super) transforming: Transforming,
}

/// A callback and how often it is owed.
#[derive(Trace, Finalize)]
pub(super) struct AfterWrite {
    pub(super) callback: JsValue,
    pub(super) count: usize,
}

/// The writable side of one stream.
#[derive(Trace, Finalize)]
pub(super) struct Data {
    #[unsafe_ignore_trace]
    pub(super) core: RefCell<Writable>,
    pub(super) buffer: GcRefCell<VecDeque<Pending>>,
    pub(super) values: GcRefCell<Values>,
    #[unsafe_ignore_trace]
    pub(super) construct_scheduled: Cell<bool>,
}

/// What the JS object carries.
#[derive(Trace, Finalize, JsData)]
pub(super) struct WritableState(Gc<Data>);

/// A writable side, held while JS may run.
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
    /// Remembers why the stream failed; a falsy value forgets it.
    pub(super) fn set_error(&self, error: &JsValue) {
        let failed = error.to_boolean();
        self.core.borrow_mut().flags.assign(ERRORED, failed);
        self.values.borrow_mut().errored = failed.then(|| error.clone());
    }
    /// `errored`, null while the stream has not failed.
    pub(super) fn error(&self) -> JsValue {
        if self.any(ERRORED) { self.values.borrow().errored.clone().unwrap_or_default() } else { JsValue::null() }
    }
    /// `defaultEncoding`
    pub(super) fn default_encoding(&self) -> JsValue {
        self.values.borrow().default_encoding.clone().unwrap_or_else(|| js_string!("utf8").into())
    }
    /// What waits, as `getBuffer()` shows it.
    pub(super) fn buffered(&self, cx: &mut Context) -> JsObject {
        let pending: Vec<Pending> = self.buffer.borrow().iter().cloned().collect();
        let entries: Vec<JsValue> = pending.iter().map(|entry| entry.object(cx)).collect();
        JsArray::from_iter(entries, cx).into()
    }
}

impl Pending {
    /// `{ chunk, encoding, callback }`
    pub(super) fn object(&self, cx: &mut Context) -> JsValue {
        let fields = [
            ("chunk", self.chunk.clone()),
            ("encoding", self.encoding.clone()),
            ("callback", callback_shown(&self.callback, cx)),
        ];
        build(cx, &fields).into()
    }
}

/// A callback as JS sees it: a function also when none was given.
fn callback_shown(callback: &JsValue, cx: &mut Context) -> JsValue {
    if callback.is_undefined() {
        return binding::native_function(js_string!("nop"), 0, |_, _, _| Ok(JsValue::undefined()), cx).into();
    }
    callback.clone()
}

/// The writable side of a stream, if it is ours.
pub(super) fn state_of(stream: &JsObject, cx: &mut Context) -> Result<Option<State>> {
    Ok(super::lookup(stream, js_string!("_writableState"), cx)?.as_object().and_then(|state| own(&state)))
}

/// The writable side of a stream that must have one.
pub(super) fn state(stream: &JsObject, cx: &mut Context) -> Result<State> {
    state_of(stream, cx)?.ok_or_else(|| {
        boa_engine::JsNativeError::typ()
            .with_message("Cannot read properties of undefined (reading '_writableState')")
            .into()
    })
}

/// The data of a state object, if it is one of ours.
pub(super) fn own(state: &JsObject) -> Option<State> {
    state.downcast_ref::<WritableState>().map(|state| state.0.clone())
}

fn of(this: &JsValue) -> Result<State> {
    this.as_object()
        .and_then(|state| own(&state))
        .ok_or_else(|| boa_engine::JsNativeError::typ().with_message("Illegal invocation").into())
}

/// `new WritableState(options, stream, isDuplex)`
pub(super) fn create(options: &Options, is_duplex: bool, cx: &mut Context) -> Result<JsObject> {
    let mut object_mode = false;
    let mut decode_strings = true;
    let mut values = Values::default();
    let mut clear = 0;
    let mut mark = None;
    if options.exist() {
        object_mode = options.get("objectMode", cx)?.to_boolean()
            || (is_duplex && options.get("writableObjectMode", cx)?.to_boolean());
        mark = high_water_mark(options, is_duplex.then_some("writableHighWaterMark"), cx)?;
        decode_strings = options.get("decodeStrings", cx)?.as_boolean() != Some(false);
        for (name, bit) in [("emitClose", EMIT_CLOSE), ("autoDestroy", AUTO_DESTROY)] {
            if options.get(name, cx)?.as_boolean() == Some(false) {
                clear |= bit;
            }
        }
        values.default_encoding = default_encoding(options, cx)?;
    }
    let shared = shared(cx);
    let (bytes, objects) = shared.high_water_marks.get();
    let mut core =
        Writable::new(object_mode, mark.unwrap_or(if object_mode { objects } else { bytes }), decode_strings);
    core.flags.clear(clear);
    let data = Data {
        core: core.into(),
        buffer: GcRefCell::default(),
        values: GcRefCell::new(values),
        construct_scheduled: false.into(),
    };
    Ok(JsObject::new(cx.root_shape(), shared.writable_state.clone(), WritableState(Gc::new(data))).upcast())
}

/// The constructor that `stream.Writable.WritableState` is.
pub(super) fn constructor(cx: &mut Context) -> Result<JsValue> {
    let native = NativeFunction::from_fn_ptr(|_, args, cx| {
        let is_duplex = args.get_or_undefined(2).to_boolean();
        Options::of(args.get_or_undefined(0), cx)
            .and_then(|options| create(&options, is_duplex, cx))
            .map(Into::into)
            .map_err(|error| error.throw(cx))
    });
    let proto = shared(cx).writable_state.clone();
    Ok(make_constructor("WritableState", native, &proto, cx).into())
}

/// `WritableState.prototype`
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
    flag!("finalCalled", FINAL_CALLED),
    flag!("needDrain", NEED_DRAIN),
    flag!("ending", ENDING),
    flag!("ended", ENDED),
    flag!("finished", FINISHED),
    flag!("destroyed", DESTROYED),
    flag!("decodeStrings", DECODE_STRINGS),
    flag!("writing", WRITING),
    flag!("sync", SYNC),
    flag!("bufferProcessing", BUFFER_PROCESSING),
    flag!("constructed", CONSTRUCTED),
    flag!("prefinished", PREFINISHED),
    flag!("errorEmitted", ERROR_EMITTED),
    flag!("emitClose", EMIT_CLOSE),
    flag!("autoDestroy", AUTO_DESTROY),
    flag!("closed", CLOSED),
    flag!("closeEmitted", CLOSE_EMITTED),
    flag!("allBuffers", ALL_BUFFERS),
    flag!("allNoop", ALL_NOOP),
    getter!("errored", errored, set_errored),
    getter!("writable", writable, set_writable),
    getter!("defaultEncoding", default_encoding_get, default_encoding_set),
    getter!("highWaterMark", mark, set_mark),
    getter!("length", length, set_length),
    getter!("writelen", write_length),
    getter!("corked", corked, set_corked),
    getter!("pendingcb", pending_callbacks, set_pending_callbacks),
    getter!("bufferedRequestCount", buffered_request_count),
    getter!("bufferedIndex", buffered_index),
    getter!("buffered", buffered),
    getter!("writecb", write_callback),
    getter!("onwrite", on_write),
    function!("getBuffer", 0, buffered),
];

fn errored(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.error())
}

fn set_errored(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    of(this)?.set_error(args.get_or_undefined(0));
    Ok(JsValue::undefined())
}

fn writable(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let writable = of(this)?.core.borrow().writable();
    Ok(writable.map_or_else(JsValue::undefined, JsValue::from))
}

fn set_writable(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let state = of(this)?;
    let value = args.get_or_undefined(0);
    let mut core = state.core.borrow_mut();
    core.flags.assign(HAS_WRITABLE, !value.is_null_or_undefined());
    core.flags.assign(WRITABLE, value.to_boolean());
    Ok(JsValue::undefined())
}

fn default_encoding_get(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.default_encoding())
}

fn default_encoding_set(this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    of(this)?.values.borrow_mut().default_encoding = Some(args.get_or_undefined(0).clone());
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

fn write_length(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(JsValue::from(of(this)?.core.borrow().write_length as f64))
}

fn corked(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(JsValue::from(of(this)?.core.borrow().corked))
}

fn set_corked(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0).to_u32(cx)?;
    of(this)?.core.borrow_mut().corked = value;
    Ok(JsValue::undefined())
}

fn pending_callbacks(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(JsValue::from(of(this)?.core.borrow().pending_callbacks as f64))
}

fn set_pending_callbacks(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0).to_number(cx)?;
    of(this)?.core.borrow_mut().pending_callbacks = value as i64;
    Ok(JsValue::undefined())
}

fn buffered_request_count(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(JsValue::from(of(this)?.buffer.borrow().len() as f64))
}

fn buffered_index(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    of(this)?;
    Ok(0.into())
}

/// `getBuffer()`: what waits to be written, `{ chunk, encoding, callback }` each.
fn buffered(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.buffered(cx).into())
}

fn write_callback(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let callback = of(this)?.values.borrow().write_callback.clone();
    Ok(callback_shown(&callback, cx))
}

fn on_write(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(of(this)?.values.borrow().on_write.clone().unwrap_or_default())
}

/// The length that a chunk counts for.
pub(super) fn length_of(state: &Data, value: &JsValue, cx: &mut Context) -> Result<usize> {
    if state.any(OBJECT_MODE) { Ok(1) } else { chunk::length(value, cx) }
}
