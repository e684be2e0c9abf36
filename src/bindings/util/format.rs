//! `util.format` and `util.formatWithOptions`: printf-like formatting.

use std::rc::Rc;

use boa_engine::{
    Context, JsArgs, JsObject, JsResult, JsString, JsSymbol, JsValue, introspect, js_string, property::PropertyKey,
};

use super::inspect::{Home, Inspector, Options, Text, bigint_text, call, is_built_in, number_text};
use crate::engine::{Error, Result, js, object::get};

/// `format(format, ...args)`
pub(crate) fn format(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    if let [only] = args
        && only.is_string()
    {
        return Ok(only.clone());
    }
    Ok(format_values(None, args, cx)?.to_js().into())
}

/// `formatWithOptions(inspectOptions, format, ...args)`
pub(crate) fn format_with_options(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let given = args.get_or_undefined(0);
    let Some(options) = given.as_object().filter(|options| !options.is_callable()) else {
        return Err(Error::invalid_arg_type("inspectOptions", "of type object", given, cx));
    };
    Ok(format_values(Some(&options), &args[1..], cx)?.to_js().into())
}

/// What `console.log(...args)` prints, with the options that were given, if any.
pub(crate) fn format_values(given: Option<&JsObject>, args: &[JsValue], cx: &mut Context) -> JsResult<Text> {
    let mut formatter = Formatter { given, home: Home::of(cx)?, cx };
    formatter.format(args)
}

struct Formatter<'a> {
    given: Option<&'a JsObject>,
    home: Rc<Home>,
    cx: &'a mut Context,
}

