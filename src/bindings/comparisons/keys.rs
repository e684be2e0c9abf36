//! Own enumerable keys, without asking more of an object than its key list needs.

use boa_engine::{
    Context, JsObject, JsValue,
    builtins::{proxy::Proxy, typed_array::TypedArray},
    js_string,
    property::PropertyKey,
};

use crate::engine::Result;

/// Which keys count.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    indices: bool,
    symbols: bool,
}

impl Keys {
    pub(super) const fn new(indices: bool, symbols: bool) -> Self {
        Self { indices, symbols }
    }

    /// The own enumerable keys of `object`.
    pub(super) fn of(self, object: &JsObject, cx: &mut Context) -> Result<Vec<PropertyKey>> {
        let mut keys = object.own_property_keys(cx)?;
        let mut kept = 0;
        for at in 0..keys.len() {
            let wanted = match &keys[at] {
                PropertyKey::Index(_) => self.indices,
                PropertyKey::Symbol(_) => self.symbols,
                PropertyKey::String(_) => true,
            };
            if wanted && has_enumerable(object, &keys[at], cx)? {
                keys.swap(kept, at);
                kept += 1;
            }
        }
        keys.truncate(kept);
        Ok(keys)
    }
}

/// `Object.prototype.propertyIsEnumerable`; most properties lie in the object's own table and need no call.
pub(super) fn has_enumerable(object: &JsObject, key: &PropertyKey, cx: &mut Context) -> Result<bool> {
    if !object.is::<Proxy>()
        && let Some(found) = object.borrow().properties().get(key)
    {
        return Ok(found.enumerable() == Some(true));
    }
    let method = cx.intrinsics().constructors().object().prototype().get(js_string!("propertyIsEnumerable"), cx)?;
    let Some(method) = method.as_callable() else { return Ok(false) };
    Ok(method.call(&object.clone().into(), &[JsValue::from(key)], cx)?.to_boolean())
}

/// `Array.isArray`
pub(super) fn is_array(object: &JsObject, cx: &mut Context) -> Result<bool> {
    if !object.is::<Proxy>() {
        return Ok(object.is_array());
    }
    let method = cx.intrinsics().constructors().array().constructor().get(js_string!("isArray"), cx)?;
    let Some(method) = method.as_callable() else { return Ok(false) };
    Ok(method.call(&JsValue::undefined(), &[object.clone().into()], cx)?.to_boolean())
}

pub(super) fn is_typed_array(object: &JsObject) -> bool {
    object.is::<TypedArray>()
}
