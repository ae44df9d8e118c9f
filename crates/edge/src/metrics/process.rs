//! What the process uses, by the names that every Prometheus knows (`process_…`); of Linux alone.

use std::fs;

use chrono::{DateTime, Utc};
use prometheus_client::registry::Registry;

use super::gauges::{Gauges, Read, read_when_asked};

/// `USER_HZ`, in which Linux tells times to programs: 100 on every machine (time(7)).
const TICKS: f64 = 100.0;

pub(super) fn register(registry: &mut Registry, began: DateTime<Utc>) {
    read_when_asked(registry, Process { began });
}

struct Process {
    began: DateTime<Utc>,
}

impl Read for Process {
    #[expect(clippy::cast_precision_loss, reason = "seconds, and counts of files")]
    fn read(&self, gauges: &mut Gauges<'_>) -> std::fmt::Result {
        let began = self.began.timestamp_millis() as f64 / 1_000.0;
        gauges.one("process_start_time_seconds", "When the process began, since 1970", began)?;
        if let Some(seconds) = cpu_seconds() {
            gauges.count(
                "process_cpu_seconds",
                "CPU time that was used, user and system",
                seconds,
            )?;
        }
        let memory = memory("VmRSS:");
        gauges.maybe("process_resident_memory_bytes", "Memory that is in use", memory)?;
        let memory = self::memory("VmSize:");
        gauges.maybe("process_virtual_memory_bytes", "Addresses that are in use", memory)?;
        let open = fs::read_dir("/proc/self/fd").ok().map(|open| open.count() as f64);
        gauges.maybe("process_open_fds", "Open files and connections", open)?;
        gauges.maybe("process_max_fds", "How many of them there may be", most_open())
    }
}

/// User and system, from `/proc/self/stat` (`proc_pid_stat`(5)): the 14th and 15th field. The second is the
/// program's name, in parentheses, and may hold anything.
fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let behind = stat.rsplit_once(')')?.1;
    let ticks = behind.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Some(ticks.sum::<Result<f64, _>>().ok()? / TICKS)
}

/// A line of `/proc/self/status`, which tells in KiB.
fn memory(line: &str) -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let said = status.lines().find_map(|one| one.strip_prefix(line))?;
    let kib: f64 = said.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024.0)
}

fn most_open() -> Option<f64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let said = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    said.split_whitespace().next()?.parse().ok()
}
