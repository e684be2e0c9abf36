//! One value: primitives, proxies, circular references, and what an object looks like as a whole.

use boa_engine::{
    JsObject, JsResult, JsSymbol, JsValue,
    introspect::{self, Kind},
    object::builtins::JsDate,
    property::PropertyKey,
};

use super::{
    Inspector, is_stack_overflow, layout::Braces, options::Compact, quote::quoted, style::Style, text::Text, too_deep,
};
use crate::engine::js;

/// How the entries of an object are laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Keys and values.
    Object,
    /// Elements of an array, which have no keys.
    Array,
    /// An array's further keys.
    ArrayExtras,
}

/// What the inside of an object is made from, besides its keys.
pub(super) enum Contents {
    None,
    Array,
    TypedArray,
    Set,
    Map,
    Iterator,
    ArrayBuffer,
    Promise,
    WeakUnknown,
    WeakSet,
    WeakMap,
    Namespace,
}

/// What was found out about an object before its inside is shown.
pub(super) struct Shape {
    pub(super) constructor: Option<Text>,
    pub(super) tag: Text,
    pub(super) keys: Vec<PropertyKey>,
    /// Properties of prototypes that `showHidden` brings up, already shown.
    pub(super) inherited: Vec<Text>,
    pub(super) base: Text,
    pub(super) braces: Braces,
    pub(super) contents: Contents,
    pub(super) layout: Layout,
    /// Accessors on prototypes that are shown as if they were properties.
    pub(super) extras: &'static [&'static str],
    /// Whether this is a buffer inside a view that already shows its bytes.
    pub(super) inside_view: bool,
}

impl Shape {
    /// Nothing but the braces would be shown.
    pub(super) fn is_bare(&self) -> bool {
        self.keys.is_empty() && self.inherited.is_empty()
    }
}

/// Either the finished text, or the shape whose inside is still to be shown.
pub(super) enum Outline {
    Done(Text),
    Open(Box<Shape>),
}

