//! `grant_type=authorization_code` (RFC 6749 4.1.3, RFC 7636 4.6), by rules of our own.
//!
//! A code is its client's: another's attempt, or one that proves nothing, leaves it as it is. Its
//! client's first attempt uses it up, whatever comes of that; a second one ends what came of the first.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use edge::chance;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use tokens::{UnixTime, token_digest};
use tracing::warn;

use super::counted::{self, Personal};
use super::error::TokenError;
use super::flow::{Asked, Behalf, Grant};
use super::form::TokenForm;
use super::giver;
use super::mint;
use super::renewal::Begun;
use crate::app::App;
use crate::client_auth;
use crate::granting::audience::NotLinked;
use crate::granting::code::{self, Given};
use crate::granting::person::{OFFLINE, Possible};
use crate::granting::scope::{self, Granted};
use crate::model::Client;
use crate::revoking;
use crate::settings::{GrantType, Profile};
use crate::state::State;
use crate::store::audit::{self, Deed};
use crate::store::codes::{self, Code};
use crate::store::{self, Lane};

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
    let (code, stands) = find(presented, who, app).await?;
    if code.used_at.is_some() {
        return Err(end(&code, app, now).await?);
    }
    mint::can_sign(who, &code.given.scope, state, UnixTime::new(now.timestamp()))?;
    let judged = judge(form, &code, who, now).and_then(|audience| {
        let given = scope::requested(Some(&code.given.scope))?.unwrap_or_default();
        let possible = Possible::of(client.entry(), state, app);
        Ok((possible.usable(&given, &audience)?, audience))
    });
    let judged = if stands { judged } else { Err(TokenError::InvalidGrant(DEAD)) };
    let begun = match &judged {
        Ok(_) => begun(&code, who, now)?,
        Err(_) => None,
    };
    let personal = judged.as_ref().ok().map(|(scopes, audience)| Personal {
        by: GrantType::AuthorizationCode,
        client: who.id.as_str(),
        user: code.user,
        grant: &code.grant,
        scopes,
        audience,
    });
    let deed = personal.map(|personal| personal.deed(&asked.presented));
    let refresh = take(&code, (begun, deed), app, now).await?;
    let (scopes, audience) = judged?;
    Ok(Grant {
        client,
        scope: Granted::These(scopes),
        audience,
        behalf: Some(Behalf {
            sub: code.user.to_string(),
            began: UnixTime::new(code.issued_at().timestamp()),
            grant: code.grant,
            authenticated_at: UnixTime::new(code.given.auth_time),
            nonce: code.given.nonce,
        }),
        refresh,
    })
}

/// The client's code, used or not, and whether the person still gives what it stands for.
async fn find(
    presented: &SecretString,
    who: &Client,
    app: &App,
) -> Result<(Code, bool), TokenError> {
    let read = store::read(&app.db).await?;
    let found = codes::find(&read, &code::digest(presented)).await?;
    let found = found.filter(|code| code.client == who.id.as_str());
    let code = found.ok_or(TokenError::InvalidGrant(DEAD))?;
    let stands = giver::still_gives(&read, code.user, &who.id).await?;
    Ok((code, stands))
}

/// Whether the form fits the code; for whom the token is then.
fn judge(
    form: &TokenForm,
    code: &Code,
    who: &Client,
    now: DateTime<Utc>,
) -> Result<Vec<String>, TokenError> {
    if now >= code.expires_at {
        return Err(TokenError::InvalidGrant(DEAD));
    }
    redirect_uri(form, &code.given, who)?;
    verifier(form.code_verifier.as_ref(), code.given.challenge.as_deref())?;
    audience(form, &code.given)
}

/// What can be refreshed, if the person let it.
fn begun(code: &Code, who: &Client, now: DateTime<Utc>) -> Result<Option<Begun>, TokenError> {
    let offline = code.given.scope.split(' ').any(|scope| scope == OFFLINE);
    let may = offline && who.oauth.may_use(GrantType::RefreshToken);
    Ok(may.then(|| Begun::of(code, who, now)).transpose()?)
}

/// Uses the code, in one transaction with what can be refreshed from now on; gives the token for that.
async fn take(
    code: &Code,
    (begun, deed): (Option<Begun>, Option<Deed<'_>>),
    app: &App,
    now: DateTime<Utc>,
) -> Result<Option<SecretString>, TokenError> {
    let append = store::append_in(&app.db, Lane::Tokens).await?;
    if !codes::take(&append, &code.digest, now).await? {
        drop(append);
        return Err(end(code, app, now).await?);
    }
    let refresh = match begun {
        Some(begun) => Some(begun.keep(&append).await?),
        None => None,
    };
    if let Some(deed) = deed {
        audit::insert(&append, chance::uuid_v7(now)?, deed, now).await?;
    }
    append.commit().await?;
    Ok(refresh)
}

/// RFC 6749 4.1.2: what was issued by a code that comes twice ends.
async fn end(code: &Code, app: &App, now: DateTime<Utc>) -> Result<TokenError, TokenError> {
    let (client_id, grant) = (code.client.as_str(), code.grant.as_str());
    warn!(client_id, grant, "a code came twice; what came of it ends");
    let deed = counted::stolen(grant, client_id, code.user);
    revoking::grant::<TokenError>(grant, deed, app, now).await?;
    Ok(TokenError::InvalidGrant(DEAD))
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
