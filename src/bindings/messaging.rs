//! `internalBinding('messaging')`: what a message port needs of the loop. Counterpart of the handle in Node's
//! `src/node_messaging.cc`; the queue of messages is in JS, where the collector sees it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use boa_engine::{Context, JsObject, JsValue, js_string};

use crate::{
    engine::{Binding, NativeClass, Result, Wrap, class, function, unwrap},
    env::Env,
    event_loop::HandleCore,
};

pub(super) static BINDING: Binding = Binding {
    name: "messaging",
    exports: &[class(&PORT_HANDLE), function!("structuredClone", 2, super::structured_clone::structured_clone)],
};

/// Keeps the loop alive while it is referenced, and calls `onwake` from the loop.
struct PortHandle {
    core: HandleCore,
    scheduled: Cell<bool>,
    closed: Cell<bool>,
    /// Our JS object while a wake-up is on its way.
    pin: RefCell<Option<JsObject>>,
}

static PORT_HANDLE: NativeClass = NativeClass {
    name: "PortHandle",
    length: 0,
    construct: new_port_handle,
    statics: &[],
    methods: &[&[
        function!("ref", 0, ref_),
        function!("unref", 0, unref),
        function!("hasRef", 0, has_ref),
        function!("wake", 0, wake),
        function!("close", 0, close),
    ]],
};

/// `new PortHandle()`: active and not referenced, as a port without listeners is.
fn new_port_handle(_args: &[JsValue], cx: &mut Context) -> Result<Wrap> {
    let core = HandleCore::new(Env::of(cx).event_loop());
    core.unref();
    core.start();
    Ok(Wrap::new(Rc::new(PortHandle {
        core,
        scheduled: Cell::new(false),
        closed: Cell::new(false),
        pin: RefCell::new(None),
    })))
}

fn ref_(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<PortHandle>(this)?.core.ref_();
    Ok(JsValue::undefined())
}

fn unref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    unwrap::<PortHandle>(this)?.core.unref();
    Ok(JsValue::undefined())
}

fn has_ref(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let handle = unwrap::<PortHandle>(this)?;
    Ok((handle.core.has_ref() && !handle.closed.get()).into())
}

/// So many messages of one port are delivered in one turn of the loop, as in Node.
const MAX_MESSAGES: usize = 1000;

/// Wakes the handle once more: there are messages left.
fn again(object: &JsObject, cx: &mut Context) {
    // A handle is an object of this class, so `wake` cannot fail.
    let _ours = wake(&object.clone().into(), &[], cx);
}

/// `wake()`: calls `onwake` in the loop's next turn, again as long as it returns true; wake-ups until then count as one.
fn wake(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let handle = unwrap::<PortHandle>(this)?;
    if handle.scheduled.replace(true) {
        return Ok(JsValue::undefined());
    }
    *handle.pin.borrow_mut() = this.as_object();
    Env::of(cx).event_loop().queue_pending(move |cx: &mut Context| {
        handle.scheduled.set(false);
        let object = handle.pin.borrow_mut().take();
        let Some(object) = object else { return };
        // Each message is a callback of its own, with the ticks and microtasks that follow it.
        for _ in 0..MAX_MESSAGES {
            let more = Env::of(cx).make_callback(cx, |cx| {
                let callback = object.get(js_string!("onwake"), cx)?;
                match callback.as_callable() {
                    Some(callback) => callback.call(&object.clone().into(), &[], cx),
                    None => Ok(JsValue::undefined()),
                }
            });
            if !more.is_some_and(|more| more.to_boolean()) {
                return;
            }
        }
        again(&object, cx);
    });
    Ok(JsValue::undefined())
}

/// `close()`: the loop no longer waits for this port.
fn close(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let handle = unwrap::<PortHandle>(this)?;
    handle.closed.set(true);
    handle.core.stop();
    Ok(JsValue::undefined())
}
