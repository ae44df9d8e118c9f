//! `POST /admin/v1/clients`: gives an applicatie a client id, for ever (`ac-001`).

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use autorisaties::ApplicatieId;
use edge::feed::ChangeNumber;

use super::body::{self, ClientMade, NewClient};
use super::error::AdminError;
use super::{Written, authorize, commit};
use crate::app::App;
use crate::model::{Belongs, Client};
use crate::store::changes::Subject;
use crate::store::{self, applicaties, clients};

const COLON: &str = "a client id with a colon cannot be sent with HTTP Basic; this client \
                     authenticates with client_id and client_secret in the body";

pub(crate) async fn create(
    request: HttpRequest,
    body: Payload,
    app: Data<App>,
) -> Result<HttpResponse, AdminError> {
    let now = app.clock.now();
    let caller = authorize(&request, &app).await?;
    let new: NewClient = body::read(body).await?;
    let client = client(&new)?;
    let write = store::write(&app.db).await?;
    let applicatie = ApplicatieId::new(new.applicatie);
    if applicaties::find(&write, applicatie).await?.is_none() {
        return Err(AdminError::NotFound { what: "applicatie", id: applicatie.to_string() });
    }
    if clients::was_ever_given(&write, &client.id).await? {
        return Err(AdminError::ClientIdGiven(client.id.to_string()));
    }
    clients::insert(&write, &client, now).await?;
    let written = Written {
        caller: &caller,
        act: "client.create",
        on: client.id.to_string(),
        changed: Subject::Client(client.id.clone()),
    };
    commit(write, written, &app, now).await?;
    let note = client.id.as_str().contains(':').then_some(COLON);
    Ok(HttpResponse::Created().json(ClientMade { client_id: client.id.as_str(), note }))
}

fn client(new: &NewClient) -> Result<Client, AdminError> {
    Ok(Client {
        id: new.client_id()?,
        belongs: Belongs::To(ApplicatieId::new(new.applicatie)),
        audiences: new.audiences()?,
        extra_scopes: new.extra_scopes()?,
        access_token_lifetime: new.lifetime()?,
        issued_before: ChangeNumber::NONE,
    })
}
