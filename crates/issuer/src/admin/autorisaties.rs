//! `/admin/v1/applicaties/{id}/autorisaties`: adds one, removes one. In force at every gateway
//! within a second.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::{ApplicatieId, Grants};
use edge::chance;
use uuid::Uuid;

use super::body::{self, AutorisatieMade, NewAutorisatie};
use super::error::AdminError;
use super::{Written, authorize, commit};
use crate::app::App;
use crate::store::applicaties::StoredAutorisatie;
use crate::store::changes::Subject;
use crate::store::{self, applicaties};

pub(crate) async fn add(
    request: HttpRequest,
    path: Path<String>,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let applicatie = applicatie_id(&path)?;
    let new: NewAutorisatie = body::read(body).await?;
    let new = StoredAutorisatie { id: chance::uuid_v4()?, autorisatie: new.parse()? };
    let write = store::write(&app.db).await?;
    let found = applicaties::find(&write, applicatie).await?;
    match found.ok_or_else(|| unknown(&path))?.grants {
        Grants::All => return Err(AdminError::HasAll),
        Grants::These(_) => applicaties::add_autorisatie(&write, applicatie, &new).await?,
    }
    let written = Written {
        caller: &caller,
        act: "autorisatie.add",
        on: format!("{applicatie}/{}", new.id),
        changed: Subject::Applicatie(applicatie),
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().json(AutorisatieMade { id: new.id }))
}

pub(crate) async fn remove(
    request: HttpRequest,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let (applicatie, autorisatie) = path.into_inner();
    let id = applicatie_id(&applicatie)?;
    let missing = || AdminError::NotFound { what: "autorisatie", id: autorisatie.clone() };
    let which = Uuid::parse_str(&autorisatie).map_err(|_| missing())?;
    let write = store::write(&app.db).await?;
    if !applicaties::remove_autorisatie(&write, id, which).await? {
        return Err(missing());
    }
    let written = Written {
        caller: &caller,
        act: "autorisatie.remove",
        on: format!("{id}/{which}"),
        changed: Subject::Applicatie(id),
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn applicatie_id(text: &str) -> Result<ApplicatieId, AdminError> {
    Uuid::parse_str(text).map(ApplicatieId::new).map_err(|_| unknown(text))
}

fn unknown(id: &str) -> AdminError {
    AdminError::NotFound { what: "applicatie", id: id.to_owned() }
}
