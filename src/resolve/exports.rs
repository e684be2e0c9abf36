//! The `exports` and `imports` fields: from a subpath and conditions to a URL.
//!
//! Implements PACKAGE_EXPORTS_RESOLVE, PACKAGE_IMPORTS_RESOLVE, PACKAGE_IMPORTS_EXPORTS_RESOLVE and
//! PACKAGE_TARGET_RESOLVE of Node's "ES modules: resolution algorithm specification"; both module systems share them.
//! **Results are URLs, not paths: a target's percent-escapes mean what they mean in a URL.**

use std::cmp::Ordering;

use serde_json::{Map, Value};
use url::Url;

use super::{Failure, Package, Resolver, Result, file_url, imported_from, json_text};
use crate::error::Code;

/// What one lookup carries from level to level.
struct Lookup<'a> {
    package: &'a Package,
    /// The key of the field that matched; messages name it.
    key: &'a str,
    /// What `*` stands for, or `""`.
    subpath: &'a str,
    /// The referrer: a URL for `import`, nothing for a plain `require`.
    base: Option<&'a str>,
    pattern: bool,
    /// `imports` rather than `exports`.
    internal: bool,
    /// The subpath ends with `/`: its deprecation has been reported already.
    path_map: bool,
    conditions: &'a [String],
}

/// What a target says.
enum Target {
    /// Nothing applies: try the next condition or array item.
    Undefined,
    /// Explicitly closed.
    Null,
    Found(Url),
}

impl Resolver {
    /// Resolves `subpath` (`.` or `./x`) of a package with `exports`.
    ///
    /// # Errors
    /// `ERR_PACKAGE_PATH_NOT_EXPORTED`, `ERR_INVALID_PACKAGE_TARGET`, `ERR_INVALID_PACKAGE_CONFIG`,
    /// `ERR_INVALID_MODULE_SPECIFIER`, and what resolving a bare target gives.
    pub fn package_exports(
        &self,
        package: &Package,
        subpath: &str,
        base: Option<&str>,
        conditions: &[String],
    ) -> Result<Url> {
        let not_exported = || {
            let dir = with_slash(package.dir());
            let from = imported_from(base.map(file_url::display_path).as_deref());
            let message = if subpath == "." {
                format!("No \"exports\" main defined in {dir}package.json{from}")
            } else {
                format!("Package subpath '{subpath}' is not defined by \"exports\" in {dir}package.json{from}")
            };
            Failure::coded(Code::ERR_PACKAGE_PATH_NOT_EXPORTED, message)
        };
        let Some(exports) = &package.exports else {
            return Err(not_exported());
        };
        let sugar;
        let keys: &Map<String, Value> = if is_main_sugar(exports, package, base)? {
            sugar = Map::from_iter([(".".to_owned(), exports.clone())]);
            &sugar
        } else {
            exports.as_object().expect("only an object is no shorthand for the main entry")
        };
        let lookup = |key, subpath, pattern, path_map| Lookup {
            package,
            key,
            subpath,
            base,
            pattern,
            internal: false,
            path_map,
            conditions,
        };
        let found = if let Some(target) = keys.get(subpath)
            && !subpath.contains('*')
            && !subpath.ends_with('/')
        {
            self.target(target, &lookup(subpath, "", false, false))?
        } else {
            if subpath.ends_with('/') {
                for key in keys.keys() {
                    if key.find('*').is_some_and(|at| subpath.starts_with(&key[..at])) {
                        self.deprecate_trailing_slash(subpath, package, base);
                    }
                }
            }
            match best_pattern(keys, subpath) {
                None => Target::Undefined,
                Some((key, rest)) => self.target(&keys[key], &lookup(key, rest, true, subpath.ends_with('/')))?,
            }
        };
        match found {
            Target::Found(url) => Ok(url),
            Target::Undefined | Target::Null => Err(not_exported()),
        }
    }

