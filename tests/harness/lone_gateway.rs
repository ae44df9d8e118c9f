//! A gateway as a process, behind an issuer that the case plays itself and so can sign as.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use edge::feed::{
    ApplicatieState, AutorisatieState, ChangeNumber, ClientState, CredentialState, KeyState, Thing,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;
use voorbeeldzaken::sample;

use super::installation::write_secret;
use super::{
    Forge, IN_FORCE, Mood, PlayedIssuer, Process, Request, Upstream, eventually, free_port, run,
};

/// The origin that the gateway stands for.
pub(crate) const ZAKEN: &str = "http://zaken.example";
/// What is logged of a configuration that is refused.
const NOT_TAKEN: &str = "the configuration is not taken over";
/// A second one, of another upstream.
pub(crate) const ANDERE: &str = "http://andere.example";

/// Two clients are known: `alles` (heeftAlleAutorisaties) and `lezer` (zaken.lezen and
/// zaken.aanmaken on meldingen up to intern).
pub(crate) struct LoneGateway {
    pub(crate) issuer: PlayedIssuer,
    pub(crate) forge: Forge,
    pub(crate) address: SocketAddr,
    pub(crate) upstream: Upstream,
    process: Process,
    folder: TempDir,
}

impl LoneGateway {
    /// One that knows its issuer's state.
    pub(crate) fn start() -> Self {
        let gateway = Self::start_with(Mood::Well);
        gateway.wait_until_ready();
        gateway
    }

    /// One whose issuer is in this mood from the start.
    pub(crate) fn start_with(mood: Mood) -> Self {
        Self::before(Upstream::start(ZAKEN), things(), mood)
    }

    /// One before this upstream, whose issuer tells it of these applicaties and clients.
    pub(crate) fn before(upstream: Upstream, mut things: Vec<Thing>, mood: Mood) -> Self {
        let forge = Forge::new();
        let clients = clients(&things);
        things.insert(0, Thing::Key(key(&forge)));
        let issuer = PlayedIssuer::start(mood, things);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("keys")).unwrap();
        write_secret(&folder.path().join("keys/gateway.secret"), "zp_the-gateways-own-secret");
        write_secret(&folder.path().join("keys/upstream.key"), &"k".repeat(64));
        let text = configuration(issuer.address, address, upstream.address());
        std::fs::write(folder.path().join("zaakpoort.toml"), text).unwrap();
        for client in clients {
            let arguments = ["gateway", "upstream-secret", &client, "--upstream", "zaken"];
            let finished = run(folder.path(), &arguments, &[]);
            assert!(finished.status.success(), "{}", finished.stderr);
            upstream.trusts(&client, finished.stdout.split_whitespace().last().unwrap());
        }
        let process = Process::start(folder.path(), &["gateway"], &[]);
        let address_is_open = || std::net::TcpStream::connect(address).is_ok();
        eventually(Duration::from_secs(20), "the gateway listens", address_is_open);
        Self { issuer, forge, address, upstream, process, folder }
    }

    /// Waits until it judges.
    pub(crate) fn wait_until_ready(&self) {
        eventually(Duration::from_secs(20), "the gateway is ready", || {
            Request::get("/health/ready").send(self.address).status == 200
        });
    }

    /// All that it has said so far.
    pub(crate) fn said(&self) -> String {
        self.process.said()
    }

    /// The process itself.
    pub(crate) fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// A file of its own.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes this as its configuration, with names as of files in its own folder, and has it read.
    /// Returns why it was refused, if it was.
    pub(crate) fn reload(&self, text: &str) -> Option<String> {
        std::fs::write(self.path("zaakpoort.toml"), text).unwrap();
        reloaded(&self.process, self.address)
    }

    /// Its configuration, as it stands in its file.
    pub(crate) fn configuration(&self) -> String {
        std::fs::read_to_string(self.path("zaakpoort.toml")).unwrap()
    }

    /// What an honest token of a client says.
    pub(crate) fn claims(&self, client: &str) -> Value {
        let now = edge::clock::Clock::system().unix().as_secs();
        json!({
            "iss": format!("http://{}", self.issuer.address),
            "sub": client,
            "aud": ZAKEN,
            "iat": now,
            "exp": now + 300,
            "jti": edge::chance::uuid_v4().unwrap(),
            "client_id": client,
            "azp": client,
            "zp_credential": format!("{client}-1"),
            "zp_change": 100,
        })
    }

    /// An honest token.
    pub(crate) fn token(&self, client: &str) -> String {
        self.sign(&self.claims(client))
    }

    /// Claims under the issuer's own key.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.forge.sign(&self.forge.header(), &claims.to_string())
    }
}

