//! `POST /connect/token`

use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::{Autorisatie, Bench, TaskApplication};

cases![a_client_gets_a_token_for_its_id_and_secret];

fn a_client_gets_a_token_for_its_id_and_secret(bench: &Bench) {
    let at = bench.shared();
    let may = Autorisatie::zaken(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar");
    let answer = TaskApplication::with(&at, &[may]).ask(&at, "");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.member("token_type"), "Bearer");
    assert_eq!(answer.json()["expires_in"], 300);
    assert!(answer.json().get("scope").is_none(), "none was asked for");
    assert_eq!(answer.member("access_token").split('.').count(), 3);
}
