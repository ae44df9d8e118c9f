//! `POST /admin/v1/tokens/revoke` with `issued_before`: what was issued before a moment that has passed, and
//! what grants of then led to since.

use std::time::Duration;

use chrono::{DateTime, Utc};
use edge::clock::Clock;
use serde_json::{Value, json};

use super::assert_fout;
use crate::cases;
use crate::connect::authorize::payload;
use crate::connect::introspect::said;
use crate::connect::refresh::{Offline, USUAL, call, is_invalid, refresh_token, says};
use crate::harness::{Answer, Bench, IN_FORCE, Installation, Options, TaskApplication, eventually};

cases![
    what_a_client_was_issued_before_a_moment_is_refused_and_what_it_was_issued_since_goes_on,
    opaque_tokens_are_told_apart_by_the_same_moment,
    of_every_client_what_was_issued_before_a_moment_is_refused,
    what_a_grant_of_before_led_to_since_ends_with_it,
    of_a_person_all_clients_lose_what_was_given_before_a_moment,
    a_moment_weakens_no_revocation_that_there_is,
    a_moment_is_past_and_goes_with_what_has_many_tokens,
    a_second_that_has_begun_counts_as_a_whole,
    what_comes_after_a_revocation_counts_however_near_its_moment_is,
    a_person_goes_by_username_or_sub_and_is_somebody,
];

/// Longer than a second, after which tokens say another one.
const NEXT_SECOND: Duration = Duration::from_secs(5);

fn iat(token: &str) -> i64 {
    payload(token)["iat"].as_i64().unwrap()
}

fn moment(second: i64) -> String {
    DateTime::<Utc>::from_timestamp(second, 0).unwrap().to_rfc3339()
}

/// The moment of the first token that is of another second than one that came before, and that token.
fn since(at: &Installation, application: &TaskApplication, before: i64) -> (String, String) {
    let mut token = String::new();
    eventually(NEXT_SECOND, "a second passes", || {
        token = application.token(at);
        iat(&token) > before
    });
    (moment(iat(&token)), token)
}

fn revoke(at: &Installation, body: &Value) -> Value {
    at.administrator().done("POST", "/tokens/revoke", body)
}

fn with_all(at: &Installation) -> TaskApplication {
    let application = TaskApplication::with_all(at);
    at.trust(&application.client_id);
    application
}

fn what_a_client_was_issued_before_a_moment_is_refused_and_what_it_was_issued_since_goes_on(
    bench: &Bench,
) {
    let at = bench.shared();
    let [application, neighbour] = [with_all(&at), with_all(&at)];
    let (old, of_neighbour) = (application.token(&at), neighbour.token(&at));
    let (moment, new) = since(&at, &application, iat(&old));
    for token in [&old, &new, &of_neighbour] {
        eventually(IN_FORCE, "it counts", || call(&at, token) == 200);
    }
    let client = &application.client_id;
    let revoked = revoke(&at, &json!({ "client_id": client, "issued_before": moment }));
    assert_eq!(revoked["revoked"], format!("client:{client}"));
    assert_eq!(revoked["issued_before"].as_str().unwrap().parse(), moment.parse::<DateTime<Utc>>());
    eventually(IN_FORCE, "refused", || call(&at, &old) == 401);
    for counts in [&new, &of_neighbour, &application.token(&at)] {
        assert_eq!(call(&at, counts), 200);
    }
    let written = format!(
        "SELECT CAST(after AS TEXT) FROM audit WHERE subject = '{client}' AND act = 'tokens.revoke'"
    );
    let rows = at.database.texts(at.folder.path(), &written);
    let [[Some(row)]] = &rows[..] else { panic!("{rows:?}") };
    assert!(row.contains(revoked["issued_before"].as_str().unwrap()), "{row}");
}

fn opaque_tokens_are_told_apart_by_the_same_moment(bench: &Bench) {
    let at = bench.shared();
    let all = json!({ "label": "ondoorzichtig", "heeft_alle_autorisaties": true });
    let form = json!({ "oauth": { "token_format": "opaque" } });
    let application = TaskApplication::register(&at, &all, &form);
    at.trust(&application.client_id);
    let clock = with_all(&at);
    let old = application.token(&at);
    let (moment, _) = since(&at, &clock, iat(&clock.token(&at)));
    let new = application.token(&at);
    assert_eq!((call(&at, &old), call(&at, &new)), (200, 200));
    revoke(&at, &json!({ "client_id": application.client_id, "issued_before": moment }));
    eventually(IN_FORCE, "refused", || call(&at, &old) == 401);
    assert_eq!(call(&at, &new), 200);
    assert_eq!(said(&at, &old), json!({ "active": false }));
    assert_eq!(said(&at, &new)["active"], true);
}

