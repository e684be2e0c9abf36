//! What this process uses and may use: memory, processor time, limits. Counterpart of libuv's `uv_resident_set_memory`,
//! `uv_getrusage`, `uv_get_constrained_memory` and `uv_get_available_memory`.

use std::{fs, io};

use nix::sys::resource::{Usage, UsageWho, getrusage};

/// Resident set size in bytes.
///
/// # Errors
/// `/proc` is not there or has another form.
pub fn resident_set() -> io::Result<u64> {
    let text = fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = text
        .split(' ')
        .nth(1)
        .and_then(|field| field.parse().ok())
        .ok_or_else(|| io::Error::other("unexpected statm"))?;
    Ok(pages * page_size())
}

/// Bytes in a page of memory.
#[must_use]
pub fn page_size() -> u64 {
    nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE)
        .ok()
        .flatten()
        .and_then(|size| u64::try_from(size).ok())
        .unwrap_or(4096)
}

/// `getrusage(2)` of this process or of the calling thread.
///
/// # Errors
/// The errno of the call.
pub fn resource_usage(thread: bool) -> io::Result<Usage> {
    Ok(getrusage(if thread { UsageWho::RUSAGE_THREAD } else { UsageWho::RUSAGE_SELF })?)
}

/// The memory limit of the control group in bytes, `None` if there is none.
#[must_use]
pub fn constrained_memory() -> Option<u64> {
    let read = |path: &str| fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<u64>().ok());
    let v2 = fs::read_to_string("/proc/self/cgroup").ok().and_then(|text| {
        let group = text.lines().find_map(|line| line.strip_prefix("0::"))?.to_owned();
        read(&format!("/sys/fs/cgroup{group}/memory.max")).or_else(|| read("/sys/fs/cgroup/memory.max"))
    });
    v2.or_else(|| read("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
}

/// Total memory of the machine and what is available, in bytes.
///
/// # Errors
/// `/proc` is not there.
pub fn machine_memory() -> io::Result<(u64, u64)> {
    let text = fs::read_to_string("/proc/meminfo")?;
    let field = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|kb| kb.parse::<u64>().ok())
            .unwrap_or(0)
            * 1024
    };
    Ok((field("MemTotal:"), field("MemAvailable:")))
}
