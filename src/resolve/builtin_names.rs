//! The names of Node's builtin modules: what `require('x')` and `node:x` may mean.
//!
//! Counterpart of `BuiltinModule` in Node's `lib/internal/bootstrap/realm.js`. **A name is here when Node has it; whether
//! this build can load it is the caller's question**, so that a missing builtin is told apart from a missing package.

/// Every builtin that may be required without `node:`, sorted.
pub const PLAIN: &[&str] = &[
    "_http_agent",
    "_http_client",
    "_http_common",
    "_http_incoming",
    "_http_outgoing",
    "_http_server",
    "_stream_duplex",
    "_stream_passthrough",
    "_stream_readable",
    "_stream_transform",
    "_stream_wrap",
    "_stream_writable",
    "_tls_common",
    "_tls_wrap",
    "assert",
    "assert/strict",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "dns/promises",
    "domain",
    "events",
    "fs",
    "fs/promises",
    "http",
    "http2",
    "https",
    "inspector",
    "inspector/promises",
    "module",
    "net",
    "os",
    "path",
    "path/posix",
    "path/win32",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "readline/promises",
    "repl",
    "stream",
    "stream/consumers",
    "stream/promises",
    "stream/web",
    "string_decoder",
    "sys",
    "timers",
    "timers/promises",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "util/types",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

/// The builtins that exist only with the `node:` scheme, sorted, without it.
pub const SCHEME_ONLY: &[&str] = &["sea", "sqlite", "test", "test/reporters"];

/// Whether `name` may be required without the scheme.
#[must_use]
pub fn is_plain(name: &str) -> bool {
    PLAIN.binary_search(&name).is_ok()
}

/// The builtin that a `require` or `import` of `request` names, without the scheme.
#[must_use]
pub fn normalize(request: &str) -> Option<&str> {
    match request.strip_prefix("node:") {
        Some(name) if is_plain(name) || SCHEME_ONLY.contains(&name) => Some(name),
        None if is_plain(request) => Some(request),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(PLAIN.is_sorted() && SCHEME_ONLY.is_sorted());
    }

    #[test]
    fn scheme_only_names_need_the_scheme() {
        assert_eq!(normalize("node:test"), Some("test"));
        assert_eq!(normalize("test"), None);
        assert_eq!(normalize("node:fs/promises"), Some("fs/promises"));
        assert_eq!(normalize("node:nope"), None);
    }
}
