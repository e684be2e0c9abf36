//! Functions and classes.

use boa_engine::{JsObject, JsResult, introspect, js_string};

use super::{Inspector, text::Text};
use crate::engine::object::get;

impl Inspector<'_> {
    /// `[Function: name]`, `[class A extends B]`.
    pub(super) fn function_base(&mut self, object: &JsObject, constructor: Option<&Text>, tag: &Text) -> JsResult<Text> {
        let kind = introspect::function_kind(object);
        if kind.is_class {
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

    fn class_base(&mut self, object: &JsObject, constructor: Option<&Text>, tag: &Text) -> JsResult<Text> {
        let mut base = Text::from("[class ");
        let name = if object.has_own_property(js_string!("name"), self.cx)? { Some(get(object, "name", self.cx)?) } else { None };
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
