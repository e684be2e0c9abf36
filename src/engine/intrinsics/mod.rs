//! Built-ins of the engine that are better written anew than edited, one file each.

mod locale_compare;

use boa_engine::{Context, JsResult};

/// Puts our built-ins over the engine's.
///
/// # Errors
/// A limit of the engine.
pub fn install(cx: &mut Context) -> JsResult<()> {
    if !cfg!(feature = "intl") {
        locale_compare::install(cx);
    }
    Ok(())
}
