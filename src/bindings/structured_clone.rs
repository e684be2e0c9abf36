//! `structuredClone`, and messages that may cross threads.
//!
//! Counterpart of the `Message` in Node's `src/node_messaging.cc`. A message is V8's wire format plus the memory that
//! moves or is shared: plain data without JS objects, so it can be sent.

use std::cell::RefCell;

use boa_engine::{
    Context, JsArgs, JsError, JsNativeError, JsObject, JsResult, JsValue,
    builtins::array_buffer::{AlignedVec, SharedArrayBuffer},
    introspect::{self, Kind},
    object::builtins::{JsArrayBuffer, JsSharedArrayBuffer},
};

use super::serdes::{
    reader::{Reader, Source, owned_buffer, shared_buffer},
    writer::{Delegate, Writer},
};
use crate::{
    engine::{
        Error, Result, Wrap, js,
        object::{elements, get, put_hidden},
        utf8,
    },
    error::Code,
    modules::builtins,
};

/// A value on its way to another thread or to a copy of itself.
#[derive(Default)]
pub(crate) struct Message {
    data: Vec<u8>,
    /// The memory of transferred buffers, and the largest length of resizable ones.
    moved: Vec<(AlignedVec<u8>, Option<usize>)>,
    shared: Vec<SharedArrayBuffer>,
}

/// The kinds of objects that travel outside of the format.
const DOM_EXCEPTION: u32 = 1;

/// Collects what a serialization refers to but does not hold.
#[derive(Default)]
struct Packing {
    shared: RefCell<Vec<JsObject>>,
}

impl Delegate for Packing {
    fn is_host_object(&self, object: &JsObject, cx: &mut Context) -> JsResult<bool> {
        if object.is::<Wrap>() {
            return Ok(true);
        }
        if introspect::kind(object) == Kind::Error {
            return Ok(is_dom_exception(object, cx));
        }
        Ok(false)
    }

    fn host_object(&self, writer: &Writer, object: &JsObject, cx: &mut Context) -> JsResult<()> {
        if introspect::kind(object) != Kind::Error {
            return Err(clone_error("Cannot clone object of unsupported type.", cx));
        }
        writer.varint(DOM_EXCEPTION.into());
        for name in ["message", "name", "stack"] {
            let value = get(object, name, cx)?;
            writer.value(&value, self, cx)?;
        }
        Ok(())
    }

    fn clone_error(&self, message: &str, cx: &mut Context) -> JsError {
        clone_error(message, cx)
    }

    fn shared_id(&self, object: &JsObject, _cx: &mut Context) -> JsResult<u32> {
        let mut shared = self.shared.borrow_mut();
        let index = shared.iter().position(|known| known == object).unwrap_or_else(|| {
            shared.push(object.clone());
            shared.len() - 1
        });
        Ok(index as u32)
    }
}

/// Whether an error is a `DOMException`, without loading that class.
fn is_dom_exception(object: &JsObject, cx: &mut Context) -> bool {
    object
        .get(boa_engine::JsSymbol::to_string_tag(), cx)
        .ok()
        .and_then(|tag| tag.as_string())
        .is_some_and(|tag| tag == *"DOMException")
}

/// A `DataCloneError`.
pub(crate) fn clone_error(message: &str, cx: &mut Context) -> JsError {
    match dom_exception(message, "DataCloneError", cx) {
        Ok(exception) => JsError::from_opaque(exception.into()),
        Err(error) => error,
    }
}

fn dom_exception(message: &str, name: &str, cx: &mut Context) -> JsResult<JsObject> {
    let exports = builtins::require("internal/domexception", cx)?;
    let class = match exports.as_object() {
        Some(exports) => get(&exports, "DOMException", cx)?.as_constructor(),
        None => None,
    };
    match class {
        Some(class) => class.construct(&[js(message).into(), js(name).into()], None, cx),
        None => Err(JsNativeError::error().with_message(message.to_owned()).into()),
    }
}

/// Gives out what a message brought along.
struct Unpacking {
    shared: Vec<SharedArrayBuffer>,
}

impl Source for Unpacking {
    fn host_object(&self, reader: &Reader, cx: &mut Context) -> JsResult<JsObject> {
        if reader.varint() != Some(DOM_EXCEPTION.into()) {
            return Err(JsNativeError::error().with_message("Unable to deserialize cloned data.").into());
        }
        let message = reader.value(self, cx)?.to_string(cx)?;
        let name = reader.value(self, cx)?.to_string(cx)?;
        let stack = reader.value(self, cx)?;
        let exception = dom_exception(&utf8(&message), &utf8(&name), cx)?;
        put_hidden(&exception, js("stack"), stack);
        Ok(exception)
    }

