//! What the audit log keeps of tokens: a line for each that speaks for a person; of what is refused, a count.

use autorisaties::{ClientId, Scope, ScopeSet};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::error::{self, TokenError};
use crate::act::Act;
use crate::app::App;
use crate::client_auth::Presented;
use crate::settings::GrantType;
use crate::state::State;
use crate::store::audit::{Content, Deed, ISSUER};
use crate::tallies::Refusal;

/// A token that is issued on behalf of a person.
pub(super) struct Personal<'a> {
    pub(super) by: GrantType,
    pub(super) client: &'a str,
    pub(super) user: Uuid,
    pub(super) grant: &'a str,
    pub(super) scopes: &'a ScopeSet,
    pub(super) audience: &'a [String],
}

impl<'a> Personal<'a> {
    /// Its line, which is written in the transaction that uses the code or the refresh token.
    pub(super) fn deed(self, presented: &Presented) -> Deed<'a> {
        let Self { by, client, user, grant, scopes, audience } = self;
        let content = Content::made(json!({
            "grant_type": by.as_str(),
            "client_id": client,
            "user": user,
            "grant": grant,
            "scopes": scopes.iter().map(Scope::as_str).collect::<Vec<_>>(),
            "audience": audience,
        }));
        let deed = Deed::new(client, Act::TokenIssue, format!("{user}/{grant}"), content);
        Deed { address: Some(presented.source()), ..deed }
    }
}

/// What ended because its code or refresh token came twice: its rightful client cannot be told from a thief.
pub(super) fn stolen<'a>(grant: &str, client: &str, user: Uuid) -> Deed<'a> {
    let content = Content::gone(json!({ "id": grant, "client_id": client, "user": user }));
    Deed::new(ISSUER, Act::GrantStolen, grant.to_owned(), content)
}

/// Counts a refusal, at the client that is named if that is one of ours. What we cannot do ourselves is none.
pub(super) fn refused(
    why: &TokenError,
    presented: &Presented,
    state: &State,
    (app, now): (&App, DateTime<Utc>),
) {
    let Some((error, reason)) = error::class(why) else { return };
    let named = presented.client_id().and_then(|id| ClientId::parse(id).ok());
    let known = named.filter(|id| state.client(id).is_some());
    let subject = known.map(|id| id.as_str().into());
    let refusal = Refusal { act: Act::TokenRefuse, subject, error, reason };
    app.tallies.refused(refusal, presented.source(), now);
}
