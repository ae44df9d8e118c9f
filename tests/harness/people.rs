//! The people of the cases: an administrator who registers, a task application that asks.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use uuid::Uuid;
use voorbeeldzaken::sample;

use super::client::encoded;
use super::{Answer, Installation, Request};

/// An administrator with a token.
pub(crate) struct Administrator {
    issuer: SocketAddr,
    pub(crate) token: String,
}

impl Administrator {
    /// Fetches a token for the admin API.
    pub(crate) fn login(issuer: SocketAddr, secret: &str) -> Self {
        Self::login_as(issuer, "beheerder", secret)
    }

    /// Fetches a token for the admin API as another administrator than the first.
    pub(crate) fn login_as(issuer: SocketAddr, client_id: &str, secret: &str) -> Self {
        let form = format!(
            "grant_type=client_credentials&scope=zaakpoort.admin&client_id={client_id}&client_secret={secret}"
        );
        let answer = Request::post("/connect/token").form(&form).send(issuer);
        assert_eq!(answer.status, 200, "{}", answer.text());
        Self { issuer, token: answer.member("access_token") }
    }

    /// Calls the admin API.
    pub(crate) fn call(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = Request::new(method, &format!("/admin/v1{path}")).bearer(&self.token);
        request.json(body).send(self.issuer)
    }

    /// Replaces something at the admin API, whatever it is now; or makes it, where it is not.
    pub(crate) fn replaces(&self, path: &str, condition: &str, body: &Value) -> Answer {
        let request = Request::new("PUT", &format!("/admin/v1{path}")).bearer(&self.token);
        request.header(condition, "*").json(body).send(self.issuer)
    }

    /// Calls the admin API, which must do what it is asked.
    pub(crate) fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = patiently(|| self.call(method, path, body));
        assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.text());
        answer.json()
    }
}

/// Asks again where the answer says so: on a machine that does much else a write may not get its turn.
pub(crate) fn patiently(ask: impl Fn() -> Answer) -> Answer {
    let is_busy = |answer: &Answer| answer.status == 503 && answer.header("retry-after").is_some();
    let mut answers = std::iter::repeat_with(ask).take(5);
    answers.find(|answer| !is_busy(answer)).unwrap_or_else(|| panic!("busy five times"))
}

/// What an applicatie may do with zaken of one type.
#[derive(Debug, Clone)]
pub(crate) struct Autorisatie {
    pub(crate) scopes: Vec<&'static str>,
    pub(crate) zaaktype: Uuid,
    pub(crate) max: &'static str,
}

impl Autorisatie {
    pub(crate) fn zaken(scopes: &[&'static str], zaaktype: Uuid, max: &'static str) -> Self {
        Self { scopes: scopes.to_vec(), zaaktype, max }
    }

    pub(crate) fn body(&self, public_url: &str) -> Value {
        json!({
            "component": "zrc",
            "scopes": self.scopes,
            "zaaktype": sample::url(public_url, sample::ZAAKTYPEN, self.zaaktype),
            "max_vertrouwelijkheidaanduiding": self.max,
        })
    }
}

/// A registered task application with one client and one secret.
#[derive(Clone)]
pub(crate) struct TaskApplication {
    pub(crate) applicatie: String,
    pub(crate) autorisaties: Vec<String>,
    pub(crate) client_id: String,
    pub(crate) secret: String,
    pub(crate) secret_id: String,
}

impl TaskApplication {
    /// Registers one that holds these autorisaties, and lets the upstream know it.
    pub(crate) fn with(at: &Installation, autorisaties: &[Autorisatie]) -> Self {
        let bodies: Vec<Value> =
            autorisaties.iter().map(|one| one.body(&at.public_url())).collect();
        Self::register(
            at,
            &json!({ "label": "Taakapplicatie", "autorisaties": bodies }),
            &json!({}),
        )
    }

    /// Registers one that may do everything.
    pub(crate) fn with_all(at: &Installation) -> Self {
        let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
        Self::register(at, &all, &json!({}))
    }

    /// Registers one with a body for the applicatie and more settings for the client.
    pub(crate) fn register(at: &Installation, applicatie: &Value, client: &Value) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let client_id = format!("app-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Self::named(at, &client_id, applicatie, client)
    }

    /// Registers one under a client id of your choice.
    pub(crate) fn named(
        at: &Installation,
        client_id: &str,
        applicatie: &Value,
        client: &Value,
    ) -> Self {
        let admin = at.administrator();
        let made = admin.done("POST", "/applicaties", applicatie);
        let mut body = client.clone();
        body["client_id"] = json!(client_id);
        body["applicatie"] = made["id"].clone();
        admin.done("POST", "/clients", &body);
        let mut application = Self {
            applicatie: made["id"].as_str().unwrap().to_owned(),
            autorisaties: made["autorisaties"]
                .as_array()
                .unwrap()
                .iter()
                .map(|id| id.as_str().unwrap().to_owned())
                .collect(),
            client_id: client_id.to_owned(),
            secret: String::new(),
            secret_id: String::new(),
        };
        (application.secret_id, application.secret) = application.new_secret(&admin);
        at.trust(client_id);
        application
    }

    /// Another secret beside those that are there: its id and its text.
    pub(crate) fn new_secret(&self, admin: &Administrator) -> (String, String) {
        let path = format!("/clients/{}/secrets", encoded(&self.client_id));
        let made = admin.done("POST", &path, &json!({}));
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("id"), text("secret"))
    }

    /// Asks for a token with more parameters.
    pub(crate) fn ask(&self, at: &Installation, more: &str) -> Answer {
        let form = format!("grant_type=client_credentials&{more}");
        Request::post("/connect/token")
            .header("Authorization", &basic(&self.client_id, &self.secret))
            .form(&form)
            .send(at.issuer)
    }

    /// A token for all that its autorisaties give.
    pub(crate) fn token(&self, at: &Installation) -> String {
        let answer = self.ask(at, "");
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.member("access_token")
    }

    /// A token for some scopes alone.
    pub(crate) fn token_for(&self, at: &Installation, scope: &str) -> String {
        let answer = self.ask(at, &format!("scope={}", scope.replace(' ', "+")));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.member("access_token")
    }
}

/// The value of a Basic header, not form-encoded, as many clients send it.
pub(crate) fn basic(id: &str, secret: &str) -> String {
    use base64::Engine as _;
    let pair = format!("{id}:{secret}");
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}
