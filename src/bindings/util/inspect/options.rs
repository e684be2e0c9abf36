//! The options of one inspection: twelve names, with JavaScript's own idea of what each value means.

use boa_engine::{
    Context, JsObject, JsResult, JsValue, introspect,
    property::{PropertyDescriptor, PropertyKey},
};

use super::home::Home;
use crate::engine::{js, object::put};

/// The names, in Node's order.
pub(super) const NAMES: [&str; 12] = [
    "showHidden",
    "depth",
    "colors",
    "customInspect",
    "showProxy",
    "maxArrayLength",
    "maxStringLength",
    "breakLength",
    "compact",
    "sorted",
    "getters",
    "numericSeparator",
];

/// How far entries are put on one line.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Compact {
    /// `true`: as before Node 12.
    All,
    /// A number: so many inner levels.
    Levels(f64),
    /// Every entry on a line of its own.
    Never,
}

/// Which accessors are called.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Getters {
    None,
    All,
    WithoutSetter,
    WithSetter,
}

/// How text is coloured.
#[derive(Clone)]
pub(super) enum Stylize {
    Plain,
    Color,
    /// A function given as `options.stylize`.
    Custom(JsValue),
}

/// The options of one inspection.
#[derive(Clone)]
#[allow(clippy::struct_excessive_bools, reason = "that many of the options are flags")]
pub(crate) struct Options {
    raw: [JsValue; 12],
    pub(super) stylize: Stylize,
    /// The object that was given, if it holds keys that are no options: custom functions get them back.
    pub(super) user: Option<JsObject>,
    pub(super) show_hidden: bool,
    /// `None` is unlimited.
    pub(super) depth: Option<f64>,
    pub(super) colors: bool,
    pub(super) custom_inspect: bool,
    pub(super) show_proxy: bool,
    pub(super) max_array_length: f64,
    pub(super) max_string_length: f64,
    pub(super) break_length: f64,
    pub(super) compact: Compact,
    /// Truthy; a function or `true`.
    pub(super) sorted: Option<JsValue>,
    pub(super) getters: Getters,
    pub(super) numeric_separator: bool,
}

/// The object behind `inspect.defaultOptions`.
pub(super) fn initial_defaults(cx: &mut Context) -> JsObject {
    let object = JsObject::with_object_proto(cx.intrinsics());
    let values: [JsValue; 12] = [
        false.into(),
        2.into(),
        false.into(),
        true.into(),
        false.into(),
        100.into(),
        10000.into(),
        80.into(),
        3.into(),
        false.into(),
        false.into(),
        false.into(),
    ];
    for (name, value) in NAMES.iter().zip(values) {
        let property = PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(false);
        object.insert_property(js(name), property.build());
    }
    // Sealed: an ordinary object, so neither step can fail.
    let _ = object.set_integrity_level(boa_engine::object::IntegrityLevel::Sealed, cx);
    object
}

/// `Object.keys(object)`.
pub(super) fn enumerable_keys(object: &JsObject, cx: &mut Context) -> JsResult<Vec<PropertyKey>> {
    let mut keys = Vec::new();
    for key in object.own_property_keys(cx)? {
        if matches!(key, PropertyKey::Symbol(_)) {
            continue;
        }
        if introspect::own_property(object, &key, cx)?.is_some_and(|p| p.enumerable() == Some(true)) {
            keys.push(key);
        }
    }
    Ok(keys)
}

impl Options {
    /// What `inspect.defaultOptions` says now.
    pub(crate) fn defaults(home: &Home, cx: &mut Context) -> JsResult<Options> {
        let mut options = Options {
            raw: Default::default(),
            stylize: Stylize::Plain,
            user: None,
            show_hidden: false,
            depth: None,
            colors: false,
            custom_inspect: true,
            show_proxy: false,
            max_array_length: 0.0,
            max_string_length: 0.0,
            break_length: 80.0,
            compact: Compact::Never,
            sorted: None,
            getters: Getters::None,
            numeric_separator: false,
        };
        for (index, key) in home.option_keys.iter().enumerate() {
            let value = home.defaults.get(key.clone(), cx)?;
            options.put(index, value, cx);
        }
        Ok(options)
    }

    /// Takes over what `object` says, key by key as `Object.keys` lists them.
    pub(crate) fn apply(&mut self, object: &JsObject, home: &Home, cx: &mut Context) -> JsResult<()> {
        for key in enumerable_keys(object, cx)? {
            let name = match &key {
                PropertyKey::String(name) => NAMES
                    .iter()
                    .position(|known| *name == **known)
                    .map(Some)
                    .or_else(|| (*name == *"stylize").then_some(None)),
                _ => None,
            };
            match name {
                Some(Some(index)) => {
                    let value = object.get(key, cx)?;
                    self.put(index, value, cx);
                }
                Some(None) => {
                    let value = object.get(key, cx)?;
                    self.set_stylize(value, home);
                }
                None => {
                    self.user.get_or_insert_with(|| object.clone());
                }
            }
        }
        Ok(())
    }

