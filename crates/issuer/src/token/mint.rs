//! From a grant to a token: signed (RFC 9068), or a text that says nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use edge::chance;
use secrecy::{ExposeSecret as _, SecretString};
use tokens::{AccessClaims, Algorithm, OrganisationClaims, UnixTime};
use tracing::info;

use super::error::TokenError;
use super::flow::Grant;
use super::scope::Granted;
use crate::access;
use crate::app::App;
use crate::model::Client;
use crate::settings::TokenFormat;
use crate::state::State;
use crate::store::{self, access_tokens};

/// The scope by which a token says whose client it is.
const VO_INFO: &str = "vo_info";

/// A token, and what the answer says about it.
pub(super) struct Issued {
    pub(super) token: SecretString,
    pub(super) expires_in: i64,
    pub(super) scope: Option<String>,
}

/// Makes the token of a grant, in the form that its client gets.
pub(super) async fn issue(
    grant: Grant,
    state: &State,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Issued, TokenError> {
    let client = &grant.client.entry().client;
    let expires_in = app.lifetime(client.access_token_lifetime);
    let scope = match &grant.scope {
        Granted::Held => None,
        Granted::These(these) => Some(these.to_string()),
    };
    let issued_at = UnixTime::new(now.timestamp());
    let claims = AccessClaims {
        iss: app.public_url.as_str().to_owned(),
        sub: client.id.to_string(),
        aud: grant.audience.into(),
        exp: issued_at.plus(expires_in),
        iat: issued_at,
        jti: unique()?,
        client_id: client.id.to_string(),
        azp: Some(client.id.to_string()),
        scope: scope.clone(),
        zp_credential: Some(grant.client.credential().to_string()),
        organisation: organisation(client, scope.as_deref()),
        zp_grant: None,
        zp_change: state.number.get(),
    };
    let token = match client.oauth.token_format {
        TokenFormat::Jwt => signed(&claims, client.oauth.signing_algorithm, state)?,
        TokenFormat::Opaque => kept(&claims, app).await?,
    };
    info!(client_id = %client.id, jti = %claims.jti, expires_in, "token issued");
    Ok(Issued { token, expires_in, scope })
}

/// Whose client it is, for APIs that were meant to know (`vo_info`).
fn organisation(client: &Client, scope: Option<&str>) -> OrganisationClaims {
    let is_told = scope.unwrap_or_default().split(' ').any(|scope| scope == VO_INFO);
    let known = &client.oauth.organisation;
    if !is_told {
        return OrganisationClaims::default();
    }
    OrganisationClaims {
        vo_orgcode: known.orgcode.clone(),
        vo_orgnaam: known.orgnaam.clone(),
        vo_applicatienaam: known.applicatienaam.clone(),
        rsin: known.rsin.clone(),
        oin: known.oin.clone(),
    }
}

/// The claims themselves, signed.
fn signed(
    claims: &AccessClaims,
    with: Algorithm,
    state: &State,
) -> Result<SecretString, TokenError> {
    let key = state.signing_key(with).ok_or_else(|| {
        let from = state.signs_from(with).map_or(0, |from| from.timestamp());
        TokenError::NoKey { algorithm: with, wait: (from - claims.iat.as_secs()).max(1) }
    })?;
    let token = tokens::sign(claims, key);
    token.map(SecretString::from).map_err(|_| TokenError::Internal("the token was not signed"))
}

/// A text that says nothing, and what it stands for in the database.
async fn kept(claims: &AccessClaims, app: &App) -> Result<SecretString, TokenError> {
    let token = access::opaque().map_err(|_| TokenError::Internal("no randomness"))?;
    let append = store::append(&app.db).await?;
    access_tokens::insert(&append, &access::hash(token.expose_secret()), claims).await?;
    append.commit().await?;
    Ok(token)
}

/// 128 bits that never come again.
fn unique() -> Result<String, TokenError> {
    let bytes = chance::bytes::<16>().map_err(|_| TokenError::Internal("no randomness"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
