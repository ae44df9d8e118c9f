//! The Notificaties API is told of each change, in order, for as long as it takes.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::ac::{AcClient, path_of};
use crate::harness::{Bench, Installation, Options, PlayedNotificaties};

mod administering;
mod failing;
mod processes;
mod telling;

pub(super) const TELLING: &[crate::Case] = telling::CASES;
pub(super) const FAILING: &[crate::Case] = failing::CASES;
pub(super) const ADMINISTERING: &[crate::Case] = administering::CASES;
pub(super) const PROCESSES: &[crate::Case] = processes::CASES;

/// How long a notification takes that nothing holds up, on a machine that does much else.
const SOON: Duration = Duration::from_secs(5);
/// How long one takes that was held up.
const AGAIN: Duration = Duration::from_secs(40);

fn telling(bench: &Bench) -> (Installation, PlayedNotificaties) {
    let nrc = PlayedNotificaties::start();
    let at = bench.with(&Options::default().telling(&nrc));
    (at, nrc)
}

/// Registers an applicatie at the AC, and gives it as it is shown.
fn applicatie(ac: &AcClient, name: &str) -> Value {
    let may = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    ac.done(
        "POST",
        "/applicaties",
        &json!({ "clientIds": [name], "label": name, "autorisaties": [may] }),
    )
}

/// Changes its label, as often as asked.
fn relabel(ac: &AcClient, applicatie: &Value, times: usize) {
    for time in 0..times {
        ac.done("PATCH", &path_of(applicatie), &json!({ "label": format!("nummer {time}") }));
    }
}

/// The last segment of its URL.
fn id_of(applicatie: &Value) -> &str {
    applicatie["url"].as_str().unwrap().rsplit('/').next().unwrap()
}

/// What waits, as an administrator sees it.
fn waiting(at: &Installation, query: &str) -> Vec<Value> {
    let path = format!("/notificaties{query}");
    let list = at.administrator().done("GET", &path, &Value::Null);
    list["results"].as_array().unwrap().clone()
}
