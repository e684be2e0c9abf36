//! `internalBinding('uv')`: names and messages of system errors, from the one errno table.

use boa_engine::{Context, JsValue, object::builtins::JsMap};

use crate::engine::{Binding, Result, arg, function, js, object};
use crate::error::{ERRNOS, errno_name};

pub(super) static BINDING: Binding =
    Binding { name: "uv", exports: &[function!("errname", 1, errname), function!("getErrorMap", 0, get_error_map)] };

/// `errname(err)`: the name of a negative error number.
fn errname(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let number: i32 = arg(args, 0, "err", cx)?;
    Ok(js(&errno_name(number)).into())
}

/// `getErrorMap()`: a `Map` from the number to name and message.
fn get_error_map(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let map = JsMap::new(cx);
    for row in ERRNOS {
        let entry = object::array([js(row.name).into(), js(row.message).into()], cx);
        map.set(row.uv, entry, cx)?;
    }
    Ok(map.into())
}
