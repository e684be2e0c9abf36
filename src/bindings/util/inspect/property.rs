//! Keys and properties of an object.

use boa_engine::{
    JsObject, JsResult, JsValue, introspect,
    native_function::NativeFunctionObject,
    property::{PropertyDescriptor, PropertyKey},
};

use super::{
    Inspector,
    options::{Compact, Getters},
    quote::{escape_into, is_identifier, quoted},
    style::Style,
    text::Text,
    value::Layout,
};
use crate::{
    bindings::{console, util::width},
    engine::js,
};

const SLOPPY_KEYS: [&str; 2] = ["arguments", "caller"];

/// A data property of the same visibility.
fn data(value: JsValue, own: &PropertyDescriptor) -> PropertyDescriptor {
    PropertyDescriptor::builder().value(value).maybe_enumerable(own.enumerable()).build()
}

impl Inspector<'_> {
    /// The keys that are shown: enumerable ones, or all with `showHidden`.
    pub(super) fn keys(&mut self, object: &JsObject) -> JsResult<Vec<PropertyKey>> {
        let mut keys = object.own_property_keys(self.cx)?;
        if self.options.show_hidden && introspect::function_kind(object).is_sloppy {
            // V8 keeps these two on every function of sloppy mode, behind its name.
            let name = PropertyKey::from(js("name"));
            let at = keys.iter().position(|key| *key == name).map_or(0, |at| at + 1);
            keys.splice(at..at, SLOPPY_KEYS.map(|name| PropertyKey::from(js(name))));
        }
        self.shown_keys(object, keys)
    }

    /// The same without array indices.
    pub(super) fn non_index_keys(&mut self, object: &JsObject) -> JsResult<Vec<PropertyKey>> {
        let mut keys = object.own_property_keys(self.cx)?;
        keys.retain(|key| !matches!(key, PropertyKey::Index(_)));
        self.shown_keys(object, keys)
    }

    fn shown_keys(&mut self, object: &JsObject, mut keys: Vec<PropertyKey>) -> JsResult<Vec<PropertyKey>> {
        if self.options.show_hidden {
            return Ok(keys);
        }
        let uninitialized = introspect::kind(object) == introspect::Kind::ModuleNamespace;
        let mut failure = None;
        keys.retain(|key| {
            if failure.is_some() {
                return false;
            }
            match introspect::own_property(object, key, self.cx) {
                Ok(own) => own.is_some_and(|p| p.enumerable() == Some(true)),
                // A binding of a module that was not evaluated yet is listed all the same.
                Err(_) if uninitialized => true,
                Err(error) => {
                    failure = Some(error);
                    false
                }
            }
        });
        failure.map_or(Ok(keys), Err)
    }

    /// `key: value`, or only the value in arrays. `object` is read, `receiver` is what getters are called on.
    pub(super) fn property(
        &mut self,
        object: &JsObject,
        key: &PropertyKey,
        level: f64,
        layout: Layout,
        own: Option<PropertyDescriptor>,
        receiver: Option<&JsObject>,
    ) -> JsResult<Text> {
        let own = match own {
            Some(own) => own,
            None => match introspect::own_property(object, key, self.cx)? {
                Some(own) => own,
                None if matches!(key, PropertyKey::String(name) if SLOPPY_KEYS.iter().any(|known| *name == **known)) => {
                    PropertyDescriptor::builder().value(JsValue::null()).enumerable(false).build()
                }
                None => {
                    let message = "Cannot read properties of undefined (reading 'value')";
                    return Err(boa_engine::JsNativeError::typ().with_message(message).into());
                }
            },
        };
        let mut separator = Text::from(" ");
        let present = |value: Option<&JsValue>| value.filter(|v| !v.is_undefined()).cloned();
        let text = if let Some(value) = present(own.value()) {
            let wide = self.options.compact == Compact::All && layout == Layout::Object;
            let step = if wide { 3 } else { 2 };
            self.indentation += step;
            let text = self.value(&value, level, false);
            #[allow(clippy::cast_precision_loss, reason = "widths are small")]
            if wide
                && let Ok(text) = &text
                && self.options.break_length < self.width(text) as f64
            {
                separator = Text::from("\n");
                separator.push_spaces(self.indentation);
            }
            self.indentation -= step;
            text?
        } else if self.is_late(object, &own)? {
            let value = object.get(key.clone(), self.cx)?;
            return self.property(object, key, level, layout, Some(data(value, &own)), receiver);
        } else if let Some(getter) = present(own.get()) {
            let has_setter = present(own.set()).is_some();
            self.getter(&getter, has_setter, receiver.unwrap_or(object), level)?
        } else if present(own.set()).is_some() {
            self.stylize_str("[Setter]", Style::Special)?
        } else {
            self.stylize_str("undefined", Style::Undefined)?
        };
        if layout == Layout::Array {
            return Ok(text);
        }
        let mut name = self.key(key)?;
        if own.enumerable() == Some(false) {
            name = Text::from("[").with_text(&name).with("]");
        }
        Ok(name.with(":").with_text(&separator).with_text(&text))
    }

    /// Whether an accessor only stands for a value that nobody has asked for yet: Node has a plain property there.
    fn is_late(&mut self, object: &JsObject, own: &PropertyDescriptor) -> JsResult<bool> {
        let native = |function: Option<&JsValue>| {
            function.and_then(JsValue::as_object).is_some_and(|function| function.is::<NativeFunctionObject>())
        };
        if !native(own.get()) || !native(own.set()) {
            return Ok(false);
        }
        Ok(JsObject::equals(object, &console::global(self.cx)?))
    }

    fn key(&mut self, key: &PropertyKey) -> JsResult<Text> {
        match key {
            PropertyKey::Symbol(symbol) => {
                let mut text = Text::new();
                escape_into(&mut text, &Text::from(&symbol.descriptive_string()).units(), true);
                self.stylize(text, Style::Symbol)
            }
            PropertyKey::Index(index) => self.stylize(Text::from(format!("'{}'", index.get())), Style::String),
            PropertyKey::String(name) => {
                let name = Text::from(name);
                if !is_identifier(&name.units()) {
                    self.stylize(quoted(&name.units()), Style::String)
                } else if name == *"__proto__" {
                    Ok(Text::from("['__proto__']"))
                } else {
                    self.stylize(name, Style::Name)
                }
            }
        }
    }

    fn getter(&mut self, getter: &JsValue, has_setter: bool, receiver: &JsObject, level: f64) -> JsResult<Text> {
        let label = if has_setter { "Getter/Setter" } else { "Getter" };
        let called = match self.options.getters {
            Getters::None => false,
            Getters::All => true,
            Getters::WithoutSetter => !has_setter,
            Getters::WithSetter => has_setter,
        };
        if !called {
            return self.stylize(Text::from(format!("[{label}]")), Style::Special);
        }
        self.indentation += 2;
        let shown = self.called_getter(getter, label, receiver, level);
        self.indentation -= 2;
        shown
    }

    fn called_getter(&mut self, getter: &JsValue, label: &str, receiver: &JsObject, level: f64) -> JsResult<Text> {
        let result = super::home::call(getter, &receiver.clone().into(), &[], self.cx);
        let shown = match result {
            Ok(value) if value.is_object() => match self.value(&value, level, false) {
                Ok(text) => {
                    let open = self.stylize(Text::from(format!("[{label}]")), Style::Special)?;
                    return Ok(open.with(" ").with_text(&text));
                }
                Err(error) => Err(error),
            },
            Ok(value) => self.primitive(&value),
            Err(error) => Err(error),
        };
        let shown = match shown {
            Ok(text) => text,
            Err(error) => {
                let error = error.into_opaque(self.cx)?;
                Text::from("<Inspection threw (").with_text(&self.value(&error, level, false)?).with(")>")
            }
        };
        let open = self.stylize(Text::from(format!("[{label}:")), Style::Special)?;
        let close = self.stylize_str("]", Style::Special)?;
        Ok(open.with(" ").with_text(&shown).with_text(&close))
    }

    /// An accessor of a prototype that is shown like a property: `[byteLength]: 3`.
    pub(super) fn extra(&mut self, object: &JsObject, name: &str, level: f64, inside_view: bool) -> JsResult<Text> {
        self.indentation += 2;
        let value = if let Ok(value) = object.get(js(name), self.cx) {
            value
        } else {
            // The accessors of a view whose buffer is gone throw; Node then asks the buffer, and forgets to take
            // its indentation back.
            self.indentation += 2;
            let buffer = object.get(js("buffer"), self.cx)?.to_object(self.cx)?;
            buffer.get(js(name), self.cx)?
        };
        let text = self.value(&value, level, inside_view);
        self.indentation -= 2;
        let text = text?;
        let name = self.stylize(Text::from(format!("[{name}]")), Style::String)?;
        Ok(name.with(": ").with_text(&text))
    }

    /// Columns that a piece of output takes.
    pub(super) fn width(&self, text: &Text) -> usize {
        if self.options.colors && width::has_control(&text.units()) {
            width::columns(&width::strip_control(&text.units()))
        } else {
            width::columns(&text.units())
        }
    }
}
