//! The class `URLSearchParams`: a list of pairs, which may belong to a URL and then rewrites its query.

use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsNativeError, JsObject, JsString, JsSymbol, JsValue, Trace,
    builtins::iterable::create_iter_result_object, js_string, object::builtins::JsFunction, property::PropertyKey,
};
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use super::{prototype, usv};
use crate::engine::{
    Error, Export, Result, WebClass, arg,
    binding::{Visibility, define},
    function, getter, js, object, utf8,
    web_class::tag,
};
use crate::env::Env;
use crate::error::Code;
use crate::url::{Url, form};

/// The pairs, and the URL whose query they are.
#[derive(Debug, Default)]
pub(super) struct List {
    pairs: RefCell<Vec<(JsString, JsString)>>,
    url: RefCell<Weak<RefCell<Url>>>,
}

impl List {
    /// The pairs of a URL's query.
    pub(super) fn of_url(url: &Rc<RefCell<Url>>) -> Rc<Self> {
        let list = Self { pairs: RefCell::default(), url: RefCell::new(Rc::downgrade(url)) };
        list.parse(url.borrow().query().unwrap_or_default());
        Rc::new(list)
    }

    /// Replaces the pairs by those of a query.
    pub(super) fn parse(&self, query: &str) {
        *self.pairs.borrow_mut() = form::parse(query).iter().map(|(name, value)| (js(name), js(value))).collect();
    }

    fn push(&self, name: JsString, value: JsString) {
        self.pairs.borrow_mut().push((name, value));
    }

    fn serialize(&self) -> String {
        let mut out = String::new();
        for (name, value) in self.pairs.borrow().iter() {
            if !out.is_empty() {
                out.push('&');
            }
            form::encode(&mut out, &utf8(name));
            out.push('=');
            form::encode(&mut out, &utf8(value));
        }
        out
    }

    /// Writes the pairs into the URL, after a change.
    fn changed(&self) {
        if let Some(url) = self.url.borrow().upgrade() {
            let query = self.serialize();
            url.borrow_mut().set_query((!query.is_empty()).then_some(query));
        }
    }
}

/// The data of a `URLSearchParams` object.
#[derive(Trace, Finalize, JsData)]
struct ParamsData {
    // Strings and plain Rust data, no traced pointers.
    #[unsafe_ignore_trace]
    list: Rc<List>,
}

const SLOT: &str = "url.URLSearchParams.prototype";
const ITERATOR_SLOT: &str = "url.URLSearchParamsIterator.prototype";

static CLASS: WebClass = WebClass {
    name: "URLSearchParams",
    length: 0,
    construct,
    statics: &[],
    methods: &[
        getter!("size", size),
        function!("append", 2, append),
        function!("delete", 1, delete),
        function!("get", 1, get),
        function!("getAll", 1, get_all),
        function!("has", 1, has),
        function!("set", 2, set),
        function!("sort", 0, sort),
        function!("entries", 0, entries),
        function!("forEach", 1, for_each),
        function!("keys", 0, keys),
        function!("values", 0, values),
        function!("toString", 0, to_string),
    ],
};

pub(super) fn make(cx: &mut Context) -> Result<JsValue> {
    let (class, proto) = CLASS.define(cx)?;
    let entries = object::get(&proto, "entries", cx)?;
    object::put_hidden(&proto, JsSymbol::iterator(), entries);
    let env = Env::of(cx);
    env.set_slot(SLOT, proto);
    // The engine's %IteratorPrototype% is what its array iterators inherit from.
    let base = cx.intrinsics().objects().iterator_prototypes().array().prototype();
    let iterator = JsObject::with_object_proto(cx.intrinsics());
    iterator.set_prototype(base);
    define(&iterator, ITERATOR, Visibility::Enumerable, cx)?;
    tag(&iterator, "URLSearchParams Iterator");
    env.set_slot(ITERATOR_SLOT, iterator);
    Ok(class.into())
}

/// A `URLSearchParams` over a list.
pub(super) fn object(list: Rc<List>, cx: &mut Context) -> Result<JsObject> {
    let proto = prototype(SLOT, cx)?;
    Ok(JsObject::new(cx.root_shape(), proto, ParamsData { list }).upcast())
}