    /// Resolves a specifier that starts with `#`; `base` is the referrer's file URL.
    ///
    /// # Errors
    /// As [`Resolver::package_exports`], and `ERR_PACKAGE_IMPORT_NOT_DEFINED`.
    pub fn package_imports(&self, name: &str, base: &str, conditions: &[String]) -> Result<Url> {
        let base_path = file_url::display_path(base);
        if name == "#" || name.ends_with('/') {
            return Err(Failure::invalid_specifier(
                name,
                "is not a valid internal imports specifier name",
                Some(&base_path),
            ));
        }
        let scope = self.scope(&base_path)?;
        let package = scope.package();
        if let Some(package) = package
            && let Some(Value::Object(imports)) = &package.imports
        {
            let lookup = |key, subpath, pattern| Lookup {
                package,
                key,
                subpath,
                base: Some(base),
                pattern,
                internal: true,
                path_map: false,
                conditions,
            };
            let found = if let Some(target) = imports.get(name)
                && !name.contains('*')
            {
                self.target(target, &lookup(name, "", false))?
            } else {
                match best_pattern(imports, name) {
                    None => Target::Undefined,
                    Some((key, rest)) => self.target(&imports[key], &lookup(key, rest, true))?,
                }
            };
            if let Target::Found(url) = found {
                return Ok(url);
            }
        }
        let of = package
            .map_or_else(String::new, |package| format!(" in package {}package.json", with_slash(package.dir())));
        Err(Failure::coded(
            Code::ERR_PACKAGE_IMPORT_NOT_DEFINED,
            format!("Package import specifier \"{name}\" is not defined{of} imported from {base_path}"),
        ))
    }

    fn target(&self, target: &Value, lookup: &Lookup<'_>) -> Result<Target> {
        match target {
            Value::String(text) => self.text_target(text, lookup),
            Value::Array(items) => {
                let mut last = Ok(if items.is_empty() { Target::Null } else { Target::Undefined });
                for item in items {
                    match self.target(item, lookup) {
                        Err(failure) if failure.is(Code::ERR_INVALID_PACKAGE_TARGET) => last = Err(failure),
                        Err(failure) => return Err(failure),
                        Ok(Target::Undefined) => {}
                        Ok(Target::Null) => last = Ok(Target::Null),
                        Ok(found) => return Ok(found),
                    }
                }
                last
            }
            Value::Object(conditions) => {
                if conditions.keys().any(|key| is_array_index(key)) {
                    return Err(invalid_config(
                        lookup.package,
                        lookup.base,
                        "\"exports\" cannot contain numeric property keys.",
                    ));
                }
                for (key, target) in conditions {
                    if key == "default" || lookup.conditions.iter().any(|condition| condition == key) {
                        match self.target(target, lookup)? {
                            Target::Undefined => {}
                            found => return Ok(found),
                        }
                    }
                }
                Ok(Target::Undefined)
            }
            Value::Null => Ok(Target::Null),
            Value::Bool(_) | Value::Number(_) => Err(invalid_target(target, lookup)),
        }
    }

