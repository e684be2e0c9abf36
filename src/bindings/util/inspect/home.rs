//! What inspection keeps per thread: the `inspect` function with its tables, and the prototypes that it knows by heart.

use std::rc::Rc;

use boa_engine::{
    Context, JsObject, JsResult, JsSymbol, JsValue, js_string,
    object::builtins::JsFunction,
    property::{PropertyDescriptor, PropertyKey},
};

use super::{options, style};
use crate::engine::{
    Error, Result,
    binding::native_function,
    js,
    object::{get, put},
};

/// Made once per thread, on the first use.
pub(crate) struct Home {
    /// `util.inspect`.
    pub(crate) inspect: JsObject,
    /// `util.inspect.defaultOptions`, a sealed object.
    pub(super) defaults: JsObject,
    /// The keys of the options, in the order of `options::NAMES`.
    pub(super) option_keys: Vec<PropertyKey>,
    /// `options.stylize` as custom inspection functions get it, without and with colours.
    pub(super) stylize_plain: JsObject,
    pub(super) stylize_color: JsObject,
    /// Prototypes whose constructor is known even if `constructor` was tampered with.
    pub(super) known: Vec<(JsObject, &'static str)>,
    /// `Symbol.for('nodejs.util.inspect.custom')`.
    pub(super) custom: JsSymbol,
    pub(super) object_constructor: JsValue,
    pub(super) error_constructor: JsValue,
    json_stringify: JsValue,
    pub(super) regexp_to_string: JsValue,
    pub(super) error_to_string: JsValue,
    pub(super) object_to_string: JsValue,
    pub(super) function_to_string: JsValue,
    parse_int: JsValue,
    parse_float: JsValue,
}

impl Home {
    /// The thread's home.
    pub(crate) fn of(cx: &mut Context) -> JsResult<Rc<Home>> {
        if let Some(home) = cx.get_data::<Rc<Home>>() {
            return Ok(home.clone());
        }
        let home = Rc::new(Home::new(cx)?);
        cx.insert_data(home.clone());
        Ok(home)
    }

    fn new(cx: &mut Context) -> JsResult<Home> {
        let custom = custom_symbol(cx)?;
        let inspect: JsObject = native_function(
            js("inspect"),
            2,
            |this, args, cx| super::inspect(this, args, cx).map_err(|e| e.throw(cx)),
            cx,
        )
        .into();
        let defaults = options::initial_defaults(cx);
        let (colors, styles) = style::tables(cx);
        put(&inspect, js("custom"), custom.clone());
        let getter = native_function(js("get"), 0, |_, _, cx| Ok(Home::of(cx)?.defaults.clone().into()), cx);
        let setter = native_function(js("set"), 1, |_, args, cx| set_defaults(args, cx).map_err(|e| e.throw(cx)), cx);
        let accessor = PropertyDescriptor::builder().get(getter).set(setter).enumerable(false).configurable(false);
        inspect.insert_property(js("defaultOptions"), accessor.build());
        put(&inspect, js("colors"), colors);
        put(&inspect, js("styles"), styles);

        let constructors = cx.intrinsics().constructors();
        let known = vec![
            (constructors.object().prototype(), "Object"),
            (constructors.array().prototype(), "Array"),
            (constructors.function().prototype(), "Function"),
            (constructors.error().prototype(), "Error"),
            (constructors.type_error().prototype(), "TypeError"),
            (constructors.range_error().prototype(), "RangeError"),
            (constructors.aggregate_error().prototype(), "AggregateError"),
            (constructors.map().prototype(), "Map"),
            (constructors.set().prototype(), "Set"),
            (constructors.promise().prototype(), "Promise"),
            (constructors.typed_array().prototype(), "TypedArray"),
            (constructors.array_buffer().prototype(), "ArrayBuffer"),
            (constructors.data_view().prototype(), "DataView"),
            (constructors.date().prototype(), "Date"),
            (constructors.regexp().prototype(), "RegExp"),
            (constructors.boolean().prototype(), "Boolean"),
            (constructors.number().prototype(), "Number"),
            (constructors.string().prototype(), "String"),
            (constructors.weak_map().prototype(), "WeakMap"),
            (constructors.weak_set().prototype(), "WeakSet"),
        ];
        let object_constructor: JsValue = constructors.object().constructor().into();
        let error_constructor: JsValue = constructors.error().constructor().into();
        let (regexp, error, object) =
            (constructors.regexp().prototype(), constructors.error().prototype(), constructors.object().prototype());
        let function = constructors.function().prototype();
        let json = cx.intrinsics().objects().json();
        let global = cx.global_object();
        Ok(Home {
            inspect,
            defaults,
            option_keys: options::NAMES.iter().map(|name| js(name).into()).collect(),
            stylize_plain: native_function(
                js("stylizeNoColor"),
                2,
                |_, args, _| Ok(args.first().cloned().unwrap_or_default()),
                cx,
            )
            .into(),
            stylize_color: native_function(js("stylizeWithColor"), 2, style::stylize_with_color, cx).into(),
            known,
            custom,
            object_constructor,
            error_constructor,
            json_stringify: get(&json, "stringify", cx)?,
            regexp_to_string: get(&regexp, "toString", cx)?,
            error_to_string: get(&error, "toString", cx)?,
            object_to_string: get(&object, "toString", cx)?,
            function_to_string: get(&function, "toString", cx)?,
            parse_int: get(&global, "parseInt", cx)?,
            parse_float: get(&global, "parseFloat", cx)?,
        })
    }

