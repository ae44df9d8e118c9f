//! Callers of whom it is only asked what would be: by leave of the issuer, and never sent on.

use autorisaties::{ClientId, ScopeSet, TokenScopes};
use edge::feed::{ChangeNumber, Issuance};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use tokens::UnixTime;
use tokens::explanation::Explanation;

use super::vouched::{Evidence, Vouched};
use super::{Principal, Principals};
use crate::refusal::Refusal;
use crate::route::Route;

impl Principals {
    /// What the issuer gives leave to explain.
    pub(crate) fn leave(
        &self,
        leave: &SecretString,
        route: &Route<'_>,
        now: UnixTime,
    ) -> Result<Explanation, Refusal> {
        let state = self.live.current()?;
        let ours = (state.keys(), route.upstream().expectations().issuer.as_str());
        Ok(Explanation::verify(leave.expose_secret(), ours, self.leeway, now)?)
    }

    /// A client as if it had a token of this moment: with these scopes, or all that it may have.
    pub(crate) fn supposed(
        &self,
        client_id: &str,
        scope: Option<&str>,
        now: UnixTime,
    ) -> Result<Principal, Refusal> {
        let client = ClientId::parse(client_id).map_err(|_| Refusal::ClientGone)?;
        let scopes = match scope.map(ScopeSet::parse_list) {
            None => TokenScopes::Unrestricted,
            Some(list) => TokenScopes::These(list.map_err(|_| Refusal::NotAToken)?),
        };
        let vouched = Vouched {
            evidence: Evidence::Supposed,
            client,
            scopes,
            credential: Box::default(),
            issuance: Issuance { judged_by: ChangeNumber::NONE, since: now },
            organisation: None,
            revocable: Vec::new(),
            user: None,
        };
        self.standing(Arc::new(vouched), &*self.live.current()?, now)
    }
}
