//! From settings as they are given to settings that keep every rule; all faults at once.

use std::collections::{BTreeMap, BTreeSet};

use autorisaties::{Misleading, Scope, ScopeSet};
use tokens::Algorithm;
use url::Url;

use super::body::{
    ApplicationType, GrantType, OAuthBody, OrganisationBody, TokenEndpointAuthMethod,
};
use super::origin::is_loopback;
use super::redirect_uri::{Kind, RedirectUri};
use super::{Assertions, Demanded, OAuth, Origin, RefreshLifetimes};

/// What is wrong with settings, each fault in a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub(crate) struct SettingFault(Vec<String>);

/// How many of a kind a client may have.
const MOST: usize = 50;
const LONGEST_NAME: usize = 100;
const LONGEST_CODE: usize = 200;
const HOUR: i64 = 60 * 60;
const YEAR: i64 = 365 * 24 * HOUR;

impl OAuth {
    /// Settings that keep the rules that hold for every client.
    pub(crate) fn parse(body: &OAuthBody) -> Result<Self, SettingFault> {
        let mut faults = Faults::default();
        let settings = faults.read(body);
        faults.agreement(&settings, body);
        if faults.0.is_empty() { Ok(settings) } else { Err(SettingFault(faults.0)) }
    }

    /// Settings that were kept. A rule that came later keeps no issuer from starting: what breaks it
    /// counts as not given.
    pub(crate) fn stored(body: &OAuthBody) -> Self {
        Faults::default().read(body)
    }
}

