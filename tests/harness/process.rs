//! Processes of the built binary: started, watched, and never left behind.

use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::canaries;
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};

/// The binary that cargo built for this suite.
fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_zaakpoort"))
}

/// A port that was free a moment ago, and is given once in a run. It lies below those that the
/// system gives to connections, so that none of them takes it meanwhile.
pub(crate) fn free_port() -> u16 {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let start = std::process::id().wrapping_mul(331);
    loop {
        let number = start.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(12_000 + number % 20_000).unwrap();
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

/// A running process and all that it says. Killed when dropped.
pub(crate) struct Process {
    child: Child,
    said: Arc<Mutex<Vec<u8>>>,
}

impl Process {
    /// Starts `zaakpoort` with these arguments in this folder, with a bare environment.
    pub(crate) fn start(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = command(folder, arguments, environment).spawn().unwrap();
        let said = Arc::default();
        listen(child.stdout.take().unwrap(), &said);
        listen(child.stderr.take().unwrap(), &said);
        Self { child, said }
    }

    /// Starts it with its log going elsewhere than to the test.
    pub(crate) fn start_logging_to(
        log: Stdio,
        folder: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut child = command(folder, arguments, environment).stderr(log).spawn().unwrap();
        let said = Arc::default();
        listen(child.stdout.take().unwrap(), &said);
        Self { child, said }
    }

    /// Starts it as a shell does that did something before.
    pub(crate) fn start_behind(
        before: &str,
        folder: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut child = behind(before, folder, arguments, environment).spawn().unwrap();
        let said = Arc::default();
        listen(child.stdout.take().unwrap(), &said);
        listen(child.stderr.take().unwrap(), &said);
        Self { child, said }
    }

    /// How many files it may have open, and how many it might be allowed.
    pub(crate) fn file_limits(&self) -> [String; 2] {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.child.id())).unwrap();
        let files = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
        let mut numbers = files.split_whitespace().map(str::to_owned);
        [numbers.next().unwrap(), numbers.next().unwrap()]
    }

    /// All that it has said so far, on both of its outputs.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().unwrap()).into_owned()
    }

    /// The most memory that it ever had in use, in KiB.
    pub(crate) fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Asks it to stop, as an init system does.
    pub(crate) fn terminate(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
    }

    /// Asks it to read its configuration anew.
    pub(crate) fn hang_up(&self) {
        kill_process(Pid::from_child(&self.child), Signal::HUP).unwrap();
    }

    /// Stops it where it is; its connections stay open.
    pub(crate) fn freeze(&self) {
        kill_process(Pid::from_child(&self.child), Signal::STOP).unwrap();
    }

    /// Lets it go on.
    pub(crate) fn thaw(&self) {
        kill_process(Pid::from_child(&self.child), Signal::CONT).unwrap();
    }

    /// Stops it where it is until this is dropped, also by a case that fails.
    pub(crate) fn stands_still(&self) -> StandsStill<'_> {
        self.freeze();
        StandsStill(self)
    }

    /// No file of it grows beyond so many bytes from now on, as on a disk that is full; or without
    /// a bound again.
    pub(crate) fn files_end_at(&self, most: Option<u64>) {
        let limit = Rlimit { current: most, maximum: None };
        prlimit(Some(Pid::from_child(&self.child)), Resource::Fsize, limit).unwrap();
    }

    /// Waits for its end, which must come in time.
    pub(crate) fn ended_within(&mut self, patience: Duration) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < patience, "still runs after {patience:?}:\n{}", self.said());
            thread::park_timeout(super::PAUSE);
        }
    }

    /// The processor time that it has used so far, in steps of 10 ms.
    pub(crate) fn processor_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // proc(5): the fields after the name in parentheses; utime and stime are the 14th and 15th.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().unwrap()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// Kills it, and gives all that it said.
    pub(crate) fn kill(mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let heard = || Arc::strong_count(&self.said) == 1;
        super::eventually(Duration::from_secs(5), "all that it said is read", heard);
        self.said()
    }

    /// Whether it runs.
    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

/// A process that stands still for as long as this is there.
pub(crate) struct StandsStill<'a>(&'a Process);

impl Drop for StandsStill<'_> {
    fn drop(&mut self) {
        self.0.thaw();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        canaries::look_through_said(&self.said.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn command(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    // To a file that may not grow the system says no with a signal. Ignored, that becomes an error
    // of the write, as a full disk is.
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).arg(binary()).args(arguments);
    alone(shell, folder, environment)
}

/// Nothing of our own environment reaches it.
fn alone(mut command: Command, folder: &Path, environment: &[(&str, &str)]) -> Command {
    command
        .current_dir(folder)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn listen(mut output: impl std::io::Read + Send + 'static, said: &Arc<Mutex<Vec<u8>>>) {
    let said = Arc::clone(said);
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            said.lock().unwrap().extend_from_slice(&buffer[..count]);
        }
    });
}

/// How many secrets stand in a text; chance may put their prefix into the midst of one.
pub(crate) fn secrets_in(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.starts_with("zp_")).count()
}

/// Runs a command to its end.
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `zaakpoort` to its end.
pub(crate) fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Finished {
    finished(command(folder, arguments, environment))
}

/// Runs `zaakpoort` to its end with its answer going elsewhere.
pub(crate) fn run_into(
    stdout: Stdio,
    folder: &Path,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Finished {
    let mut command = command(folder, arguments, environment);
    command.stdout(stdout);
    finished(command)
}

/// Runs a line of a person's shell to its end, where `zaakpoort` is on the path.
pub(crate) fn run_line(folder: &Path, line: &str, environment: &[(&str, &str)]) -> Finished {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", line]);
    let mut shell = alone(shell, folder, environment);
    let binary = binary();
    shell.env("PATH", format!("{}:/usr/bin:/bin", binary.parent().unwrap().display()));
    finished(shell)
}

/// Runs `zaakpoort` to its end where no file has room.
pub(crate) fn run_without_room(
    folder: &Path,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Finished {
    // Ignored, the signal becomes an error of the write, as a full disk is.
    finished(behind("trap '' XFSZ; ulimit -f 0", folder, arguments, environment))
}

/// `zaakpoort` as a shell starts it that did something before.
fn behind(
    before: &str,
    folder: &Path,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &format!("{before}; exec \"$@\""), "sh"]).arg(binary()).args(arguments);
    alone(shell, folder, environment)
}

fn finished(mut command: Command) -> Finished {
    let mut child = command.spawn().unwrap();
    let mut stdout = String::new();
    let mut stderr = String::new();
    if let Some(mut piped) = child.stdout.take() {
        piped.read_to_string(&mut stdout).unwrap();
    }
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    Finished { status: child.wait().unwrap(), stdout, stderr }
}
