//! An issuer that is killed in its first start: the next one begins anew or goes on, and there is
//! one administrator, one key of each algorithm and one gateway, never two and never none.

use std::time::Duration;

use serde_json::json;

use super::{Count, Form, below, drawn_moment, figures};
use crate::cases;
use crate::harness::{Bench, Installation, Moment, Options, Request};

cases![an_issuer_killed_in_its_first_start_has_one_administrator_and_one_set_of_keys_afterwards];

const KILLS: Count = Count { short: 4, long: 50 };

fn an_issuer_killed_in_its_first_start_has_one_administrator_and_one_set_of_keys_afterwards(
    bench: &Bench,
) {
    // How many died before the secrets were shown, between that and the commit, and behind it.
    let (mut before, mut between, mut behind) = (0, 0, 0);
    for kill in 0..KILLS.get() {
        // It becomes ready, and so does its gateway with the credential that was left to it.
        let at = bench.with(&Options::default().split().killed(moment(kill)));
        let (first, second) = (secrets_in(at.last_words()), secrets_in(&at.said()));
        match (first.as_slice(), second.as_slice()) {
            ([], [_]) => before += 1,
            ([in_vain], [_]) => {
                between += 1;
                assert_eq!(login(&at, in_vain), 401, "it was made by a start that did not happen");
            }
            ([_], []) => behind += 1,
            shown => panic!("{shown:?}"),
        }
        at.administrator();
        founded_once(&at);
    }
    let row = vec![
        ("kills", json!(before + between + behind)),
        ("before the secret was shown", json!(before)),
        ("before it was committed", json!(between)),
        ("afterwards", json!(behind)),
    ];
    figures::keep("first_start", bench, vec![row]);
    // The first is killed before it can have shown anything; the others are drawn.
    assert!(before > 0, "none was killed before it had shown a secret");
    if Form::asked() == Form::Long {
        assert!(between > 0 && behind > 0, "{between} before the commit, {behind} behind it");
    }
}

/// At its very beginning, then anywhere in its start, and every other time just when it has shown a
/// secret.
fn moment(kill: usize) -> Moment {
    match kill % 2 {
        _ if kill == 0 => Moment::After(Duration::from_millis(5)),
        0 => Moment::After(drawn_moment()),
        _ => Moment::Behind("zp_", Duration::from_millis(u64::try_from(below(4)).unwrap())),
    }
}

fn secrets_in(said: &str) -> Vec<String> {
    said.split_whitespace().filter(|word| word.starts_with("zp_")).map(str::to_owned).collect()
}

fn login(at: &Installation, secret: &str) -> u16 {
    let form = format!(
        "grant_type=client_credentials&scope=zaakpoort.admin&client_id=beheerder&client_secret={secret}"
    );
    Request::post("/connect/token").form(&form).send(at.issuer).status
}

fn founded_once(at: &Installation) {
    let keys = Request::get("/connect/jwks").send(at.issuer).json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 4, "{keys}");
    let rows = |query: &str| at.database.rows(at.folder.path(), query);
    let counts = rows("SELECT (SELECT count(*) FROM clients), (SELECT count(*) FROM credentials)");
    assert_eq!(counts, [[2, 2]], "an administrator and a gateway, with a secret each");
    let chain = rows("SELECT number, prev FROM changes ORDER BY number");
    assert_eq!((chain.len(), chain[0][1]), (6, 0));
    assert!(chain.windows(2).all(|pair| pair[1][1] == pair[0][0]), "{chain:?}");
}
