//! The state that a gateway keeps on disk: started from while the issuer is away, never instead of it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{melder, melding, refused};
use crate::cases;
use crate::harness::{
    Answer, Bench, Feeds, IN_FORCE, Installation, Options, OwnGateway, eventually, write_secret,
};

cases![
    a_gateway_that_starts_while_its_issuer_is_away_goes_on_with_what_it_kept,
    a_state_does_not_get_younger_by_a_restart,
    what_was_withdrawn_while_a_gateway_was_down_is_not_allowed_when_it_is_back,
    what_was_refused_before_a_kill_is_refused_after_it,
    an_issuer_that_does_not_answer_is_waited_for_a_second,
    a_gateway_that_its_issuer_refuses_does_not_go_on_with_what_it_kept,
    a_kept_state_that_was_changed_is_not_used,
    a_state_that_went_on_from_disk_is_the_same_as_a_fresh_one,
    two_gateways_cannot_keep_their_state_in_one_file,
    twenty_kills_while_it_is_written_never_leave_an_unusable_state,
];

const START: Duration = Duration::from_secs(20);

fn ask(gateway: &OwnGateway, token: &str) -> Answer {
    gateway.get(&melding(), token)
}

fn a_gateway_that_starts_while_its_issuer_is_away_goes_on_with_what_it_kept(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let token = melder(&at).token(&at);
    let mut gateway = OwnGateway::new(&at, "own");
    gateway.start_ready();
    let known = gateway.ready();
    gateway.stop();
    at.kill_issuer();
    gateway.start();
    eventually(START, "it goes on", || ask(&gateway, &token).status == 200);
    let found = gateway.ready();
    assert_eq!((&found["number"], &found["state"]), (&known["number"], &known["state"]));
    assert!(found["state"].as_str().unwrap().len() == 32, "{found}");
    at.start_issuer();
    goes_on_where_it_was(&at, &gateway);
    assert_eq!(ask(&gateway, &token).status, 200);
}

/// It resumes, and hears what comes next without having been told everything once more.
fn goes_on_where_it_was(at: &Installation, gateway: &OwnGateway) {
    eventually(START, "it resumes", || Feeds::told_in(&gateway.said()).resumed > 0);
    melder(at);
    let newest = at.database.rows(at.folder.path(), "SELECT max(number) FROM changes");
    eventually(START, "it hears what comes next", || gateway.ready()["number"] == newest[0][0]);
    assert_eq!(Feeds::told_in(&gateway.said()).snapshots, 0, "{}", gateway.said());
}

fn a_state_does_not_get_younger_by_a_restart(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let token = melder(&at).token(&at);
    let mut gateway = OwnGateway::new(&at, "own");
    gateway.set("MAX_STALENESS", "3s");
    gateway.start_ready();
    gateway.stop();
    at.kill_issuer();
    let gone = Instant::now();
    // However often it starts.
    eventually(Duration::from_secs(30), "it has started for long enough", || {
        gateway.start();
        gateway.stop();
        gone.elapsed() > Duration::from_secs(4)
    });
    gateway.start();
    let asked = || gateway.said().contains("the issuer does not answer");
    eventually(START, "it knows that its issuer is away", asked);
    refused(&ask(&gateway, &token), 503, "state-stale");
    let ready = gateway.ready();
    assert_eq!(ready["missing"], "a confirmation by the issuer", "{ready}");
    assert!(ready["waiting_for"].as_str().unwrap().contains("cannot be reached"), "{ready}");
    assert!(ready["confirmed_seconds_ago"].as_u64().unwrap() >= 4, "{ready}");
    gateway.stop();

    gateway.set("WHEN_STALE", "serve");
    gateway.start();
    eventually(START, "its operator chose so", || ask(&gateway, &token).status == 200);
    eventually(START, "it says so", || gateway.said().contains("the state is stale"));
}

fn what_was_withdrawn_while_a_gateway_was_down_is_not_allowed_when_it_is_back(bench: &Bench) {
    let at = bench.with(&Options::default().split());
    let application = melder(&at);
    let token = application.token(&at);
    let mut gateway = OwnGateway::new(&at, "own");
    gateway.start_ready();
    assert_eq!(ask(&gateway, &token).status, 200);
    gateway.stop();
    let path =
        format!("/clients/{}/secrets/{}?force=true", application.client_id, application.secret_id);
    let revoked = at.administrator().call("DELETE", &path, &Value::Null);
    assert_eq!(revoked.status, 204, "{revoked:?}");
    gateway.start();
    // Before it has heard from its issuer it judges nothing, and then it knows.
    let answer = || ask(&gateway, &token);
    eventually(START, "it is refused", || {
        let answer = answer();
        assert_ne!(answer.status, 200, "{}", gateway.said());
        answer.status == 401
    });
    assert!(gateway.said().contains("state found on disk"), "{}", gateway.said());
    goes_on_where_it_was(&at, &gateway);
}

