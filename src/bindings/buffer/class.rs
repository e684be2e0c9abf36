//! The Buffer class itself: constructor, statics, prototype, `inspect`, and the table of all methods.

use boa_engine::{
    Context, JsArgs, JsObject, JsSymbol, JsValue, NativeFunction,
    object::FunctionObjectBuilder,
    property::{PropertyDescriptor, PropertyKey},
};

use super::{Buffers, bigint, create, float, integer, memory, search, text, this_bytes};
use crate::engine::{
    Error, Export, Result,
    binding::{Visibility, define as define_table},
    function, getter, js, object,
};

/// Buffers up to this length show their own properties besides the bytes.
const KEYS_MAX: usize = 65_536;
/// Node's default of `buffer.INSPECT_MAX_BYTES`.
const INSPECT_MAX_BYTES: f64 = 50.0;

static STATICS: &[Export] = &[
    getter!("poolSize", create::pool_size, create::set_pool_size),
    function!("from", 3, create::from),
    function!("copyBytesFrom", 3, create::copy_bytes_from),
    function!("of", 0, create::of),
    function!("alloc", 3, create::alloc),
    function!("allocUnsafe", 1, create::alloc_unsafe),
    function!("allocUnsafeSlow", 1, create::alloc_unsafe_slow),
    function!("isBuffer", 1, create::is_buffer),
    function!("compare", 2, search::compare_two),
    function!("isEncoding", 1, text::is_encoding),
    function!("concat", 2, create::concat),
    function!("byteLength", 2, text::byte_length),
];

static METHODS: &[Export] = &[
    getter!("parent", parent),
    getter!("offset", offset),
    function!("copy", 4, memory::copy),
    function!("toString", 3, text::to_string),
    function!("equals", 1, search::equals),
    function!("inspect", 2, inspect),
    function!("compare", 5, search::compare),
    function!("indexOf", 3, search::index_of),
    function!("lastIndexOf", 3, search::last_index_of),
    function!("includes", 3, search::includes),
    function!("fill", 4, memory::fill),
    function!("write", 4, text::write),
    function!("toJSON", 0, to_json),
    function!("subarray", 2, memory::subarray),
    function!("slice", 2, memory::subarray),
    function!("swap16", 0, memory::swap16),
    function!("swap32", 0, memory::swap32),
    function!("swap64", 0, memory::swap64),
];

/// The tables of the prototype, in the order of Node's keys.
static TABLES: &[&[Export]] = &[bigint::METHODS, integer::METHODS, float::METHODS, text::METHODS, METHODS];

pub(super) fn define(cx: &mut Context) -> Result<Buffers> {
    let constructors = cx.intrinsics().constructors();
    let uint8_array: JsObject = constructors.typed_uint8_array().constructor();
    let uint8_proto = constructors.typed_uint8_array().prototype();

    // A shape of its own: a hundred properties would otherwise each leave a shared shape behind.
    let proto = JsObject::with_null_proto();
    proto.set_prototype(Some(uint8_proto));
    let constructor = constructor("Buffer", 3, construct_legacy, cx);
    let fast = constructor_with_proto(&uint8_array, cx);
    constructor.set_prototype(Some(uint8_array.clone()));
    fast.set_prototype(Some(uint8_array.clone()));

    object::put_hidden(&proto, js("constructor"), constructor.clone());
    for table in TABLES {
        define_table(&proto, table, Visibility::Enumerable, cx)?;
    }
    define_aliases(&proto, cx)?;
    let inspect = proto.get(js("inspect"), cx)?;
    object::put(&proto, PropertyKey::from(inspect_symbol(cx)?), inspect);
    let to_string = proto.get(js("toString"), cx)?;
    object::put(&proto, js("toLocaleString"), to_string);

    define_table(&constructor, STATICS, Visibility::Enumerable, cx)?;
    for class in [&constructor, &fast] {
        let fixed =
            PropertyDescriptor::builder().value(proto.clone()).writable(false).enumerable(false).configurable(false);
        class.insert_property(js("prototype"), fixed.build());
    }
    let species = FunctionObjectBuilder::new(
        cx.realm(),
        NativeFunction::from_copy_closure_with_captures(
            |_, _, fast: &JsObject, _| Ok(fast.clone().into()),
            fast.clone(),
        ),
    )
    .name("get [Symbol.species]")
    .build();
    constructor.insert_property(
        JsSymbol::species(),
        PropertyDescriptor::builder().get(species).enumerable(false).configurable(true).build(),
    );
    Ok(Buffers {
        proto,
        constructor,
        uint8_array,
        pool: std::cell::RefCell::new(create::Pool::new()),
        inspect_max_bytes: std::cell::Cell::new(INSPECT_MAX_BYTES),
    })
}

