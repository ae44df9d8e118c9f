//! Callers of the issuer's own APIs: a token of ours, for exactly that API, with its scope.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::HttpRequest;
use autorisaties::ClientId;
use edge::authorization::{Authorization, AuthorizationError};
use edge::peer::Peer;
use secrecy::ExposeSecret as _;
use tokens::{AccessClaims, Expectations, TokenError, UnverifiedToken};

use crate::access::Known;
use crate::app::App;
use crate::state::{ClientEntry, Stale, State};
use crate::transport::{self, InPlain};

/// What an API demands of a caller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Demand {
    /// The one audience, as a path under the issuer's address.
    pub(crate) audience_path: &'static str,
    /// The scope that must stand in the token.
    pub(crate) scope: &'static str,
}

/// A caller whose token was verified and is alive.
#[derive(Debug)]
pub(crate) struct Caller {
    entry: Arc<ClientEntry>,
    address: IpAddr,
}

impl Caller {
    pub(crate) fn client_id(&self) -> &ClientId {
        &self.entry.client.id
    }

    /// From where it calls.
    pub(crate) const fn address(&self) -> IpAddr {
        self.address
    }
}

/// Why a caller is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BearerError {
    #[error(transparent)]
    InPlain(#[from] InPlain),
    #[error("no token was sent")]
    NoToken,
    #[error("the Authorization header cannot be read: {0}")]
    Header(#[from] AuthorizationError),
    #[error("the token does not verify: {0}")]
    Token(#[from] TokenError),
    #[error("the token is not for this API alone")]
    SharedAudience,
    #[error("the token's client or credential is gone")]
    Withdrawn,
    #[error("the token does not carry the scope `{0}`")]
    Scope(&'static str),
    #[error(transparent)]
    Stale(#[from] Stale),
}

/// Who calls, if the call may be made as things stand in this state.
pub(crate) fn authenticate(
    request: &HttpRequest,
    demand: Demand,
    state: &State,
    app: &App,
) -> Result<Caller, BearerError> {
    transport::private(request, app.plain_http)?;
    let Some(Authorization::Bearer(token)) = Authorization::of(request.headers())? else {
        return Err(BearerError::NoToken);
    };
    let audience = app.public_url.join(demand.audience_path);
    let (entry, claims) = verify(token.expose_secret(), vec![audience.clone()], state, app)?;
    // A token that is also for another API could be used here by that API.
    if !claims.aud.is_only(&audience) {
        return Err(BearerError::SharedAudience);
    }
    let scope = claims.scope.as_deref().unwrap_or_default();
    if scope.split(' ').any(|held| held == demand.scope) {
        Ok(Caller { entry, address: Peer::of(request).address() })
    } else {
        Err(BearerError::Scope(demand.scope))
    }
}

/// The client of an access token of ours for one of these audiences, alive, and what it says.
pub(crate) fn verify(
    token: &str,
    audiences: Vec<String>,
    state: &State,
    app: &App,
) -> Result<(Arc<ClientEntry>, AccessClaims), BearerError> {
    let token = UnverifiedToken::parse(token)?;
    let expectations = Expectations::new(app.public_url.as_str(), audiences);
    let verified = token.verify(state.verification_keys(), &expectations, app.clock.unix())?;
    let known = Known::from(verified);
    let entry = known.alive(state, app.clock.now()).ok_or(BearerError::Withdrawn)?;
    Ok((entry, known.claims))
}
