//! `import`: from a specifier and the referrer's URL to a URL, and from a URL to a format.
//!
//! Counterpart of Node's `lib/internal/modules/esm/resolve.js` and `get_format.js`. **Referrers and results are URLs**;
//! only file URLs are checked against the file system.

use url::Url;

use super::{
    EntryKind, Failure, Package, PackageType, Resolver, Result, builtin_names, cjs, file_url, imported_from, json_text,
    path,
};
use crate::error::Code;

/// How a module's source is to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One of Node's own modules.
    Builtin,
    /// ECMAScript module.
    Module,
    /// CommonJS.
    CommonJs,
    /// JSON.
    Json,
    /// WebAssembly.
    Wasm,
    /// A native add-on.
    Addon,
    /// JavaScript whose kind only its syntax tells.
    Ambiguous,
}

impl Format {
    /// Node's name of the format; `None` while it is ambiguous.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Builtin => Some("builtin"),
            Self::Module => Some("module"),
            Self::CommonJs => Some("commonjs"),
            Self::Json => Some("json"),
            Self::Wasm => Some("wasm"),
            Self::Addon => Some("addon"),
            Self::Ambiguous => None,
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "builtin" => Self::Builtin,
            "module" => Self::Module,
            "commonjs" | "commonjs-sync" | "require-commonjs" => Self::CommonJs,
            "json" => Self::Json,
            "wasm" => Self::Wasm,
            "addon" => Self::Addon,
            _ => return None,
        })
    }
}

/// Whether a specifier is a path rather than a name: `/x`, `.`, `..`, `./x`, `../x`.
#[must_use]
pub fn is_relative_or_absolute(specifier: &str) -> bool {
    specifier.starts_with('/') || cjs::is_relative(specifier)
}

/// Whether a specifier starts like a package name.
#[must_use]
pub fn is_bare(specifier: &str) -> bool {
    !specifier.is_empty() && !specifier.starts_with(['/', '.'])
}

impl Resolver {
    /// Resolves an import without loading anything. `is_main` chooses the symlink flag of the entry point.
    ///
    /// # Errors
    /// Every `ERR_…` of Node's resolution, with the hint that Node adds when `require` would have found something.
    pub fn resolve_import(&self, specifier: &str, base: &str, conditions: &[String], is_main: bool) -> Result<Url> {
        let base_url = Url::parse(base).ok();
        let parsed = if is_relative_or_absolute(specifier) {
            base_url.as_ref().and_then(|base| base.join(specifier).ok())
        } else {
            Url::parse(specifier).ok()
        };
        if let Some(url) = parsed
            && matches!(url.scheme(), "data" | "node")
        {
            return Ok(url);
        }
        self.resolve_uncaught(specifier, base, base_url.as_ref(), conditions, is_main).map_err(|failure| {
            if failure.is(Code::ERR_MODULE_NOT_FOUND) || failure.is(Code::ERR_UNSUPPORTED_DIR_IMPORT) {
                self.with_hint(failure, &file_url::display_path(specifier), base)
            } else {
                failure
            }
        })
    }

    fn resolve_uncaught(
        &self,
        specifier: &str,
        base: &str,
        base_url: Option<&Url>,
        conditions: &[String],
        is_main: bool,
    ) -> Result<Url> {
        let unsupported = || {
            Failure::coded(
                Code::ERR_UNSUPPORTED_RESOLVE_REQUEST,
                format!(
                    "Failed to resolve module specifier \"{specifier}\" from \"{base}\": Invalid relative URL or base scheme is not hierarchical."
                ),
            )
        };
        let scheme = base.split_once(':').map_or("", |(scheme, _)| scheme);
        let resolved = if is_relative_or_absolute(specifier) {
            base_url.and_then(|base| base.join(specifier).ok()).ok_or_else(unsupported)?
        } else if scheme == "file" && specifier.starts_with('#') {
            self.package_imports(specifier, base, conditions)?
        } else if let Ok(url) = Url::parse(specifier) {
            url
        } else if scheme == "data" && !builtin_names::is_plain(specifier) {
            return Err(unsupported());
        } else {
            self.resolve_bare(specifier, base, conditions)?
        };
        if resolved.scheme() != "file" {
            return Ok(resolved);
        }
        self.finish_file(resolved, base, is_main)
    }

