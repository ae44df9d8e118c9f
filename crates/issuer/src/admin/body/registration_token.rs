//! Registration tokens as they are asked for, shown once, and listed.

use autorisaties::{ApplicatieId, Scope, ScopeSet};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::page::{Cursor, Limit};
use super::secret::{ending, moment};
use crate::admin::error::AdminError;
use crate::model::{CredentialId, RegistrationToken, Standing};
use crate::settings::Profile;

const MOST_SCOPES: usize = 50;
const MOST_USES: i64 = 1_000;
const USUAL: TimeDelta = TimeDelta::days(7);
const LONGEST: TimeDelta = TimeDelta::days(90);

/// A registration token to make: an application registers itself with it at `/connect/register`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRegistrationToken)]
pub(in crate::admin) struct NewRegistrationTokenBody {
    /// The applicatie that its clients will belong to.
    applicatie: Uuid,
    /// To whom it is given, so that it is known again.
    label: String,
    /// How many clients may register with it, 1 to 1000; without it one.
    #[serde(default)]
    uses: Option<i64>,
    /// When it ends, 90 days ahead at most; without it in a week.
    #[serde(default, deserialize_with = "moment")]
    expires_at: Option<DateTime<Utc>>,
    /// The only scopes that its clients may ever be given; without it all that the applicatie holds.
    #[serde(default)]
    scopes: Option<Vec<String>>,
    /// The profile that its clients keep; without it `baseline`.
    #[serde(default)]
    profile: Option<Profile>,
}

impl NewRegistrationTokenBody {
    /// The token that this becomes.
    pub(in crate::admin) fn token(
        &self,
        id: CredentialId,
        now: DateTime<Utc>,
    ) -> Result<RegistrationToken, AdminError> {
        Ok(RegistrationToken {
            id,
            label: super::label(&self.label)?,
            applicatie: ApplicatieId::new(self.applicatie),
            profile: self.profile.unwrap_or_default(),
            scopes: self.scopes()?,
            uses: self.uses()?,
            used: 0,
            created_at: now,
            expires_at: self.expires_at(now)?,
            ended_at: None,
        })
    }

    fn uses(&self) -> Result<i64, AdminError> {
        let uses = self.uses.unwrap_or(1);
        if (1..=MOST_USES).contains(&uses) {
            return Ok(uses);
        }
        Err(AdminError::Invalid(format!("`uses` is from 1 to {MOST_USES}")))
    }

    fn expires_at(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, AdminError> {
        let end = ending(self.expires_at, now)?.unwrap_or(now + USUAL);
        if end <= now + LONGEST {
            return Ok(end);
        }
        Err(AdminError::Invalid(
            "`expires_at` is more than 90 days ahead; name a nearer one".into(),
        ))
    }

    fn scopes(&self) -> Result<Option<ScopeSet>, AdminError> {
        let Some(given) = &self.scopes else { return Ok(None) };
        if given.is_empty() || given.len() > MOST_SCOPES {
            let text = "`scopes` names 1 to 50; leave it out for all that the applicatie holds";
            return Err(AdminError::Invalid(text.into()));
        }
        given.iter().map(|text| scope(text)).collect::<Result<_, _>>().map(Some)
    }
}

/// One that a client may be given on behalf of people.
fn scope(text: &str) -> Result<Scope, AdminError> {
    let scope = super::scope(text)?;
    if scope.is_token() && !scope.is_of_the_system() {
        return Ok(scope);
    }
    Err(AdminError::Invalid(format!("scope `{text}` is not one that a client may ask people for")))
}

/// A registration token was made: this is the only time that it is shown.
#[derive(Serialize, ToSchema)]
pub(in crate::admin) struct RegistrationTokenMade<'a> {
    pub(in crate::admin) id: &'a str,
    pub(in crate::admin) applicatie: Uuid,
    /// The token itself, for `Authorization: Bearer …` at `/connect/register`.
    pub(in crate::admin) token: &'a str,
    pub(in crate::admin) uses: i64,
    pub(in crate::admin) expires_at: DateTime<Utc>,
}

/// A registration token, without what would make it one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RegistrationToken)]
pub(in crate::admin) struct RegistrationTokenBody {
    /// The clients that registered with it have it in `oauth.registration.token`.
    id: String,
    label: String,
    applicatie: Uuid,
    state: TokenState,
    uses: i64,
    /// How many clients have registered with it.
    used: i64,
    #[schema(required)]
    scopes: Option<Vec<String>>,
    profile: Profile,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    /// When it was revoked, or used for the last time that it may be.
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
}

/// Whether a registration token is good now.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RegistrationTokenState)]
enum TokenState {
    Live,
    UsedUp,
    Revoked,
    Expired,
}

impl RegistrationTokenBody {
    pub(in crate::admin) fn new(token: RegistrationToken, now: DateTime<Utc>) -> Self {
        let state = match token.at(now) {
            Standing::Live => TokenState::Live,
            Standing::UsedUp => TokenState::UsedUp,
            Standing::Revoked => TokenState::Revoked,
            Standing::Expired => TokenState::Expired,
        };
        let scopes = token.scopes.as_ref();
        Self {
            id: token.id.to_string(),
            state,
            applicatie: token.applicatie.as_uuid(),
            scopes: scopes.map(|scopes| scopes.iter().map(ToString::to_string).collect()),
            label: token.label,
            uses: token.uses,
            used: token.used,
            profile: token.profile,
            created_at: token.created_at,
            expires_at: token.expires_at,
            ended_at: token.ended_at,
        }
    }
}

/// One page of registration tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::admin) struct RegistrationTokens {
    pub(in crate::admin) results: Vec<RegistrationTokenBody>,
    /// Give it as `after` for the next page; null on the last one.
    #[schema(required)]
    pub(in crate::admin) next: Option<String>,
}

/// Which registration tokens.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::admin) struct RegistrationTokenQuery {
    /// Those of this applicatie.
    applicatie: Option<Uuid>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u64>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl RegistrationTokenQuery {
    pub(in crate::admin) fn limit(&self) -> Result<Limit, AdminError> {
        Limit::parse(self.limit)
    }

    pub(in crate::admin) fn applicatie(&self) -> Option<ApplicatieId> {
        self.applicatie.map(ApplicatieId::new)
    }

    pub(in crate::admin) fn after(&self) -> Result<Option<CredentialId>, AdminError> {
        self.after.as_deref().map(Cursor::credential).transpose()
    }
}
