//! `grant_type=authorization_code` (RFC 6749 4.1.3, RFC 7636 4.6), by rules of our own.
//!
//! A code is its client's: another's attempt, or one that proves nothing, leaves it as it is. Its
//! client's first attempt uses it up, whatever comes of that; a second one ends what came of the first.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use edge::feed::Revocable;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use tokens::{UnixTime, token_digest};
use tracing::warn;

use super::error::TokenError;
use super::flow::{Asked, Behalf, Grant};
use super::form::TokenForm;
use crate::app::App;
use crate::client_auth;
use crate::granting::audience::NotLinked;
use crate::granting::code::{self, Given};
use crate::granting::scope::{self, Granted};
use crate::model::Client;
use crate::revoking;
use crate::settings::{GrantType, Profile};
use crate::state::State;
use crate::store::changes::{self, Subject};
use crate::store::codes::{self, Code};
use crate::store::{self, users};

/// Redeems the code of a form.
pub(super) async fn redeem(
    asked: &Asked,
    state: &State,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Grant, TokenError> {
    let form = &asked.form;
    let presented = form.code.as_ref().ok_or(TokenError::InvalidRequest(NO_CODE))?;
    let client = client_auth::authenticate(&asked.presented, state, app, now).await?;
    let who = &client.entry().client;
    if !who.oauth.may_use(GrantType::AuthorizationCode) {
        return Err(TokenError::UnauthorizedClient(GrantType::AuthorizationCode));
    }
    let code = used(presented, who, app, now).await?;
    if now >= code.expires_at {
        return Err(TokenError::InvalidGrant(DEAD));
    }
    redirect_uri(form, &code.given, who)?;
    verifier(form.code_verifier.as_ref(), code.given.challenge.as_deref())?;
    still_there(&code, app).await?;
    let scopes = scope::requested(Some(&code.given.scope))?.unwrap_or_default();
    Ok(Grant {
        client,
        scope: Granted::These(scopes),
        audience: audience(form, &code.given)?,
        behalf: Some(Behalf {
            sub: code.user.to_string(),
            grant: code.grant,
            authenticated_at: UnixTime::new(code.given.auth_time),
            nonce: code.given.nonce,
        }),
    })
}

/// The client's code, which it has used from now on.
async fn used(
    presented: &SecretString,
    who: &Client,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Code, TokenError> {
    let digest = code::digest(presented);
    let found = codes::find(&store::read(&app.db).await?, &digest).await?;
    let found = found.filter(|code| code.client == who.id.as_str());
    let code = found.ok_or(TokenError::InvalidGrant(DEAD))?;
    if codes::claim(&app.db, &digest, now).await? {
        return Ok(code);
    }
    warn!(client_id = %who.id, grant = code.grant, "a code came twice; what came of it ends");
    revoke(&code, app, now).await?;
    Err(TokenError::InvalidGrant(DEAD))
}

/// RFC 6749 4.1.2: what was issued by a code that comes twice ends.
async fn revoke(code: &Code, app: &App, now: DateTime<Utc>) -> Result<(), TokenError> {
    let of = Revocable::grant(&code.grant);
    let write = store::write(&app.db).await?;
    revoking::put(&write, &of, app, now).await?;
    changes::commit(write, &[Subject::Revocation(of)], now).await?;
    // Who is answered next reads the log first, if this does not succeed.
    let _ = app.follower.catch_up().await;
    Ok(())
}

/// The one that the code was asked for with. With PKCE it says nothing more, so there the baseline may
/// leave it out, as OAuth 2.1 does.
fn redirect_uri(form: &TokenForm, given: &Given, who: &Client) -> Result<(), TokenError> {
    let may_lack = given.presented.is_none()
        || (given.challenge.is_some() && who.oauth.profile == Profile::Baseline);
    let same = match form.redirect_uri.as_deref() {
        Some(presented) => presented == given.redirect_uri,
        None => may_lack,
    };
    if same { Ok(()) } else { Err(TokenError::InvalidGrant(REDIRECT_URI)) }
}

/// RFC 7636 4.6; and RFC 9700 4.8.2: a verifier where there was no challenge is somebody else's code.
fn verifier(verifier: Option<&SecretString>, challenge: Option<&str>) -> Result<(), TokenError> {
    let (verifier, challenge) = match (verifier, challenge) {
        (None, None) => return Ok(()),
        (Some(verifier), Some(challenge)) => (verifier.expose_secret(), challenge),
        (None, Some(_)) => return Err(TokenError::InvalidGrant(NO_VERIFIER)),
        (Some(_), None) => return Err(TokenError::InvalidGrant(NO_CHALLENGE)),
    };
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let fits = (43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved);
    let theirs = URL_SAFE_NO_PAD.encode(token_digest(verifier));
    let same = bool::from(theirs.as_bytes().ct_eq(challenge.as_bytes()));
    if fits && same { Ok(()) } else { Err(TokenError::InvalidGrant(VERIFIER)) }
}

/// Who was disabled since has given nothing.
async fn still_there(code: &Code, app: &App) -> Result<(), TokenError> {
    let user = users::find(&store::read(&app.db).await?, code.user).await?;
    let there = user.is_some_and(|user| user.disabled_at.is_none());
    if there { Ok(()) } else { Err(TokenError::InvalidGrant(DEAD)) }
}

/// All that was given, or less (RFC 8707 2.2).
fn audience(form: &TokenForm, given: &Given) -> Result<Vec<String>, TokenError> {
    if form.targets.is_empty() {
        return Ok(given.audience.clone());
    }
    if form.targets.iter().all(|target| given.audience.contains(target)) {
        let mut less = form.targets.clone();
        less.sort_unstable();
        less.dedup();
        Ok(less)
    } else {
        Err(NotLinked.into())
    }
}

const NO_CODE: &str = "code is missing; send the one that came with the redirect";
/// Which of these is nobody's business.
pub(super) const DEAD: &str = "the code is unknown, was used before, is older than a minute, or is \
                               another client's; send the person to the authorization endpoint again";
const REDIRECT_URI: &str = "redirect_uri is not the one that the code was asked for with; the code is \
                            used up";
const NO_VERIFIER: &str = "code_verifier is missing, and the code was asked for with a code_challenge; \
                           the code is used up";
const NO_CHALLENGE: &str = "a code_verifier came, but the code was asked for without a code_challenge; \
                            the code is used up";
const VERIFIER: &str = "code_verifier does not fit the code_challenge; the code is used up";

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636, appendix B.
    const GOOD: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn fits(given: Option<&str>, challenge: Option<&str>) -> bool {
        verifier(given.map(SecretString::from).as_ref(), challenge).is_ok()
    }

    #[test]
    fn a_verifier_fits_its_challenge_and_no_other_and_neither_goes_alone() {
        assert!(fits(Some(GOOD), Some(CHALLENGE)));
        assert!(fits(None, None));
        assert!(!fits(Some(CHALLENGE), Some(CHALLENGE)), "plain");
        assert!(!fits(Some(&GOOD[1..]), Some(CHALLENGE)));
        assert!(!fits(None, Some(CHALLENGE)));
        assert!(!fits(Some(GOOD), None));
        // Of the right digest, and shorter than RFC 7636 4.1 has them.
        let short = URL_SAFE_NO_PAD.encode(token_digest("kort"));
        assert!(!fits(Some("kort"), Some(&short)));
    }

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        for text in [NO_CODE, DEAD, REDIRECT_URI, NO_VERIFIER, NO_CHALLENGE, VERIFIER] {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
