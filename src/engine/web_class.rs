//! A Web interface as a table: its members are enumerable, it has a `Symbol.toStringTag`, its objects carry any data.
//!
//! Node's own classes are `class::NativeClass`; this is for `URL`, `TextDecoder` and their like, where the standard
//! fixes the attributes of every property.

use boa_engine::{
    Context, JsNativeError, JsObject, JsSymbol, JsValue, NativeFunction, js_string,
    object::{FunctionObjectBuilder, builtins::JsFunction},
    property::PropertyDescriptor,
};

use super::{
    Export, Result,
    binding::{Visibility, define},
    object,
    strings::js,
};

/// A class of the Web.
pub struct WebClass {
    /// Its name in JS, also its `Symbol.toStringTag`.
    pub name: &'static str,
    /// The constructor's `length`.
    pub length: usize,
    /// Makes the object of `new X(…)`, given the prototype that it has to have.
    pub construct: fn(JsObject, &[JsValue], &mut Context) -> Result<JsObject>,
    /// Properties of the constructor itself.
    pub statics: &'static [Export],
    /// Methods and accessors of the prototype.
    pub methods: &'static [Export],
}

impl WebClass {
    /// Makes the constructor and its prototype.
    ///
    /// # Errors
    /// What a `lazy!` row throws.
    pub fn define(&'static self, cx: &mut Context) -> Result<(JsFunction, JsObject)> {
        let proto = JsObject::with_object_proto(cx.intrinsics());
        let construct = NativeFunction::from_copy_closure_with_captures(
            move |new_target, args, proto: &JsObject, cx| {
                let Some(target) = new_target.as_object() else {
                    let text = format!("Class constructor {} cannot be invoked without 'new'", self.name);
                    return Err(JsNativeError::typ().with_message(text).into());
                };
                let proto = target.get(js_string!("prototype"), cx)?.as_object().unwrap_or_else(|| proto.clone());
                (self.construct)(proto, args, cx).map(JsValue::from).map_err(|error| error.throw(cx))
            },
            proto.clone(),
        );
        let function = FunctionObjectBuilder::new(cx.realm(), construct)
            .name(js(self.name))
            .length(self.length)
            .constructor(true)
            .build();
        let fixed = PropertyDescriptor::builder().writable(false).enumerable(false).configurable(false);
        function.insert_property(js_string!("prototype"), fixed.value(proto.clone()).build());
        object::put_hidden(&proto, js_string!("constructor"), function.clone());
        define(&proto, self.methods, Visibility::Enumerable, cx)?;
        define(&function, self.statics, Visibility::Enumerable, cx)?;
        tag(&proto, self.name);
        Ok((function, proto))
    }
}

/// `Symbol.toStringTag` as Web classes have it.
pub fn tag(target: &JsObject, name: &str) {
    let descriptor = PropertyDescriptor::builder().value(js(name)).writable(false).enumerable(false).configurable(true);
    target.insert_property(JsSymbol::to_string_tag(), descriptor.build());
}
