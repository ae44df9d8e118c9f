//! `/admin/v1`: registering applicaties, clients and people, handing out and revoking secrets, keys,
//! and how the feed is doing.
//!
//! Every call is made with a token whose audience is exactly this API and that carries the scope
//! `zaakpoort.admin`; every write leaves a row in the audit log, and is known to this issuer
//! before it is acknowledged. Start reading at [`routes`].

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use edge::feed::ChangeNumber;

use crate::act::Act;
use crate::app::App;
use crate::bearer::{self, BearerError, Caller, Demand};
use crate::deeds::{self, Done};
use crate::notices::Notice;
use crate::paths;
use crate::state::State;
use crate::store::audit::{Content, Deed};
use crate::store::changes::Subject;
use crate::store::{self, Write};

mod accesses;
mod api_tokens;
mod apis;
mod applicatie_end;
mod applicaties;
mod audit;
mod autorisaties;
mod bindings;
mod body;
mod client_settings;
mod clients;
mod error;
mod explain;
mod feed;
mod grants;
mod imports;
mod keys;
mod last_administrator;
mod last_credential;
mod mirrors;
mod notificaties;
mod openapi;
mod precondition;
mod public_keys;
mod registration_tokens;
mod resource;
mod routes;
mod secret_imports;
mod secret_rotation;
mod secret_search;
mod secrets;
mod seen;
mod tokens;
mod upstream_keys;
mod user_access;
mod users;
mod whole_belongings;
mod whole_writing;
mod wholes;
mod zgw_keys;

use error::AdminError;
pub(crate) use routes::configure;

const DEMAND: Demand = Demand { audience_path: paths::ADMIN, scope: paths::ADMIN_SCOPE };

/// Who may administer.
async fn authorize(request: &HttpRequest, app: &App) -> Result<Caller, AdminError> {
    let state = app.follower.current().await.map_err(|stale| refused(stale.into(), app))?;
    judge(request, &state, app)
}

/// Who may administer as things stand in this state.
fn judge(request: &HttpRequest, state: &State, app: &App) -> Result<Caller, AdminError> {
    let caller = bearer::authenticate(request, DEMAND, state, app);
    let caller = caller.map_err(|why| refused(why, app))?;
    // What it wrote now, its gateways might hear only when it is back.
    if app.stop.is_given() && !request.method().is_safe() {
        return Err(AdminError::Stopping);
    }
    Ok(caller)
}

fn refused(why: BearerError, app: &App) -> AdminError {
    AdminError::Caller { why, audience: app.public_url.join(DEMAND.audience_path) }
}

/// Begins a write of who may administer still, now that nobody else writes: others may have withdrawn
/// that while it waited for its turn.
async fn begin(request: &HttpRequest, app: &App) -> Result<Write, AdminError> {
    let write = store::write(&app.db).await?;
    let state = app.follower.beneath(&write).await.map_err(|stale| refused(stale.into(), app))?;
    judge(request, &state, app)?;
    Ok(write)
}

/// Who may administer, what was sent, and when it was there. A body may take its time, so who asks is
/// judged again when it is read.
async fn asked<T>(
    request: &HttpRequest,
    body: impl Future<Output = Result<T, AdminError>>,
    app: &App,
) -> Result<(Caller, T, DateTime<Utc>), AdminError> {
    authorize(request, app).await?;
    let body = body.await?;
    let caller = authorize(request, app).await?;
    Ok((caller, body, app.clock.now()))
}

/// What a write did, to which thing, and who must hear of it.
struct Written<'a> {
    caller: &'a Caller,
    act: Act,
    on: String,
    /// What the thing was before, and what it is now.
    content: Content,
    changed: Vec<Subject>,
    /// For those who follow the AC; of what it does not show there is none.
    notice: Option<Notice>,
}

/// Commits a write with its audit row and its changes, and lets this issuer know it; gives the
/// number of the last change.
async fn commit(
    write: Write,
    written: Written<'_>,
    app: &App,
    now: DateTime<Utc>,
) -> Result<ChangeNumber, AdminError> {
    let Written { caller, act, on, content, changed, notice } = written;
    let address = Some(caller.address());
    let deed = Deed { address, ..Deed::new(caller.client_id().as_str(), act, on, content) };
    deeds::commit(write, Done { deed, changed, notice }, app, now).await
}
