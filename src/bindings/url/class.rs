//! The class `URL`: natives over a URL record that each object shares with its `searchParams`.

use boa_engine::{Context, Finalize, JsArgs, JsData, JsNativeError, JsObject, JsValue, Trace, gc::GcRefCell};
use std::{cell::RefCell, rc::Rc};

use super::{
    invalid_url,
    params::{self, List},
    prototype,
};
use crate::engine::{Error, Result, WebClass, function, getter, js, utf8};
use crate::env::Env;
use crate::url::Url;

/// The data of a `URL` object.
#[derive(Trace, Finalize, JsData)]
struct UrlData {
    // Plain Rust data without traced pointers.
    #[unsafe_ignore_trace]
    url: Rc<RefCell<Url>>,
    /// The pairs of `searchParams`, once it was asked for.
    #[unsafe_ignore_trace]
    list: RefCell<Option<Rc<List>>>,
    params: GcRefCell<Option<JsObject>>,
}

const SLOT: &str = "url.URL.prototype";

static CLASS: WebClass = WebClass {
    name: "URL",
    length: 1,
    construct,
    statics: &[function!("canParse", 1, can_parse), function!("parse", 1, parse)],
    methods: &[
        function!("toString", 0, to_string),
        getter!("href", to_string, set_href),
        getter!("origin", origin),
        getter!("protocol", protocol, set_protocol),
        getter!("username", username, set_username),
        getter!("password", password, set_password),
        getter!("host", host, set_host),
        getter!("hostname", hostname, set_hostname),
        getter!("port", port, set_port),
        getter!("pathname", pathname, set_pathname),
        getter!("search", search, set_search),
        getter!("searchParams", search_params),
        getter!("hash", hash, set_hash),
        function!("toJSON", 0, to_string),
    ],
};

pub(super) fn make(cx: &mut Context) -> Result<JsValue> {
    let (class, proto) = CLASS.define(cx)?;
    Env::of(cx).set_slot(SLOT, proto);
    Ok(class.into())
}

fn new_object(url: Url, proto: JsObject, cx: &mut Context) -> JsObject {
    let data = UrlData { url: Rc::new(RefCell::new(url)), list: RefCell::default(), params: GcRefCell::new(None) };
    JsObject::new(cx.root_shape(), proto, data).upcast()
}

/// A `URL` object made from Rust.
pub(super) fn object(url: Url, cx: &mut Context) -> Result<JsObject> {
    let proto = prototype(SLOT, cx)?;
    Ok(new_object(url, proto, cx))
}

/// Input and base as values and parsed.
fn parse_args(args: &[JsValue], cx: &mut Context) -> Result<(Option<Url>, JsValue, Option<JsValue>)> {
    if args.is_empty() {
        return Err(Error::missing_args(&["url"]));
    }
    let input = args[0].to_string(cx)?;
    let base = args.get_or_undefined(1);
    if base.is_undefined() {
        return Ok((Url::parse(&utf8(&input), None), input.into(), None));
    }
    let base = base.to_string(cx)?;
    let url = Url::parse(&utf8(&base), None).and_then(|base| Url::parse(&utf8(&input), Some(&base)));
    Ok((url, input.into(), Some(base.into())))
}

/// `new URL(input, base)`
fn construct(proto: JsObject, args: &[JsValue], cx: &mut Context) -> Result<JsObject> {
    match parse_args(args, cx)? {
        (Some(url), ..) => Ok(new_object(url, proto, cx)),
        (None, input, base) => Err(invalid_url(&input, base.as_ref(), cx)),
    }
}

/// `URL.canParse(input, base)`
fn can_parse(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(parse_args(args, cx)?.0.is_some().into())
}

/// `URL.parse(input, base)`: null where the constructor throws.
fn parse(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    match parse_args(args, cx)?.0 {
        Some(url) => Ok(object(url, cx)?.into()),
        None => Ok(JsValue::null()),
    }
}

