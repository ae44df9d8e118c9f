//! From settings to what is stored and shown of them: what is as it is by default is left out.

use super::{Demanded, OAuth, OAuthBody, RedirectUri};

impl OAuth {
    /// What would have to be given to get these.
    pub(crate) fn to_body(&self) -> OAuthBody {
        let usual = Self::default();
        let yes = |demanded: Demanded| demanded == Demanded::Yes;
        OAuthBody {
            profile: unlike(&self.profile, &usual.profile),
            client_name: self.name.clone(),
            client_names: unlike(&self.names, &usual.names),
            application_type: unlike(&self.application_type, &usual.application_type),
            grant_types: unlike(&self.grants, &usual.grants)
                .map(|grants| grants.into_iter().collect()),
            token_endpoint_auth_method: unlike(&self.authentication, &usual.authentication),
            redirect_uris: list(self.redirect_uris.iter().map(RedirectUri::as_str)),
            post_logout_redirect_uris: list(
                self.post_logout_redirect_uris.iter().map(RedirectUri::as_str),
            ),
            cors_origins: list(self.cors_origins.iter().map(super::Origin::as_str)),
            default_scopes: list(self.default_scopes.iter().map(autorisaties::Scope::as_str)),
            only_scopes: self
                .only_scopes
                .as_ref()
                .and_then(|only| list(only.iter().map(autorisaties::Scope::as_str))),
            token_format: unlike(&self.token_format, &usual.token_format),
            signing_algorithm: unlike(&self.signing_algorithm, &usual.signing_algorithm)
                .map(|algorithm| algorithm.to_string()),
            id_token_signed_response_alg: unlike(
                &self.id_token_algorithm,
                &usual.id_token_algorithm,
            )
            .map(|algorithm| algorithm.to_string()),
            require_pkce: unlike(&self.pkce, &usual.pkce).map(yes),
            require_pushed_authorization_requests: unlike(&self.par, &usual.par).map(yes),
            refresh_token_idle_lifetime: unlike(&self.refresh.idle, &usual.refresh.idle),
            refresh_token_lifetime: unlike(&self.refresh.absolute, &usual.refresh.absolute),
            jwks_uri: self.jwks_uri.as_ref().map(ToString::to_string),
            token_endpoint_auth_signing_alg: self.assertions.algorithm.map(|one| one.to_string()),
            assertion_lifetime: unlike(&self.assertions.longest, &usual.assertions.longest),
            assertion_tolerance: unlike(&self.assertions.tolerance, &usual.assertions.tolerance),
            organisation: self.organisation.clone(),
            registered: self.registered,
            registration: self.registration.clone(),
        }
    }
}

/// A setting, unless it is as it is by default.
fn unlike<T: Clone + PartialEq>(value: &T, usual: &T) -> Option<T> {
    (value != usual).then(|| value.clone())
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Vec<String>> {
    let list: Vec<String> = texts.map(str::to_owned).collect();
    (!list.is_empty()).then_some(list)
}
