//! What two issuers are asked at the same moment has one outcome, whichever order it takes.

use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::cases;
use crate::harness::{Administrator, Bench, Installation, Options};

cases![
    a_client_id_asked_for_twice_at_once_is_given_once,
    of_an_administrators_last_two_secrets_one_stays,
    writes_at_both_issuers_at_once_make_one_unbroken_chain,
];

/// What both issuers answer to calls that reach them together: statuses, the smaller first.
fn together(at: &Installation, calls: &[(&str, String, Value); 2]) -> [u16; 2] {
    // Who fails before the barrier would leave the other one waiting there.
    let issuers = at.issuers();
    let [one, other] = [issuers[0], issuers[1]].map(|issuer| at.administrator_at(issuer));
    let start = Barrier::new(2);
    let call = |administrator: &Administrator, (method, path, body): &(&str, String, Value)| {
        start.wait();
        administrator.call(method, path, body).status
    };
    let mut statuses = thread::scope(|scope| {
        let other = scope.spawn(|| call(&other, &calls[1]));
        [call(&one, &calls[0]), other.join().unwrap()]
    });
    statuses.sort_unstable();
    statuses
}

fn a_client_id_asked_for_twice_at_once_is_given_once(bench: &Bench) {
    let at = bench.with(&Options::default().apart(2, 1));
    let made = at.administrator().done("POST", "/applicaties", &json!({ "label": "Twee" }));
    for number in 0..10 {
        let client = json!({ "client_id": format!("client-{number}"), "applicatie": made["id"] });
        let call = || ("POST", "/clients".to_owned(), client.clone());
        assert_eq!(together(&at, &[call(), call()]), [201, 409]);
    }
}

fn of_an_administrators_last_two_secrets_one_stays(bench: &Bench) {
    let at = bench.with(&Options::default().apart(2, 1));
    let administrator = at.administrator();
    let first = at.first_secret()["zp_".len()..][..12].to_owned();
    let secrets = "/clients/beheerder/secrets";
    let made = administrator.done("POST", secrets, &json!({}));
    let second = made["id"].as_str().unwrap();
    let revoke = |id: &str| ("DELETE", format!("{secrets}/{id}"), json!({}));
    let statuses = together(&at, &[revoke(&first), revoke(second)]);
    assert_eq!(statuses[0], 204);
    // The other one was refused as the last, or its caller's own secret was gone already.
    assert!([401, 409].contains(&statuses[1]), "{statuses:?}");
}

fn writes_at_both_issuers_at_once_make_one_unbroken_chain(bench: &Bench) {
    let at = bench.with(&Options::default().apart(2, 1));
    thread::scope(|scope| {
        for issuer in at.issuers() {
            let administrator = at.administrator_at(issuer);
            scope.spawn(move || {
                for _ in 0..25 {
                    administrator.done("POST", "/applicaties", &json!({ "label": "Keten" }));
                }
            });
        }
    });
    let chain = at.database.rows(at.folder.path(), "SELECT number, prev FROM changes ORDER BY 1");
    // Six of the first start, in one commit, and ours.
    assert_eq!(chain.len(), 56);
    assert_eq!(chain[0][1], 0);
    assert!(chain.windows(2).all(|pair| pair[1][1] == pair[0][0]), "{chain:?}");
}
