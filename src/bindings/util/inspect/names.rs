//! Constructor names, tags and the prefixes made of them.

use boa_engine::{
    JsObject, JsResult, JsSymbol, JsValue, introspect,
    introspect::Kind,
    js_string,
    property::{PropertyDescriptor, PropertyKey},
};

use super::{Inspector, text::Text, value::Layout};
use crate::engine::{js, object::get};

/// Global names of the language whose prototypes `showHidden` does not list. Sorted.
static BUILT_IN: &[&str] = &[
    "AggregateError",
    "Array",
    "ArrayBuffer",
    "AsyncDisposableStack",
    "Atomics",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "Boolean",
    "DataView",
    "Date",
    "DisposableStack",
    "Error",
    "EvalError",
    "FinalizationRegistry",
    "Float16Array",
    "Float32Array",
    "Float64Array",
    "Function",
    "Infinity",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Intl",
    "Iterator",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Promise",
    "Proxy",
    "RangeError",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Set",
    "SharedArrayBuffer",
    "String",
    "SuppressedError",
    "Symbol",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "WeakMap",
    "WeakRef",
    "WeakSet",
    "WebAssembly",
];

/// Whether a value is the name of a global of the language.
pub(crate) fn is_built_in(name: &JsValue) -> bool {
    name.as_string().is_some_and(|name| {
        let name = crate::engine::utf8(&name);
        BUILT_IN.binary_search(&name.as_str()).is_ok()
    })
}

/// `Foo(2) [Tag] ` and its forms for objects without a prototype.
pub(super) fn prefix(constructor: Option<&Text>, tag: &Text, fallback: &str, size: &Text) -> Text {
    let Some(constructor) = constructor else {
        let text = Text::from("[").with(fallback).with_text(size).with(": null prototype] ");
        return if !tag.is_empty() && *tag != *fallback { text.with("[").with_text(tag).with("] ") } else { text };
    };
    let mut text = constructor.clone().with_text(size).with(" ");
    if !tag.is_empty() {
        let repeats = constructor.find(tag, 0).is_some_and(|at| {
            let end = at + tag.len();
            constructor.units().get(end).is_none_or(|unit| !is_lower_or_caseless(*unit))
        });
        if !repeats {
            text = text.with("[").with_text(tag).with("] ");
        }
    }
    text
}

/// Whether lower-casing leaves a unit as it is.
fn is_lower_or_caseless(unit: u16) -> bool {
    char::from_u32(unit.into()).is_none_or(|c| c.to_lowercase().eq([c]))
}

