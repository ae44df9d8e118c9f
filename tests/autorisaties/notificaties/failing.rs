//! A Notificaties API that is away, or refuses: no write fails for it, and each is told in the end.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use serde_json::json;

use super::{AGAIN, SOON, applicatie, id_of, relabel, telling, waiting};
use crate::cases;
use crate::harness::ac::AcClient;
use crate::harness::{Bench, Manner, Options, PlayedNotificaties, Request, eventually, free_port};

cases![
    a_write_is_done_while_nobody_is_there_and_told_when_somebody_is,
    each_attempt_comes_later_than_the_one_before,
    one_applicatie_that_is_refused_holds_up_no_other_and_keeps_its_order,
    one_that_gets_no_answer_holds_up_no_other,
    that_notifications_do_not_arrive_is_said_once_and_that_they_did_too,
];

fn a_write_is_done_while_nobody_is_there_and_told_when_somebody_is(bench: &Bench) {
    let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    let at = bench.with(&Options::default().telling_at(nobody));
    let ac = AcClient::writer(&at);
    let made: Vec<_> = (0..20).map(|number| applicatie(&ac, &format!("weg-{number}"))).collect();
    relabel(&ac, &made[0], 3);
    let refused = || {
        let listed = waiting(&at, "?state=failing");
        let unreachable = "it cannot be reached: Connection refused (os error 111)";
        listed.iter().any(|one| one["last_error"] == unreachable)
    };
    eventually(SOON, "it says why", refused);
    assert_eq!(Request::get("/health/ready").send(at.issuer).status, 200);
    let nrc = PlayedNotificaties::start_at(nobody);
    let is_told = || waiting(&at, "").is_empty();
    eventually(AGAIN, "all is told", is_told);
    let expected = ["create", "partial_update", "partial_update", "partial_update"];
    assert_eq!(nrc.taken_of(id_of(&made[0])), expected);
    for one in &made[1..] {
        assert_eq!(nrc.taken_of(id_of(one)), ["create"]);
    }
}

fn each_attempt_comes_later_than_the_one_before(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let ac = AcClient::writer(&at);
    let begun = nrc.told().len();
    nrc.becomes_for("", Manner::Says(500, json!({})));
    let made = applicatie(&ac, "later");
    let moments = || -> Vec<Instant> {
        let told = nrc.told();
        let of_it = told[begun..].iter().filter(|told| told.body["hoofdObject"] == made["url"]);
        of_it.map(|told| told.at).collect()
    };
    eventually(Duration::from_secs(20), "it is tried four times", || moments().len() >= 4);
    let moments = moments();
    // Twice as long each time, less at most a quarter.
    for (number, pair) in moments.windows(2).take(3).enumerate() {
        let (gap, least) = (pair[1] - pair[0], Duration::from_millis(750 << number));
        assert!(gap >= least, "attempt {number} came after {gap:?}");
    }
    assert!(moments[3] - moments[2] < Duration::from_secs(8), "and not much later");
    let is_shown = || {
        let listed = waiting(&at, &format!("?applicatie={}", id_of(&made)));
        listed[0]["attempts"].as_u64() >= Some(4) && listed[0]["last_error"] != json!(null)
    };
    eventually(SOON, "its attempts are counted", is_shown);
}

fn one_applicatie_that_is_refused_holds_up_no_other_and_keeps_its_order(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let ac = AcClient::writer(&at);
    let (refused, other) = (applicatie(&ac, "geweigerd"), applicatie(&ac, "ander"));
    let both = || [&refused, &other].iter().all(|one| nrc.taken_of(id_of(one)).len() == 1);
    eventually(SOON, "both are told", both);
    let unknown = json!({
        "code": "invalid", "title": "Invalid input.", "status": 400, "detail": "",
        "invalidParams": [
            { "name": "kanaal", "code": "message_kanaal", "reason": "Kanaal bestaat niet" }
        ],
    });
    nrc.becomes_for(id_of(&refused), Manner::Says(400, unknown));
    relabel(&ac, &refused, 3);
    relabel(&ac, &other, 3);
    assert_eq!(ac.ask("DELETE", &crate::harness::ac::path_of(&refused)).status, 204);
    eventually(SOON, "the other goes on", || nrc.taken_of(id_of(&other)).len() == 4);
    let listed = || waiting(&at, &format!("?applicatie={}", id_of(&refused)));
    eventually(SOON, "it is refused", || listed()[0]["state"] == "failing");
    let states: Vec<_> = listed().iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["failing", "waiting", "waiting", "waiting"]);
    let why = "it answered 400 Bad Request: invalid; Invalid input.; kanaal Kanaal bestaat niet";
    assert_eq!(listed()[0]["last_error"], why);
    nrc.becomes_for(id_of(&refused), Manner::Takes);
    eventually(AGAIN, "it is told too", || listed().is_empty());
    let whole = ["create", "partial_update", "partial_update", "partial_update", "destroy"];
    assert_eq!(nrc.taken_of(id_of(&refused)), whole);
}

fn one_that_gets_no_answer_holds_up_no_other(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let ac = AcClient::writer(&at);
    let (mute, other) = (applicatie(&ac, "stil"), applicatie(&ac, "luid"));
    let both = || [&mute, &other].iter().all(|one| nrc.taken_of(id_of(one)).len() == 1);
    eventually(SOON, "both are told", both);
    nrc.becomes_for(id_of(&mute), Manner::Hangs);
    relabel(&ac, &mute, 2);
    eventually(SOON, "it is told of", || nrc.times_told_of(id_of(&mute)) == 2);
    let begun = Instant::now();
    relabel(&ac, &other, 3);
    eventually(SOON, "the other goes on", || nrc.taken_of(id_of(&other)).len() == 4);
    assert!(begun.elapsed() < Duration::from_secs(9), "before the call is given up");
    let said = || waiting(&at, "?state=failing").first().map(|one| one["last_error"].clone());
    let silent = Some(json!("it did not answer within 10s"));
    eventually(Duration::from_secs(20), "it is given up", || said() == silent);
    nrc.becomes_for(id_of(&mute), Manner::Closes);
    let closed = Some(json!("it closed the connection without an answer"));
    eventually(Duration::from_secs(20), "it is closed", || said() == closed);
    nrc.becomes_for(id_of(&mute), Manner::Takes);
    eventually(AGAIN, "it is told", || nrc.taken_of(id_of(&mute)).len() == 3);
}

fn that_notifications_do_not_arrive_is_said_once_and_that_they_did_too(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let ac = AcClient::writer(&at);
    nrc.becomes(Manner::Says(503, json!({})));
    let made: Vec<_> = (0..3).map(|number| applicatie(&ac, &format!("tel-{number}"))).collect();
    eventually(SOON, "each was tried", || made.iter().all(|one| nrc.times_told_of(id_of(one)) > 0));
    let warned = || at.said().matches("a notification is not taken").count();
    eventually(SOON, "it is said", || warned() == 1);
    assert!(!at.said().contains("no notification is left"));
    nrc.becomes(Manner::Takes);
    eventually(AGAIN, "all is told", || waiting(&at, "").is_empty());
    let over = || at.said().matches("no notification is left that was not taken").count();
    eventually(SOON, "it is said", || over() == 1);
    assert_eq!(warned(), 1);
}
