//! What the class `URLPattern` asks the URL parser.

use boa_engine::{Context, JsArgs, JsString, JsValue};

use crate::engine::{Result, arg, js, object, utf8};
use crate::url::pattern;

/// `canonicalize(component, value, protocol)`: null if the value cannot be that component.
pub(super) fn canonicalize(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let component: JsString = arg(args, 0, "component", cx)?;
    let value: JsString = arg(args, 1, "value", cx)?;
    let protocol = args.get_or_undefined(2).as_string().map(|protocol| utf8(&protocol)).unwrap_or_default();
    Ok(pattern::canonicalize(&utf8(&component), &utf8(&value), &protocol)
        .map_or(JsValue::null(), |text| js(&text).into()))
}

/// `specialPort(scheme)`: the default port as text, empty if it has none; `undefined` if the scheme is not special.
pub(super) fn special_port(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let scheme: JsString = arg(args, 0, "scheme", cx)?;
    let port = pattern::special_port(&utf8(&scheme));
    Ok(port.map_or(JsValue::undefined(), |port| js(&port.map(|port| port.to_string()).unwrap_or_default()).into()))
}

/// `baseParts(url)`: protocol, username, password, hostname, port, pathname, search, hash, opaque; null if it is no URL.
pub(super) fn base_parts(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let base: JsString = arg(args, 0, "base", cx)?;
    let Some((parts, opaque)) = pattern::base_parts(&utf8(&base)) else { return Ok(JsValue::null()) };
    let mut values: Vec<JsValue> = parts.iter().map(|part| js(part).into()).collect();
    values.push(opaque.into());
    Ok(object::array(values, cx).into())
}
