//! What the tests beside the code share: a gateway's parts with one upstream, one key, one client.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use autorisaties::{ClientId, Compiler, Component, TypeAliases};
use chrono::DateTime;
use edge::clock::{Clock, Hand};
use edge::config::SecretSource;
use edge::feed::{
    ApplicatieState, AutorisatieState, ChangeNumber, ClientState, CredentialState, FeedKey,
    KeyState, Thing,
};
use edge::operations::{Flavour, Packs};
use edge::peer::TrustedProxies;
use edge::public_url::PublicUrl;
use edge::scheme::Scheme;
use edge::sealing::SealingKeys;
use edge::tls::Verification;
use tokens::zgw::Bounds;
use tokens::{AccessClaims, Algorithm, OrganisationClaims, SigningKey, UnixTime};
use url::Url;
use uuid::Uuid;

use crate::config::{
    Answers, ApiConfig, BasePath, CredentialConfig, DecisionsConfig, DecisionsTo, ForwardedHeader,
    GatewayConfig, KeptConfig, Objects, OrganisationHeaders, Profile, ReachConfig, UpstreamConfig,
    UpstreamName, Verdicts, WhenStale,
};
use crate::first::First;
use crate::introspection::Introspector;
use crate::issuers::Issuers;
use crate::principal::{Means, SelfSigned};
use crate::refusal::Errors;
use crate::route::{Route, Routes, Way};
use crate::state::{Live, State};
use crate::upstream::Upstream;

pub(crate) const ISSUER: &str = "https://issuer.example";
pub(crate) const ZAAKTYPE: &str = "https://zaken.example/catalogi/api/v1/zaaktypen/a";
/// The moment at which the tests' clocks stand.
pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) fn upstream(name: &str, public_url: &str) -> UpstreamConfig {
    let api = |component, path| ApiConfig { component, path: BasePath::parse(path).unwrap() };
    UpstreamConfig {
        name: UpstreamName::parse(name).unwrap(),
        public_url: PublicUrl::parse(public_url).unwrap(),
        reach: ReachConfig::at(vec![Url::parse("http://127.0.0.1:8000").unwrap()]),
        flavour: Flavour::Standard,
        profile: Profile::Baseline,
        errors: Errors::Rfc6750,
        objects: Objects::Enforce,
        verdicts: Verdicts::Enforce,
        credential: CredentialConfig::None,
        audience: vec![public_url.to_owned()],
        foreign_issuers: Vec::new(),
        apis: vec![
            api(Component::Zrc, "/zaken/api/v1"),
            api(Component::Drc, "/documenten/api/v1"),
            api(Component::Brc, "/besluiten/api/v1"),
            api(Component::Ztc, "/catalogi/api/v1"),
        ],
        operations: Arc::default(),
        organisation_headers: OrganisationHeaders::Withheld,
        rate_limit: None,
        applicaties: crate::config::Applicaties::All,
    }
}

pub(crate) fn config(upstreams: Vec<UpstreamConfig>) -> GatewayConfig {
    GatewayConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        tls: None,
        trusted_proxies: TrustedProxies::default(),
        stop_delay: edge::serving::STOP_DELAY,
        issuer_verification: Verification::default(),
        insider: None,
        issuer: ISSUER.to_owned(),
        issuer_addresses: vec![Url::parse("http://127.0.0.1:9").unwrap()],
        client_id: ClientId::parse("gateway").unwrap(),
        credential: SecretSource::Env("NOT_SET".to_owned()),
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
        max_judged_answer: 1024 * 1024,
        type_aliases: TypeAliases::default(),
        upstreams,
        digest: edge::digest::Digest::begin().name(),
    }
}

pub(crate) fn routes(config: &GatewayConfig) -> Routes {
    let upstreams = config.upstreams.iter().enumerate();
    let upstreams = upstreams.map(|(at, upstream)| Upstream::new(at, upstream, config).unwrap());
    Routes::new(config, upstreams.collect(), Packs::load(None).unwrap())
}

/// The route of a request to an upstream.
pub(crate) fn routed<'a>(routes: &'a Routes, request: &'a HttpRequest) -> Route<'a> {
    match routes.find(request).unwrap() {
        Way::ToUpstream(route) => route,
        Way::ToIssuer(target) => panic!("{} is the issuer's", target.path()),
    }
}

