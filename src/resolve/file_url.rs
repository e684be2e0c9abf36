//! File URLs: `pathToFileURL` and `fileURLToPath` on text.
//!
//! Counterpart of the two functions in Node's `lib/internal/url.js`. **The path is the decoded truth, the URL its
//! spelling**: a path that contains `%41` becomes `%2541`.

use std::fmt::Write as _;

use url::Url;

use super::Failure;
use crate::error::Code;

/// `pathToFileURL(path).href` of an absolute, normal path.
#[must_use]
pub fn from_path(path: &str) -> String {
    let mut url = String::with_capacity(path.len() + 8);
    url.push_str("file://");
    for byte in path.bytes() {
        let plain = byte > b' '
            && byte < 0x7f
            && !matches!(
                byte,
                b'"' | b'#' | b'%' | b'<' | b'>' | b'?' | b'[' | b'\\' | b']' | b'^' | b'`' | b'{' | b'|' | b'}' | b'~'
            );
        if plain {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

/// The same as a parsed URL.
#[must_use]
pub fn parsed_from_path(path: &str) -> Url {
    Url::parse(&from_path(path)).expect("a percent-encoded absolute path is a valid file URL")
}

/// `fileURLToPath(url)`.
///
/// # Errors
/// `ERR_INVALID_URL_SCHEME`, `ERR_INVALID_FILE_URL_HOST` and `ERR_INVALID_FILE_URL_PATH`, as Node has them.
pub fn to_path(url: &Url) -> Result<String, Failure> {
    if url.scheme() != "file" {
        return Err(Failure::coded(Code::ERR_INVALID_URL_SCHEME, "The URL must be of scheme file"));
    }
    if url.host_str().is_some_and(|host| !host.is_empty()) {
        return Err(Failure::coded(
            Code::ERR_INVALID_FILE_URL_HOST,
            format!("File URL host must be \"localhost\" or empty on {}", std::env::consts::OS),
        ));
    }
    let path = url.path();
    if has_encoded_slash(path) {
        return Err(Failure::coded(
            Code::ERR_INVALID_FILE_URL_PATH,
            "File URL path must not include encoded / characters",
        )
        .with("input", url.as_str()));
    }
    Ok(decode(path))
}

/// Text of a file URL to a path, the text itself for anything else: how messages name a referrer.
#[must_use]
pub fn display_path(text: &str) -> String {
    if !text.starts_with("file:") {
        return text.to_owned();
    }
    Url::parse(text).ok().and_then(|url| to_path(&url).ok()).unwrap_or_else(|| text.to_owned())
}

fn has_encoded_slash(path: &str) -> bool {
    path.as_bytes().windows(3).any(|w| w[0] == b'%' && w[1] == b'2' && (w[2] | 0x20) == b'f')
}

/// Whether a URL's path names an encoded `/` or `\`, which no resolution accepts.
#[must_use]
pub fn has_encoded_separator(path: &str) -> bool {
    has_encoded_slash(path) || path.as_bytes().windows(3).any(|w| w[0] == b'%' && w[1] == b'5' && (w[2] | 0x20) == b'c')
}

/// Percent-decodes to text; bytes that are no UTF-8 become U+FFFD.
#[must_use]
pub fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    String::from_utf8_lossy(&decode_bytes(text)).into_owned()
}

/// Percent-decodes to bytes; a `%` that starts no escape stays.
#[must_use]
pub fn decode_bytes(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|&b| char::from(b).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%'
            && let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2))
        {
            out.push(u8::try_from(high * 16 + low).expect("two hexadecimal digits fit a byte"));
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        for path in ["/a/b.js", "/a b/%41?#.js", "/ü/日本.mjs", "/x[1]^~|.js"] {
            let url = parsed_from_path(path);
            assert_eq!(url.as_str(), from_path(path));
            assert_eq!(to_path(&url).expect("a file URL"), path);
        }
    }

    #[test]
    fn refuses_what_node_refuses() {
        let code = |text: &str| to_path(&Url::parse(text).expect("valid")).expect_err("refused").code.name();
        assert_eq!(code("http://a/b"), "ERR_INVALID_URL_SCHEME");
        assert_eq!(code("file://host/b"), "ERR_INVALID_FILE_URL_HOST");
        assert_eq!(code("file:///a%2Fb"), "ERR_INVALID_FILE_URL_PATH");
    }
}
