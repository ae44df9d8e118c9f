//! One applicatie in a burst of writes: seven writes, each sent when the one before was
//! acknowledged, so that what is found of it later is one of eight states or a half one.

use std::time::Instant;

use serde_json::{Value, json};

use crate::harness::{Administrator, Answer, Request};

/// How many autorisaties it is made with: rows that come with it or not at all.
const ROWS: usize = 5;
/// What each write answers.
const ANSWERS: [u16; 7] = [201, 201, 204, 201, 201, 204, 200];

/// What was asked for it, and what of that was acknowledged.
pub(super) struct Life {
    /// Its label, and the id of its client.
    name: String,
    pub(super) acknowledged: usize,
    /// When the write had been sent that has no answer.
    pub(super) unanswered: Option<Instant>,
    applicatie: String,
    first_autorisatie: String,
    secret: String,
}

impl Life {
    pub(super) fn new(name: String) -> Self {
        let none = String::new;
        Self {
            name,
            acknowledged: 0,
            unanswered: None,
            applicatie: none(),
            first_autorisatie: none(),
            secret: none(),
        }
    }

    /// The next write; none when all are done.
    pub(super) fn next(&self) -> Option<Request> {
        let (applicatie, name) = (&self.applicatie, &self.name);
        let post =
            |path: String, body: &Value| Request::post(&format!("/admin/v1{path}")).json(body);
        let delete = |path: String| Request::new("DELETE", &format!("/admin/v1{path}"));
        Some(match self.acknowledged {
            0 => {
                let these: Vec<Value> = (0..ROWS).map(autorisatie).collect();
                post("/applicaties".to_owned(), &json!({ "label": name, "autorisaties": these }))
            }
            1 => post(format!("/applicaties/{applicatie}/autorisaties"), &autorisatie(ROWS)),
            2 => {
                delete(format!("/applicaties/{applicatie}/autorisaties/{}", self.first_autorisatie))
            }
            3 => {
                post("/clients".to_owned(), &json!({ "client_id": name, "applicatie": applicatie }))
            }
            4 => post(format!("/clients/{name}/secrets"), &json!({})),
            5 => delete(format!("/clients/{name}/secrets/{}?force=true", self.secret)),
            6 => post(format!("/clients/{name}/tokens/revoke"), &json!({})),
            _ => return None,
        })
    }

    /// The next write has left: all of its bytes are with the system.
    pub(super) fn sent(&mut self) {
        self.unanswered = Some(Instant::now());
    }

    /// Takes the answer to the write that was sent last.
    pub(super) fn take(&mut self, answer: &Answer) {
        assert_eq!(answer.status, ANSWERS[self.acknowledged], "{}", answer.text());
        match self.acknowledged {
            0 => {
                self.applicatie = answer.member("id");
                let made = answer.json();
                made["autorisaties"][0].as_str().unwrap().clone_into(&mut self.first_autorisatie);
            }
            4 => self.secret = answer.member("id"),
            _ => {}
        }
        self.acknowledged += 1;
        self.unanswered = None;
    }

    /// How many of its writes an administrator finds done, each whole and none before another.
    pub(super) fn found(&self, admin: &Administrator) -> usize {
        let client = admin.call("GET", &format!("/clients/{}", self.name), &Value::Null);
        let done = self.found_of_the_applicatie(admin);
        if done < 3 {
            assert_eq!(client.status, 404, "{}: a client without its applicatie", self.name);
        }
        match client.status {
            404 => done,
            200 => self.found_of_the_client(admin, &client),
            _ => panic!("{}: {}", self.name, client.text()),
        }
    }

    fn found_of_the_applicatie(&self, admin: &Administrator) -> usize {
        let path = format!("/applicaties?label={}", self.name);
        let listed = admin.done("GET", &path, &Value::Null)["results"].clone();
        let id = match listed.as_array().unwrap().as_slice() {
            [] => return 0,
            [one] => one["id"].as_str().unwrap().to_owned(),
            more => panic!("{} stands there {} times", self.name, more.len()),
        };
        let held = admin.done("GET", &format!("/applicaties/{id}/autorisaties"), &Value::Null);
        let mut scopes: Vec<&Value> =
            held["results"].as_array().unwrap().iter().map(|one| &one["scopes"][0]).collect();
        scopes.sort_unstable_by_key(ToString::to_string);
        let these = |from: usize, to: usize| (from..to).map(scope).collect::<Vec<_>>();
        [(1, these(0, ROWS)), (2, these(0, ROWS + 1)), (3, these(1, ROWS + 1))]
            .iter()
            .find_map(|(done, expected)| scopes.iter().copied().eq(expected).then_some(*done))
            .unwrap_or_else(|| panic!("{} is there in part: {held}", self.name))
    }

    fn found_of_the_client(&self, admin: &Administrator, client: &Answer) -> usize {
        let path = format!("/clients/{}/secrets", self.name);
        let secrets = admin.done("GET", &path, &Value::Null)["results"].clone();
        let states: Vec<&str> =
            secrets.as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
        let tokens_revoked = client.json()["judged_before"].as_u64().unwrap() > 0;
        match (states.as_slice(), tokens_revoked) {
            ([], false) => 4,
            (["live"], false) => 5,
            (["revoked"], false) => 6,
            (["revoked"], true) => 7,
            half => panic!("{} is there in part: {half:?}", self.name),
        }
    }
}

fn scope(number: usize) -> Value {
    json!(format!("s.{number}"))
}

fn autorisatie(number: usize) -> Value {
    json!({ "component": "ztc", "scopes": [scope(number)] })
}
