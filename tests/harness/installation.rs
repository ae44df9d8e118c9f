//! An installation: `zaakpoort up` as a process, on ports of its own, with an upstream behind it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;

use super::{Administrator, Process, Request, Upstream, eventually, free_port, run};

const START: Duration = Duration::from_secs(20);
/// What `up` makes by itself; a gateway alone is given it by its operator.
const UPSTREAM_KEY: &str = "6fd1b7a2c09e4835bb1a7f3e2c5d8069a4b3c2d1e0f9887766554433221100ff";

/// What differs from the usual settings: keys of the configuration, as environment variables.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) split: bool,
}

impl Options {
    /// Sets a key, as `ISSUER__HASH_WORKERS`.
    pub(crate) fn set(mut self, key: &str, value: &str) -> Self {
        self.environment.push((format!("ZAAKPOORT__{key}"), value.to_owned()));
        self
    }

    /// Runs issuer and gateway as two processes.
    pub(crate) fn split(mut self) -> Self {
        self.split = true;
        self
    }
}

/// Everything that runs.
pub(crate) struct Installation {
    pub(crate) issuer: SocketAddr,
    pub(crate) gateway: SocketAddr,
    pub(crate) upstream: Upstream,
    pub(crate) folder: TempDir,
    issuer_process: Option<Process>,
    gateway_process: Option<Process>,
    environment: Vec<(String, String)>,
}

impl Installation {
    pub(crate) fn start(options: &Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let issuer = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let gateway = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let upstream = Upstream::start(&format!("http://{gateway}"));
        let text = configuration(issuer, gateway, upstream.address());
        std::fs::write(folder.path().join("zaakpoort.toml"), text).unwrap();
        let mut installation = Self {
            issuer,
            gateway,
            upstream,
            folder,
            issuer_process: None,
            gateway_process: None,
            environment: options.environment.clone(),
        };
        if options.split {
            write_secret(&installation.path("keys/upstream.key"), UPSTREAM_KEY);
            installation.start_issuer();
            installation.start_gateway();
        } else {
            installation.issuer_process = Some(installation.process(&["up"]));
        }
        installation.wait_until_ready(installation.issuer);
        installation.wait_until_ready(installation.gateway);
        installation.trust("gateway");
        installation
    }

    /// Starts the issuer as a process of its own, and waits for it.
    pub(crate) fn start_issuer(&mut self) {
        self.issuer_process = Some(self.process(&["issuer"]));
        self.wait_until_ready(self.issuer);
    }

    /// Starts the gateway as a process of its own.
    pub(crate) fn start_gateway(&mut self) {
        self.gateway_process = Some(self.process(&["gateway"]));
    }

    /// Starts `up` anew, in the same folder, and waits for both.
    pub(crate) fn start_again(&mut self) {
        self.issuer_process = Some(self.process(&["up"]));
        self.wait_until_ready(self.issuer);
        self.wait_until_ready(self.gateway);
    }

    /// Starts `up` anew with its log going elsewhere.
    pub(crate) fn start_again_logging_to(&mut self, log: Stdio) {
        let environment = self.variables();
        let folder = self.folder.path();
        self.issuer_process = Some(Process::start_logging_to(log, folder, &["up"], &environment));
        self.wait_until_ready(self.issuer);
        self.wait_until_ready(self.gateway);
    }

    /// Kills the issuer, at once.
    pub(crate) fn kill_issuer(&mut self) {
        self.issuer_process = None;
    }

    /// Kills the gateway, at once, where it is a process of its own.
    pub(crate) fn kill_gateway(&mut self) {
        self.gateway_process = None;
    }

    /// The process that serves the issuer; of `up` it serves both.
    pub(crate) fn issuer_process(&mut self) -> &mut Process {
        self.issuer_process.as_mut().unwrap()
    }

    /// The gateway, where it is a process of its own.
    pub(crate) fn gateway_process(&self) -> &Process {
        self.gateway_process.as_ref().unwrap()
    }

    /// All that its processes have said.
    pub(crate) fn said(&self) -> String {
        let processes = [&self.issuer_process, &self.gateway_process];
        processes.iter().filter_map(|process| process.as_ref().map(Process::said)).collect()
    }

    /// Everything on disk that is not a key file, as bytes.
    pub(crate) fn database_bytes(&self) -> Vec<u8> {
        let data = self.path("data");
        let files = std::fs::read_dir(data).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }

    /// The administrator, whose secret was shown on the first start.
    pub(crate) fn administrator(&self) -> Administrator {
        Administrator::login(self.issuer, &self.first_secret())
    }

    /// The administrator's secret, as it was shown on the first start.
    pub(crate) fn first_secret(&self) -> String {
        let said = self.said();
        let secret = said.split_whitespace().find(|word| word.starts_with("zp_"));
        secret.expect("no secret was shown").to_owned()
    }

    /// Lets the upstream know a client, as an operator would: with the command.
    pub(crate) fn trust(&self, client_id: &str) {
        let finished = self.command(&["gateway", "upstream-secret", client_id]);
        assert!(finished.status.success(), "{}", finished.stderr);
        let secret = finished.stdout.split_whitespace().last().unwrap();
        self.upstream.trusts(client_id, secret);
    }

    /// Runs a command of `zaakpoort` here.
    pub(crate) fn command(&self, arguments: &[&str]) -> super::Finished {
        run(self.folder.path(), arguments, &[])
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The origin of the zaken's URLs.
    pub(crate) fn public_url(&self) -> String {
        format!("http://{}", self.gateway)
    }

    pub(crate) fn issuer_url(&self) -> String {
        format!("http://{}", self.issuer)
    }

    fn process(&self, arguments: &[&str]) -> Process {
        Process::start(self.folder.path(), arguments, &self.variables())
    }

    fn variables(&self) -> Vec<(&str, &str)> {
        self.environment.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
    }

    fn wait_until_ready(&self, address: SocketAddr) {
        eventually(START, &format!("{address} is ready; said:\n{}", self.said()), || {
            std::net::TcpStream::connect(address).is_ok()
                && Request::get("/health/ready").send(address).status == 200
        });
    }
}

/// Relative paths count from the installation's own folder.
fn configuration(issuer: SocketAddr, gateway: SocketAddr, upstream: SocketAddr) -> String {
    format!(
        r#"
[issuer]
listen = "{issuer}"
public_url = "http://{issuer}"
sealing_key = {{ file = "keys/sealing.key" }}
default_audience = "http://{gateway}"
[gateway]
listen = "{gateway}"
issuer = "http://{issuer}"
client_id = "gateway"
credential = {{ file = "keys/gateway.secret" }}
[[gateway.upstream]]
name = "openzaak"
public_url = "http://{gateway}"
address = "http://{upstream}"
credential = {{ kind = "zgw", key = {{ file = "keys/upstream.key" }}, version = 1 }}
apis = [
    {{ component = "zrc", path = "/zaken/api/v1" }},
    {{ component = "ztc", path = "/catalogi/api/v1" }},
    {{ component = "drc", path = "/documenten/api/v1" }},
    {{ component = "brc", path = "/besluiten/api/v1" }},
]
"#
    )
}

/// Writes a file that only its owner may read.
pub(crate) fn write_secret(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}