fn list_in(value: &JsValue) -> Option<Rc<List>> {
    value.as_object().and_then(|object| object.downcast_ref::<ParamsData>().map(|data| data.list.clone()))
}

fn list_of(this: &JsValue) -> Result<Rc<List>> {
    list_in(this).ok_or_else(|| Error::coded(Code::ERR_INVALID_THIS, &["URLSearchParams"]))
}

/// `new URLSearchParams(init)`
fn construct(proto: JsObject, args: &[JsValue], cx: &mut Context) -> Result<JsObject> {
    let list = Rc::new(List::default());
    let init = args.get_or_undefined(0);
    if let Some(source) = init.as_object() {
        fill(&list, &source, cx)?;
    } else if !init.is_null_or_undefined() {
        let text = utf8(&init.to_string(cx)?);
        list.parse(text.strip_prefix('?').unwrap_or(&text));
    }
    Ok(JsObject::new(cx.root_shape(), proto, ParamsData { list }).upcast())
}

fn fill(list: &List, source: &JsObject, cx: &mut Context) -> Result<()> {
    let method = source.get(JsSymbol::iterator(), cx)?;
    let value = JsValue::from(source.clone());
    if let Some(other) = list_in(&value) {
        let own = prototype(SLOT, cx)?.get(JsSymbol::iterator(), cx)?;
        if method.strict_equals(&own) {
            list.pairs.borrow_mut().clone_from(&other.pairs.borrow());
            return Ok(());
        }
    }
    if method.is_null_or_undefined() {
        return fill_from_record(list, source, cx);
    }
    let Some(method) = method.as_callable() else {
        return Err(Error::coded(Code::ERR_ARG_NOT_ITERABLE, &["Query pairs"]));
    };
    iterate(&value, &method, cx, &mut |pair, cx| {
        let mut elements = Vec::new();
        let invalid = || Error::coded(Code::ERR_INVALID_TUPLE, &["Each query pair", "[name, value]"]);
        let Some(object) = pair.as_object() else { return Err(invalid()) };
        let Some(method) = object.get(JsSymbol::iterator(), cx)?.as_callable() else { return Err(invalid()) };
        if object.is_array() {
            elements = object::elements(&object, cx)?;
            if elements.len() != 2 {
                return Err(invalid());
            }
            for element in &mut elements {
                *element = usv(element, cx)?.into();
            }
        } else {
            iterate(pair, &method, cx, &mut |element, cx| {
                elements.push(usv(element, cx)?.into());
                Ok(())
            })?;
        }
        match elements.as_slice() {
            [name, value] => {
                list.push(name.to_string(cx)?, value.to_string(cx)?);
                Ok(())
            }
            _ => Err(invalid()),
        }
    })
}

/// Takes an object's enumerable properties; a later name that comes out the same replaces the value.
fn fill_from_record(list: &List, source: &JsObject, cx: &mut Context) -> Result<()> {
    for key in source.own_property_keys(cx)? {
        let own = cx.intrinsics().constructors().object().constructor();
        let descriptor = object::get(&own, "getOwnPropertyDescriptor", cx)?;
        let Some(descriptor) = descriptor.as_callable() else { continue };
        let key_value = match &key {
            PropertyKey::String(name) => JsValue::from(name.clone()),
            PropertyKey::Symbol(symbol) => JsValue::from(symbol.clone()),
            PropertyKey::Index(index) => JsValue::from(js(&index.get().to_string())),
        };
        let found = descriptor.call(&JsValue::undefined(), &[source.clone().into(), key_value.clone()], cx)?;
        let enumerable = match found.as_object() {
            Some(found) => object::get(&found, "enumerable", cx)?.to_boolean(),
            None => false,
        };
        if !enumerable {
            continue;
        }
        let name = usv(&key_value, cx)?;
        let value = source.get(key, cx)?;
        let value = usv(&value, cx)?;
        let mut pairs = list.pairs.borrow_mut();
        match pairs.iter_mut().find(|(known, _)| *known == name) {
            Some(pair) => pair.1 = value,
            None => pairs.push((name, value)),
        }
    }
    Ok(())
}

