//! URLs as bytes and plain state: the WHATWG URL Standard, form encoding, query strings and Node's legacy parser.
//!
//! [`Url`] is the standard's URL record. It is written out here rather than taken from the `url` crate, because that
//! one keeps a serialisation and differs from the standard for file URLs, opaque paths and some setters.

pub(crate) mod file;
pub(crate) mod form;
pub(crate) mod host;
pub(crate) mod legacy;
mod parser;
pub(crate) mod pattern;
pub(crate) mod percent;
pub(crate) mod punycode;
pub(crate) mod query;
mod setters;

use host::Host;
use std::fmt::Write as _;

/// The standard's URL record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Url {
    scheme: String,
    username: String,
    password: String,
    host: Option<Host>,
    port: Option<u16>,
    path: Path,
    query: Option<String>,
    fragment: Option<String>,
}

/// A path: text without structure (`mailto:x`), or segments.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Path {
    Opaque(String),
    List(Vec<String>),
}

impl Default for Path {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

/// The default port of a special scheme; `file` is special without one.
fn special(scheme: &str) -> Option<Option<u16>> {
    match scheme {
        "http" | "ws" => Some(Some(80)),
        "https" | "wss" => Some(Some(443)),
        "ftp" => Some(Some(21)),
        "file" => Some(None),
        _ => None,
    }
}

impl Url {
    /// Parses a URL, relative to `base` if there is one. `None` if it is none.
    pub(crate) fn parse(input: &str, base: Option<&Self>) -> Option<Self> {
        parser::parse(input, base)
    }

    fn is_special(&self) -> bool {
        special(&self.scheme).is_some()
    }

    fn has_opaque_path(&self) -> bool {
        matches!(self.path, Path::Opaque(_))
    }

    fn has_credentials(&self) -> bool {
        !self.username.is_empty() || !self.password.is_empty()
    }

    fn has_empty_host(&self) -> bool {
        self.host.as_ref().is_some_and(Host::is_empty)
    }

    /// The standard's "cannot have a username/password/port".
    fn cannot_have_credentials(&self) -> bool {
        self.host.is_none() || self.has_empty_host() || self.scheme == "file"
    }

    /// The segments of a path that is a list.
    fn segments(&mut self) -> &mut Vec<String> {
        if self.has_opaque_path() {
            self.path = Path::default();
        }
        match &mut self.path {
            Path::List(list) => list,
            Path::Opaque(_) => unreachable!("an opaque path was replaced just above"),
        }
    }

    /// Takes the last segment off, but not a drive letter.
    fn shorten_path(&mut self) {
        let is_file = self.scheme == "file";
        let path = self.segments();
        if !(is_file && path.len() == 1 && parser::is_normalized_drive(&path[0])) {
            path.pop();
        }
    }

    /// The whole URL.
    pub(crate) fn href(&self) -> String {
        self.serialize(true, true, true)
    }

    fn serialize(&self, fragment: bool, search: bool, credentials: bool) -> String {
        let mut out = String::with_capacity(64);
        out.push_str(&self.scheme);
        out.push(':');
        if let Some(host) = &self.host {
            out.push_str("//");
            if credentials && self.has_credentials() {
                out.push_str(&self.username);
                if !self.password.is_empty() {
                    out.push(':');
                    out.push_str(&self.password);
                }
                out.push('@');
            }
            host.write(&mut out);
            if let Some(port) = self.port {
                let _ = write!(out, ":{port}");
            }
        } else if let Path::List(list) = &self.path
            && list.len() > 1
            && list[0].is_empty()
        {
            // Without this the path would read as a host.
            out.push_str("/.");
        }
        out.push_str(&self.pathname());
        if let Some(query) = self.query.as_ref().filter(|_| search) {
            out.push('?');
            out.push_str(query);
        }
        if let Some(text) = self.fragment.as_ref().filter(|_| fragment) {
            out.push('#');
            out.push_str(text);
        }
        out
    }

    /// What `url.format(url, options)` gives.
    pub(crate) fn format(&self, fragment: bool, unicode: bool, search: bool, credentials: bool) -> String {
        if !unicode {
            return self.serialize(fragment, search, credentials);
        }
        let mut copy = self.clone();
        if let Some(Host::Domain(domain)) = &mut copy.host {
            *domain = host::to_unicode(domain);
        }
        copy.serialize(fragment, search, credentials)
    }

