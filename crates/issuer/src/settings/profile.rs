//! What the profile `nlgov` demands of a client beyond what every client keeps: the NL GOV Assurance
//! profile for OAuth 2.0 (1.1.0), rule by rule.

use super::body::{ApplicationType, GrantType, TokenFormat, Tolerance};
use super::redirect_uri::RedirectUri;
use super::{Authentication, Demanded, OAuth, Profile};

/// A rule of the profile that a client breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Breach {
    /// The section of the profile.
    pub(crate) section: &'static str,
    pub(crate) weight: Weight,
    /// What is demanded, and what to do.
    pub(crate) text: &'static str,
}

/// How much a rule weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// A client of the profile is not registered without it.
    Demanded,
    /// It is recommended.
    Advised,
}

/// What else is known of the client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    /// How long its access tokens live, in seconds.
    pub(crate) access_token_lifetime: i64,
    /// How many live public keys of it are registered here.
    pub(crate) keys: usize,
}

const HOUR: i64 = 60 * 60;

/// Every rule that these settings break.
pub(crate) fn breaches(settings: &OAuth, facts: Facts) -> Vec<Breach> {
    use Weight::{Advised, Demanded as Must};
    let rules = [
        (unauthenticated(settings), "2.3.3", Must, AUTHENTICATION),
        (without_keys(settings, facts), "2.3.4", Must, KEYS),
        (several_grants(settings), "3.1.1", Must, GRANTS),
        (loopback_for_web(settings), "2.2.1", Must, LOOPBACK),
        (settings.token_format != TokenFormat::Jwt, "3.2.1", Must, FORMAT),
        (by_code(settings) && settings.pkce == Demanded::No, "3.1.7", Must, PKCE),
        (settings.assertions.tolerance != Tolerance::None, "2.3.3", Must, TOLERANCE),
        (lives_too_long(settings, facts), "3.4", Must, LIFETIME),
        (refreshes_too_long(settings), "3.4", Must, REFRESH),
        (several_domains(settings), "2.2.1", Advised, DOMAINS),
        (no_defaults(settings), "3.5", Advised, DEFAULTS),
        (keys_by_hand(settings), "2.3.4", Advised, JWKS_URI),
    ];
    let broken = rules.into_iter().filter(|(broken, ..)| *broken);
    broken.map(|(_, section, weight, text)| Breach { section, weight, text }).collect()
}

/// What the profile of a client demands that it breaks, in a sentence; nothing if it keeps all.
pub(crate) fn broken_by(settings: &OAuth, facts: Facts) -> Option<String> {
    if settings.profile == Profile::Baseline {
        return None;
    }
    let broken: Vec<String> = breaches(settings, facts)
        .into_iter()
        .filter(|breach| breach.weight == Weight::Demanded)
        .map(|breach| format!("{} ({})", breach.text, breach.section))
        .collect();
    let told = || format!("the profile `nlgov` demands: {}", broken.join("; "));
    (!broken.is_empty()).then(told)
}

const AUTHENTICATION: &str = "a client proves who it is with an assertion that it signs: set `token_endpoint_auth_method` to \
     `private_key_jwt`; only a native application of many devices may be public (`none`)";
const KEYS: &str = "a client that signs assertions has its public keys registered: give it one \
                    (`public_keys` of a new client), or a `jwks_uri`";
const GRANTS: &str = "a client id has one grant: `client_credentials`, or `authorization_code` with \
                      or without `refresh_token`; register a second client for the other";
const LOOPBACK: &str = "people are not sent to their own machine, save by a native application: \
                        register https addresses alone";
const FORMAT: &str = "access tokens are signed JWTs: set `token_format` to `jwt`";
const PKCE: &str = "PKCE is used: leave `require_pkce` out";
const TOLERANCE: &str = "assertions have `jti` and `iat`: leave `assertion_tolerance` out";
const LIFETIME: &str = "access tokens live 6 hours at most with client_credentials, 1 hour on behalf \
                        of people, and 15 minutes at a public client: set `access_token_lifetime`";
const REFRESH: &str = "refresh tokens live 24 hours at most: set `refresh_token_lifetime`";
const DOMAINS: &str = "redirect URIs lie on one domain: register a client for each";
const DEFAULTS: &str =
    "a client has default scopes, for requests that name none: set `default_scopes`";
const JWKS_URI: &str =
    "keys are found at a `jwks_uri`, so that they are replaced without anybody's help";

fn by_code(settings: &OAuth) -> bool {
    settings.may_use(GrantType::AuthorizationCode)
}

fn unauthenticated(settings: &OAuth) -> bool {
    let native = settings.application_type == ApplicationType::Native;
    match settings.authentication {
        Authentication::PrivateKeyJwt => false,
        Authentication::None => !native,
        Authentication::ClientSecret => true,
    }
}

fn without_keys(settings: &OAuth, facts: Facts) -> bool {
    let signs = settings.authentication == Authentication::PrivateKeyJwt;
    signs && settings.jwks_uri.is_none() && facts.keys == 0
}

fn several_grants(settings: &OAuth) -> bool {
    settings.may_use(GrantType::ClientCredentials) && settings.grants.len() > 1
}

fn loopback_for_web(settings: &OAuth) -> bool {
    let web = settings.application_type == ApplicationType::Web;
    web && settings.addresses().any(RedirectUri::is_on_the_own_machine)
}

fn lives_too_long(settings: &OAuth, facts: Facts) -> bool {
    let longest = match (settings.is_public(), by_code(settings)) {
        (true, _) => HOUR / 4,
        (false, true) => HOUR,
        (false, false) => 6 * HOUR,
    };
    facts.access_token_lifetime > longest
}

fn refreshes_too_long(settings: &OAuth) -> bool {
    settings.may_use(GrantType::RefreshToken) && settings.refresh.absolute > 24 * HOUR
}

fn several_domains(settings: &OAuth) -> bool {
    let mut hosts: Vec<_> = settings.redirect_uris.iter().filter_map(RedirectUri::host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts.len() > 1
}

fn no_defaults(settings: &OAuth) -> bool {
    settings.default_scopes.is_empty()
}

fn keys_by_hand(settings: &OAuth) -> bool {
    settings.authentication == Authentication::PrivateKeyJwt && settings.jwks_uri.is_none()
}
