//! `POST /admin/v1/clients`: a client id is given once, for ever (`ac-001`).

use std::thread;

use serde_json::json;

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::{Answer, Bench, Installation};

cases![
    a_client_id_is_never_given_twice,
    of_many_who_ask_for_one_id_at_once_one_gets_it,
    the_ids_of_the_system_are_given,
    a_client_id_has_1_to_50_characters,
    a_client_id_looks_like_what_it_is,
    a_client_id_with_a_colon_comes_with_a_note,
    a_client_belongs_to_an_applicatie_that_is_there,
    an_audience_is_a_uri_or_a_name,
];

fn give(at: &Installation, client_id: &str, applicatie: &str) -> Answer {
    let body = json!({ "client_id": client_id, "applicatie": applicatie });
    at.administrator().call("POST", "/clients", &body)
}

fn a_client_id_is_never_given_twice(bench: &Bench) {
    let at = bench.shared();
    let (one, other) = (empty(&at), empty(&at));
    let made = give(&at, "eens-gegeven", &one);
    assert_eq!((made.status, made.member("client_id").as_str()), (201, "eens-gegeven"));
    assert!(made.json().get("note").is_none());
    for applicatie in [&one, &other] {
        let answer = give(&at, "eens-gegeven", applicatie);
        assert_fout(&answer, 409, "client-id-exists");
        assert!(answer.member("detail").contains("ac-001"));
    }
    assert_eq!(give(&at, "Eens-gegeven", &other).status, 201, "letters count");
    assert_eq!(give(&at, "eens-gegeven-2", &one).status, 201, "an applicatie may have several");
}

fn of_many_who_ask_for_one_id_at_once_one_gets_it(bench: &Bench) {
    let at = bench.shared();
    let applicaties: Vec<String> = (0..6).map(|_| empty(&at)).collect();
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let asking = applicaties.iter().map(|id| scope.spawn(|| give(&at, "omstreden", id).status));
        let asking: Vec<_> = asking.collect();
        asking.into_iter().map(|one| one.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}

fn the_ids_of_the_system_are_given(bench: &Bench) {
    let at = bench.shared();
    for id in ["beheerder", "gateway"] {
        assert_fout(&give(&at, id, &empty(&at)), 409, "client-id-exists");
    }
}

fn a_client_id_has_1_to_50_characters(bench: &Bench) {
    let at = bench.shared();
    let applicatie = empty(&at);
    for id in ["", &"x".repeat(51), &"é".repeat(51), "a\0b", "a\nb", "\u{7f}"] {
        let answer = give(&at, id, &applicatie);
        assert_fout(&answer, 400, "invalid");
        assert!(answer.member("detail").contains("client id"), "{}", answer.text());
    }
    for id in ["x".repeat(50), "é".repeat(50)] {
        assert_eq!(give(&at, &id, &applicatie).status, 201, "{id}");
    }
}

fn a_client_id_looks_like_what_it_is(bench: &Bench) {
    let at = bench.shared();
    let applicatie = empty(&at);
    for id in ["a\u{85}b", "a\u{202e}b", "\u{2067}a", "a\u{a0}", " a", "a\u{2028}", "a\u{200d}b"] {
        assert_fout(&give(&at, id, &applicatie), 400, "invalid");
    }
    for id in ["burger zaken", "\u{434}\u{43e}", "\u{5d0}\u{5d1}"] {
        assert_eq!(give(&at, id, &applicatie).status, 201, "{id}");
    }
}

fn a_client_id_with_a_colon_comes_with_a_note(bench: &Bench) {
    let at = bench.shared();
    let made = give(&at, "urn:taak:1", &empty(&at));
    assert_eq!(made.status, 201);
    let note = made.member("note");
    assert!(note.contains("Basic") && note.contains("client_secret in the body"), "{note}");
}

fn a_client_belongs_to_an_applicatie_that_is_there(bench: &Bench) {
    let at = bench.shared();
    let nobodys = give(&at, "van-niemand", "0f7b2f52-6d1e-4e57-9c55-2b7a90c1ffff");
    assert_fout(&nobodys, 404, "not-found");
    assert_eq!(give(&at, "van-niemand", &empty(&at)).status, 201, "a refusal uses no id up");
}

fn an_audience_is_a_uri_or_a_name(bench: &Bench) {
    let at = bench.shared();
    let applicatie = empty(&at);
    let give = |id: &str, audiences: &[&str]| {
        let body = json!({ "client_id": id, "applicatie": applicatie, "audiences": audiences });
        at.administrator().call("POST", "/clients", &body)
    };
    for bad in ["", "geen naam", "https://a/#b", "https://\u{e9}"] {
        assert_fout(&give("publiek-fout", &[bad]), 400, "invalid");
    }
    assert_eq!(give("publiek-goed", &["https://a.example/x", "b3f43c85-53a5"]).status, 201);
}
