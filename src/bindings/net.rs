//! `internalBinding('net')`: what an IP address is.

use std::net::{Ipv4Addr, Ipv6Addr};

use boa_engine::{Context, JsValue};

use crate::engine::{Binding, Result, function, utf8};

pub(super) static BINDING: Binding = Binding { name: "net", exports: &[function!("isIP", 1, is_ip)] };

/// `isIP(input)`: 4, 6 or 0. An IPv6 address may end in a zone such as `%eth0`.
fn is_ip(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let text = utf8(&args.first().cloned().unwrap_or_default().to_string(cx)?);
    if text.parse::<Ipv4Addr>().is_ok() {
        return Ok(4.into());
    }
    let address = match text.split_once('%') {
        Some((address, zone)) => {
            let fine =
                !zone.is_empty() && zone.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b':'));
            if fine { address } else { "" }
        }
        None => &text,
    };
    Ok(if address.parse::<Ipv6Addr>().is_ok() { 6 } else { 0 }.into())
}
