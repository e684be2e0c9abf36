//! package.json: reading, caching, and the scope of a file.
//!
//! Counterpart of Node's `src/node_modules.cc`. **Each package.json is read at most once per resolver, and so is its
//! absence**: edits while the process runs are not seen, as in Node.

use std::rc::Rc;

use serde_json::Value;

use super::{EntryKind, Failure, Resolver, Result, file_url, json_text, path};
use crate::error::Code;

/// The `type` field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageType {
    /// `"module"`.
    Module,
    /// `"commonjs"`.
    CommonJs,
    /// Absent or unknown.
    #[default]
    None,
}

impl PackageType {
    /// The word as package.json has it, `none` without one.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::CommonJs => "commonjs",
            Self::None => "none",
        }
    }
}

/// The fields of a package.json that resolution reads.
#[derive(Debug, Default)]
pub struct Package {
    /// The path of the package.json itself.
    pub path: String,
    /// `name`, if it is a string.
    pub name: Option<String>,
    /// `main`, if it is a string.
    pub main: Option<String>,
    /// `type`.
    pub kind: PackageType,
    /// `exports`, if it is a string, an array or an object.
    pub exports: Option<Value>,
    /// `imports`, if it is an array or an object.
    pub imports: Option<Value>,
}

impl Package {
    /// The folder of the package.
    #[must_use]
    pub fn dir(&self) -> &str {
        path::dirname(&self.path)
    }

    /// Only objects, arrays and strings count as a target; anything else is as good as absent.
    fn target(fields: &mut serde_json::Map<String, Value>, name: &str) -> Option<Value> {
        fields.remove(name).filter(|value| value.is_object() || value.is_array() || value.is_string())
    }

    fn parse(path: &str, bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let Ok(Value::Object(mut fields)) = serde_json::from_slice::<Value>(bytes) else {
            return None;
        };
        let kind = match fields.get("type") {
            None | Some(Value::String(_)) => match fields.get("type").and_then(Value::as_str) {
                Some("module") => PackageType::Module,
                Some("commonjs") => PackageType::CommonJs,
                _ => PackageType::None,
            },
            Some(_) => return None,
        };
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            path: path.to_owned(),
            name: text(fields.get("name")),
            main: text(fields.get("main")),
            kind,
            exports: Self::target(&mut fields, "exports"),
            imports: Self::target(&mut fields, "imports"),
        })
    }
}

/// The package that a file belongs to.
#[derive(Debug)]
pub enum Scope {
    /// The nearest package.json.
    Package(Rc<Package>),
    /// There is none up to the root or to a node_modules folder.
    None,
}

impl Scope {
    /// The package, if there is one.
    #[must_use]
    pub fn package(&self) -> Option<&Rc<Package>> {
        match self {
            Self::Package(package) => Some(package),
            Self::None => None,
        }
    }
}

impl Resolver {
    /// The package.json at that path, or `None` where there is none.
    ///
    /// # Errors
    /// `ERR_INVALID_PACKAGE_CONFIG` if it is not a JSON object.
    pub fn package_at(&self, json_path: &str) -> Result<Option<Rc<Package>>> {
        self.package_for(json_path, None)
    }

    /// The same; an error names the import that ran into it.
    pub(crate) fn package_for(&self, json_path: &str, import: Option<(&str, &str)>) -> Result<Option<Rc<Package>>> {
        if let Some(known) = self.packages.borrow().get(json_path) {
            return Ok(known.clone());
        }
        let package = match self.fs.read(json_path) {
            None => None,
            Some(bytes) => match Package::parse(json_path, &bytes) {
                Some(package) => Some(Rc::new(package)),
                None => return Err(invalid_config(json_path, import)),
            },
        };
        self.packages.borrow_mut().insert(json_path.to_owned(), package.clone());
        Ok(package)
    }

    /// The nearest package.json above a file, or above a folder whose path ends with `/`.
    ///
    /// # Errors
    /// `ERR_INVALID_PACKAGE_CONFIG`.
    pub fn scope(&self, file: &str) -> Result<Scope> {
        let mut dir = file.strip_suffix('/').unwrap_or_else(|| path::dirname(file));
        loop {
            if dir.ends_with("/node_modules") {
                return Ok(Scope::None);
            }
            let json =
                if dir == "/" || dir.is_empty() { "/package.json".to_owned() } else { format!("{dir}/package.json") };
            if let Some(package) = self.package_at(&json)? {
                return Ok(Scope::Package(package));
            }
            let up = path::dirname(dir);
            if up == dir || dir.is_empty() || up == "." {
                return Ok(Scope::None);
            }
            dir = up;
        }
    }

