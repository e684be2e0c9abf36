//! Colours: `inspect.colors`, `inspect.styles`, and the stylizers made of them.

use boa_engine::{Context, JsObject, JsResult, JsValue};

use super::{
    Inspector,
    home::{self, Home, call},
    options::Stylize,
    text::Text,
};
use crate::engine::{
    js,
    object::{array, get, put},
};

/// What a piece of output is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Special,
    Number,
    BigInt,
    Boolean,
    Undefined,
    Null,
    String,
    Symbol,
    Date,
    RegExp,
    Module,
    Name,
}

impl Style {
    fn name(self) -> &'static str {
        match self {
            Style::Special => "special",
            Style::Number => "number",
            Style::BigInt => "bigint",
            Style::Boolean => "boolean",
            Style::Undefined => "undefined",
            Style::Null => "null",
            Style::String => "string",
            Style::Symbol => "symbol",
            Style::Date => "date",
            Style::RegExp => "regexp",
            Style::Module => "module",
            Style::Name => "name",
        }
    }
}

static COLORS: &[(&str, i32, i32)] = &[
    ("reset", 0, 0),
    ("bold", 1, 22),
    ("dim", 2, 22),
    ("italic", 3, 23),
    ("underline", 4, 24),
    ("blink", 5, 25),
    ("inverse", 7, 27),
    ("hidden", 8, 28),
    ("strikethrough", 9, 29),
    ("doubleunderline", 21, 24),
    ("black", 30, 39),
    ("red", 31, 39),
    ("green", 32, 39),
    ("yellow", 33, 39),
    ("blue", 34, 39),
    ("magenta", 35, 39),
    ("cyan", 36, 39),
    ("white", 37, 39),
    ("bgBlack", 40, 49),
    ("bgRed", 41, 49),
    ("bgGreen", 42, 49),
    ("bgYellow", 43, 49),
    ("bgBlue", 44, 49),
    ("bgMagenta", 45, 49),
    ("bgCyan", 46, 49),
    ("bgWhite", 47, 49),
    ("framed", 51, 54),
    ("overlined", 53, 55),
    ("gray", 90, 39),
    ("redBright", 91, 39),
    ("greenBright", 92, 39),
    ("yellowBright", 93, 39),
    ("blueBright", 94, 39),
    ("magentaBright", 95, 39),
    ("cyanBright", 96, 39),
    ("whiteBright", 97, 39),
    ("bgGray", 100, 49),
    ("bgRedBright", 101, 49),
    ("bgGreenBright", 102, 49),
    ("bgYellowBright", 103, 49),
    ("bgBlueBright", 104, 49),
    ("bgMagentaBright", 105, 49),
    ("bgCyanBright", 106, 49),
    ("bgWhiteBright", 107, 49),
];

static ALIASES: &[(&str, &str)] = &[
    ("gray", "grey"),
    ("gray", "blackBright"),
    ("bgGray", "bgGrey"),
    ("bgGray", "bgBlackBright"),
    ("dim", "faint"),
    ("strikethrough", "crossedout"),
    ("strikethrough", "strikeThrough"),
    ("strikethrough", "crossedOut"),
    ("hidden", "conceal"),
    ("inverse", "swapColors"),
    ("inverse", "swapcolors"),
    ("doubleunderline", "doubleUnderline"),
];

static STYLES: &[(&str, &str)] = &[
    ("special", "cyan"),
    ("number", "yellow"),
    ("bigint", "yellow"),
    ("boolean", "yellow"),
    ("undefined", "grey"),
    ("null", "bold"),
    ("string", "green"),
    ("symbol", "green"),
    ("date", "magenta"),
    ("regexp", "red"),
    ("module", "underline"),
];

/// The objects `inspect.colors` and `inspect.styles`.
pub(super) fn tables(cx: &mut Context) -> (JsObject, JsObject) {
    let colors = JsObject::with_null_proto();
    for (name, on, off) in COLORS {
        let pair = array([(*on).into(), (*off).into()], cx);
        put(&colors, js(name), pair);
    }
    for (target, name) in ALIASES {
        home::alias(&colors, target, name, cx);
    }
    let styles = JsObject::with_null_proto();
    for (name, color) in STYLES {
        put(&styles, js(name), js(color));
    }
    (colors, styles)
}

/// `stylizeWithColor(text, styleType)`: the stylizer that custom inspection functions get.
pub(super) fn stylize_with_color(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> JsResult<JsValue> {
    let text = args.first().cloned().unwrap_or_default();
    let style = args.get(1).cloned().unwrap_or_default();
    let home = Home::of(cx)?;
    let Some((on, off)) = escapes(&home, &style, cx)? else { return Ok(text) };
    let text = Text::from(&text.to_string(cx)?);
    Ok(on.with_text(&text).with_text(&off).to_js().into())
}

/// The escape sequences around text of a style, as the two tables say now.
fn escapes(home: &Home, style: &JsValue, cx: &mut Context) -> JsResult<Option<(Text, Text)>> {
    let Some(styles) = get(&home.inspect, "styles", cx)?.as_object() else { return Ok(None) };
    let key = style.to_property_key(cx)?;
    let color = styles.get(key, cx)?;
    if color.is_undefined() {
        return Ok(None);
    }
    let Some(colors) = get(&home.inspect, "colors", cx)?.as_object() else { return Ok(None) };
    let key = color.to_property_key(cx)?;
    let Some(pair) = colors.get(key, cx)?.as_object() else { return Ok(None) };
    let mut sequence = |index: u32| -> JsResult<Text> {
        let code = pair.get(index, cx)?.to_string(cx)?;
        let mut text = Text::from("\u{1b}[");
        text.push_js(&code);
        Ok(text.with("m"))
    };
    Ok(Some((sequence(0)?, sequence(1)?)))
}

impl Inspector<'_> {
    /// `text` as text of a style.
    pub(super) fn stylize(&mut self, text: Text, style: Style) -> JsResult<Text> {
        match &self.options.stylize {
            Stylize::Plain => Ok(text),
            Stylize::Color => self.colored(text, style),
            Stylize::Custom(function) => {
                let function = function.clone();
                let args = [text.to_js().into(), js(style.name()).into()];
                let shown = call(&function, &JsValue::undefined(), &args, self.cx)?;
                Ok(Text::from(&shown.to_string(self.cx)?))
            }
        }
    }

    pub(super) fn stylize_str(&mut self, text: &str, style: Style) -> JsResult<Text> {
        self.stylize(Text::from(text), style)
    }

    fn colored(&mut self, text: Text, style: Style) -> JsResult<Text> {
        let known = self.escapes.iter().position(|(known, _)| *known == style);
        let index = if let Some(index) = known {
            index
        } else {
            let home = self.home.clone();
            let found = escapes(&home, &js(style.name()).into(), self.cx)?;
            self.escapes.push((style, found));
            self.escapes.len() - 1
        };
        Ok(match &self.escapes[index].1 {
            Some((on, off)) => on.clone().with_text(&text).with_text(off),
            None => text,
        })
    }

    /// Whether text goes out as it is.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.options.stylize, Stylize::Plain)
    }
}
