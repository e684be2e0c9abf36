//! `internalBinding('v8')`: what `node:v8` asks the engine.

use boa_engine::{Context, JsResult, JsValue, js_string, object::builtins::JsPromise, string::JsStrVariant};

use crate::engine::{Binding, Result, arg, function, memory, object};

pub(super) static BINDING: Binding = Binding {
    name: "v8",
    exports: &[
        function!("isStringOneByteRepresentation", 1, is_one_byte),
        function!("collectGarbage", 0, collect),
        function!("heapStatistics", 0, heap_statistics),
    ],
};

/// `isStringOneByteRepresentation(content)`: whether the engine keeps it as Latin-1.
fn is_one_byte(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let content: boa_engine::JsString = arg(args, 0, "content", cx)?;
    Ok(matches!(content.variant(), JsStrVariant::Latin1(_)).into())
}

/// `collectGarbage()`
fn collect(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(collect_garbage(this, args, cx)?)
}

/// `gc(options)` of `--expose-gc`: with `execution: 'async'` a promise that is fulfilled at once.
pub(crate) fn collect_garbage(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    boa_gc::force_collect();
    let execution = match args.first().and_then(JsValue::as_object) {
        Some(options) => options.get(js_string!("execution"), cx)?,
        None => JsValue::undefined(),
    };
    if execution.as_string().is_some_and(|execution| execution == *"async") {
        return Ok(JsPromise::resolve(JsValue::undefined(), cx)?.into());
    }
    Ok(JsValue::undefined())
}

/// `heapStatistics()`: bytes of the heap, used, external; collections; values in the heap.
fn heap_statistics(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let heap = memory::statistics();
    let numbers = [heap.total, heap.used, heap.external, heap.collections, heap.objects];
    Ok(object::array(numbers.map(JsValue::from), cx).into())
}