fn what_was_refused_before_a_kill_is_refused_after_it(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let (withdrawn, other) = (melder(&at), melder(&at));
    let [token, neighbour] = [&withdrawn, &other].map(|one| one.token(&at));
    let mut gateway = OwnGateway::new(&at, "own");
    gateway.start_ready();
    eventually(START, "its state is kept", || at.path("data/own.state").exists());
    let admin = at.administrator();
    // One change directly behind another: none of them waits for its turn to be kept.
    for label in ["een", "twee", "drie"] {
        admin.done("POST", "/applicaties", &json!({ "label": label }));
    }
    let path = format!("/clients/{}/tokens/revoke", withdrawn.client_id);
    admin.done("POST", &path, &json!({}));
    eventually(IN_FORCE, "refused", || ask(&gateway, &token).status == 401);
    std::thread::park_timeout(Duration::from_millis(50));
    gateway.kill();
    at.kill_issuer();
    gateway.start();
    eventually(START, "it goes on", || ask(&gateway, &neighbour).status == 200);
    assert_eq!(ask(&gateway, &token).status, 401);
}

fn an_issuer_that_does_not_answer_is_waited_for_a_second(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let token = melder(&at).token(&at);
    let mut gateway = OwnGateway::new(&at, "own");
    gateway.start_ready();
    gateway.stop();
    at.issuer_process().freeze();
    gateway.start();
    eventually(Duration::from_secs(5), "it goes on", || ask(&gateway, &token).status == 200);
    at.issuer_process().thaw();
    goes_on_where_it_was(&at, &gateway);
}

fn a_gateway_that_its_issuer_refuses_does_not_go_on_with_what_it_kept(bench: &Bench) {
    let at = bench.with(&Options::default().split());
    let token = melder(&at).token(&at);
    let mut gateway = OwnGateway::new(&at, "own");
    gateway.start_ready();
    gateway.stop();
    write_secret(&at.path("keys/wrong.secret"), "zp_wrong");
    gateway.set("CREDENTIAL__FILE", "keys/wrong.secret");
    gateway.start();
    let waiting = || gateway.ready()["waiting_for"].to_string();
    eventually(START, "it is refused", || waiting().contains("refuses the gateway"));
    // Also when it has asked for longer than it would have waited for an answer.
    let refusals = || gateway.said().matches("refuses the gateway").count();
    eventually(START, "it is refused again and again", || refusals() > 6);
    refused(&ask(&gateway, &token), 503, "state-stale");
}

fn a_kept_state_that_was_changed_is_not_used(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let token = melder(&at).token(&at);
    let mut gateway = OwnGateway::new(&at, "own");
    gateway.start_ready();
    gateway.stop();
    let path = at.path("data/own.state");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    at.kill_issuer();
    gateway.start();
    let told = || gateway.said().contains("the kept state is not used");
    eventually(START, "it says so", told);
    refused(&ask(&gateway, &token), 503, "not-ready");
    assert_eq!(gateway.ready()["missing"], "a first snapshot of the feed");
    at.start_issuer();
    eventually(START, "it asks its issuer", || ask(&gateway, &token).status == 200);
}

fn a_state_that_went_on_from_disk_is_the_same_as_a_fresh_one(bench: &Bench) {
    let at = bench.with(&Options::default().split());
    let mut gateway = OwnGateway::new(&at, "own");
    gateway.start_ready();
    let application = melder(&at);
    gateway.stop();
    application.new_secret(&at.administrator());
    melder(&at);
    gateway.start_ready();
    application.new_secret(&at.administrator());
    same_as_a_fresh_one(&at, &gateway);
    goes_on_where_it_was(&at, &gateway);
}

fn same_as_a_fresh_one(at: &Installation, gateway: &OwnGateway) {
    let mut fresh = OwnGateway::new(at, "fresh");
    fresh.start_ready();
    let place = |ready: &Value| (ready["number"].clone(), ready["state"].clone());
    eventually(START, "both are at one number", || {
        gateway.ready()["number"] == fresh.ready()["number"]
    });
    assert_eq!(place(&gateway.ready()), place(&fresh.ready()));
}

fn two_gateways_cannot_keep_their_state_in_one_file(bench: &Bench) {
    let at = bench.with(&Options::default().split());
    let mut first = OwnGateway::new(&at, "own");
    first.start_ready();
    let second = OwnGateway::new(&at, "own");
    let finished = second.run();
    assert_eq!(finished.status.code(), Some(1), "{}", finished.stderr);
    assert!(finished.stderr.contains("give each a file of its own"), "{}", finished.stderr);
}

fn twenty_kills_while_it_is_written_never_leave_an_unusable_state(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let application = melder(&at);
    let token = application.token(&at);
    let admin = at.administrator();
    let mut gateway = OwnGateway::new(&at, "own");
    gateway.start_ready();
    let kept = at.path("data/own.state");
    eventually(START, "the first snapshot is kept", || kept.exists());
    for round in 0..20 {
        let [chance] = edge::chance::bytes::<1>().unwrap();
        // Something is written at most once a second.
        let moment = Duration::from_millis(5 + 5 * u64::from(chance));
        let begun = Instant::now();
        while begun.elapsed() < moment {
            application.new_secret(&admin);
        }
        gateway.kill();
        gateway.start_ready();
        eventually(START, &format!("round {round}: it starts from what it kept"), || {
            let said = gateway.said();
            assert!(!said.contains("the kept state is not used"), "{round}: {said}");
            said.contains("state found on disk")
        });
    }
    same_as_a_fresh_one(&at, &gateway);
    gateway.kill();
    at.kill_issuer();
    gateway.start();
    eventually(START, "it goes on", || ask(&gateway, &token).status == 200);
}