impl Formatter<'_> {
    fn format(&mut self, args: &[JsValue]) -> JsResult<Text> {
        let mut out = Text::new();
        let mut next = 0;
        let mut separate = false;
        if let Some(first) = args.first().and_then(JsValue::as_string) {
            if args.len() == 1 {
                return Ok(Text::from(&first));
            }
            let consumed = self.placeholders(&first, args, &mut out)?;
            if let Some(used) = consumed {
                next = used + 1;
                separate = true;
            }
        }
        for value in &args[next..] {
            if separate {
                out.push_str(" ");
            }
            match value.as_string() {
                Some(text) => out.push_js(&text),
                None => out.push(&self.inspect(value, |_, _| {})?),
            }
            separate = true;
        }
        Ok(out)
    }

    /// Fills the placeholders of the format. Returns how many arguments went in, or `None` if it has none to fill.
    fn placeholders(&mut self, format: &JsString, args: &[JsValue], out: &mut Text) -> JsResult<Option<usize>> {
        const PERCENT: u16 = b'%' as u16;
        let format = Text::from(format);
        let units = format.units();
        if !units.contains(&PERCENT) {
            return Ok(None);
        }
        let mut used = 0;
        let mut last = 0;
        let mut at = 0;
        while at + 1 < units.len() {
            if units[at] != PERCENT {
                at += 1;
                continue;
            }
            at += 1;
            let kind = units[at];
            if kind == PERCENT {
                out.push_units(&units[last..at]);
                last = at + 1;
            } else if used + 1 != args.len()
                && let Some(kind) = u8::try_from(kind).ok().filter(|kind| b"sjdOoifc".contains(kind))
            {
                used += 1;
                let text = self.placeholder(kind, &args[used])?;
                if last != at - 1 {
                    out.push_units(&units[last..at - 1]);
                }
                out.push(&text);
                last = at + 1;
            }
            at += 1;
        }
        if last == 0 {
            return Ok(None);
        }
        out.push_units(&units[last.min(units.len())..]);
        Ok(Some(used))
    }

    fn placeholder(&mut self, kind: u8, value: &JsValue) -> JsResult<Text> {
        match kind {
            b's' => self.string(value),
            b'j' => self.json(value),
            b'O' => self.inspect(value, |_, _| {}),
            b'o' => self.inspect(value, |options, cx| {
                options.set_show_hidden(true, cx);
                options.set_show_proxy(true, cx);
                options.set_depth(4.into(), cx);
            }),
            b'c' => Ok(Text::new()),
            _ => {
                if let Some(bigint) = value.as_bigint().filter(|_| kind != b'f') {
                    let separator = self.numeric_separator()?;
                    return Ok(bigint_text(&bigint, separator).into());
                }
                if value.is_symbol() {
                    return Ok(Text::from("NaN"));
                }
                let number = if kind == b'd' {
                    value.to_number(self.cx)?
                } else {
                    let parse = if kind == b'i' { self.home.parse_int() } else { self.home.parse_float() };
                    call(&parse, &JsValue::undefined(), std::slice::from_ref(value), self.cx)?.to_number(self.cx)?
                };
                let separator = self.numeric_separator()?;
                Ok(number_text(number, separator).into())
            }
        }
    }

    fn string(&mut self, value: &JsValue) -> JsResult<Text> {
        if let Some(number) = value.as_number() {
            let separator = self.numeric_separator()?;
            return Ok(number_text(number, separator).into());
        }
        if let Some(bigint) = value.as_bigint() {
            let separator = self.numeric_separator()?;
            return Ok(bigint_text(&bigint, separator).into());
        }
        if let Some(symbol) = value.as_symbol() {
            return Ok(Text::from(&symbol.descriptive_string()));
        }
        let shown = match value.as_object() {
            Some(object) if !object.is_callable() => self.has_built_in_to_string(&object)?,
            _ => false,
        };
        if !shown {
            return Ok(Text::from(&value.to_string(self.cx)?));
        }
        self.inspect(value, |options, cx| {
            options.set_depth(0.into(), cx);
            options.set_colors(false.into(), cx);
            options.set_compact(3.into(), cx);
        })
    }

    fn json(&mut self, value: &JsValue) -> JsResult<Text> {
        let stringify = self.home.json_stringify();
        let error = match call(&stringify, &JsValue::undefined(), std::slice::from_ref(value), self.cx) {
            Ok(text) => return Ok(Text::from(&text.to_string(self.cx)?)),
            Err(error) => error,
        };
        let circular = JsObject::with_object_proto(self.cx.intrinsics());
        circular.set(js("a"), circular.clone(), true, self.cx)?;
        let sample = call(&stringify, &JsValue::undefined(), &[circular.clone().into()], self.cx).err();
        // Ends the cycle for the collector's sake.
        circular.set(js("a"), JsValue::undefined(), true, self.cx)?;
        let thrown = error.clone().into_opaque(self.cx)?;
        let expected = match sample {
            Some(sample) => sample.into_opaque(self.cx)?,
            None => JsValue::undefined(),
        };
        if self.first_line(&thrown)?.is_some_and(|line| line.0 == *"TypeError")
            && self.first_line(&thrown)? == self.first_line(&expected)?
        {
            return Ok(Text::from("[Circular]"));
        }
        Err(error)
    }

    /// Name and first line of the message of an error.
    fn first_line(&mut self, error: &JsValue) -> JsResult<Option<(Text, Text)>> {
        let Some(error) = error.as_object() else { return Ok(None) };
        let name = get(&error, "name", self.cx)?.to_string(self.cx)?;
        let message = get(&error, "message", self.cx)?.to_string(self.cx)?;
        let message = Text::from(&message);
        let end = message.find_str("\n", 0).unwrap_or(message.len());
        Ok(Some((Text::from(&name), message.slice(0, end))))
    }

    fn numeric_separator(&mut self) -> JsResult<bool> {
        if let Some(given) = self.given {
            let value = get(given, "numericSeparator", self.cx)?;
            if !value.is_null_or_undefined() {
                return Ok(value.to_boolean());
            }
        }
        let home = self.home.clone();
        Options::default_numeric_separator(&home, self.cx)
    }

    fn inspect(&mut self, value: &JsValue, adjust: impl FnOnce(&mut Options, &mut Context)) -> JsResult<Text> {
        let home = self.home.clone();
        let mut options = Options::defaults(&home, self.cx)?;
        if let Some(given) = self.given {
            options.apply(given, &home, self.cx)?;
        }
        adjust(&mut options, self.cx);
        options.finish(self.cx);
        Inspector::new(self.cx, options, home).show(value)
    }

    /// Whether `%s` shows the object by inspection because it has no conversion of its own.
    fn has_built_in_to_string(&mut self, object: &JsObject) -> JsResult<bool> {
        let object = match introspect::proxy(object) {
            Some(None) => return Ok(true),
            Some(Some((target, _))) => target,
            None => object.clone(),
        };
        let (string, primitive) = (PropertyKey::from(js("toString")), PropertyKey::from(JsSymbol::to_primitive()));
        let has_string = object.get(string.clone(), self.cx)?.is_callable();
        let has_primitive = object.get(primitive.clone(), self.cx)?.is_callable();
        if !has_string && !has_primitive {
            return Ok(true);
        }
        let own = |object: &JsObject, cx: &mut Context| -> JsResult<bool> {
            Ok((has_string && introspect::own_property(object, &string, cx)?.is_some())
                || (has_primitive && introspect::own_property(object, &primitive, cx)?.is_some()))
        };
        if own(&object, self.cx)? {
            return Ok(false);
        }
        let mut holder = object;
        loop {
            let Some(next) = introspect::prototype_of(&holder, self.cx)? else { return Ok(true) };
            holder = next;
            if own(&holder, self.cx)? {
                break;
            }
        }
        let constructor = introspect::own_property(&holder, &js_string!("constructor").into(), self.cx)?
            .and_then(|own| own.value().cloned())
            .and_then(|constructor| constructor.as_callable());
        match constructor {
            Some(constructor) => Ok(is_built_in(&get(&constructor, "name", self.cx)?)),
            None => Ok(false),
        }
    }
}
