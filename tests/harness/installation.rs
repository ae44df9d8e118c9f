//! An installation: `zaakpoort up` as a process, on ports of its own, with an upstream behind it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::options::Processes;
use super::{Administrator, Database, Options, PAUSE, Process, Upstream, free_port, run};

mod processes;

/// How long after a process has said something it is read at the latest.
const HEARD: Duration = Duration::from_secs(5);

/// Everything that runs.
pub(crate) struct Installation {
    /// The first issuer, and the only one unless more were asked for.
    pub(crate) issuer: SocketAddr,
    /// The first gateway, whose name the objects' URLs have.
    pub(crate) gateway: SocketAddr,
    pub(crate) upstream: Upstream,
    pub(crate) folder: TempDir,
    pub(crate) database: Database,
    issuers: Vec<Server>,
    gateways: Vec<Server>,
    environment: Vec<(String, String)>,
    /// What an issuer said that was killed in its first start.
    last_words: String,
    first_secret: OnceLock<String>,
}

/// One of its servers. `up` is the first issuer, and serves the first gateway too.
struct Server {
    address: SocketAddr,
    process: Option<Process>,
}

impl Server {
    fn new() -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        Self { address, process: None }
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.database.looked_through(self.folder.path());
    }
}

impl Installation {
    pub(crate) fn start(options: &Options, database: Database) -> Self {
        let (issuers, gateways) = match options.processes {
            Processes::One => (1, 1),
            Processes::Apart { issuers, gateways } => (issuers, gateways),
        };
        let folder = tempfile::tempdir().unwrap();
        let issuers: Vec<Server> = (0..issuers).map(|_| Server::new()).collect();
        let gateways: Vec<Server> = (0..gateways).map(|_| Server::new()).collect();
        let (issuer, gateway) = (issuers[0].address, gateways[0].address);
        let upstream = Upstream::start(&format!("http://{gateway}"));
        let text = configuration(&database.url(), issuer, gateway, upstream.address());
        let text = format!("{text}{}", options.behind);
        std::fs::write(folder.path().join("zaakpoort.toml"), text).unwrap();
        let environment = options.environment.clone();
        let mut installation = Self {
            issuer,
            gateway,
            upstream,
            folder,
            database,
            issuers,
            gateways,
            environment,
            last_words: String::new(),
            first_secret: OnceLock::new(),
        };
        if let Some(moment) = options.killed {
            installation.last_words = installation.start_and_kill(moment);
        }
        match options.processes {
            Processes::One => installation.start_again(),
            Processes::Apart { .. } => installation.start_apart(),
        }
        installation.trust("gateway");
        // Kept, for what a killed process said is gone with it.
        installation.first_secret();
        installation
    }

    /// All that its processes have said.
    pub(crate) fn said(&self) -> String {
        let servers = self.issuers.iter().chain(&self.gateways);
        servers.filter_map(|server| server.process.as_ref().map(Process::said)).collect()
    }

    /// What the issuer said that was killed in its first start.
    pub(crate) fn last_words(&self) -> &str {
        &self.last_words
    }

    /// Everything on disk that is not a key file, as bytes.
    pub(crate) fn database_bytes(&self) -> Vec<u8> {
        self.database.bytes(self.folder.path())
    }

    /// The administrator, whose secret was shown on the first start.
    pub(crate) fn administrator(&self) -> Administrator {
        Administrator::login(self.issuer, &self.first_secret())
    }

    /// The administrator at one of several issuers.
    pub(crate) fn administrator_at(&self, issuer: SocketAddr) -> Administrator {
        Administrator::login(issuer, &self.first_secret())
    }

    /// The administrator's secret, as it was shown on the first start, by whichever issuer.
    pub(crate) fn first_secret(&self) -> String {
        // Of those shown the last counts: an issuer that was killed may have shown one in vain.
        let secret = || {
            let said = format!("{} {}", self.last_words, self.said());
            said.split_whitespace().rfind(|word| word.starts_with("zp_")).map(str::to_owned)
        };
        let shown = || {
            // What a process has said is read a moment after it.
            let begun = Instant::now();
            while secret().is_none() && begun.elapsed() < HEARD {
                std::thread::park_timeout(PAUSE);
            }
            secret().unwrap_or_else(|| panic!("no secret was shown; said:\n{}", self.said()))
        };
        self.first_secret.get_or_init(shown).clone()
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
}

/// Relative paths count from the installation's own folder.
fn configuration(
    database: &str,
    issuer: SocketAddr,
    gateway: SocketAddr,
    upstream: SocketAddr,
) -> String {
    format!(
        r#"
[issuer]
listen = "{issuer}"
public_url = "http://{issuer}"
database = "{database}"
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
