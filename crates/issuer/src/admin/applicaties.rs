//! `POST /admin/v1/applicaties`: registers an applicatie, with its autorisaties or without any yet.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::{Applicatie, ApplicatieId};
use edge::chance::{self, NoChance};
use uuid::Uuid;

use super::body::{self, ApplicatieMade, NewApplicatie};
use super::error::AdminError;
use super::{Written, authorize, commit};
use crate::app::App;
use crate::store::changes::Subject;
use crate::store::{self, applicaties};

pub(crate) async fn create(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let new: NewApplicatie = body::read(body).await?;
    let id = chance::uuid_v4()?;
    let applicatie = Applicatie {
        id: ApplicatieId::new(id),
        label: new.label()?,
        grants: new.grants()?,
        alleen_is_gereed_voor_publicatie: new.alleen_is_gereed_voor_publicatie,
    };
    let ids = new.autorisaties.iter().map(|_| chance::uuid_v4());
    let ids = ids.collect::<Result<Vec<Uuid>, NoChance>>()?;
    let write = store::write(&app.db).await?;
    applicaties::insert(&write, &applicatie, &ids, now).await?;
    let written = Written {
        caller: &caller,
        act: "applicatie.create",
        on: id.to_string(),
        changed: Subject::Applicatie(applicatie.id),
    };
    commit(write, written, &app, now).await?;
    Ok(HttpResponse::Created().json(ApplicatieMade { id, autorisaties: ids }))
}
