//! Whether what a credential hangs on counts at this moment: asked of the state for each request.

use std::sync::Arc;

use edge::feed::ChangeNumber;
use tokens::UnixTime;

use super::vouched::{Evidence, Vouched};
use super::zgw;
use crate::refusal::Refusal;
use crate::state::{Client, Digest, State};

/// By what and when a credential was found to count: by the same, at the same time, it does again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stood {
    number: ChangeNumber,
    state: Digest,
    at: UnixTime,
}

impl Stood {
    pub(super) fn in_(state: &State, at: UnixTime) -> Self {
        Self { number: state.number(), state: state.digest(), at }
    }
}

/// The client, if it and all that the token hangs on count at `now`.
pub(super) fn registered_now<'s>(
    vouched: &Vouched,
    state: &'s State,
    leeway: i64,
    now: UnixTime,
) -> Result<&'s Arc<Client>, Refusal> {
    if let Evidence::ApiToken { hash } = &vouched.evidence {
        let (_, client, _) = state.api_token(hash, now).ok_or(Refusal::NotAnApiToken)?;
        return Ok(client);
    }
    let client = state.client(&vouched.client);
    let client = match &vouched.evidence {
        Evidence::SelfSigned(jwt) => {
            zgw::stands(jwt, client.map(Arc::as_ref), now)?;
            client.ok_or(Refusal::ClientGone)?
        }
        // All that it would need to fetch one is to be registered.
        Evidence::Supposed => client.ok_or(Refusal::ClientGone)?,
        Evidence::Foreign(foreign) => foreign.stands(vouched, state, now)?,
        Evidence::Signature(_) | Evidence::Word { .. } | Evidence::ApiToken { .. } => {
            vouched.evidence.stands(state, leeway, now)?;
            let client = client.ok_or(Refusal::ClientGone)?;
            still_vouched_for(vouched, client, now)?;
            client
        }
    };
    if vouched.revocable.iter().any(|of| state.is_revoked(of, vouched.issuance)) {
        return Err(Refusal::Withdrawn);
    }
    Ok(client)
}

fn still_vouched_for(vouched: &Vouched, client: &Client, now: UnixTime) -> Result<(), Refusal> {
    if !client.vouches(&vouched.credential, now) {
        return Err(Refusal::CredentialGone);
    }
    if vouched.issuance.judged_by < client.issued_before() {
        return Err(Refusal::Withdrawn);
    }
    Ok(())
}
