//! What `node:vm` needs of the loader: syntax checks that leave no trace, and who answers `import()` in a script.

use std::path::Path;

use boa_ast::scope::Scope;
use boa_engine::{
    Context, JsNativeError, JsResult, Module, Source,
    module::{ModuleRequest, Referrer},
    object::builtins::JsFunction,
};
use boa_parser::Parser;

use super::{
    loader::{Loader, coded},
    syntax_error,
};
use crate::error::Code;

/// What `import()` in a script of `node:vm` does.
#[derive(Clone)]
pub(crate) enum ImportPolicy {
    /// No `importModuleDynamically`.
    Missing,
    /// A callback, but not the flag that it needs.
    MissingFlag,
    /// `USE_MAIN_CONTEXT_DEFAULT_LOADER`.
    Default,
    /// The callback.
    Callback(JsFunction),
}

/// Remembers the policy of the scripts of that name.
pub(crate) fn set_import_policy(filename: &str, policy: ImportPolicy, cx: &mut Context) {
    // A file's own name without a callback keeps meaning the file: `require` may have loaded it as well.
    if matches!(policy, ImportPolicy::Missing) && filename.starts_with('/') {
        return;
    }
    Loader::of(cx).vm.borrow_mut().insert(filename.to_owned(), policy);
}

/// The module of an `import()` in a script of `node:vm`; `None` if the loader should answer itself.
pub(super) fn import(
    loader: &Loader,
    referrer: &Referrer,
    request: &ModuleRequest,
    cx: &mut Context,
) -> Option<JsResult<Module>> {
    let Referrer::Script(_) = referrer else {
        return None;
    };
    let name = referrer.path().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    let policy = loader.vm.borrow().get(&name).cloned()?;
    match policy {
        ImportPolicy::Default => {
            let env = crate::env::Env::of(cx);
            if env.slot("vm.defaultLoaderWarning").is_none() {
                env.set_slot("vm.defaultLoaderWarning", true);
                env.emit_warning(
                    "vm.USE_MAIN_CONTEXT_DEFAULT_LOADER is an experimental feature and might change at any time",
                    "ExperimentalWarning",
                    None,
                    cx,
                );
            }
            None
        }
        ImportPolicy::Missing => Some(Err(coded(
            Code::ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING,
            Code::ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING.message(),
            cx,
        ))),
        ImportPolicy::MissingFlag => Some(Err(coded(
            Code::ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG,
            Code::ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG.message(),
            cx,
        ))),
        ImportPolicy::Callback(callback) => Some(super::vm_module::ask(&callback, request, cx)),
    }
}

/// Parses a script and forgets it: its declarations must not reach any realm.
pub(crate) fn check_script(code: &str, filename: &str, cx: &mut Context) -> JsResult<()> {
    let path = Path::new(filename);
    let parsed = Parser::new(Source::from_bytes(code.as_bytes()).with_path(path))
        .parse_script(&Scope::new_global(), cx.interner_mut());
    match parsed {
        Ok(_) => Ok(()),
        Err(error) => {
            Err(syntax_error::located(JsNativeError::from_parser(error, Some(path)).into(), filename, code, cx))
        }
    }
}
