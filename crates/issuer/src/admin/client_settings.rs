//! The settings of a client after it was made: `PATCH /admin/v1/clients/{client_id}`, and which
//! rules of a profile they break.

use crate::act::Act;
use crate::store::audit::Content;
use ::tokens::Algorithm;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::body::{self, Broken, ClientBody, ClientSettings, Lint, LintQuery};
use super::clients::find_present;
use super::error::AdminError;
use super::openapi::Refusals;
use super::seen;
use super::{Written, asked, authorize, begin, commit, public_keys};
use crate::app::App;
use crate::client_keys;
use crate::model::{Belongs, Client};
use crate::public_clients;
use crate::rotation;
use crate::settings::{Facts, OAuth, Profile, breaches, broken_by};
use crate::store::changes::Subject;
use crate::store::client_records::ClientRecord;
use crate::store::{self, Write, clients, key_lives};

/// Changes settings of a client: those that are named; null brings one back to its default (RFC 7396).
#[utoipa::path(
    patch, path = "/clients/{client_id}", tag = "clients", operation_id = "change_client",
    params(("client_id" = String, Path, description = "The client.")),
    request_body = ClientSettings, responses((status = 200, body = ClientBody), Refusals)
)]
pub(super) async fn change(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let (caller, patch, now) = asked(&request, body::read_patch(&request, body), &app).await?;
    let write = begin(&request, &app).await?;
    let found = find_present(&write, &path).await?;
    let Belongs::To(_) = found.client.belongs else { return Err(of_the_system()) };
    let was = seen::client(&write, &found.client.id).await?;
    let before = found.client.oauth.clone();
    let client = ClientSettings::of(&found.client).patched(patch)?.settle(found.client)?;
    demand_profile(&client, public_keys::live(&write, &client, now).await?, &app)?;
    demand_keys(&write, &before, &client.oauth).await?;
    clients::change(&write, &client).await?;
    let before = before.jwks_uri.as_ref();
    client_keys::keep_address(&write, &client, before, (&app.key_sets, now)).await?;
    public_clients::keep(&write, &client, now).await?;
    let (on, subject) = (client.id.to_string(), Subject::Client(client.id.clone()));
    let after = ClientBody::from(ClientRecord { client, ..found });
    let written = Written {
        caller: &caller,
        act: Act::ClientChange,
        on,
        content: Content::changed(was, &after),
        changed: vec![subject],
        notice: None,
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Ok().json(after))
}

/// Says which rules of a profile a client breaks: those of `nlgov`, unless another is named.
#[utoipa::path(
    get, path = "/clients/{client_id}/lint", tag = "clients", operation_id = "lint_client",
    params(("client_id" = String, Path, description = "The client."), LintQuery),
    responses((status = 200, body = Lint), Refusals)
)]
pub(super) async fn lint(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    authorize(&request, &app).await?;
    let query: LintQuery = body::query(&request)?;
    let read = store::read(&app.db).await?;
    let client = find_present(&read, &path).await?.client;
    let keys = public_keys::live(&read, &client, now).await?;
    let broken = match query.profile.unwrap_or(Profile::Nlgov) {
        Profile::Baseline => Vec::new(),
        Profile::Nlgov => breaches(&client.oauth, facts(&client, keys, &app)),
    };
    Ok(HttpResponse::Ok().json(Lint { broken: broken.into_iter().map(Broken::from).collect() }))
}

/// Refuses a client of a profile that breaks what it demands.
pub(super) fn demand_profile(client: &Client, keys: usize, app: &App) -> Result<(), AdminError> {
    match broken_by(&client.oauth, facts(client, keys, app)) {
        Some(told) => Err(AdminError::Invalid(told)),
        None => Ok(()),
    }
}

/// Refuses an algorithm that was not asked for before and that no key signs with yet: whoever cached
/// the key set would not know the one that comes.
pub(super) async fn demand_keys(
    write: &Write,
    before: &OAuth,
    after: &OAuth,
) -> Result<(), AdminError> {
    let algorithms = |settings: &OAuth| [settings.signing_algorithm, settings.id_token_algorithm];
    let mut asked = algorithms(before).into_iter().zip(algorithms(after));
    if asked.clone().all(|(before, after)| before == after) {
        return Ok(());
    }
    let lives = key_lives::all(write).await?;
    let lacks = |after: Algorithm| !lives.iter().any(|key| key.signs(after));
    let Some((_, algorithm)) = asked.find(|(before, after)| before != after && lacks(*after))
    else {
        return Ok(());
    };
    let signs_from = rotation::pending(&lives, algorithm).and_then(|pending| pending.until);
    Err(AdminError::NoKeyYet { algorithm, signs_from })
}

fn facts(client: &Client, keys: usize, app: &App) -> Facts {
    Facts { access_token_lifetime: app.lifetime(client.access_token_lifetime), keys }
}

fn of_the_system() -> AdminError {
    AdminError::Invalid("a client of the system itself has no settings".into())
}
