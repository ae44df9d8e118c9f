//! An upstream that keeps applicaties of its own has ours: what is new before gateways let it through,
//! what ends after they refuse it. The upstream's Autorisaties API is a real one, of another issuer.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Case;
use crate::harness::ac::AcClient;
use crate::harness::{AcFront, Bench, Installation, Options, Request, TaskApplication};

mod comparing;
mod order;
mod processes;
mod tls;
mod trouble;
mod writing;

pub(crate) const SUITES: &[&[Case]] =
    &[comparing::CASES, order::CASES, processes::CASES, tls::CASES, trouble::CASES, writing::CASES];

/// How long it takes until an applicatie lies there that nothing holds up, on a machine that does much
/// else.
const SOON: Duration = Duration::from_secs(8);
/// How long what was held up takes.
const AGAIN: Duration = Duration::from_secs(40);

/// An installation, and the upstream that it keeps.
pub(crate) struct Kept {
    pub(crate) at: Installation,
    front: AcFront,
    /// Of the upstream's own Autorisaties API.
    there: AcClient,
    /// Of ours.
    ac: AcClient,
    _upstream: Installation,
}

/// One whose gateways wait for the upstream for as long as they must.
pub(crate) fn kept(bench: &Bench) -> Kept {
    kept_with(bench, &Options::default(), "hold = '10m'")
}

fn kept_with(bench: &Bench, options: &Options, keys: &str) -> Kept {
    let upstream = bench.fresh();
    let there = AcClient::writer(&upstream);
    let front = AcFront::of(upstream.issuer);
    let options = options.clone().with_variable("MIRROR_SECRET", &there.key);
    let at = bench.with(&options.behind(&tables(&front, &there, keys)));
    let ac = AcClient::writer(&at);
    Kept { at, front, there, ac, _upstream: upstream }
}

/// What makes an installation keep it.
fn tables(front: &AcFront, there: &AcClient, keys: &str) -> String {
    format!(
        "applicaties = 'mirror'\n[[issuer.mirror]]\nname = 'openzaak'\n\
         api_root = 'http://{}/autorisaties/api/v1'\nclient_id = '{}'\n\
         secret = {{ env = 'MIRROR_SECRET' }}\ntimeout = '3s'\n{keys}\n",
        front.address, there.application.client_id,
    )
}

impl Kept {
    /// Those that lie there and hold a client id.
    fn lying(&self, client_id: &str) -> Vec<Value> {
        let found = self.there.ask("GET", &format!("/applicaties?clientIds={client_id}")).json();
        found["results"].as_array().unwrap().clone()
    }

    /// The label of the one that lies there, and how many autorisaties it has.
    fn says(&self, client_id: &str) -> Option<(String, usize)> {
        let lying = self.lying(client_id);
        let [one] = &lying[..] else { return None };
        let label = one["label"].as_str().unwrap().to_owned();
        Some((label, one["autorisaties"].as_array().unwrap().len()))
    }

    /// What is still to be written there.
    fn waiting(&self) -> Vec<Value> {
        let list = self.at.administrator().done("GET", "/mirrors/openzaak/waiting", &Value::Null);
        list["results"].as_array().unwrap().clone()
    }

    /// Why the first of them is not taken.
    fn error(&self) -> String {
        let waiting = self.waiting();
        let first = waiting.iter().find_map(|one| one["last_error"].as_str());
        first.unwrap_or_default().to_owned()
    }

    /// The issuer starts again with another configuration.
    fn starts_with(&mut self, change: impl FnOnce(&str) -> String) {
        let file = self.at.path("zaakpoort.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        self.at.kill_issuer();
        std::fs::write(&file, change(&text)).unwrap();
        self.at.start_issuer();
    }

    fn try_again(&self) {
        self.at.administrator().done("POST", "/mirrors/openzaak/retry", &Value::Null);
    }

    /// Whether the gateway lets a token to the zaaktypen.
    fn lets_through(&self, token: &str) -> bool {
        let asked = Request::get("/catalogi/api/v1/zaaktypen").bearer(token);
        match asked.send(self.at.gateway).status {
            200 => true,
            403 => false,
            other => panic!("{other}"),
        }
    }
}

/// The autorisaties of an applicatie that may always hear of notifications, and may read catalogi.
fn both() -> Value {
    json!([may("nrc", "notificaties.consumeren"), may("ztc", "catalogi.lezen")])
}

/// Those of one that may not read catalogi.
fn one() -> Value {
    json!([may("nrc", "notificaties.consumeren")])
}

fn may(component: &str, scope: &str) -> Value {
    json!({ "component": component, "scopes": [scope] })
}

/// An application that may do both, and lies there.
fn reader(kept: &Kept) -> TaskApplication {
    let both = json!({ "label": "Lezer", "autorisaties": both() });
    let reader = TaskApplication::register(&kept.at, &both, &json!({}));
    crate::harness::eventually(SOON, "it lies there", || !kept.lying(&reader.client_id).is_empty());
    reader
}

/// Changes what an application may do.
fn changes(kept: &Kept, application: &TaskApplication, autorisaties: &Value) {
    let path = format!("/applicaties/{}", application.applicatie);
    kept.ac.done("PATCH", &path, &json!({ "autorisaties": autorisaties }));
}