/// `for (const item of value)`, closing the iterator if the body fails.
fn iterate(
    value: &JsValue,
    method: &JsObject,
    cx: &mut Context,
    body: &mut dyn FnMut(&JsValue, &mut Context) -> Result<()>,
) -> Result<()> {
    let not_an_object =
        || Error::from(JsNativeError::typ().with_message("Result of the Symbol.iterator method is not an object"));
    let Some(iterator) = method.call(value, &[], cx)?.as_object() else { return Err(not_an_object()) };
    let next = object::get(&iterator, "next", cx)?;
    let Some(next) = next.as_callable() else {
        return Err(JsNativeError::typ().with_message("iterator.next is not a function").into());
    };
    loop {
        let Some(step) = next.call(&iterator.clone().into(), &[], cx)?.as_object() else { return Err(not_an_object()) };
        if object::get(&step, "done", cx)?.to_boolean() {
            return Ok(());
        }
        let item = object::get(&step, "value", cx)?;
        if let Err(error) = body(&item, cx) {
            if let Some(close) = iterator.get(js_string!("return"), cx).ok().and_then(|close| close.as_callable()) {
                // The error of the body is the one that counts.
                drop(close.call(&iterator.into(), &[], cx));
            }
            return Err(error);
        }
    }
}

/// The first `count` arguments as strings.
fn names<const N: usize>(args: &[JsValue], names: [&str; N], cx: &mut Context) -> Result<[JsString; N]> {
    if args.len() < N {
        return Err(Error::missing_args(&names));
    }
    let mut strings = [const { JsString::from_static(&EMPTY) }; N];
    for (slot, value) in strings.iter_mut().zip(args) {
        *slot = usv(value, cx)?;
    }
    Ok(strings)
}

static EMPTY: boa_engine::string::StaticString =
    boa_engine::string::StaticString::new(boa_engine::string::JsStr::latin1(&[]));

/// A second argument that may be missing.
fn optional_value(args: &[JsValue], cx: &mut Context) -> Result<Option<JsString>> {
    let value = args.get_or_undefined(1);
    if value.is_undefined() { Ok(None) } else { usv(value, cx).map(Some) }
}

/// `size`
fn size(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(list_of(this)?.pairs.borrow().len().into())
}

/// `append(name, value)`
fn append(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let list = list_of(this)?;
    let [name, value] = names(args, ["name", "value"], cx)?;
    list.push(name, value);
    list.changed();
    Ok(JsValue::undefined())
}

/// `delete(name, value)`
fn delete(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let list = list_of(this)?;
    let [name] = names(args, ["name"], cx)?;
    let value = optional_value(args, cx)?;
    list.pairs.borrow_mut().retain(|pair| pair.0 != name || value.as_ref().is_some_and(|value| pair.1 != *value));
    list.changed();
    Ok(JsValue::undefined())
}

/// `get(name)`
fn get(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let list = list_of(this)?;
    let [name] = names(args, ["name"], cx)?;
    let pairs = list.pairs.borrow();
    Ok(pairs.iter().find(|pair| pair.0 == name).map_or(JsValue::null(), |pair| pair.1.clone().into()))
}

/// `getAll(name)`
fn get_all(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let list = list_of(this)?;
    let [name] = names(args, ["name"], cx)?;
    let found: Vec<JsValue> =
        list.pairs.borrow().iter().filter(|pair| pair.0 == name).map(|pair| pair.1.clone().into()).collect();
    Ok(object::array(found, cx).into())
}

/// `has(name, value)`
fn has(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let list = list_of(this)?;
    let [name] = names(args, ["name"], cx)?;
    let value = optional_value(args, cx)?;
    let found =
        list.pairs.borrow().iter().any(|pair| pair.0 == name && value.as_ref().is_none_or(|value| pair.1 == *value));
    Ok(found.into())
}

/// `set(name, value)`
fn set(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let list = list_of(this)?;
    let [name, value] = names(args, ["name", "value"], cx)?;
    let mut found = false;
    list.pairs.borrow_mut().retain_mut(|pair| {
        if pair.0 != name {
            return true;
        }
        let first = !std::mem::replace(&mut found, true);
        if first {
            pair.1 = value.clone();
        }
        first
    });
    if !found {
        list.push(name, value);
    }
    list.changed();
    Ok(JsValue::undefined())
}