fn constructor(name: &str, length: usize, native: crate::engine::NativeFn, cx: &mut Context) -> JsObject {
    let native = NativeFunction::from_fn_ptr(native);
    FunctionObjectBuilder::new(cx.realm(), native).name(js(name)).length(length).constructor(true).build().into()
}

/// `class FastBuffer extends Uint8Array {}`, so that `map`, `filter` and the like make Buffers.
fn constructor_with_proto(uint8_array: &JsObject, cx: &mut Context) -> JsObject {
    let native = NativeFunction::from_copy_closure_with_captures(
        |new_target, args, uint8_array: &JsObject, cx| {
            let Some(target) = new_target.as_object() else {
                let text = "Class constructor FastBuffer cannot be invoked without 'new'";
                return Err(boa_engine::JsNativeError::typ().with_message(text).into());
            };
            uint8_array.construct(args, Some(&target), cx).map(Into::into)
        },
        uint8_array.clone(),
    );
    FunctionObjectBuilder::new(cx.realm(), native).name(js("FastBuffer")).length(3).constructor(true).build().into()
}

/// `Buffer(…)` and `new Buffer(…)`: deprecated, but packages that have not been touched for years still call it.
fn construct_legacy(_new_target: &JsValue, args: &[JsValue], cx: &mut Context) -> boa_engine::JsResult<JsValue> {
    warn_deprecated(cx).and_then(|()| create::legacy(args, cx)).map_err(|error| error.throw(cx))
}

/// DEP0005, once a process; the rule which callers it spares is in JS.
fn warn_deprecated(cx: &mut Context) -> Result<()> {
    let module = crate::modules::builtins::require("internal/buffer/deprecation", cx)?;
    let warn = module.to_object(cx)?.get(js("warn"), cx)?;
    if let Some(warn) = warn.as_callable() {
        warn.call(&JsValue::undefined(), &[], cx)?;
    }
    Ok(())
}

/// `readUint8` is `readUInt8`, and so on: the same function under both spellings.
fn define_aliases(proto: &JsObject, cx: &mut Context) -> Result<()> {
    for table in TABLES {
        for export in *table {
            if let Export::Function { name, .. } = export
                && name.contains("UInt")
            {
                let value = proto.get(js(name), cx)?;
                object::put(proto, js(&name.replacen("UInt", "Uint", 1)), value);
            }
        }
    }
    Ok(())
}

/// `Symbol.for('nodejs.util.inspect.custom')`
fn inspect_symbol(cx: &mut Context) -> Result<JsSymbol> {
    let symbol = cx.intrinsics().constructors().symbol().constructor();
    let lookup = symbol.get(js("for"), cx)?;
    let value = match lookup.as_callable() {
        Some(lookup) => lookup.call(&symbol.into(), &[js("nodejs.util.inspect.custom").into()], cx)?,
        None => JsValue::undefined(),
    };
    Ok(value.as_symbol().unwrap_or_else(JsSymbol::to_string_tag))
}

/// `buf.parent`: the ArrayBuffer beneath.
fn parent(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if !create::is_buffer(this, &[this.clone()], cx)?.to_boolean() {
        return Ok(JsValue::undefined());
    }
    Ok(super::view(this, cx)?.map_or_else(JsValue::undefined, |bytes| bytes.buffer.into()))
}

/// `buf.offset`: where it begins in the ArrayBuffer beneath.
fn offset(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if !create::is_buffer(this, &[this.clone()], cx)?.to_boolean() {
        return Ok(JsValue::undefined());
    }
    Ok(super::view(this, cx)?.map_or_else(JsValue::undefined, |bytes| bytes.offset.into()))
}

/// `buf.toJSON()`
fn to_json(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let values: Vec<JsValue> =
        this_bytes(this, cx)?.with(|bytes| bytes.iter().map(|&byte| JsValue::from(i32::from(byte))).collect());
    let data = object::array(values, cx);
    Ok(object::build(cx, &[("type", js("Buffer").into()), ("data", data.into())]).into())
}