    /// PACKAGE_RESOLVE: a builtin or a package of the file system.
    pub(crate) fn resolve_bare(&self, specifier: &str, base: &str, conditions: &[String]) -> Result<Url> {
        if builtin_names::is_plain(specifier) {
            return Ok(Url::parse(&format!("node:{specifier}")).expect("a builtin's name is a URL path"));
        }
        let (json, subpath) = self.package_json_of(specifier, &file_url::display_path(base))?;
        let package = self.package_for(&json, Some((specifier, base)))?;
        if let Some(package) = &package
            && package.exports.is_some()
        {
            return self.package_exports(package, &subpath, Some(base), conditions);
        }
        if subpath == "." {
            return self.legacy_main(&json, package.as_deref(), base);
        }
        let dir = file_url::parsed_from_path(&json);
        dir.join(&subpath).map_err(|_| {
            Failure::invalid_specifier(specifier, "is not a valid package subpath", Some(&file_url::display_path(base)))
        })
    }

    /// LEGACY_MAIN_RESOLVE: the `main` field with CommonJS's guesses.
    fn legacy_main(&self, json: &str, package: Option<&Package>, base: &str) -> Result<Url> {
        let dir = path::dirname(json);
        let main = package.and_then(|package| package.main.as_deref()).filter(|main| !main.is_empty());
        let named = main.into_iter().flat_map(|main| {
            ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"].map(|tail| format!("{main}{tail}"))
        });
        let guesses = named.chain(["index.js", "index.json", "index.node"].map(str::to_owned));
        let found =
            guesses.map(|guess| path::resolve(&[dir, &guess])).find(|file| self.fs().kind(file) == EntryKind::File);
        let Some(file) = found else {
            return Err(Failure::coded(
                Code::ERR_MODULE_NOT_FOUND,
                format!(
                    "Cannot find package '{}' imported from {}",
                    path::resolve(&[dir, main.unwrap_or("index.js")]),
                    file_url::display_path(base)
                ),
            ));
        };
        let url = file_url::parsed_from_path(&file);
        if self.format_of(&url).ok() == Some(Format::Module) {
            self.deprecate_index(dir, main, &file, base);
        }
        Ok(url)
    }

    fn deprecate_index(&self, dir: &str, main: Option<&str>, file: &str, base: &str) {
        let base = file_url::display_path(base);
        // Node slices by the length of a path that ends with a slash.
        let short = file.strip_prefix(dir).map_or(file, |rest| rest.trim_start_matches('/'));
        let message = match main {
            None => format!(
                "No \"main\" or \"exports\" field defined in the package.json for {dir}/ resolving the main entry point \"{short}\", imported from {base}.\nDefault \"index\" lookups for the main are deprecated for ES modules."
            ),
            Some(main) if path::resolve(&[dir, main]) != file => format!(
                "Package {dir}/ has a \"main\" field set to \"{main}\", excluding the full filename and extension to the resolved file at \"{short}\", imported from {base}.\n Automatic extension resolution of the \"main\" field is deprecated for ES modules."
            ),
            Some(_) => return,
        };
        self.deprecate("DEP0151", message);
    }

    fn finish_file(&self, resolved: Url, base: &str, is_main: bool) -> Result<Url> {
        let base_path = file_url::display_path(base);
        if file_url::has_encoded_separator(resolved.path()) {
            return Err(Failure::invalid_specifier(
                resolved.path(),
                "must not include encoded \"/\" or \"\\\" characters",
                Some(&base_path),
            ));
        }
        let file = file_url::to_path(&resolved).map_err(|failure| failure.with("module", base))?;
        match self.fs().kind(file.strip_suffix('/').filter(|f| !f.is_empty()).unwrap_or(&file)) {
            EntryKind::Directory => {
                return Err(Failure::coded(
                    Code::ERR_UNSUPPORTED_DIR_IMPORT,
                    format!(
                        "Directory import '{file}' is not supported resolving ES modules imported from {base_path}"
                    ),
                )
                .with("url", resolved.as_str()));
            }
            EntryKind::Missing => {
                return Err(Failure::coded(
                    Code::ERR_MODULE_NOT_FOUND,
                    format!("Cannot find module '{file}'{}", imported_from(Some(&base_path))),
                )
                .with("url", resolved.as_str()));
            }
            EntryKind::File => {}
        }
        let keep = if is_main { self.settings().preserve_symlinks_main } else { self.settings().preserve_symlinks };
        if keep {
            return Ok(resolved);
        }
        let real = self.fs().real_path(&file);
        if real == file {
            return Ok(resolved);
        }
        let mut url = file_url::parsed_from_path(&real);
        url.set_query(resolved.query());
        url.set_fragment(resolved.fragment());
        Ok(url)
    }

