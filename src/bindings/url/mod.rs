//! `internalBinding('url')`: the classes `URL` and `URLSearchParams`, file URLs and the legacy parser.
//!
//! Counterpart of Node's `src/node_url.cc`, with the classes of `lib/internal/url.js` native as well. The URL itself
//! is `crate::url`, which knows no engine.

mod class;
mod legacy;
mod params;
mod pattern;

use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsObject, JsString, JsValue, js_string};

use crate::engine::{Binding, Error, Result, arg, bytes, function, js, lazy, object, throw::new_error, utf8};
use crate::env::Env;
use crate::error::{Class, Code, Syscall};
use crate::url::{Url, file, host};

pub(super) static BINDING: Binding = Binding {
    name: "url",
    exports: &[
        lazy!("URL", class::make),
        lazy!("URLSearchParams", params::make),
        function!("baseParts", 1, pattern::base_parts),
        function!("canonicalize", 3, pattern::canonicalize),
        function!("domainToASCII", 1, domain_to_ascii),
        function!("domainToUnicode", 1, domain_to_unicode),
        function!("fileURLToPath", 1, file_url_to_path),
        function!("fileURLToPathBytes", 1, file_url_to_path_bytes),
        function!("format", 5, class::format),
        function!("isURL", 1, is_url),
        function!("iteratorItems", 1, params::iterator_items),
        function!("legacyFormat", 2, legacy::format),
        function!("legacyParse", 3, legacy::parse),
        function!("paramsList", 1, params::list),
        function!("pathToFileURL", 2, path_to_file_url),
        function!("randomUUID", 0, random_uuid),
        function!("specialPort", 1, pattern::special_port),
    ],
};

/// The prototype of a class of this binding; makes the binding if it is not there yet.
fn prototype(slot: &'static str, cx: &mut Context) -> Result<JsObject> {
    let env = Env::of(cx);
    if env.slot(slot).is_none() {
        super::internal_binding("url", cx)?;
    }
    Ok(env.slot(slot).and_then(|proto| proto.as_object()).expect("the binding fills its slots when it is made"))
}

/// `ERR_INVALID_URL` with what was to be parsed.
pub(super) fn invalid_url(input: &JsValue, base: Option<&JsValue>, cx: &mut Context) -> Error {
    let error = new_error(Class::TypeError, "Invalid URL", None, cx);
    object::put(&error, js_string!("code"), js_string!("ERR_INVALID_URL"));
    object::put(&error, js_string!("input"), input.clone());
    if let Some(base) = base {
        object::put(&error, js_string!("base"), base.clone());
    }
    Error::Js(JsError::from_opaque(error.into()))
}

/// The string of a value without lone surrogates, as Web interfaces take strings. May run JS.
fn usv(value: &JsValue, cx: &mut Context) -> Result<JsString> {
    let string = value.to_string(cx)?;
    let lone = match string.as_str().variant() {
        boa_engine::string::JsStrVariant::Latin1(_) => false,
        boa_engine::string::JsStrVariant::Utf16(units) => char::decode_utf16(units.iter().copied()).any(|c| c.is_err()),
    };
    Ok(if lone { js(&utf8(&string)) } else { string })
}

fn domain(args: &[JsValue], cx: &mut Context) -> Result<Option<String>> {
    if args.is_empty() {
        return Err(Error::missing_args(&["domain"]));
    }
    let domain = utf8(&args[0].to_string(cx)?);
    Ok(Url::domain(&domain))
}

/// `domainToASCII(domain)`: empty if it is no domain.
fn domain_to_ascii(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(js(&domain(args, cx)?.unwrap_or_default()).into())
}

/// `domainToUnicode(domain)`: empty if it is no domain.
fn domain_to_unicode(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(js(&domain(args, cx)?.map(|domain| host::to_unicode(&domain)).unwrap_or_default()).into())
}

/// Node's `isURL`: has `href` and `protocol` but neither `auth` nor `path`, so it is no legacy URL.
fn looks_like_url(value: &JsValue, cx: &mut Context) -> Result<bool> {
    let Some(object) = value.as_object() else { return Ok(false) };
    Ok(object::get(&object, "href", cx)?.to_boolean()
        && object::get(&object, "protocol", cx)?.to_boolean()
        && object::get(&object, "auth", cx)?.is_undefined()
        && object::get(&object, "path", cx)?.is_undefined())
}

/// `isURL(value)`
fn is_url(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(looks_like_url(args.get_or_undefined(0), cx)?.into())
}

/// `randomUUID()`: what object URLs are named by, version 4.
fn random_uuid(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let mut bytes = crate::sys::info::random_bytes::<16>().syscall("open")?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(js(&format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])).into())
}

/// `options?.windows`
fn windows_option(options: &JsValue, cx: &mut Context) -> Result<bool> {
    match options.as_object() {
        Some(options) => Ok(object::get(&options, "windows", cx)?.to_boolean()),
        None => Ok(false),
    }
}