    /// The last steps of Node's `inspect`: colours decide the stylizer, `null` lifts a length limit.
    pub(crate) fn finish(&mut self, cx: &mut Context) {
        if self.colors {
            self.stylize = Stylize::Color;
        }
        for index in [5, 6] {
            if self.raw[index].is_null() {
                self.put(index, f64::INFINITY.into(), cx);
            }
        }
    }

    fn set_stylize(&mut self, value: JsValue, home: &Home) {
        self.stylize = match value.as_object() {
            Some(object) if JsObject::equals(&object, &home.stylize_plain) => Stylize::Plain,
            Some(object) if JsObject::equals(&object, &home.stylize_color) => Stylize::Color,
            _ => Stylize::Custom(value),
        };
    }

    /// Sets an option by its index in `NAMES`.
    pub(crate) fn put(&mut self, index: usize, value: JsValue, cx: &mut Context) {
        let truthy = value.to_boolean();
        match index {
            0 => self.show_hidden = truthy,
            1 => self.depth = if value.is_null() { None } else { Some(number(&value, cx)) },
            2 => self.colors = truthy,
            3 => self.custom_inspect = truthy,
            4 => self.show_proxy = truthy,
            5 => self.max_array_length = number(&value, cx),
            6 => self.max_string_length = number(&value, cx),
            7 => self.break_length = number(&value, cx),
            8 => {
                self.compact = match (value.as_boolean(), value.as_number()) {
                    (Some(true), _) => Compact::All,
                    (_, Some(levels)) => Compact::Levels(levels),
                    _ => Compact::Never,
                }
            }
            9 => self.sorted = truthy.then(|| value.clone()),
            10 => {
                self.getters = if value.as_boolean() == Some(true) {
                    Getters::All
                } else if value.as_string().is_some_and(|s| s == *"get") {
                    Getters::WithoutSetter
                } else if value.as_string().is_some_and(|s| s == *"set") {
                    Getters::WithSetter
                } else {
                    Getters::None
                }
            }
            _ => self.numeric_separator = truthy,
        }
        self.raw[index] = value;
    }

    pub(crate) fn set_show_hidden(&mut self, value: bool, cx: &mut Context) {
        self.put(0, value.into(), cx);
    }

    pub(crate) fn set_depth(&mut self, value: JsValue, cx: &mut Context) {
        self.put(1, value, cx);
    }

    pub(crate) fn set_colors(&mut self, value: JsValue, cx: &mut Context) {
        self.put(2, value, cx);
    }

    pub(crate) fn set_compact(&mut self, value: JsValue, cx: &mut Context) {
        self.put(8, value, cx);
    }

    pub(crate) fn set_show_proxy(&mut self, value: bool, cx: &mut Context) {
        self.put(4, value.into(), cx);
    }

    pub(super) fn set_custom_inspect(&mut self, value: bool, cx: &mut Context) {
        self.put(3, value.into(), cx);
    }

    /// What `inspect.defaultOptions.numericSeparator` says now.
    pub(crate) fn default_numeric_separator(home: &Home, cx: &mut Context) -> JsResult<bool> {
        Ok(home.defaults.get(home.option_keys[NAMES.len() - 1].clone(), cx)?.to_boolean())
    }

    /// Whether `level` is deeper than the options allow.
    pub(super) fn too_deep(&self, level: f64) -> bool {
        self.depth.is_some_and(|depth| level > depth)
    }

    /// What a custom inspection function gets as `depth`.
    pub(super) fn depth_left(&self, level: f64) -> JsValue {
        self.depth.map_or(JsValue::null(), |depth| (depth - level).into())
    }

    /// The options as a custom inspection function gets them.
    pub(super) fn to_object(&self, home: &Home, cx: &mut Context) -> JsResult<JsObject> {
        let object = JsObject::with_object_proto(cx.intrinsics());
        let stylize = match &self.stylize {
            Stylize::Plain => home.stylize_plain.clone().into(),
            Stylize::Color => home.stylize_color.clone().into(),
            Stylize::Custom(value) => value.clone(),
        };
        put(&object, js("stylize"), stylize);
        for (name, value) in NAMES.iter().zip(&self.raw) {
            put(&object, js(name), value.clone());
        }
        if let Some(user) = &self.user {
            object.copy_data_properties(&user.clone().into(), Vec::<PropertyKey>::new(), cx)?;
        }
        Ok(object)
    }
}

/// What JS makes of a limit in arithmetic. Objects whose conversion throws count as no number.
fn number(value: &JsValue, cx: &mut Context) -> f64 {
    value.as_number().unwrap_or_else(|| value.to_number(cx).unwrap_or(f64::NAN))
}
