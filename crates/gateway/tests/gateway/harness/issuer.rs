//! An issuer as far as a gateway knows it: the real feed on the wire, real tokens, and an API that
//! writes down what it gets.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edge::clock::Clock;
use edge::feed::{
    ApplicatieState, AutorisatieState, Change, ChangeNumber, ClientState, Confirmation,
    CredentialState, Event, KeyState, SnapshotEnd, Thing, sse,
};
use futures_util::StreamExt;
use tokens::{AccessClaims, Algorithm, OrganisationClaims, SigningKey, UnixTime};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::ZAAKTYPE;
use super::upstream::{self, Upstream};

pub(crate) const PUBLIC_URL: &str = "https://issuer.example";
pub(crate) const GATEWAY_SECRET: &str = "the gateway's own";
/// Where the gateway's clock stands.
pub(crate) const NOW: i64 = 1_800_000_000;

type Subscriber = mpsc::UnboundedSender<Bytes>;

struct Log {
    clock: Clock,
    number: u64,
    things: Vec<Thing>,
    subscribers: Vec<Subscriber>,
    /// Those that hear no numbers and no changes any more.
    overlooked: Vec<Subscriber>,
    /// `Last-Event-ID` of every opening.
    openings: Vec<Option<u64>>,
    away: bool,
}

/// A running issuer.
pub(crate) struct Issuer {
    pub(crate) address: SocketAddr,
    pub(crate) key: SigningKey,
    /// Everything of it but the feed.
    pub(crate) api: Upstream,
    log: Arc<Mutex<Log>>,
    next_token: AtomicU64,
}

impl Issuer {
    /// With three clients: `lezer` (zaken.lezen and zaken.aanmaken on one zaaktype up to intern),
    /// `alles` (heeftAlleAutorisaties), `catalogus` (catalogi.lezen).
    pub(crate) fn start(clock: Clock) -> Self {
        let key = SigningKey::generate(Algorithm::Es256).unwrap();
        let jwk = serde_json::to_value(key.verification_key().to_jwk()).unwrap();
        let mut things = vec![Thing::Key(KeyState { kid: key.kid().as_str().to_owned(), jwk })];
        for (number, client, applicatie) in
            [(1, "lezer", lezer()), (2, "alles", all()), (3, "catalogus", catalogus())]
        {
            let id = Uuid::from_u128(number);
            things.push(Thing::Applicatie(ApplicatieState { id, ..applicatie }));
            things.push(Thing::Client(client_state(client, Some(id))));
        }
        let log = Arc::new(Mutex::new(Log::new(clock, things)));
        let data = Data::from(Arc::clone(&log));
        let book = Arc::new(Mutex::default());
        let noted = Data::from(Arc::clone(&book));
        let app = move || {
            App::new()
                .app_data(data.clone())
                .app_data(noted.clone())
                .app_data(web::PayloadConfig::new(64 * 1024 * 1024))
                .route("/feed/v1", web::get().to(feed))
                .default_service(web::to(upstream::answer))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let address = server.addrs()[0];
        tokio::spawn(server.run());
        tokio::spawn(beat(Arc::downgrade(&log)));
        let api = Upstream::within(address, book);
        Self { address, key, api, log, next_token: AtomicU64::new(0) }
    }

    /// A token as a client gets it now: judged by the newest state.
    pub(crate) fn token(&self, client: &str) -> String {
        tokens::sign(&self.claims(client), &self.key).unwrap()
    }

    /// A token that is fetched so many seconds later.
    pub(crate) fn token_at(&self, client: &str, later: i64) -> String {
        let claims = self.claims(client);
        let (iat, exp) = (UnixTime::new(NOW + later), UnixTime::new(NOW + later + 300));
        tokens::sign(&AccessClaims { iat, exp, ..claims }, &self.key).unwrap()
    }

    /// A token that says this.
    pub(crate) fn signed(&self, claims: &AccessClaims) -> String {
        tokens::sign(claims, &self.key).unwrap()
    }

    /// What stands in such a token.
    pub(crate) fn claims(&self, client: &str) -> AccessClaims {
        AccessClaims {
            iss: PUBLIC_URL.to_owned(),
            sub: client.to_owned(),
            aud: "https://zaken.example".into(),
            exp: UnixTime::new(NOW + 300),
            iat: UnixTime::new(NOW),
            jti: self.next_token.fetch_add(1, Ordering::Relaxed).to_string(),
            client_id: client.to_owned(),
            azp: Some(client.to_owned()),
            scope: None,
            zp_credential: Some(format!("{client}-1")),
            organisation: OrganisationClaims::default(),
            zp_grant: None,
            zp_since: None,
            auth_time: None,
            zp_change: self.log.lock().unwrap().number,
        }
    }

    /// Changes something. A token fetched from now on makes the gateway wait for it.
    pub(crate) fn change(&self, thing: Thing) {
        let mut log = self.log.lock().unwrap();
        let (prev, number) = (log.number, log.number + 1);
        log.number = number;
        log.things.push(thing.clone());
        let (number, prev) = (ChangeNumber::new(number), ChangeNumber::new(prev));
        log.say(&Event::Change(Change { number, prev, thing }));
    }

    /// Changes something and keeps it to itself: the chain has a gap.
    pub(crate) fn change_silently(&self, thing: Thing) {
        let mut log = self.log.lock().unwrap();
        log.number += 1;
        log.things.push(thing);
    }

    /// Says something that is not of the feed.
    pub(crate) fn say(&self, text: &str) {
        let text = Bytes::copy_from_slice(text.as_bytes());
        self.log.lock().unwrap().subscribers.retain(|to| to.send(text.clone()).is_ok());
    }

    /// Says a part of something, and no number any more, to those who are there now.
    pub(crate) fn say_and_nothing_else(&self, text: &str) {
        let mut log = self.log.lock().unwrap();
        let present = std::mem::take(&mut log.subscribers);
        log.overlooked.extend(present);
        let text = Bytes::copy_from_slice(text.as_bytes());
        log.overlooked.retain(|to| to.send(text.clone()).is_ok());
    }

    /// The database is put back: an earlier number, without what is lost.
    pub(crate) fn go_back(&self, number: u64, is_lost: impl Fn(&Thing) -> bool) {
        let mut log = self.log.lock().unwrap();
        log.number = number;
        log.things.retain(|thing| !is_lost(thing));
    }

    /// Drops every connection and lets nobody in again.
    pub(crate) fn go_away(&self) {
        let mut log = self.log.lock().unwrap();
        log.away = true;
        log.subscribers.clear();
    }

    /// Drops every connection.
    pub(crate) fn hang_up(&self) {
        self.log.lock().unwrap().subscribers.clear();
    }

    /// What the feed was asked to resume from, each time it was opened.
    pub(crate) fn openings(&self) -> Vec<Option<u64>> {
        self.log.lock().unwrap().openings.clone()
    }
}

impl Log {
    fn new(clock: Clock, things: Vec<Thing>) -> Self {
        Self {
            clock,
            number: 100,
            things,
            subscribers: Vec::new(),
            overlooked: Vec::new(),
            openings: Vec::new(),
            away: false,
        }
    }

