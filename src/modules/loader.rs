//! `Loader`: what the two module systems of one thread share: resolution, conditions, flags, caches.
//!
//! Counterpart of Node's cascaded loader. It is Boa's module loader, so natives reach it through the context.
//! **No `RefCell` of it is borrowed while JS runs.**

use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use boa_engine::{Context, JsError, JsObject, JsResult, JsValue, js_string};

use rustc_hash::FxHashMap;

use super::{cjs::Cjs, esm::Esm, hooks::Hooks, vm::ImportPolicy, vm_module::VmModule};
use crate::{
    engine::{
        Error, js, object,
        throw::{new_error, to_object},
    },
    env::{Env, Options},
    error::Code,
    resolve::{EntryKind, Failure, FailureCode, FileSystem, Resolver, Settings, path},
    sys::module_files,
};

/// The real file system.
struct Files;

impl FileSystem for Files {
    fn kind(&self, path: &str) -> EntryKind {
        match module_files::is_directory(path) {
            Some(true) => EntryKind::Directory,
            Some(false) => EntryKind::File,
            None => EntryKind::Missing,
        }
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        module_files::read(path).ok()
    }

    fn real_path(&self, path: &str) -> String {
        module_files::real_path(path).unwrap_or_else(|| path.to_owned())
    }
}

/// The command line's word on modules.
#[derive(Debug)]
pub(super) struct Flags {
    /// `--no-experimental-detect-module` turns it off.
    pub(super) detect_module: bool,
    /// `--no-require-module` turns it off.
    pub(super) require_module: bool,
    /// `--expose-internals`.
    pub(super) expose_internals: bool,
    /// `--experimental-default-type=module`.
    pub(super) default_module: bool,
    /// `--trace-require-module`: `all` or `no-node-modules`.
    pub(super) trace_require_module: Option<String>,
}

/// One per context.
pub struct Loader {
    pub(super) resolver: Resolver,
    pub(super) flags: Flags,
    /// Export conditions of `require`.
    pub(super) require_conditions: Vec<String>,
    /// Export conditions of `import`.
    pub(super) import_conditions: Vec<String>,
    pub(super) esm: Esm,
    pub(super) hooks: Hooks,
    /// What `import()` does in scripts of `node:vm`, by their file names.
    pub(super) vm: RefCell<FxHashMap<String, ImportPolicy>>,
    pub(super) vm_modules: RefCell<Vec<VmModule>>,
    cjs: OnceCell<Cjs>,
}

impl Loader {
    /// A loader that obeys the command line; give it to the context's builder, then call [`Loader::install`].
    #[must_use]
    pub fn new(options: &Options) -> Rc<Self> {
        let settings = Settings {
            preserve_symlinks: options.flag("preserve-symlinks"),
            preserve_symlinks_main: options.flag("preserve-symlinks-main"),
        };
        let require_module = !off(options, "experimental-require-module");
        let user: Vec<String> = options.values_of("conditions").map(str::to_owned).collect();
        let addons: &[&str] = if off(options, "addons") { &[] } else { &["node-addons"] };
        let sync: &[&str] = if require_module { &["module-sync"] } else { &[] };
        let list = |parts: &[&[&str]]| {
            parts.iter().flat_map(|part| part.iter().map(|&name| name.to_owned())).collect::<Vec<_>>()
        };
        let mut require_conditions = list(&[&["require", "node"], addons]);
        require_conditions.extend(user.iter().cloned());
        require_conditions.extend(list(&[sync]));
        let mut import_conditions = list(&[&["node", "import"], sync, addons]);
        import_conditions.extend(user);
        Rc::new(Self {
            resolver: Resolver::new(Box::new(Files), settings),
            flags: Flags {
                detect_module: !off(options, "experimental-detect-module"),
                require_module,
                expose_internals: options.flag("expose-internals"),
                default_module: options.value("experimental-default-type") == Some("module"),
                trace_require_module: options.value("trace-require-module").map(str::to_owned),
            },
            require_conditions,
            import_conditions,
            esm: Esm::default(),
            hooks: Hooks::default(),
            vm: RefCell::default(),
            vm_modules: RefCell::default(),
            cjs: OnceCell::new(),
        })
    }