/// Zaken of one zaaktype up to `openbaar`, and nothing else.
pub(crate) fn reader() -> ApplicatieState {
    ApplicatieState {
        id: Uuid::from_u128(1),
        label: "Lezer".to_owned(),
        heeft_alle_autorisaties: false,
        alleen_is_gereed_voor_publicatie: false,
        autorisaties: vec![AutorisatieState {
            component: "zrc".to_owned(),
            scopes: vec!["zaken.lezen".to_owned()],
            object_type: Some(ZAAKTYPE.to_owned()),
            max_vertrouwelijkheidaanduiding: Some("openbaar".to_owned()),
        }],
    }
}

pub(crate) fn client() -> ClientState {
    ClientState {
        client_id: "lezer".to_owned(),
        applicatie: Some(Uuid::from_u128(1)),
        issued_before: ChangeNumber::NONE,
        credentials: vec![CredentialState { id: "c1".to_owned(), expires: None }],
        scopes: Vec::new(),
        api_tokens: Vec::new(),
        upstream_keys: Vec::new(),
        zgw_keys: Vec::new(),
        foreigners: Vec::new(),
        origins: Vec::new(),
    }
}

pub(crate) fn key() -> SigningKey {
    SigningKey::generate(Algorithm::Es256).unwrap()
}

pub(crate) fn key_state(key: &SigningKey) -> KeyState {
    let jwk = serde_json::to_value(key.verification_key().to_jwk()).unwrap();
    KeyState { kid: key.kid().as_str().to_owned(), jwk }
}

pub(crate) fn claims() -> AccessClaims {
    AccessClaims {
        iss: ISSUER.to_owned(),
        sub: "lezer".to_owned(),
        aud: "https://zaken.example".into(),
        exp: UnixTime::new(NOW + 300),
        iat: UnixTime::new(NOW),
        jti: "j1".to_owned(),
        client_id: "lezer".to_owned(),
        azp: None,
        scope: None,
        zp_credential: Some("c1".to_owned()),
        organisation: OrganisationClaims::default(),
        zp_grant: None,
        zp_since: None,
        auth_time: None,
        zp_change: 5,
    }
}

pub(crate) fn compiler() -> Compiler {
    Compiler::new(TypeAliases::default())
}

pub(crate) fn state(number: u64, things: &[Thing]) -> State {
    let (mut state, mut compiler) = (State::default(), compiler());
    for thing in things {
        state.apply(thing, &mut compiler).unwrap();
    }
    state.stand_at(ChangeNumber::new(number));
    state
}

/// The key of the feed.
pub(crate) fn feed_key() -> FeedKey {
    FeedKey::parse(SealingKeys::key_file(&[7; 32]).as_str().into()).unwrap()
}

/// What it takes to verify tokens.
pub(crate) fn means(introspector: Introspector) -> Means {
    let self_signed = SelfSigned { feed_key: Some(feed_key()), bounds: Bounds::WIDEST };
    Means { leeway: 10, introspector, self_signed, foreign_issuers: Vec::new() }
}

/// Asks an issuer that is not there.
pub(crate) fn introspector() -> Introspector {
    introspector_at("http://127.0.0.1:9")
}

/// Asks the issuer at this address.
pub(crate) fn introspector_at(issuer: &str) -> Introspector {
    let issuers = [Url::parse(issuer).unwrap()];
    let connector = Verification::default().connector(Scheme::Http).unwrap();
    let credential = http::HeaderValue::from_static("Basic");
    Introspector::new(Arc::new(Issuers::new(&issuers, First::default(), connector, credential)))
}

/// A live state that was just confirmed, and the hand of its clock.
pub(crate) fn live(number: u64, things: &[Thing]) -> (Arc<Live>, Hand) {
    let (clock, hand) = Clock::fixed(DateTime::from_timestamp(NOW, 0).unwrap());
    let live = Live::new(Duration::from_mins(5), WhenStale::Refuse, clock);
    live.replace(state(number, things));
    live.confirm(live.moment());
    (Arc::new(live), hand)
}
