//! Canonical forms of the components of a `URLPattern`: each runs the URL parser on a dummy URL.

use super::{
    Path, Url, host,
    parser::{State, set},
    special,
};

/// The component in its canonical form; `None` if the value cannot be one.
///
/// `protocol` is the URL's scheme as far as it is known; it decides about the port.
pub(crate) fn canonicalize(component: &str, value: &str, protocol: &str) -> Option<String> {
    if value.is_empty() {
        return Some(String::new());
    }
    let mut url = Url::parse("https://dummy.invalid", None)?;
    match component {
        "protocol" => Url::parse(&format!("{value}://dummy.invalid"), None).map(|url| url.scheme),
        "username" => {
            url.set_username(value);
            Some(url.username)
        }
        "password" => {
            url.set_password(value);
            Some(url.password)
        }
        "hostname" => set(value, &mut url, State::Hostname).then(|| url.hostname()),
        "opaque hostname" => {
            let mut url = Url::parse("dummy://dummy.invalid", None)?;
            set(value, &mut url, State::Hostname).then(|| url.hostname())
        }
        "ipv6 hostname" => value
            .chars()
            .all(|c| c.is_ascii_hexdigit() || matches!(c, '[' | ']' | ':'))
            .then(|| value.to_ascii_lowercase()),
        "port" => {
            // Unless a scheme is given no port is a default that would vanish.
            "dummy".clone_into(&mut url.scheme);
            if !protocol.is_empty() {
                protocol.clone_into(&mut url.scheme);
            }
            set(value, &mut url, State::Port).then(|| url.port())
        }
        "pathname" => {
            let leading_slash = value.starts_with('/');
            url.path = Path::default();
            set(&if leading_slash { value.to_owned() } else { format!("/-{value}") }, &mut url, State::PathStart);
            let path = url.pathname();
            Some(if leading_slash { path } else { path.get(2..)?.to_owned() })
        }
        "opaque pathname" => {
            url.path = Path::Opaque(String::new());
            set(value, &mut url, State::OpaquePath);
            Some(url.pathname())
        }
        "search" => {
            url.set_search(&format!("?{value}"));
            url.query
        }
        "hash" => {
            url.set_hash(&format!("#{value}"));
            url.fragment
        }
        _ => None,
    }
}

/// Whether a scheme is special, and its default port.
pub(crate) fn special_port(scheme: &str) -> Option<Option<u16>> {
    special(scheme)
}

/// The parts of a base URL in the order protocol, username, password, hostname, port, pathname, search, hash, and
/// whether its path is opaque.
pub(crate) fn base_parts(base: &str) -> Option<([String; 8], bool)> {
    let url = Url::parse(base, None)?;
    let mut hostname = String::new();
    if let Some(host) = &url.host {
        host::Host::write(host, &mut hostname);
    }
    let parts = [
        url.scheme.clone(),
        url.username.clone(),
        url.password.clone(),
        hostname,
        url.port(),
        url.pathname(),
        url.query.clone().unwrap_or_default(),
        url.fragment.clone().unwrap_or_default(),
    ];
    Some((parts, url.has_opaque_path()))
}
