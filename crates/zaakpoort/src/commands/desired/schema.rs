//! What may stand in the file: every key, in the order that an export writes them.

/// A key, and what stands behind it.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) holds: Holds,
    pub(super) needed: Needed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    Always,
    No,
}

/// What stands behind a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
    Text,
    Number,
    Boolean,
    Texts,
    /// Texts under names of one's own.
    Named,
    /// Whatever a JWK holds.
    Jwk,
    /// Where a secret is.
    Secret,
    Keys(&'static [Key]),
    List(&'static [Key]),
}

const fn must(name: &'static str, holds: Holds) -> Key {
    Key { name, holds, needed: Needed::Always }
}

const fn may(name: &'static str, holds: Holds) -> Key {
    Key { name, holds, needed: Needed::No }
}

pub(super) const FILE: &[Key] = &[
    must("version", Holds::Number),
    may("apis", Holds::List(API)),
    may("applicaties", Holds::List(APPLICATIE)),
];

pub(super) const API: &[Key] = &[
    must("client_id", Holds::Text),
    must("reference", Holds::Text),
    may("resources", Holds::Texts),
    may("scopes", Holds::Texts),
    may("owner_code", Holds::Text),
    may("owner_name", Holds::Text),
];

pub(super) const APPLICATIE: &[Key] = &[
    may("id", Holds::Text),
    must("label", Holds::Text),
    may("heeft_alle_autorisaties", Holds::Boolean),
    may("alleen_is_gereed_voor_publicatie", Holds::Boolean),
    may("autorisaties", Holds::List(AUTORISATIE)),
    may("clients", Holds::List(CLIENT)),
];

const AUTORISATIE: &[Key] = &[
    must("component", Holds::Text),
    must("scopes", Holds::Texts),
    may("zaaktype", Holds::Text),
    may("informatieobjecttype", Holds::Text),
    may("besluittype", Holds::Text),
    may("max_vertrouwelijkheidaanduiding", Holds::Text),
];

const CLIENT: &[Key] = &[
    must("client_id", Holds::Text),
    may("audiences", Holds::Texts),
    may("extra_scopes", Holds::Texts),
    may("access_token_lifetime", Holds::Number),
    may("oauth", Holds::Keys(OAUTH)),
    may("bindings", Holds::List(BINDING)),
    may("accesses", Holds::List(ACCESS)),
    may("public_keys", Holds::List(PUBLIC_KEY)),
    may("zgw_keys", Holds::List(ZGW_KEY)),
];

const OAUTH: &[Key] = &[
    may("profile", Holds::Text),
    may("client_name", Holds::Text),
    may("client_names", Holds::Named),
    may("application_type", Holds::Text),
    may("grant_types", Holds::Texts),
    may("token_endpoint_auth_method", Holds::Text),
    may("redirect_uris", Holds::Texts),
    may("post_logout_redirect_uris", Holds::Texts),
    may("cors_origins", Holds::Texts),
    may("default_scopes", Holds::Texts),
    may("only_scopes", Holds::Texts),
    may("token_format", Holds::Text),
    may("signing_algorithm", Holds::Text),
    may("id_token_signed_response_alg", Holds::Text),
    may("require_pkce", Holds::Boolean),
    may("require_pushed_authorization_requests", Holds::Boolean),
    may("refresh_token_idle_lifetime", Holds::Number),
    may("refresh_token_lifetime", Holds::Number),
    may("jwks_uri", Holds::Text),
    may("token_endpoint_auth_signing_alg", Holds::Text),
    may("assertion_lifetime", Holds::Number),
    may("assertion_tolerance", Holds::Text),
    may("organisation", Holds::Keys(ORGANISATION)),
];

const ORGANISATION: &[Key] = &[
    may("orgcode", Holds::Text),
    may("orgnaam", Holds::Text),
    may("applicatienaam", Holds::Text),
    may("rsin", Holds::Text),
    may("oin", Holds::Text),
];

const BINDING: &[Key] = &[must("issuer", Holds::Text), must("value", Holds::Text)];

const ACCESS: &[Key] =
    &[must("api", Holds::Text), may("scopes", Holds::Texts), may("attributes", Holds::Named)];

const PUBLIC_KEY: &[Key] = &[may("jwk", Holds::Jwk), may("file", Holds::Text)];

const ZGW_KEY: &[Key] =
    &[must("secret", Holds::Secret), must("until", Holds::Text), may("label", Holds::Text)];