    /// Adds "Did you mean to import …?" if `require` finds the specifier.
    fn with_hint(&self, mut failure: Failure, specifier: &str, base: &str) -> Failure {
        if let Some(found) = self.as_common_js(specifier, base)
            && found != specifier
        {
            failure.message.push_str(&format!("\nDid you mean to import {}?", json_text::quote(&found)));
        }
        failure
    }

    fn as_common_js(&self, specifier: &str, base: &str) -> Option<String> {
        let parent = Url::parse(base).ok().and_then(|url| file_url::to_path(&url).ok())?;
        let extensions = [".js", ".json", ".node"].map(str::to_owned);
        let conditions = ["require", "node", "node-addons", "module-sync"].map(str::to_owned);
        let options = cjs::FindOptions { is_main: false, extensions: &extensions, conditions: &conditions };
        let dir = path::dirname(&parent);
        let paths = if specifier.starts_with('/') {
            vec![String::new()]
        } else if cjs::is_relative(specifier) {
            vec![dir.to_owned()]
        } else {
            cjs::node_module_paths(dir)
        };
        let found = self.find_path(specifier, &paths, options).ok()??;
        if cjs::is_relative(specifier) {
            let relative = path::relative(
                &file_url::from_path(dir)["file://".len()..],
                &file_url::from_path(&found)["file://".len()..],
            );
            return Some(if relative.starts_with("../") { relative } else { format!("./{relative}") });
        }
        if !is_bare(specifier) {
            return Some(found);
        }
        let package = specifier.split('/').next().unwrap_or(specifier);
        let needle = format!("/node_modules/{package}/");
        Some(match found.rfind(&needle) {
            Some(at) => {
                let rest: Vec<String> = found[at + needle.len()..].split('/').map(encode_component).collect();
                format!("{package}/{}", rest.join("/"))
            }
            None => file_url::from_path(&found),
        })
    }

    /// The format of a resolved URL by scheme, extension and package scope.
    ///
    /// # Errors
    /// `ERR_UNKNOWN_FILE_EXTENSION`, `ERR_UNSUPPORTED_ESM_URL_SCHEME`, `ERR_UNKNOWN_MODULE_FORMAT`,
    /// `ERR_INVALID_PACKAGE_CONFIG`.
    pub fn format_of(&self, url: &Url) -> Result<Format> {
        match url.scheme() {
            "node" => return Ok(Format::Builtin),
            "data" => return data_format(url),
            "file" => {}
            other => {
                return Err(Failure::coded(
                    Code::ERR_UNSUPPORTED_ESM_URL_SCHEME,
                    format!(
                        "Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol '{other}:'"
                    ),
                ));
            }
        }
        let file = file_url::decode(url.path());
        match path::extname(&file) {
            ".mjs" => Ok(Format::Module),
            ".cjs" => Ok(Format::CommonJs),
            ".json" => Ok(Format::Json),
            ".wasm" => Ok(Format::Wasm),
            ".node" => Ok(Format::Addon),
            ".js" | "" => Ok(match self.scope(&file)?.package().map_or(PackageType::None, |package| package.kind) {
                PackageType::Module => Format::Module,
                PackageType::CommonJs => Format::CommonJs,
                PackageType::None => Format::Ambiguous,
            }),
            extension => Err(Failure::coded(
                Code::ERR_UNKNOWN_FILE_EXTENSION,
                format!("Unknown file extension \"{extension}\" for {file}"),
            )),
        }
    }
}