    pub(crate) fn json_stringify(&self) -> JsValue {
        self.json_stringify.clone()
    }

    pub(crate) fn parse_int(&self) -> JsValue {
        self.parse_int.clone()
    }

    pub(crate) fn parse_float(&self) -> JsValue {
        self.parse_float.clone()
    }

    /// The name of a known prototype.
    pub(super) fn known_name(&self, object: &JsObject) -> Option<&'static str> {
        self.known.iter().find(|(proto, _)| JsObject::equals(proto, object)).map(|(_, name)| *name)
    }

    /// The key of custom inspection functions.
    pub(super) fn custom_key(&self) -> PropertyKey {
        self.custom.clone().into()
    }
}

/// `Symbol.for('nodejs.util.inspect.custom')`.
fn custom_symbol(cx: &mut Context) -> JsResult<JsSymbol> {
    let constructor = cx.intrinsics().constructors().symbol().constructor();
    let symbol = get(&constructor, "for", cx)?;
    let symbol = call(&symbol, &constructor.into(), &[js_string!("nodejs.util.inspect.custom").into()], cx)?;
    Ok(symbol.as_symbol().expect("Symbol.for returns a symbol"))
}

/// Calls a value that is known to be a function.
pub(crate) fn call(function: &JsValue, this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    match function.as_callable() {
        Some(function) => function.call(this, args, cx),
        None => Ok(JsValue::undefined()),
    }
}

/// The setter of `inspect.defaultOptions`: copies what it is given into the sealed object.
fn set_defaults(args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    let options = value.as_object().filter(|o| !o.is_callable() && !o.is_array());
    let Some(options) = options else {
        return Err(Error::invalid_arg_type("options", "of type object", &value, cx));
    };
    let defaults = Home::of(cx)?.defaults.clone();
    for key in options::enumerable_keys(&options, cx)? {
        let value = options.get(key.clone(), cx)?;
        defaults.set(key, value, true, cx)?;
    }
    Ok(defaults.into())
}

/// Defines an accessor of `inspect.colors` that stands for another name.
pub(super) fn alias(colors: &JsObject, target: &'static str, name: &str, cx: &mut Context) {
    let get = crate::engine::binding::closure(
        "get",
        0,
        js(target),
        |this, _, target, cx| Ok(this_object(this)?.get(target.clone(), cx)?),
        cx,
    );
    let set_native = crate::engine::binding::closure(
        "set",
        1,
        js(target),
        |this, args, target, cx| {
            let value = args.first().cloned().unwrap_or_default();
            this_object(this)?.set(target.clone(), value, true, cx)?;
            Ok(JsValue::undefined())
        },
        cx,
    );
    define_accessor(colors, name, get, set_native);
}

fn this_object(this: &JsValue) -> Result<JsObject> {
    this.as_object().ok_or_else(|| boa_engine::JsNativeError::typ().with_message("Illegal invocation").into())
}

fn define_accessor(object: &JsObject, name: &str, get: JsFunction, set: JsFunction) {
    let accessor = PropertyDescriptor::builder().get(get).set(set).enumerable(false).configurable(true);
    object.insert_property(js(name), accessor.build());
}
