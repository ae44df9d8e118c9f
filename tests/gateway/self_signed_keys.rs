//! The keys of JWTs that clients sign themselves: until when each counts at the gateway, and who sees it used.

use chrono::TimeDelta;
use edge::clock::Clock;
use serde_json::json;
use tokens::zgw::ZgwClaims;

use super::refused;
use super::self_signed::{HEADER, SHOWN, ask, claims, melder};
use crate::cases;
use crate::commands::administration::{administer, as_administrator, text};
use crate::harness::client::encoded;
use crate::harness::forge::sign_hs256;
use crate::harness::{Bench, IN_FORCE, Options, eventually};

cases![
    a_revoked_key_is_refused_within_a_second_and_its_neighbour_is_not,
    a_key_that_has_ended_is_refused_with_the_date,
    a_moment_before_which_all_is_void_counts_for_these_too_and_no_other_revocation_does,
    what_a_gateway_knows_of_keys_outlives_its_issuer_and_lies_nowhere_in_the_clear,
    the_list_of_keys_says_when_each_was_last_used_at_a_gateway,
];

fn a_revoked_key_is_refused_within_a_second_and_its_neighbour_is_not(bench: &Bench) {
    let at = bench.shared();
    let (client, doomed) = (melder(&at), melder(&at));
    let id = client.application.client_id.as_str();
    let first = client.jwt();
    let made = administer(&at, &["zgw-key", "create", id, "--expires", "2028-06-30"]);
    let second = sign_hs256(HEADER, &claims(&client, &json!({})), text(&made, "key").as_bytes());
    eventually(IN_FORCE, "known", || ask(&at, &second).status == 200);
    administer(&at, &["secret", "revoke", id, text(&made, "id")]);
    eventually(IN_FORCE, "refused", || ask(&at, &second).status == 401);
    refused(&ask(&at, &second), 401, "invalid-jwt-signature");
    assert_eq!(ask(&at, &first).status, 200, "the other key goes on");
    let of_doomed = doomed.jwt();
    assert_eq!(ask(&at, &of_doomed).status, 200);
    let path = format!("/clients/{}", encoded(&doomed.application.client_id));
    at.administrator().done("DELETE", &path, &json!({}));
    eventually(IN_FORCE, "refused", || ask(&at, &of_doomed).status == 401);
    refused(&ask(&at, &of_doomed), 401, "invalid-client-identifier");
}

fn a_key_that_has_ended_is_refused_with_the_date(bench: &Bench) {
    let at = bench.shared();
    let client = melder(&at);
    let path = format!("/clients/{}/zgw-keys", encoded(&client.application.client_id));
    let end = Clock::system().now() + TimeDelta::seconds(3);
    let made = at.administrator().done("POST", &path, &json!({ "expires_at": end.to_rfc3339() }));
    let key = made["key"].as_str().unwrap().as_bytes();
    let [known, later] = [json!({}), json!({ "jti": "later" })]
        .map(|with| sign_hs256(HEADER, &claims(&client, &with), key));
    eventually(IN_FORCE, "known", || ask(&at, &known).status == 200);
    eventually(SHOWN, "it ended", || ask(&at, &known).status == 401);
    for jwt in [&known, &later] {
        let answer = ask(&at, jwt);
        refused(&answer, 401, "zgw-key-ended");
        let told = end.format("ended on %Y-%m-%d at ").to_string();
        assert!(answer.member("detail").contains(&told), "{}", answer.text());
    }
    assert_eq!(ask(&at, &client.jwt()).status, 200, "its other key goes on");
}

fn a_moment_before_which_all_is_void_counts_for_these_too_and_no_other_revocation_does(
    bench: &Bench,
) {
    let at = bench.shared();
    let client = melder(&at);
    let id = client.application.client_id.as_str();
    let made_at =
        |ago: i64| client.jwt_of(|claims: &mut ZgwClaims| claims.iat = claims.iat.minus(ago));
    let (old, young) = (made_at(300), made_at(0));
    assert_eq!((ask(&at, &old).status, ask(&at, &young).status), (200, 200));
    let moment = (Clock::system().now() - TimeDelta::seconds(200)).to_rfc3339();
    let body = json!({ "client_id": id, "issued_before": moment });
    at.administrator().done("POST", "/tokens/revoke", &body);
    eventually(IN_FORCE, "refused", || ask(&at, &old).status == 401);
    refused(&ask(&at, &old), 401, "token-withdrawn");
    assert_eq!(ask(&at, &young).status, 200);
    at.administrator().done("POST", "/tokens/revoke", &json!({ "client_id": id }));
    let again = melder(&at);
    assert_eq!(ask(&at, &again.jwt()).status, 200, "what was revoked is known by now");
    let fresh = made_at(0);
    assert_eq!(ask(&at, &fresh).status, 200, "its key ends it, for no token of ours is behind it");
}

fn what_a_gateway_knows_of_keys_outlives_its_issuer_and_lies_nowhere_in_the_clear(bench: &Bench) {
    let shared = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let options = Options::default()
        .split()
        .set("ISSUER__FEED_KEY__ENV", "FEED_KEY")
        .set("GATEWAY__FEED_KEY__ENV", "FEED_KEY")
        .with_variable("FEED_KEY", shared);
    let mut at = bench.with(&options);
    let client = melder(&at);
    at.kill_issuer();
    assert_eq!(ask(&at, &client.jwt()).status, 200);
    let unknown = client.jwt_of(|claims| "niemand".clone_into(&mut claims.client_id));
    refused(&ask(&at, &unknown), 401, "invalid-client-identifier");
    at.restart_gateway(0);
    eventually(SHOWN, "from what was kept", || ask(&at, &client.jwt()).status == 200);
    let kept = std::fs::read(at.path("data/gateway-0.state")).unwrap();
    let holds = |text: &str| kept.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!holds(&client.key) && !holds(&client.application.client_id));
}

fn the_list_of_keys_says_when_each_was_last_used_at_a_gateway(bench: &Bench) {
    let at = bench.fresh();
    let client = melder(&at);
    let id = client.application.client_id.as_str();
    administer(&at, &["zgw-key", "create", id, "--expires", "2028-06-30", "--label", "ongebruikt"]);
    let listed = || administer(&at, &["zgw-key", "list", id])["results"].clone();
    eventually(SHOWN, "its use is shown", || listed()[1]["last_used_at"].is_string());
    let rows = listed();
    assert_eq!((rows.as_array().unwrap().len(), text(&rows[0], "label")), (2, "ongebruikt"));
    assert_eq!(rows[0]["last_used_at"], json!(null));
    let table = as_administrator(&at, &["zgw-key", "list", id], &[]).stdout;
    assert!(table.contains("LAST USED") && table.contains("ongebruikt"), "{table}");
    assert!(!table.contains(&client.key), "{table}");
}
