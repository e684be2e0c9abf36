//! A binding is a table: what `internalBinding('x')` gives to JS, as plain static data.
//!
//! Counterpart of Node's `NODE_BINDING_CONTEXT_AWARE_INTERNAL`. `function!` wraps a native so that its error is
//! thrown; it is the only caller of `Error::throw` on the way into JS.

use boa_engine::{
    Context, JsObject, JsResult, JsString, JsValue, NativeFunction,
    object::{FunctionObjectBuilder, builtins::JsFunction},
    property::{Attribute, PropertyDescriptor, PropertyKey},
};

use super::{Result, class::NativeClass, strings::js};

/// A native as the engine calls it; made by [`function!`].
pub type NativeFn = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

/// What one `internalBinding(name)` exports.
pub struct Binding {
    /// Node's name of the binding.
    pub name: &'static str,
    /// The names that JS sees.
    pub exports: &'static [Export],
}

/// One name of a binding or of a class.
pub enum Export {
    /// A function or method.
    Function {
        /// Its name, also its `name` property.
        name: &'static str,
        /// Its `length` property.
        length: usize,
        /// The code.
        native: NativeFn,
    },
    /// A method whose key is a well-known symbol.
    Symbol {
        /// The symbol, made when the table is instantiated.
        symbol: fn() -> boa_engine::JsSymbol,
        /// Its `name` property, such as `[Symbol.toPrimitive]`.
        name: &'static str,
        /// Its `length` property.
        length: usize,
        /// The code.
        native: NativeFn,
    },
    /// An accessor.
    Getter {
        /// The property.
        name: &'static str,
        /// Its getter.
        get: NativeFn,
        /// Its setter, if it can be set.
        set: Option<NativeFn>,
    },
    /// An integer constant.
    Constant {
        /// The property.
        name: &'static str,
        /// Its value.
        value: i32,
    },
    /// A number constant beyond 32 bits.
    Double {
        /// The property.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A string constant.
    Text {
        /// The property.
        name: &'static str,
        /// Its value.
        value: &'static str,
    },
    /// A value made when the binding is instantiated.
    Lazy {
        /// The property.
        name: &'static str,
        /// Makes the value.
        make: fn(&mut Context) -> JsResult<JsValue>,
    },
    /// A class; its constructor stands under its own name.
    Class(&'static NativeClass),
}

/// `function!("name", length, native)`: a native that returns our `Result`, as a row of a table.
macro_rules! function {
    ($name:expr, $length:expr, $native:path) => {
        $crate::engine::Export::Function {
            name: $name,
            length: $length,
            native: |this, args, cx| $native(this, args, cx).map_err(|error: $crate::engine::Error| error.throw(cx)),
        }
    };
}

/// `getter!("name", get)` or `getter!("name", get, set)`: an accessor as a row of a table.
macro_rules! getter {
    ($name:expr, $get:path) => {
        $crate::engine::Export::Getter {
            name: $name,
            get: |this, args, cx| $get(this, args, cx).map_err(|error: $crate::engine::Error| error.throw(cx)),
            set: None,
        }
    };
    ($name:expr, $get:path, $set:path) => {
        $crate::engine::Export::Getter {
            name: $name,
            get: |this, args, cx| $get(this, args, cx).map_err(|error: $crate::engine::Error| error.throw(cx)),
            set: Some(|this, args, cx| $set(this, args, cx).map_err(|error: $crate::engine::Error| error.throw(cx))),
        }
    };
}

/// `lazy!("name", make)`: a value made when the binding is instantiated.
macro_rules! lazy {
    ($name:expr, $make:path) => {
        $crate::engine::Export::Lazy {
            name: $name,
            make: |cx| $make(cx).map_err(|error: $crate::engine::Error| error.throw(cx)),
        }
    };
}

pub(crate) use {function, getter, lazy};

/// An integer constant as a row of a table.
#[must_use]
pub const fn constant(name: &'static str, value: i32) -> Export {
    Export::Constant { name, value }
}

/// A number constant as a row of a table.
#[must_use]
pub const fn double(name: &'static str, value: f64) -> Export {
    Export::Double { name, value }
}

/// A string constant as a row of a table.
#[must_use]
pub const fn string(name: &'static str, value: &'static str) -> Export {
    Export::Text { name, value }
}

/// A class as a row of a table.
#[must_use]
pub const fn class(class: &'static NativeClass) -> Export {
    Export::Class(class)
}

impl Binding {
    /// Makes the object that JS gets.
    ///
    /// # Errors
    /// What a `lazy!` row throws.
    pub fn instantiate(&self, cx: &mut Context) -> JsResult<JsObject> {
        let target = JsObject::with_null_proto();
        define(&target, self.exports, Visibility::Enumerable, cx)?;
        Ok(target)
    }
}

/// Whether `for in` sees what is defined.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Plain properties, as of `exports`.
    Enumerable,
    /// As on a class's prototype.
    Hidden,
}

/// Defines the rows of a table on an object.
///
/// # Errors
/// What a `lazy!` row throws.
pub fn define(target: &JsObject, exports: &[Export], visibility: Visibility, cx: &mut Context) -> JsResult<()> {
    let mut attribute = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    attribute.set(Attribute::ENUMERABLE, visibility == Visibility::Enumerable);
    for export in exports {
        let (key, value): (PropertyKey, JsValue) = match export {
            Export::Function { name, length, native } => {
                (js(name).into(), native_function(js(name), *length, *native, cx).into())
            }
            Export::Symbol { symbol, name, length, native } => {
                (symbol().into(), native_function(js(name), *length, *native, cx).into())
            }
            Export::Getter { name, get, set } => {
                accessor(target, name, *get, *set, attribute, cx);
                continue;
            }
            Export::Constant { name, value } => (js(name).into(), (*value).into()),
            Export::Double { name, value } => (js(name).into(), (*value).into()),
            Export::Text { name, value } => (js(name).into(), js(value).into()),
            Export::Lazy { name, make } => (js(name).into(), make(cx)?),
            Export::Class(class) => (js(class.name).into(), class.define(cx)?.into()),
        };
        target.insert_property(key, property(value, attribute));
    }
    Ok(())
}

fn property(value: JsValue, attribute: Attribute) -> PropertyDescriptor {
    PropertyDescriptor::builder()
        .value(value)
        .writable(attribute.contains(Attribute::WRITABLE))
        .enumerable(attribute.contains(Attribute::ENUMERABLE))
        .configurable(attribute.contains(Attribute::CONFIGURABLE))
        .build()
}

fn accessor(
    target: &JsObject,
    name: &str,
    get: NativeFn,
    set: Option<NativeFn>,
    attribute: Attribute,
    cx: &mut Context,
) {
    let get = native_function(js(&format!("get {name}")), 0, get, cx);
    let set = set.map(|set| native_function(js(&format!("set {name}")), 1, set, cx));
    let mut descriptor =
        PropertyDescriptor::builder().get(get).enumerable(attribute.contains(Attribute::ENUMERABLE)).configurable(true);
    if let Some(set) = set {
        descriptor = descriptor.set(set);
    }
    target.insert_property(js(name), descriptor.build());
}

/// A JS function of a native.
pub fn native_function(name: JsString, length: usize, native: NativeFn, cx: &mut Context) -> JsFunction {
    FunctionObjectBuilder::new(cx.realm(), NativeFunction::from_fn_ptr(native)).name(name).length(length).build()
}

/// A JS function of a closure that captures traced data.
pub fn closure<T: boa_engine::Trace + 'static>(
    name: &str,
    length: usize,
    captures: T,
    native: fn(&JsValue, &[JsValue], &T, &mut Context) -> Result<JsValue>,
    cx: &mut Context,
) -> JsFunction {
    let function = NativeFunction::from_copy_closure_with_captures(
        move |this, args, captures: &T, cx| native(this, args, captures, cx).map_err(|error| error.throw(cx)),
        captures,
    );
    FunctionObjectBuilder::new(cx.realm(), function).name(js(name)).length(length).build()
}
