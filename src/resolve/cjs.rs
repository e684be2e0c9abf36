//! The steps of `require.resolve`: lookup paths, files, extensions, folders, `main`, self-reference.
//!
//! Counterpart of the resolving half of Node's `lib/internal/modules/cjs/loader.js`. **Each step is a function of its
//! own, because users replace them one by one** (`Module._findPath`, `Module._nodeModulePaths`, …); the JS-visible
//! caches live with those functions, not here.

use url::Url;

use super::{Deprecation, EntryKind, Failure, FailureCode, Resolver, Result, Scope, file_url, path};
use crate::error::Code;

/// What the look-up of one request depends on besides its paths.
#[derive(Clone, Copy, Debug)]
pub struct FindOptions<'a> {
    /// The entry point of the program: another symlink flag applies.
    pub is_main: bool,
    /// The keys of `Module._extensions`, in order.
    pub extensions: &'a [String],
    /// The export conditions, without `default`.
    pub conditions: &'a [String],
}

/// `Module._nodeModulePaths` of an absolute, normal path.
#[must_use]
pub fn node_module_paths(from: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = from.trim_end_matches('/');
    while let Some(at) = rest.rfind('/') {
        if &rest[at + 1..] != "node_modules" {
            paths.push(format!("{rest}/node_modules"));
        }
        rest = &rest[..at];
    }
    paths.push("/node_modules".to_owned());
    paths
}

/// Whether a request is `.`, `..`, `./x` or `../x`.
#[must_use]
pub fn is_relative(request: &str) -> bool {
    request == "." || request == ".." || request.starts_with("./") || request.starts_with("../")
}

/// The path whose package scope a module looks into for `#imports` and for itself.
#[must_use]
pub fn self_lookup_path(filename: Option<&str>, id: &str, cwd: Option<&str>) -> Option<String> {
    match filename {
        Some(name) if !name.is_empty() => Some(name.to_owned()),
        _ if id == "<repl>" || id == "internal/preload" => cwd.map(|cwd| format!("{cwd}/")),
        _ => None,
    }
}

/// The error of a `require` that found nothing.
#[must_use]
pub fn not_found(request: &str, require_stack: &[String]) -> Failure {
    let mut message = format!("Cannot find module '{request}'");
    if !require_stack.is_empty() {
        message.push_str("\nRequire stack:\n- ");
        message.push_str(&require_stack.join("\n- "));
    }
    Failure { code: FailureCode::ModuleNotFound, message, properties: Vec::new() }
}

/// The error of a package whose `main` names no file.
#[must_use]
pub fn main_not_found(filename: &str, package_json: &str, request: &str) -> Failure {
    Failure {
        code: FailureCode::ModuleNotFound,
        message: format!(
            "Cannot find module '{filename}'. Please verify that the package.json has a valid \"main\" entry"
        ),
        properties: vec![("path", package_json.to_owned()), ("requestPath", request.to_owned())],
    }
}

fn not_found_in(request: &str, package: Option<&str>) -> Failure {
    let failure = Failure {
        code: FailureCode::ModuleNotFound,
        message: format!("Cannot find module '{request}'"),
        properties: Vec::new(),
    };
    match package {
        Some(path) => failure.with("path", path),
        None => failure,
    }
}

/// A request that names a folder by its spelling: `x/`, `.`, `..`, `x/.`, `x/..`.
fn names_a_folder(request: &str) -> bool {
    matches!(request, "." | "..") || request.ends_with('/') || request.ends_with("/.") || request.ends_with("/..")
}

