//! What a process used, as Linux counts it: processor time of all its threads, resident memory.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

/// Nanoseconds of processor time by thread, of a process and its children.
#[derive(Debug, Default)]
pub(crate) struct Usage(HashMap<u64, u64>);

impl Usage {
    /// As of now.
    pub(crate) fn of(pid: u32) -> Self {
        let mut threads = HashMap::new();
        for pid in family(pid) {
            for thread in threads_of(pid) {
                // proc(5): time spent on the CPU, user and system together, in nanoseconds.
                let stat = fs::read_to_string(format!("/proc/{pid}/task/{thread}/schedstat"));
                let time = stat.ok().and_then(|stat| stat.split(' ').next()?.parse().ok());
                threads.extend(time.map(|time: u64| (thread, time)));
            }
        }
        Self(threads)
    }

    /// What was used since an earlier look, by threads that still live.
    pub(crate) fn since(&self, earlier: &Self) -> Duration {
        let used = self.0.iter().map(|(thread, time)| {
            time.saturating_sub(earlier.0.get(thread).copied().unwrap_or_default())
        });
        Duration::from_nanos(used.sum())
    }
}

fn family(pid: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.unwrap_or_default();
    let children = children.split_whitespace().filter_map(|child| child.parse().ok());
    std::iter::once(pid).chain(children).collect()
}

fn threads_of(pid: u32) -> Vec<u64> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let names = threads.filter_map(|thread| thread.ok()?.file_name().into_string().ok());
    names.filter_map(|name| name.parse().ok()).collect()
}

/// Memory that is resident now, in MiB.
pub(crate) fn resident(pid: u32) -> f64 {
    status(pid, "VmRSS:")
}

/// The most memory that was ever resident, in MiB.
pub(crate) fn peak(pid: u32) -> f64 {
    status(pid, "VmHWM:")
}

/// Forgets the peak (proc(5), `clear_refs`).
pub(crate) fn forget_peak(pid: u32) {
    // Where it is not allowed, the peak is that of the whole life: never too little.
    let _ = fs::write(format!("/proc/{pid}/clear_refs"), "5");
}

fn status(pid: u32, name: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let value = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = value.and_then(|value| value.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_seen_in_processor_time_and_memory() {
        let me = std::process::id();
        let before = Usage::of(me);
        let numbers: Vec<u64> = (0..4_000_000).collect();
        assert!(numbers.iter().map(|n| n ^ 7).sum::<u64>() > 0);
        assert!(Usage::of(me).since(&before) > Duration::from_micros(100));
        assert!(resident(me) > 30.0 && peak(me) >= resident(me) / 2.0);
    }
}
