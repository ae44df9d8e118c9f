//! From a grant to a token: signed (RFC 9068), or a text that says nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use edge::chance;
use edge::opaque::ACCESS_TOKEN;
use secrecy::{ExposeSecret as _, SecretString};
use tokens::{AccessClaims, Algorithm, IdClaims, OrganisationClaims, SigningKey, UnixTime};
use tracing::info;

use super::error::TokenError;
use super::flow::{Behalf, Grant};
use crate::access;
use crate::app::App;
use crate::granting::scope::Granted;
use crate::model::Client;
use crate::settings::TokenFormat;
use crate::state::State;
use crate::store::{self, Lane, access_tokens};

/// The scope by which a token says whose client it is.
const VO_INFO: &str = "vo_info";
/// The scope by which a client asks who signed in.
const OPENID: &str = "openid";
/// It is read once, at once. In seconds.
const ID_TOKEN_LIFETIME: i64 = 5 * 60;

/// A token, and what the answer says about it.
pub(super) struct Issued {
    pub(super) token: SecretString,
    pub(super) expires_in: i64,
    pub(super) scope: Option<String>,
    pub(super) id_token: Option<SecretString>,
    pub(super) refresh_token: Option<SecretString>,
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
    let behalf = grant.behalf.as_ref();
    let issued_at = UnixTime::new(now.timestamp());
    let claims = AccessClaims {
        iss: app.public_url.as_str().to_owned(),
        sub: behalf.map_or_else(|| client.id.to_string(), |behalf| behalf.sub.clone()),
        aud: grant.audience.into(),
        exp: issued_at.plus(expires_in),
        iat: issued_at,
        jti: unique()?,
        client_id: client.id.to_string(),
        azp: Some(client.id.to_string()),
        scope: scope.clone(),
        zp_credential: Some(grant.client.credential().to_string()),
        organisation: organisation(client, scope.as_deref()),
        zp_grant: behalf.map(|behalf| behalf.grant.clone()),
        zp_since: behalf.map(|behalf| behalf.began).filter(|began| *began < issued_at),
        auth_time: behalf.map(|behalf| behalf.authenticated_at),
        zp_change: state.number.get(),
    };
    let token = match client.oauth.token_format {
        TokenFormat::Jwt => {
            let key = key(client.oauth.signing_algorithm, state, issued_at)?;
            tokens::sign(&claims, key).map(SecretString::from).map_err(|_| UNSIGNED)?
        }
        TokenFormat::Opaque => kept(&claims, app).await?,
    };
    info!(client_id = %client.id, jti = %claims.jti, expires_in, "token issued");
    let id_token =
        behalf.map(|behalf| id_token(&claims, behalf, (client, &token), state)).transpose()?;
    let id_token = id_token.flatten();
    Ok(Issued { token, expires_in, scope, id_token, refresh_token: grant.refresh })
}

/// Whether the keys sign that a grant of these scopes needs. It is asked before a code is used up.
pub(super) fn can_sign(
    client: &Client,
    scope: &str,
    state: &State,
    now: UnixTime,
) -> Result<(), TokenError> {
    if client.oauth.token_format == TokenFormat::Jwt {
        key(client.oauth.signing_algorithm, state, now)?;
    }
    if says(Some(scope), OPENID) {
        key(client.oauth.id_token_algorithm, state, now)?;
    }
    Ok(())
}

/// Who signed in, if the client asked that (OpenID Connect Core 2).
fn id_token(
    access: &AccessClaims,
    behalf: &Behalf,
    (client, token): (&Client, &SecretString),
    state: &State,
) -> Result<Option<SecretString>, TokenError> {
    if !says(access.scope.as_deref(), OPENID) {
        return Ok(None);
    }
    let algorithm = client.oauth.id_token_algorithm;
    let claims = IdClaims {
        iss: access.iss.clone(),
        sub: access.sub.clone(),
        aud: access.client_id.clone(),
        azp: access.client_id.clone(),
        exp: access.iat.plus(ID_TOKEN_LIFETIME),
        iat: access.iat,
        auth_time: behalf.authenticated_at,
        nonce: behalf.nonce.clone(),
        at_hash: tokens::at_hash(token.expose_secret(), algorithm),
    };
    let key = key(algorithm, state, access.iat)?;
    let token = tokens::sign_id_token(&claims, key).map_err(|_| UNSIGNED)?;
    Ok(Some(token.into()))
}

fn says(scope: Option<&str>, name: &str) -> bool {
    scope.unwrap_or_default().split(' ').any(|scope| scope == name)
}

/// Whose client it is, for APIs that were meant to know (`vo_info`).
fn organisation(client: &Client, scope: Option<&str>) -> OrganisationClaims {
    let known = &client.oauth.organisation;
    if !says(scope, VO_INFO) {
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

const UNSIGNED: TokenError = TokenError::Internal("the token was not signed");

/// The key that signs with an algorithm.
fn key(with: Algorithm, state: &State, now: UnixTime) -> Result<&SigningKey, TokenError> {
    state.signing_key(with).ok_or_else(|| {
        let from = state.signs_from(with).map_or(0, |from| from.timestamp());
        TokenError::NoKey { algorithm: with, wait: (from - now.as_secs()).max(1) }
    })
}

/// A text that says nothing, and what it stands for in the database.
async fn kept(claims: &AccessClaims, app: &App) -> Result<SecretString, TokenError> {
    let token = ACCESS_TOKEN.make()?;
    let append = store::append_in(&app.db, Lane::Tokens).await?;
    access_tokens::insert(&append, &access::hash(token.expose_secret()), claims).await?;
    append.commit().await?;
    Ok(token)
}

/// 128 bits that never come again.
fn unique() -> Result<String, TokenError> {
    let bytes = chance::bytes::<16>().map_err(|_| TokenError::Internal("no randomness"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