fn of_every_client_what_was_issued_before_a_moment_is_refused(bench: &Bench) {
    // Of its own: the tokens of all others end.
    let at = bench.with(&Options::default());
    let applications = [with_all(&at), with_all(&at)];
    let old = [0, 1].map(|one: usize| applications[one].token(&at));
    let (moment, _) = since(&at, &applications[0], iat(&old[1]));
    let new = [0, 1].map(|one: usize| applications[one].token(&at));
    let revoked = revoke(&at, &json!({ "all": true, "issued_before": moment }));
    assert_eq!(revoked["revoked"], "every:token");
    for token in &old {
        eventually(IN_FORCE, "refused", || call(&at, token) == 401);
    }
    assert_eq!([0, 1].map(|one: usize| call(&at, &new[one])), [200, 200]);
    revoke(&at, &json!({ "all": true }));
    for token in &new {
        eventually(IN_FORCE, "refused", || call(&at, token) == 401);
    }
    assert_eq!(call(&at, &applications[0].token(&at)), 200, "secrets go on");
}

fn what_a_grant_of_before_led_to_since_ends_with_it(bench: &Bench) {
    for format in ["jwt", "opaque"] {
        what_a_grant_led_to_ends(&bench.shared(), format);
    }
}

fn what_a_grant_led_to_ends(at: &Installation, format: &str) {
    let name = format!("voor-het-lek-{format}");
    let mut client = Offline::with(at, &name, &json!({ "token_format": format }));
    let (old, code) = (client.token(), client.code(USUAL, ""));
    let clock = with_all(at);
    // Later than the code, which says nothing of its second itself.
    let (moment, _) = since(at, &clock, iat(&clock.token(at)));
    let (new, new_code) = (client.token(), client.code(USUAL, ""));
    let [of_old, of_new] = [client.refresh(&old), client.refresh(&new)];
    let [old_access, new_access] = [&of_old, &of_new].map(|it| it.member("access_token"));
    for token in [&old_access, &new_access] {
        eventually(IN_FORCE, "it counts", || call(at, token) == 200);
    }
    revoke(at, &json!({ "client_id": name, "issued_before": moment }));
    is_invalid(&client.refresh(&refresh_token(&of_old)), "invalid_grant");
    is_invalid(&client.redeem(&code), "invalid_grant");
    eventually(IN_FORCE, "refused", || call(at, &old_access) == 401);
    assert_eq!(call(at, &new_access), 200, "what was given since");
    assert_eq!(client.refresh(&refresh_token(&of_new)).status, 200);
    assert_eq!(client.redeem(&new_code).status, 200);
}

fn of_a_person_all_clients_lose_what_was_given_before_a_moment(bench: &Bench) {
    let at = bench.shared();
    let [mut client, mut neighbour] =
        ["lekkende-balie", "dichte-balie"].map(|name| Offline::at(&at, name));
    let [given, of_neighbour] = [client.given(USUAL), neighbour.given(USUAL)];
    let old = given.member("access_token");
    let rests_since = |given: &Answer| {
        let claims = says(&given.member("access_token"));
        claims["zp_since"].as_i64().or(claims["iat"].as_i64()).unwrap()
    };
    let mut new = given;
    eventually(NEXT_SECOND, "a second passes", || {
        new = client.given(USUAL);
        rests_since(&new) > iat(&old)
    });
    let new_access = new.member("access_token");
    let user = says(&old)["sub"].clone();
    let before = moment(iat(&old) + 1);
    revoke(&at, &json!({ "user": user, "issued_before": before }));
    eventually(IN_FORCE, "refused", || call(&at, &old) == 401);
    assert_eq!(call(&at, &new_access), 200);
    assert_eq!(client.refresh(&refresh_token(&new)).status, 200);
    assert_eq!(neighbour.refresh(&refresh_token(&of_neighbour)).status, 200);
}

fn a_moment_weakens_no_revocation_that_there_is(bench: &Bench) {
    let at = bench.shared();
    let application = with_all(&at);
    let client = application.client_id.clone();
    let old = application.token(&at);
    let (moment, new) = since(&at, &application, iat(&old));
    revoke(&at, &json!({ "client_id": client, "issued_before": moment }));
    eventually(IN_FORCE, "refused", || call(&at, &old) == 401);
    revoke(&at, &json!({ "client_id": client, "issued_before": "2020-01-01T00:00:00Z" }));
    let mark = with_all(&at).token(&at);
    eventually(IN_FORCE, "what came later counts", || call(&at, &mark) == 200);
    assert_eq!((call(&at, &old), call(&at, &new)), (401, 200));
    revoke(&at, &json!({ "client_id": client }));
    eventually(IN_FORCE, "refused", || call(&at, &new) == 401);
    revoke(&at, &json!({ "client_id": client, "issued_before": "2020-01-01T00:00:00Z" }));
    let mark = with_all(&at).token(&at);
    eventually(IN_FORCE, "what came later counts", || call(&at, &mark) == 200);
    assert_eq!(call(&at, &new), 401);
}

