//! `internalBinding('os')`: facts about this machine, in the shapes that `node:os` gives them.

use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsString, JsValue};
use std::{ffi::OsStr, io, net::IpAddr, os::unix::ffi::OsStrExt};

use crate::engine::{Binding, Error, Result, arg, bytes, function, js, object, string};
use crate::error::{errno_message, errno_name};
use crate::sys::info::{self, Cpu, Interface};

pub(super) static BINDING: Binding = Binding {
    name: "os",
    exports: &[
        function!("getAvailableParallelism", 0, get_available_parallelism),
        function!("getCPUs", 0, get_cpus),
        function!("getFreeMem", 0, get_free_mem),
        function!("getHomeDirectory", 0, get_home_directory),
        function!("getHostname", 0, get_hostname),
        function!("getInterfaceAddresses", 0, get_interface_addresses),
        function!("getLoadAvg", 0, get_load_avg),
        function!("getMachine", 0, get_machine),
        function!("getOSRelease", 0, get_os_release),
        function!("getOSType", 0, get_os_type),
        function!("getOSVersion", 0, get_os_version),
        function!("getPriority", 1, get_priority),
        function!("getTotalMem", 0, get_total_mem),
        function!("getUptime", 0, get_uptime),
        function!("getUserInfo", 1, get_user_info),
        function!("setPriority", 2, set_priority),
        string("endianness", if cfg!(target_endian = "big") { "BE" } else { "LE" }),
    ],
};

/// Node's `SystemError` for a failed call of libuv: `ERR_SYSTEM_ERROR` with the details in `info`.
pub(super) fn system_error(error: &io::Error, syscall: &str, cx: &mut Context) -> Error {
    let errno = error.raw_os_error().unwrap_or(libc::EIO);
    let (code, text) = (errno_name(errno), errno_message(errno));
    let message = format!("A system error occurred: {syscall} returned {code} ({text})");
    let error = JsNativeError::error().with_message(message).into_opaque(cx);
    let info = object::build(
        cx,
        &[
            ("errno", (-errno).into()),
            ("code", js(&code).into()),
            ("message", js(&text).into()),
            ("syscall", js(syscall).into()),
        ],
    );
    object::put_hidden(&error, js("name"), js("SystemError"));
    object::put(&error, js("code"), js("ERR_SYSTEM_ERROR"));
    object::put(&error, js("info"), info);
    object::put(&error, js("errno"), -errno);
    object::put(&error, js("syscall"), js(syscall));
    Error::Js(JsError::from_opaque(error.into()))
}

fn check<T>(result: io::Result<T>, syscall: &str, cx: &mut Context) -> Result<T> {
    result.map_err(|error| system_error(&error, syscall, cx))
}

fn text(text: &OsStr) -> JsString {
    js(&text.to_string_lossy())
}

#[expect(clippy::cast_precision_loss, reason = "sizes and times that are far below 2^53")]
fn number(value: u64) -> JsValue {
    JsValue::from(value as f64)
}

/// `getAvailableParallelism()`
fn get_available_parallelism(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(number(info::available_parallelism() as u64))
}

/// `getCPUs()`: an array of `{ model, speed, times }`.
fn get_cpus(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let cpus = info::cpus().unwrap_or_default();
    let list: Vec<JsValue> = cpus.into_iter().map(|cpu| cpu_object(&cpu, cx)).collect();
    Ok(object::array(list, cx).into())
}

fn cpu_object(cpu: &Cpu, cx: &mut Context) -> JsValue {
    let times = [
        ("user", number(cpu.user)),
        ("nice", number(cpu.nice)),
        ("sys", number(cpu.sys)),
        ("idle", number(cpu.idle)),
        ("irq", number(cpu.irq)),
    ];
    let times = object::build(cx, &times);
    object::build(cx, &[("model", js(&cpu.model).into()), ("speed", cpu.speed_mhz.into()), ("times", times.into())])
        .into()
}

/// `getFreeMem()`
fn get_free_mem(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(number(info::free_memory().unwrap_or(0)))
}

/// `getTotalMem()`
fn get_total_mem(_this: &JsValue, _args: &[JsValue], _cx: &mut Context) -> Result<JsValue> {
    Ok(number(info::total_memory().unwrap_or(0)))
}

/// `getHomeDirectory()`: the home of the account; the caller looks at `HOME` first.
fn get_home_directory(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let account = check(info::account(), "uv_os_homedir", cx)?;
    Ok(text(OsStr::from_bytes(&account.home)).into())
}

