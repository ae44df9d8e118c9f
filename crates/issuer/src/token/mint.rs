//! From a grant to a signed token (RFC 9068).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use edge::chance;
use tokens::{AccessClaims, Algorithm, UnixTime};
use tracing::info;

use super::error::TokenError;
use super::flow::Grant;
use super::scope::Granted;
use crate::app::App;
use crate::state::State;

/// A signed token, and what the answer says about it.
pub(super) struct Issued {
    pub(super) token: String,
    pub(super) expires_in: i64,
    pub(super) scope: Option<String>,
}

/// Signs the token of a grant.
pub(super) fn sign(
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
        zp_change: state.number.get(),
    };
    let key = state.signing_key(Algorithm::Es256).ok_or(TokenError::Internal("no active key"))?;
    let token =
        tokens::sign(&claims, key).map_err(|_| TokenError::Internal("the token was not signed"))?;
    info!(client_id = %client.id, jti = %claims.jti, expires_in, "token issued");
    Ok(Issued { token, expires_in, scope })
}

/// 128 bits that never come again.
fn unique() -> Result<String, TokenError> {
    let bytes = chance::bytes::<16>().map_err(|_| TokenError::Internal("no randomness"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