    fn text_target(&self, target: &str, lookup: &Lookup<'_>) -> Result<Target> {
        let invalid = || invalid_target(&Value::String(target.to_owned()), lookup);
        let Lookup { package, subpath, pattern, internal, .. } = *lookup;
        if !subpath.is_empty() && !pattern && !target.ends_with('/') {
            return Err(invalid());
        }
        if !target.starts_with("./") {
            let bare =
                internal && !target.starts_with('/') && !target.starts_with("../") && Url::parse(target).is_err();
            if !bare {
                return Err(invalid());
            }
            let specifier = if pattern { target.replace('*', subpath) } else { format!("{target}{subpath}") };
            return self
                .resolve_bare(&specifier, &file_url::from_path(&package.path), lookup.conditions)
                .map(Target::Found);
        }
        let request =
            || if pattern { lookup.key.replacen('*', subpath, 1) } else { format!("{}{subpath}", lookup.key) };
        let resolved_target = || if pattern { target.replace('*', subpath) } else { target.to_owned() };
        match segments(&target[2..]) {
            Segments::Fine => {}
            Segments::Deprecated if lookup.path_map => {}
            Segments::Deprecated => self.deprecate_segment(&resolved_target(), &request(), lookup, true),
            Segments::Invalid => return Err(invalid()),
        }
        let package_url = file_url::parsed_from_path(&package.path);
        let resolved = package_url.join(target).map_err(|_| invalid())?;
        let package_path = package_url.path().strip_suffix("package.json").expect("the path of a package.json");
        if !resolved.path().starts_with(package_path) {
            return Err(invalid());
        }
        if subpath.is_empty() {
            return Ok(Target::Found(resolved));
        }
        match segments(subpath) {
            Segments::Fine => {}
            Segments::Deprecated if lookup.path_map => {}
            Segments::Deprecated => self.deprecate_segment(&resolved_target(), &request(), lookup, false),
            Segments::Invalid => {
                let reason = format!(
                    "request is not a valid match in pattern \"{}\" for the \"{}\" resolution of {}",
                    lookup.key,
                    field(internal),
                    package.path
                );
                return Err(Failure::invalid_specifier(
                    &request(),
                    &reason,
                    lookup.base.map(file_url::display_path).as_deref(),
                ));
            }
        }
        let found = if pattern { Url::parse(&resolved.as_str().replace('*', subpath)) } else { resolved.join(subpath) };
        found.map(Target::Found).map_err(|_| invalid())
    }

    fn deprecate_trailing_slash(&self, subpath: &str, package: &Package, base: Option<&str>) {
        self.deprecate(
            "DEP0155",
            format!(
                "Use of deprecated trailing slash pattern mapping \"{subpath}\" in the \"exports\" field module resolution of the package at {}{}. Mapping specifiers ending in \"/\" is no longer supported.",
                package.path,
                imported_from(base.map(file_url::display_path).as_deref())
            ),
        );
    }

    fn deprecate_segment(&self, target: &str, request: &str, lookup: &Lookup<'_>, is_target: bool) {
        let text = if is_target { target } else { request };
        let double = text.as_bytes().windows(2).any(|w| w.iter().all(|b| matches!(b, b'/' | b'\\')));
        let what = if double { "double slash" } else { "leading or trailing slash matching" };
        let matched = if request == lookup.key { String::new() } else { format!("matched to \"{}\" ", lookup.key) };
        self.deprecate(
            "DEP0166",
            format!(
                "Use of deprecated {what} resolving \"{target}\" for module request \"{request}\" {matched}in the \"{}\" field module resolution of the package at {}{}.",
                field(lookup.internal),
                lookup.package.path,
                imported_from(lookup.base.map(file_url::display_path).as_deref())
            ),
        );
    }
}

const fn field(internal: bool) -> &'static str {
    if internal { "imports" } else { "exports" }
}

fn with_slash(dir: &str) -> String {
    if dir.ends_with('/') { dir.to_owned() } else { format!("{dir}/") }
}

/// Whether `exports` describes only the main entry rather than a set of subpaths.
fn is_main_sugar(exports: &Value, package: &Package, base: Option<&str>) -> Result<bool> {
    let Value::Object(keys) = exports else {
        return Ok(true);
    };
    let mut kinds = keys.keys().map(|key| !key.starts_with('.'));
    let Some(first) = kinds.next() else {
        return Ok(false);
    };
    if kinds.any(|kind| kind != first) {
        return Err(invalid_config(
            package,
            base,
            "\"exports\" cannot contain some keys starting with '.' and some not. The exports object must either be an object of package subpath keys or an object of main entry condition name keys only.",
        ));
    }
    Ok(first)
}

