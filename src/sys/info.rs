//! Facts about this machine, its processors, its network and its users: what libuv's `uv_os_*`, `uv_cpu_info` and
//! `uv_interface_addresses` answer. Every function asks anew, nothing is kept.

use nix::ifaddrs::getifaddrs;
use nix::net::if_::InterfaceFlags;
use nix::sys::socket::{SockaddrLike, SockaddrStorage};
use nix::sys::utsname::uname;
use nix::unistd::{Uid, User};
use std::ffi::OsString;
use std::io;
use std::net::IpAddr;
use std::os::unix::ffi::OsStringExt;

/// Where `uname` puts what `os.type()`, `os.version()`, `os.release()` and `os.machine()` answer.
#[derive(Debug)]
pub(crate) struct System {
    pub(crate) name: OsString,
    pub(crate) version: OsString,
    pub(crate) release: OsString,
    pub(crate) machine: OsString,
}

/// The running system's names.
pub(crate) fn system() -> io::Result<System> {
    let names = uname()?;
    Ok(System {
        name: names.sysname().to_owned(),
        version: names.version().to_owned(),
        release: names.release().to_owned(),
        machine: names.machine().to_owned(),
    })
}

/// The name of this host.
pub(crate) fn hostname() -> io::Result<OsString> {
    Ok(nix::unistd::gethostname()?)
}

/// One processor: times are milliseconds since the start.
#[derive(Debug, Default, Clone)]
pub(crate) struct Cpu {
    pub(crate) model: String,
    pub(crate) speed_mhz: u32,
    pub(crate) user: u64,
    pub(crate) nice: u64,
    pub(crate) sys: u64,
    pub(crate) idle: u64,
    pub(crate) irq: u64,
}

/// The processors that are on line.
pub(crate) fn cpus() -> io::Result<Vec<Cpu>> {
    let milliseconds_per_tick = 1000
        / nix::unistd::sysconf(nix::unistd::SysconfVar::CLK_TCK)?
            .and_then(|ticks| u64::try_from(ticks).ok())
            .unwrap_or(100)
            .max(1);
    let models = cpu_models(&std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default());
    let mut cpus = Vec::new();
    for line in std::fs::read_to_string("/proc/stat")?.lines() {
        let mut fields = line.split_ascii_whitespace();
        let Some(index) =
            fields.next().and_then(|name| name.strip_prefix("cpu")).and_then(|index| index.parse::<usize>().ok())
        else {
            continue;
        };
        let times: Vec<u64> = fields.map(|field| field.parse::<u64>().unwrap_or(0) * milliseconds_per_tick).collect();
        let time = |at: usize| times.get(at).copied().unwrap_or(0);
        let (model, listed_mhz) = models.get(index).cloned().unwrap_or_else(|| ("unknown".to_owned(), 0));
        let frequency = std::fs::read_to_string(format!("/sys/devices/system/cpu/cpu{index}/cpufreq/scaling_cur_freq"));
        let speed_mhz =
            frequency.ok().and_then(|text| text.trim().parse::<u32>().ok()).map_or(listed_mhz, |khz| khz / 1000);
        cpus.push(Cpu { model, speed_mhz, user: time(0), nice: time(1), sys: time(2), idle: time(3), irq: time(5) });
    }
    Ok(cpus)
}

/// Name and clock of each processor in the text of `/proc/cpuinfo`, which has a paragraph a processor.
fn cpu_models(text: &str) -> Vec<(String, u32)> {
    let mut models: Vec<(String, u32)> = Vec::new();
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match (key.trim(), models.last_mut()) {
            ("processor", _) => models.push(("unknown".to_owned(), 0)),
            ("model name" | "cpu model" | "Processor", Some(last)) => value.clone_into(&mut last.0),
            ("cpu MHz", Some(last)) => {
                last.1 = value.split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or(0)
            }
            _ => {}
        }
    }
    models
}

/// A value of `/proc/meminfo` in bytes.
fn memory(key: &str) -> io::Result<u64> {
    let text = std::fs::read_to_string("/proc/meminfo")?;
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    let kilobytes =
        line.and_then(|rest| rest.split_ascii_whitespace().next()).and_then(|number| number.parse::<u64>().ok());
    kilobytes.map(|kilobytes| kilobytes * 1024).ok_or_else(|| io::Error::from_raw_os_error(libc::EIO))
}

/// Memory that can be had without swapping, in bytes.
pub(crate) fn free_memory() -> io::Result<u64> {
    memory("MemAvailable").or_else(|_| memory("MemFree"))
}

/// All memory of the machine, in bytes.
pub(crate) fn total_memory() -> io::Result<u64> {
    memory("MemTotal")
}

/// Seconds since the machine started, with two decimals.
pub(crate) fn uptime() -> io::Result<f64> {
    let text = std::fs::read_to_string("/proc/uptime").unwrap_or_default();
    if let Some(seconds) = text.split_ascii_whitespace().next().and_then(|number| number.parse().ok()) {
        return Ok(seconds);
    }
    let now = nix::time::clock_gettime(nix::time::ClockId::CLOCK_BOOTTIME)?;
    #[expect(clippy::cast_precision_loss, reason = "seconds since the start are far below 2^53")]
    Ok(now.tv_sec() as f64)
}

/// The load averages over 1, 5 and 15 minutes; zeros where the system does not say.
pub(crate) fn load_averages() -> [f64; 3] {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut numbers = text.split_ascii_whitespace().map(|number| number.parse().unwrap_or(0.0));
    [(); 3].map(|()| numbers.next().unwrap_or(0.0))
}

