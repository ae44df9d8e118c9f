//! A gateway with everything around it, and the words to ask it something.

use std::path::PathBuf;
use std::time::Duration;

use autorisaties::{ClientId, Component, TypeAliases};
use edge::clock::{Clock, Hand};
use edge::config::SecretSource;
use edge::operations::{Flavour, Packs};
use edge::part::Part;
use edge::peer::TrustedProxies;
use edge::public_url::PublicUrl;
use edge::stop::StopSignal;
use edge::tls::Verification;
use gateway::config::{
    Answers, ApiConfig, BasePath, CredentialConfig, DecisionsConfig, DecisionsTo, ForwardedHeader,
    GatewayConfig, KeptConfig, Objects, OrganisationHeaders, Profile, ReachConfig, UpstreamConfig,
    UpstreamName, Verdicts, WhenStale,
};
use gateway::{Errors, Running};
use url::Url;

pub(crate) mod issuer;
pub(crate) mod raw;
pub(crate) mod recorded;
pub(crate) mod upstream;
pub(crate) mod wire;

pub(crate) use issuer::{Issuer, NOW};
pub(crate) use upstream::Upstream;
pub(crate) use wire::{Answer, exchange};

/// The public name of the upstream.
pub(crate) const HOST: &str = "zaken.example";
pub(crate) const UUID: &str = "0e6b7fb6-4f4b-4d7c-a9a1-9a6a6a0f8a11";
/// A zaaktype that the clients of [`issuer`] hold.
pub(crate) const ZAAKTYPE: &str =
    "https://zaken.example/catalogi/api/v1/zaaktypen/11111111-1111-4111-8111-111111111111";
pub(crate) const OTHER_ZAAKTYPE: &str =
    "https://zaken.example/catalogi/api/v1/zaaktypen/22222222-2222-4222-8222-222222222222";
pub(crate) const UPSTREAM_KEY: &str = "0123456789abcdef0123456789abcdef";

