//! `/connect/register`: applications that register themselves (RFC 7591).

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::authorize::{CALLBACK, Portal};
use crate::harness::canaries::PASSWORD;
use crate::harness::{
    Administrator, Answer, Bench, Browser, Installation, Request, TaskApplication, eventually,
};

pub(crate) mod answers;
pub(crate) mod floods;
pub(crate) mod keys;
pub(crate) mod metadata;
pub(crate) mod names;
pub(crate) mod odd;
pub(crate) mod scopes;
pub(crate) mod statements;
pub(crate) mod story;
pub(crate) mod tokens;
pub(crate) mod unseen;
pub(crate) mod users;

/// An applicatie, and an administrator who makes tokens for it.
pub(crate) struct Registrar {
    pub(crate) at: Arc<Installation>,
    pub(crate) admin: Administrator,
    pub(crate) applicatie: String,
}

impl Registrar {
    /// Of an applicatie that may do everything.
    pub(crate) fn open(bench: &Bench) -> Self {
        Self::of(bench, &json!({ "label": "Aanmeldingen", "heeft_alle_autorisaties": true }))
    }

    pub(crate) fn of(bench: &Bench, applicatie: &Value) -> Self {
        Self::at(bench.shared(), applicatie)
    }

    pub(crate) fn at(at: Arc<Installation>, applicatie: &Value) -> Self {
        let admin = at.administrator();
        let made = admin.done("POST", "/applicaties", applicatie);
        let applicatie = made["id"].as_str().unwrap().to_owned();
        Self { at, admin, applicatie }
    }

    /// Makes a token, with more of its members.
    pub(crate) fn made(&self, more: &Value) -> Value {
        let token = json!({ "applicatie": self.applicatie, "label": "e2e", "uses": 100 });
        self.admin.done("POST", "/registration-tokens", &with(token, more))
    }

    pub(crate) fn token(&self, more: &Value) -> String {
        self.made(more)["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn register(&self, token: &str, body: &Value) -> Answer {
        register(&self.at, token, body)
    }

    /// What is heard with a token of its own.
    pub(crate) fn try_out(&self, more: &Value) -> Answer {
        self.register(&self.token(&json!({})), &metadata(more))
    }

    /// A client that is registered.
    pub(crate) fn registered(&self, more: &Value) -> Value {
        done(&self.try_out(more))
    }

    /// As the admin API shows it.
    pub(crate) fn client(&self, registered: &Value) -> Value {
        let path = format!("/clients/{}", registered["client_id"].as_str().unwrap());
        self.admin.done("GET", &path, &json!({}))
    }

    /// The clients of the applicatie.
    pub(crate) fn clients(&self) -> Vec<Value> {
        let path = format!("/clients?limit=500&applicatie={}", self.applicatie);
        self.admin.done("GET", &path, &json!({}))["results"].as_array().unwrap().clone()
    }

    /// People who are sent by a client that registered itself.
    pub(crate) fn portal(&self, registered: &Value, username: &str) -> Portal {
        let user = json!({ "username": username, "name": "Jan Jansen", "password": PASSWORD });
        self.admin.done("POST", "/users", &user);
        let mut browser = Browser::at(self.at.issuer);
        assert_eq!(browser.sign_in(username, PASSWORD).status, 303);
        let text = |name: &str| registered[name].as_str().unwrap_or_default().to_owned();
        let app = TaskApplication {
            applicatie: self.applicatie.clone(),
            autorisaties: Vec::new(),
            client_id: text("client_id"),
            secret: text("client_secret"),
            secret_id: String::new(),
        };
        Portal { at: Arc::clone(&self.at), app, browser }
    }
}

/// The least that an application says, and more.
pub(crate) fn metadata(more: &Value) -> Value {
    with(json!({ "redirect_uris": [CALLBACK] }), more)
}

fn with(mut body: Value, more: &Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// Who is told to come back does.
pub(crate) fn register(at: &Installation, token: &str, body: &Value) -> Answer {
    let request = Request::post("/connect/register").bearer(token).json(body);
    let mut answer = request.send(at.issuer);
    eventually(BUSY, "it is not too busy", || {
        if answer.status == 503 {
            answer = request.send(at.issuer);
        }
        answer.status != 503
    });
    answer
}

/// How long many cases at once may keep a database busy.
const BUSY: Duration = Duration::from_secs(20);

/// That a client was registered.
pub(crate) fn done(answer: &Answer) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// That none was, with this error; what was said of it.
pub(crate) fn refused(answer: &Answer, error: &str) -> String {
    assert_eq!((answer.status, &*answer.member("error")), (400, error), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.member("error_description")
}

/// What most refusals are.
pub(crate) const METADATA: &str = "invalid_client_metadata";
