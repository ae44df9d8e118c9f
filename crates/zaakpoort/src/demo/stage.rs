//! Sets the stage: issuer, gateway and a sample zaak API in this process, in a scratch folder.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use edge::stop::StopSignal;
use edge::tls::Trust;
use http::{Request, StatusCode};
use http_body_util::Full;
use secrecy::ExposeSecret as _;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use voorbeeldzaken::{Content, Credentials, Crs, Options, Running};

use crate::commands::{self, issuer::Opening};
use crate::failure::Failure;
use crate::handover::Handover;
use crate::key_files;
use crate::remote::{self, Issuer};
use crate::serving;
use crate::settings::{Needs, Settings};

/// Where the demo listens, if these ports are free.
const ISSUER_PORT: u16 = 8080;
const GATEWAY_PORT: u16 = 8100;

/// The client id of the demo's task application.
pub(super) const CLIENT: &str = "taakapplicatie";

/// Everything that runs.
pub(super) struct Stage {
    pub(super) issuer: String,
    pub(super) gateway: String,
    pub(super) admin_secret: PathBuf,
    upstream: Running,
    servers: JoinHandle<std::io::Result<()>>,
    /// Removed with everything in it when the demo ends.
    _folder: TempDir,
}

impl Stage {
    /// The issuer as commands know it.
    pub(super) fn reached(&self) -> Issuer {
        Issuer { url: self.issuer.clone(), trust: Trust::System }
    }

    pub(super) async fn close(self) {
        // The demo is over whatever its servers say on their way out.
        let _ = self.servers.await;
        self.upstream.stop().await;
    }
}

/// Starts everything, and waits until the gateway can answer.
pub(super) async fn set(stop: &StopSignal) -> Result<Stage, Failure> {
    let folder = tempfile::tempdir()
        .map_err(|error| Failure::Start(format!("no scratch folder could be made: {error}")))?;
    let (issuer_port, gateway_port) = (free_port(ISSUER_PORT)?, free_port(GATEWAY_PORT)?);
    let gateway = format!("http://127.0.0.1:{gateway_port}");
    let issuer = format!("http://127.0.0.1:{issuer_port}");
    let credentials = Credentials::default();
    let upstream = voorbeeldzaken::start(Options {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        public_url: gateway.clone(),
        credentials: credentials.clone(),
        content: Content::Handful,
        crs: Crs::Assumed,
    });
    let upstream =
        upstream.map_err(|error| Failure::Start(format!("the sample zaak API: {error}")))?;
    let text = configuration(&folder, &issuer, &gateway, upstream.address());
    let settings = Settings::parse("demo", &text, Needs::Both)?;
    settings.start_telemetry()?;
    commands::gateway::make_keys(settings.gateway()?, None)?;
    let admin_secret = folder.path().join("beheerder.secret");
    let servers = Box::pin(start(settings, &credentials, admin_secret.clone(), stop)).await?;
    wait_until_ready(&gateway).await?;
    Ok(Stage { issuer, gateway, admin_secret, upstream, servers, _folder: folder })
}

async fn start(
    settings: Settings,
    credentials: &Credentials,
    admin_secret: PathBuf,
    stop: &StopSignal,
) -> Result<JoinHandle<std::io::Result<()>>, Failure> {
    let (mut issuer, mut gateway) = (settings.issuer()?.clone(), settings.gateway()?.clone());
    commands::up::introduce(&mut gateway, &mut issuer)?;
    let upstream = commands::gateway::choose(&gateway, None)?;
    for client in [CLIENT, issuer::GATEWAY] {
        let secret = commands::gateway::secret_at(upstream, client)?;
        credentials.insert(client, secret.expose_secret());
    }
    let gateways_own = Some(gateway.credential.clone());
    let packs = settings.packs()?;
    let keep = |founded: &issuer::Founded, _: &Handover| {
        key_files::write(&admin_secret, &founded.administrator)
    };
    let opening = Opening { config: issuer, gateway: gateways_own, packs: &packs };
    let part = serving::begin(&settings, stop)?;
    let opened = commands::issuer::open(opening, part.clone(), keep).await?;
    Ok(commands::up::serve(opened, &gateway, packs, part)?.ended)
}

/// Only what differs from the defaults.
fn configuration(folder: &TempDir, issuer: &str, gateway: &str, upstream: SocketAddr) -> String {
    let folder = folder.path().display();
    let listen = |url: &str| url.trim_start_matches("http://").to_owned();
    format!(
        r#"
[log]
filter = "warn"
[issuer]
listen = "{issuer_listen}"
public_url = "{issuer}"
database = "sqlite:{folder}/zaakpoort.db"
sealing_key = {{ file = "{folder}/sealing.key" }}
feed_key = {{ file = "{folder}/feed.key" }}
[gateway.decisions]
to = "off"
[gateway]
listen = "{gateway_listen}"
issuer = "{issuer}"
client_id = "gateway"
credential = {{ file = "{folder}/gateway.secret" }}
feed_key = {{ file = "{folder}/feed.key" }}
state = ""
[[gateway.upstream]]
name = "voorbeeldzaken"
public_url = "{gateway}"
address = "http://{upstream}"
credential = {{ kind = "zgw", key = {{ file = "{folder}/upstream.key" }}, version = 1 }}
apis = [
    {{ component = "zrc", path = "/zaken/api/v1" }},
    {{ component = "ztc", path = "/catalogi/api/v1" }},
    {{ component = "drc", path = "/documenten/api/v1" }},
    {{ component = "brc", path = "/besluiten/api/v1" }},
]
"#,
        issuer_listen = listen(issuer),
        gateway_listen = listen(gateway),
    )
}

/// The preferred port, or any other that is free.
fn free_port(preferred: u16) -> Result<u16, Failure> {
    let try_port = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port))?.local_addr();
    try_port(preferred)
        .or_else(|_| try_port(0))
        .map(|address| address.port())
        .map_err(|error| Failure::Start(format!("no free port on 127.0.0.1: {error}")))
}

async fn wait_until_ready(gateway: &str) -> Result<(), Failure> {
    const TRIES: u32 = 100;
    for _ in 0..TRIES {
        let request =
            Request::get(format!("{gateway}/health/ready")).body(Full::<Bytes>::default());
        let request = request.map_err(|error| Failure::Start(error.to_string()))?;
        if remote::send(request, &Trust::System)
            .await
            .is_ok_and(|answer| answer.status() == StatusCode::OK)
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(Failure::Start("the gateway was not ready within five seconds".to_owned()))
}