/// The MIME type of a `data:` URL decides its format.
fn data_format(url: &Url) -> Result<Format> {
    let head = url.path().split(',').next().unwrap_or_default();
    match head.split(';').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "text/javascript" | "application/javascript" => Ok(Format::Module),
        "application/json" => Ok(Format::Json),
        "application/wasm" => Ok(Format::Wasm),
        _ => Err(Failure::coded(Code::ERR_UNKNOWN_MODULE_FORMAT, format!("Unknown module format: null for URL {url}"))),
    }
}

/// `encodeURIComponent`.
fn encode_component(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    fn resolver() -> Resolver {
        Memory::new(&[
            ("/p/a.mjs", ""),
            ("/p/b.js", ""),
            ("/p/a b.mjs", ""),
            ("/p/dir/index.js", ""),
            ("/p/node_modules/m/package.json", r#"{"main":"lib"}"#),
            ("/p/node_modules/m/lib.js", ""),
            ("/p/node_modules/m/sub.js", ""),
            ("/p/t/package.json", r#"{"type":"module"}"#),
            ("/p/t/x.js", ""),
            ("/p/t/x", ""),
        ])
        .resolver()
    }

    fn resolve(specifier: &str) -> std::result::Result<String, Failure> {
        let conditions = ["node", "import"].map(str::to_owned);
        resolver().resolve_import(specifier, "file:///p/main.mjs", &conditions, false).map(String::from)
    }

    #[test]
    fn urls_paths_names() {
        assert_eq!(resolve("./a.mjs").as_deref(), Ok("file:///p/a.mjs"));
        assert_eq!(resolve("./a.mjs?x#y").as_deref(), Ok("file:///p/a.mjs?x#y"));
        assert_eq!(resolve("./a%20b.mjs").as_deref(), Ok("file:///p/a%20b.mjs"));
        assert_eq!(resolve("file:///p/b.js").as_deref(), Ok("file:///p/b.js"));
        assert_eq!(resolve("fs").as_deref(), Ok("node:fs"));
        assert_eq!(resolve("node:nope").as_deref(), Ok("node:nope"));
        assert_eq!(resolve("m").as_deref(), Ok("file:///p/node_modules/m/lib.js"));
        assert_eq!(resolve("m/sub.js").as_deref(), Ok("file:///p/node_modules/m/sub.js"));
        assert_eq!(resolve("data:text/javascript,1").as_deref(), Ok("data:text/javascript,1"));
    }

    #[test]
    fn failures_carry_nodes_words() {
        let message = |specifier: &str| resolve(specifier).expect_err("fails").message;
        assert_eq!(
            message("./b"),
            "Cannot find module '/p/b' imported from /p/main.mjs\nDid you mean to import \"./b.js\"?"
        );
        assert_eq!(message("./zz"), "Cannot find module '/p/zz' imported from /p/main.mjs");
        assert_eq!(message("zz"), "Cannot find package 'zz' imported from /p/main.mjs");
        assert_eq!(
            message("m/sub"),
            "Cannot find module '/p/node_modules/m/sub' imported from /p/main.mjs\nDid you mean to import \"m/sub.js\"?"
        );
        assert_eq!(
            message("./dir"),
            "Directory import '/p/dir' is not supported resolving ES modules imported from /p/main.mjs\nDid you mean to import \"./dir/index.js\"?"
        );
        assert_eq!(
            message("./a%2fb.mjs"),
            "Invalid module \"/p/a%2fb.mjs\" must not include encoded \"/\" or \"\\\" characters imported from /p/main.mjs"
        );
    }

    #[test]
    fn formats() {
        let r = resolver();
        let format = |url: &str| r.format_of(&Url::parse(url).expect("valid"));
        assert_eq!(format("file:///p/a.mjs"), Ok(Format::Module));
        assert_eq!(format("file:///p/b.js"), Ok(Format::Ambiguous));
        assert_eq!(format("file:///p/t/x.js"), Ok(Format::Module));
        assert_eq!(format("file:///p/t/x"), Ok(Format::Module));
        assert_eq!(format("data:application/json;charset=utf-8,{}"), Ok(Format::Json));
        assert_eq!(
            format("file:///p/a.css").expect_err("unknown").message,
            "Unknown file extension \".css\" for /p/a.css"
        );
        assert_eq!(
            format("https://a/b").expect_err("unknown").message,
            "Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol 'https:'"
        );
    }
}
