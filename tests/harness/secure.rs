//! An installation in which everything speaks TLS: issuer and gateway as two processes, and the
//! sample zaak API behind a front of TLS.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::certificates::{Authority, Valid};
use super::{Finished, Process, Upstream, eventually, free_port, run, tls_front, write_secret};

const START: Duration = Duration::from_secs(20);

/// How the gateway verifies, and what is shown to it.
pub(crate) struct Verified {
    /// More keys of `[gateway]`.
    pub(crate) gateway: String,
    /// More keys of the upstream.
    pub(crate) upstream: String,
    /// The names in the upstream's certificate.
    pub(crate) names: Vec<&'static str>,
    pub(crate) valid: Valid,
    /// Whom the upstream lets in.
    pub(crate) lets_in: LetsIn,
}

/// Whom an upstream lets in, by TLS alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LetsIn {
    Everybody,
    /// Who shows a certificate of its authority.
    ItsOwn,
}

impl Default for Verified {
    /// As an operator sets it up.
    fn default() -> Self {
        Self {
            gateway: "issuer_ca = 'ca.pem'".to_owned(),
            upstream: "ca = 'ca.pem'\ntls_name = 'openzaak.intern'".to_owned(),
            names: vec!["openzaak.intern"],
            valid: Valid::Now,
            lets_in: LetsIn::Everybody,
        }
    }
}

/// Everything that runs.
pub(crate) struct Secure {
    pub(crate) folder: TempDir,
    pub(crate) issuer: u16,
    pub(crate) gateway: u16,
    pub(crate) upstream: Upstream,
    pub(crate) issuer_process: Process,
    pub(crate) gateway_process: Process,
}

impl Secure {
    /// One whose gateway follows the feed.
    pub(crate) fn start() -> Self {
        Self::ready(&Verified::default())
    }

    /// One whose gateway follows the feed, verified in this way.
    pub(crate) fn ready(verified: &Verified) -> Self {
        let at = Self::launch(verified);
        let follows = || at.gateway_process.said().contains("snapshot in force");
        eventually(START, "the gateway follows the feed", follows);
        at
    }

    /// One whose gateway may not believe its issuer.
    pub(crate) fn launch(verified: &Verified) -> Self {
        let (issuer, gateway) = (free_port(), free_port());
        let (folder, authority) = (tempfile::tempdir().unwrap(), Authority::new("Gemeente"));
        let path = folder.path();
        std::fs::write(path.join("ca.pem"), authority.pem()).unwrap();
        std::fs::write(path.join("other.pem"), Authority::new("Anders").pem()).unwrap();
        authority.write_pair(path, "issuer", &["localhost", "127.0.0.1"]);
        authority.write_pair(path, "gateway", &["localhost"]);
        write_secret(&path.join("keys/upstream.key"), &"k".repeat(64));
        let upstream = Upstream::start(&format!("https://localhost:{gateway}"));
        let shown = authority.pair(&verified.names, verified.valid);
        authority.write_pair(path, "client", &["zaakpoort"]);
        Authority::new("Anders").write_pair(path, "stranger", &["zaakpoort"]);
        let own = (verified.lets_in == LetsIn::ItsOwn).then(|| authority.pem());
        let front = tls_front::asking(upstream.address(), shown, own.as_deref());
        let text = configuration((issuer, gateway), front, verified);
        std::fs::write(path.join("zaakpoort.toml"), text).unwrap();
        let issuer_process = Process::start(path, &["issuer"], &[]);
        let listens = || issuer_process.said().contains("issuer listens");
        eventually(START, "the issuer listens", listens);
        let gateway_process = Process::start(path, &["gateway"], &[]);
        let listens = || gateway_process.said().contains("gateway listens");
        eventually(START, "the gateway listens", listens);
        Self { folder, issuer, gateway, upstream, issuer_process, gateway_process }
    }

    /// Runs a command of `zaakpoort` here, as an administrator who names the authority.
    pub(crate) fn command(&self, arguments: &[&str]) -> Finished {
        let said = self.issuer_process.said();
        let secret = said.split_whitespace().find(|word| word.starts_with("zp_")).unwrap();
        let environment = [("ZAAKPOORT_ADMIN_SECRET", secret), ("ZAAKPOORT_CA", "ca.pem")];
        run(self.folder.path(), arguments, &environment)
    }

    /// A client that may do everything, with its secret in the file `secret`.
    pub(crate) fn register(&self, client: &str) {
        let made = |arguments: &[&str]| {
            let finished = self.command(arguments);
            assert!(finished.status.success(), "{arguments:?}: {}", finished.stderr);
            serde_json::from_str::<serde_json::Value>(&finished.stdout).unwrap()
        };
        let all = ["--label", "Alles", "--heeft-alle-autorisaties", "--json"];
        let applicatie = made(&[&["applicatie", "create"], &all[..]].concat());
        let applicatie = applicatie["id"].as_str().unwrap().to_owned();
        made(&["client", "create", client, "--applicatie", &applicatie, "--json"]);
        let secret = made(&["secret", "create", client, "--json"]);
        write_secret(&self.folder.path().join("secret"), secret["secret"].as_str().unwrap());
        for client in [client, "gateway"] {
            let shown = self.command(&["gateway", "upstream-secret", client]).stdout;
            self.upstream.trusts(client, shown.split_whitespace().last().unwrap());
        }
    }

    /// Asks with somebody else's client, which believes this authority: status and body.
    pub(crate) fn curl(&self, arguments: &[&str]) -> (String, String) {
        let finished = Command::new("curl")
            .current_dir(self.folder.path())
            .args(["-sS", "--cacert", "ca.pem", "--max-time", "20", "-w", "\n%{http_code}"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(finished.status.success(), "{}", String::from_utf8_lossy(&finished.stderr));
        let said = String::from_utf8(finished.stdout).unwrap();
        let (body, status) = said.rsplit_once('\n').unwrap();
        (status.to_owned(), body.to_owned())
    }
}

fn configuration(
    (issuer, gateway): (u16, u16),
    front: SocketAddr,
    Verified { gateway: keys, upstream, .. }: &Verified,
) -> String {
    format!(
        r#"
[issuer]
listen = "127.0.0.1:{issuer}"
public_url = "https://localhost:{issuer}"
tls = {{ certificate = "issuer.pem", key = {{ file = "issuer.key" }} }}
sealing_key = {{ file = "keys/sealing.key" }}
default_audience = "https://localhost:{gateway}"
[gateway]
listen = "127.0.0.1:{gateway}"
tls = {{ certificate = "gateway.pem", key = {{ file = "gateway.key" }} }}
issuer = "https://localhost:{issuer}"
issuer_address = "https://127.0.0.1:{issuer}"
client_id = "gateway"
credential = {{ file = "keys/gateway.secret" }}
state = ""
{keys}
[[gateway.upstream]]
name = "openzaak"
public_url = "https://localhost:{gateway}"
address = "https://{front}"
{upstream}
credential = {{ kind = "zgw", key = {{ file = "keys/upstream.key" }} }}
apis = [{{ component = "zrc", path = "/zaken/api/v1" }}]
"#
    )
}
