//! Step 3: who is asking. What a token says is remembered; whether it still counts is asked each time.

use std::sync::Arc;

use autorisaties::{ClientId, ScopeSet, TokenScopes};
use edge::feed::ChangeNumber;
use quick_cache::sync::Cache;
use secrecy::{ExposeSecret, SecretString};
use tokens::{TokenError, UnixTime, UnverifiedToken, VerifiedToken, token_digest};

use crate::credential::Presented;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::state::{Client, Held, Live, State};

/// How many verified tokens are remembered.
const REMEMBERED: usize = 10_000;

/// A caller whose token counts at this moment; made by [`Principals`] alone.
#[derive(Debug, Clone)]
pub(crate) struct Principal {
    vouched: Arc<Vouched>,
    held: Arc<Held>,
}

impl Principal {
    /// The client that the token was issued to.
    pub(crate) fn client(&self) -> &ClientId {
        &self.vouched.client
    }

    /// The scopes that the token is limited to.
    pub(crate) fn scopes(&self) -> &TokenScopes {
        &self.vouched.scopes
    }

    /// What the client's applicatie holds now.
    pub(crate) fn held(&self) -> &Held {
        &self.held
    }
}

/// What a token says, its signature and claims found right. It says nothing of today.
#[derive(Debug)]
struct Vouched {
    token: VerifiedToken,
    client: ClientId,
    scopes: TokenScopes,
    credential: Box<str>,
    judged_by: ChangeNumber,
}

/// Everything that decides what [`Vouched`] holds: the whole token, and where it was presented,
/// since each upstream expects an audience of its own.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Presentation {
    digest: [u8; 32],
    upstream: usize,
}

/// Verifies tokens.
#[derive(Debug)]
pub(crate) struct Principals {
    remembered: Cache<Presentation, Arc<Vouched>>,
    live: Arc<Live>,
    leeway: i64,
}

impl Principals {
    pub(crate) fn new(live: Arc<Live>, leeway: i64) -> Self {
        Self { remembered: Cache::new(REMEMBERED), live, leeway }
    }

    /// The caller that a credential stands for.
    pub(crate) async fn verify(
        &self,
        presented: Presented,
        route: &Route<'_>,
        now: UnixTime,
    ) -> Result<Principal, Refusal> {
        let Presented::Jwt(token) = presented;
        let vouched = self.vouched(&token, route, now)?;
        self.live.reach(vouched.judged_by).await?;
        self.standing(vouched, now)
    }

    /// The same caller as things stand at `now`: for verdicts that had to wait for a body or an answer.
    pub(crate) fn confirm(
        &self,
        principal: Principal,
        now: UnixTime,
    ) -> Result<Principal, Refusal> {
        self.standing(principal.vouched, now)
    }

    fn vouched(
        &self,
        token: &SecretString,
        route: &Route<'_>,
        now: UnixTime,
    ) -> Result<Arc<Vouched>, Refusal> {
        let token = token.expose_secret();
        let upstream = route.upstream();
        let presentation =
            Presentation { digest: token_digest(token), upstream: upstream.number() };
        if let Some(vouched) = self.remembered.get(&presentation) {
            return Ok(vouched);
        }
        let state = self.live.current()?;
        let token = UnverifiedToken::parse(token)?;
        let token = token.verify(state.keys(), upstream.expectations(), now)?;
        let vouched = Arc::new(Vouched::read(token)?);
        self.remembered.insert(presentation, Arc::clone(&vouched));
        Ok(vouched)
    }

    /// Asks the state whether key, client and credential are alive, and the clock whether the token is.
    fn standing(&self, vouched: Arc<Vouched>, now: UnixTime) -> Result<Principal, Refusal> {
        let state = self.live.current()?;
        let held = held_now(&vouched, &state, self.leeway, now)?;
        Ok(Principal { held: Arc::clone(held), vouched })
    }
}

fn held_now<'s>(
    vouched: &Vouched,
    state: &'s State,
    leeway: i64,
    now: UnixTime,
) -> Result<&'s Arc<Held>, Refusal> {
    let token = &vouched.token;
    state.keys().get(token.kid()).ok_or(TokenError::UnknownKey)?;
    if !token.still_valid_at(now, leeway) {
        return Err(TokenError::Expired { exp: token.claims().exp }.into());
    }
    let client = state.client(&vouched.client).ok_or(Refusal::ClientGone)?;
    still_vouched_for(vouched, client, now)?;
    state.held_by(client).ok_or(Refusal::NoApplicatie)
}

fn still_vouched_for(vouched: &Vouched, client: &Client, now: UnixTime) -> Result<(), Refusal> {
    if !client.vouches(&vouched.credential, now) {
        return Err(Refusal::CredentialGone);
    }
    if vouched.judged_by < client.issued_before() {
        return Err(Refusal::Withdrawn);
    }
    Ok(())
}

impl Vouched {
    fn read(token: VerifiedToken) -> Result<Self, Refusal> {
        let claims = token.claims();
        let client = ClientId::parse(&claims.client_id).map_err(|_| Refusal::NotAToken)?;
        // Without the credential it came of, a token could not be revoked.
        let credential = claims.zp_credential.as_deref().ok_or(Refusal::NotAToken)?;
        let scopes = match claims.scope.as_deref() {
            None => TokenScopes::Unrestricted,
            Some(list) => {
                TokenScopes::These(ScopeSet::parse_list(list).map_err(|_| Refusal::NotAToken)?)
            }
        };
        Ok(Self {
            client,
            scopes,
            credential: credential.into(),
            judged_by: ChangeNumber::new(claims.zp_change),
            token,
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
