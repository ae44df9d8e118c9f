//! A client of the Autorisaties API, as other components are: it signs its own ZGW JWTs.

use std::net::SocketAddr;

use edge::clock::Clock;
use serde_json::{Value, json};
use tokens::UnixTime;
use tokens::zgw::{self, ZgwClaims};

use super::client::encoded;
use super::people::patiently;
use super::{Answer, Installation, Request, TaskApplication};

/// Where the API is.
pub(crate) const AC: &str = "/autorisaties/api/v1";

/// A client with the key of its ZGW JWTs.
pub(crate) struct AcClient {
    pub(crate) application: TaskApplication,
    pub(crate) key: String,
    issuer: SocketAddr,
}

impl AcClient {
    /// One that may read and write applicaties.
    pub(crate) fn writer(at: &Installation) -> Self {
        Self::with(at, &["autorisaties.lezen", "autorisaties.bijwerken"])
    }

    /// One that holds these scopes of component ac.
    pub(crate) fn with(at: &Installation, scopes: &[&str]) -> Self {
        let may = json!({ "component": "ac", "scopes": scopes });
        Self::register(at, &json!({ "label": "AC-client", "autorisaties": [may] }))
    }

    /// One of an applicatie of your own.
    pub(crate) fn register(at: &Installation, applicatie: &Value) -> Self {
        let application = TaskApplication::register(at, applicatie, &json!({}));
        let path = format!("/clients/{}/zgw-keys", encoded(&application.client_id));
        let end = Clock::system().now() + chrono::TimeDelta::days(1);
        let body = json!({ "label": "test", "expires_at": end.to_rfc3339() });
        let made = at.administrator().done("POST", &path, &body);
        let key = made["key"].as_str().unwrap().to_owned();
        Self { application, key, issuer: at.issuer }
    }

    /// The same client, asking another issuer.
    pub(crate) fn at(&self, issuer: SocketAddr) -> Self {
        Self { application: self.application.clone(), key: self.key.clone(), issuer }
    }

    /// The server that it asks.
    pub(crate) fn issuer(&self) -> SocketAddr {
        self.issuer
    }

    /// A ZGW JWT of this moment.
    pub(crate) fn jwt(&self) -> String {
        self.jwt_of(|_| ())
    }

    /// A ZGW JWT with other claims.
    pub(crate) fn jwt_of(&self, change: impl FnOnce(&mut ZgwClaims)) -> String {
        let now = Clock::system().unix();
        let mut claims = ZgwClaims {
            iss: self.application.client_id.clone(),
            client_id: self.application.client_id.clone(),
            iat: now,
            exp: UnixTime::new(now.as_secs() + 60),
            user_id: Some("jan".to_owned()),
            user_representation: Some("Jan Jansen".to_owned()),
        };
        change(&mut claims);
        zgw::sign(&claims, self.key.as_bytes())
    }

    /// A request to a path under the API's root, with a ZGW JWT.
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, &format!("{AC}{path}")).bearer(&self.jwt())
    }

    /// Sends a request without a body.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Answer {
        self.request(method, path).send(self.issuer)
    }

    /// Sends a body.
    pub(crate) fn call(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.request(method, path).json(body).send(self.issuer)
    }

    /// Sends a body, which must be taken.
    pub(crate) fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = patiently(|| self.call(method, path, body));
        assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.text());
        answer.json()
    }
}

/// The path under the API's root that an applicatie's URL has.
pub(crate) fn path_of(applicatie: &Value) -> String {
    let url = applicatie["url"].as_str().unwrap();
    url.split_once(AC).unwrap().1.to_owned()
}