    fn shared(&self, id: u32, cx: &mut Context) -> JsResult<JsObject> {
        match self.shared.get(id as usize) {
            Some(memory) => Ok(shared_buffer(memory.clone(), cx)),
            None => Err(JsNativeError::error().with_message("Unable to deserialize cloned data.").into()),
        }
    }
}

impl Message {
    /// Serializes a value. Buffers of the transfer list lose their memory to the message.
    pub(crate) fn pack(value: &JsValue, transfer: &[JsObject], cx: &mut Context) -> JsResult<Message> {
        let writer = Writer::default();
        for (index, object) in transfer.iter().enumerate() {
            if introspect::kind(object) != Kind::ArrayBuffer {
                return Err(clone_error("Found invalid value in transferList.", cx));
            }
            if transfer[..index].contains(object) {
                return Err(clone_error("Transfer list contains duplicate ArrayBuffer", cx));
            }
            if introspect::array_buffer(object).is_some_and(|buffer| buffer.detached) {
                return Err(clone_error("Cannot transfer object of unsupported type.", cx));
            }
            writer.transfer(object.clone(), index as u32);
        }
        let packing = Packing::default();
        writer.header();
        writer.value(value, &packing, cx)?;
        let mut message = Message { data: writer.take(), ..Message::default() };
        for object in transfer {
            let max = introspect::array_buffer(object).and_then(|buffer| buffer.max_byte_length);
            let memory = JsArrayBuffer::from_object(object.clone())?.detach(&JsValue::undefined())?;
            message.moved.push((memory, max));
        }
        for object in packing.shared.take() {
            message.shared.push(JsSharedArrayBuffer::from_object(object)?.inner());
        }
        Ok(message)
    }

    /// The value again, made of objects of this thread.
    pub(crate) fn unpack(self, cx: &mut Context) -> JsResult<JsValue> {
        let reader = Reader::new(self.data);
        reader.header()?;
        for (index, (memory, max)) in self.moved.into_iter().enumerate() {
            let buffer = owned_buffer(memory, max, cx)?;
            reader.transfer(index as u32, buffer);
        }
        reader.value(&Unpacking { shared: self.shared }, cx)
    }
}

/// `structuredClone(value[, { transfer }])`
pub(crate) fn structured_clone(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if args.is_empty() {
        // Node's own message repeats itself here.
        let message = "The \"The value argument must be specified\" argument must be specified";
        return Err(Error::code(Code::ERR_MISSING_ARGS, message));
    }
    let transfer = transfer_list(args.get_or_undefined(1), cx)?;
    let message = Message::pack(args.get_or_undefined(0), &transfer, cx)?;
    Ok(message.unpack(cx)?)
}

fn transfer_list(options: &JsValue, cx: &mut Context) -> Result<Vec<JsObject>> {
    let fail =
        |text: &str| Error::code(Code::ERR_INVALID_ARG_TYPE, format!("Failed to execute 'structuredClone': {text}"));
    if options.is_null_or_undefined() {
        return Ok(Vec::new());
    }
    let Some(options) = options.as_object() else { return Err(fail("Options cannot be converted to a dictionary")) };
    let list = get(&options, "transfer", cx)?;
    if list.is_undefined() {
        return Ok(Vec::new());
    }
    let not_a_sequence = "transfer in Options cannot be converted to sequence.";
    let Some(list) = list.as_object() else { return Err(fail(not_a_sequence)) };
    let values = if list.is_array() {
        elements(&list, cx)?
    } else {
        iterated(&list, cx)?.ok_or_else(|| fail(not_a_sequence))?
    };
    let mut objects = Vec::with_capacity(values.len());
    for (index, value) in values.into_iter().enumerate() {
        let object =
            value.as_object().ok_or_else(|| fail(&format!("transfer in Options[{index}] is not an object.")))?;
        objects.push(object);
    }
    Ok(objects)
}

/// What an iterable yields; `None` if it is none.
fn iterated(list: &JsObject, cx: &mut Context) -> JsResult<Option<Vec<JsValue>>> {
    if list.get(boa_engine::JsSymbol::iterator(), cx)?.as_callable().is_none() {
        return Ok(None);
    }
    let array = cx.intrinsics().constructors().array().constructor();
    let Some(from) = get(&array, "from", cx)?.as_callable() else { return Ok(None) };
    let made = from.call(&array.into(), &[list.clone().into()], cx)?;
    match made.as_object() {
        Some(made) => elements(&made, cx).map(Some),
        None => Ok(None),
    }
}
