//! What verifying costs: a flood must not take the processor from those who hold a secret.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::{assert_refused, reader, with_header};
use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, Installation, Options, Raised, Request, TaskApplication};

cases![
    an_invented_secret_costs_no_hash,
    a_verified_secret_costs_no_hash,
    r6749_20_a_foreign_string_costs_as_much_for_an_unknown_client_as_for_a_known_one,
    a_genuine_secret_that_is_form_encoded_costs_one_hash,
    r6749_21_foreign_strings_wait_in_a_small_pool_of_their_own,
    beyond_the_pool_a_secret_seen_for_the_first_time_is_told_to_come_back,
    sd4_8_userinfo_at_each_request_costs_no_hash,
];

const GRANT: &str = "grant_type=client_credentials";
const INVENTED: &str = "zp_AAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_AAAAAAAAAAA";

fn ask(at: &Installation, id: &str, secret: &str) -> Answer {
    with_header(at, &basic(id, secret), GRANT)
}

/// The processor time that the issuer takes for this, per time.
fn cost(at: &mut Installation, times: u32, act: impl Fn(&Installation, u32)) -> Duration {
    let before = at.issuer_process().processor_time();
    (0..times).for_each(|time| act(at, time));
    at.issuer_process().processor_time().checked_sub(before).unwrap() / times
}

/// The processor time of one request that hashes: a genuine secret, seen for the first time.
fn cost_of_a_hash(at: &mut Installation, application: &TaskApplication) -> Duration {
    let admin = at.administrator();
    let fresh: Vec<String> = (0..20).map(|_| application.new_secret(&admin).1).collect();
    let id = &application.client_id;
    cost(at, 20, |at, time| assert_eq!(ask(at, id, &fresh[time as usize]).status, 200))
}

fn an_invented_secret_costs_no_hash(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let application = reader(&at);
    let hash = cost_of_a_hash(&mut at, &application);
    let flood = cost(&mut at, 500, |at, time| {
        let invented = format!("{}{time:03}", &INVENTED[..INVENTED.len() - 3]);
        for id in [application.client_id.as_str(), "niemand", "beheerder"] {
            assert!([401, 429].contains(&ask(at, id, &invented).status));
        }
        assert_eq!(application.ask(at, "").status, 200, "a good client is served all the while");
    });
    assert!(flood < hash, "2,000 requests take {flood:?} per four, one hash takes {hash:?}");
}

fn sd4_8_userinfo_at_each_request_costs_no_hash(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let application = reader(&at);
    let hash = cost_of_a_hash(&mut at, &application);
    let all = serde_json::json!({ "label": "Open VTB", "heeft_alle_autorisaties": true });
    let openid = serde_json::json!({ "extra_scopes": ["openid"] });
    let answer = TaskApplication::register(&at, &all, &openid).ask(&at, "scope=openid");
    let token = answer.member("access_token");
    let ask = |at: &Installation| {
        assert_eq!(Request::get("/connect/userinfo").bearer(&token).send(at.issuer).status, 200);
    };
    ask(&at);
    let again = cost(&mut at, 200, |at, _| ask(at));
    assert!(again * 3 < hash, "userinfo takes {again:?}, a hash {hash:?}");
}

fn a_verified_secret_costs_no_hash(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let application = reader(&at);
    let hash = cost_of_a_hash(&mut at, &application);
    assert_eq!(application.ask(&at, "").status, 200);
    let again = cost(&mut at, 200, |at, _| assert_eq!(application.ask(at, "").status, 200));
    assert!(again * 3 < hash, "again takes {again:?}, a hash {hash:?}");
}