/// What was found wrong so far.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    /// Each member by itself.
    fn read(&mut self, body: &OAuthBody) -> OAuth {
        OAuth {
            profile: body.profile.unwrap_or_default(),
            name: body.client_name.as_deref().map(|name| self.name("client_name", name)),
            names: self.names(body.client_names.as_ref()),
            registered: body.registered,
            registration: body.registration.clone(),
            application_type: body.application_type.unwrap_or_default(),
            grants: match &body.grant_types {
                None => BTreeSet::from([GrantType::ClientCredentials]),
                Some(grants) => grants.iter().copied().collect(),
            },
            authentication: body.token_endpoint_auth_method.unwrap_or_default(),
            redirect_uris: self.uris("redirect_uris", body.redirect_uris.as_deref()),
            post_logout_redirect_uris: self
                .uris("post_logout_redirect_uris", body.post_logout_redirect_uris.as_deref()),
            cors_origins: self.origins(body.cors_origins.as_deref()),
            default_scopes: self.scopes("default_scopes", body.default_scopes.as_deref()),
            only_scopes: body
                .only_scopes
                .as_deref()
                .map(|only| self.scopes("only_scopes", Some(only))),
            token_format: body.token_format.unwrap_or_default(),
            signing_algorithm: self
                .algorithm("signing_algorithm", body.signing_algorithm.as_deref())
                .unwrap_or(Algorithm::Es256),
            id_token_algorithm: self
                .algorithm(
                    "id_token_signed_response_alg",
                    body.id_token_signed_response_alg.as_deref(),
                )
                .unwrap_or(Algorithm::Rs256),
            pkce: demanded(body.require_pkce.unwrap_or(true)),
            par: demanded(body.require_pushed_authorization_requests.unwrap_or(false)),
            refresh: self.refresh(body),
            jwks_uri: self.jwks_uri(body.jwks_uri.as_deref()),
            assertions: self.assertions(body),
            organisation: self.organisation(&body.organisation),
        }
    }

    /// The members among each other.
    fn agreement(&mut self, settings: &OAuth, given: &OAuthBody) {
        let public = settings.is_public();
        let by_code = settings.may_use(GrantType::AuthorizationCode);
        let native = settings.application_type == ApplicationType::Native;
        let own_scheme = |uri: &RedirectUri| uri.kind() == Kind::PrivateScheme;
        let rules = [
            (
                settings.grants.is_empty(),
                "`grant_types` is empty; give at least one, or leave it out",
            ),
            (
                settings.may_use(GrantType::RefreshToken) && !by_code,
                "`refresh_token` goes with `authorization_code`: a client that acts in its own name \
                 asks for a new token instead (RFC 6749 4.4.3)",
            ),
            (
                by_code && given.redirect_uris.as_ref().is_none_or(Vec::is_empty),
                "`authorization_code` needs `redirect_uris`: where people are sent back to",
            ),
            (
                public && settings.may_use(GrantType::ClientCredentials),
                "a client that does not authenticate (`none`) has no `client_credentials` \
                 (RFC 6749 4.4); give it `grant_types` without it",
            ),
            (
                public && settings.pkce == Demanded::No,
                "a client that does not authenticate (`none`) always uses PKCE (RFC 9700 2.1.1); \
                 leave `require_pkce` out",
            ),
            (
                !native && settings.addresses().any(own_scheme),
                "a scheme of its own is for an `application_type` of `native`; a `web` client is \
                 reached over https",
            ),
            (
                settings.jwks_uri.is_some()
                    && settings.authentication != TokenEndpointAuthMethod::PrivateKeyJwt,
                "`jwks_uri` is for `token_endpoint_auth_method` = `private_key_jwt`",
            ),
            (
                settings.only_scopes.as_ref().is_some_and(ScopeSet::is_empty),
                "`only_scopes` is empty; name at least one, or leave it out",
            ),
            (
                settings.refresh.idle > settings.refresh.absolute,
                "`refresh_token_idle_lifetime` is longer than `refresh_token_lifetime`",
            ),
        ];
        self.0
            .extend(rules.iter().filter(|(broken, _)| *broken).map(|(_, text)| (*text).to_owned()));
    }

    fn name(&mut self, member: &str, name: &str) -> String {
        let length = name.chars().count();
        if !(1..=LONGEST_NAME).contains(&length) {
            self.0.push(format!("`{member}` has 1 to {LONGEST_NAME} characters"));
        } else if let Some(how) = Misleading::of_label(name) {
            self.0.push(format!("`{member}` has {how}"));
        }
        name.to_owned()
    }

    fn names(&mut self, given: Option<&BTreeMap<String, String>>) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for (language, name) in given.into_iter().flatten() {
            if OAuth::LANGUAGES.contains(&language.as_str()) {
                let name = self.name(&format!("client_names.{language}"), name);
                names.insert(language.clone(), name);
            } else {
                self.0.push("`client_names` is by language: `nl`, `en`".to_owned());
            }
        }
        names
    }

    fn uris(&mut self, member: &str, given: Option<&[String]>) -> Vec<RedirectUri> {
        self.each(member, given, |text| RedirectUri::parse(text).map_err(|why| why.to_string()))
    }

    fn origins(&mut self, given: Option<&[String]>) -> BTreeSet<Origin> {
        let read = |text: &str| Origin::parse(text).map_err(|why| why.to_string());
        self.each("cors_origins", given, read).into_iter().collect()
    }

    fn scopes(&mut self, member: &str, given: Option<&[String]>) -> ScopeSet {
        let read = |text: &str| {
            let scope = Scope::parse(text).ok().filter(Scope::is_token);
            let scope = scope.ok_or("is no scope that can be asked for (RFC 6749 3.3)")?;
            if scope.is_of_the_system() {
                return Err("is given by name alone, never by default".to_owned());
            }
            Ok(scope)
        };
        self.each(member, given, read).into_iter().collect()
    }

    /// The items of a list that are as they should be.
    fn each<T>(
        &mut self,
        member: &str,
        given: Option<&[String]>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let given = given.unwrap_or_default();
        if given.len() > MOST {
            self.0.push(format!("`{member}` holds more than {MOST}"));
            return Vec::new();
        }
        let mut good = Vec::new();
        for (number, text) in given.iter().enumerate() {
            match read(text) {
                Ok(item) => good.push(item),
                // It may hold a password, so it is named by its place.
                Err(why) => self.0.push(format!("`{member}[{number}]` {why}")),
            }
        }
        good
    }

    fn algorithm(&mut self, member: &str, name: Option<&str>) -> Option<Algorithm> {
        let name = name?;
        let algorithm = Algorithm::parse(name);
        if algorithm.is_none() {
            let known = Algorithm::ALL.map(Algorithm::as_str).join(", ");
            self.0.push(format!("`{member}` is none of {known}"));
        }
        algorithm
    }

    fn seconds(
        &mut self,
        member: &str,
        given: Option<i64>,
        (shortest, default, longest): (i64, i64, i64),
    ) -> i64 {
        let seconds = given.unwrap_or(default);
        if !(shortest..=longest).contains(&seconds) {
            self.0.push(format!("`{member}` is in seconds, from {shortest} to {longest}"));
        }
        seconds
    }

    fn refresh(&mut self, body: &OAuthBody) -> RefreshLifetimes {
        let absolute = self.seconds(
            "refresh_token_lifetime",
            body.refresh_token_lifetime,
            (60, 24 * HOUR, YEAR),
        );
        let usual = absolute.clamp(60, 8 * HOUR);
        let idle = self.seconds(
            "refresh_token_idle_lifetime",
            body.refresh_token_idle_lifetime,
            (60, usual, YEAR),
        );
        RefreshLifetimes { idle, absolute }
    }

    fn jwks_uri(&mut self, given: Option<&str>) -> Option<Url> {
        let text = given?;
        let url = Url::parse(text).ok().filter(|url| {
            let over_tls = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
            let plain = url.username().is_empty() && url.password().is_none();
            over_tls && plain && url.fragment().is_none() && text.len() <= 1_000
        });
        if url.is_none() {
            self.0.push("`jwks_uri` is an https URL without user name and fragment".to_owned());
        }
        url
    }

    fn assertions(&mut self, body: &OAuthBody) -> Assertions {
        Assertions {
            algorithm: self.algorithm(
                "token_endpoint_auth_signing_alg",
                body.token_endpoint_auth_signing_alg.as_deref(),
            ),
            longest: self.seconds("assertion_lifetime", body.assertion_lifetime, (60, 600, HOUR)),
            tolerance: body.assertion_tolerance.unwrap_or_default(),
        }
    }

    fn organisation(&mut self, given: &OrganisationBody) -> OrganisationBody {
        for (member, text) in given.members() {
            let Some(text) = text else { continue };
            let length = text.chars().count();
            if !(1..=LONGEST_CODE).contains(&length) {
                self.0.push(format!("`organisation.{member}` has 1 to {LONGEST_CODE} characters"));
            } else if let Some(how) = Misleading::of_label(text) {
                self.0.push(format!("`organisation.{member}` has {how}"));
            }
        }
        given.clone()
    }
}

fn demanded(yes: bool) -> Demanded {
    if yes { Demanded::Yes } else { Demanded::No }
}
