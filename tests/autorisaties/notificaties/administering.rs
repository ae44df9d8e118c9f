//! What an administrator sees and does: `/admin/v1/notificaties` and `zaakpoort notificatie`.

use serde_json::{Value, json};

use super::{SOON, applicatie, id_of, relabel, telling, waiting};
use crate::cases;
use crate::commands::administration::{administer, as_administrator};
use crate::harness::ac::AcClient;
use crate::harness::{Bench, Installation, Manner, PlayedNotificaties, eventually};

cases![
    what_waits_is_listed_with_its_reason_and_tried_again_by_command,
    one_that_is_given_up_is_never_told_and_those_behind_it_follow,
    what_is_being_delivered_is_not_given_up,
    pages_hold_every_notification_once_in_their_order,
    a_notification_that_is_not_there_and_a_query_that_is_not_understood_are_refused,
];

/// Two that are refused, the first with two behind it, far from their next attempts.
fn refused(at: &Installation, nrc: &PlayedNotificaties) -> (Value, Value) {
    let ac = AcClient::writer(at);
    nrc.becomes(Manner::Says(403, json!({ "code": "permission_denied", "detail": "Geen scope" })));
    let (one, other) = (applicatie(&ac, "een"), applicatie(&ac, "twee"));
    relabel(&ac, &one, 2);
    let tried = |made: &Value| nrc.times_told_of(id_of(made)) >= 3;
    let is_far = || tried(&one) && tried(&other);
    eventually(super::AGAIN, "each was tried three times", is_far);
    (one, other)
}

fn of(at: &Installation, applicatie: &Value) -> Vec<Value> {
    waiting(at, &format!("?applicatie={}", id_of(applicatie)))
}

fn number(one: &Value) -> String {
    one["number"].as_u64().unwrap().to_string()
}

fn what_waits_is_listed_with_its_reason_and_tried_again_by_command(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let (one, other) = refused(&at, &nrc);
    let listed = administer(&at, &["notificatie", "list", "--failing"]);
    let of_both: Vec<&Value> = listed["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| [&one, &other].iter().any(|made| it["applicatie"] == id_of(made)))
        .collect();
    assert_eq!(of_both.len(), 2, "{listed}");
    assert_eq!(of_both[0]["actie"], "create");
    let why = "it answered 403 Forbidden: permission_denied; Geen scope";
    assert_eq!(of_both[0]["last_error"], why);
    let table = as_administrator(&at, &["notificatie", "list"], &[]).stdout;
    assert!(table.starts_with("NUMBER") && table.contains(why), "{table}");
    assert!(table.contains("waiting"), "{table}");
    let all = of(&at, &one);
    let (first, last) = (&all[0], all.last().unwrap());
    assert_eq!(last["state"], "waiting");
    let retry = || as_administrator(&at, &["notificatie", "retry", &number(last)], &[]);
    let behind = format!("{} waits behind {}", number(last), number(first));
    let way_out = format!("zaakpoort notificatie drop {}", number(first));
    // At this very moment it may be tried.
    eventually(super::AGAIN, "what it waits for is said", || {
        let told = retry().stdout;
        told.contains(&behind) && told.contains(&way_out)
    });
    nrc.becomes(Manner::Takes);
    // Those before it go first.
    let whole = ["create", "partial_update", "partial_update"];
    eventually(super::AGAIN, "it is told", || {
        retry();
        nrc.taken_of(id_of(&one)) == whole
    });
    eventually(super::AGAIN, "the other too", || {
        as_administrator(&at, &["notificatie", "retry", "--all"], &[]).status.success()
            && nrc.taken_of(id_of(&other)) == ["create"]
    });
    let listed = || as_administrator(&at, &["notificatie", "list"], &[]).stdout;
    eventually(super::AGAIN, "nothing is left", || listed() == "no notification waits\n");
    let which = as_administrator(&at, &["notificatie", "retry"], &[]);
    assert_eq!(which.status.code(), Some(2), "one, or all: {}", which.stderr);
}

fn one_that_is_given_up_is_never_told_and_those_behind_it_follow(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let (one, _) = refused(&at, &nrc);
    let first = number(&of(&at, &one)[0]);
    let unasked = as_administrator(&at, &["notificatie", "drop", &first], &[]);
    assert_eq!(unasked.status.code(), Some(2), "{}", unasked.stderr);
    assert_eq!(of(&at, &one).len(), 3);
    nrc.becomes_for(id_of(&one), Manner::Takes);
    let middle = number(&of(&at, &one)[1]);
    for number in [&middle, &first] {
        // At this very moment it may be tried.
        eventually(super::AGAIN, "it is given up", || {
            let dropped = as_administrator(&at, &["notificatie", "drop", number, "--yes"], &[]);
            dropped.status.success() || nrc.taken_of(id_of(&one)).contains(&"create".to_owned())
        });
    }
    eventually(SOON, "what is behind it follows", || of(&at, &one).is_empty());
    let taken = nrc.taken_of(id_of(&one));
    assert!(taken == ["partial_update"] || taken == ["create", "partial_update"], "{taken:?}");
    let dropped = "SELECT count(*) FROM audit WHERE act = 'notificatie.drop'";
    let expected = if taken.len() == 1 { 2 } else { 1 };
    assert_eq!(at.database.rows(at.folder.path(), dropped), [[expected]]);
}

fn what_is_being_delivered_is_not_given_up(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let ac = AcClient::writer(&at);
    nrc.becomes_for("", Manner::Hangs);
    let made = applicatie(&ac, "onderweg");
    eventually(SOON, "it is under way", || nrc.times_told_of(id_of(&made)) == 1);
    let path = format!("/notificaties/{}", number(&of(&at, &made)[0]));
    let answer = at.administrator().call("DELETE", &path, &Value::Null);
    assert_eq!((answer.status, answer.member("code").as_str()), (409, "under-way"));
}

fn pages_hold_every_notification_once_in_their_order(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let ac = AcClient::writer(&at);
    nrc.becomes(Manner::Closes);
    let made: Vec<Value> = (0..7).map(|one| applicatie(&ac, &format!("blad-{one}"))).collect();
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/notificaties?limit=3{after}");
        let page = at.administrator().done("GET", &path, &Value::Null);
        let results = page["results"].as_array().unwrap().clone();
        assert!(results.len() <= 3);
        found.extend(results);
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let of_ours = found.iter().map(|one| one["applicatie"].as_str().unwrap());
    let of_ours: Vec<&str> =
        of_ours.filter(|id| made.iter().any(|made| id_of(made) == *id)).collect();
    assert_eq!(of_ours, made.iter().map(id_of).collect::<Vec<_>>());
    assert!(waiting(&at, "?state=waiting").is_empty());
}

fn a_notification_that_is_not_there_and_a_query_that_is_not_understood_are_refused(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for number in ["1", "-1", "x", "99999999999999999999"] {
        for (method, path) in [("DELETE", ""), ("POST", "/retry")] {
            let path = format!("/notificaties/{number}{path}");
            assert_eq!(admin.call(method, &path, &Value::Null).status, 404, "{method} {path}");
        }
    }
    for query in ["state=lost", "applicatie=x", "limit=0", "after=x", "deleted=true"] {
        let path = format!("/notificaties?{query}");
        assert_eq!(admin.call("GET", &path, &Value::Null).status, 400, "{query}");
    }
}
