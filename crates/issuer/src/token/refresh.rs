//! `grant_type=refresh_token` (RFC 6749 6), by rules of our own: each token gives the next one, and what
//! was given is judged anew.
//!
//! A request that asks for too much leaves the token as it is. One that is used up ends the grant, save
//! as [`reuse`](super::reuse) has it.

use autorisaties::ScopeSet;
use chrono::{DateTime, Utc};
use edge::chance;
use secrecy::SecretString;
use tokens::UnixTime;
use tracing::warn;

use super::counted::{self, Personal};
use super::error::TokenError;
use super::flow::{Asked, Behalf, Grant};
use super::form::TokenForm;
use super::giver;
use super::renewal::{self, Renewal};
use super::reuse::{self, Grace, Use};
use crate::app::App;
use crate::client_auth;
use crate::granting::audience::NotLinked;
use crate::granting::person::Possible;
use crate::granting::scope::{self, Granted, NotHeld};
use crate::model::Client;
use crate::revoking;
use crate::settings::GrantType;
use crate::state::State;
use crate::store::audit::{self, Deed};
use crate::store::grants::GrantRecord;
use crate::store::refresh_tokens::{self, RefreshToken};
use crate::store::{self, Lane, StoreError};

/// A token, and the grant that it came of.
struct Family {
    token: RefreshToken,
    grant: GrantRecord,
    /// Whether the person still gives it.
    stands: bool,
}

