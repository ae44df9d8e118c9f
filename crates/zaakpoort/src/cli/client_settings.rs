//! `zaakpoort client create|change`: the settings of a client, one flag each.

use clap::{Args, ValueEnum};

/// How a client may ask for tokens. What is not said is as it is by default.
#[derive(Debug, Args)]
#[command(next_help_heading = "How it may ask for tokens")]
pub(crate) struct SettingArgs {
    /// What its tokens may be for; the first is the default. May be repeated.
    #[arg(long = "audience", visible_alias = "audiences", value_name = "URL")]
    pub(crate) audiences: Option<Vec<String>>,
    /// A scope that no autorisatie gives, such as that of another API. May be repeated.
    #[arg(long = "extra-scope", visible_alias = "extra_scopes", value_name = "SCOPE")]
    pub(crate) extra_scopes: Option<Vec<String>>,
    /// How long its access tokens live, in seconds (60 to 86400).
    #[arg(long, value_name = "SECONDS")]
    pub(crate) access_token_lifetime: Option<i64>,
    /// nlgov refuses what breaks the NL GOV Assurance profile for OAuth 2.0.
    #[arg(long)]
    pub(crate) profile: Option<Profile>,
    /// How it gets tokens: in its own name (by default), or on behalf of people. May be repeated.
    #[arg(long = "grant", visible_alias = "grant_types", value_name = "GRANT")]
    pub(crate) grants: Option<Vec<Grant>>,
    /// How it proves who it is.
    #[arg(long, visible_alias = "token_endpoint_auth_method", value_name = "HOW")]
    pub(crate) authentication: Option<Authentication>,
    /// The name that people see when they are asked for consent.
    #[arg(long, visible_alias = "client_name", value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The same for people who read Dutch.
    #[arg(long, value_name = "NAME")]
    pub(crate) name_nl: Option<String>,
    /// The same for people who read English.
    #[arg(long, value_name = "NAME")]
    pub(crate) name_en: Option<String>,
    /// Where it runs.
    #[arg(long, value_name = "WHERE")]
    pub(crate) application_type: Option<ApplicationType>,
    /// Where people are sent back to, compared byte by byte. May be repeated.
    #[arg(long = "redirect-uri", visible_alias = "redirect_uris", value_name = "URI")]
    pub(crate) redirect_uris: Option<Vec<String>>,
    /// Where people may be sent after they signed out. May be repeated.
    #[arg(
        long = "post-logout-redirect-uri",
        visible_alias = "post_logout_redirect_uris",
        value_name = "URI"
    )]
    pub(crate) post_logout_redirect_uris: Option<Vec<String>>,
    /// An origin whose pages may call issuer and gateway as this client. May be repeated.
    #[arg(long = "cors-origin", visible_alias = "cors_origins", value_name = "ORIGIN")]
    pub(crate) cors_origins: Option<Vec<String>>,
    /// A scope that it gets when it does not say, where scopes must be said. May be repeated.
    #[arg(long = "default-scope", visible_alias = "default_scopes", value_name = "SCOPE")]
    pub(crate) default_scopes: Option<Vec<String>>,
    /// The only scopes that its tokens may have; by default all that it holds. May be repeated.
    #[arg(long = "only-scope", value_name = "SCOPE")]
    pub(crate) only_scopes: Option<Vec<String>>,
    /// opaque: a random text that says nothing to who holds it.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) token_format: Option<TokenFormat>,
    /// The algorithm of its access tokens: ES256 (by default), RS256, PS256 or EdDSA.
    #[arg(long, value_name = "ALG")]
    pub(crate) signing_algorithm: Option<String>,
    /// The algorithm of ID tokens for it: RS256 (by default), PS256, ES256 or EdDSA.
    #[arg(long, visible_alias = "id_token_signed_response_alg", value_name = "ALG")]
    pub(crate) id_token_algorithm: Option<String>,
    /// Whether it must use PKCE; a public client always must (default: true).
    #[arg(long, value_name = "BOOL")]
    pub(crate) require_pkce: Option<bool>,
    /// Whether it must push its authorization requests, RFC 9126 (default: false).
    #[arg(long, visible_alias = "require_pushed_authorization_requests", value_name = "BOOL")]
    pub(crate) require_par: Option<bool>,
    /// How long a refresh token lives without being used, in seconds (default: 8 hours).
    #[arg(long, value_name = "SECONDS")]
    pub(crate) refresh_token_idle_lifetime: Option<i64>,
    /// How long refresh tokens live from the consent on, in seconds (default: 24 hours).
    #[arg(long, value_name = "SECONDS")]
    pub(crate) refresh_token_lifetime: Option<i64>,
    /// Where its public keys are, over https.
    #[arg(long, value_name = "URL")]
    pub(crate) jwks_uri: Option<String>,
    /// The only algorithm of its assertions; by default any that its keys are for.
    #[arg(long, visible_alias = "token_endpoint_auth_signing_alg", value_name = "ALG")]
    pub(crate) assertion_algorithm: Option<String>,
    /// How far ahead its assertions may expire, in seconds (60 to 3600; default: 600).
    #[arg(long, value_name = "SECONDS")]
    pub(crate) assertion_lifetime: Option<i64>,
    /// acm: its assertions may lack jti and iat.
    #[arg(long, value_name = "HOW")]
    pub(crate) assertion_tolerance: Option<Tolerance>,
    /// KBO number, OVO code or OV number of its organisation.
    #[arg(long, value_name = "CODE")]
    pub(crate) orgcode: Option<String>,
    /// The name of its organisation.
    #[arg(long, value_name = "NAME")]
    pub(crate) orgnaam: Option<String>,
    /// The name of the application, as its organisation has it.
    #[arg(long, value_name = "NAME")]
    pub(crate) applicatienaam: Option<String>,
    /// The RSIN of its organisation.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) rsin: Option<String>,
    /// The OIN of its organisation.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) oin: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Profile {
    /// The RFCs and their best practice.
    Baseline,
    /// The NL GOV Assurance profile.
    Nlgov,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Grant {
    /// In its own name.
    ClientCredentials,
    /// On behalf of people, who sign in here.
    AuthorizationCode,
    /// Again, without asking them.
    RefreshToken,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Authentication {
    /// With a secret.
    ClientSecret,
    /// With an assertion that it signs.
    PrivateKeyJwt,
    /// Not at all: it cannot keep a secret.
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ApplicationType {
    /// On a server, or as a page of one.
    Web,
    /// On somebody's own device.
    Native,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum TokenFormat {
    /// Signed, and read by whoever holds it.
    Jwt,
    /// 256 random bits.
    Opaque,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Tolerance {
    /// They lack nothing.
    None,
    /// As clients of ACM/IDM Vlaanderen sign them.
    Acm,
}
