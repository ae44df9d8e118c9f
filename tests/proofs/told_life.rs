//! One applicatie in a burst of writes at the Autorisaties API: four writes, each sent when the one
//! before was acknowledged, each told in a word of its own.

use std::time::Instant;

use serde_json::{Value, json};

use crate::harness::ac::{AcClient, path_of};
use crate::harness::{Answer, Request};

/// How many autorisaties it has after each write but the last.
const ROWS: [usize; 3] = [4, 6, 2];

/// What was asked for it, and what of that was acknowledged.
pub(super) struct ToldLife {
    /// Its client id.
    name: String,
    pub(super) acknowledged: usize,
    /// When the write had been sent that has no answer.
    pub(super) unanswered: Option<Instant>,
    /// The last one sent was answered with 503.
    pub(super) is_refused: bool,
    /// As it was shown last, also by who looked for it afterwards.
    shown: std::cell::OnceCell<Value>,
}

impl ToldLife {
    /// What is told of each write.
    pub(super) const ACTIES: [&str; 4] = ["create", "update", "partial_update", "destroy"];

    pub(super) fn new(name: String) -> Self {
        let shown = std::cell::OnceCell::new();
        Self { name, acknowledged: 0, unanswered: None, is_refused: false, shown }
    }

    /// The next write; none when all are done.
    pub(super) fn next(&self, ac: &AcClient) -> Option<Request> {
        let body = || self.body(self.acknowledged);
        let path = || path_of(self.shown.get().unwrap());
        Some(match self.acknowledged {
            0 => ac.request("POST", "/applicaties").json(&body()),
            1 => ac.request("PUT", &path()).json(&body()),
            2 => ac.request("PATCH", &path()).json(&body()),
            3 => ac.request("DELETE", &path()),
            _ => return None,
        })
    }

    fn body(&self, write: usize) -> Value {
        let scope = |row| json!(format!("s.{write}.{row}"));
        let these =
            (0..ROWS[write]).map(|row| json!({ "component": "ztc", "scopes": [scope(row)] }));
        let these: Vec<Value> = these.collect();
        json!({ "clientIds": [self.name], "label": format!("write {write}"), "autorisaties": these })
    }

    /// The next write has left: all of its bytes are with the system.
    pub(super) fn sent(&mut self) {
        self.unanswered = Some(Instant::now());
    }

    /// The write that was sent last was not taken.
    pub(super) fn refused(&mut self) {
        (self.unanswered, self.is_refused) = (None, true);
    }

    /// Takes the answer to the write that was sent last.
    pub(super) fn take(&mut self, answer: &Answer) {
        assert_eq!(answer.status, [201, 200, 200, 204][self.acknowledged], "{}", answer.text());
        if self.acknowledged == 0 {
            self.shown = answer.json().into();
        }
        self.acknowledged += 1;
        self.unanswered = None;
    }

    /// How many of its writes the AC shows done, the last of them whole.
    pub(super) fn found(&self, ac: &AcClient) -> usize {
        let listed = ac.ask("GET", &format!("/applicaties?clientIds={}", self.name)).json();
        match listed["results"].as_array().unwrap().as_slice() {
            [] if self.acknowledged == 0 => 0,
            [] => 4,
            [one] => {
                let _ = self.shown.set(one.clone());
                1 + self.write_that_is_shown(one)
            }
            more => panic!("{} stands there {} times", self.name, more.len()),
        }
    }

    fn write_that_is_shown(&self, one: &Value) -> usize {
        let is_whole = |write: &usize| {
            let body = self.body(*write);
            let scopes = |of: &Value| -> Vec<Value> {
                of["autorisaties"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| it["scopes"].clone())
                    .collect()
            };
            one["label"] == body["label"]
                && one["clientIds"] == body["clientIds"]
                && scopes(one) == scopes(&body)
        };
        (0..3).find(is_whole).unwrap_or_else(|| panic!("{} is there in part: {one}", self.name))
    }

    /// Its id, once it is known.
    pub(super) fn id(&self) -> &str {
        self.shown.get().unwrap()["url"].as_str().unwrap().rsplit('/').next().unwrap()
    }
}
