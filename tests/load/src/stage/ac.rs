//! An issuer with many applicaties, as its Autorisaties API shows them, on either database.

use std::path::Path;

use serde_json::{Value, json};
use uuid::Uuid;

use super::administrator::{Administrator, parsed, text};
use super::database::Kept;
use super::issuer::launch;
use super::{Place, Server};
use crate::fault::{Fault, at};
use crate::kind::{Asked, Database};
use crate::population::{ZAKEN, applicatie, name};
use crate::process::free_address;
use crate::requests;
use crate::wire::Connection;

const ROOT: &str = "/autorisaties/api/v1";
/// Of how many applicaties the clients are asked for in turn.
const ASKED_FOR: usize = 1_000;

/// An Autorisaties API with applicaties.
pub(crate) struct Ac {
    pub(crate) database: Database,
    pub(crate) server: Server,
    token: String,
    applicaties: usize,
    /// Ends with it.
    _kept: Kept,
}

impl Ac {
    /// Registers so many applicaties of 50 autorisaties; none where the database is not installed.
    pub(crate) async fn found(
        place: &Place,
        database: Database,
        applicaties: usize,
    ) -> Result<Option<Self>, Fault> {
        let Some(kept) = Kept::on(database) else { return Ok(None) };
        eprintln!("registering {applicaties} applicaties, {}", database.name());
        let room = place.room(&format!("ac-{}", kept.name))?;
        let address = free_address()?;
        configure(&room, &address.to_string(), &kept.url)?;
        let (server, _) = launch(place, &room, address).await?;
        let token = client(&server).await?;
        fill(&server, &token, applicaties).await?;
        Ok(Some(Self { database, server, token, applicaties, _kept: kept }))
    }

    /// The requests of a case.
    pub(crate) fn requests(&self, asked: Asked) -> Vec<Vec<u8>> {
        let one = |path: String| requests::get(&format!("{ROOT}{path}"), &self.token);
        let clients = (0..self.applicaties.min(ASKED_FOR))
            .map(|at| name(at * self.applicaties / self.applicaties.min(ASKED_FOR)));
        match asked {
            Asked::FirstPage => vec![one("/applicaties".to_owned())],
            Asked::LastPage => {
                vec![one(format!("/applicaties?page={}", self.applicaties.div_ceil(100)))]
            }
            Asked::Consumer => {
                clients.map(|id| one(format!("/applicaties/consumer?clientId={id}"))).collect()
            }
            Asked::ClientIds => {
                clients.map(|id| one(format!("/applicaties?clientIds={id}"))).collect()
            }
        }
    }
}

fn configure(room: &Path, address: &str, url: &str) -> Result<(), Fault> {
    let file = room.join("zaakpoort.toml");
    let text = format!(
        r#"[issuer]
listen = "{address}"
public_url = "http://{address}"
sealing_key = {{ file = "keys/sealing.key" }}
default_audience = "{ZAKEN}"
database = "{url}"
access_token_lifetime = "12h"
[autorisaties]
public_url = "{ZAKEN}"
"#
    );
    std::fs::write(&file, text).map_err(at(&file))
}

/// A client that may read and write applicaties, and a token of it.
async fn client(server: &Server) -> Result<String, Fault> {
    let mut admin = Administrator::login(server).await?;
    let scopes = ["autorisaties.lezen", "autorisaties.bijwerken"];
    let may = json!({ "component": "ac", "scopes": scopes });
    let made = admin.post("/applicaties", &json!({ "label": "AC", "autorisaties": [may] })).await?;
    let client = json!({ "client_id": "ac", "applicatie": made["id"] });
    admin.post("/clients", &client).await?;
    let request = requests::token("ac", &admin.secret("ac").await?);
    let mut connection = Connection::open(server.address).await?;
    text(&parsed(connection.expect(200, &request).await?)?, "access_token")
}

async fn fill(server: &Server, token: &str, applicaties: usize) -> Result<(), Fault> {
    let mut connection = Connection::open(server.address).await?;
    for number in 0..applicaties {
        let told = applicatie(number, Uuid::nil()).autorisaties;
        let given: Vec<Value> = told.iter().map(autorisatie).collect();
        let body = json!({
            "clientIds": [name(number)], "label": format!("Applicatie {number}"),
            "autorisaties": given,
        });
        let body = body.to_string();
        let request = format!(
            "POST {ROOT}/applicaties HTTP/1.1\r\nHost: issuer\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        connection.expect(201, request.as_bytes()).await?;
    }
    Ok(())
}

/// An autorisatie in the words of the standard.
fn autorisatie(told: &edge::feed::AutorisatieState) -> Value {
    let mut body = json!({ "component": told.component, "scopes": told.scopes });
    if let Some(object_type) = &told.object_type {
        body["zaaktype"] = json!(object_type);
        body["maxVertrouwelijkheidaanduiding"] = json!(told.max_vertrouwelijkheidaanduiding);
    }
    body
}
