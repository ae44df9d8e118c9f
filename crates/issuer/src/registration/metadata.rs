//! What an application says of itself (RFC 7591 2), member by member. What is not read here is ignored, and
//! not registered.

use std::collections::BTreeMap;

use autorisaties::{Misleading, ScopeSet};
use serde_json::Value;
use tokens::assertion::{ClientKey, MOST_TRIED};
use url::Url;

use super::error::RegistrationError;
use super::members::Members;
use super::statement::Statement;
use super::words::{self, Method};
use crate::settings::{OAuth, OAuthBody, RedirectUri, Registered, Registration};

const LONGEST: usize = 200;
/// RFC 8252 8.4.
const NOT_REVERSED: &str = "has a scheme that may be another program's; turn round a domain name \
                            of yours, as in nl.gemeente.app:/terug";
const LONGEST_URI: usize = 1_000;
/// Before the language of a name (RFC 7591 2.2).
const NAME_IN: &str = "client_name#";

/// Metadata that is good by itself.
pub(super) struct Metadata {
    pub(super) method: Method,
    pub(super) scope: Option<ScopeSet>,
    pub(super) keys: Keys,
    /// The settings that it becomes; whose client it is says the rest.
    pub(super) settings: OAuthBody,
    pub(super) statement: Option<Statement>,
}

/// Where its public keys are.
pub(super) enum Keys {
    Nowhere,
    Here(Vec<ClientKey>),
    /// At its `jwks_uri`.
    There,
}

impl Metadata {
    pub(super) fn parse(
        members: &Members,
        statement: Option<Statement>,
    ) -> Result<Self, RegistrationError> {
        let mut settings = settings(members)?;
        let issuer = statement.as_ref().map(|statement| statement.issuer.clone());
        settings.registration.statement_issuer = issuer;
        if let Err(fault) = OAuth::parse(&settings) {
            return Err(RegistrationError::Metadata(fault.to_string()));
        }
        Ok(Self {
            method: Method::of(members)?,
            scope: scope(members)?,
            keys: keys(members)?,
            settings,
            statement,
        })
    }
}

fn settings(members: &Members) -> Result<OAuthBody, RegistrationError> {
    let text = |name| members.text(name).map(|text| text.map(str::to_owned));
    Ok(OAuthBody {
        redirect_uris: Some(redirect_uris(members)?),
        client_name: text("client_name")?,
        client_names: names(members)?,
        application_type: Some(words::application_type(members)?),
        grant_types: Some(words::grants(members)?),
        token_endpoint_auth_method: Some(Method::of(members)?.authentication()),
        post_logout_redirect_uris: after_logout(members)?,
        id_token_signed_response_alg: text("id_token_signed_response_alg")?,
        require_pushed_authorization_requests: members
            .flag("require_pushed_authorization_requests")?,
        jwks_uri: text("jwks_uri")?,
        token_endpoint_auth_signing_alg: text("token_endpoint_auth_signing_alg")?,
        registered: Registered::Dynamic,
        registration: Registration {
            client_uri: client_uri(members)?,
            software_id: label(members, "software_id")?,
            software_version: label(members, "software_version")?,
            ..Registration::default()
        },
        ..OAuthBody::default()
    })
}

fn redirect_uris(members: &Members) -> Result<Vec<String>, RegistrationError> {
    let wrong = |text: String| RegistrationError::RedirectUri(text);
    let none =
        || wrong("redirect_uris is a list of texts, 1 to 50: where people are sent back".into());
    let given = members.texts("redirect_uris").map_err(|_| none())?;
    let given = given.filter(|given| !given.is_empty()).ok_or_else(none)?;
    for (number, uri) in given.iter().enumerate() {
        // It may hold a password, so it is named by its place.
        let told = |why: &str| wrong(format!("redirect_uris[{number}] {why}"));
        let parsed = RedirectUri::parse(uri).map_err(|why| told(&why.to_string()))?;
        if !parsed.is_of_nobody_else() {
            return Err(told(NOT_REVERSED));
        }
    }
    Ok(given)
}

/// What is wrong with these otherwise is said with the other settings.
fn after_logout(members: &Members) -> Result<Option<Vec<String>>, RegistrationError> {
    const NAME: &str = "post_logout_redirect_uris";
    let given = members.texts(NAME)?;
    for (number, uri) in given.iter().flatten().enumerate() {
        if RedirectUri::parse(uri).is_ok_and(|uri| !uri.is_of_nobody_else()) {
            return Err(RegistrationError::Metadata(format!("{NAME}[{number}] {NOT_REVERSED}")));
        }
    }
    Ok(given)
}

