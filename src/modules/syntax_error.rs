//! SyntaxErrors of user files, with the place where Node shows it.

use boa_engine::{Context, JsError, JsNativeError};

use crate::engine::report;

/// The error of parsing `source` as `name`: file and line, the line itself and carets become the head of its stack.
pub(crate) fn located(error: JsError, name: &str, source: &str, cx: &mut Context) -> JsError {
    let Ok(value) = error.into_opaque(cx) else {
        return JsNativeError::syntax().with_message(format!("{name} cannot be parsed")).into();
    };
    if let Some(object) = value.as_object() {
        report::decorate_syntax_error(&object, name, source, cx);
    }
    JsError::from_opaque(value)
}
