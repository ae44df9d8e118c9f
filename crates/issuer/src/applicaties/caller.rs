//! Who calls: a client with an access token of ours, or with a ZGW JWT that it signed itself, and
//! the right that an operation asks for.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use autorisaties::{ClientId, Component, Grants};
use chrono::{DateTime, Utc};
use edge::peer::Peer;
use edge::uses::Minute;
use tokens::UnixTime;
use tokens::zgw::{self, Bounds, ZgwError};
use tracing::error;

use super::error::AcError;
use super::negotiation;
use crate::app::App;
use crate::bearer;
use crate::model::{User, ZgwKey};
use crate::state::{ClientEntry, State};
use crate::store::{self, Write, zgw_keys};
use crate::transport;

/// What an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    Lezen,
    Bijwerken,
}

impl Right {
    /// The scope, of component `ac`.
    pub(super) const fn scope(self) -> &'static str {
        match self {
            Self::Lezen => "autorisaties.lezen",
            Self::Bijwerken => "autorisaties.bijwerken",
        }
    }
}

/// A caller that may do what it asks for.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) client_id: ClientId,
    /// For whom it says that it calls.
    pub(super) user: User,
    pub(super) address: IpAddr,
    /// When it called.
    pub(super) now: DateTime<Utc>,
}

/// Who calls, if the call may be made: first what can be answered, then who asks, then what.
pub(super) async fn authorize(
    request: &HttpRequest,
    right: Right,
    app: &App,
) -> Result<Caller, AcError> {
    negotiation::demand_json(request)?;
    transport::private(request, app.plain_http)?;
    presented(request)?;
    let state = app.follower.current().await?;
    judge(request, right, &state, app)
}

/// Begins a write, and says who makes it: who may do so still, now that nobody else writes. Others may
/// have withdrawn that while its body came, or while it waited for its turn.
pub(super) async fn begin(request: &HttpRequest, app: &App) -> Result<(Write, Caller), AcError> {
    let write = store::write(&app.db).await?;
    let state = app.follower.beneath(&write).await?;
    let caller = judge(request, Right::Bijwerken, &state, app)?;
    Ok((write, caller))
}

/// Who calls, if the call may be made as things stand in this state.
fn judge(request: &HttpRequest, right: Right, state: &State, app: &App) -> Result<Caller, AcError> {
    let (token, now) = (presented(request)?, app.clock.now());
    let who = if tokens::is_access_token(token) {
        of_access_token(token, right, state, app)?
    } else {
        of_zgw_jwt(token, state, app)?
    };
    if !may(&who.entry, right, state) {
        return Err(AcError::Forbidden(right));
    }
    if app.stop.is_given() && right == Right::Bijwerken {
        return Err(AcError::Stopping);
    }
    let address = Peer::of(request).address();
    Ok(Caller { client_id: who.entry.client.id.clone(), user: who.user, address, now })
}

/// A client that proved who it is.
struct Who {
    entry: std::sync::Arc<ClientEntry>,
    user: User,
}

/// What stands behind `Bearer`, as it is: what it can be is told by its own reader.
fn presented(request: &HttpRequest) -> Result<&str, AcError> {
    let mut values = request.headers().get_all(AUTHORIZATION);
    let value = values.next().ok_or(AcError::NoToken)?;
    if values.next().is_some() {
        return Err(AcError::SeveralCredentials);
    }
    let value = value.to_str().map_err(|_| AcError::NoToken)?;
    // RFC 9110 11.1: the scheme knows no case; 11.4: one or more spaces follow it.
    let (scheme, token) = value.split_once(' ').ok_or(AcError::NoToken)?;
    let token = token.trim_start_matches(' ');
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() {
        Ok(token)
    } else {
        Err(AcError::NoToken)
    }
}

/// A token says itself how far it reaches; one without scopes reaches as far as its client.
fn of_access_token(token: &str, right: Right, state: &State, app: &App) -> Result<Who, AcError> {
    let audiences = app.autorisaties.audience.clone();
    let (entry, claims) = bearer::verify(token, audiences, state, app)?;
    let reaches = |scopes: &str| scopes.split(' ').any(|scope| scope == right.scope());
    if claims.scope.as_deref().is_some_and(|scopes| !reaches(scopes)) {
        return Err(AcError::Forbidden(right));
    }
    Ok(Who { entry, user: User::default() })
}

fn of_zgw_jwt(token: &str, state: &State, app: &App) -> Result<Who, AcError> {
    let jwt = zgw::Unverified::parse(token)?;
    let id = ClientId::parse(jwt.client_id()?).map_err(|_| ZgwError::UnknownClient)?;
    let entry = state.client(&id).ok_or(ZgwError::UnknownClient)?;
    let now = app.clock.now();
    let live = entry.zgw_keys.iter().filter(|key| now < key.expires_at);
    let open = |key: &ZgwKey| {
        let opened = zgw_keys::open(&app.seals, key).map_err(|why| unopened(&id, &why))?;
        Ok::<_, AcError>((key.id.clone(), opened))
    };
    let keys = live.map(open).collect::<Result<Vec<_>, _>>()?;
    let keys = keys.iter().map(|(id, key)| (id, &key[..]));
    let verified = jwt.verify(keys, Bounds::WIDEST, UnixTime::new(now.timestamp()))?;
    app.uses.note(verified.key().as_str(), Minute::of(now));
    let user = User {
        id: verified.user_id().map(str::to_owned),
        representation: verified.user_representation().map(str::to_owned),
    };
    Ok(Who { entry: std::sync::Arc::clone(entry), user })
}

fn unopened(client_id: &ClientId, why: &edge::sealing::SealingError) -> AcError {
    error!(%client_id, %why, "the key of a client's ZGW JWTs does not open");
    AcError::Internal
}

/// Whether a client holds the scope now: autorisaties of component `ac` have no objects.
fn may(entry: &ClientEntry, right: Right, state: &State) -> bool {
    let applicatie = entry.client.belongs.applicatie().and_then(|id| state.applicatie(id));
    let Some(applicatie) = applicatie else { return false };
    match &applicatie.applicatie.grants {
        Grants::All => true,
        Grants::These(these) => these
            .iter()
            .filter(|one| one.component() == Component::Ac)
            .any(|one| one.scopes().iter().any(|scope| scope.as_str() == right.scope())),
    }
}