/// By the languages that our pages have; others are not registered.
fn names(members: &Members) -> Result<Option<BTreeMap<String, String>>, RegistrationError> {
    let mut names = BTreeMap::new();
    for member in members.names().filter(|name| name.starts_with(NAME_IN)) {
        let language = member[NAME_IN.len()..].split('-').next().unwrap_or_default();
        let language = language.to_ascii_lowercase();
        if let (true, Some(name)) = (OAuth::LANGUAGES.contains(&&*language), members.text(member)?)
        {
            names.entry(language).or_insert_with(|| name.to_owned());
        }
    }
    Ok(Some(names).filter(|names| !names.is_empty()))
}

fn client_uri(members: &Members) -> Result<Option<String>, RegistrationError> {
    let Some(text) = members.text("client_uri")? else { return Ok(None) };
    let visible = text.len() <= LONGEST_URI && text.bytes().all(|byte| byte.is_ascii_graphic());
    let plain = |url: &Url| url.username().is_empty() && url.password().is_none();
    let web = |url: Url| url.scheme() == "https" && plain(&url);
    if visible && Url::parse(text).is_ok_and(web) {
        return Ok(Some(text.to_owned()));
    }
    let told = "client_uri is an https URL without user name, 1000 characters at most";
    Err(RegistrationError::Metadata(told.to_owned()))
}

/// A text that administrators read.
fn label(members: &Members, name: &str) -> Result<Option<String>, RegistrationError> {
    let Some(text) = members.text(name)? else { return Ok(None) };
    if text.chars().count() > LONGEST {
        return Err(RegistrationError::Metadata(format!("{name} has 1 to {LONGEST} characters")));
    }
    match Misleading::of_label(text) {
        Some(how) => Err(RegistrationError::Metadata(format!("{name} has {how}"))),
        None => Ok(Some(text.to_owned())),
    }
}

fn scope(members: &Members) -> Result<Option<ScopeSet>, RegistrationError> {
    let Some(list) = members.text("scope")? else { return Ok(None) };
    let scopes = ScopeSet::parse_list(list).ok().filter(|scopes| !scopes.is_empty());
    let told = "scope is a list of scopes with a space between two (RFC 6749 3.3)";
    scopes.map(Some).ok_or_else(|| RegistrationError::Metadata(told.to_owned()))
}

fn keys(members: &Members) -> Result<Keys, RegistrationError> {
    let wrong = |text: String| Err(RegistrationError::Metadata(text));
    let here = members.value("jwks");
    let there = members.text("jwks_uri")?;
    let by_keys = Method::of(members)? == Method::PrivateKeyJwt;
    match (here, there) {
        // RFC 7591 2: never both.
        (Some(_), Some(_)) => wrong("give jwks or jwks_uri, one of the two".into()),
        // Nobody would have to prove that they are its own.
        (Some(_), None) if !by_keys => wrong(
            "jwks is for token_endpoint_auth_method private_key_jwt; say that this is it, or leave jwks out"
                .into(),
        ),
        (Some(jwks), None) => keys_of(jwks).map(Keys::Here),
        (None, Some(_)) => Ok(Keys::There),
        (None, None) if by_keys => wrong(
            "private_key_jwt needs the public keys of the client: give jwks or jwks_uri".into(),
        ),
        (None, None) => Ok(Keys::Nowhere),
    }
}

fn keys_of(jwks: &Value) -> Result<Vec<ClientKey>, RegistrationError> {
    let wrong = |text: String| RegistrationError::Metadata(text);
    let given = jwks.as_object().and_then(|jwks| jwks.get("keys")).and_then(Value::as_array);
    let given = given.filter(|keys| (1..=MOST_TRIED).contains(&keys.len()));
    let given = given.ok_or_else(|| {
        wrong(format!("jwks is a JWK Set (RFC 7517 5): an object with keys, 1 to {MOST_TRIED}"))
    })?;
    let mut keys: Vec<ClientKey> = Vec::new();
    for (number, jwk) in given.iter().enumerate() {
        let key = ClientKey::from_value(jwk.clone())
            .map_err(|why| wrong(format!("jwks.keys[{number}]: {why}")))?;
        if keys.iter().any(|other| other.thumbprint() == key.thumbprint()) {
            return Err(wrong(format!("jwks.keys[{number}] stands there twice")));
        }
        keys.push(key);
    }
    Ok(keys)
}
