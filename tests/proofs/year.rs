//! A year of an administrator, with the commands that they have. Applications call all the while, and no
//! call fails; what is revoked on the way stays so, also when the machine is lost.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::office::{Office, there};
use super::{Count, figures};
use crate::cases;
use crate::harness::{Bench, IN_FORCE, eventually};

cases![a_year_of_an_administrator_fails_no_call_and_what_was_revoked_stays_so];

pub(super) const APPLICATIES: usize = 50;
/// How often they call, in the whole year.
const CALLS: Count = Count { short: 3_000, long: 100_000 };
/// As often as they call in the course of one act.
const ACTS: usize = 8;
/// Used by nobody since it was handed out.
const FORGOTTEN: usize = 48;
/// In wrong hands.
const LEAKED: usize = 49;
/// What is revoked and deleted behind the last backup.
const LATE: [usize; 2] = [46, 47];

fn a_year_of_an_administrator_fails_no_call_and_what_was_revoked_stays_so(bench: &Bench) {
    let begun = Instant::now();
    let mut office = Office::open(bench, CALLS.get() / ACTS);
    january_applications_come_from_elsewhere_and_sign_as_they_did(&office, bench);
    february_they_get_secrets(&mut office);
    april_all_secrets_are_rotated(&mut office);
    june_the_signing_keys_are_rotated(&mut office);
    july_nobody_signs_for_themselves_any_more(&office);
    october_what_nobody_uses_is_found(&office);
    let emergency = november_one_is_in_wrong_hands(&office);
    december_the_machine_is_lost(&mut office);
    let row = vec![
        ("applicaties", json!(APPLICATIES)),
        ("calls", json!(office.calls())),
        ("failed", json!(office.failed().len())),
        ("tokens fetched", json!(office.tokens())),
        ("secrets handed out", json!(office.handed_out())),
        ("ms until what leaked was refused", json!(emergency.as_millis())),
        ("days", json!(office.days())),
        ("seconds", json!(begun.elapsed().as_secs())),
    ];
    figures::keep("year", bench, vec![row]);
    assert_eq!(office.failed(), Vec::<String>::new());
    assert!(office.calls() >= CALLS.get() / ACTS * ACTS, "{}", office.calls());
    assert!(office.days() >= 330, "{}", office.days());
    assert!(emergency < IN_FORCE, "{emergency:?}");
}

fn january_applications_come_from_elsewhere_and_sign_as_they_did(office: &Office, bench: &Bench) {
    let elsewhere = there(bench, APPLICATIES);
    let said = elsewhere.moves_to(office);
    // Beside them who reads them there.
    assert!(said.contains(&format!("{} created", APPLICATIES + 1)), "{said}");
    // Until the summer: by then all have a secret.
    let until = (office.at.now() + TimeDelta::days(200)).format("%F").to_string();
    office.has_their_secrets();
    let import = ["import", "secrets", "--from", "setup.yaml", "--until", &until, "--yes"];
    let said = office.does(&[&import[..], &["--no-upstream"]].concat());
    assert!(said.contains(&format!("{APPLICATIES} keys added")), "{said}");
    eventually(IN_FORCE * 5, "what they sign is taken", || office.all_get_through());
    office.while_they_call(|| office.pass(30));
}

fn february_they_get_secrets(office: &mut Office) {
    let secrets: Vec<Value> = (0..APPLICATIES)
        .map(|number| office.told(&["secret", "create", &Office::id(number), "--label", "eerste"]))
        .collect();
    office.hand_out(0..APPLICATIES, &secrets);
    office.while_they_call(|| {
        for _ in 0..6 {
            office.pass(10);
        }
    });
}

fn april_all_secrets_are_rotated(office: &mut Office) {
    let old: Vec<String> = (0..APPLICATIES).map(|number| office.secret(number)).collect();
    let rotate = |number: usize| {
        let id = Office::id(number);
        office.told(&["secret", "rotate", &id, "--overlap", "14d", "--yes"])
    };
    let secrets: Vec<Value> = office.while_they_call(|| (0..APPLICATIES).map(rotate).collect());
    // Some suppliers are quick, and some are not.
    office.hand_out(0..APPLICATIES / 2, &secrets[..APPLICATIES / 2]);
    office.while_they_call(|| office.pass(13));
    office.hand_out(APPLICATIES / 2..APPLICATIES, &secrets[APPLICATIES / 2..]);
    office.pass(2);
    for (number, secret) in old.iter().enumerate() {
        assert_eq!(office.asks(number, secret), 401, "the overlap is over");
        assert_eq!(office.asks(number, &office.secret(number)), 200, "the new one goes on");
    }
    office.pass(45);
}

