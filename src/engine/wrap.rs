//! Native state behind a JS object: Node's `BaseObject` and `Unwrap`.
//!
//! **No borrow of native data is alive while JS runs**: `unwrap` clones an `Rc` out and ends Boa's borrow at once.

use std::{any::Any, rc::Rc};

use boa_engine::{Finalize, JsData, JsNativeError, JsObject, JsValue, Trace};

use super::Result;

/// The native data of every object that one of our classes makes.
#[derive(Trace, Finalize, JsData)]
pub struct Wrap(
    // The state holds no traced pointers: what JS values it keeps are roots for as long as it lives.
    #[unsafe_ignore_trace] Rc<dyn Any>,
);

impl Wrap {
    /// Wraps the state of a new object.
    #[must_use]
    pub fn new<T: Any>(state: Rc<T>) -> Self {
        Self(state)
    }

    /// The state, if it is a `T`.
    #[must_use]
    pub fn state<T: Any>(&self) -> Option<Rc<T>> {
        Rc::downcast::<T>(self.0.clone()).ok()
    }
}

/// The native state of `this`.
///
/// # Errors
/// `TypeError: Illegal invocation` if `this` is no object of that class.
pub fn unwrap<T: Any>(this: &JsValue) -> Result<Rc<T>> {
    this.as_object()
        .and_then(|object| unwrap_object::<T>(&object))
        .ok_or_else(|| JsNativeError::typ().with_message("Illegal invocation").into())
}

/// The native state of an object, if it has that class.
#[must_use]
pub fn unwrap_object<T: Any>(object: &JsObject) -> Option<Rc<T>> {
    object.downcast_ref::<Wrap>().and_then(|wrap| wrap.state::<T>())
}
