//! The options of a stream's constructor, read once: most of a dozen names are missing, so it is cheaper to look at what is
//! there than to ask for each.

use boa_engine::{Context, JsObject, JsValue, property::PropertyKey};
use smallvec::SmallVec;

use crate::engine::{Result, js};

/// What an options object holds.
pub(super) enum Options {
    /// There is none.
    Missing,
    /// A plain object: its own properties.
    Plain(SmallVec<[(PropertyKey, JsValue); 4]>),
    /// Anything else (a class instance, a proxy, an object with accessors) is asked by name.
    Other(JsObject),
}

impl Options {
    /// Reads the options.
    pub(super) fn of(value: &JsValue, cx: &mut Context) -> Result<Self> {
        let Some(object) = value.as_object() else { return Ok(Self::Missing) };
        let plain = cx.intrinsics().constructors().object().prototype();
        let is_plain = object.is_ordinary() && object.prototype().is_none_or(|proto| JsObject::equals(&proto, &plain));
        if !is_plain {
            return Ok(Self::Other(object));
        }
        let mut found = SmallVec::new();
        for key in object.own_property_keys(cx)? {
            let property = object.borrow().properties().get(&key);
            match property.as_ref().and_then(|property| property.value().cloned()) {
                Some(value) => found.push((key, value)),
                None => return Ok(Self::Other(object)),
            }
        }
        Ok(Self::Plain(found))
    }

    /// The option of that name, undefined if it is missing.
    pub(super) fn get(&self, name: &str, cx: &mut Context) -> Result<JsValue> {
        match self {
            Self::Missing => Ok(JsValue::undefined()),
            Self::Other(object) => Ok(object.get(js(name), cx)?),
            Self::Plain(found) => {
                let value = found.iter().find(|(key, _)| matches!(key, PropertyKey::String(key) if *key == *name));
                Ok(value.map_or_else(JsValue::undefined, |(_, value)| value.clone()))
            }
        }
    }

    /// Whether there are options at all.
    pub(super) fn exist(&self) -> bool {
        !matches!(self, Self::Missing)
    }
}
