//! `url.parse` and `url.format` for objects of the legacy class `Url`.

use boa_engine::{Context, JsArgs, JsNativeError, JsObject, JsString, JsValue, js_string};

use super::invalid_url;
use crate::engine::{Result, arg, js, object, utf8};
use crate::url::legacy::{Format, Invalid, Legacy};

/// `legacyParse(target, url, slashesDenoteHost)`: sets the fields that the URL has; true if the port is none.
pub(super) fn parse(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let target: JsObject = arg(args, 0, "target", cx)?;
    let url: JsString = arg(args, 1, "url", cx)?;
    let parsed = match Legacy::parse(&utf8(&url), args.get_or_undefined(2).to_boolean()) {
        Ok(parsed) => parsed,
        Err(Invalid::Url) => return Err(invalid_url(&url.into(), None, cx)),
        Err(Invalid::Uri) => return Err(JsNativeError::uri().with_message("URI malformed").into()),
    };
    let fields = [
        ("protocol", parsed.protocol),
        ("auth", parsed.auth),
        ("host", parsed.host),
        ("port", parsed.port),
        ("hostname", parsed.hostname),
        ("hash", parsed.hash),
        ("search", parsed.search),
        ("query", parsed.query),
        ("pathname", parsed.pathname),
        ("path", parsed.path),
        ("href", Some(parsed.href)),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            object::set(&target, name, js(&value), cx)?;
        }
    }
    if parsed.slashes {
        object::set(&target, "slashes", true, cx)?;
    }
    Ok(parsed.bad_port.into())
}

/// `legacyFormat(url, query)`: the text of the fields; `query` is the serialised `query` object, if it has one.
pub(super) fn format(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let url: JsObject = arg(args, 0, "url", cx)?;
    let mut field = |name: &str| -> Result<String> {
        let value = object::get(&url, name, cx)?;
        if value.to_boolean() { Ok(utf8(&value.to_string(cx)?)) } else { Ok(String::new()) }
    };
    let auth = field("auth")?;
    let protocol = field("protocol")?;
    let pathname = field("pathname")?;
    let hash = field("hash")?;
    let host = field("host")?;
    let (hostname, port) =
        if host.is_empty() { (field("hostname")?, field("port")?) } else { (String::new(), String::new()) };
    let mut search = field("search")?;
    let slashes = !field("slashes")?.is_empty();
    let query = args.get_or_undefined(1).as_string().unwrap_or_else(|| js_string!());
    if search.is_empty() && !query.is_empty() {
        search = format!("?{}", utf8(&query));
    }
    let text = Format { protocol, slashes, auth, host, port, hostname, hash, search, pathname }.href();
    Ok(js(&text).into())
}
