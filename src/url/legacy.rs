//! `url.parse` and `url.format`: Node's URL parser from before there was a standard.

use super::percent;

/// The twelve fields of a `Url` object; `query` and `search` are text here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Legacy {
    pub(crate) protocol: Option<String>,
    pub(crate) slashes: bool,
    pub(crate) auth: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) port: Option<String>,
    pub(crate) hostname: Option<String>,
    pub(crate) hash: Option<String>,
    pub(crate) search: Option<String>,
    pub(crate) query: Option<String>,
    pub(crate) pathname: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) href: String,
    /// The host has a port that is none, which Node warns about (DEP0170).
    pub(crate) bad_port: bool,
}

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invalid {
    /// `ERR_INVALID_URL`
    Url,
    /// The credentials are malformed: `URIError`.
    Uri,
}

/// Whether a URL of this protocol has `//`, with or without its colon.
pub(crate) fn is_slashed(protocol: &str) -> bool {
    matches!(
        protocol.strip_suffix(':').unwrap_or(protocol),
        "http" | "https" | "ftp" | "gopher" | "file" | "ws" | "wss"
    )
}

/// A protocol without a host, whose text is not escaped either.
fn is_javascript(protocol: &str) -> bool {
    protocol.strip_suffix(':').unwrap_or(protocol) == "javascript"
}

fn is_js_space(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'
}

/// The text without surrounding white space, with backslashes before the query as slashes.
fn tidy(url: &str) -> String {
    let trimmed = url.trim_matches(|c: char| c <= ' ' || c == '\u{a0}' || c == '\u{feff}');
    let split = trimmed.find(['?', '#']).unwrap_or(trimmed.len());
    trimmed[..split].replace('\\', "/") + &trimmed[split..]
}

/// `/path?search` without anything special in it: pathname and search.
fn simple_path(rest: &str) -> Option<(&str, Option<&str>)> {
    if !rest.starts_with('/') || rest.starts_with("///") || rest.chars().any(is_js_space) {
        return None;
    }
    match rest.find('?') {
        Some(at) => Some((&rest[..at], Some(&rest[at..]))),
        None => Some((rest, None)),
    }
}

/// The protocol at the start of a text, with its colon.
fn protocol_of(rest: &str) -> Option<&str> {
    let length =
        rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-')).count();
    (length > 0 && rest.as_bytes().get(length) == Some(&b':')).then(|| &rest[..=length])
}

/// `//user@host`
fn looks_like_user_and_host(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else { return false };
    let Some(at) = rest.find(['@', '/']) else { return false };
    at > 0 && rest[at..].starts_with('@') && rest[at + 1..].chars().next().is_some_and(|c| c != '@' && c != '/')
}

/// Where the host ends and whether credentials come first: offsets in the text, from which tabs and line ends before
/// the end of the host are taken out.
fn find_host(rest: &mut String) -> (Option<usize>, Option<usize>) {
    let (mut at_sign, mut non_host) = (None, None);
    let mut cleaned = String::with_capacity(rest.len());
    for (at, c) in rest.char_indices() {
        match c {
            '\t' | '\n' | '\r' => continue,
            '#' | '/' | '?' => {
                non_host = non_host.or(Some(cleaned.len()));
                cleaned.push_str(&rest[at..]);
                break;
            }
            '@' => {
                at_sign = Some(cleaned.len());
                non_host = None;
            }
            ' ' | '"' | '%' | '\'' | ';' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                non_host = non_host.or(Some(cleaned.len()))
            }
            _ => {}
        }
        cleaned.push(c);
    }
    *rest = cleaned;
    (at_sign, non_host)
}

fn auto_escape(rest: &str) -> String {
    let mut out = String::with_capacity(rest.len());
    for c in rest.chars() {
        match c {
            '\t' | '\n' | '\r' | ' ' | '"' | '\'' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                percent::push_encoded(&mut out, c as u8)
            }
            _ => out.push(c),
        }
    }
    out
}

fn to_ascii(hostname: &str) -> String {
    if hostname.is_ascii() {
        return hostname.to_owned();
    }
    idna::domain_to_ascii_cow(hostname.as_bytes(), idna::AsciiDenyList::EMPTY)
        .map(std::borrow::Cow::into_owned)
        .unwrap_or_default()
}

