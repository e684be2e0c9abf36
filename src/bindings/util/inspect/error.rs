//! Errors: the stack with its header put right, and which own properties are still worth a line.

use boa_engine::{JsObject, JsResult, JsValue, introspect, introspect::Kind, js_string, property::PropertyKey};

use super::{Inspector, home::call, names::prefix, text::Text};
use crate::engine::{js, object::get};

impl Inspector<'_> {
    /// The text of an error; keys that it makes superfluous are dropped, `cause` and `errors` are added.
    pub(super) fn error(
        &mut self,
        object: &JsObject,
        constructor: Option<&Text>,
        tag: &Text,
        keys: &mut Vec<PropertyKey>,
    ) -> JsResult<Text> {
        let Ok(stack) = self.stack_text(object) else {
            let to_string = self.home.object_to_string.clone();
            let text = call(&to_string, &object.clone().into(), &[], self.cx)?;
            return Ok(Text::from(&text.to_string(self.cx)?));
        };
        let message = get(object, "message", self.cx).ok();
        let name = get(object, "name", self.cx).ok();
        if !self.options.show_hidden && !keys.is_empty() {
            let is = |key: &PropertyKey, name: &str| matches!(key, PropertyKey::String(key) if *key == *name);
            keys.retain(|key| !is(key, "stack"));
            for (label, value) in [("message", &message), ("name", &name)] {
                // A property is hidden if the stack says it already.
                let said = value.as_ref().is_some_and(|value| {
                    value.as_string().is_none_or(|text| stack.find(&Text::from(&text), 0).is_some())
                });
                if said && let Some(at) = keys.iter().position(|key| is(key, label)) {
                    keys.remove(at);
                }
            }
        }
        let name = name.filter(|name| !name.is_null_or_undefined()).unwrap_or_else(|| js("Error").into());
        self.add_key(object, "cause", keys)?;
        if let Ok(errors) = get(object, "errors", self.cx)
            && errors.as_object().is_some_and(|errors| introspect::is_array(&errors).unwrap_or(false))
        {
            self.add_key(object, "errors", keys)?;
        }
        let mut stack = self.improve_stack(stack, constructor, &name, tag)?;
        // Frames start behind the message, which may itself look like frames.
        let message = message.and_then(|message| message.as_string()).filter(|message| !message.is_empty());
        let from = message.map_or(0, |message| {
            let message = Text::from(&message);
            match stack.find(&message, 0) {
                Some(at) if at > 0 => at + message.len(),
                _ => 0,
            }
        });
        stack = match stack.find_str("\n    at", from) {
            None => Text::from("[").with_text(&stack).with("]"),
            Some(at) => {
                let head = stack.slice(0, at);
                let frames = stack.slice(at + 1, stack.len());
                let lines = self.frames(object, &frames)?;
                self.with_frames(head, lines)?
            }
        };
        Ok(stack.indented(self.indentation))
    }

    fn add_key(&mut self, object: &JsObject, name: &str, keys: &mut Vec<PropertyKey>) -> JsResult<()> {
        let key = PropertyKey::from(js(name));
        if introspect::own_property(object, &key, self.cx)?.is_some() && !keys.contains(&key) {
            keys.push(key);
        }
        Ok(())
    }

    /// `error.stack` as text; an error without one says its name and message.
    pub(super) fn stack_text(&mut self, object: &JsObject) -> JsResult<Text> {
        let stack = get(object, "stack", self.cx).unwrap_or_default();
        if let Some(stack) = stack.as_string()
            && !stack.is_empty()
        {
            return Ok(Text::from(&stack));
        }
        let to_string = self.home.error_to_string.clone();
        let shown = if stack.to_boolean() {
            self.seen.push(object.clone());
            self.indentation += 4;
            let shown = self.value(&stack, f64::NAN, false);
            self.indentation -= 4;
            self.seen.pop();
            Some(shown?)
        } else {
            None
        };
        let text = call(&to_string, &object.clone().into(), &[], self.cx)?;
        let text = Text::from(&text.to_string(self.cx)?);
        Ok(match shown {
            Some(shown) => text.with("\n    ").with_text(&shown),
            None => text,
        })
    }

    /// Puts the class into the stack's first line where only an inherited `name` stands there.
    fn improve_stack(
        &mut self,
        mut stack: Text,
        constructor: Option<&Text>,
        name: &JsValue,
        tag: &Text,
    ) -> JsResult<Text> {
        let name_text = match name.as_symbol() {
            Some(_) => {
                return Err(boa_engine::JsNativeError::typ()
                    .with_message("Cannot convert a Symbol value to a string")
                    .into());
            }
            None => Text::from(&name.to_string(self.cx)?),
        };
        if name.as_string().is_none() {
            let class = prefix(constructor, tag, "Error", &Text::new()).without_last();
            if let Some(at) = stack.find(&name_text, 0) {
                let end = at + name_text.len();
                stack = stack
                    .slice(0, end)
                    .with(" [")
                    .with_text(&class)
                    .with("]")
                    .with_text(&stack.slice(end, stack.len()));
            }
            if constructor.is_some() {
                return Ok(stack);
            }
        }
        let mut length = name_text.len();
        let follows = stack.units().get(length).copied();
        let regular = name_text.ends_with(&Text::from("Error"))
            && stack.units().starts_with(&name_text.units())
            && follows.is_none_or(|unit| unit == u16::from(b':') || unit == u16::from(b'\n'));
        if constructor.is_some() && !regular {
            return Ok(stack);
        }
        let mut fallback = String::from("Error");
        if constructor.is_none() {
            let start = leading_name(&stack);
            length = start.len();
            if !start.is_empty() {
                fallback = start;
            }
        }
        let class = prefix(constructor, tag, &fallback, &Text::new()).without_last();
        if class == name_text {
            return Ok(stack);
        }
        let rest = stack.slice(length, stack.len());
        if class.find(&name_text, 0).is_none() {
            return Ok(class.with(" [").with_text(&name_text).with("]").with_text(&rest));
        }
        Ok(if length == 0 { class.with(": ").with_text(&stack) } else { class.with_text(&rest) })
    }

    /// The stack of the error's cause, if that is an error.
    pub(super) fn cause_stack(&mut self, object: &JsObject) -> JsResult<Option<Text>> {
        let Some(cause) = object.get(js_string!("cause"), self.cx).ok().and_then(|cause| cause.as_object()) else {
            return Ok(None);
        };
        if introspect::kind(&cause) != Kind::Error && !self.inherits_error(&cause)? {
            return Ok(None);
        }
        self.stack_text(&cause).map(Some)
    }
}

/// The name that a stack starts with: a capitalised phrase before a colon or the first frame, or all of it if it is
/// one word that ends in `Error`.
fn leading_name(stack: &Text) -> String {
    let text = String::from_utf16_lossy(&stack.units());
    let phrase = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | '[' | ']' | '(' | ')' | '-');
    if text.starts_with(|c: char| c.is_ascii_uppercase()) {
        let longest = text.find(|c: char| !phrase(c)).unwrap_or(text.len());
        for end in (2..=longest).rev() {
            if text[end..].starts_with(':') || text[end..].starts_with("\n    at") {
                return text[..end].into();
            }
        }
    }
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if text.ends_with("Error") && text.chars().all(word) {
        return text;
    }
    String::new()
}
