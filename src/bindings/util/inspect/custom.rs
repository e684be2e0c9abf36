//! Custom inspection functions: `object[Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect)`.

use boa_engine::{JsObject, JsResult, JsValue, introspect, property::PropertyKey};

use super::{
    Inspector,
    home::call,
    options::{self, Stylize},
    text::Text,
};
use crate::engine::{
    binding::closure,
    js,
    object::{get, put},
};

impl Inspector<'_> {
    /// The text of a custom inspection function, if the object has one that takes over. `object` is the target when
    /// `original` is a proxy.
    pub(super) fn custom(
        &mut self,
        original: &JsObject,
        object: &JsObject,
        is_proxy: bool,
        level: f64,
    ) -> JsResult<Option<Text>> {
        let key = self.home.custom_key();
        let function = object.get(key, self.cx)?;
        let Some(callable) = function.as_callable() else { return Ok(None) };
        if JsObject::equals(&callable, &self.home.inspect) || self.is_prototype(object)? {
            return Ok(None);
        }
        let this: JsValue = original.clone().into();
        let foreign = is_proxy || !JsValue::ordinary_has_instance(&self.home.object_constructor, &this, self.cx)?;
        let home = self.home.clone();
        let options = self.options.to_object(&home, self.cx)?;
        if foreign {
            self.isolate(&options)?;
        }
        let args = [self.options.depth_left(level), options.into(), self.home.inspect.clone().into()];
        let shown = callable.call(&this, &args, self.cx)?;
        if JsValue::same_value(&shown, &this) {
            return Ok(None);
        }
        match shown.as_string() {
            Some(text) => Ok(Some(Text::from(&text).indented(self.indentation))),
            None => self.value(&shown, level, false).map(Some),
        }
    }

    /// Whether the object is the `prototype` of its own `constructor`.
    fn is_prototype(&mut self, object: &JsObject) -> JsResult<bool> {
        let own = introspect::own_property(object, &js("constructor").into(), self.cx)?;
        let Some(constructor) = own.and_then(|p| p.value().cloned()).and_then(|v| v.as_object()) else {
            return Ok(false);
        };
        let prototype = get(&constructor, "prototype", self.cx)?;
        Ok(prototype.as_object().is_some_and(|prototype| JsObject::equals(&prototype, object)))
    }

    /// Options for an object of another realm: no objects of this realm in them but a bare `stylize`.
    fn isolate(&mut self, options: &JsObject) -> JsResult<()> {
        options.set_prototype(None);
        for key in options::enumerable_keys(options, self.cx)? {
            if options.get(key.clone(), self.cx)?.is_object() {
                options.delete_property_or_throw(key, self.cx)?;
            }
        }
        let inner = match &self.options.stylize {
            Stylize::Plain => self.home.stylize_plain.clone().into(),
            Stylize::Color => self.home.stylize_color.clone().into(),
            Stylize::Custom(value) => value.clone(),
        };
        let stylize = closure(
            "",
            2,
            inner,
            |_, args, inner, cx| {
                let value = args.first().cloned().unwrap_or_default();
                let shown = call(inner, &JsValue::undefined(), args, cx).and_then(|shown| shown.to_string(cx));
                Ok(shown.map_or(value, JsValue::from))
            },
            self.cx,
        );
        stylize.set_prototype(None);
        put(options, PropertyKey::from(js("stylize")), stylize);
        Ok(())
    }
}
