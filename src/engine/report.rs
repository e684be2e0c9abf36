//! What a user sees of an uncaught exception, as text for standard error.

use boa_engine::{Context, JsError, JsNativeError, JsValue, js_string};

use super::strings::utf8;

/// The value that an error carries for JS.
///
/// # Errors
/// The message of an engine failure that JS must not see (a broken invariant, an exhausted budget).
pub fn catchable(error: JsError, cx: &mut Context) -> Result<JsValue, String> {
    match error.into_opaque(cx) {
        Ok(value) => Ok(value),
        Err(error) => match error.as_engine() {
            Some(boa_engine::error::EngineError::RuntimeLimit(_)) => {
                Ok(JsNativeError::range().with_message("Maximum call stack size exceeded").into_opaque(cx).into())
            }
            _ => Err(format!("{error}\n")),
        },
    }
}

/// The report of an uncaught exception.
pub fn uncaught(value: &JsValue, cx: &mut Context) -> String {
    let stack = value
        .as_object()
        .and_then(|object| object.get(js_string!("stack"), cx).ok())
        .and_then(|stack| stack.as_string());
    let text = match stack {
        Some(stack) => format!("{}\n{}", value.to_string(cx).map(|text| utf8(&text)).unwrap_or_default(), utf8(&stack)),
        None => super::throw::inspected(value, cx),
    };
    format!("Uncaught:\n{text}\n")
}
