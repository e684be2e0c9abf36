//! File URLs: from a path to a URL and back, by Node's rules.

use super::{Url, host, percent};

/// The URL of an absolute path. On Windows `hostname` is the server of a share.
pub(crate) fn from_path(path: &str, windows: bool, hostname: Option<&str>) -> Url {
    let mut escaped = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            '%' => escaped.push_str("%25"),
            '\\' if !windows => escaped.push_str("%5C"),
            '\n' => escaped.push_str("%0A"),
            '\r' => escaped.push_str("%0D"),
            '\t' => escaped.push_str("%09"),
            '?' => escaped.push_str("%3F"),
            '#' => escaped.push_str("%23"),
            '[' => escaped.push_str("%5B"),
            ']' => escaped.push_str("%5D"),
            '|' => escaped.push_str("%7C"),
            '~' => escaped.push_str("%7E"),
            _ => escaped.push(c),
        }
    }
    let mut url = Url::parse("file://", None).expect("a constant that is a URL");
    url.set_pathname(&escaped);
    if let Some(hostname) = hostname {
        url.set_hostname(hostname);
    }
    url
}

/// Why a file URL has no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invalid {
    /// `ERR_INVALID_FILE_URL_HOST`
    Host,
    /// `ERR_INVALID_FILE_URL_PATH` and what the path must do.
    Path(&'static str),
    /// `decodeURIComponent` would throw.
    Uri,
}

/// Whether the path has `%2F`, or `%5C` if backslashes separate.
fn has_encoded_separator(pathname: &str, windows: bool) -> bool {
    pathname.as_bytes().windows(3).any(|bytes| {
        bytes[0] == b'%'
            && matches!(percent::hex_pair(&bytes[1..]), Some(byte) if byte == b'/' || (windows && byte == b'\\'))
    })
}

/// The path of a file URL given by its host and pathname.
pub(crate) fn to_path(hostname: &str, pathname: &str, windows: bool) -> Result<String, Invalid> {
    if !windows {
        if !hostname.is_empty() {
            return Err(Invalid::Host);
        }
        if has_encoded_separator(pathname, false) {
            return Err(Invalid::Path("must not include encoded / characters"));
        }
        return percent::decode_component(pathname).ok_or(Invalid::Uri);
    }
    if has_encoded_separator(pathname, true) {
        return Err(Invalid::Path("must not include encoded \\ or / characters"));
    }
    let path = percent::decode_component(&pathname.replace('/', "\\")).ok_or(Invalid::Uri)?;
    if !hostname.is_empty() {
        return Ok(format!("\\\\{}{path}", host::to_unicode(hostname)));
    }
    match path.as_bytes() {
        [_, letter, b':', ..] if letter.is_ascii_alphabetic() => Ok(path[1..].to_owned()),
        _ => Err(Invalid::Path("must be absolute")),
    }
}

/// The same in bytes, which need not be UTF-8.
pub(crate) fn to_path_bytes(hostname: &str, pathname: &str, windows: bool) -> Result<Vec<u8>, Invalid> {
    if !windows {
        return if hostname.is_empty() { Ok(percent::decode(pathname.as_bytes())) } else { Err(Invalid::Host) };
    }
    let path = percent::decode(pathname.replace('/', "\\").as_bytes());
    if !hostname.is_empty() {
        return Ok([b"\\\\", host::to_unicode(hostname).as_bytes(), &path].concat());
    }
    match path.as_slice() {
        [_, letter, b':', ..] if letter.is_ascii_alphabetic() => Ok(path[1..].to_vec()),
        _ => Err(Invalid::Path("must be absolute")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        assert_eq!(from_path("/a b/%#?\\", false, None).href(), "file:///a%20b/%25%23%3F%5C");
        assert_eq!(from_path("C:\\a\\b", true, None).href(), "file:///C:/a/b");
        assert_eq!(to_path("", "/a%20b", false).as_deref(), Ok("/a b"));
        assert_eq!(to_path("", "/a%2Fb", false), Err(Invalid::Path("must not include encoded / characters")));
        assert_eq!(to_path("h", "/a", false), Err(Invalid::Host));
        assert_eq!(to_path("", "/C:/a", true).as_deref(), Ok("C:\\a"));
        assert_eq!(to_path("srv", "/a", true).as_deref(), Ok("\\\\srv\\a"));
    }
}