/// How many threads can run at once, with the limits of this process counted in.
pub(crate) fn available_parallelism() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// One address of a network interface.
#[derive(Debug)]
pub(crate) struct Interface {
    pub(crate) name: String,
    pub(crate) address: IpAddr,
    pub(crate) netmask: IpAddr,
    pub(crate) mac: [u8; 6],
    pub(crate) internal: bool,
    /// Of an IPv6 address only.
    pub(crate) scope_id: Option<u32>,
}

/// The addresses of all interfaces that are up, in the system's order.
pub(crate) fn interfaces() -> io::Result<Vec<Interface>> {
    let mut found = Vec::new();
    let mut macs: Vec<(String, [u8; 6])> = Vec::new();
    for entry in getifaddrs()? {
        if !entry.flags.contains(InterfaceFlags::IFF_UP | InterfaceFlags::IFF_RUNNING) {
            continue;
        }
        let Some(address) = entry.address else { continue };
        if let Some(link) = address.as_link_addr() {
            macs.push((entry.interface_name, link.addr().unwrap_or_default()));
            continue;
        }
        let Some((ip, scope_id)) = ip_of(&address) else { continue };
        let unspecified = if ip.is_ipv4() { IpAddr::from([0; 4]) } else { IpAddr::from([0; 16]) };
        let netmask = entry.netmask.and_then(|mask| netmask_of(&mask, ip)).unwrap_or(unspecified);
        let internal = entry.flags.contains(InterfaceFlags::IFF_LOOPBACK);
        found.push(Interface { name: entry.interface_name, address: ip, netmask, mac: [0; 6], internal, scope_id });
    }
    for interface in &mut found {
        // An alias such as `eth0:1` has the hardware address of its interface.
        let base = interface.name.split(':').next().unwrap_or_default();
        if let Some((_, mac)) = macs.iter().find(|(name, _)| name == base) {
            interface.mac = *mac;
        }
    }
    Ok(found)
}

fn ip_of(address: &SockaddrStorage) -> Option<(IpAddr, Option<u32>)> {
    if let Some(v4) = address.as_sockaddr_in() {
        return Some((v4.ip().into(), None));
    }
    address.as_sockaddr_in6().map(|v6| (v6.ip().into(), Some(v6.scope_id())))
}

/// A netmask has the family of its address, even where the system leaves its own family empty.
fn netmask_of(mask: &SockaddrStorage, address: IpAddr) -> Option<IpAddr> {
    if mask.family().is_none() {
        return None;
    }
    ip_of(mask).map(|(ip, _)| ip).filter(|ip| ip.is_ipv4() == address.is_ipv4())
}

/// Bytes from the system's source of randomness.
pub(crate) fn random_bytes<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    std::io::Read::read_exact(&mut std::fs::File::open("/dev/urandom")?, &mut bytes)?;
    Ok(bytes)
}

/// A user's entry in the password file.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) name: Vec<u8>,
    pub(crate) home: Vec<u8>,
    pub(crate) shell: Vec<u8>,
}

/// The account of the effective user of this process; `ENOENT` if it has none.
pub(crate) fn account() -> io::Result<Account> {
    let user = User::from_uid(Uid::effective())?.ok_or_else(|| io::Error::from_raw_os_error(libc::ENOENT))?;
    Ok(Account {
        uid: user.uid.as_raw(),
        gid: user.gid.as_raw(),
        name: user.name.into_bytes(),
        home: user.dir.into_os_string().into_vec(),
        shell: user.shell.into_os_string().into_vec(),
    })
}

/// The nice value of a process; 0 is this one.
#[expect(unsafe_code, reason = "getpriority has no safe wrapper")]
pub(crate) fn priority(pid: i32) -> io::Result<i32> {
    let pid = pid.cast_unsigned();
    // -1 is an answer as well as a failure: only errno tells them apart.
    nix::errno::Errno::clear();
    // SAFETY: getpriority takes no pointers.
    let value = unsafe { libc::getpriority(libc::PRIO_PROCESS, pid) };
    match nix::errno::Errno::last_raw() {
        0 => Ok(value),
        errno if value == -1 => Err(io::Error::from_raw_os_error(errno)),
        _ => Ok(value),
    }
}

/// Sets the nice value of a process; 0 is this one.
#[expect(unsafe_code, reason = "setpriority has no safe wrapper")]
pub(crate) fn set_priority(pid: i32, priority: i32) -> io::Result<()> {
    // SAFETY: setpriority takes no pointers.
    match unsafe { libc::setpriority(libc::PRIO_PROCESS, pid.cast_unsigned(), priority) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_cpuinfo() {
        let text = "processor\t: 0\nmodel name\t: A\ncpu MHz\t\t: 2100.5\n\nprocessor\t: 1\nmodel name\t: B\n";
        assert_eq!(cpu_models(text), [("A".to_owned(), 2100), ("B".to_owned(), 0)]);
    }

    #[test]
    fn this_machine_has_a_processor_and_memory() {
        assert!(!cpus().expect("/proc/stat").is_empty());
        assert!(free_memory().expect("free") <= total_memory().expect("total"));
        assert!(uptime().expect("uptime") > 0.0);
        assert_eq!(priority(0).expect("own priority"), priority(0).expect("own priority"));
    }
}
