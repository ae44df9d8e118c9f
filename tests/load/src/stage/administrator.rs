//! An administrator, who registers what a case needs through the admin API.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Server;
use crate::fault::Fault;
use crate::population::{applicatie, name};
use crate::requests;
use crate::wire::Connection;

/// An administrator with a token.
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
        let request = requests::form(requests::TOKEN, "", &form);
        let answer = parsed(connection.expect(200, &request).await?)?;
        Ok(Self { token: text(&answer, "access_token")?, connection })
    }

    /// Ten applicaties, and clients spread over them; the token request of each.
    pub(super) async fn register(mut self, clients: usize) -> Result<Vec<Vec<u8>>, Fault> {
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
            requests.push(requests::token(&client, &self.secret(&client).await?));
        }
        Ok(requests)
    }

    /// Makes something.
    pub(super) async fn post(&mut self, path: &str, body: &Value) -> Result<Value, Fault> {
        self.make("POST", path, body).await
    }

    /// Makes something that has a name.
    pub(super) async fn put(&mut self, path: &str, body: &Value) -> Result<Value, Fault> {
        self.make("PUT", path, body).await
    }

    /// A new secret of a client or API.
    pub(super) async fn secret(&mut self, of: &str) -> Result<String, Fault> {
        let made = self.post(&format!("/clients/{of}/secrets"), &json!({})).await?;
        text(&made, "secret")
    }

    async fn make(&mut self, method: &str, path: &str, body: &Value) -> Result<Value, Fault> {
        let body = body.to_string();
        let request = format!(
            "{method} /admin/v1{path} HTTP/1.1\r\nHost: issuer\r\nAuthorization: Bearer {}\r\n\
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
