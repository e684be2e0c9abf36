//! `internalBinding('pipe_wrap')`: pipes and unix sockets, as far as children need them. Counterpart of Node's
//! `src/pipe_wrap.cc`.

use boa_engine::{Context, JsValue};

use super::stream_wrap::{HANDLE_METHODS, STREAM_METHODS, StreamWrap, status};
use crate::{
    engine::{Binding, NativeClass, Result, Wrap, arg, class, function, lazy, object, unwrap},
    sys,
};

pub(super) static BINDING: Binding =
    Binding { name: "pipe_wrap", exports: &[class(&PIPE), lazy!("constants", constants)] };

static PIPE: NativeClass = NativeClass {
    name: "Pipe",
    length: 1,
    construct,
    statics: &[],
    methods: &[HANDLE_METHODS, STREAM_METHODS, &[function!("open", 1, open)]],
};

const SOCKET: i32 = 0;
const IPC: i32 = 2;

fn constants(cx: &mut Context) -> Result<JsValue> {
    Ok(object::build(cx, &[("SOCKET", SOCKET.into()), ("SERVER", 1.into()), ("IPC", IPC.into())]).into())
}

/// `new Pipe(type)`
fn construct(args: &[JsValue], cx: &mut Context) -> Result<Wrap> {
    let _kind: i32 = arg(args, 0, "type", cx)?;
    Ok(Wrap::new(StreamWrap::new(cx)))
}

/// `open(fd)`: takes a descriptor over; 0 or a negative errno.
fn open(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let wrap = unwrap::<StreamWrap>(this)?;
    let fd: i32 = arg(args, 0, "fd", cx)?;
    Ok(status(&sys::fd::own(fd).and_then(|fd| wrap.stream.open(fd))))
}
