//! Step 3: who is asking. What a token says is remembered; whether it still counts is asked each time.

use std::net::IpAddr;
use std::sync::Arc;

use autorisaties::{ClientId, Scope, ScopeSet, TokenScopes};
use edge::feed::{ChangeNumber, Issuance};
use edge::uses::{Minute, Uses};
use quick_cache::sync::Cache;
use secrecy::{ExposeSecret, SecretString};
use tokens::{KeySet, Meant, OrganisationClaims, UnixTime, UnverifiedToken, token_digest};

use crate::credential::Presented;
use crate::foreign::ForeignIssuer;
use crate::introspection::Introspector;
use crate::record;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::state::{Client, Held, Live, State};
use crate::upstream::{NoAccessToken, Upstream};
use crate::user::User;

mod behalf;
mod foreign;
mod standing;
mod strangers;
mod supposed;
mod vouched;
mod zgw;

pub(crate) use behalf::BehalfFault;
use standing::{Stood, registered_now};
use strangers::{Shown, Strangers};
use vouched::{Evidence, Vouched};
pub(crate) use zgw::{NoFeedKey, SelfSigned};

/// How many verified tokens are remembered.
const REMEMBERED: usize = 10_000;

/// A caller whose token counts at this moment; made by [`Principals`] alone.
#[derive(Debug, Clone)]
pub(crate) struct Principal {
    vouched: Arc<Vouched>,
    registered: Arc<Client>,
    held: Option<Arc<Held>>,
    stood: Stood,
    /// For whom its client says, of this request, that it calls.
    stated: Option<Arc<User>>,
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
    pub(crate) fn held(&self) -> Result<&Held, Refusal> {
        self.held.as_deref().ok_or(Refusal::NoApplicatie)
    }

    /// The scopes that the client holds now, beside those of its autorisaties.
    pub(crate) fn beside(&self) -> &ScopeSet {
        self.registered.scopes()
    }

    /// Whether its credential carries such a scope. A token that says no scope stands for
    /// autorisaties alone; an API token that is not limited, for all that its client holds.
    pub(crate) fn carries(&self, scope: &Scope) -> bool {
        match &self.vouched.scopes {
            TokenScopes::These(these) => these.contains(scope.as_str()),
            TokenScopes::Unrestricted => {
                matches!(self.vouched.evidence, Evidence::ApiToken { .. })
            }
        }
    }

    /// Whether its token may be shown to an upstream: only one that is for that upstream alone, or the
    /// upstream could use it elsewhere.
    pub(crate) fn may_be_shown_to(&self, upstream: &Upstream) -> Result<(), Refusal> {
        let Evidence::Signature(token) = &self.vouched.evidence else {
            return Err(Refusal::NotToBePassed);
        };
        let Meant::For(names) = &upstream.expectations().audience else {
            return Err(Refusal::ForOthersToo);
        };
        let alone = names.iter().any(|name| token.claims().aud.is_only(name));
        if alone { Ok(()) } else { Err(Refusal::ForOthersToo) }
    }

    /// What kind of credential it has shown.
    pub(crate) fn credential(&self) -> &'static str {
        self.vouched.evidence.name()
    }

    /// The organisation that the issuer vouches for, as far as the token says it.
    pub(crate) fn organisation(&self) -> Option<&OrganisationClaims> {
        self.vouched.organisation.as_deref()
    }
}

/// Everything that decides what [`Vouched`] holds: the whole token, and where it was presented,
/// since each upstream expects an audience of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Presentation {
    digest: [u8; 32],
    upstream: usize,
}

/// What it takes to verify tokens, beside what the feed says.
#[derive(Debug)]
pub(crate) struct Means {
    pub(crate) leeway: i64,
    pub(crate) introspector: Introspector,
    pub(crate) self_signed: SelfSigned,
    pub(crate) foreign_issuers: Vec<Arc<ForeignIssuer>>,
}

/// Verifies tokens.
#[derive(Debug)]
pub(crate) struct Principals {
    remembered: Cache<Presentation, Arc<Vouched>>,
    live: Arc<Live>,
    leeway: i64,
    introspector: Introspector,
    strangers: Strangers,
    self_signed: SelfSigned,
    foreign_issuers: Vec<Arc<ForeignIssuer>>,
    /// Which API tokens and keys of ZGW JWTs counted, and when.
    uses: Arc<Uses>,
}

impl Principals {
    pub(crate) fn new(
        live: Arc<Live>,
        Means { leeway, introspector, self_signed, foreign_issuers }: Means,
        uses: Arc<Uses>,
    ) -> Self {
        let (remembered, strangers) = (Cache::new(REMEMBERED), Strangers::new());
        Self {
            remembered,
            live,
            leeway,
            introspector,
            strangers,
            self_signed,
            foreign_issuers,
            uses,
        }
    }

