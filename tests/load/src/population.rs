//! Who there is: applicaties of fifty autorisaties each, their clients, and the tokens they hold.

use autorisaties::ClientId;
use edge::feed::{
    ApplicatieState, AutorisatieState, ChangeNumber, ClientState, CredentialState, KeyState, Thing,
};
use tokens::{AccessClaims, Algorithm, OrganisationClaims, SigningKey, UnixTime};
use uuid::Uuid;

use crate::fault::Fault;

/// The origin that every proxy stands for.
pub(crate) const ZAKEN: &str = "http://zaken.example";
/// A client that may do everything.
pub(crate) const ALL: &str = "alles";
/// Autorisaties of one applicatie.
pub(crate) const AUTORISATIES: usize = 50;
/// Zaaktypen that there are.
const TYPES: usize = 500;
/// Longer than any run.
const LIFETIME: i64 = 6 * 3600;

/// The URL of a zaaktype by its number.
pub(crate) fn type_url(number: usize) -> String {
    format!("{ZAKEN}/catalogi/api/v1/zaaktypen/{}", uuid(number))
}

/// A UUID that ends in a number.
pub(crate) fn uuid(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// The zaaktype of one autorisatie of an applicatie; 7 and 500 have no common divisor, so an
/// applicatie's types all differ.
pub(crate) fn type_of(applicatie: usize, autorisatie: usize) -> usize {
    (applicatie * 31 + autorisatie * 7) % TYPES
}

/// How many of its autorisaties are on a zaaktype; the last one is on the catalogi.
pub(crate) const ON_TYPES: usize = AUTORISATIES - 1;

/// Applicaties and the clients that are spread over them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Population {
    pub(crate) applicaties: usize,
    pub(crate) clients: usize,
}

impl Population {
    /// The number of the applicatie that a client belongs to.
    pub(crate) fn applicatie_of(self, client: usize) -> usize {
        client % self.applicaties
    }

    /// All that a gateway is told.
    pub(crate) fn things(self, key: &SigningKey) -> Vec<Thing> {
        let jwk = serde_json::to_value(key.verification_key().to_jwk()).unwrap_or_default();
        let mut things = vec![Thing::Key(KeyState { kid: key.kid().as_str().to_owned(), jwk })];
        let all = Uuid::from_u128(u128::MAX);
        things.push(Thing::Applicatie(ApplicatieState {
            heeft_alle_autorisaties: true,
            autorisaties: Vec::new(),
            ..applicatie(0, all)
        }));
        things.push(Thing::Client(client(ALL, all)));
        things.extend((0..self.applicaties).map(|n| Thing::Applicatie(applicatie(n, id(n)))));
        let clients = (0..self.clients).map(|n| client(&name(n), id(self.applicatie_of(n))));
        things.extend(clients.map(Thing::Client));
        things
    }
}

fn id(applicatie: usize) -> Uuid {
    Uuid::from_u128(applicatie as u128 + 1)
}

/// The client id of a number.
pub(crate) fn name(client: usize) -> String {
    format!("taakapp-{client}")
}

/// The same, as the domain has it.
pub(crate) fn client_id(client: usize) -> Option<ClientId> {
    ClientId::parse(&name(client)).ok()
}

/// An applicatie as the feed tells of it.
pub(crate) fn applicatie(number: usize, id: Uuid) -> ApplicatieState {
    let on_type = |at: usize| AutorisatieState {
        component: "zrc".to_owned(),
        scopes: vec!["zaken.lezen".to_owned(), "zaken.aanmaken".to_owned()],
        object_type: Some(type_url(type_of(number, at))),
        max_vertrouwelijkheidaanduiding: Some("intern".to_owned()),
    };
    let catalogi = AutorisatieState {
        component: "ztc".to_owned(),
        scopes: vec!["catalogi.lezen".to_owned()],
        object_type: None,
        max_vertrouwelijkheidaanduiding: None,
    };
    ApplicatieState {
        id,
        label: format!("Applicatie {number}"),
        heeft_alle_autorisaties: false,
        alleen_is_gereed_voor_publicatie: false,
        autorisaties: (0..ON_TYPES).map(on_type).chain([catalogi]).collect(),
    }
}

fn client(client_id: &str, applicatie: Uuid) -> ClientState {
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

/// Signs what an issuer of this name would.
pub(crate) struct Signer {
    pub(crate) key: SigningKey,
    issuer: String,
    now: UnixTime,
}

impl Signer {
    pub(crate) fn new(issuer: String) -> Result<Self, Fault> {
        let key = SigningKey::generate(Algorithm::Es256)
            .map_err(|error| Fault::Token(error.to_string()))?;
        Ok(Self { key, issuer, now: edge::clock::Clock::system().unix() })
    }

    /// The name it signs in.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// When it began to sign.
    pub(crate) const fn now(&self) -> UnixTime {
        self.now
    }

    /// A token of a client that nobody has seen before.
    pub(crate) fn token(&self, client_id: &str) -> Result<String, Fault> {
        let jti = edge::chance::uuid_v4().map_err(|error| Fault::Token(error.to_string()))?;
        let claims = AccessClaims {
            iss: self.issuer.clone(),
            sub: client_id.to_owned(),
            aud: ZAKEN.into(),
            exp: self.now.plus(LIFETIME),
            iat: self.now,
            jti: jti.to_string(),
            client_id: client_id.to_owned(),
            azp: Some(client_id.to_owned()),
            scope: None,
            zp_credential: Some(format!("{client_id}-1")),
            organisation: OrganisationClaims::default(),
            zp_grant: None,
            zp_since: None,
            auth_time: None,
            zp_change: crate::played_issuer::NUMBER.get(),
        };
        tokens::sign(&claims, &self.key).map_err(|error| Fault::Token(error.to_string()))
    }
}
