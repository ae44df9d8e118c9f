//! Secrets, keys and API tokens that end before long: said in the log and to the webhook, once.

use std::time::Duration;

use chrono::{SecondsFormat, TimeDelta};
use edge::clock::Clock;
use serde_json::{Value, json};

use crate::cases;
use crate::harness::played_hook::PlayedHook;
use crate::harness::{Bench, Installation, Options, TaskApplication, eventually};

cases![
    what_ends_before_long_is_said_once_also_across_a_restart,
    the_webhook_is_told_which_credential_it_is_and_never_what,
    a_message_that_was_not_taken_is_sent_again_and_is_the_same,
    without_a_webhook_the_log_says_it,
];

/// It is looked for every ten seconds, on a machine that does much else.
const SAID: Duration = Duration::from_secs(30);

fn hooked(bench: &Bench) -> (Installation, PlayedHook) {
    let hook = PlayedHook::start();
    let url = format!("http://{}/haken/zaakpoort", hook.address);
    let options = Options::default()
        .set("ISSUER__WEBHOOK__URL", &url)
        .set("ISSUER__WEBHOOK__SECRET__ENV", "HOOK_SECRET")
        .with_variable("HOOK_SECRET", &PlayedHook::secret());
    (bench.with(&options), hook)
}

/// A secret of a client that ends in so many days.
fn ending(at: &Installation, client_id: &str, days: i64) -> Value {
    let end = Clock::system().now() + TimeDelta::days(days);
    let end = end.to_rfc3339_opts(SecondsFormat::Secs, true);
    let body = json!({ "label": "productie", "expires_at": end });
    at.administrator().done("POST", &format!("/clients/{client_id}/secrets"), &body)
}

fn what_ends_before_long_is_said_once_also_across_a_restart(bench: &Bench) {
    let (mut at, hook) = hooked(bench);
    let client = TaskApplication::with_all(&at).client_id;
    let later = ending(&at, &client, 91)["id"].clone();
    let soon = ending(&at, &client, 20)["id"].clone();
    eventually(SAID, "it is said", || hook.taken_of(&soon).len() == 1);
    at.start_again();
    let next = ending(&at, &client, 6)["id"].clone();
    eventually(SAID, "the next is said", || hook.taken_of(&next).len() == 1);
    assert_eq!(hook.taken_of(&soon).len(), 1, "that was said");
    assert_eq!(hook.taken_of(&later).len(), 0, "its time has not come");
    assert!(!hook.heard().iter().any(|one| one.body["data"]["days_left"].as_i64() > Some(90)));
}

fn the_webhook_is_told_which_credential_it_is_and_never_what(bench: &Bench) {
    let (at, hook) = hooked(bench);
    let client = TaskApplication::with_all(&at).client_id;
    let secret = ending(&at, &client, 20);
    let soon = Clock::system().now() + TimeDelta::hours(30);
    let token = json!({ "expires_at": soon.to_rfc3339_opts(SecondsFormat::Secs, true) });
    let token = at.administrator().done("POST", &format!("/clients/{client}/api-tokens"), &token);
    eventually(SAID, "both are said", || {
        [&secret, &token].iter().all(|made| hook.taken_of(&made["id"]).len() == 1)
    });
    let told = hook.taken_of(&secret["id"]).remove(0);
    assert_eq!(told["type"], "credential.expiring");
    assert!(told["id"].as_str().unwrap().starts_with("msg_"));
    let expected = json!({
        "issuer": at.issuer_url(), "client_id": client, "credential_id": secret["id"],
        "kind": "secret", "label": "productie", "expires_at": secret["expires_at"],
        "days_left": 19, "last_used_at": null,
    });
    assert_eq!(told["data"], expected);
    let of_token = hook.taken_of(&token["id"]).remove(0);
    assert_eq!(
        (&of_token["data"]["kind"], &of_token["data"]["days_left"]),
        (&json!("api_token"), &json!(1))
    );
    let all = format!("{:?}{}", hook.heard(), at.said());
    for made in [&secret["secret"], &token["token"]] {
        assert!(!all.contains(made.as_str().unwrap()), "it is told what it is");
    }
}

fn a_message_that_was_not_taken_is_sent_again_and_is_the_same(bench: &Bench) {
    let (at, hook) = hooked(bench);
    hook.becomes(503);
    let client = TaskApplication::with_all(&at).client_id;
    let secret = ending(&at, &client, 2)["id"].clone();
    let of_it = || {
        let heard = hook.heard().into_iter();
        let of_it = heard.filter(|one| one.body["data"]["credential_id"] == secret);
        of_it.map(|one| one.body).collect::<Vec<_>>()
    };
    eventually(SAID, "it is tried again", || of_it().len() >= 2);
    eventually(SAID, "it is said", || at.said().contains("is not taken by the webhook"));
    hook.becomes(204);
    eventually(SAID, "it is taken", || hook.taken_of(&secret).len() == 1);
    let heard = of_it();
    assert!(heard.iter().all(|one| *one == heard[0]), "{heard:?}");
}

fn without_a_webhook_the_log_says_it(bench: &Bench) {
    let at = bench.fresh();
    let client = TaskApplication::with_all(&at).client_id;
    let (secret, later) = (ending(&at, &client, 14), ending(&at, &client, 91));
    let line = |made: &Value| {
        let (said, id) = (at.said(), made["id"].as_str().unwrap().to_owned());
        let lines = said.lines().filter(|line| line.contains("before long") && line.contains(&id));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    eventually(SAID, "it is said", || line(&secret).len() == 1);
    let said = line(&secret).remove(0);
    let next = format!("`zaakpoort secret rotate {client}`");
    for part in ["WARN", "a secret ends before long", &next, "days_left=13", "never"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(line(&later), [] as [String; 0]);
}
