//! Hosts of URLs: domains, IPv4 and IPv6 addresses, opaque hosts.

use super::percent::{self, Set};
use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A host as the URL Standard has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host {
    /// A domain in ASCII; empty for a file URL without a host.
    Domain(String),
    /// The host of a URL that is not special; may be empty.
    Opaque(String),
    Ipv4(Ipv4Addr),
    Ipv6(Ipv6Addr),
}

impl Host {
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Domain(text) | Self::Opaque(text) if text.is_empty())
    }

    /// Appends the host as a URL shows it.
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Self::Domain(text) | Self::Opaque(text) => out.push_str(text),
            Self::Ipv4(address) => {
                let _ = write!(out, "{address}");
            }
            Self::Ipv6(address) => write_ipv6(*address, out),
        }
    }
}

/// The first longest run of two or more zero pieces becomes `::`, and no part is shown as IPv4.
fn write_ipv6(address: Ipv6Addr, out: &mut String) {
    let pieces = address.segments();
    let (mut start, mut length) = (0, 1);
    let mut at = 0;
    while at < 8 {
        let run = pieces[at..].iter().take_while(|&&piece| piece == 0).count();
        if run > length {
            (start, length) = (at, run);
        }
        at += run.max(1);
    }
    out.push('[');
    let mut at = 0;
    while at < 8 {
        if length > 1 && at == start {
            out.push_str(if at == 0 { "::" } else { ":" });
            at += length;
            continue;
        }
        let _ = write!(out, "{:x}", pieces[at]);
        at += 1;
        if at < 8 {
            out.push(':');
        }
    }
    out.push(']');
}

/// Parses a host; `None` if it is not valid.
pub(crate) fn parse(input: &str, special: bool) -> Option<Host> {
    if let Some(rest) = input.strip_prefix('[') {
        return rest.strip_suffix(']')?.parse().ok().map(Host::Ipv6);
    }
    if !special {
        let valid = !input.chars().any(is_forbidden);
        return valid.then(|| Host::Opaque(percent::encode(input, Set::C0Control)));
    }
    let bytes = percent::decode(input.as_bytes());
    let domain = to_ascii(&String::from_utf8_lossy(&bytes))?;
    if ends_in_number(&domain) {
        return ipv4(&domain).map(Host::Ipv4);
    }
    Some(Host::Domain(domain))
}

fn is_forbidden(c: char) -> bool {
    matches!(
        c,
        '\0' | '\t' | '\n' | '\r' | ' ' | '#' | '/' | ':' | '<' | '>' | '?' | '@' | '[' | '\\' | ']' | '^' | '|'
    )
}

/// The standard's "domain to ASCII"; `None` if the result is empty or no domain.
pub(crate) fn to_ascii(domain: &str) -> Option<String> {
    if domain.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.')
        && !domain.is_empty()
        && !domain.contains("xn--")
    {
        return Some(domain.to_owned());
    }
    let ascii = idna::domain_to_ascii_cow(domain.as_bytes(), idna::AsciiDenyList::URL).ok()?;
    (!ascii.is_empty()).then(|| ascii.into_owned())
}

/// The standard's "domain to Unicode", in which labels that are no Unicode stay as they are.
pub(crate) fn to_unicode(domain: &str) -> String {
    idna::domain_to_unicode(domain).0
}

fn last_label(domain: &str) -> &str {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    domain.rsplit('.').next().unwrap_or_default()
}

fn ends_in_number(domain: &str) -> bool {
    if domain == "." {
        return false;
    }
    let last = last_label(domain);
    (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())) || number(last).is_some()
}

/// A number in decimal, octal or hexadecimal; too large ones saturate.
fn number(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let (digits, radix) = if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        (hex, 16)
    } else if text.len() > 1 && text.starts_with('0') {
        (&text[1..], 8)
    } else {
        (text, 10)
    };
    digits.chars().try_fold(0u64, |value, c| {
        Some(value.saturating_mul(u64::from(radix)).saturating_add(u64::from(c.to_digit(radix)?)))
    })
}

fn ipv4(domain: &str) -> Option<Ipv4Addr> {
    let parts: Vec<&str> = domain.strip_suffix('.').unwrap_or(domain).split('.').collect();
    if parts.len() > 4 {
        return None;
    }
    let numbers = parts.iter().map(|part| number(part)).collect::<Option<Vec<u64>>>()?;
    let (last, front) = numbers.split_last()?;
    if front.iter().any(|&number| number > 255) || *last >= 256u64.pow(u32::try_from(5 - numbers.len()).ok()?) {
        return None;
    }
    let address = front.iter().enumerate().fold(*last, |address, (at, number)| address + (number << (8 * (3 - at))));
    Some(Ipv4Addr::from(u32::try_from(address).ok()?))
}