/// `buf.inspect()`, also under the symbol of `util.inspect`: `(recurseTimes, ctx, inspect)`.
fn inspect(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    use std::fmt::Write as _;
    let bytes = this_bytes(this, cx)?;
    let max = Buffers::of(cx)?.inspect_max_bytes.get();
    let shown = if max < bytes.length as f64 { max as usize } else { bytes.length };
    let mut out = format!("<{} ", constructor_name(this, cx)?);
    bytes.with(|bytes| {
        for (index, byte) in bytes.iter().take(shown).enumerate() {
            let _ = write!(out, "{}{byte:02x}", if index > 0 { " " } else { "" });
        }
    });
    let more = bytes.length - shown;
    if more > 0 {
        let _ = write!(out, " ... {more} more byte{}", if more > 1 { "s" } else { "" });
    }
    let mut text = js(&out);
    if let Some(context) = args.get_or_undefined(1).as_object()
        && let Some(extra) = inspect_extra(this, &context, args.get_or_undefined(2), cx)?
    {
        let separator = if bytes.length > 0 { ", " } else { "" };
        text = boa_engine::JsString::from(&[text, js(separator), extra]);
    }
    Ok(boa_engine::JsString::from(&[text, js(">")]).into())
}

/// Own properties besides the bytes, as `inspect` shows an object of them.
fn inspect_extra(
    this: &JsValue,
    context: &JsObject,
    inspect: &JsValue,
    cx: &mut Context,
) -> Result<Option<boa_engine::JsString>> {
    let (Some(this), Some(inspect)) = (this.as_object(), inspect.as_callable()) else { return Ok(None) };
    let hidden = object::get(context, "showHidden", cx)?.to_boolean();
    let extra = JsObject::with_null_proto();
    let mut any = false;
    // Every index is a key of its own: beyond some length the search would cost more than what it finds is worth.
    if this_bytes(&this.clone().into(), cx)?.length > KEYS_MAX {
        return Ok(None);
    }
    for key in this.own_property_keys(cx)? {
        if matches!(key, PropertyKey::Index(_)) {
            continue;
        }
        let enumerable =
            this.borrow().properties().get(&key).is_some_and(|property| property.enumerable() == Some(true));
        if enumerable || hidden {
            let value = this.get(key.clone(), cx)?;
            object::put(&extra, key, value);
            any = true;
        }
    }
    if !any {
        return Ok(None);
    }
    let options = JsObject::with_object_proto(cx.intrinsics());
    for key in context.own_property_keys(cx)? {
        let value = context.get(key.clone(), cx)?;
        object::put(&options, key, value);
    }
    object::put(&options, js("breakLength"), f64::INFINITY);
    object::put(&options, js("compact"), true);
    let shown = inspect.call(&JsValue::undefined(), &[extra.into(), options.into()], cx)?.to_string(cx)?;
    // Without "[Object: null prototype] { " and " }".
    Ok(Some(shown.slice(27, shown.len().saturating_sub(2))))
}

fn constructor_name(this: &JsValue, cx: &mut Context) -> Result<String> {
    if let Some(object) = this.as_object()
        && let Some(constructor) = object.get(js("constructor"), cx)?.as_callable()
        && constructor.has_own_property(js("name"), cx)?
    {
        return Ok(crate::engine::utf8(&constructor.get(js("name"), cx)?.to_string(cx)?));
    }
    Ok("Buffer".to_owned())
}

/// `getInspectMaxBytes()`
pub(super) fn inspect_max_bytes(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(Buffers::of(cx)?.inspect_max_bytes.get().into())
}

/// `setInspectMaxBytes(number)`
pub(super) fn set_inspect_max_bytes(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.get_or_undefined(0);
    let Some(max) = value.as_number() else {
        return Err(Error::invalid_arg_type("INSPECT_MAX_BYTES", "of type number", value, cx));
    };
    if max.is_nan() || max < 0.0 {
        return Err(Error::out_of_range("INSPECT_MAX_BYTES", ">= 0", value, cx));
    }
    Buffers::of(cx)?.inspect_max_bytes.set(max);
    Ok(JsValue::undefined())
}