impl Inspector<'_> {
    /// The prefix of an object of no special kind, with a space at its end.
    pub(super) fn ctx_style(&mut self, object: &JsObject, constructor: Option<&Text>, tag: &Text) -> Text {
        if constructor.is_some() {
            return prefix(constructor, tag, "", &Text::new());
        }
        let fallback = self.internal_name(object);
        let fallback = if fallback == *tag { Text::from("Object") } else { fallback };
        let fallback = crate::engine::utf8(&fallback.to_js());
        prefix(None, tag, &fallback, &Text::new())
    }

    /// `object[Symbol.toStringTag]` if it is a string that is not listed as a property anyway.
    pub(super) fn string_tag(&mut self, object: &JsObject) -> JsResult<Text> {
        let key = PropertyKey::from(JsSymbol::to_string_tag());
        let Some(tag) = object.get(key.clone(), self.cx).ok().and_then(|tag| tag.as_string()) else {
            return Ok(Text::new());
        };
        if !tag.is_empty()
            && let Some(own) = introspect::own_property(object, &key, self.cx)?
            && (self.options.show_hidden || own.enumerable() == Some(true))
        {
            return Ok(Text::new());
        }
        Ok(Text::from(&tag))
    }

    /// Whether `Error.prototype` is in the chain.
    pub(super) fn inherits_error(&mut self, object: &JsObject) -> JsResult<bool> {
        JsValue::ordinary_has_instance(&self.home.error_constructor, &object.clone().into(), self.cx)
    }

    /// The name of the nearest constructor that made the object; `None` for objects without a prototype. With
    /// `inherited`, properties of prototypes on the way are shown into it.
    pub(super) fn constructor_name(
        &mut self,
        object: &JsObject,
        level: f64,
        mut inherited: Option<&mut Vec<Text>>,
    ) -> JsResult<Option<Text>> {
        let mut first: Option<Option<JsObject>> = None;
        let mut current = Some(object.clone());
        while let Some(holder) = current {
            let is_first = matches!(&first, Some(Some(proto)) if JsObject::equals(proto, &holder));
            if first.is_some()
                && let Some(name) = self.home.known_name(&holder)
            {
                if let Some(output) = inherited.as_deref_mut()
                    && !is_first
                {
                    self.prototype_properties(object, first.as_ref(), level, output)?;
                }
                return Ok(Some(Text::from(name)));
            }
            let own = introspect::own_property(&holder, &js_string!("constructor").into(), self.cx)?;
            if let Some(constructor) = own.and_then(|p| p.value().cloned()).and_then(|v| v.as_callable()) {
                let name = get(&constructor, "name", self.cx)?;
                if !name.as_string().is_some_and(|name| name.is_empty()) && self.is_instance(object, &constructor) {
                    if let Some(output) = inherited.as_deref_mut()
                        && (!is_first || !is_built_in(&name))
                    {
                        self.prototype_properties(object, first.as_ref(), level, output)?;
                    }
                    let name = match name.as_symbol() {
                        Some(symbol) => symbol.descriptive_string(),
                        None => name.to_string(self.cx)?,
                    };
                    return Ok(Some(Text::from(&name)));
                }
            }
            current = introspect::prototype_of(&holder, self.cx)?;
            if first.is_none() {
                first = Some(current.clone());
            }
        }
        let Some(Some(first)) = first else { return Ok(None) };
        let name = self.internal_name(object).with(" <");
        if self.options.too_deep(level) {
            return Ok(Some(name.with("Complex prototype>")));
        }
        if self.nesting >= super::MAX_NESTING {
            return Err(super::too_deep());
        }
        self.nesting += 1;
        let inner = self.constructor_name(&first, level + 1.0, inherited);
        self.nesting -= 1;
        let inner = if let Some(inner) = inner? {
            inner
        } else {
            let mut options = self.options.clone();
            options.set_custom_inspect(false, self.cx);
            options.set_depth((-1).into(), self.cx);
            options.finish(self.cx);
            let home = self.home.clone();
            Inspector::new(self.cx, options, home).show(&first.into())?
        };
        Ok(Some(name.with_text(&inner).with(">")))
    }

    /// `object instanceof constructor`; false if that throws.
    fn is_instance(&mut self, object: &JsObject, constructor: &JsObject) -> bool {
        JsValue::from(object.clone()).instance_of(&constructor.clone().into(), self.cx).unwrap_or(false)
    }

    /// Shows what up to three layers of prototypes hold besides methods.
    fn prototype_properties(
        &mut self,
        object: &JsObject,
        first: Option<&Option<JsObject>>,
        level: f64,
        output: &mut Vec<Text>,
    ) -> JsResult<()> {
        let mut holder = first.and_then(Clone::clone).unwrap_or_else(|| object.clone());
        let mut above: Vec<PropertyKey> = Vec::new();
        let mut keys: Vec<PropertyKey> = Vec::new();
        for depth in 0..3 {
            if depth != 0 || JsObject::equals(object, &holder) {
                let Some(next) = introspect::prototype_of(&holder, self.cx)? else { return Ok(()) };
                holder = next;
                let own = introspect::own_property(&holder, &js("constructor").into(), self.cx)?;
                if let Some(constructor) = own.and_then(|p| p.value().cloned()).and_then(|v| v.as_callable())
                    && is_built_in(&get(&constructor, "name", self.cx)?)
                {
                    return Ok(());
                }
            }
            above.append(&mut keys);
            keys = holder.own_property_keys(self.cx)?;
            self.seen.push(object.clone());
            let shown = self.layer(object, &holder, &keys, &above, level, output);
            self.seen.pop();
            shown?;
        }
        Ok(())
    }

    fn layer(
        &mut self,
        object: &JsObject,
        holder: &JsObject,
        keys: &[PropertyKey],
        above: &[PropertyKey],
        level: f64,
        output: &mut Vec<Text>,
    ) -> JsResult<()> {
        let constructor = PropertyKey::from(js("constructor"));
        for key in keys {
            if *key == constructor || above.contains(key) || introspect::own_property(object, key, self.cx)?.is_some() {
                continue;
            }
            let Some(own) = introspect::own_property(holder, key, self.cx)? else { continue };
            if own.value().is_some_and(JsValue::is_callable) {
                continue;
            }
            let text = self.property(holder, key, level, Layout::Object, Some(own), Some(object))?;
            output.push(if self.options.colors {
                Text::from("\u{1b}[2m").with_text(&text).with("\u{1b}[22m")
            } else {
                text
            });
        }
        Ok(())
    }

    /// What the engine itself would call the object: its kind, then its tag, then a constructor in its chain.
    pub(super) fn internal_name(&mut self, object: &JsObject) -> Text {
        let name = match introspect::kind(object) {
            Kind::Array => "Array",
            Kind::ArrayBuffer => "ArrayBuffer",
            Kind::SharedArrayBuffer => "SharedArrayBuffer",
            Kind::TypedArray => super::array::typed_array_name(object),
            Kind::DataView => "DataView",
            Kind::Map => "Map",
            Kind::Set => "Set",
            Kind::MapIterator => "Map Iterator",
            Kind::SetIterator => "Set Iterator",
            Kind::WeakMap => "WeakMap",
            Kind::WeakSet => "WeakSet",
            Kind::Promise => "Promise",
            Kind::RegExp => "RegExp",
            Kind::Date => "Date",
            Kind::Error => "Error",
            Kind::Function => "Function",
            Kind::BooleanObject => "Boolean",
            Kind::NumberObject => "Number",
            Kind::StringObject => "String",
            Kind::SymbolObject => "Symbol",
            Kind::BigIntObject => "BigInt",
            Kind::ModuleNamespace => "Module",
            Kind::Ordinary | Kind::Proxy | Kind::Arguments | Kind::Generator | Kind::AsyncGenerator => "",
        };
        if !name.is_empty() {
            return Text::from(name);
        }
        if let Some(tag) = self.data_property(object, &JsSymbol::to_string_tag().into()).and_then(|v| v.as_string()) {
            return Text::from(&tag);
        }
        // An object that lost its prototype still has the class that made it.
        let former = if object.prototype().is_none() { introspect::former_prototype(object, self.cx) } else { None };
        let chain = former.as_ref().unwrap_or(object);
        let constructor = self.data_property(chain, &js("constructor").into()).and_then(|v| v.as_callable());
        if let Some(constructor) = constructor
            && let Some(name) = self.data_property(&constructor, &js("name").into()).and_then(|v| v.as_string())
            && !name.is_empty()
        {
            return Text::from(&name);
        }
        Text::from("Object")
    }

    /// The value of a data property of the object or of its chain, without running any code.
    fn data_property(&mut self, object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
        let mut current = Some(object.clone());
        while let Some(holder) = current {
            if introspect::proxy(&holder).is_some() {
                return None;
            }
            let own: Option<PropertyDescriptor> = introspect::own_property(&holder, key, self.cx).ok()?;
            if let Some(own) = own {
                return own.value().cloned();
            }
            current = holder.prototype();
        }
        None
    }
}
