//! People who sign in and consent, at the endpoints that a browser would call.

use serde_json::json;

use super::super::Server;
use super::super::administrator::{Administrator, parsed, text};
use super::super::browser::Browser;
use super::userinfo;
use crate::chain::Chain;
use crate::fault::Fault;
use crate::requests;
use crate::scale::Scale;
use crate::wire::Connection;

const CLIENT: &str = "portaal";
const CALLBACK: &str = "https://portaal.example/terug";
const PERSON: &str = "jan.jansen";
const PASSWORD: &str = "vier losse woorden";

/// So many browsers of one person sign in at once.
const BROWSERS: usize = 5;

/// What comes of people.
pub(super) struct People {
    /// Each of a consent of its own.
    pub(super) chains: Vec<Chain>,
    pub(super) userinfo: Vec<Vec<u8>>,
    pub(super) logins: Vec<Vec<u8>>,
}

impl People {
    pub(super) async fn register(
        admin: &mut Administrator,
        server: &Server,
        scale: &Scale,
    ) -> Result<Self, Fault> {
        let portal = Portal::register(admin, server).await?;
        user(admin, PERSON).await?;
        let mut browser = Browser::open(server.address).await?;
        browser.sign_in(PERSON, PASSWORD).await?;
        let mut chains = Vec::new();
        for _ in 0..scale.connections {
            let answer = portal.given(&mut browser, "offline_access zaken.lezen").await?;
            chains.push(Chain::begin((CLIENT.to_owned(), portal.secret.clone()), &answer)?);
        }
        let answer = portal.given(&mut browser, "openid profile").await?;
        let userinfo = vec![userinfo(&text(&parsed(&answer)?, "access_token")?)];
        let mut logins = Vec::new();
        for number in 0..scale.logins.div_ceil(BROWSERS) {
            let name = format!("inlogger-{number}");
            user(admin, &name).await?;
            for _ in 0..BROWSERS {
                let mut browser = Browser::open(server.address).await?;
                logins.push(browser.login(&name, PASSWORD).await?);
            }
        }
        Ok(Self { chains, userinfo, logins })
    }
}

async fn user(admin: &mut Administrator, username: &str) -> Result<(), Fault> {
    let body = json!({ "username": username, "name": "Jan Jansen", "password": PASSWORD });
    admin.post("/users", &body).await.map(drop)
}

/// A client that people are sent by.
struct Portal<'a> {
    secret: String,
    server: &'a Server,
}

impl<'a> Portal<'a> {
    async fn register(admin: &mut Administrator, server: &'a Server) -> Result<Self, Fault> {
        let all = json!({ "label": "Portaal", "heeft_alle_autorisaties": true });
        let applicatie = admin.post("/applicaties", &all).await?["id"].clone();
        let grants = json!(["authorization_code", "refresh_token"]);
        let oauth = json!({ "grant_types": grants, "redirect_uris": [CALLBACK] });
        let body = json!({ "client_id": CLIENT, "applicatie": applicatie, "oauth": oauth });
        admin.post("/clients", &body).await?;
        Ok(Self { secret: admin.secret(CLIENT).await?, server })
    }

    /// What comes of a code for this scope.
    async fn given(&self, browser: &mut Browser, scope: &str) -> Result<Vec<u8>, Fault> {
        let form = browser.lets(CLIENT, scope).await?;
        let mut connection = Connection::open(self.server.address).await?;
        let request = requests::asking((CLIENT, &self.secret), &form);
        Ok(connection.expect(200, &request).await?.to_vec())
    }
}