/// All at once, each in a thread of its own.
fn at_once<'a>(
    at: &Installation,
    id: &str,
    secrets: impl Iterator<Item = &'a String>,
) -> Vec<Answer> {
    let secrets: Vec<&String> = secrets.collect();
    let start = Barrier::new(secrets.len());
    thread::scope(|scope| {
        let start = &start;
        let asking = secrets.into_iter().map(|secret| {
            scope.spawn(move || {
                start.wait();
                ask(at, id, secret)
            })
        });
        let asking: Vec<_> = asking.collect();
        asking.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn assert_sent_away(answer: &Answer) {
    assert_refused(answer, 503, "temporarily_unavailable");
    assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
}

fn r6749_21_foreign_strings_wait_in_a_small_pool_of_their_own(bench: &Bench) {
    let at = bench.fresh();
    let application = reader(&at);
    let admin = at.administrator();
    let fresh: Vec<String> = (0..4).map(|_| application.new_secret(&admin).1).collect();
    let over = AtomicBool::new(false);
    let flood = || {
        let mut answers = Vec::new();
        while !over.load(Ordering::Relaxed) {
            answers.push(ask(&at, &application.client_id, "wachtwoord"));
        }
        answers
    };
    let answers: Vec<Answer> = thread::scope(|scope| {
        let end = Raised::when_dropped(&over);
        // More than may hash or wait, in this pool or in the one for genuine secrets.
        let flooding: Vec<_> = (0..40).map(|_| scope.spawn(flood)).collect();
        for secret in &fresh {
            assert_eq!(ask(&at, &application.client_id, secret).status, 200, "a genuine one");
            assert_eq!(application.ask(&at, "").status, 200, "one that is known");
            assert_eq!(ask(&at, &application.client_id, INVENTED).status, 401, "an invented");
            assert_eq!(Request::get("/connect/jwks").send(at.issuer).status, 200);
        }
        drop(end);
        flooding.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    let (away, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|one| one.status == 503);
    away.iter().for_each(|answer| assert_sent_away(answer));
    refused.iter().for_each(|answer| assert_refused(answer, 401, "invalid_client"));
    assert!(away.len() >= 31, "nine hash or wait, the others go: {}", away.len());
}

fn beyond_the_pool_a_secret_seen_for_the_first_time_is_told_to_come_back(bench: &Bench) {
    let options =
        Options::default().set("ISSUER__HASH_WORKERS", "1").set("ISSUER__HASH_QUEUE", "0");
    let at = bench.with(&options);
    let application = reader(&at);
    let admin = at.administrator();
    let fresh: Vec<String> = (0..24).map(|_| application.new_secret(&admin).1).collect();
    assert_eq!(application.ask(&at, "").status, 200);
    thread::scope(|scope| {
        let flood = scope.spawn(|| at_once(&at, &application.client_id, fresh.iter()));
        for _ in 0..20 {
            assert_eq!(application.ask(&at, "").status, 200, "who was verified is served");
        }
        let answers = flood.join().unwrap();
        let away: Vec<&Answer> = answers.iter().filter(|answer| answer.status != 200).collect();
        away.iter().for_each(|answer| assert_sent_away(answer));
        assert!(!away.is_empty() && away.len() < fresh.len(), "{} went away", away.len());
    });
    for secret in &fresh {
        assert_eq!(ask(&at, &application.client_id, secret).status, 200, "afterwards all pass");
    }
}

/// I12: constant work, so that time does not tell which client ids exist.
fn r6749_20_a_foreign_string_costs_as_much_for_an_unknown_client_as_for_a_known_one(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let application = reader(&at);
    let hash = cost_of_a_hash(&mut at, &application);
    for id in [application.client_id.as_str(), "niemand", "a%3Ab"] {
        let foreign = cost(&mut at, 20, |at, _| assert_eq!(ask(at, id, "geh%65im").status, 401));
        let (least, most) = (hash / 2, hash * 3 / 2);
        assert!(foreign > least && foreign < most, "{id}: {foreign:?}, a hash takes {hash:?}");
    }
}

/// Read raw it is a foreign string; that reading is not worth a hash beside the genuine one.
fn a_genuine_secret_that_is_form_encoded_costs_one_hash(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let application = reader(&at);
    let hash = cost_of_a_hash(&mut at, &application);
    let admin = at.administrator();
    let fresh = (0..20).map(|_| application.new_secret(&admin).1.replace('_', "%5F"));
    let fresh: Vec<String> = fresh.collect();
    let id = &application.client_id;
    let encoded =
        cost(&mut at, 20, |at, time| assert_eq!(ask(at, id, &fresh[time as usize]).status, 200));
    assert!(encoded < hash * 3 / 2, "{encoded:?}, a hash takes {hash:?}");
}