fn a_moment_is_past_and_goes_with_what_has_many_tokens(bench: &Bench) {
    let at = bench.shared();
    let application = with_all(&at);
    let client = application.client_id.as_str();
    let token = application.token(&at);
    let (ahead, past) = (moment(iat(&token) + 3_600), moment(iat(&token)));
    let admin = at.administrator();
    for (body, told) in [
        (json!({ "client_id": client, "issued_before": ahead }), "still to come"),
        (json!({ "jti": "a", "issued_before": past }), "goes with"),
        (json!({ "grant": "a", "issued_before": past }), "goes with"),
        (json!({ "token": token, "issued_before": past }), "goes with"),
        (json!({ "issued_before": past }), "goes with"),
        (json!({ "all": false, "issued_before": past }), "goes with"),
        (json!({ "all": true, "client_id": client, "issued_before": past }), "exactly one"),
        (json!({ "client_id": client, "user": "a", "issued_before": past }), "exactly one"),
        (json!({ "client_id": client, "issued_before": "2026-11-20" }), "issued_before"),
        (
            json!({ "client_id": client, "issued_before": "0000-01-01T00:00:00+01:00" }),
            "since 1970",
        ),
        (json!({ "client_id": client, "issued_before": 5 }), "a string"),
        (json!({ "client_id": "", "issued_before": past }), "1 to 50"),
        (json!({ "client_id": client, "issued_before": null }), "a string"),
    ] {
        let answer = admin.call("POST", "/tokens/revoke", &body);
        assert_fout(&answer, 400, "invalid");
        assert!(answer.text().contains(told), "{body}: {}", answer.text());
    }
    let unknown = json!({ "client_id": "niemand", "issued_before": past });
    assert_fout(&admin.call("POST", "/tokens/revoke", &unknown), 404, "not-found");
    assert_eq!(call(&at, &token), 200, "nothing was revoked");
}

fn a_second_that_has_begun_counts_as_a_whole(bench: &Bench) {
    let at = bench.shared();
    let application = with_all(&at);
    let old = application.token(&at);
    let (_, new) = since(&at, &application, iat(&old) + 1);
    let half = format!("{}.000001Z", moment(iat(&old)).trim_end_matches("+00:00"));
    let revoked =
        revoke(&at, &json!({ "client_id": application.client_id, "issued_before": half }));
    let counted: DateTime<Utc> = revoked["issued_before"].as_str().unwrap().parse().unwrap();
    assert_eq!(counted.timestamp(), iat(&old) + 1);
    eventually(IN_FORCE, "refused", || call(&at, &old) == 401);
    assert_eq!(call(&at, &new), 200);
}

fn what_comes_after_a_revocation_counts_however_near_its_moment_is(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "in-deze-seconde");
    let old = client.given(USUAL);
    let now = Clock::system().now().to_rfc3339();
    let revoked = revoke(&at, &json!({ "client_id": "in-deze-seconde", "issued_before": now }));
    assert_eq!(revoked.get("issued_before"), None, "all that is alive is meant");
    let new = client.given(USUAL);
    let [old_access, new_access] = [&old, &new].map(|it| it.member("access_token"));
    eventually(IN_FORCE, "it counts", || call(&at, &new_access) == 200);
    assert_eq!(call(&at, &old_access), 401);
    is_invalid(&client.refresh(&refresh_token(&old)), "invalid_grant");
    let answer = client.refresh(&refresh_token(&new));
    assert_eq!(call(&at, &answer.member("access_token")), 200);
}

fn a_person_goes_by_username_or_sub_and_is_somebody(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "met-een-naam");
    let sub = says(&client.given(USUAL).member("access_token"))["sub"].as_str().unwrap().to_owned();
    for user in ["met-een-naam", "Met-Een-Naam", &sub, &sub.to_uppercase()] {
        let access = client.given(USUAL).member("access_token");
        eventually(IN_FORCE, "it counts", || call(&at, &access) == 200);
        let revoked = revoke(&at, &json!({ "user": user }));
        assert_eq!(revoked["revoked"], format!("user:{sub}"), "{user}");
        eventually(IN_FORCE, "refused", || call(&at, &access) == 401);
    }
    for nobody in ["niemand-met-die-naam", "275c3c6f-0000-4000-8000-000000000000"] {
        let answer = at.administrator().call("POST", "/tokens/revoke", &json!({ "user": nobody }));
        assert_fout(&answer, 404, "not-found");
    }
}