/// Redeems the refresh token of a form.
pub(super) async fn redeem(
    asked: &Asked,
    state: &State,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Grant, TokenError> {
    let form = &asked.form;
    let presented = form.refresh_token.as_ref().ok_or(TokenError::InvalidRequest(NO_TOKEN))?;
    let client = client_auth::authenticate(&asked.presented, state, app, now).await?;
    let who = &client.entry().client;
    if !who.oauth.may_use(GrantType::RefreshToken) {
        return Err(TokenError::UnauthorizedClient(GrantType::RefreshToken));
    }
    let family = find(presented, who, app).await?.ok_or(TokenError::InvalidGrant(DEAD))?;
    let used = judged(&family, who, app, now).await?;
    let possible = Possible::of(client.entry(), state, app);
    let scopes = scopes(form, &family.grant, &possible)?;
    let audience = audience(form, &family.grant, (&possible, &scopes))?;
    let scopes = possible.usable(&scopes, &audience)?;
    let personal = Personal {
        by: GrantType::RefreshToken,
        client: who.id.as_str(),
        user: family.grant.user,
        grant: &family.grant.id,
        scopes: &scopes,
        audience: &audience,
    };
    let deed = personal.deed(&asked.presented);
    let refresh = next(&family, (used, deed), who, app, now).await?;
    Ok(Grant {
        client,
        scope: Granted::These(scopes),
        audience,
        behalf: Some(Behalf {
            sub: family.grant.user.to_string(),
            grant: family.grant.id,
            began: UnixTime::new(family.grant.created_at.timestamp()),
            authenticated_at: UnixTime::new(family.grant.authenticated_at.timestamp()),
            // OpenID Connect Core 12.2: it is of the first ID token alone.
            nonce: None,
        }),
        refresh: Some(refresh),
    })
}

/// The client's token, whatever became of it.
async fn find(
    presented: &SecretString,
    who: &Client,
    app: &App,
) -> Result<Option<Family>, StoreError> {
    let read = store::read(&app.db).await?;
    let Some((token, grant)) = renewal::find(&read, presented).await? else { return Ok(None) };
    if grant.client != who.id.as_str() {
        return Ok(None);
    }
    let stands = giver::still_gives(&read, grant.user, &who.id).await?;
    Ok(Some(Family { token, grant, stands }))
}

/// How the token is used: the first time, or once more.
async fn judged(
    family: &Family,
    who: &Client,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Use, TokenError> {
    let mut used = reuse::judge(&family.token, &family.grant, Grace::of(&who.oauth), now);
    if let Use::Again(successor) = &used {
        let successor = refresh_tokens::find(&store::read(&app.db).await?, successor).await?;
        // Whoever uses that one got the answer.
        if successor.is_none_or(|successor| successor.used_at.is_some()) {
            used = Use::Reuse;
        }
    }
    match used {
        Use::First | Use::Again(_) if family.stands => Ok(used),
        Use::Beside => Err(TokenError::InvalidGrant(BESIDE)),
        Use::First | Use::Again(_) | Use::Over => Err(TokenError::InvalidGrant(DEAD)),
        Use::Reuse => Err(end(family, who, app, now).await?),
    }
}

/// Uses the token, which gives the next one. Of all who try at once, at whichever issuer, one succeeds.
async fn next(
    family: &Family,
    (used, deed): (Use, Deed<'_>),
    who: &Client,
    app: &App,
    now: DateTime<Utc>,
) -> Result<SecretString, TokenError> {
    let Family { token, grant, .. } = family;
    let renewal = Renewal::of(grant, who, now)?;
    let append = store::append_in(&app.db, Lane::Tokens).await?;
    let taken = match used {
        Use::Again(before) => {
            let one = (token.digest.as_str(), before.as_str());
            refresh_tokens::retake(&append, one, renewal.digest(), now).await?
        }
        _ => refresh_tokens::take(&append, &token.digest, renewal.digest(), now).await?,
    };
    if taken {
        let text = renewal.keep(&append).await?;
        audit::insert(&append, chance::uuid_v7(now)?, deed, now).await?;
        append.commit().await?;
        return Ok(text);
    }
    drop(append);
    match Grace::of(&who.oauth) {
        Grace::Given => Err(TokenError::InvalidGrant(BESIDE)),
        Grace::Never => Err(end(family, who, app, now).await?),
    }
}

/// RFC 9700 4.14.2: who of the two is the thief cannot be told, so both lose it.
async fn end(
    family: &Family,
    who: &Client,
    app: &App,
    now: DateTime<Utc>,
) -> Result<TokenError, TokenError> {
    let grant = family.grant.id.as_str();
    warn!(client_id = %who.id, grant, "a refresh token came again after its use; its grant ends");
    let deed = counted::stolen(grant, who.id.as_str(), family.grant.user);
    revoking::grant::<TokenError>(grant, deed, app, now).await?;
    Ok(TokenError::InvalidGrant(DEAD))
}

/// What is asked of what was given, or all of that which the client may have still.
fn scopes(
    form: &TokenForm,
    grant: &GrantRecord,
    possible: &Possible<'_>,
) -> Result<ScopeSet, NotHeld> {
    let given = scope::requested(Some(&grant.scope))?.unwrap_or_default();
    let named = scope::requested(form.scope.as_deref())?.filter(|scopes| !scopes.is_empty());
    match named {
        Some(named) => possible.within(&given, &named),
        None => possible.still(&given),
    }
}

/// For whom it was given, or less (RFC 8707 2.2).
fn audience(
    form: &TokenForm,
    grant: &GrantRecord,
    (possible, scopes): (&Possible<'_>, &ScopeSet),
) -> Result<Vec<String>, NotLinked> {
    if form.targets.is_empty() {
        return possible.still_for(&grant.audience, scopes);
    }
    if form.targets.iter().all(|target| grant.audience.contains(target)) {
        possible.audience(&form.targets, scopes)
    } else {
        Err(NotLinked)
    }
}

const NO_TOKEN: &str = "refresh_token is missing; send the one that came with the last answer";
/// Which of these is nobody's business.
const DEAD: &str = "the refresh token is unknown, has expired, was revoked, was used before, or is \
                    another client's; send the person to the authorization endpoint again";
const BESIDE: &str = "the refresh token was used a moment ago, by somebody who has its answer; go on with \
                      the token in that, or, if it was lost, send this one again after two seconds";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let allowed = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        for text in [NO_TOKEN, DEAD, BESIDE] {
            assert!(text.chars().all(allowed), "{text}");
        }
    }
}
