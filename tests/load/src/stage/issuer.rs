//! An issuer on SQLite, as its own process, with clients that were registered through its admin API.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Place, Server};
use crate::fault::{Fault, at};
use crate::population::{ZAKEN, applicatie, name};
use crate::process::{Process, free_address};
use crate::requests;
use crate::wire::Connection;

/// An issuer with clients; started as often as is asked.
pub(crate) struct Issuer {
    place: Place,
    room: PathBuf,
    address: SocketAddr,
    /// One token request of each client.
    pub(crate) requests: Vec<Vec<u8>>,
}

impl Issuer {
    /// Makes the database, and registers so many clients.
    pub(crate) async fn found(place: &Place, clients: usize) -> Result<Self, Fault> {
        let (room, address) = (place.room("issuer")?, free_address()?);
        let file = room.join("zaakpoort.toml");
        std::fs::write(&file, configuration(address)).map_err(at(&file))?;
        let (server, _) = launch(place, &room, address).await?;
        let requests = Administrator::login(&server).await?.register(clients).await?;
        Ok(Self { place: place.clone(), room, address, requests })
    }

    /// Starts it on its database; how long it took to the first answer.
    pub(crate) async fn start(&self) -> Result<(Server, Duration), Fault> {
        launch(&self.place, &self.room, self.address).await
    }
}

pub(super) async fn launch(
    place: &Place,
    room: &Path,
    address: SocketAddr,
) -> Result<(Server, Duration), Fault> {
    let begun = Instant::now();
    let mut process = Process::start("issuer", place.zaakpoort(&["issuer"]), room)?;
    process.answers(address, &requests::plain("/health/ready")).await?;
    Ok((Server { process, address }, begun.elapsed()))
}

fn configuration(address: SocketAddr) -> String {
    format!(
        r#"[issuer]
listen = "{address}"
public_url = "http://{address}"
sealing_key = {{ file = "keys/sealing.key" }}
default_audience = "{ZAKEN}"
hash_workers = 2
hash_queue = 200
"#
    )
}

pub(super) struct Administrator {
    connection: Connection,
    token: String,
}

impl Administrator {
    /// With the secret that the first start showed.
    pub(super) async fn login(server: &Server) -> Result<Self, Fault> {
        let said = server.process.said();
        let secret = said.split_whitespace().find(|word| word.starts_with("zp_"));
        let Some(secret) = secret else { return Err(Fault::NoSecret { said }) };
        let form = format!(
            "grant_type=client_credentials&scope=zaakpoort.admin&client_id=beheerder&client_secret={secret}"
        );
        let mut connection = Connection::open(server.address).await?;
        let head = "POST /connect/token HTTP/1.1\r\nHost: issuer\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\n";
        let request = format!("{head}Content-Length: {}\r\n\r\n{form}", form.len());
        let answer = parsed(connection.expect(200, request.as_bytes()).await?)?;
        Ok(Self { token: text(&answer, "access_token")?, connection })
    }

    /// Ten applicaties, and clients spread over them; the token request of each.
    async fn register(mut self, clients: usize) -> Result<Vec<Vec<u8>>, Fault> {
        let mut applicaties = Vec::new();
        for number in 0..10 {
            let told = applicatie(number, Uuid::nil()).autorisaties;
            let given: Vec<Value> = told.iter().map(autorisatie).collect();
            let body = json!({ "label": format!("Applicatie {number}"), "autorisaties": given });
            applicaties.push(text(&self.post("/applicaties", &body).await?, "id")?);
        }
        let mut requests = Vec::new();
        for number in 0..clients {
            let (client, applicatie) = (name(number), &applicaties[number % applicaties.len()]);
            let body = json!({ "client_id": client, "applicatie": applicatie });
            self.post("/clients", &body).await?;
            let made = self.post(&format!("/clients/{client}/secrets"), &json!({})).await?;
            requests.push(requests::token(&client, &text(&made, "secret")?));
        }
        Ok(requests)
    }

    pub(super) async fn post(&mut self, path: &str, body: &Value) -> Result<Value, Fault> {
        let body = body.to_string();
        let request = format!(
            "POST /admin/v1{path} HTTP/1.1\r\nHost: issuer\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        parsed(self.connection.expect(201, request.as_bytes()).await?)
    }
}

/// An autorisatie in the admin API's words.
fn autorisatie(told: &edge::feed::AutorisatieState) -> Value {
    let mut body = json!({ "component": told.component, "scopes": told.scopes });
    if let Some(object_type) = &told.object_type {
        body["zaaktype"] = json!(object_type);
        body["max_vertrouwelijkheidaanduiding"] = json!(told.max_vertrouwelijkheidaanduiding);
    }
    body
}

pub(super) fn parsed(body: &[u8]) -> Result<Value, Fault> {
    serde_json::from_slice(body).map_err(|_| Fault::Answer("it is not JSON"))
}

pub(super) fn text(answer: &Value, member: &str) -> Result<String, Fault> {
    let text = answer[member].as_str().map(str::to_owned);
    text.ok_or(Fault::Answer("a member is missing"))
}