/// What V8 says when a private member is missing; the words depend on how Node's code gets there.
fn illegal(message: &'static str) -> Error {
    JsNativeError::typ().with_message(message).into()
}

const NOT_A_RECEIVER: &str = "Receiver must be an instance of class URL";
const NO_CONTEXT: &str = "Cannot read private member #context from an object whose class did not declare it";
const NO_PARAMS: &str = "Cannot read private member #searchParams from an object whose class did not declare it";

fn record(this: &JsValue, message: &'static str) -> Result<Rc<RefCell<Url>>> {
    this.as_object()
        .and_then(|object| object.downcast_ref::<UrlData>().map(|data| data.url.clone()))
        .ok_or_else(|| illegal(message))
}

/// `toString()`, `toJSON()`, `href`
fn to_string(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(js(&record(this, NOT_A_RECEIVER)?.borrow().href()).into())
}

/// Reads the query anew into `searchParams`, if there is such an object.
fn refresh(this: &JsValue, url: &Rc<RefCell<Url>>) {
    let list = this
        .as_object()
        .and_then(|object| object.downcast_ref::<UrlData>().and_then(|data| data.list.borrow().clone()));
    if let Some(list) = list {
        list.parse(url.borrow().query().unwrap_or_default());
    }
}

fn set_href(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let url = record(this, NO_CONTEXT)?;
    let value = args.get_or_undefined(0).to_string(cx)?;
    let Some(parsed) = Url::parse(&utf8(&value), None) else { return Err(invalid_url(&value.into(), None, cx)) };
    *url.borrow_mut() = parsed;
    refresh(this, &url);
    Ok(JsValue::undefined())
}

fn set_search(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let url = record(this, NO_CONTEXT)?;
    let value = utf8(&args.get_or_undefined(0).to_string(cx)?);
    url.borrow_mut().set_search(&value);
    refresh(this, &url);
    Ok(JsValue::undefined())
}

fn search(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(js(&record(this, NOT_A_RECEIVER)?.borrow().search()).into())
}

macro_rules! accessors {
    ($($get:ident, $set:ident;)*) => {$(
        fn $get(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
            let text = record(this, NO_CONTEXT)?.borrow().$get().to_owned();
            Ok(js(&text).into())
        }
        fn $set(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
            let url = record(this, NO_CONTEXT)?;
            let value = utf8(&args.get_or_undefined(0).to_string(cx)?);
            url.borrow_mut().$set(&value);
            Ok(JsValue::undefined())
        }
    )*};
}

accessors! {
    protocol, set_protocol;
    username, set_username;
    password, set_password;
    host, set_host;
    hostname, set_hostname;
    port, set_port;
    pathname, set_pathname;
    hash, set_hash;
}

fn origin(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(js(&record(this, NO_CONTEXT)?.borrow().origin()).into())
}

/// The one `URLSearchParams` of this URL.
fn search_params(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let url = record(this, NO_PARAMS)?;
    let object = this.as_object().expect("it has a URL record");
    let known = object.downcast_ref::<UrlData>().and_then(|data| data.params.borrow().clone());
    if let Some(known) = known {
        return Ok(known.into());
    }
    let list = List::of_url(&url);
    let made = params::object(list.clone(), cx)?;
    if let Some(data) = object.downcast_ref::<UrlData>() {
        *data.list.borrow_mut() = Some(list);
        *data.params.borrow_mut() = Some(made.clone());
    }
    Ok(made.into())
}

/// `format(url, fragment, unicode, search, auth)`; `undefined` if the first is no `URL`.
pub(super) fn format(_this: &JsValue, args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let Ok(url) = record(args.get_or_undefined(0), NO_CONTEXT) else { return Ok(JsValue::undefined()) };
    let on = |index: usize| args.get_or_undefined(index).to_boolean();
    let text = url.borrow().format(on(1), on(2), on(3), on(4));
    Ok(js(&text).into())
}