impl Resolver {
    /// `Module._findPath` without its cache: the file that `request` means below one of `paths`.
    /// `paths` are absolute except for an empty one, which stands for an absolute request.
    ///
    /// # Errors
    /// `MODULE_NOT_FOUND` for a broken `main`, and the errors of `exports`.
    pub fn find_path(&self, request: &str, paths: &[String], options: FindOptions<'_>) -> Result<Option<String>> {
        let absolute = request.starts_with('/');
        let folder_only = names_a_folder(request);
        let inside = !(is_relative(request) && path::climbs_out(request));
        for from in paths {
            if inside && !from.is_empty() && self.fs().kind(from) != EntryKind::Directory {
                continue;
            }
            if !absolute && let Some(found) = self.find_exports(from, request, options.conditions)? {
                return Ok(Some(found));
            }
            let base = path::resolve(&[from, request]);
            let kind = self.fs().kind(&base);
            if !folder_only {
                if kind == EntryKind::File {
                    return Ok(Some(self.real_unless_kept(&base, options.is_main)));
                }
                if let Some(found) = self.try_extensions(&base, options) {
                    return Ok(Some(found));
                }
            }
            if kind == EntryKind::Directory
                && let Some(found) = self.try_package(&base, request, options)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn try_extensions(&self, base: &str, options: FindOptions<'_>) -> Option<String> {
        options.extensions.iter().find_map(|extension| self.try_file(&format!("{base}{extension}"), options.is_main))
    }

    /// A folder: its `main`, else its index.
    fn try_package(&self, dir: &str, request: &str, options: FindOptions<'_>) -> Result<Option<String>> {
        let index = || self.try_extensions(&path::resolve(&[dir, "index"]), options);
        let package = self.package_at(&format!("{}/package.json", dir.trim_end_matches('/')))?;
        let Some((main, json)) = package
            .as_ref()
            .and_then(|p| p.main.as_deref().filter(|main| !main.is_empty()).map(|main| (main, &p.path)))
        else {
            return Ok(index());
        };
        let filename = path::resolve(&[dir, main]);
        let named = self
            .try_file(&filename, options.is_main)
            .or_else(|| self.try_extensions(&filename, options))
            .or_else(|| self.try_extensions(&path::resolve(&[&filename, "index"]), options));
        if named.is_some() {
            return Ok(named);
        }
        let Some(found) = index() else {
            return Err(main_not_found(&filename, json, request));
        };
        self.deprecations.borrow_mut().push(Deprecation {
            code: "DEP0128",
            message: format!(
                "Invalid 'main' field in '{json}' of '{main}'. Please either fix that or report it to the module author"
            ),
        });
        Ok(Some(found))
    }

    /// A bare request below a node_modules folder whose package has `exports`.
    fn find_exports(&self, modules_dir: &str, request: &str, conditions: &[String]) -> Result<Option<String>> {
        let Some((name, rest)) = split_request(request) else {
            return Ok(None);
        };
        let dir = path::resolve(&[modules_dir, name]);
        let json = format!("{dir}/package.json");
        match self.package_at(&json)? {
            Some(package) if package.exports.is_some() => {
                let resolved = self.package_exports(&package, &format!(".{rest}"), None, conditions);
                self.finish_esm(resolved, None, Some(&dir), || not_found_in(request, Some(&json))).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// A package that requires itself by name.
    ///
    /// # Errors
    /// Those of `exports`.
    pub fn find_self(&self, parent: &str, request: &str, conditions: &[String]) -> Result<Option<String>> {
        if request.starts_with(['.', '/', '#']) {
            return Ok(None);
        }
        let Scope::Package(package) = self.scope(parent)? else {
            return Ok(None);
        };
        let (Some(_), Some(name)) = (&package.exports, &package.name) else {
            return Ok(None);
        };
        let Some(rest) = request.strip_prefix(name.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'))
        else {
            return Ok(None);
        };
        let subpath = format!(".{rest}");
        let resolved = self.package_exports(&package, &subpath, Some(&file_url::from_path(parent)), conditions);
        self.finish_esm(resolved, Some(parent), Some(package.dir()), || not_found_in(&subpath, Some(package.dir())))
            .map(Some)
    }

    /// A `#specifier` in a scope that has `imports`; `None` if it has none.
    ///
    /// # Errors
    /// Those of `imports`.
    pub fn find_import(&self, parent: &str, request: &str, conditions: &[String]) -> Result<Option<String>> {
        let Scope::Package(package) = self.scope(parent)? else {
            return Ok(None);
        };
        if package.imports.is_none() {
            return Ok(None);
        }
        let resolved = self.package_imports(request, &file_url::from_path(parent), conditions);
        self.finish_esm(resolved, Some(parent), Some(&package.path), || not_found_in(request, None)).map(Some)
    }

    fn finish_esm(
        &self,
        resolved: Result<Url>,
        parent: Option<&str>,
        package: Option<&str>,
        missing: impl Fn() -> Failure,
    ) -> Result<String> {
        let url =
            resolved.map_err(|failure| if failure.is(Code::ERR_MODULE_NOT_FOUND) { missing() } else { failure })?;
        if file_url::has_encoded_separator(url.as_str()) {
            return Err(Failure::invalid_specifier(
                url.as_str(),
                "must not include encoded \"/\" or \"\\\" characters",
                parent,
            ));
        }
        let filename = file_url::to_path(&url)?;
        self.try_file(&filename, false).ok_or_else(|| not_found_in(&filename, package))
    }
}

/// `name/rest` or `@scope/name/rest`; `None` for what cannot be a package name.
fn split_request(request: &str) -> Option<(&str, &str)> {
    let end = |from: usize| request[from..].find('/').map_or(request.len(), |at| from + at);
    let (start, stop) = match request.strip_prefix('@') {
        Some(scoped) => {
            let slash = scoped.find('/')?;
            if slash == 0 || scoped[..slash].contains(['\\', '%']) {
                return None;
            }
            (slash + 2, end(slash + 2))
        }
        None => (0, end(0)),
    };
    let name = &request[start..stop];
    let valid = !name.is_empty() && !name.starts_with('.') && !name.contains(['\\', '%']);
    valid.then(|| (&request[..stop], &request[stop..]))
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    fn find(resolver: &Resolver, request: &str, from: &str) -> Result<Option<String>> {
        let extensions = [".js", ".json", ".node"].map(str::to_owned);
        let conditions = ["require", "node", "node-addons", "module-sync"].map(str::to_owned);
        let paths = if request.starts_with('/') {
            vec![String::new()]
        } else if is_relative(request) {
            vec![from.to_owned()]
        } else {
            node_module_paths(from)
        };
        resolver.find_path(
            request,
            &paths,
            FindOptions { is_main: false, extensions: &extensions, conditions: &conditions },
        )
    }

    fn found(resolver: &Resolver, request: &str, from: &str) -> String {
        find(resolver, request, from).expect("no error").unwrap_or_else(|| "nothing".to_owned())
    }

    #[test]
    fn node_modules_of_each_folder_but_node_modules() {
        assert_eq!(
            node_module_paths("/a/node_modules/b"),
            ["/a/node_modules/b/node_modules", "/a/node_modules", "/node_modules"]
        );
        assert_eq!(node_module_paths("/"), ["/node_modules"]);
    }

    #[test]
    fn files_extensions_folders() {
        let r = Memory::new(&[
            ("/p/a.js", ""),
            ("/p/b.json", ""),
            ("/p/b/index.js", ""),
            ("/p/c/package.json", r#"{"main":"lib"}"#),
            ("/p/c/lib/index.json", ""),
            ("/p/d", ""),
            ("/p/d.js", ""),
        ])
        .resolver();
        assert_eq!(found(&r, "./a", "/p"), "/p/a.js");
        assert_eq!(found(&r, "./b", "/p"), "/p/b.json");
        assert_eq!(found(&r, "./b/", "/p"), "/p/b/index.js");
        assert_eq!(found(&r, "./c", "/p"), "/p/c/lib/index.json");
        assert_eq!(found(&r, "./d", "/p"), "/p/d");
        assert_eq!(found(&r, ".", "/p/b"), "/p/b/index.js");
        assert_eq!(found(&r, "../a", "/p/b"), "/p/a.js");
        assert_eq!(found(&r, "/p/a", "/x"), "/p/a.js");
        assert_eq!(found(&r, "./zz", "/p"), "nothing");
    }

    #[test]
    fn packages_with_exports_close_the_rest() {
        let r = Memory::new(&[
            (
                "/p/node_modules/e/package.json",
                r#"{"exports":{".":{"require":"./r.js"},"./x":"./x.js","./gone":"./gone.js"},"main":"./m.js"}"#,
            ),
            ("/p/node_modules/e/r.js", ""),
            ("/p/node_modules/e/x.js", ""),
            ("/p/node_modules/e/m.js", ""),
        ])
        .resolver();
        assert_eq!(found(&r, "e", "/p/src"), "/p/node_modules/e/r.js");
        assert_eq!(found(&r, "e/x", "/p/src"), "/p/node_modules/e/x.js");
        assert_eq!(find(&r, "e/m.js", "/p").expect_err("closed").code.name(), "ERR_PACKAGE_PATH_NOT_EXPORTED");
        let gone = find(&r, "e/gone", "/p").expect_err("missing");
        assert_eq!(
            (gone.code.name(), gone.message.as_str()),
            ("MODULE_NOT_FOUND", "Cannot find module '/p/node_modules/e/gone.js'")
        );
    }

    #[test]
    fn broken_main_falls_back_to_index_with_a_deprecation() {
        let r = Memory::new(&[
            ("/p/a/package.json", r#"{"main":"nope"}"#),
            ("/p/a/index.js", ""),
            ("/p/b/package.json", r#"{"main":"nope"}"#),
        ])
        .resolver();
        assert_eq!(found(&r, "./a", "/p"), "/p/a/index.js");
        assert_eq!(r.take_deprecations()[0].code, "DEP0128");
        let failure = find(&r, "./b", "/p").expect_err("no main");
        assert_eq!(
            failure.message,
            "Cannot find module '/p/b/nope'. Please verify that the package.json has a valid \"main\" entry"
        );
        assert_eq!(failure.properties, [("path", "/p/b/package.json".to_owned()), ("requestPath", "./b".to_owned())]);
    }

    #[test]
    fn symlinks_end_at_the_real_file() {
        let r = Memory::new(&[("/real/x.js", ""), ("/p/a.js", "")]).link("/p/node_modules/l", "/real").resolver();
        assert_eq!(found(&r, "/p/node_modules/l/x", "/"), "/real/x.js");
    }

    #[test]
    fn self_reference_and_imports() {
        let r = Memory::new(&[
            ("/p/package.json", r##"{"name":"me","exports":{"./a":"./a.js"},"imports":{"#a":"./a.js"}}"##),
            ("/p/a.js", ""),
        ])
        .resolver();
        let conditions = ["require".to_owned()];
        assert_eq!(r.find_self("/p/b.js", "me/a", &conditions), Ok(Some("/p/a.js".to_owned())));
        assert_eq!(r.find_self("/p/b.js", "men", &conditions), Ok(None));
        assert!(r.find_self("/p/b.js", "me", &conditions).is_err());
        assert_eq!(r.find_import("/p/b.js", "#a", &conditions), Ok(Some("/p/a.js".to_owned())));
    }

    #[test]
    fn package_names_in_requests() {
        assert_eq!(split_request("@s/n/x/y"), Some(("@s/n", "/x/y")));
        assert_eq!(split_request("n"), Some(("n", "")));
        for bad in ["./n", "@s", "@/n", ".n", "n%20"] {
            assert_eq!(split_request(bad), None, "{bad}");
        }
    }
}
