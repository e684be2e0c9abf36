//! A native class is a table too: its state is private and hot, its methods are slices that classes share.
//!
//! Counterpart of Node's `FunctionTemplate`s. `class X extends Native` works; a constructor that npm calls as
//! `X.call(this)` must be a JS function instead.

use boa_engine::{
    Context, JsObject, JsResult, JsValue, NativeFunction,
    object::{FunctionObjectBuilder, builtins::JsFunction},
    property::PropertyDescriptor,
};

use super::{
    Error, Result, Wrap,
    binding::{Export, Visibility, define},
    strings::js,
};
use crate::error::Code;

/// A class whose objects carry a [`Wrap`].
pub struct NativeClass {
    /// Its name in JS.
    pub name: &'static str,
    /// The constructor's `length`.
    pub length: usize,
    /// Makes the state of `new X(…)`.
    pub construct: fn(&[JsValue], &mut Context) -> Result<Wrap>,
    /// Properties of the constructor itself.
    pub statics: &'static [Export],
    /// Methods and accessors of the prototype, base classes first.
    pub methods: &'static [&'static [Export]],
}

impl NativeClass {
    /// Makes the constructor with its prototype.
    ///
    /// # Errors
    /// What a `lazy!` row throws.
    pub fn define(&'static self, cx: &mut Context) -> JsResult<JsFunction> {
        let proto = JsObject::with_object_proto(cx.intrinsics());
        for methods in self.methods {
            define(&proto, methods, Visibility::Hidden, cx)?;
        }
        let construct = NativeFunction::from_copy_closure_with_captures(
            move |new_target, args, proto: &JsObject, cx| {
                let Some(target) = new_target.as_object() else {
                    let text = format!("Class constructor {} cannot be invoked without 'new'", self.name);
                    return Err(Error::code(Code::ERR_CONSTRUCT_CALL_REQUIRED, text).throw(cx));
                };
                let proto =
                    target.get(boa_engine::js_string!("prototype"), cx)?.as_object().unwrap_or_else(|| proto.clone());
                let wrap = (self.construct)(args, cx).map_err(|error| error.throw(cx))?;
                Ok(JsObject::new(cx.root_shape(), proto, wrap).upcast().into())
            },
            proto.clone(),
        );
        let function = FunctionObjectBuilder::new(cx.realm(), construct)
            .name(js(self.name))
            .length(self.length)
            .constructor(true)
            .build();
        define(&function, self.statics, Visibility::Enumerable, cx)?;
        function.insert_property(
            boa_engine::js_string!("prototype"),
            PropertyDescriptor::builder()
                .value(proto.clone())
                .writable(false)
                .enumerable(false)
                .configurable(false)
                .build(),
        );
        proto.insert_property(
            boa_engine::js_string!("constructor"),
            PropertyDescriptor::builder()
                .value(function.clone())
                .writable(true)
                .enumerable(false)
                .configurable(true)
                .build(),
        );
        Ok(function)
    }

    /// Makes an object of this class from Rust, given the class's prototype.
    pub fn object(proto: JsObject, wrap: Wrap, cx: &mut Context) -> JsObject {
        JsObject::new(cx.root_shape(), proto, wrap).upcast()
    }
}
