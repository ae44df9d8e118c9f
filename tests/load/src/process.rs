//! Processes that are started, watched, and never left behind.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::fault::{Fault, at};
use crate::wire::Connection;

/// How long a process may take to end once it was asked to.
const ENDING: Duration = Duration::from_secs(15);
/// How long one may take to begin; under a profiler that is long.
const BEGINNING: Duration = Duration::from_mins(2);

/// A running process; asked to end, and then waited for, when dropped.
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    said: PathBuf,
}

impl Process {
    /// Starts a command in a folder, where what it says is kept in a file.
    pub(crate) fn start(
        name: &'static str,
        mut command: Command,
        folder: &Path,
    ) -> Result<Self, Fault> {
        let said = folder.join(format!("{name}.said"));
        let out = File::create(&said).map_err(at(&said))?;
        let err = out.try_clone().map_err(at(&said))?;
        command.current_dir(folder).stdin(Stdio::piped()).stdout(out).stderr(err);
        let program = PathBuf::from(command.get_program());
        let child = command.spawn().map_err(at(&program))?;
        Ok(Self { name, child, said })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// All that it has said so far.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(&self.said).unwrap_or_default()
    }

    /// Returns when it answers this request with 200.
    pub(crate) async fn answers(
        &mut self,
        address: SocketAddr,
        request: &[u8],
    ) -> Result<(), Fault> {
        let begun = Instant::now();
        while begun.elapsed() < BEGINNING && matches!(self.child.try_wait(), Ok(None)) {
            if let Ok(mut connection) = Connection::open(address).await
                && connection.expect(200, request).await.is_ok()
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let seconds = begun.elapsed().as_secs();
        Err(Fault::NotStarted { name: self.name, seconds, said: self.said() })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already; nginx ends its workers only when asked.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let begun = Instant::now();
        while begun.elapsed() < ENDING && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::yield_now();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that was free a moment ago.
pub(crate) fn free_address() -> Result<SocketAddr, Fault> {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let bound = TcpListener::bind(any).and_then(|listener| listener.local_addr());
    bound.map_err(|source| Fault::Connection { address: any, source })
}

/// The release binary of zaakpoort, built where it is not up to date.
pub(crate) fn built() -> Result<PathBuf, Fault> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = ["build", "--release", "--locked", "--quiet", "--package", "zaakpoort"];
    let built = Command::new(&cargo).args(build).current_dir(&root).status();
    let binary = target().join("release/zaakpoort");
    match built {
        Ok(status) if status.success() => binary.canonicalize().map_err(at(&binary)),
        _ => Err(Fault::NotBuilt),
    }
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from)
}

/// A command that is installed, where Debian keeps those of administrators too.
pub(crate) fn installed(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}