/// Host and pathname of the file URL in `value`, which is a string or an object like a URL.
fn file_parts(value: &JsValue, cx: &mut Context) -> Result<(String, String, JsValue)> {
    if let Some(text) = value.as_string() {
        let Some(url) = Url::parse(&utf8(&text), None) else { return Err(invalid_url(value, None, cx)) };
        if url.scheme() != "file" {
            return Err(Error::code(Code::ERR_INVALID_URL_SCHEME, "The URL must be of scheme file"));
        }
        let (hostname, pathname) = (url.hostname(), url.pathname());
        return Ok((hostname, pathname, class::object(url, cx)?.into()));
    }
    let Some(url) = value.as_object() else {
        return Err(Error::invalid_arg_type("path", "of type string or an instance of URL", value, cx));
    };
    if !looks_like_url(value, cx)? {
        return Err(Error::invalid_arg_type("path", "of type string or an instance of URL", value, cx));
    }
    let protocol = object::get(&url, "protocol", cx)?;
    if protocol.as_string().is_none_or(|protocol| protocol != "file:") {
        return Err(Error::code(Code::ERR_INVALID_URL_SCHEME, "The URL must be of scheme file"));
    }
    let hostname = object::get(&url, "hostname", cx)?.to_string(cx)?;
    let pathname = object::get(&url, "pathname", cx)?.to_string(cx)?;
    Ok((utf8(&hostname), utf8(&pathname), value.clone()))
}

fn invalid_file_url(reason: file::Invalid, url: &JsValue, cx: &mut Context) -> Error {
    match reason {
        file::Invalid::Host => Error::code(
            Code::ERR_INVALID_FILE_URL_HOST,
            format!(
                "File URL host must be \"localhost\" or empty on {}",
                if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS }
            ),
        ),
        file::Invalid::Uri => JsNativeError::uri().with_message("URI malformed").into(),
        file::Invalid::Path(must) => {
            let error = Error::code(Code::ERR_INVALID_FILE_URL_PATH, format!("File URL path {must}")).throw(cx);
            if let Ok(Some(object)) = error.clone().into_opaque(cx).map(|value| value.as_object()) {
                object::put(&object, js_string!("input"), url.clone());
                return Error::Js(JsError::from_opaque(object.into()));
            }
            Error::Js(error)
        }
    }
}

/// The path of an object like a file URL; `None` if it is no URL, as for a string.
pub(in crate::bindings) fn path_of_file_url(value: &JsValue, cx: &mut Context) -> Result<Option<Vec<u8>>> {
    if !looks_like_url(value, cx)? {
        return Ok(None);
    }
    let (hostname, pathname, url) = file_parts(value, cx)?;
    match file::to_path(&hostname, &pathname, false) {
        Ok(path) => Ok(Some(path.into_bytes())),
        Err(reason) => Err(invalid_file_url(reason, &url, cx)),
    }
}

/// `fileURLToPath(url, options)`
fn file_url_to_path(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let windows = windows_option(args.get_or_undefined(1), cx)?;
    let (hostname, pathname, url) = file_parts(args.get_or_undefined(0), cx)?;
    match file::to_path(&hostname, &pathname, windows) {
        Ok(path) => Ok(js(&path).into()),
        Err(reason) => Err(invalid_file_url(reason, &url, cx)),
    }
}

/// `fileURLToPathBytes(url, options)`: the path as a `Uint8Array`.
fn file_url_to_path_bytes(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let windows = windows_option(args.get_or_undefined(1), cx)?;
    let (hostname, pathname, url) = file_parts(args.get_or_undefined(0), cx)?;
    match file::to_path_bytes(&hostname, &pathname, windows) {
        Ok(path) => Ok(bytes::new_uint8array(&path, cx)?.into()),
        Err(reason) => Err(invalid_file_url(reason, &url, cx)),
    }
}

/// `pathToFileURL(path, options)`
fn path_to_file_url(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let path: JsString = arg(args, 0, "path", cx)?;
    let windows = windows_option(args.get_or_undefined(1), cx)?;
    let given = utf8(&path);
    let mut resolved = match (windows, given.starts_with("\\\\")) {
        (true, true) => given.clone(),
        (true, false) => utf8(&super::path::win32_resolve_to(&[path.into()], cx)?),
        (false, _) => utf8(&super::path::posix_resolve_to(&[path.into()], cx)?),
    };
    if windows && resolved.starts_with("\\\\") {
        let prefix = if resolved.starts_with("\\\\?\\UNC\\") { 8 } else { 2 };
        let end = resolved[prefix..].find('\\').map(|at| at + prefix);
        let problem = match end {
            None => Some("Missing UNC resource path"),
            Some(2) => Some("Empty UNC servername"),
            Some(_) => None,
        };
        let (Some(end), None) = (end, problem) else {
            return Err(Error::invalid_arg_value("path", &js(&resolved).into(), problem.unwrap_or_default(), cx));
        };
        let url = file::from_path(&resolved[end..], true, Some(&resolved[prefix..end]));
        return Ok(class::object(url, cx)?.into());
    }
    // Resolving takes a trailing separator off, which says that the path is a folder.
    let ends_in_separator = given.ends_with('/') || (windows && given.ends_with('\\'));
    if ends_in_separator && !resolved.ends_with('/') {
        resolved.push('/');
    }
    Ok(class::object(file::from_path(&resolved, windows, None), cx)?.into())
}
