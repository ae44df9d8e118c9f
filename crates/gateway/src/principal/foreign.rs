//! Tokens of other issuers: whose client is one of ours, by what an administrator said at our issuer.

use std::sync::Arc;

use autorisaties::{ClientId, ScopeSet, TokenScopes};
use edge::feed::{ChangeNumber, ForeignerState, Issuance, Revocable};
use tokens::foreign::{Unverified, Verified};
use tokens::{TokenError, UnixTime};

use super::vouched::{Evidence, Vouched};
use crate::config::ForeignScope;
use crate::foreign::ForeignIssuer;
use crate::refusal::Refusal;
use crate::state::{Client, State};
use crate::upstream::Upstream;

/// By what it is known that a token of another issuer is right.
#[derive(Debug)]
pub(super) struct Foreign {
    token: Verified,
    issuer: Arc<ForeignIssuer>,
    is: ForeignerState,
}

/// The issuer of a token, if it is one that is configured, of which an upstream takes some.
pub(super) fn issuer_of(
    token: &str,
    issuers: &[Arc<ForeignIssuer>],
    upstream: &Upstream,
) -> Result<Option<Arc<ForeignIssuer>>, Refusal> {
    if issuers.is_empty() {
        return Ok(None);
    }
    // What cannot be read here is refused where our own tokens are.
    let Ok(token) = Unverified::parse(token) else { return Ok(None) };
    let issuer = issuers.iter().find(|issuer| issuer.expected.issuer == token.issuer());
    match issuer {
        Some(issuer) if upstream.takes_tokens_of(&issuer.name) => Ok(Some(Arc::clone(issuer))),
        Some(_) => Err(TokenError::WrongIssuer.into()),
        None => Ok(None),
    }
}

/// What a token of this issuer says. A key that it names and that is not known may be new.
pub(super) async fn verify(
    token: &str,
    issuer: Arc<ForeignIssuer>,
    now: UnixTime,
) -> Result<(Verified, Arc<ForeignIssuer>), Refusal> {
    let parsed = Unverified::parse(token)?;
    let mut keys = issuer.keys();
    if keys.is_empty() || !parsed.is_of(&keys) {
        issuer.look_again().await;
        keys = issuer.keys();
    }
    if keys.is_empty() {
        return Err(Refusal::NoForeignKeys);
    }
    Ok((parsed.verify(&keys, &issuer.expected, now)?, issuer))
}

/// The client of ours that it is bound to.
pub(super) fn vouched(
    (token, issuer): (Verified, Arc<ForeignIssuer>),
    state: &State,
) -> Result<Vouched, Refusal> {
    let is =
        ForeignerState { issuer: issuer.expected.issuer.clone(), value: token.client().to_owned() };
    let client = state.bound(&is).ok_or(Refusal::Unbound)?.clone();
    Ok(Vouched {
        scopes: scopes(&token, issuer.scope)?,
        credential: issuer.name.as_str().into(),
        // What binds it was judged when it was bound, and it says itself since when it counts.
        issuance: Issuance { judged_by: ChangeNumber::LAST, since: token.iat() },
        organisation: None,
        revocable: vec![Revocable::client(client.as_str()), Revocable::every()],
        user: None,
        evidence: Evidence::Foreign(Box::new(Foreign { token, issuer, is })),
        client,
    })
}

fn scopes(token: &Verified, scope: ForeignScope) -> Result<TokenScopes, Refusal> {
    match (scope, token.scope()) {
        (ForeignScope::Ignored, _) => Ok(TokenScopes::Unrestricted),
        (ForeignScope::Limits, None) => Ok(TokenScopes::These(ScopeSet::default())),
        (ForeignScope::Limits, Some(list)) => {
            ScopeSet::parse_list(list).map(TokenScopes::These).map_err(|_| Refusal::NotAToken)
        }
    }
}

impl Foreign {
    /// Whether it is this client of ours still.
    pub(super) fn is_bound_to(&self, client: &ClientId, state: &State) -> bool {
        state.bound(&self.is) == Some(client)
    }

    /// Its client, if it is bound to that still, its key is its issuer's still, and it has not expired.
    pub(super) fn stands<'s>(
        &self,
        vouched: &Vouched,
        state: &'s State,
        now: UnixTime,
    ) -> Result<&'s Arc<Client>, Refusal> {
        self.token.stands_at(now, self.issuer.expected.leeway)?;
        let keys = self.issuer.keys();
        if keys.is_empty() {
            return Err(Refusal::NoForeignKeys);
        }
        if !keys.iter().any(|key| key.thumbprint() == self.token.key()) {
            return Err(TokenError::UnknownKey.into());
        }
        if !self.is_bound_to(&vouched.client, state) {
            return Err(Refusal::Unbound);
        }
        state.client(&vouched.client).ok_or(Refusal::ClientGone)
    }
}
