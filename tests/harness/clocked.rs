//! An installation in this very process, whose clock a case moves: real sockets and a real
//! database, and days that pass in a moment.

mod lost;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use edge::clock::{Clock, Hand};
use edge::config::Document;
use edge::operations::Packs;
use edge::part::Part;
use edge::stop::StopSignal;
use gateway::GatewayConfig;
use issuer::{Founded, Issuer, IssuerConfig};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::installation::write_secret;
use super::people::basic;
use super::{
    Administrator, Answer, Bench, Database, Finished, Request, ScriptedUpstream, Tail, eventually,
    free_port, run,
};

const FOUND: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
const START: Duration = Duration::from_secs(20);
const LOOKS: Duration = Duration::from_secs(1);

/// Everything that runs.
pub(crate) struct Clocked {
    pub(crate) issuer: SocketAddr,
    pub(crate) gateway: SocketAddr,
    clock: Clock,
    gateways_clock: Clock,
    hand: Hand,
    gateways_hand: Hand,
    secret: String,
    stop: StopSignal,
    running: Option<JoinHandle<()>>,
    text: String,
    _upstream: ScriptedUpstream,
    database: Database,
    folder: TempDir,
}

impl Clocked {
    /// One whose clock stands still at the present moment.
    pub(crate) fn start(bench: &Bench) -> Self {
        Self::keeping_the_log(bench, "forever")
    }

    /// The same, with an audit log that is kept for so long.
    pub(crate) fn keeping_the_log(bench: &Bench, kept: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [issuer, gateway] =
            [(); 2].map(|()| SocketAddr::from((Ipv4Addr::LOCALHOST, free_port())));
        let upstream = ScriptedUpstream::start(FOUND, Tail::End);
        let database = bench.database();
        let url = database.absolute(folder.path());
        let log = format!("audit_retention = \"{kept}\"");
        let servers = [issuer, gateway, upstream.address];
        let text = configuration(folder.path(), servers, (&url, &log));
        for (name, letter) in [("sealing.key", "A"), ("feed.key", "B")] {
            write_secret(&folder.path().join(name), &format!("{}=\n", letter.repeat(42) + "A"));
        }
        let now = Clock::system().now();
        let ((clock, hand), (gateways_clock, gateways_hand)) =
            (Clock::fixed(now), Clock::fixed(now));
        let mut at = Self {
            issuer,
            gateway,
            clock,
            gateways_clock,
            hand,
            gateways_hand,
            secret: String::new(),
            stop: StopSignal::new(),
            running: None,
            text,
            _upstream: upstream,
            database,
            folder,
        };
        at.secret = at.launch();
        at
    }

    /// Starts issuer and gateway; gives the administrator's secret, at the first start.
    fn launch(&mut self) -> String {
        self.stop = StopSignal::new();
        let parts = Parts {
            clock: self.clock.clone(),
            gateways: self.gateways_clock.clone(),
            stop: self.stop.clone(),
        };
        let (told, secret) = channel();
        let (text, credential) = (self.text.clone(), self.folder.path().join("gateway.secret"));
        self.running = Some(thread::spawn(move || {
            actix_web::rt::System::new().block_on(serve(&text, &credential, parts, told));
        }));
        let secret = secret.recv_timeout(START).unwrap();
        eventually(START, "the gateway is ready", || {
            std::net::TcpStream::connect(self.gateway).is_ok()
                && Request::get("/health/ready").send(self.gateway).status == 200
        });
        secret
    }

    fn end(&mut self) {
        self.stop.stop();
        self.running.take().map(JoinHandle::join).unwrap().unwrap();
        self.database.settle(self.folder.path());
    }

    /// Runs a command as the administrator.
    pub(crate) fn command(&self, arguments: &[&str]) -> Finished {
        let secret = self.folder.path().join("beheerder.secret");
        write_secret(&secret, &format!("{}\n", self.secret));
        let issuer = format!("http://{}", self.issuer);
        let more = ["--issuer", &issuer, "--secret-file", secret.to_str().unwrap()];
        run(self.folder.path(), &[arguments, &more].concat(), &[])
    }

    /// A file in its folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Lets time pass, for the issuer and the gateway alike.
    pub(crate) fn pass(&self, time: TimeDelta) {
        self.hand.advance(time);
        self.gateways_hand.advance(time);
    }

    /// The same, until the gateway knows that both clocks still agree: what it heard of the issuer's clock
    /// before its own moved makes tokens of this moment look as if they came from the future.
    pub(crate) fn pass_for_all(&self, time: TimeDelta) {
        self.pass(time);
        let_them_look();
        eventually(START, "the gateway's clock and the issuer's agree", || {
            let ready = Request::get("/health/ready").send(self.gateway).json();
            ready["issuer_ahead_seconds"] == 0
        });
    }

