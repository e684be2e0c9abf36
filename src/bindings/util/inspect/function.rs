//! Functions and classes.

use boa_engine::{JsObject, JsResult, introspect, js_string};

use super::{Inspector, text::Text};
use crate::engine::object::get;

impl Inspector<'_> {
    /// `[Function: name]`, `[class A extends B]`.
    pub(super) fn function_base(
        &mut self,
        object: &JsObject,
        constructor: Option<&Text>,
        tag: &Text,
    ) -> JsResult<Text> {
        let kind = introspect::function_kind(object);
        if kind.is_class && self.reads_as_class(object)? {
            return self.class_base(object, constructor, tag);
        }
        let mut name = String::from("Function");
        if kind.is_generator {
            name.insert_str(0, "Generator");
        }
        if kind.is_async {
            name.insert_str(0, "Async");
        }
        let mut base = Text::from("[").with(&name);
        if constructor.is_none() {
            base.push_str(" (null prototype)");
        }
        let own_name = get(object, "name", self.cx)?;
        match own_name.as_string() {
            Some(text) if text.is_empty() => base.push_str(" (anonymous)"),
            Some(text) => {
                base.push_str(": ");
                base.push_js(&text);
            }
            None => {
                let text = self.value(&own_name, f64::NAN, false)?;
                base = base.with(": ").with_text(&text);
            }
        }
        base.push_str("]");
        if let Some(constructor) = constructor
            && *constructor != *name
        {
            base = base.with(" ").with_text(constructor);
        }
        if !tag.is_empty() && constructor != Some(tag) {
            base = base.with(" [").with_text(tag).with("]");
        }
        Ok(base)
    }

    /// Node looks at the text of a class, and takes one for a function if a bracket comes before its first brace, as
    /// in `class A extends mixin(B) {}`.
    fn reads_as_class(&mut self, object: &JsObject) -> JsResult<bool> {
        let to_string = self.home.function_to_string.clone();
        let text = super::home::call(&to_string, &object.clone().into(), &[], self.cx)?.to_string(self.cx)?;
        let text = crate::engine::utf8(&text);
        let Some(text) = text.strip_prefix("class") else { return Ok(true) };
        let Some(at) = text.find('{').filter(|at| text[..*at].contains('(')) else { return Ok(true) };
        let head = without_comments(text);
        let head = head.get(..head.find('{').unwrap_or(at)).unwrap_or("");
        Ok(head.starts_with(char::is_whitespace) && !head.contains('('))
    }

    fn class_base(&mut self, object: &JsObject, constructor: Option<&Text>, tag: &Text) -> JsResult<Text> {
        let mut base = Text::from("[class ");
        let name = if object.has_own_property(js_string!("name"), self.cx)? {
            Some(get(object, "name", self.cx)?)
        } else {
            None
        };
        match name.filter(boa_engine::JsValue::to_boolean) {
            Some(name) => base.push_js(&name.to_string(self.cx)?),
            None => base.push_str("(anonymous)"),
        }
        if let Some(constructor) = constructor
            && *constructor != *"Function"
        {
            base = base.with(" [").with_text(constructor).with("]");
        }
        if !tag.is_empty() && constructor != Some(tag) {
            base = base.with(" [").with_text(tag).with("]");
        }
        if constructor.is_none() {
            base.push_str(" extends [null prototype]");
        } else if let Some(parent) = introspect::prototype_of(object, self.cx)? {
            let name = get(&parent, "name", self.cx)?;
            if name.to_boolean() {
                base.push_str(" extends ");
                base.push_js(&name.to_string(self.cx)?);
            }
        }
        Ok(base.with("]"))
    }
}

/// The text without its comments.
fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("//").into_iter().chain(rest.find("/*")).min() {
        out.push_str(&rest[..at]);
        let (end, length) = if rest[at..].starts_with("//") { ("\n", 1) } else { ("*/", 2) };
        let Some(end) = rest[at..].find(end) else {
            out.push_str(&rest[at..]);
            return out;
        };
        rest = &rest[at + end + length..];
    }
    out + rest
}