/// `getHostname()`
fn get_hostname(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(text(&check(info::hostname(), "uv_os_gethostname", cx)?).into())
}

/// `getInterfaceAddresses()`: an object with a list of addresses for each interface.
fn get_interface_addresses(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let interfaces = check(info::interfaces(), "uv_interface_addresses", cx)?;
    let mut names: Vec<(&str, Vec<JsValue>)> = Vec::new();
    for interface in &interfaces {
        let entry = interface_object(interface, cx);
        match names.iter_mut().find(|(name, _)| *name == interface.name) {
            Some((_, list)) => list.push(entry),
            None => names.push((&interface.name, vec![entry])),
        }
    }
    let result = object::build(cx, &[]);
    for (name, list) in names {
        object::put(&result, js(name), object::array(list, cx));
    }
    Ok(result.into())
}

fn interface_object(interface: &Interface, cx: &mut Context) -> JsValue {
    let family = if interface.address.is_ipv4() { "IPv4" } else { "IPv6" };
    let mac = interface.mac.map(|byte| format!("{byte:02x}")).join(":");
    let cidr = prefix_length(interface.netmask)
        .map_or(JsValue::null(), |length| js(&format!("{}/{length}", interface.address)).into());
    let mut entry = vec![
        ("address", js(&interface.address.to_string()).into()),
        ("netmask", js(&interface.netmask.to_string()).into()),
        ("family", js(family).into()),
        ("mac", js(&mac).into()),
        ("internal", interface.internal.into()),
        ("cidr", cidr),
    ];
    if let Some(scope_id) = interface.scope_id {
        entry.push(("scopeid", scope_id.into()));
    }
    object::build(cx, &entry).into()
}

/// How many leading bits of a netmask are set; `None` if it has set bits after that.
fn prefix_length(netmask: IpAddr) -> Option<u32> {
    let bits = match netmask {
        IpAddr::V4(mask) => u128::from(mask.to_bits()) << 96,
        IpAddr::V6(mask) => mask.to_bits(),
    };
    (bits.leading_ones() == bits.count_ones()).then_some(bits.leading_ones())
}

/// `getLoadAvg()`: over 1, 5 and 15 minutes.
fn get_load_avg(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(object::array(info::load_averages().map(JsValue::from), cx).into())
}

/// `getMachine()`
fn get_machine(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(text(&check(info::system(), "uv_os_uname", cx)?.machine).into())
}

/// `getOSRelease()`
fn get_os_release(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(text(&check(info::system(), "uv_os_uname", cx)?.release).into())
}

/// `getOSType()`
fn get_os_type(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(text(&check(info::system(), "uv_os_uname", cx)?.name).into())
}

/// `getOSVersion()`
fn get_os_version(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(text(&check(info::system(), "uv_os_uname", cx)?.version).into())
}

/// `getPriority(pid)`
fn get_priority(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let pid: i32 = arg(args, 0, "pid", cx)?;
    Ok(check(info::priority(pid), "uv_os_getpriority", cx)?.into())
}

/// `setPriority(pid, priority)`
fn set_priority(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let pid: i32 = arg(args, 0, "pid", cx)?;
    let priority: i32 = arg(args, 1, "priority", cx)?;
    check(info::set_priority(pid, priority), "uv_os_setpriority", cx)?;
    Ok(JsValue::undefined())
}

/// `getUptime()`: seconds since the machine started.
fn get_uptime(_this: &JsValue, _args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    Ok(check(info::uptime(), "uv_uptime", cx)?.into())
}

/// `getUserInfo(encoding)`: the account of this process; texts are `Uint8Array`s if the encoding is `'buffer'`.
fn get_user_info(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let encoding = args.get_or_undefined(0).as_string();
    let as_buffer = encoding.is_some_and(|encoding| encoding == "buffer");
    let account = check(info::account(), "uv_os_get_passwd", cx)?;
    let mut shown = |bytes: &[u8]| -> Result<JsValue> {
        if as_buffer { Ok(bytes::new_uint8array(bytes, cx)?.into()) } else { Ok(text(OsStr::from_bytes(bytes)).into()) }
    };
    let (name, home, shell) = (shown(&account.name)?, shown(&account.home)?, shown(&account.shell)?);
    let entry = [
        ("uid", account.uid.into()),
        ("gid", account.gid.into()),
        ("username", name),
        ("homedir", home),
        ("shell", shell),
    ];
    Ok(object::build(cx, &entry).into())
}