    /// What time it is, to the second.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(0)
    }

    /// Sets the gateway's clock alone.
    pub(crate) fn set_gateways_clock(&self, on: TimeDelta) {
        self.gateways_hand.advance(on);
    }

    /// Sets the issuer's clock alone.
    pub(crate) fn set_issuers_clock(&self, on: TimeDelta) {
        self.hand.advance(on);
    }

    /// What a query of numbers finds.
    pub(crate) fn rows(&self, query: &str) -> Vec<Vec<i64>> {
        self.database.rows(self.folder.path(), query)
    }

    /// How many bytes its rows take.
    pub(crate) fn size(&self) -> i64 {
        self.database.size(self.folder.path())
    }

    /// The administrator, with a token of this moment.
    pub(crate) fn administrator(&self) -> Administrator {
        Administrator::login(self.issuer, &self.secret)
    }

    /// Registers a client that may do everything, with tokens of this lifetime; gives its secret.
    pub(crate) fn client(&self, client_id: &str, lifetime: TimeDelta) -> Value {
        let admin = self.administrator();
        let all = json!({ "label": client_id, "heeft_alle_autorisaties": true });
        let applicatie = admin.done("POST", "/applicaties", &all)["id"].clone();
        let seconds = lifetime.num_seconds();
        let client = json!({ "client_id": client_id, "applicatie": applicatie,
                             "access_token_lifetime": seconds });
        admin.done("POST", "/clients", &client);
        admin.done("POST", &format!("/clients/{client_id}/secrets"), &json!({}))
    }

    /// Asks for a token.
    pub(crate) fn ask(&self, client_id: &str, secret: &Value) -> Answer {
        Request::post("/connect/token")
            .header("Authorization", &basic(client_id, secret.as_str().unwrap()))
            .form("grant_type=client_credentials")
            .send(self.issuer)
    }

    /// The status of a call through the gateway.
    pub(crate) fn call(&self, token: &str) -> u16 {
        self.answer(token).status
    }

    /// What a call is answered.
    pub(crate) fn answer(&self, token: &str) -> Answer {
        let path = "/zaken/api/v1/zaken/0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001";
        Request::get(path).bearer(token).send(self.gateway)
    }
}

impl Drop for Clocked {
    fn drop(&mut self) {
        self.stop.stop();
        // A case that failed may have broken it.
        let _ = self.running.take().map(JoinHandle::join);
    }
}

/// Lets real time pass in which issuers look several times whether something is due: for cases in
/// which nothing must come of that.
pub(crate) fn let_them_look() {
    thread::park_timeout(LOOKS);
}

struct Parts {
    clock: Clock,
    gateways: Clock,
    stop: StopSignal,
}

async fn serve(text: &str, credential: &Path, parts: Parts, told: Sender<String>) {
    let Parts { clock, gateways, stop } = parts;
    let mut document = Document::parse("clocked", text, []).unwrap();
    let issuer = issuer_of(&mut document);
    let gateway = document.section("gateway", GatewayConfig::read).unwrap();
    document.finish().unwrap();
    let packs = Packs::load(None).unwrap();
    let mut administrator = String::new();
    let keep = |founded: &Founded| {
        write_secret(credential, founded.gateway.expose_secret());
        founded.administrator.expose_secret().clone_into(&mut administrator);
        Ok(())
    };
    let part = Part::begin(clock, &stop);
    let issuer = Issuer::open(issuer, &packs, part, keep).await.unwrap();
    let issuer = issuer.serve().unwrap();
    let gateway = gateway::run(&gateway, packs, Part::begin(gateways, &stop)).unwrap();
    told.send(administrator).unwrap();
    let ended = tokio::join!(issuer.server, gateway.finished());
    assert!(ended.0.is_ok() && ended.1.is_ok(), "{ended:?}");
}

fn issuer_of(document: &mut Document) -> IssuerConfig {
    document.section("issuer", |section| IssuerConfig::read(section, None)).unwrap()
}

/// What the clock jumps over must not count as silence of the issuer.
fn configuration(
    folder: &Path,
    [issuer, gateway, upstream]: [SocketAddr; 3],
    (at, log): (&str, &str),
) -> String {
    let folder = folder.display();
    format!(
        r#"
[issuer]
listen = "{issuer}"
public_url = "http://{issuer}"
database = "{at}"
{log}
sealing_key = {{ file = "{folder}/sealing.key" }}
feed_key = {{ file = "{folder}/feed.key" }}
default_audience = "http://{gateway}"
[gateway]
listen = "{gateway}"
issuer = "http://{issuer}"
client_id = "gateway"
credential = {{ file = "{folder}/gateway.secret" }}
feed_key = {{ file = "{folder}/feed.key" }}
state = ""
max_staleness = "365d"
[gateway.decisions]
to = "off"
[[gateway.upstream]]
name = "openzaak"
public_url = "http://{gateway}"
address = "http://{upstream}"
credential = {{ kind = "none" }}
objects = "upstream"
apis = [{{ component = "zrc", path = "/zaken/api/v1" }}]
"#
    )
}