/// A zaak, as it is sent and shown.
pub(crate) fn zaak(zaaktype: &str, level: &str) -> String {
    format!(r#"{{"zaaktype":"{zaaktype}","vertrouwelijkheidaanduiding":"{level}","url":"x"}}"#)
}

/// A gateway between its issuer and its upstream.
pub(crate) struct World {
    pub(crate) issuer: Issuer,
    pub(crate) upstream: Upstream,
    pub(crate) address: std::net::SocketAddr,
    pub(crate) hand: Hand,
    stop: StopSignal,
    _secrets: tempfile::TempDir,
}

impl World {
    /// A world as it usually is, ready.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A world whose configuration was changed, ready.
    pub(crate) async fn with(change: impl FnOnce(&mut GatewayConfig)) -> Self {
        let (world, running) = Self::start(change);
        running.ready().await;
        tokio::spawn(running.finished());
        world
    }

    /// A world whose gateway need not have heard from its issuer.
    pub(crate) fn start(change: impl FnOnce(&mut GatewayConfig)) -> (Self, Running) {
        let secrets = tempfile::tempdir().unwrap();
        let secret = |name: &str, text: &str| secret(secrets.path().join(name), text);
        let (clock, hand) = Clock::fixed(chrono::DateTime::from_timestamp(NOW, 0).unwrap());
        let issuer = Issuer::start(clock.clone());
        let upstream = Upstream::start();
        let mut config = config(&issuer, &upstream, &secret);
        change(&mut config);
        let stop = StopSignal::new();
        let packs = Packs::load(None).unwrap();
        let running = gateway::run(&config, packs, Part::begin(clock, &stop)).unwrap();
        let address = running.address();
        let world = Self { issuer, upstream, address, hand, stop, _secrets: secrets };
        (world, running)
    }

    /// The answer to a GET with a token for a client, and more header lines.
    pub(crate) async fn get(&self, client: &str, path: &str, headers: &[&str]) -> Answer {
        self.ask("GET", client, path, headers, "").await
    }

    /// The answer to a request with a token for a client, more header lines and a body.
    pub(crate) async fn ask(
        &self,
        method: &str,
        client: &str,
        path: &str,
        headers: &[&str],
        body: &str,
    ) -> Answer {
        let token = self.issuer.token(client);
        self.ask_with(method, &format!("Authorization: Bearer {token}"), path, headers, body).await
    }

    /// The same with an Authorization header of one's own.
    pub(crate) async fn ask_with(
        &self,
        method: &str,
        authorization: &str,
        path: &str,
        headers: &[&str],
        body: &str,
    ) -> Answer {
        let mut lines = vec![
            format!("{method} {path} HTTP/1.1"),
            format!("Host: {HOST}"),
            authorization.to_owned(),
        ];
        lines.extend(headers.iter().map(|&line| line.to_owned()));
        if !body.is_empty() {
            lines.push(format!("Content-Length: {}", body.len()));
        }
        if !headers.iter().any(|line| line.starts_with("Connection:")) {
            lines.push("Connection: close".to_owned());
        }
        lines.retain(|line| !line.is_empty());
        let request = format!("{}\r\n\r\n{body}", lines.join("\r\n"));
        exchange(self.address, request.as_bytes()).await
    }
}

impl World {
    /// Gives the stop signal.
    pub(crate) fn stop(&self) {
        self.stop.stop();
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

fn secret(path: PathBuf, text: &str) -> SecretSource {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    SecretSource::File(path)
}

fn config(
    issuer: &Issuer,
    upstream: &Upstream,
    secret: &dyn Fn(&str, &str) -> SecretSource,
) -> GatewayConfig {
    GatewayConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        tls: None,
        trusted_proxies: TrustedProxies::default(),
        stop_delay: edge::serving::STOP_DELAY,
        issuer: issuer::PUBLIC_URL.to_owned(),
        issuer_addresses: vec![Url::parse(&format!("http://{}", issuer.address)).unwrap()],
        issuer_verification: Verification::default(),
        insider: None,
        client_id: ClientId::parse("gateway").unwrap(),
        credential: secret("gateway", issuer::GATEWAY_SECRET),
        max_staleness: Duration::from_mins(5),
        when_stale: WhenStale::Refuse,
        state: KeptConfig::Nowhere,
        leeway: 10,
        foreign_issuers: Vec::new(),
        feed_key: None,
        zgw_max_age: Duration::from_hours(1),
        answers: Answers::default(),
        forwarded_header: ForwardedHeader::default(),
        decisions: DecisionsConfig { to: DecisionsTo::Off, ..DecisionsConfig::default() },
        realm: "zaken".to_owned(),
        max_judged_body: 1024 * 1024,
        max_judged_answer: 64 * 1024,
        type_aliases: TypeAliases::default(),
        digest: edge::digest::Digest::begin().name(),
        upstreams: vec![UpstreamConfig {
            name: UpstreamName::parse("openzaak").unwrap(),
            public_url: PublicUrl::parse(&format!("https://{HOST}")).unwrap(),
            reach: ReachConfig::at(vec![
                Url::parse(&format!("http://{}", upstream.address)).unwrap(),
            ]),
            flavour: Flavour::Standard,
            profile: Profile::Baseline,
            errors: Errors::Rfc6750,
            objects: Objects::Enforce,
            verdicts: Verdicts::Enforce,
            credential: CredentialConfig::Zgw { key: secret("upstream", UPSTREAM_KEY), version: 1 },
            audience: vec![format!("https://{HOST}")],
            foreign_issuers: Vec::new(),
            operations: std::sync::Arc::default(),
            organisation_headers: OrganisationHeaders::default(),
            rate_limit: None,
            applicaties: gateway::config::Applicaties::All,
            apis: [
                (Component::Zrc, "/zaken/api/v1"),
                (Component::Drc, "/documenten/api/v1"),
                (Component::Brc, "/besluiten/api/v1"),
                (Component::Ztc, "/catalogi/api/v1"),
            ]
            .map(|(component, path)| ApiConfig { component, path: BasePath::parse(path).unwrap() })
            .into(),
        }],
    }
}
