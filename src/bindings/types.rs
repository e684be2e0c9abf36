//! `internalBinding('types')`: what kind of value something is, by its internal data. All of `util.types` but what
//! only the crypto module can tell.

use boa_engine::{
    Context, JsObject, JsValue,
    builtins::typed_array::{TypedArray, TypedArrayKind},
    introspect::{self, Kind},
};

use crate::engine::{Binding, Export, Result, function};

/// `is!(name, |object| …)`: a native that is false for everything but objects that fit.
macro_rules! is {
    ($($native:ident: |$object:ident| $test:expr;)*) => {$(
        fn $native(_this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
            let fits = args.first().and_then(JsValue::as_object).is_some_and(|$object: JsObject| $test);
            Ok(fits.into())
        }
    )*};
}

fn kind(object: &JsObject) -> Kind {
    introspect::kind(object)
}

fn elements(object: &JsObject) -> Option<TypedArrayKind> {
    object.downcast_ref::<TypedArray>().map(|array| array.kind())
}

is! {
    // No value of this engine holds a foreign pointer.
    is_external: |_object| false;
    is_arguments_object: |object| kind(&object) == Kind::Arguments;
    is_array_buffer: |object| kind(&object) == Kind::ArrayBuffer;
    is_async_function: |object| introspect::function_kind(&object).is_async;
    is_big_int_object: |object| kind(&object) == Kind::BigIntObject;
    is_boolean_object: |object| kind(&object) == Kind::BooleanObject;
    is_date: |object| kind(&object) == Kind::Date;
    is_generator_function: |object| introspect::function_kind(&object).is_generator;
    is_generator_object: |object| matches!(kind(&object), Kind::Generator | Kind::AsyncGenerator);
    is_map: |object| kind(&object) == Kind::Map;
    is_map_iterator: |object| kind(&object) == Kind::MapIterator;
    is_module_namespace_object: |object| kind(&object) == Kind::ModuleNamespace;
    is_native_error: |object| kind(&object) == Kind::Error;
    is_number_object: |object| kind(&object) == Kind::NumberObject;
    is_promise: |object| kind(&object) == Kind::Promise;
    is_proxy: |object| kind(&object) == Kind::Proxy;
    is_reg_exp: |object| kind(&object) == Kind::RegExp;
    is_set: |object| kind(&object) == Kind::Set;
    is_set_iterator: |object| kind(&object) == Kind::SetIterator;
    is_shared_array_buffer: |object| kind(&object) == Kind::SharedArrayBuffer;
    is_string_object: |object| kind(&object) == Kind::StringObject;
    is_symbol_object: |object| kind(&object) == Kind::SymbolObject;
    is_weak_map: |object| kind(&object) == Kind::WeakMap;
    is_weak_set: |object| kind(&object) == Kind::WeakSet;
    is_any_array_buffer: |object| matches!(kind(&object), Kind::ArrayBuffer | Kind::SharedArrayBuffer);
    is_boxed_primitive: |object| matches!(
        kind(&object),
        Kind::NumberObject | Kind::StringObject | Kind::BooleanObject | Kind::SymbolObject | Kind::BigIntObject
    );
    is_array_buffer_view: |object| matches!(kind(&object), Kind::TypedArray | Kind::DataView);
    is_data_view: |object| kind(&object) == Kind::DataView;
    is_typed_array: |object| kind(&object) == Kind::TypedArray;
    is_uint8_array: |object| elements(&object) == Some(TypedArrayKind::Uint8);
    is_uint8_clamped_array: |object| elements(&object) == Some(TypedArrayKind::Uint8Clamped);
    is_uint16_array: |object| elements(&object) == Some(TypedArrayKind::Uint16);
    is_uint32_array: |object| elements(&object) == Some(TypedArrayKind::Uint32);
    is_int8_array: |object| elements(&object) == Some(TypedArrayKind::Int8);
    is_int16_array: |object| elements(&object) == Some(TypedArrayKind::Int16);
    is_int32_array: |object| elements(&object) == Some(TypedArrayKind::Int32);
    is_float16_array: |object| elements(&object) == Some(TypedArrayKind::Float16);
    is_float32_array: |object| elements(&object) == Some(TypedArrayKind::Float32);
    is_float64_array: |object| elements(&object) == Some(TypedArrayKind::Float64);
    is_big_int64_array: |object| elements(&object) == Some(TypedArrayKind::BigInt64);
    is_big_uint64_array: |object| elements(&object) == Some(TypedArrayKind::BigUint64);
}

/// The rows, in the order of `Object.keys(util.types)`.
static EXPORTS: &[Export] = &[
    function!("isArgumentsObject", 0, is_arguments_object),
    function!("isArrayBuffer", 0, is_array_buffer),
    function!("isAsyncFunction", 0, is_async_function),
    function!("isBigIntObject", 0, is_big_int_object),
    function!("isBooleanObject", 0, is_boolean_object),
    function!("isDate", 0, is_date),
    function!("isExternal", 0, is_external),
    function!("isGeneratorFunction", 0, is_generator_function),
    function!("isGeneratorObject", 0, is_generator_object),
    function!("isMap", 0, is_map),
    function!("isMapIterator", 0, is_map_iterator),
    function!("isModuleNamespaceObject", 0, is_module_namespace_object),
    function!("isNativeError", 0, is_native_error),
    function!("isNumberObject", 0, is_number_object),
    function!("isPromise", 0, is_promise),
    function!("isProxy", 0, is_proxy),
    function!("isRegExp", 0, is_reg_exp),
    function!("isSet", 0, is_set),
    function!("isSetIterator", 0, is_set_iterator),
    function!("isSharedArrayBuffer", 0, is_shared_array_buffer),
    function!("isStringObject", 0, is_string_object),
    function!("isSymbolObject", 0, is_symbol_object),
    function!("isWeakMap", 0, is_weak_map),
    function!("isWeakSet", 0, is_weak_set),
    function!("isAnyArrayBuffer", 0, is_any_array_buffer),
    function!("isBoxedPrimitive", 0, is_boxed_primitive),
    function!("isArrayBufferView", 1, is_array_buffer_view),
    function!("isDataView", 1, is_data_view),
    function!("isTypedArray", 1, is_typed_array),
    function!("isUint8Array", 1, is_uint8_array),
    function!("isUint8ClampedArray", 1, is_uint8_clamped_array),
    function!("isUint16Array", 1, is_uint16_array),
    function!("isUint32Array", 1, is_uint32_array),
    function!("isInt8Array", 1, is_int8_array),
    function!("isInt16Array", 1, is_int16_array),
    function!("isInt32Array", 1, is_int32_array),
    function!("isFloat16Array", 1, is_float16_array),
    function!("isFloat32Array", 1, is_float32_array),
    function!("isFloat64Array", 1, is_float64_array),
    function!("isBigInt64Array", 1, is_big_int64_array),
    function!("isBigUint64Array", 1, is_big_uint64_array),
];

pub(super) static BINDING: Binding = Binding { name: "types", exports: EXPORTS };
