//! The export names of a CommonJS file for `import`, re-exports followed.

use std::collections::BTreeSet;

use crate::{
    modules::loader::{Loader, text_of},
    resolve::{FindOptions, is_relative, lexer, node_module_paths, path},
};

/// Finds the names that a CommonJS source exports. `default` and `module.exports` are not among them.
pub(in crate::modules) fn named_exports(loader: &Loader, filename: &str, source: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut seen = BTreeSet::new();
    collect(loader, filename, source, &mut names, &mut seen);
    names.retain(|name| name != "default" && name != "module.exports");
    names
}

fn collect(loader: &Loader, filename: &str, source: &str, names: &mut Vec<String>, seen: &mut BTreeSet<String>) {
    if !seen.insert(filename.to_owned()) {
        return;
    }
    let found = lexer::exports_of(source);
    for name in found.names {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for specifier in found.reexports {
        let Some(target) = find(loader, &specifier, filename) else {
            continue;
        };
        // Only JavaScript can be scanned; JSON and add-ons export no names.
        let scannable = matches!(path::extname(&target), ".js" | ".cjs" | "");
        if scannable && let Some(bytes) = loader.resolver.fs().read(&target) {
            collect(loader, &target, &text_of(bytes), names, seen);
        }
    }
}

/// The file that a re-export names; nothing if it cannot be found, which running the module will report.
fn find(loader: &Loader, specifier: &str, from: &str) -> Option<String> {
    let extensions = [".js", ".json", ".node"].map(str::to_owned);
    let options = FindOptions { is_main: false, extensions: &extensions, conditions: &loader.require_conditions };
    let dir = path::dirname(from);
    let paths = if specifier.starts_with('/') {
        vec![String::new()]
    } else if is_relative(specifier) {
        vec![dir.to_owned()]
    } else {
        node_module_paths(dir)
    };
    loader.resolver.find_path(specifier, &paths, options).ok()?
}