/// The most specific `*` key that matches, and what its `*` stands for.
fn best_pattern<'k, 's>(keys: &'k Map<String, Value>, subpath: &'s str) -> Option<(&'k str, &'s str)> {
    let mut best: Option<(&str, &str)> = None;
    for key in keys.keys() {
        let Some((head, tail)) = key.split_once('*') else {
            continue;
        };
        if tail.contains('*') || subpath.len() < key.len() || !subpath.starts_with(head) || !subpath.ends_with(tail) {
            continue;
        }
        if best.is_none_or(|(other, _)| pattern_order(other, key) == Ordering::Greater) {
            best = Some((key, &subpath[head.len()..subpath.len() - tail.len()]));
        }
    }
    best
}

/// PATTERN_KEY_COMPARE for keys that contain one `*`: longer heads first, then longer keys.
fn pattern_order(a: &str, b: &str) -> Ordering {
    let head = |key: &str| key.find('*').map_or(key.len(), |at| at + 1);
    head(b).cmp(&head(a)).then(b.len().cmp(&a.len()))
}

enum Segments {
    Fine,
    /// Empty segments: tolerated with a warning.
    Deprecated,
    /// `.`, `..` or `node_modules`, also percent-encoded.
    Invalid,
}

fn segments(path: &str) -> Segments {
    let mut verdict = Segments::Fine;
    for segment in path.split(['/', '\\']) {
        // Escaped separators do not split: `%2e` only spells a dot.
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        match plain.as_str() {
            "." | ".." => return Segments::Invalid,
            "" => verdict = Segments::Deprecated,
            _ if unescape_letters(&plain) == "node_modules" => return Segments::Invalid,
            _ => {}
        }
    }
    verdict
}

/// `node_modules` may be spelled with any of its letters escaped.
fn unescape_letters(segment: &str) -> String {
    if segment.contains('%') { file_url::decode(segment).to_ascii_lowercase() } else { segment.to_owned() }
}

/// A property name that JavaScript takes for an array index.
fn is_array_index(key: &str) -> bool {
    key.parse::<u32>().is_ok_and(|index| index != u32::MAX && index.to_string() == key)
}

fn invalid_config(package: &Package, base: Option<&str>, message: &str) -> Failure {
    let importing = base.map_or_else(String::new, |base| format!(" while importing {base}"));
    Failure::coded(
        Code::ERR_INVALID_PACKAGE_CONFIG,
        format!("Invalid package config {}{importing}. {message}", package.path),
    )
}

