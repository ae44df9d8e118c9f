//! Clients of every kind, and an API that asks what their tokens stand for.

use serde_json::{Value, json};

use super::super::Server;
use super::super::administrator::{Administrator, text};
use super::{token, userinfo};
use crate::assertions::Asserter;
use crate::fault::Fault;
use crate::population::name;
use crate::requests;
use crate::wire::Connection;

/// The API that tokens are for.
const API: &str = "registratie";

/// What clients send, and what is asked of their tokens.
#[derive(Default)]
pub(super) struct Clients {
    pub(super) asserters: Vec<Asserter>,
    /// Token requests of those whose tokens are signed.
    pub(super) signed: Vec<Vec<u8>>,
    /// Token requests of those whose tokens say nothing.
    pub(super) opaque: Vec<Vec<u8>>,
    pub(super) userinfo: Vec<Vec<u8>>,
    pub(super) introspect_signed: Vec<Vec<u8>>,
    pub(super) introspect_opaque: Vec<Vec<u8>>,
}

/// Who registers, and who asks for the first tokens.
struct Registrar<'a> {
    admin: &'a mut Administrator,
    connection: Connection,
    applicatie: String,
    /// How the API authenticates.
    api: String,
}

impl Clients {
    /// So many of each kind.
    pub(super) async fn register(
        admin: &mut Administrator,
        server: &Server,
        count: usize,
    ) -> Result<Self, Fault> {
        let mut registrar = Registrar::new(admin, server).await?;
        let mut clients = Self::default();
        for number in 0..count {
            clients.add(&mut registrar, number).await?;
            let id = format!("ondertekenaar-{number}");
            let issuer = format!("http://{}", server.address);
            clients.asserters.push(registrar.asserter(id, issuer).await?);
        }
        Ok(clients)
    }

    /// One that gets signed tokens, and one that does not.
    async fn add(&mut self, registrar: &mut Registrar<'_>, number: usize) -> Result<(), Fault> {
        let signed = registrar.client(&name(number), &json!({})).await?;
        let told = registrar.token(&signed).await?;
        self.userinfo.push(userinfo(&told));
        self.introspect_signed.push(registrar.introspect(&told));
        self.signed.push(signed);
        let format = json!({ "token_format": "opaque" });
        let opaque = registrar.client(&format!("dicht-{number}"), &format).await?;
        let told = registrar.token(&opaque).await?;
        if told.contains('.') {
            return Err(Fault::Answer("a token is signed that should say nothing"));
        }
        self.introspect_opaque.push(registrar.introspect(&told));
        self.opaque.push(opaque);
        Ok(())
    }
}

impl<'a> Registrar<'a> {
    async fn new(admin: &'a mut Administrator, server: &Server) -> Result<Self, Fault> {
        let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
        let applicatie = text(&admin.post("/applicaties", &all).await?, "id")?;
        admin.put(&format!("/apis/{API}"), &json!({ "reference": "Registratie" })).await?;
        let api = requests::basic((API, &admin.secret(API).await?));
        let connection = Connection::open(server.address).await?;
        Ok(Self { admin, connection, applicatie, api })
    }

    /// A client with a secret; its token request.
    async fn client(&mut self, id: &str, oauth: &Value) -> Result<Vec<u8>, Fault> {
        self.new_client(id, oauth).await?;
        let secret = self.admin.secret(id).await?;
        Ok(requests::asking((id, &secret), "grant_type=client_credentials&scope=openid"))
    }

    /// A client with a key.
    async fn asserter(&mut self, id: String, issuer: String) -> Result<Asserter, Fault> {
        let method = json!({ "token_endpoint_auth_method": "private_key_jwt" });
        self.new_client(&id, &method).await?;
        let path = format!("/clients/{id}/public-keys");
        let (asserter, jwk) = Asserter::new(id, issuer)?;
        self.admin.post(&path, &json!({ "label": "load", "jwk": jwk })).await?;
        Ok(asserter)
    }

    async fn new_client(&mut self, id: &str, oauth: &Value) -> Result<(), Fault> {
        let body = json!({
            "client_id": id, "applicatie": self.applicatie, "oauth": oauth,
            "audiences": [API], "extra_scopes": ["openid"],
        });
        self.admin.post("/clients", &body).await.map(drop)
    }

    async fn token(&mut self, request: &[u8]) -> Result<String, Fault> {
        token(&mut self.connection, request).await
    }

    /// Asks as the API what a token stands for.
    fn introspect(&self, token: &str) -> Vec<u8> {
        requests::form("/connect/introspect", &self.api, &format!("token={token}"))
    }
}