    fn say_number(&mut self) {
        let number = ChangeNumber::new(self.number);
        let at = self.clock.now();
        self.say(&Event::Number(Confirmation { number, at }));
    }

    fn say(&mut self, event: &Event) {
        let text = Bytes::from(sse::encode(event).unwrap());
        self.subscribers.retain(|to| to.send(text.clone()).is_ok());
    }
}

async fn beat(log: std::sync::Weak<Mutex<Log>>) {
    while let Some(log) = log.upgrade() {
        log.lock().unwrap().say_number();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn feed(request: HttpRequest, log: Data<Mutex<Log>>) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let expected = format!("Basic {}", STANDARD.encode(format!("gateway:{GATEWAY_SECRET}")));
    if header("authorization") != Some(&expected) {
        return HttpResponse::Unauthorized().finish();
    }
    let resume = header("last-event-id").and_then(|number| number.parse().ok());
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut log = log.lock().unwrap();
    if log.away {
        return HttpResponse::ServiceUnavailable().finish();
    }
    log.openings.push(resume);
    if resume != Some(log.number) {
        for event in snapshot(&log) {
            sender.send(Bytes::from(sse::encode(&event).unwrap())).unwrap();
        }
    }
    log.subscribers.push(sender);
    let stream = futures_util::stream::poll_fn(move |cx| receiver.poll_recv(cx));
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .streaming(stream.map(Ok::<_, std::io::Error>))
}

fn snapshot(log: &Log) -> Vec<Event> {
    let (number, count) = (ChangeNumber::new(log.number), log.things.len() as u64);
    let end = SnapshotEnd { number, count, at: log.clock.now() };
    log.things.iter().cloned().map(Event::Item).chain([Event::Snapshot(end)]).collect()
}

/// A client with one live credential.
pub(crate) fn client_state(client: &str, applicatie: Option<Uuid>) -> ClientState {
    ClientState {
        client_id: client.to_owned(),
        applicatie,
        issued_before: ChangeNumber::NONE,
        credentials: vec![CredentialState { id: format!("{client}-1"), expires: None }],
        scopes: Vec::new(),
        api_tokens: Vec::new(),
        upstream_keys: Vec::new(),
        zgw_keys: Vec::new(),
        foreigners: Vec::new(),
        origins: Vec::new(),
    }
}

fn applicatie(autorisaties: Vec<AutorisatieState>) -> ApplicatieState {
    ApplicatieState {
        id: Uuid::nil(),
        label: "Applicatie".to_owned(),
        heeft_alle_autorisaties: false,
        alleen_is_gereed_voor_publicatie: false,
        autorisaties,
    }
}

/// What the client `lezer` may do.
pub(crate) fn lezer() -> ApplicatieState {
    let scopes = ["zaken.lezen", "zaken.aanmaken"].map(str::to_owned).to_vec();
    let autorisatie = AutorisatieState {
        component: "zrc".to_owned(),
        scopes,
        object_type: Some(ZAAKTYPE.to_owned()),
        max_vertrouwelijkheidaanduiding: Some("intern".to_owned()),
    };
    ApplicatieState { id: Uuid::from_u128(1), ..applicatie(vec![autorisatie]) }
}

fn all() -> ApplicatieState {
    ApplicatieState { heeft_alle_autorisaties: true, ..applicatie(Vec::new()) }
}

fn catalogus() -> ApplicatieState {
    applicatie(vec![AutorisatieState {
        component: "ztc".to_owned(),
        scopes: vec!["catalogi.lezen".to_owned()],
        object_type: None,
        max_vertrouwelijkheidaanduiding: None,
    }])
}