    /// The caller that a credential stands for.
    pub(crate) async fn verify(
        &self,
        presented: Presented,
        route: &Route<'_>,
        now: UnixTime,
    ) -> Result<Principal, Refusal> {
        let vouched = match presented {
            Presented::Jwt(token) => self.vouched(&token, route, now).await?,
            Presented::Opaque { token, from } => {
                self.introspected((&token, from), route, now).await?
            }
            Presented::ApiToken(token) => {
                route.upstream().takes(NoAccessToken::ApiToken)?;
                Arc::new(self.api_token(&token, now)?)
            }
            // Leave to explain is nobody's credential.
            Presented::Explain(_) => return Err(Refusal::SchemeNotTaken),
        };
        let state = self.live.reached(vouched.judged_by()).await?;
        let principal = self.standing(vouched, &state, now)?;
        if principal.vouched.is_used_here() {
            self.uses.note(&principal.vouched.credential, Minute::at(now));
        }
        Ok(principal)
    }

    /// The same caller as things stand at `now`: for verdicts that had to wait for a body or an answer.
    pub(crate) fn confirm(
        &self,
        principal: Principal,
        now: UnixTime,
    ) -> Result<Principal, Refusal> {
        let state = self.live.current()?;
        if principal.stood == Stood::in_(&state, now) {
            return Ok(principal);
        }
        self.standing(principal.vouched, &state, now)?.stating(principal.stated)
    }

    async fn vouched(
        &self,
        token: &SecretString,
        route: &Route<'_>,
        now: UnixTime,
    ) -> Result<Arc<Vouched>, Refusal> {
        let token = token.expose_secret();
        let upstream = route.upstream();
        let presentation =
            Presentation { digest: token_digest(token), upstream: upstream.number() };
        if let Some(vouched) = self.remembered.get(&presentation)
            && !vouched.is_of_another(&*self.live.current()?)
        {
            return Ok(vouched);
        }
        // Whose it is, it says itself, once: what one reader refuses, no other is shown.
        let vouched = if tokens::is_zgw_jwt(token) {
            upstream.takes(NoAccessToken::SelfSigned)?;
            self.self_signed.verify(token, &*self.live.current()?, now)?
        } else if let Some(issuer) = foreign::issuer_of(token, &self.foreign_issuers, upstream)? {
            self.live.current()?;
            let verified = foreign::verify(token, issuer, now).await?;
            foreign::vouched(verified, &*self.live.current()?)?
        } else {
            of_our_issuer(token, self.live.current()?.keys(), upstream, now)?
        };
        let vouched = Arc::new(vouched);
        self.remembered.insert(presentation, Arc::clone(&vouched));
        Ok(vouched)
    }

    /// What the issuer says that a token stands for. However many requests come with one that is not
    /// known yet, it is asked about once.
    async fn introspected(
        &self,
        (token, from): (&SecretString, IpAddr),
        route: &Route<'_>,
        now: UnixTime,
    ) -> Result<Arc<Vouched>, Refusal> {
        let upstream = route.upstream();
        let digest = token_digest(token.expose_secret());
        let presentation = Presentation { digest, upstream: upstream.number() };
        if self.remembered.get(&presentation).is_some_and(|vouched| vouched.is_old_at(now)) {
            self.remembered.remove(&presentation);
        }
        // Where nothing is known of today, nothing that the issuer says counts.
        self.live.current()?;
        let ask = async {
            let shown = Shown { token, digest, from };
            let claims = self.strangers.ask(shown, &self.introspector).await?;
            upstream.expectations().met(&claims, now)?;
            let half = claims.exp.as_secs().saturating_sub(claims.iat.as_secs()) / 2;
            let word = Evidence::Word { exp: claims.exp, again: now.plus(half) };
            Vouched::read(&claims, word).map(Arc::new)
        };
        self.remembered.get_or_insert_async(&presentation, ask).await
    }

    /// The client whose API token this is. It is a credential itself: nothing was judged when it was made.
    fn api_token(&self, token: &SecretString, now: UnixTime) -> Result<Vouched, Refusal> {
        let hash = token_digest(token.expose_secret());
        let state = self.live.current()?;
        let (client, _, token) = state.api_token(&hash, now).ok_or(Refusal::NotAnApiToken)?;
        Ok(Vouched {
            evidence: Evidence::ApiToken { hash },
            client: client.clone(),
            scopes: token.scopes.clone(),
            credential: token.id.clone(),
            issuance: Issuance { judged_by: ChangeNumber::NONE, since: now },
            organisation: None,
            revocable: Vec::new(),
            user: token.user.clone(),
        })
    }

    /// Asks the state whether key, client and credential are alive, and the clock whether the token is.
    fn standing(
        &self,
        vouched: Arc<Vouched>,
        state: &State,
        now: UnixTime,
    ) -> Result<Principal, Refusal> {
        record::stood_at(state.number());
        let registered = Arc::clone(registered_now(&vouched, state, self.leeway, now)?);
        let (held, stood) = (state.held_by(&registered).cloned(), Stood::in_(state, now));
        Ok(Principal { vouched, registered, held, stood, stated: None })
    }
}

fn of_our_issuer(
    token: &str,
    keys: &KeySet,
    upstream: &Upstream,
    now: UnixTime,
) -> Result<Vouched, Refusal> {
    let token = UnverifiedToken::parse(token)?;
    let token = token.verify(keys, upstream.expectations(), now)?;
    let claims = token.claims().clone();
    Vouched::read(&claims, Evidence::Signature(Box::new(token)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