/// Has a gateway read its configuration, and waits until it did. Returns why it was refused, if it was.
pub(crate) fn reloaded(process: &Process, gateway: SocketAddr) -> Option<String> {
    let read = || Request::get("/health/ready").send(gateway).json()["configured"].clone();
    let said = || process.said().matches(NOT_TAKEN).count();
    let (before, complained) = (read(), said());
    process.hang_up();
    eventually(IN_FORCE, "it was read", || {
        read()["since"] != before["since"] || said() > complained && !read()["refused"].is_null()
    });
    read()["refused"].as_str().map(str::to_owned)
}

/// A GET of something under one of the two names.
pub(crate) fn get_at(origin: &str, path: &str) -> Request {
    Request::get(path).header("Host", origin.trim_start_matches("http://"))
}

fn key(forge: &Forge) -> KeyState {
    KeyState { kid: forge.key.kid().as_str().to_owned(), jwk: forge.jwk() }
}

/// Who asks at the upstream: every client in its own name, and the gateway itself.
fn clients(things: &[Thing]) -> Vec<String> {
    let client = |thing: &Thing| match thing {
        Thing::Client(client) => Some(client.client_id.clone()),
        _ => None,
    };
    things.iter().filter_map(client).chain(["gateway".to_owned()]).collect()
}

fn things() -> Vec<Thing> {
    let (alles, lezer) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let reads = AutorisatieState {
        component: "zrc".to_owned(),
        scopes: vec!["zaken.lezen".to_owned(), "zaken.aanmaken".to_owned()],
        object_type: Some(sample::url(ZAKEN, sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING)),
        max_vertrouwelijkheidaanduiding: Some("intern".to_owned()),
    };
    vec![
        Thing::Applicatie(applicatie(alles, Vec::new())),
        Thing::Applicatie(applicatie(lezer, vec![reads])),
        Thing::Client(client_of("alles", alles)),
        Thing::Client(client_of("lezer", lezer)),
    ]
}

fn applicatie(id: Uuid, autorisaties: Vec<AutorisatieState>) -> ApplicatieState {
    ApplicatieState {
        id,
        label: "Applicatie".to_owned(),
        heeft_alle_autorisaties: autorisaties.is_empty(),
        alleen_is_gereed_voor_publicatie: false,
        autorisaties,
    }
}

/// A client whose only credential has its name, with `-1` behind it.
pub(crate) fn client_of(client_id: &str, applicatie: Uuid) -> ClientState {
    ClientState {
        client_id: client_id.to_owned(),
        applicatie: Some(applicatie),
        issued_before: ChangeNumber::NONE,
        credentials: vec![CredentialState { id: format!("{client_id}-1"), expires: None }],
        scopes: Vec::new(),
        api_tokens: Vec::new(),
        upstream_keys: Vec::new(),
        zgw_keys: Vec::new(),
        foreigners: Vec::new(),
        origins: Vec::new(),
    }
}

fn configuration(issuer: SocketAddr, gateway: SocketAddr, upstream: SocketAddr) -> String {
    let upstreams: String = [("zaken", ZAKEN), ("andere", ANDERE)]
        .map(|(name, origin)| {
            format!(
                r#"
[[gateway.upstream]]
name = "{name}"
public_url = "{origin}"
flavour = "openzaak"
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
        })
        .concat();
    format!(
        r#"
[issuer]
public_url = "http://{issuer}"
sealing_key = {{ file = "keys/sealing.key" }}
default_audience = "{ZAKEN}"
[gateway]
listen = "{gateway}"
issuer = "http://{issuer}"
client_id = "gateway"
credential = {{ file = "keys/gateway.secret" }}
{upstreams}"#
    )
}
