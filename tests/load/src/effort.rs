//! The processor time of a calculation: what else the machine does is not counted.

use rustix::time::{ClockId, clock_gettime};

/// Runs a calculation of so many parts; seconds of processor time for one of them.
pub(crate) fn of_each<T>(parts: usize, run: impl FnOnce() -> T) -> (T, f64) {
    let begun = now();
    let done = run();
    (done, (now() - begun) / f64::from(u32::try_from(parts).unwrap_or(u32::MAX)))
}

#[expect(clippy::cast_precision_loss, reason = "nanoseconds of hours fit exactly")]
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