    /// Makes `Module` and what belongs to it. Runs no JS.
    ///
    /// # Errors
    /// A limit of the engine.
    pub fn install(self: &Rc<Self>, cx: &mut Context) -> JsResult<()> {
        let cjs = Cjs::new(cx)?;
        // A second call would be a second installation into the same context: the first one stays.
        let _already = self.cjs.set(cjs);
        super::cjs::finish_install(self, cx)
    }

    /// The loader of a context.
    ///
    /// # Panics
    /// In a context that was built without one.
    #[must_use]
    pub fn of(cx: &Context) -> Rc<Self> {
        cx.downcast_module_loader().expect("every context is built with a Loader as its module loader")
    }

    pub(super) fn cjs(&self) -> &Cjs {
        self.cjs.get().expect("install runs before any module is loaded")
    }

    /// Hands the deprecations of the resolutions so far to `process.emitWarning`.
    pub(super) fn emit_deprecations(&self, cx: &mut Context) {
        for deprecation in self.resolver.take_deprecations() {
            Env::of(cx).emit_warning(&deprecation.message, "DeprecationWarning", Some(deprecation.code), cx);
        }
    }

    /// The exception of a failed resolution, after its deprecations.
    pub(super) fn resolved<T>(&self, result: crate::resolve::Result<T>, cx: &mut Context) -> JsResult<T> {
        self.emit_deprecations(cx);
        result.map_err(|failure| throw(&failure, cx))
    }
}

/// Whether a switch was turned off with `--no-name`.
fn off(options: &Options, name: &str) -> bool {
    options.value(name) == Some("false")
}

/// The exception of a failed resolution.
pub(super) fn throw(failure: &Failure, cx: &mut Context) -> JsError {
    JsError::from_opaque(failure_object(failure, cx).into())
}

/// The error object of a failed resolution.
pub(super) fn failure_object(failure: &Failure, cx: &mut Context) -> JsObject {
    let error = match failure.code {
        FailureCode::Coded(code) => match to_object(&crate::error::Error::node(code, failure.message.clone()), cx) {
            Ok(error) => error,
            Err(_) => new_error(code.class(), &failure.message, Some(code.name()), cx),
        },
        FailureCode::ModuleNotFound => {
            let error = new_error(failure.code.class(), &failure.message, None, cx);
            object::put(&error, js_string!("code"), js(failure.code.name()));
            error
        }
    };
    for (name, value) in &failure.properties {
        object::put(&error, js(name), js(value));
    }
    error
}

/// `fs.readFileSync(path)` with its errors.
pub(super) fn read_file(path: &str) -> Result<Vec<u8>, Error> {
    use crate::error::Syscall as _;
    match module_files::read(path) {
        // Reading a directory opens it first: the failure is that of `read`, without a path.
        Err(error) if error.raw_os_error() == Some(libc::EISDIR) => Err(error).syscall("read").map_err(Error::from),
        result => result.syscall_path("open", path).map_err(Error::from),
    }
}

/// The working directory, `/` if it was removed.
pub(super) fn cwd() -> String {
    module_files::cwd().unwrap_or_else(|| "/".to_owned())
}

/// `path.resolve(text)`.
pub(super) fn absolute(text: &str) -> String {
    if text.starts_with('/') { path::resolve(&[text]) } else { path::resolve(&[&cwd(), text]) }
}

/// Text of a source file: UTF-8, with U+FFFD for what is none.
pub(super) fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// A coded error with a finished message as an exception.
pub(super) fn coded(code: Code, message: impl Into<String>, cx: &mut Context) -> JsError {
    Error::code(code, message).throw(cx)
}

/// `value` as text without running user code; `""` for what is no string.
pub(super) fn text(value: &JsValue) -> String {
    value.as_string().map(|string| crate::engine::utf8(&string)).unwrap_or_default()
}