impl Legacy {
    /// Parses a URL. `//x` is a host only if `slashes_denote_host`, or after a protocol.
    pub(crate) fn parse(url: &str, slashes_denote_host: bool) -> Result<Self, Invalid> {
        let mut this = Self::default();
        let mut rest = tidy(url);
        let before_split = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
        if !slashes_denote_host
            && !rest.contains('#')
            && !before_split.contains('@')
            && let Some((pathname, search)) = simple_path(&rest)
        {
            this.pathname = Some(pathname.to_owned());
            this.search = search.map(str::to_owned);
            this.query = search.map(|search| search[1..].to_owned());
            this.path = Some(rest.clone());
            this.href = rest;
            return Ok(this);
        }
        let protocol = protocol_of(&rest).map(str::to_owned);
        let lower = protocol.as_deref().map(str::to_ascii_lowercase).unwrap_or_default();
        if let Some(protocol) = &protocol {
            this.protocol = Some(lower.clone());
            rest.drain(..protocol.len());
        }
        let slashes =
            rest.starts_with("//") && (slashes_denote_host || protocol.is_some() || looks_like_user_and_host(&rest));
        if slashes && !is_javascript(&lower) {
            rest.drain(..2);
            this.slashes = true;
        }
        if !is_javascript(&lower) && (slashes || protocol.as_deref().is_some_and(|protocol| !is_slashed(protocol))) {
            this.take_host(&mut rest)?;
        }
        if !is_javascript(&lower) {
            rest = auto_escape(&rest);
        }
        this.take_path(&rest, &lower);
        this.href = Format::of(&this).href();
        Ok(this)
    }

    /// Moves credentials, host and port from the front of `rest` into the fields.
    fn take_host(&mut self, rest: &mut String) -> Result<(), Invalid> {
        let (at_sign, non_host) = find_host(rest);
        let mut start = 0;
        if let Some(at) = at_sign {
            self.auth = Some(percent::decode_component(&rest[..at]).ok_or(Invalid::Uri)?);
            start = at + 1;
        }
        let end = non_host.unwrap_or(rest.len());
        let mut host = rest[start..end].to_owned();
        rest.drain(..end);
        let digits = host.bytes().rev().take_while(u8::is_ascii_digit).count();
        if host[..host.len() - digits].ends_with(':') {
            if digits > 0 {
                self.port = Some(host[host.len() - digits..].to_owned());
            }
            host.truncate(host.len() - digits - 1);
        }
        let mut hostname = host;
        let is_ipv6 = hostname.starts_with('[') && hostname.ends_with(']') && hostname.len() > 1;
        if !is_ipv6 && let Some(at) = hostname.find(['/', '\\', '#', '?', ':']) {
            self.bad_port = hostname[at..].starts_with(':');
            *rest = format!("/{}{rest}", &hostname[at..]);
            hostname.truncate(at);
        }
        hostname = if hostname.encode_utf16().count() > 255 { String::new() } else { hostname.to_lowercase() };
        if !hostname.is_empty() {
            let is_forbidden = |c: char| {
                matches!(
                    c,
                    '\0' | '\t' | '\n' | '\r' | ' ' | '#' | '%' | '/' | '<' | '>' | '?' | '@' | '\\' | '^' | '|'
                ) || (!is_ipv6 && matches!(c, ':' | '[' | ']'))
            };
            if !is_ipv6 {
                hostname = to_ascii(&hostname);
            }
            if hostname.is_empty() || hostname.contains(is_forbidden) {
                return Err(Invalid::Url);
            }
        }
        let port = self.port.as_ref().map(|port| format!(":{port}")).unwrap_or_default();
        self.host = Some(format!("{hostname}{port}"));
        if is_ipv6 {
            hostname = hostname[1..hostname.len() - 1].to_owned();
            if !rest.starts_with('/') {
                rest.insert(0, '/');
            }
        }
        self.hostname = Some(hostname);
        Ok(())
    }

    fn take_path(&mut self, rest: &str, protocol: &str) {
        let (before_hash, hash) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
        if !hash.is_empty() {
            self.hash = Some(hash.to_owned());
        }
        let (pathname, search) = before_hash.split_at(before_hash.find('?').unwrap_or(before_hash.len()));
        if !search.is_empty() {
            self.search = Some(search.to_owned());
            self.query = Some(search[1..].to_owned());
        }
        if !pathname.is_empty() {
            self.pathname = Some(pathname.to_owned());
        }
        if is_slashed(protocol)
            && self.hostname.as_ref().is_some_and(|hostname| !hostname.is_empty())
            && self.pathname.is_none()
        {
            self.pathname = Some("/".to_owned());
        }
        if self.pathname.is_some() || self.search.is_some() {
            self.path = Some(format!(
                "{}{}",
                self.pathname.as_deref().unwrap_or_default(),
                self.search.as_deref().unwrap_or_default()
            ));
        }
    }
}

