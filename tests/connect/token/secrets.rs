//! A client's secrets: several at once, each with an end of its own.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use edge::clock::Clock;
use serde_json::json;

use super::{assert_refused, claims, form, reader, with_header};
use crate::cases;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Installation, TaskApplication, eventually};

cases![
    sd1_9_several_secrets_work_side_by_side,
    a_revoked_secret_is_refused_at_once_and_the_others_are_not,
    a_secret_that_was_just_verified_is_refused_once_revoked,
    an_expired_secret_is_refused,
    a_secret_of_another_client_is_refused,
    a_gateways_credential_is_refused_here,
    sd1_8_the_stored_hash_is_no_secret,
    every_character_of_a_secret_counts,
    secrets_outlive_the_process,
    a_secret_reads_the_same_encoded_or_not,
];

const GRANT: &str = "grant_type=client_credentials";

fn ask(at: &Installation, id: &str, secret: &str) -> Answer {
    with_header(at, &basic(id, secret), GRANT)
}

fn revoke(at: &Installation, client: &str, secret_id: &str) {
    let path = format!("/clients/{client}/secrets/{secret_id}?force=true");
    at.administrator().done("DELETE", &path, &json!({}));
}

fn sd1_9_several_secrets_work_side_by_side(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let admin = at.administrator();
    let more: Vec<(String, String)> = (0..4).map(|_| application.new_secret(&admin)).collect();
    for (id, secret) in &more {
        let answer = ask(&at, &application.client_id, secret);
        assert_eq!(claims::of(&answer.member("access_token"))["zp_credential"], id.as_str());
    }
    assert_eq!(application.ask(&at, "").status, 200);
}

fn a_revoked_secret_is_refused_at_once_and_the_others_are_not(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let admin = at.administrator();
    let (id, secret) = application.new_secret(&admin);
    let (_, other) = application.new_secret(&admin);
    // Neither was verified before: what counts is the row, not what is remembered.
    revoke(&at, &application.client_id, &id);
    assert_refused(&ask(&at, &application.client_id, &secret), 401, "invalid_client");
    assert_eq!(ask(&at, &application.client_id, &other).status, 200);
    assert_eq!(application.ask(&at, "").status, 200);
}

fn a_secret_that_was_just_verified_is_refused_once_revoked(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    assert_eq!(application.ask(&at, "").status, 200);
    revoke(&at, &application.client_id, &application.secret_id);
    assert_refused(&application.ask(&at, ""), 401, "invalid_client");
}

fn an_expired_secret_is_refused(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let path = format!("/clients/{}/secrets", application.client_id);
    let secret_until = |end: DateTime<Utc>| {
        let made = at.administrator().done("POST", &path, &json!({ "expires_at": end }));
        assert_eq!(made["expires_at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap(), end);
        made["secret"].as_str().unwrap().to_owned()
    };
    let now = Clock::system().now();
    let lasting = secret_until(now + TimeDelta::hours(1));
    let ending = secret_until(now + TimeDelta::milliseconds(1_500));
    let status = |secret: &str| ask(&at, &application.client_id, secret).status;
    assert_eq!(status(&ending), 200);
    eventually(Duration::from_secs(5), "the secret expires", || status(&ending) == 401);
    assert_eq!(status(&lasting), 200);
}

fn a_secret_of_another_client_is_refused(bench: &Bench) {
    let at = bench.shared();
    let (one, other) = (reader(&at), reader(&at));
    assert_eq!(other.ask(&at, "").status, 200);
    assert_refused(&ask(&at, &one.client_id, &other.secret), 401, "invalid_client");
}

fn a_gateways_credential_is_refused_here(bench: &Bench) {
    let at = bench.shared();
    let secret = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    assert_refused(&ask(&at, "gateway", secret.trim()), 401, "invalid_client");
    let body = format!("{GRANT}&client_id=gateway&client_secret={}", secret.trim());
    assert_refused(&form(&at, &body), 401, "invalid_client");
}

fn sd1_8_the_stored_hash_is_no_secret(bench: &Bench) {
    /// Of a PHC string with a salt of 16 bytes and a hash of 32.
    const LENGTH: usize = 97;
    let at = bench.shared();
    let application = reader(&at);
    let database = at.database_bytes();
    let text = String::from_utf8_lossy(&database);
    let hashes = text.match_indices("$argon2id$v=19$m=19456,t=2,p=1$");
    let hashes = hashes.filter_map(|(position, _)| text.get(position..position + LENGTH));
    let hashes: BTreeSet<&str> = hashes.collect();
    assert!(hashes.len() >= 3, "administrator, gateway and the client: {hashes:?}");
    for hash in hashes.iter().take(20) {
        for id in [application.client_id.as_str(), "beheerder"] {
            assert_refused(&ask(&at, id, hash), 401, "invalid_client");
        }
    }
}

fn every_character_of_a_secret_counts(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let secret = &application.secret;
    for (index, own) in secret.char_indices() {
        let other = if own == 'x' { "y" } else { "x" };
        let changed = [&secret[..index], other, &secret[index + 1..]].concat();
        assert_eq!(ask(&at, &application.client_id, &changed).status, 401, "character {index}");
    }
    for wrong in [&format!("{secret}x"), &format!(" {secret}"), &secret[1..], "zp_", ""] {
        assert_eq!(ask(&at, &application.client_id, wrong).status, 401);
    }
    assert_eq!(ask(&at, &application.client_id, secret).status, 200);
}

fn secrets_outlive_the_process(bench: &Bench) {
    let mut at = bench.with(&crate::harness::Options::default().split());
    let application = reader(&at);
    let administrator = at.administrator();
    at.kill_issuer();
    at.start_issuer();
    assert_eq!(application.ask(&at, "").status, 200);
    let (_, secret) = application.new_secret(&administrator);
    let renewed = TaskApplication { secret, ..application };
    assert_eq!(renewed.ask(&at, "").status, 200, "and so do an administrator's tokens");
}

fn a_secret_reads_the_same_encoded_or_not(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    assert_eq!(encoded(&application.secret), application.secret);
}
