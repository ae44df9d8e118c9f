//! Issuers that are killed, or are several: what was answered is written, once.

use serde_json::json;

use super::{AGAIN, Kept, SOON, both, changes, kept_with, one, reader, tables};
use crate::cases;
use crate::harness::ac::AcClient;
use crate::harness::{AcFront, Bench, IN_FORCE, Options, Trick, eventually};

cases![
    what_a_killed_issuer_had_not_written_is_written_after_its_start,
    what_was_made_there_and_not_written_down_here_is_not_made_twice,
    an_issuer_that_keeps_no_upstream_any_more_holds_nothing_back,
    what_was_there_before_an_upstream_was_kept_is_written_by_a_sync,
    of_two_issuers_either_writes_and_one_that_is_killed_is_stood_in_for,
];

fn what_a_killed_issuer_had_not_written_is_written_after_its_start(bench: &Bench) {
    let mut kept = kept_with(bench, &Options::default().split(), "hold = '10m'");
    let reader = reader(&kept);
    let token = reader.token(&kept.at);
    changes(&kept, &reader, &one());
    eventually(SOON, "it leaves", || kept.says(&reader.client_id).is_some_and(|it| it.1 == 1));
    kept.front.becomes(Trick::Hangs);
    let before = kept.front.passed().len();
    changes(&kept, &reader, &both());
    eventually(SOON, "it is under way", || kept.front.passed().len() > before);
    kept.at.kill_issuer();
    kept.at.start_issuer();
    assert!(!kept.lets_through(&token), "gateways wait still");
    kept.front.becomes(Trick::Passes);
    eventually(AGAIN, "it lies there", || kept.says(&reader.client_id).is_some_and(|it| it.1 == 2));
    eventually(SOON, "gateways let it through", || kept.lets_through(&token));
}

fn what_was_made_there_and_not_written_down_here_is_not_made_twice(bench: &Bench) {
    let mut kept = kept_with(bench, &Options::default().split(), "hold = '10m'");
    kept.front.becomes(Trick::Passes);
    let before = kept.front.writes().len();
    // What asks before it writes is answered, and what is made is swallowed.
    kept.front.becomes(Trick::SwallowsWrites);
    let body = json!({ "clientIds": ["half"], "label": "Half", "autorisaties": both() });
    kept.ac.done("POST", "/applicaties", &body);
    eventually(SOON, "it is made", || {
        kept.front.writes().get(before).is_some_and(|write| write.status == 201)
    });
    kept.at.kill_issuer();
    kept.front.becomes(Trick::Passes);
    kept.at.start_issuer();
    eventually(AGAIN, "it is known", || kept.waiting().is_empty());
    assert_eq!(kept.lying("half").len(), 1);
    let made = kept.front.writes();
    let made = made[before..].iter().filter(|write| write.method == "POST").count();
    assert_eq!(made, 1, "once");
}

fn an_issuer_that_keeps_no_upstream_any_more_holds_nothing_back(bench: &Bench) {
    let mut kept = kept_with(bench, &Options::default().split(), "hold = '10m'");
    let reader = reader(&kept);
    let token = reader.token(&kept.at);
    changes(&kept, &reader, &one());
    eventually(IN_FORCE, "it may not", || !kept.lets_through(&token));
    kept.front.becomes(Trick::Closes);
    changes(&kept, &reader, &both());
    assert!(!kept.lets_through(&token), "the upstream has it not");
    kept.starts_with(|text| {
        let (text, _) = text.split_once("applicaties = 'mirror'").unwrap();
        text.to_owned()
    });
    eventually(SOON, "it may", || kept.lets_through(&token));
}

fn what_was_there_before_an_upstream_was_kept_is_written_by_a_sync(bench: &Bench) {
    let upstream = bench.fresh();
    let there = AcClient::writer(&upstream);
    let front = AcFront::of(upstream.issuer);
    let options = Options::default().split().with_variable("MIRROR_SECRET", &there.key);
    let at = bench.with(&options);
    let ac = AcClient::writer(&at);
    let tables = tables(&front, &there, "");
    let mut kept = Kept { at, front, there, ac, _upstream: upstream };
    let body = json!({ "clientIds": ["eerder"], "label": "Eerder", "autorisaties": both() });
    kept.ac.done("POST", "/applicaties", &body);
    kept.starts_with(|text| format!("{text}{tables}"));
    let says = "of our applicaties the upstream has none yet";
    eventually(SOON, "it says what to do", || kept.at.said().contains(says));
    assert!(kept.front.passed().is_empty(), "nothing is written unasked");
    kept.at.administrator().done("POST", "/mirrors/openzaak/sync", &json!(null));
    eventually(SOON, "it lies there", || kept.says("eerder") == Some(("Eerder".to_owned(), 2)));
}

fn of_two_issuers_either_writes_and_one_that_is_killed_is_stood_in_for(bench: &Bench) {
    let mut kept = kept_with(bench, &Options::default().apart(2, 1), "hold = '10m'");
    let reader = reader(&kept);
    let [_, other] = kept.at.issuers()[..] else { panic!("two issuers") };
    kept.front.becomes(Trick::Hangs);
    let before = kept.front.passed().len();
    let path = format!("/applicaties/{}", reader.applicatie);
    kept.ac.done("PATCH", &path, &json!({ "label": "Anders" }));
    eventually(SOON, "it is under way", || kept.front.passed().len() > before);
    kept.at.kill_issuer();
    kept.front.becomes(Trick::Passes);
    let lies = || kept.says(&reader.client_id).is_some_and(|says| says.0 == "Anders");
    eventually(AGAIN, "the other writes it", lies);
    kept.ac.at(other).done("PATCH", &path, &json!({ "label": "Nog eens" }));
    let lies = || kept.says(&reader.client_id).is_some_and(|says| says.0 == "Nog eens");
    eventually(SOON, "and the next", lies);
}