impl Inspector<'_> {
    /// The text of a value at a level. `inside_view` is set for the buffer of a view.
    pub(super) fn value(&mut self, value: &JsValue, level: f64, inside_view: bool) -> JsResult<Text> {
        let Some(object) = value.as_object() else { return self.primitive(value) };
        if self.nesting >= super::MAX_NESTING {
            return Err(too_deep());
        }
        self.nesting += 1;
        let shown = self.object(&object, level, inside_view);
        self.nesting -= 1;
        shown
    }

    fn object(&mut self, original: &JsObject, level: f64, inside_view: bool) -> JsResult<Text> {
        let mut object = original.clone();
        let proxy = introspect::proxy(original);
        let is_proxy = proxy.is_some();
        if let Some(parts) = proxy {
            let Some((target, handler)) = parts else {
                return self.stylize_str("<Revoked Proxy>", Style::Special);
            };
            if self.options.show_proxy {
                return self.proxy(&target, &handler, level);
            }
            object = target;
        }
        if self.options.custom_inspect
            && let Some(text) = self.custom(original, &object, is_proxy, level)?
        {
            return Ok(text);
        }
        if self.seen.iter().any(|seen| JsObject::equals(seen, &object)) {
            let known = self.circular.iter().position(|known| JsObject::equals(known, &object));
            let index = known.unwrap_or_else(|| {
                self.circular.push(object);
                self.circular.len() - 1
            });
            return self.stylize(Text::from(format!("[Circular *{}]", index + 1)), Style::Special);
        }
        self.raw(&object, level, inside_view)
    }

    fn proxy(&mut self, target: &JsObject, handler: &JsObject, level: f64) -> JsResult<Text> {
        if self.options.too_deep(level) {
            return self.stylize_str("Proxy [Array]", Style::Special);
        }
        let level = level + 1.0;
        self.indentation += 2;
        let parts = self
            .value(&target.clone().into(), level, false)
            .and_then(|target| Ok(vec![target, self.value(&handler.clone().into(), level, false)?]));
        self.indentation -= 2;
        let braces = Braces::new("Proxy [", "]");
        Ok(self.reduce(parts?, &Text::new(), &braces, Layout::ArrayExtras, level, None))
    }

    /// Strings, numbers and the other values that are no objects.
    pub(super) fn primitive(&mut self, value: &JsValue) -> JsResult<Text> {
        if let Some(string) = value.as_string() {
            return self.string(&Text::from(&string));
        }
        if let Some(number) = value.as_number() {
            let text = self.number_text(number);
            return self.stylize(text, Style::Number);
        }
        if let Some(bigint) = value.as_bigint() {
            let text = self.bigint_text(&bigint);
            return self.stylize(text, Style::BigInt);
        }
        if let Some(boolean) = value.as_boolean() {
            return self.stylize_str(if boolean { "true" } else { "false" }, Style::Boolean);
        }
        if let Some(symbol) = value.as_symbol() {
            return self.stylize(Text::from(&symbol.descriptive_string()), Style::Symbol);
        }
        if value.is_null() {
            return self.stylize_str("null", Style::Null);
        }
        self.stylize_str("undefined", Style::Undefined)
    }

    /// A string in quotes; long ones are split behind their newlines.
    #[allow(clippy::cast_precision_loss, reason = "lengths of strings are far below 2^53")]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the limit was compared before")]
    fn string(&mut self, text: &Text) -> JsResult<Text> {
        const MIN_LINE_LENGTH: usize = 16;
        let mut trailer = String::new();
        let all = text.units();
        let mut units = &all[..];
        let limit = self.options.max_string_length;
        if units.len() as f64 > limit {
            let kept = if limit < 0.0 { (units.len() as f64 + limit).max(0.0) } else { limit } as usize;
            let remaining = units.len() as f64 - limit;
            let plural = if remaining > 1.0 { "s" } else { "" };
            trailer = format!("... {} more character{plural}", super::number::plain(remaining));
            units = &units[..kept.min(units.len())];
        }
        let room = self.options.break_length - self.indentation as f64 - 4.0;
        if self.options.compact != Compact::All && units.len() > MIN_LINE_LENGTH && units.len() as f64 > room {
            let lines: Vec<Text> = units
                .split_inclusive(|unit| *unit == u16::from(b'\n'))
                .map(|line| self.stylize(quoted(line), Style::String))
                .collect::<JsResult<_>>()?;
            let mut separator = Text::from(" +\n");
            separator.push_spaces(self.indentation + 2);
            return Ok(Text::join(&lines, &separator).with(&trailer));
        }
        Ok(self.stylize(quoted(units), Style::String)?.with(&trailer))
    }

    /// An object without regard to custom inspection.
    fn raw(&mut self, object: &JsObject, level: f64, inside_view: bool) -> JsResult<Text> {
        match self.outline(object, level, inside_view)? {
            Outline::Done(text) => Ok(text),
            Outline::Open(shape) => self.inside(object, *shape, level),
        }
    }

    fn inside(&mut self, object: &JsObject, mut shape: Shape, level: f64) -> JsResult<Text> {
        if self.options.too_deep(level) {
            let mut name = self.ctx_style(object, shape.constructor.as_ref(), &shape.tag).without_last();
            if shape.constructor.is_some() {
                name = Text::from("[").with_text(&name).with("]");
            }
            return self.stylize(name, Style::Special);
        }
        let level = level + 1.0;
        self.seen.push(object.clone());
        self.current_depth = level;
        let indentation = self.indentation;
        let mut output = match self.entries(object, &mut shape, level) {
            Ok(output) => output,
            Err(error) => {
                if !is_stack_overflow(&error, self.cx) {
                    return Err(error);
                }
                self.seen.pop();
                self.indentation = indentation;
                let name = self.ctx_style(object, shape.constructor.as_ref(), &shape.tag).without_last();
                let text = Text::from("[")
                    .with_text(&name)
                    .with(": Inspection interrupted prematurely. Maximum call stack size exceeded.]");
                return self.stylize(text, Style::Special);
            }
        };
        if let Some(index) = self.circular.iter().position(|known| JsObject::equals(known, object)) {
            let reference = self.stylize(Text::from(format!("<ref *{}>", index + 1)), Style::Special)?;
            if self.options.compact == Compact::All {
                shape.braces.open = reference.with(" ").with_text(&shape.braces.open);
            } else if shape.base.is_empty() {
                shape.base = reference;
            } else {
                shape.base = reference.with(" ").with_text(&shape.base);
            }
        }
        self.seen.pop();
        if let Some(comparator) = self.options.sorted.clone() {
            self.sort(&mut output, &shape, &comparator)?;
        }
        let text = self.reduce(output, &shape.base, &shape.braces, shape.layout, level, Some(object));
        self.spend(text.len());
        Ok(text)
    }

    /// Once far too much text was made at one indentation, only the outlines of objects are shown.
    fn spend(&mut self, units: usize) {
        if self.budget.len() <= self.indentation {
            self.budget.resize(self.indentation + 1, 0);
        }
        self.budget[self.indentation] += units;
        if self.budget[self.indentation] > 1 << 27 {
            self.options.set_depth((-1).into(), self.cx);
        }
    }

    fn sort(&mut self, output: &mut Vec<Text>, shape: &Shape, comparator: &JsValue) -> JsResult<()> {
        let comparator = if comparator.as_boolean() == Some(true) { JsValue::undefined() } else { comparator.clone() };
        if shape.layout == Layout::Object {
            super::collection::sort(output, &comparator, self.cx)
        } else if shape.keys.len() > 1 {
            let mut keyed = output.split_off(output.len().saturating_sub(shape.keys.len()));
            super::collection::sort(&mut keyed, &comparator, self.cx)?;
            output.append(&mut keyed);
            Ok(())
        } else {
            Ok(())
        }
    }

    /// The entries of an object, in the order in which they are shown.
    fn entries(&mut self, object: &JsObject, shape: &mut Shape, level: f64) -> JsResult<Vec<Text>> {
        let mut output = match shape.contents {
            Contents::None => Vec::new(),
            Contents::Array => self.array(object, level)?,
            Contents::TypedArray => self.typed_array(object, shape.constructor.is_some())?,
            Contents::Set => self.set(object, level)?,
            Contents::Map => self.map(object, level)?,
            Contents::Iterator => self.iterator(object, &mut shape.braces, level)?,
            Contents::ArrayBuffer => self.array_buffer(object)?,
            Contents::Promise => self.promise(object, level)?,
            Contents::WeakUnknown => vec![self.stylize_str("<items unknown>", Style::Special)?],
            Contents::WeakSet => self.weak_set(object, level)?,
            Contents::WeakMap => self.weak_map(object, level)?,
            Contents::Namespace => {
                let keys = std::mem::take(&mut shape.keys);
                self.namespace(object, &keys, level)?
            }
        };
        for name in shape.extras {
            output.push(self.extra(object, name, level, shape.inside_view)?);
        }
        for index in 0..shape.keys.len() {
            let key = shape.keys[index].clone();
            output.push(self.property(object, &key, level, shape.layout, None, None)?);
        }
        output.append(&mut shape.inherited);
        Ok(output)
    }

    /// What kind of object it is, what stands before its brace, and which of its keys are shown.
    fn outline(&mut self, object: &JsObject, level: f64, inside_view: bool) -> JsResult<Outline> {
        let collect = self.options.show_hidden && !self.options.too_deep(level);
        let mut inherited = Vec::new();
        let constructor = self.constructor_name(object, level, collect.then_some(&mut inherited))?;
        let tag = self.string_tag(object)?;
        let mut shape = Shape {
            constructor,
            tag,
            keys: Vec::new(),
            inherited,
            base: Text::new(),
            braces: Braces::new("{", "}"),
            contents: Contents::None,
            layout: Layout::Object,
            extras: &[],
            inside_view,
        };
        if shape.constructor.is_none() || object.has_property(JsSymbol::iterator(), self.cx)? {
            match self.iterable_outline(object, &mut shape)? {
                Some(true) => return Ok(Outline::Done(shape.braces.open.with_text(&shape.braces.close))),
                Some(false) => return Ok(Outline::Open(Box::new(shape))),
                None => {}
            }
        }
        shape.keys = self.keys(object)?;
        self.plain_outline(object, shape, level)
    }

    /// `Some(true)`: nothing inside; `Some(false)`: go on; `None`: not one of the iterable kinds.
    fn iterable_outline(&mut self, object: &JsObject, shape: &mut Shape) -> JsResult<Option<bool>> {
        let kind = introspect::kind(object);
        if introspect::is_array(object)? {
            let length = object.get(js("length"), self.cx)?;
            let prefix = if shape.tag.is_empty() && shape.constructor.as_ref().is_some_and(|name| *name == *"Array") {
                Text::new()
            } else {
                let size = Text::from("(").with_text(&Text::from(&length.to_string(self.cx)?)).with(")");
                names::prefix(shape.constructor.as_ref(), &shape.tag, "Array", &size)
            };
            shape.keys = self.non_index_keys(object)?;
            shape.braces = Braces { open: prefix.with("["), close: Text::from("]") };
            shape.layout = Layout::ArrayExtras;
            shape.contents = Contents::Array;
            return Ok(Some(length.as_number() == Some(0.0) && shape.is_bare()));
        }
        match kind {
            Kind::Set | Kind::Map => {
                let (name, size) = if kind == Kind::Set {
                    ("Set", introspect::set_values(object).map_or(0, |v| v.len()))
                } else {
                    ("Map", introspect::map_entries(object).map_or(0, |v| v.len()))
                };
                let prefix =
                    names::prefix(shape.constructor.as_ref(), &shape.tag, name, &Text::from(format!("({size})")));
                shape.keys = self.keys(object)?;
                shape.contents = if kind == Kind::Set { Contents::Set } else { Contents::Map };
                shape.braces.open = prefix.with("{");
                Ok(Some(size == 0 && shape.is_bare()))
            }
            Kind::TypedArray => {
                shape.keys = self.non_index_keys(object)?;
                let fallback = if shape.constructor.is_none() { array::typed_array_name(object) } else { "" };
                let size = array::typed_array_length(object);
                let prefix =
                    names::prefix(shape.constructor.as_ref(), &shape.tag, fallback, &Text::from(format!("({size})")));
                shape.braces = Braces { open: prefix.with("["), close: Text::from("]") };
                shape.layout = Layout::ArrayExtras;
                shape.contents = Contents::TypedArray;
                if self.options.show_hidden {
                    shape.extras = &["BYTES_PER_ELEMENT", "length", "byteLength", "byteOffset", "buffer"];
                    shape.inside_view = true;
                }
                Ok(Some(size == 0 && shape.keys.is_empty() && !self.options.show_hidden))
            }
            Kind::MapIterator | Kind::SetIterator => {
                shape.keys = self.keys(object)?;
                let name = if kind == Kind::MapIterator { "Map Iterator" } else { "Set Iterator" };
                let mut open = Text::from("[");
                if shape.tag == *name {
                    open.push(&shape.tag);
                } else {
                    if !shape.tag.is_empty() {
                        open.push(&shape.tag);
                        open.push_str("] [");
                    }
                    open.push_str(name);
                }
                shape.braces.open = open.with("] {");
                shape.contents = Contents::Iterator;
                Ok(Some(false))
            }
            _ => Ok(None),
        }
    }

    fn plain_outline(&mut self, object: &JsObject, mut shape: Shape, level: f64) -> JsResult<Outline> {
        let kind = introspect::kind(object);
        let named = |shape: &Shape, fallback: &str| {
            names::prefix(shape.constructor.as_ref(), &shape.tag, fallback, &Text::new())
        };
        if object.is_callable() {
            shape.base = self.function_base(object, shape.constructor.as_ref(), &shape.tag)?;
            if shape.is_bare() {
                return Ok(Outline::Done(self.stylize(shape.base, Style::Special)?));
            }
        } else if shape.constructor.as_ref().is_some_and(|name| *name == *"Object") {
            if kind == Kind::Arguments {
                shape.braces.open = Text::from("[Arguments] {");
            } else if !shape.tag.is_empty() {
                shape.braces.open = named(&shape, "Object").with("{");
            }
            if shape.is_bare() {
                return Ok(Outline::Done(shape.braces.open.with("}")));
            }
        } else if kind == Kind::RegExp {
            let text = self.regexp_text(object, shape.constructor.is_some())?;
            let prefix = named(&shape, "RegExp");
            shape.base = if prefix == *"RegExp " { text } else { prefix.with_text(&text) };
            if shape.is_bare() || self.options.too_deep(level) {
                return Ok(Outline::Done(self.stylize(shape.base, Style::RegExp)?));
            }
        } else if kind == Kind::Date {
            let text = self.date_text(object)?;
            let prefix = named(&shape, "Date");
            shape.base = if prefix == *"Date " { text } else { prefix.with_text(&text) };
            if shape.is_bare() {
                return Ok(Outline::Done(self.stylize(shape.base, Style::Date)?));
            }
        } else if kind == Kind::Error || self.inherits_error(object)? {
            let (constructor, tag) = (shape.constructor.clone(), shape.tag.clone());
            shape.base = self.error(object, constructor.as_ref(), &tag, &mut shape.keys)?;
            if shape.is_bare() {
                return Ok(Outline::Done(shape.base));
            }
        } else if kind == Kind::ArrayBuffer || kind == Kind::SharedArrayBuffer {
            let name = if kind == Kind::ArrayBuffer { "ArrayBuffer" } else { "SharedArrayBuffer" };
            let prefix = named(&shape, name);
            if shape.inside_view {
                if shape.is_bare() {
                    let length = introspect::array_buffer(object).map_or(0, |buffer| buffer.byte_length);
                    let length = self.stylize(Text::from(length.to_string()), Style::Number)?;
                    return Ok(Outline::Done(prefix.with("{ [byteLength]: ").with_text(&length).with(" }")));
                }
            } else {
                shape.contents = Contents::ArrayBuffer;
            }
            shape.braces.open = prefix.with("{");
            shape.extras = &["byteLength"];
        } else {
            return self.rare_outline(object, shape, kind, level);
        }
        Ok(Outline::Open(Box::new(shape)))
    }

    fn rare_outline(&mut self, object: &JsObject, mut shape: Shape, kind: Kind, level: f64) -> JsResult<Outline> {
        let hidden = self.options.show_hidden;
        let (name, contents) = match kind {
            Kind::DataView => ("DataView", Contents::None),
            Kind::Promise => ("Promise", Contents::Promise),
            Kind::WeakSet => ("WeakSet", if hidden { Contents::WeakSet } else { Contents::WeakUnknown }),
            Kind::WeakMap => ("WeakMap", if hidden { Contents::WeakMap } else { Contents::WeakUnknown }),
            Kind::ModuleNamespace => ("Module", Contents::Namespace),
            _ => ("", Contents::None),
        };
        if kind == Kind::DataView {
            shape.extras = &["byteLength", "byteOffset", "buffer"];
        }
        if !name.is_empty() {
            shape.braces.open = names::prefix(shape.constructor.as_ref(), &shape.tag, name, &Text::new()).with("{");
            shape.contents = contents;
            return Ok(Outline::Open(Box::new(shape)));
        }
        if let Some(base) = self.boxed_base(object, &mut shape, kind)? {
            shape.base = base;
            if shape.is_bare() {
                return Ok(Outline::Done(shape.base));
            }
            return Ok(Outline::Open(Box::new(shape)));
        }
        if !self.options.too_deep(level)
            && let Some(href) = self.url_href(object)?
        {
            shape.base = href;
            if shape.is_bare() {
                return Ok(Outline::Done(shape.base));
            }
            return Ok(Outline::Open(Box::new(shape)));
        }
        let prefix = self.ctx_style(object, shape.constructor.as_ref(), &shape.tag);
        if shape.is_bare() {
            return Ok(Outline::Done(prefix.with("{}")));
        }
        shape.braces.open = prefix.with("{");
        Ok(Outline::Open(Box::new(shape)))
    }

    /// `[Number: 3]` and the like.
    fn boxed_base(&mut self, object: &JsObject, shape: &mut Shape, kind: Kind) -> JsResult<Option<Text>> {
        let (name, style, value): (&str, Style, Option<JsValue>) = match kind {
            Kind::NumberObject => ("Number", Style::Number, object.downcast_ref::<f64>().map(|v| (*v).into())),
            Kind::StringObject => {
                ("String", Style::String, object.downcast_ref::<boa_engine::JsString>().map(|v| v.clone().into()))
            }
            Kind::BooleanObject => ("Boolean", Style::Boolean, object.downcast_ref::<bool>().map(|v| (*v).into())),
            Kind::BigIntObject => {
                ("BigInt", Style::BigInt, object.downcast_ref::<boa_engine::JsBigInt>().map(|v| v.clone().into()))
            }
            Kind::SymbolObject => {
                ("Symbol", Style::Symbol, object.downcast_ref::<JsSymbol>().map(|v| v.clone().into()))
            }
            _ => return Ok(None),
        };
        let value = value.unwrap_or_default();
        if kind == Kind::StringObject {
            // The characters of the string would only repeat it.
            let length = object.get(js("length"), self.cx)?.as_number().unwrap_or(0.0);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a string's length")]
            let count = (length.max(0.0) as usize).min(shape.keys.len());
            shape.keys.drain(..count);
        }
        let mut base = Text::from(format!("[{name}"));
        match &shape.constructor {
            None => base.push_str(" (null prototype)"),
            Some(constructor) if *constructor != *name => {
                base.push_str(" (");
                base.push(constructor);
                base.push_str(")");
            }
            Some(_) => {}
        }
        base.push_str(": ");
        let stylize = std::mem::replace(&mut self.options.stylize, super::options::Stylize::Plain);
        let text = self.primitive(&value);
        self.options.stylize = stylize;
        base.push(&text?);
        base.push_str("]");
        if !shape.tag.is_empty() && shape.constructor.as_ref() != Some(&shape.tag) {
            base.push_str(" [");
            base.push(&shape.tag);
            base.push_str("]");
        }
        if shape.keys.is_empty() && !self.is_plain() {
            base = self.stylize(base, style)?;
        }
        Ok(Some(base))
    }

    fn date_text(&mut self, object: &JsObject) -> JsResult<Text> {
        let date = JsDate::from_object(object.clone())?;
        let time = date.get_time(self.cx)?;
        let text = if time.as_number().is_none_or(f64::is_nan) {
            date.to_string(self.cx)?
        } else {
            date.to_iso_string(self.cx)?
        };
        Ok(Text::from(&text.to_string(self.cx)?))
    }

    fn regexp_text(&mut self, object: &JsObject, has_prototype: bool) -> JsResult<Text> {
        if has_prototype {
            let to_string = self.home.regexp_to_string.clone();
            let text = super::home::call(&to_string, &object.clone().into(), &[], self.cx)?;
            return Ok(Text::from(&text.to_string(self.cx)?));
        }
        let (source, flags) = introspect::regexp(object).unwrap_or_default();
        let mut text = Text::from("/");
        text.push_js(&source);
        text.push_str("/");
        text.push_js(&flags);
        Ok(text)
    }
}

use super::{array, names};