fn invalid_target(target: &Value, lookup: &Lookup<'_>) -> Failure {
    let text = json_text::target(target);
    let dir = with_slash(lookup.package.dir());
    let base = imported_from(lookup.base.map(file_url::display_path).as_deref());
    let hint = if !lookup.internal && !text.is_empty() && !text.starts_with("./") {
        "; targets must start with \"./\""
    } else {
        ""
    };
    let quoted = json_text::quote(&text);
    let message = if lookup.key == "." {
        format!("Invalid \"exports\" main target {quoted} defined in the package config {dir}package.json{base}{hint}")
    } else {
        format!(
            "Invalid \"{}\" target {quoted} defined for '{}' in the package config {dir}package.json{base}{hint}",
            field(lookup.internal),
            lookup.key
        )
    };
    Failure::coded(Code::ERR_INVALID_PACKAGE_TARGET, message)
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;

    fn conditions() -> Vec<String> {
        ["node", "import", "module-sync", "node-addons"].map(str::to_owned).to_vec()
    }

    fn exports(json: &str, subpath: &str) -> std::result::Result<String, (String, String)> {
        let resolver = Memory::new(&[("/p/package.json", &format!("{{\"exports\":{json}}}"))]).resolver();
        let package = resolver.package_at("/p/package.json").expect("valid").expect("there");
        let found = resolver.package_exports(&package, subpath, None, &conditions());
        found.map(|url| url.path().to_owned()).map_err(|f| (f.code.name().to_owned(), f.message))
    }

    fn code(json: &str, subpath: &str) -> String {
        exports(json, subpath).expect_err("fails").0
    }

    #[test]
    fn main_and_conditions() {
        assert_eq!(exports(r#""./a.js""#, ".").as_deref(), Ok("/p/a.js"));
        assert_eq!(exports(r#"{"require":"./r.js","import":"./i.mjs"}"#, ".").as_deref(), Ok("/p/i.mjs"));
        assert_eq!(exports(r#"{".":{"browser":"./b.js","default":{"node":"./n.js"}}}"#, ".").as_deref(), Ok("/p/n.js"));
        assert_eq!(exports(r#"[{"browser":"./b.js"},"bad","./ok.js"]"#, ".").as_deref(), Ok("/p/ok.js"));
        assert_eq!(code(r#"{"browser":"./b.js"}"#, "."), "ERR_PACKAGE_PATH_NOT_EXPORTED");
    }

    #[test]
    fn patterns_prefer_the_longest_head() {
        let map = r#"{"./*":"./all/*.js","./features/*":"./f/*.js","./features/x/*.js":"./x/*.js","./closed/*":null,"./features/*/end":"./end/*.js"}"#;
        assert_eq!(exports(map, "./a").as_deref(), Ok("/p/all/a.js"));
        assert_eq!(exports(map, "./features/a/b").as_deref(), Ok("/p/f/a/b.js"));
        assert_eq!(exports(map, "./features/x/q.js").as_deref(), Ok("/p/x/q.js"));
        assert_eq!(exports(map, "./features/z/end").as_deref(), Ok("/p/end/z.js"));
        assert_eq!(code(map, "./closed/a"), "ERR_PACKAGE_PATH_NOT_EXPORTED");
    }

    #[test]
    fn invalid_targets() {
        for target in [
            "\"a.js\"",
            "\"../a.js\"",
            "\"/a.js\"",
            "\"./a/../../b\"",
            "\"./node_modules/x\"",
            "\"./%2e%2e/x\"",
            "[\"x\"]",
            "{\"default\": 1}",
        ] {
            assert_eq!(code(&format!("{{\".\":{target}}}"), "."), "ERR_INVALID_PACKAGE_TARGET", "{target}");
        }
        assert_eq!(
            exports(r#"{".":"a.js"}"#, ".").expect_err("fails").1,
            "Invalid \"exports\" main target \"a.js\" defined in the package config /p/package.json; targets must start with \"./\""
        );
        assert_eq!(code(r#"{"./*":"./*"}"#, "./a/../b"), "ERR_INVALID_MODULE_SPECIFIER");
        assert_eq!(code(r#"{".":"./a","x":"./b"}"#, "."), "ERR_INVALID_PACKAGE_CONFIG");
        assert_eq!(code(r#"{".":{"0":"./a"}}"#, "."), "ERR_INVALID_PACKAGE_CONFIG");
    }

    #[test]
    fn imports_resolve_relative_and_bare() {
        let resolver = Memory::new(&[
            (
                "/p/package.json",
                r##"{"imports":{"#a":"./a.js","#dep":"dep","#p/*":"./lib/*.js","#b":{"browser":"./b"},"#fs":"fs"}}"##,
            ),
            ("/p/node_modules/dep/package.json", r#"{"exports":"./main.js"}"#),
        ])
        .resolver();
        let imports = |name: &str| {
            resolver
                .package_imports(name, "file:///p/src/x.js", &conditions())
                .map(|u| u.to_string())
                .map_err(|f| f.message)
        };
        assert_eq!(imports("#a").as_deref(), Ok("file:///p/a.js"));
        assert_eq!(imports("#dep").as_deref(), Ok("file:///p/node_modules/dep/main.js"));
        assert_eq!(imports("#p/q").as_deref(), Ok("file:///p/lib/q.js"));
        assert_eq!(imports("#fs").as_deref(), Ok("node:fs"));
        assert_eq!(
            imports("#b").expect_err("no condition"),
            "Package import specifier \"#b\" is not defined in package /p/package.json imported from /p/src/x.js"
        );
        assert_eq!(
            imports("#").expect_err("no name"),
            "Invalid module \"#\" is not a valid internal imports specifier name imported from /p/src/x.js"
        );
    }
}
