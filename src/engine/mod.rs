//! The vocabulary over Boa that bindings are written in: binding tables, classes, arguments, wraps, bytes, strings, errors.
//!
//! Counterpart of Node's `src/util.h`, `base_object.h` and `node_errors.h`. **Nothing below this layer names the
//! engine**; nothing here knows the event loop or a particular module.

pub mod args;
pub mod binding;
pub mod bytes;
pub mod class;
pub mod dump;
pub mod intrinsics;
pub mod limits;
pub mod memory;
pub mod object;
pub mod report;
pub mod stack;
pub mod strings;
pub mod throw;
pub mod web_class;
pub mod wrap;

pub use args::{FromJs, arg, opt_arg};
pub use binding::{Binding, Export, NativeFn, class, constant, double, string};
pub(crate) use binding::{function, getter, lazy};
pub use class::NativeClass;
pub use strings::{js, utf8};
pub use throw::{Error, Result};
pub use web_class::WebClass;
pub use wrap::{Wrap, unwrap, unwrap_object};
