//! `internalBinding('v8')`: what `node:v8` asks the engine.

use boa_engine::{Context, JsValue, string::JsStrVariant};

use crate::engine::{Binding, Result, arg, function};

pub(super) static BINDING: Binding = Binding {
    name: "v8",
    exports: &[
        function!("isStringOneByteRepresentation", 1, is_one_byte),
        function!("collectGarbage", 0, collect_garbage),
    ],
};

/// `isStringOneByteRepresentation(content)`: whether the engine keeps it as Latin-1.
fn is_one_byte(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let content: boa_engine::JsString = arg(args, 0, "content", cx)?;
    Ok(matches!(content.variant(), JsStrVariant::Latin1(_)).into())
}

/// `collectGarbage()`: what `--expose-gc` calls `gc`.
fn collect_garbage(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    boa_gc::force_collect();
    Ok(JsValue::undefined())
}
