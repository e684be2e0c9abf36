//! `internalBinding('dotenv')`: the `.env` format for `util.parseEnv`.

use boa_engine::{Context, JsString, JsValue};

use crate::engine::{Binding, Result, arg, function, js, object, utf8};

pub(super) static BINDING: Binding = Binding { name: "dotenv", exports: &[function!("parseEnv", 1, parse_env)] };

/// `parseEnv(content)`: an object without a prototype.
fn parse_env(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let content: JsString = arg(args, 0, "content", cx)?;
    let result = object::dictionary();
    for (name, value) in crate::dotenv::parse(&utf8(&content)) {
        object::put(&result, js(&name), js(&value));
    }
    Ok(result.into())
}