/// `sort()`: by the code units of the names, equal names in their order.
fn sort(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    let list = list_of(this)?;
    list.pairs.borrow_mut().sort_by(|a, b| a.0.iter().cmp(b.0.iter()));
    list.changed();
    Ok(JsValue::undefined())
}

/// `toString()`
fn to_string(this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(js(&list_of(this)?.serialize()).into())
}

/// `forEach(callback, thisArg)`
fn for_each(this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let list = list_of(this)?;
    let callback: JsFunction = arg(args, 0, "callback", cx)?;
    let mut index = 0;
    loop {
        let pair = list.pairs.borrow().get(index).cloned();
        let Some((name, value)) = pair else { return Ok(JsValue::undefined()) };
        callback.call(args.get_or_undefined(1), &[value.into(), name.into(), this.clone()], cx)?;
        index += 1;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Keys,
    Values,
    Entries,
}

/// The data of an iterator: where it stands in the list, which may change meanwhile.
#[derive(Trace, Finalize, JsData)]
struct IteratorData {
    #[unsafe_ignore_trace]
    list: Rc<List>,
    #[unsafe_ignore_trace]
    kind: Kind,
    #[unsafe_ignore_trace]
    index: Cell<usize>,
}

static ITERATOR: &[Export] = &[function!("next", 0, next)];

fn iterator(this: &JsValue, kind: Kind, cx: &mut Context) -> Result<JsValue> {
    let list = list_of(this)?;
    let proto = prototype(ITERATOR_SLOT, cx)?;
    let data = IteratorData { list, kind, index: Cell::new(0) };
    Ok(JsObject::new(cx.root_shape(), proto, data).upcast().into())
}

/// `keys()`
fn keys(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    iterator(this, Kind::Keys, cx)
}

/// `values()`
fn values(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    iterator(this, Kind::Values, cx)
}

/// `entries()`
fn entries(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    iterator(this, Kind::Entries, cx)
}

fn item(kind: Kind, (name, value): (JsString, JsString), cx: &mut Context) -> JsValue {
    match kind {
        Kind::Keys => name.into(),
        Kind::Values => value.into(),
        Kind::Entries => object::array([name.into(), value.into()], cx).into(),
    }
}

/// `next()` of an iterator
fn next(this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = this.as_object().and_then(|object| {
        object
            .downcast_ref::<IteratorData>()
            .map(|data| (data.list.clone(), data.kind, data.index.replace(data.index.get() + 1)))
    });
    let Some((list, kind, index)) = state else {
        return Err(Error::coded(Code::ERR_INVALID_THIS, &["URLSearchParamsIterator"]));
    };
    let pair = list.pairs.borrow().get(index).cloned();
    Ok(match pair {
        Some(pair) => {
            let value = item(kind, pair, cx);
            create_iter_result_object(value, false, cx)
        }
        None => create_iter_result_object(JsValue::undefined(), true, cx),
    })
}

/// `iteratorItems(iterator)`: what it would still give; `undefined` if it is no such iterator.
pub(super) fn iterator_items(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let state = args.get_or_undefined(0).as_object().and_then(|object| {
        object.downcast_ref::<IteratorData>().map(|data| (data.list.clone(), data.kind, data.index.get()))
    });
    let Some((list, kind, index)) = state else { return Ok(JsValue::undefined()) };
    let rest: Vec<_> = list.pairs.borrow().iter().skip(index).cloned().collect();
    let items: Vec<JsValue> = rest.into_iter().map(|pair| item(kind, pair, cx)).collect();
    Ok(object::array(items, cx).into())
}

/// `paramsList(params)`: names and values in turn; `undefined` if it is no `URLSearchParams`.
pub(super) fn list(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let Some(list) = list_in(args.get_or_undefined(0)) else { return Ok(JsValue::undefined()) };
    let flat: Vec<JsValue> =
        list.pairs.borrow().iter().flat_map(|(name, value)| [name.clone().into(), value.clone().into()]).collect();
    Ok(object::array(flat, cx).into())
}