fn june_the_signing_keys_are_rotated(office: &mut Office) {
    let kids = || -> Vec<String> {
        let keys = office.told(&["key", "list"]);
        let keys = keys["results"].as_array().unwrap().iter();
        let signs = keys.filter(|key| key["phase"] == "active");
        signs.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    };
    let before = kids();
    office.while_they_call(|| {
        office.does(&["key", "rotate", "--yes"]);
        // Step by step, with tokens of each moment in use.
        for _ in 0..16 {
            office.pass_minutes(180);
        }
    });
    let after = kids();
    assert!(!after.is_empty() && after.iter().all(|kid| !before.contains(kid)), "{after:?}");
    office.pass(30);
}

fn july_nobody_signs_for_themselves_any_more(office: &Office) {
    let ending = office.told(&["zgw-key", "list"]);
    assert_eq!(ending["results"].as_array().unwrap().len(), APPLICATIES, "{ending}");
    office.pass(35);
    assert_eq!(office.told(&["zgw-key", "list"])["results"], json!([]), "their end has come");
    assert!(office.signed(0).is_err(), "and what they sign is refused");
    office.while_they_call(|| office.pass(1));
}

fn october_what_nobody_uses_is_found(office: &Office) {
    for _ in 0..10 {
        office.everybody_calls_but(FORGOTTEN);
        office.pass(10);
    }
    office.everybody_calls_but(FORGOTTEN);
    office.settle();
    let unused = office.told(&["secret", "list", "--unused", "90d"]);
    let clients = unused["results"].as_array().unwrap().iter();
    let clients = clients.map(|one| one["client_id"].as_str().unwrap());
    let theirs: Vec<&str> = clients.filter(|id| id.starts_with("leverancier-")).collect();
    assert_eq!(theirs, [Office::id(FORGOTTEN)], "{unused}");
}

fn november_one_is_in_wrong_hands(office: &Office) -> Duration {
    let (id, secret) = (Office::id(LEAKED), office.secret(LEAKED));
    let token = office.token(LEAKED);
    assert_eq!(office.at.call(&token), 200);
    office.ends(LEAKED);
    office.while_they_call(|| {
        office.does(&["secret", "revoke", &id, which(&secret), "--force"]);
        let done = Instant::now();
        assert_eq!(office.asks(LEAKED, &secret), 401, "at once, where it was revoked");
        eventually(IN_FORCE, "and at the gateway", || office.at.call(&token) == 401);
        done.elapsed()
    })
}

/// The id of a secret, which is no secret.
fn which(secret: &str) -> &str {
    &secret["zp_".len()..][..12]
}

fn december_the_machine_is_lost(office: &mut Office) {
    let before = office.token(0);
    office.at.back_up();
    let [revoked, deleted] = LATE;
    let secret = office.secret(revoked);
    for number in LATE {
        office.ends(number);
    }
    office.does(&["client", "delete", &Office::id(deleted), "--yes"]);
    office.does(&["secret", "revoke", &Office::id(revoked), which(&secret), "--force"]);
    let log = office.does(&["audit", "export"]);
    let withdrawn = office.at.restore(&log);
    let acts: BTreeSet<&str> = withdrawn.iter().map(|line| line.act.as_str()).collect();
    assert_eq!(acts, BTreeSet::from(["client.delete", "secret.revoke"]));
    office.tokens_are_worth_nothing();
    for (number, secret) in [LATE[0], LATE[1], LEAKED].map(|number| (number, office.secret(number)))
    {
        assert_eq!(office.asks(number, &secret), 401, "{number}");
    }
    eventually(IN_FORCE * 5, "what was issued before is refused", || {
        office.at.call(&before) == 401
    });
    eventually(IN_FORCE * 5, "everybody else goes on", || office.all_get_through());
    office.while_they_call(|| office.pass(20));
}