    /// Finds the package.json that a bare specifier names: the own package, or one in a node_modules folder above `base`.
    /// Returns its path and the subpath, which starts with `.`.
    ///
    /// # Errors
    /// `ERR_INVALID_MODULE_SPECIFIER` and `ERR_MODULE_NOT_FOUND`.
    pub fn package_json_of(&self, specifier: &str, base: &str) -> Result<(String, String)> {
        let (name, subpath) = split_specifier(specifier, base)?;
        if let Scope::Package(package) = self.scope(base)?
            && package.exports.is_some()
            && package.name.as_deref() == Some(name)
        {
            return Ok((package.path.clone(), subpath));
        }
        let mut dir = base.strip_suffix('/').unwrap_or_else(|| path::dirname(base));
        loop {
            // A folder named node_modules is no place to look for another one.
            if !dir.ends_with("/node_modules") {
                let candidate = path::resolve(&[dir, "node_modules", name]);
                if self.fs.kind(&candidate) == EntryKind::Directory {
                    return Ok((format!("{candidate}/package.json"), subpath));
                }
            }
            let up = path::dirname(dir);
            if up == dir || up == "." {
                return Err(Failure::coded(
                    Code::ERR_MODULE_NOT_FOUND,
                    format!("Cannot find package '{name}' imported from {base}"),
                ));
            }
            dir = up;
        }
    }
}

/// Splits `@scope/name/sub` into the package name and `./sub` (or `.`).
fn split_specifier<'a>(specifier: &'a str, base: &str) -> Result<(&'a str, String)> {
    let mut slash = specifier.find('/');
    let mut valid = true;
    if specifier.starts_with('@') {
        match slash {
            None => valid = false,
            Some(at) => slash = specifier[at + 1..].find('/').map(|next| at + 1 + next),
        }
    }
    let name = slash.map_or(specifier, |at| &specifier[..at]);
    if !valid || name.starts_with('.') || name.contains(['%', '\\']) {
        return Err(Failure::invalid_specifier(specifier, "is not a valid package name", Some(base)));
    }
    Ok((name, format!(".{}", slash.map_or("", |at| &specifier[at..]))))
}

fn invalid_config(json_path: &str, import: Option<(&str, &str)>) -> Failure {
    let tail = import.map_or_else(String::new, |(specifier, base)| {
        format!(" while importing {} from {}", json_text::quote(specifier), file_url::display_path(base))
    });
    Failure::coded(Code::ERR_INVALID_PACKAGE_CONFIG, format!("Invalid package config {json_path}{tail}."))
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    #[test]
    fn scope_stops_at_node_modules() {
        let resolver = Memory::new(&[
            ("/p/package.json", r#"{"type":"module"}"#),
            ("/p/node_modules/x.js", ""),
            ("/p/lib/a.js", ""),
        ])
        .resolver();
        let kind = |file: &str| resolver.scope(file).expect("valid").package().map(|p| p.kind);
        assert_eq!(kind("/p/lib/a.js"), Some(PackageType::Module));
        assert_eq!(kind("/p/node_modules/x.js"), None);
        assert_eq!(kind("/x.js"), None);
    }

    #[test]
    fn invalid_json_is_an_error_with_the_import() {
        let resolver = Memory::new(&[("/p/package.json", "{"), ("/q/package.json", "[]")]).resolver();
        assert_eq!(
            resolver.package_for("/p/package.json", Some(("p", "file:///a.mjs"))).expect_err("invalid").message,
            "Invalid package config /p/package.json while importing \"p\" from /a.mjs."
        );
        assert_eq!(
            resolver.package_at("/q/package.json").expect_err("invalid").message,
            "Invalid package config /q/package.json."
        );
    }

    #[test]
    fn package_names() {
        let ok = |s: &'static str| split_specifier(s, "/b").map(|(n, p)| (n.to_owned(), p)).expect("valid");
        assert_eq!(ok("a"), ("a".to_owned(), ".".to_owned()));
        assert_eq!(ok("@s/a/b/c"), ("@s/a".to_owned(), "./b/c".to_owned()));
        for bad in ["@s", ".a", "a%b", "a\\b"] {
            assert!(split_specifier(bad, "/b").is_err(), "{bad}");
        }
    }
}