/// The fields that `url.format` looks at; empty text is a field that is missing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Format {
    pub(crate) protocol: String,
    pub(crate) slashes: bool,
    /// Not yet escaped.
    pub(crate) auth: String,
    pub(crate) host: String,
    pub(crate) port: String,
    pub(crate) hostname: String,
    pub(crate) hash: String,
    /// Text with or without its `?`.
    pub(crate) search: String,
    pub(crate) pathname: String,
}

impl Format {
    fn of(url: &Legacy) -> Self {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        Self {
            protocol: text(&url.protocol),
            slashes: url.slashes,
            auth: text(&url.auth),
            host: text(&url.host),
            port: text(&url.port),
            hostname: text(&url.hostname),
            hash: text(&url.hash),
            search: text(&url.search),
            pathname: text(&url.pathname),
        }
    }

    /// The URL of the fields.
    pub(crate) fn href(mut self) -> String {
        if !self.protocol.is_empty() && !self.protocol.ends_with(':') {
            self.protocol.push(':');
        }
        let mut host = String::new();
        if !self.host.is_empty() || !self.hostname.is_empty() {
            if !self.auth.is_empty() {
                for c in self.auth.chars() {
                    if c.is_ascii_alphanumeric()
                        || matches!(c, '!' | '\'' | '(' | ')' | '*' | '-' | '.' | ':' | '_' | '~')
                    {
                        host.push(c);
                    } else {
                        c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| percent::push_encoded(&mut host, byte));
                    }
                }
                host.push('@');
            }
            if self.host.is_empty() {
                let bare_ipv6 =
                    self.hostname.contains(':') && !(self.hostname.starts_with('[') && self.hostname.ends_with(']'));
                host.push_str(&if bare_ipv6 { format!("[{}]", self.hostname) } else { self.hostname });
                if !self.port.is_empty() {
                    host.push(':');
                    host.push_str(&self.port);
                }
            } else {
                host.push_str(&self.host);
            }
        }
        let mut pathname = self.pathname.replace('#', "%23").replace('?', "%3F");
        if self.slashes || is_slashed(&self.protocol) {
            if self.slashes || !host.is_empty() {
                if !pathname.is_empty() && !pathname.starts_with('/') {
                    pathname.insert(0, '/');
                }
                host.insert_str(0, "//");
            } else if self.protocol.starts_with("file") {
                "//".clone_into(&mut host);
            }
        }
        let search = self.search.replace('#', "%23");
        let mark = |text: &str, mark: char| {
            if text.is_empty() || text.starts_with(mark) { String::new() } else { mark.to_string() }
        };
        let (question, sharp) = (mark(&search, '?'), mark(&self.hash, '#'));
        format!("{}{host}{pathname}{question}{search}{sharp}{}", self.protocol, self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsing() {
        let url = Legacy::parse("HTTP://u%40:p@EXAMPLE.com:8080/a b?q=1#h", false).expect("valid");
        assert_eq!(url.href, "http://u%40:p@example.com:8080/a%20b?q=1#h");
        assert_eq!(
            (url.auth.as_deref(), url.host.as_deref(), url.path.as_deref()),
            (Some("u@:p"), Some("example.com:8080"), Some("/a%20b?q=1"))
        );
        let url = Legacy::parse("//h/p", false).expect("valid");
        assert_eq!((url.host, url.pathname.as_deref()), (None, Some("//h/p")));
        assert_eq!(Legacy::parse("//h/p", true).expect("valid").host.as_deref(), Some("h"));
        assert_eq!(
            Legacy::parse("http://a:b:c/", false).map(|url| (url.href, url.bad_port)),
            Ok(("http://a/:b:c/".to_owned(), true))
        );
        assert_eq!(Legacy::parse("http://%@x/", false), Err(Invalid::Uri));
        assert_eq!(Legacy::parse("http://a b/", false).map(|url| url.href).as_deref(), Ok("http://a/%20b/"));
        assert_eq!(Legacy::parse("http://[::1]:80?x", false).map(|url| url.href).as_deref(), Ok("http://[::1]:80/?x"));
        assert_eq!(
            Legacy::parse("javascript:alert('x')", false).map(|url| url.href).as_deref(),
            Ok("javascript:alert('x')")
        );
    }
}
