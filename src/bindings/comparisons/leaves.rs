//! What makes two objects of a built-in kind equal besides their properties: dates, bytes, sources, errors, boxes.

use boa_engine::{
    Context, JsBigInt, JsObject, JsString, JsSymbol, JsValue,
    builtins::{
        array_buffer::{ArrayBuffer, SharedArrayBuffer},
        dataview::DataView,
        date::Date,
        error::Error as ErrorData,
        promise::Promise,
        regexp::RegExp,
        typed_array::{TypedArray, TypedArrayKind},
    },
    js_string,
    object::builtins::{JsDate, JsMap, JsSet, JsTypedArray, JsWeakMap, JsWeakSet},
};

use super::{Comparison, Content, Mode, keys};
use crate::engine::{Result, bytes};

impl Comparison<'_> {
    /// Compares the kinds of two objects that are no arrays, and what their kinds hold; what is left to compare, or
    /// `None` when they differ.
    pub(super) fn leaves(&mut self, a: &JsObject, b: &JsObject) -> Result<Option<Content>> {
        let tag = object_tag(a, self.cx)?;
        if tag == "[object Object]" && a.get(JsSymbol::to_string_tag(), self.cx)?.is_undefined() {
            return Ok((object_tag(b, self.cx)? == tag).then_some(Content::Nothing));
        }
        if let Ok(set_a) = JsSet::from_object(a.clone()) {
            let Ok(set_b) = JsSet::from_object(b.clone()) else { return Ok(None) };
            let sizes = (set_a.size(), set_b.size());
            let fits = sizes.0 == sizes.1 || self.mode == Mode::Partial && sizes.0 > sizes.1;
            return Ok((fits && !self.unequal_tags(a, b)?).then_some(Content::SetEntries));
        }
        if let Ok(map_a) = JsMap::from_object(a.clone()) {
            let Ok(map_b) = JsMap::from_object(b.clone()) else { return Ok(None) };
            let sizes = (map_a.get_size(self.cx)?.to_number(self.cx)?, map_b.get_size(self.cx)?.to_number(self.cx)?);
            let fits = sizes.0 == sizes.1 || self.mode == Mode::Partial && sizes.0 > sizes.1;
            return Ok((fits && !self.unequal_tags(a, b)?).then_some(Content::MapEntries));
        }
        let equal = if is_view(a) {
            self.views(a, b)?
        } else if a.is::<Date>() {
            b.is::<Date>() && !self.unequal_tags(a, b)? && same_time(a, b, self.cx)?
        } else if a.is::<RegExp>() {
            b.is::<RegExp>()
                && self.same_fields(a, b, &["source", "flags", "lastIndex"])?
                && !self.unequal_tags(a, b)?
        } else if is_buffer(a) {
            is_buffer(b) && !self.unequal_tags(a, b)? && self.bytes(a, b)?
        } else if !self.same_kind(&tag, a, b)? {
            false
        } else {
            self.others(a, b, &tag)?
        };
        Ok(equal.then_some(Content::Nothing))
    }

    fn same_kind(&mut self, tag: &JsString, a: &JsObject, b: &JsObject) -> Result<bool> {
        let symbol = JsSymbol::to_string_tag();
        let (own_a, own_b) = (a.get(symbol.clone(), self.cx)?, b.get(symbol, self.cx)?);
        let tags_agree = if own_a.is_undefined() || own_b.is_undefined() {
            object_tag(b, self.cx)? == *tag
        } else {
            own_a.strict_equals(&own_b)
        };
        Ok(tags_agree
            && !keys::is_array(b, self.cx)?
            && !is_view(b)
            && !is_buffer(b)
            && !b.is::<Date>()
            && !b.is::<RegExp>()
            && JsSet::from_object(b.clone()).is_err()
            && JsMap::from_object(b.clone()).is_err())
    }

    fn others(&mut self, a: &JsObject, b: &JsObject, tag: &JsString) -> Result<bool> {
        if is_error(a, self.cx) {
            return self.errors(a, b);
        }
        if let Some(primitive) = boxed(a) {
            return Ok(boxed(b).is_some_and(|other| JsValue::same_value(&primitive, &other)));
        }
        if *tag == "[object URL]" {
            let key = js_string!("href");
            return Ok(a.get(key.clone(), self.cx)?.strict_equals(&b.get(key, self.cx)?));
        }
        let opaque =
            JsWeakMap::from_object(a.clone()).is_ok() || JsWeakSet::from_object(a.clone()).is_ok() || a.is::<Promise>();
        Ok(!opaque && boxed(b).is_none() && !is_error(b, self.cx))
    }

    /// The stack is left out: it tells where an error was made, not what it is.
    fn errors(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        if !is_error(b, self.cx) {
            return Ok(false);
        }
        for name in ["message", "name", "cause", "errors"] {
            let key = JsString::from(name);
            // Enumerable properties are compared with the others.
            if keys::has_enumerable(b, &key.clone().into(), self.cx)? {
                continue;
            }
            let wanted = b.get(key.clone(), self.cx)?;
            let absent = wanted.is_undefined() || name == "message" && wanted.as_string().is_some_and(|s| s.is_empty());
            if self.mode == Mode::Partial && absent {
                continue;
            }
            let found = a.get(key, self.cx)?;
            if !self.values(&found, &wanted)? {
                return Ok(false);
            }
        }
        let cause = js_string!("cause");
        let (in_a, in_b) = (a.has_own_property(cause.clone(), self.cx)?, b.has_own_property(cause, self.cx)?);
        Ok(in_a == in_b || self.mode == Mode::Partial && !in_b)
    }

    fn same_fields(&mut self, a: &JsObject, b: &JsObject, names: &[&str]) -> Result<bool> {
        for name in names {
            let key = JsString::from(*name);
            if !a.get(key.clone(), self.cx)?.strict_equals(&b.get(key, self.cx)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn views(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        let kinds = (kind(a), kind(b));
        if !is_view(b) || kinds.0 != kinds.1 {
            return Ok(false);
        }
        if self.mode == Mode::Loose
            && matches!(kinds.0, Some(TypedArrayKind::Float32 | TypedArrayKind::Float64 | TypedArrayKind::Float16))
        {
            let length = super::length(a, self.cx)?;
            if length != super::length(b, self.cx)? {
                return Ok(false);
            }
            for index in 0..length {
                if !a.get(index, self.cx)?.strict_equals(&b.get(index, self.cx)?) {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        self.bytes(a, b)
    }

    fn bytes(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        let a = bytes::view(&a.clone().into(), self.cx)?;
        let b = bytes::view(&b.clone().into(), self.cx)?;
        let (Some(a), Some(b)) = (a, b) else { return Ok(false) };
        let b = b.to_vec();
        Ok(a.with(|a| if self.mode == Mode::Partial { is_subsequence(&b, a) } else { a == b.as_slice() }))
    }
}

/// Whether `wanted` is `all` with some bytes left out.
fn is_subsequence(wanted: &[u8], all: &[u8]) -> bool {
    let mut rest = all.iter();
    wanted.len() <= all.len() && wanted.iter().all(|byte| rest.any(|other| other == byte))
}

fn is_view(object: &JsObject) -> bool {
    object.is::<TypedArray>() || object.is::<DataView>()
}

fn is_buffer(object: &JsObject) -> bool {
    object.is::<ArrayBuffer>() || object.is::<SharedArrayBuffer>()
}

fn kind(object: &JsObject) -> Option<TypedArrayKind> {
    JsTypedArray::from_object(object.clone()).ok().and_then(|array| array.kind())
}

fn same_time(a: &JsObject, b: &JsObject, cx: &mut Context) -> Result<bool> {
    let a = JsDate::from_object(a.clone())?.get_time(cx)?;
    let b = JsDate::from_object(b.clone())?.get_time(cx)?;
    Ok(JsValue::same_value_zero(&a, &b))
}

/// An object made by an Error constructor, or that inherits from `Error.prototype`.
fn is_error(object: &JsObject, cx: &Context) -> bool {
    if object.is::<ErrorData>() {
        return true;
    }
    let error = cx.intrinsics().constructors().error().prototype();
    let mut next = object.prototype();
    while let Some(proto) = next {
        if JsObject::equals(&proto, &error) {
            return true;
        }
        next = proto.prototype();
    }
    false
}

/// The primitive in a `Number`, `String`, `Boolean`, `BigInt` or `Symbol` object.
fn boxed(object: &JsObject) -> Option<JsValue> {
    if let Some(number) = object.downcast_ref::<f64>() {
        return Some((*number).into());
    }
    if let Some(string) = object.downcast_ref::<JsString>() {
        return Some((*string).clone().into());
    }
    if let Some(flag) = object.downcast_ref::<bool>() {
        return Some((*flag).into());
    }
    if let Some(big) = object.downcast_ref::<JsBigInt>() {
        return Some((*big).clone().into());
    }
    object.downcast_ref::<JsSymbol>().map(|symbol| (*symbol).clone().into())
}

/// `Object.prototype.toString.call(object)`
fn object_tag(object: &JsObject, cx: &mut Context) -> Result<JsString> {
    let method = cx.intrinsics().constructors().object().prototype().get(js_string!("toString"), cx)?;
    let Some(method) = method.as_callable() else { return Ok(JsString::default()) };
    let tag = method.call(&object.clone().into(), &[], cx)?;
    Ok(tag.as_string().unwrap_or_default())
}
