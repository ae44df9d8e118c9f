//! The registration token that a request shows (RFC 7591 3, RFC 6750 2.1). Wrong ones are counted; a right
//! one never waits.

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use edge::authorization::{Authorization, AuthorizationError};
use edge::peer::Peer;
use sea_orm::ConnectionTrait;
use secrecy::ExposeSecret as _;

use super::error::RegistrationError;
use crate::app::App;
use crate::model::{RegistrationToken, Standing};
use crate::store::{self, registration_tokens};

/// One that was live a moment ago.
pub(super) struct Presented {
    digest: String,
}

/// The one in the header, if it is live.
pub(super) async fn token(
    request: &HttpRequest,
    app: &App,
    now: DateTime<Utc>,
) -> Result<Presented, RegistrationError> {
    let shown = match Authorization::of(request.headers()) {
        Ok(Some(Authorization::Bearer(token))) => Some(token),
        Ok(_) | Err(AuthorizationError::NoScheme) => return Err(RegistrationError::NoToken),
        Err(AuthorizationError::Several) => return Err(RegistrationError::SeveralHeaders),
        Err(_) => None,
    };
    let digest = shown.and_then(|shown| RegistrationToken::digest(shown.expose_secret()));
    if let Some(digest) = digest {
        let presented = Presented { digest };
        let read = store::read(&app.db).await?;
        match presented.live(&read, now).await {
            Err(RegistrationError::Token) => {}
            found => return found.map(|_| presented),
        }
    }
    app.registration_guesses.leave("", Peer::of(request).address(), now)?;
    Err(RegistrationError::Token)
}

impl Presented {
    /// By what failures with it are counted.
    pub(super) fn digest(&self) -> &str {
        &self.digest
    }

    /// What it is, if it is live still.
    pub(super) async fn live(
        &self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<RegistrationToken, RegistrationError> {
        let found = registration_tokens::find(db, &self.digest).await?;
        let live = found.filter(|token| token.at(now) == Standing::Live);
        live.ok_or(RegistrationError::Token)
    }
}
