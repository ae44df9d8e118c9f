//! JWTs that clients sign themselves, as ZGW APIs took them before there were tokens: HS256 under a key
//! that client and issuer share, and that the feed brings here sealed.

use std::sync::Arc;

use autorisaties::{ClientId, TokenScopes};
use edge::feed::{ChangeNumber, FeedKey, Issuance, Revocable};
use tokens::zgw::{Bounds, Unverified, Verified, ZgwError};
use tokens::{KeyId, TokenError, UnixTime};

use super::vouched::{Evidence, Vouched};
use crate::refusal::Refusal;
use crate::state::{Client, State, ZgwKey};
use crate::user::User;

/// What it takes to verify them.
#[derive(Debug)]
pub(crate) struct SelfSigned {
    /// What their keys are sealed under; without it none is taken.
    pub(crate) feed_key: Option<FeedKey>,
    /// How old they may be, and how far ahead.
    pub(crate) bounds: Bounds,
}

/// What the operator should know when such a JWT comes and cannot be taken.
#[derive(Debug, thiserror::Error)]
#[error(
    "gateway.feed_key is not set, so no keys of clients can be opened here: set it to the file of \
     issuer.feed_key, or have the client fetch tokens"
)]
pub(crate) struct NoFeedKey;

impl SelfSigned {
    /// What a JWT says that a key of its client signed.
    pub(super) fn verify(
        &self,
        token: &str,
        state: &State,
        now: UnixTime,
    ) -> Result<Vouched, Refusal> {
        let jwt = Unverified::parse(token)?;
        // RFC 8725 2.1: a public key of ours is no shared one, whatever the header makes of it.
        if jwt.kid().is_some_and(|kid| state.keys().get(&KeyId::new(kid)).is_some()) {
            return Err(TokenError::AlgorithmNotOfKey.into());
        }
        let feed_key = self.feed_key.as_ref().ok_or(Refusal::SelfSignedNotTaken(NoFeedKey))?;
        let id = ClientId::parse(jwt.client_id()?).map_err(|_| ZgwError::UnknownClient)?;
        let client = state.client(&id).ok_or(ZgwError::UnknownClient)?;
        let open = |key: &ZgwKey| {
            let opened = feed_key.open(id.as_str(), &key.id, &key.sealed);
            opened.map(|opened| (key.id.clone(), opened)).map_err(Refusal::ZgwKey)
        };
        // One that has ended is tried last: only to say that, and when.
        let (live, ended): (Vec<_>, Vec<_>) =
            client.zgw_keys().iter().partition(|key| key.lives_at(now));
        let keys = live.into_iter().chain(ended).map(open).collect::<Result<Vec<_>, _>>()?;
        let keys = keys.iter().map(|(id, key)| (id.clone(), &key[..]));
        let jwt = jwt.verify(keys, self.bounds, now)?;
        Ok(vouched(id, jwt))
    }
}

fn vouched(client: ClientId, jwt: Verified<Box<str>>) -> Vouched {
    Vouched {
        scopes: TokenScopes::Unrestricted,
        credential: jwt.key().clone(),
        // Its key was judged when it was given, and it says itself since when it counts.
        issuance: Issuance { judged_by: ChangeNumber::LAST, since: jwt.iat() },
        organisation: None,
        revocable: vec![Revocable::client(client.as_str()), Revocable::every()],
        user: User::said_by_client(jwt.user_id(), jwt.user_representation()).map(Arc::new),
        evidence: Evidence::SelfSigned(Box::new(jwt)),
        client,
    }
}

/// Whether a JWT still counts, and the key that signed it.
pub(super) fn stands(
    jwt: &Verified<Box<str>>,
    client: Option<&Client>,
    now: UnixTime,
) -> Result<(), Refusal> {
    jwt.stands_at(now)?;
    let keys = client.map(Client::zgw_keys).filter(|keys| !keys.is_empty());
    let mut keys = keys.ok_or(ZgwError::UnknownClient)?.iter();
    let key = keys.find(|key| key.id == *jwt.key()).ok_or(ZgwError::BadSignature)?;
    if key.lives_at(now) { Ok(()) } else { Err(Refusal::ZgwKeyEnded { at: key.expires }) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