    /// `scheme:`
    pub(crate) fn protocol(&self) -> String {
        format!("{}:", self.scheme)
    }

    /// The origin's serialisation; `null` for an opaque origin.
    pub(crate) fn origin(&self) -> String {
        match self.scheme.as_str() {
            "file" => "null".to_owned(),
            scheme if special(scheme).is_some() => format!("{}//{}", self.protocol(), self.host()),
            "blob" => match Self::parse(&self.pathname(), None) {
                Some(inner) if matches!(inner.scheme.as_str(), "http" | "https") => inner.origin(),
                _ => "null".to_owned(),
            },
            _ => "null".to_owned(),
        }
    }

    pub(crate) fn username(&self) -> &str {
        &self.username
    }

    pub(crate) fn password(&self) -> &str {
        &self.password
    }

    /// Host and port.
    pub(crate) fn host(&self) -> String {
        let mut out = self.hostname();
        if let Some(port) = self.port {
            let _ = write!(out, ":{port}");
        }
        out
    }

    pub(crate) fn hostname(&self) -> String {
        let mut out = String::new();
        if let Some(host) = &self.host {
            host.write(&mut out);
        }
        out
    }

    /// The port; empty for the scheme's default.
    pub(crate) fn port(&self) -> String {
        self.port.map(|port| port.to_string()).unwrap_or_default()
    }

    pub(crate) fn pathname(&self) -> String {
        match &self.path {
            Path::Opaque(text) => text.clone(),
            Path::List(list) => {
                let mut out = String::with_capacity(list.iter().map(|segment| segment.len() + 1).sum());
                for segment in list {
                    out.push('/');
                    out.push_str(segment);
                }
                out
            }
        }
    }

    /// The query with its `?`; empty if there is nothing after it.
    pub(crate) fn search(&self) -> String {
        self.query.as_ref().filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default()
    }

    /// The query without `?`.
    pub(crate) fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The fragment with its `#`; empty if there is nothing after it.
    pub(crate) fn hash(&self) -> String {
        self.fragment
            .as_ref()
            .filter(|fragment| !fragment.is_empty())
            .map(|fragment| format!("#{fragment}"))
            .unwrap_or_default()
    }

    pub(crate) fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Sets the query as form data changed it; nothing removes the query.
    pub(crate) fn set_query(&mut self, query: Option<String>) {
        self.query = query;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn href(input: &str, base: Option<&str>) -> Option<String> {
        let base = base.map(|base| Url::parse(base, None).expect("the base is a URL"));
        Url::parse(input, base.as_ref()).map(|url| url.href())
    }

    #[test]
    fn parsing() {
        for (input, base, expected) in [
            ("http://user:pw@EXAMPLE.com:80/a/../b?q#f", None, Some("http://user:pw@example.com/b?q#f")),
            ("../x", Some("http://h/a/b/c"), Some("http://h/a/x")),
            ("?q", Some("http://h/a"), Some("http://h/a?q")),
            ("//o/p", Some("https://h/"), Some("https://o/p")),
            ("x", None, None),
            ("http://1.2.3.256/", None, None),
            ("http://0x7f.1/", None, Some("http://127.0.0.1/")),
            ("http://[1::0:0:2]/", None, Some("http://[1::2]/")),
            ("file:///C|/a/../..", None, Some("file:///C:/")),
            ("web+demo:/.//not-a-host/", None, Some("web+demo:/.//not-a-host/")),
            ("mailto:a b ", None, Some("mailto:a b")),
            ("data:a b  ?x", None, Some("data:a b %20?x")),
            ("http://ex\u{e4}mple.com/\u{e4}", None, Some("http://xn--exmple-cua.com/%C3%A4")),
            ("foo://a b/", None, None),
        ] {
            assert_eq!(href(input, base).as_deref(), expected, "{input}");
        }
    }

    #[test]
    fn setting() {
        let mut url = Url::parse("http://example.net:8080/a?b#c", None).expect("valid");
        url.set_host("x.com:99999");
        assert_eq!(url.host(), "x.com:8080");
        url.set_port("80abc");
        url.set_protocol("https");
        url.set_pathname("a b");
        url.set_search("");
        url.set_hash("#x y");
        url.set_username("u@");
        assert_eq!(url.href(), "https://u%40@x.com/a%20b#x%20y");
        assert_eq!(url.origin(), "https://x.com");
    }
}
