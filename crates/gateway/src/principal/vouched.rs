//! What a credential says, and by what it is known that it does. It says nothing of today.

use std::sync::Arc;

use autorisaties::{ClientId, ScopeSet, TokenScopes};
use edge::feed::{ChangeNumber, Issuance, Revocable};
use tokens::zgw::Verified;
use tokens::{AccessClaims, OrganisationClaims, TokenError, UnixTime, VerifiedToken};

use super::foreign::Foreign;
use crate::refusal::Refusal;
use crate::state::State;
use crate::user::User;

/// What a token says, its signature and claims found right. It says nothing of today.
#[derive(Debug)]
pub(super) struct Vouched {
    pub(super) evidence: Evidence,
    pub(super) client: ClientId,
    pub(super) scopes: TokenScopes,
    pub(super) credential: Box<str>,
    pub(super) issuance: Issuance,
    pub(super) organisation: Option<Box<OrganisationClaims>>,
    /// By what it may be revoked before its end.
    pub(super) revocable: Vec<Revocable>,
    /// For whom its client calls.
    pub(super) user: Option<Arc<User>>,
}

/// By what it is known that a token says this.
#[derive(Debug)]
pub(super) enum Evidence {
    /// It is signed.
    Signature(Box<VerifiedToken>),
    /// The issuer said so. It is asked again from a moment on (NL GOV 3.2.2: after half the life of
    /// the token), although the state knows of every end.
    Word { exp: UnixTime, again: UnixTime },
    /// The client signed it, with a key that the issuer keeps too.
    SelfSigned(Box<Verified<Box<str>>>),
    /// Another issuer signed it.
    Foreign(Box<Foreign>),
    /// It is an API token, whose hash the issuer told.
    ApiToken { hash: [u8; 32] },
    /// Nothing is shown: it is asked what would be if this client had a token.
    Supposed,
}

impl Evidence {
    /// What it is called on record.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Signature(_) => "access-token",
            Self::Word { .. } => "opaque-token",
            Self::SelfSigned(_) => "self-signed",
            Self::Foreign(_) => "foreign-token",
            Self::ApiToken { .. } => "api-token",
            Self::Supposed => "supposed",
        }
    }

    /// Whether the key is alive that signed, and the token has not expired.
    pub(super) fn stands(
        &self,
        state: &State,
        leeway: i64,
        now: UnixTime,
    ) -> Result<(), TokenError> {
        match self {
            Self::Signature(token) => {
                state.keys().get(token.kid()).ok_or(TokenError::UnknownKey)?;
                let exp = token.claims().exp;
                let stands = token.still_valid_at(now, leeway);
                if stands { Ok(()) } else { Err(TokenError::Expired { exp }) }
            }
            // Whether these count is asked by what each of them has: a hash, a key, a binding.
            Self::ApiToken { .. } | Self::SelfSigned(_) | Self::Foreign(_) | Self::Supposed => {
                Ok(())
            }
            Self::Word { exp, .. } if now < *exp => Ok(()),
            Self::Word { exp, .. } => Err(TokenError::Expired { exp: *exp }),
        }
    }
}

impl Vouched {
    /// Whether the issuer is to be asked again.
    pub(super) fn is_old_at(&self, now: UnixTime) -> bool {
        matches!(self.evidence, Evidence::Word { again, .. } if again <= now)
    }

    /// Whether what another issuer vouches for is another client of ours by now, or none.
    pub(super) fn is_of_another(&self, state: &State) -> bool {
        match &self.evidence {
            Evidence::Foreign(foreign) => !foreign.is_bound_to(&self.client, state),
            _ => false,
        }
    }

    /// The state that it was judged by, for which a verdict must wait.
    pub(super) fn judged_by(&self) -> ChangeNumber {
        match self.evidence {
            Evidence::Signature(_) | Evidence::Word { .. } => self.issuance.judged_by,
            Evidence::SelfSigned(_)
            | Evidence::Foreign(_)
            | Evidence::ApiToken { .. }
            | Evidence::Supposed => ChangeNumber::NONE,
        }
    }

    /// Whether its credential is a secret of its client's, which is used each time that it is shown.
    pub(super) fn is_used_here(&self) -> bool {
        matches!(self.evidence, Evidence::SelfSigned(_) | Evidence::ApiToken { .. })
    }

    pub(super) fn read(claims: &AccessClaims, evidence: Evidence) -> Result<Self, Refusal> {
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
            issuance: Issuance::from(claims),
            organisation: organisation(claims),
            revocable: Revocable::of(claims),
            user: subject(claims).map(Arc::new),
            evidence,
        })
    }
}

/// Whom a token speaks for: the subject where a person gave the grant; else it is the client itself
/// (RFC 9068 2.2).
fn subject(claims: &AccessClaims) -> Option<User> {
    claims.zp_grant.as_ref().and_then(|_| User::said_by_issuer(&claims.sub))
}

/// Few tokens say whose client theirs is.
fn organisation(claims: &AccessClaims) -> Option<Box<OrganisationClaims>> {
    let said = &claims.organisation;
    (*said != OrganisationClaims::default()).then(|| Box::new(said.clone()))
}
