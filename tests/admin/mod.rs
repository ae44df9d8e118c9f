//! `/admin/v1`

use serde_json::json;

use crate::cases;
use crate::harness::{Bench, Request};

use crate::Case;

pub(crate) const SUITES: &[&[Case]] = &[CASES];

cases![without_a_token_nothing_is_administered];

fn without_a_token_nothing_is_administered(bench: &Bench) {
    let at = bench.shared();
    let answer =
        Request::post("/admin/v1/applicaties").json(&json!({ "label": "x" })).send(at.issuer);
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("www-authenticate"), Some(r#"Bearer realm="Zaakpoort admin""#));
}
