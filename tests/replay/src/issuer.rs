//! A scratch issuer with the Autorisaties API of version 1.0.0, as a process that ends with this one.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::park_timeout;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::fault::{Fault, at};
use crate::wire;

/// How long it may take to begin; a debug build on a busy machine is slow.
const BEGINNING: Duration = Duration::from_mins(1);
/// How long it may take to end once it was asked to.
const ENDING: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(20);

/// A running issuer on a database of its own; asked to end when dropped.
pub(crate) struct Issuer {
    pub(crate) address: SocketAddr,
    child: Child,
    folder: TempDir,
}

impl Issuer {
    /// Starts this binary, and waits until it is ready.
    pub(crate) fn start(binary: &Path) -> Result<Self, Fault> {
        let folder = TempDir::with_prefix("replay-").map_err(at(&std::env::temp_dir()))?;
        let address = free_address()?;
        let file = folder.path().join("zaakpoort.toml");
        std::fs::write(&file, configuration(address)).map_err(at(&file))?;
        let said = folder.path().join("said");
        let out = File::create(&said).map_err(at(&said))?;
        let err = out.try_clone().map_err(at(&said))?;
        let mut command = Command::new(binary);
        command.arg("issuer").current_dir(folder.path()).env_clear();
        command.stdin(Stdio::null()).stdout(out).stderr(err);
        let child = command.spawn().map_err(at(binary))?;
        let mut issuer = Self { address, child, folder };
        issuer.wait_until_ready()?;
        Ok(issuer)
    }

    /// The origin of its URLs.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The administrator's secret, which the first start showed.
    pub(crate) fn secret(&self) -> Result<String, Fault> {
        let said = self.said();
        let secret = said.split_whitespace().find(|word| word.starts_with("zp_"));
        secret.map(str::to_owned).ok_or(Fault::NoSecret { said })
    }

    fn wait_until_ready(&mut self) -> Result<(), Fault> {
        let question = format!("GET /health/ready HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        let begun = Instant::now();
        while begun.elapsed() < BEGINNING && matches!(self.child.try_wait(), Ok(None)) {
            let answer = wire::send(self.address, question.as_bytes(), "GET");
            if answer.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            park_timeout(PAUSE);
        }
        Err(Fault::NotStarted { seconds: begun.elapsed().as_secs(), said: self.said() })
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("said")).unwrap_or_default()
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let begun = Instant::now();
        while begun.elapsed() < ENDING && matches!(self.child.try_wait(), Ok(None)) {
            park_timeout(PAUSE);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary of zaakpoort, built where it is not up to date.
pub(crate) fn built() -> Result<PathBuf, Fault> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = ["build", "--locked", "--quiet", "--package", "zaakpoort"];
    let built = Command::new(&cargo).args(build).current_dir(&root).status();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    let binary = target.join("debug/zaakpoort");
    match built {
        Ok(status) if status.success() => binary.canonicalize().map_err(at(&binary)),
        _ => Err(Fault::NotBuilt),
    }
}

/// An address that was free a moment ago.
fn free_address() -> Result<SocketAddr, Fault> {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let bound = TcpListener::bind(any).and_then(|listener| listener.local_addr());
    bound.map_err(|source| Fault::Connection { address: any, source })
}

fn configuration(address: SocketAddr) -> String {
    format!(
        r#"[issuer]
listen = "{address}"
public_url = "http://{address}"
sealing_key = {{ file = "keys/sealing.key" }}
default_audience = "http://{address}"
[autorisaties]
public_url = "http://{address}"
version = "1.0.0"
errors = "zgw"
"#
    )
}
