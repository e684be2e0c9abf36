//! JSON values as JavaScript would print them inside an error message.
//!
//! **Only for messages**: it follows `JSON.stringify` and `String(value)` on parsed package.json values.

use serde_json::Value;

/// `JSON.stringify(value)`.
#[must_use]
pub fn stringify(value: &Value) -> String {
    value.to_string()
}

/// `JSON.stringify(text)`.
#[must_use]
pub fn quote(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// How Node prints a target: objects as JSON, everything else as text.
#[must_use]
pub fn target(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => stringify(other),
    }
}
