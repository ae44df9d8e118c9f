//! Requests through the gateway.

use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::{Autorisatie, Bench, IN_FORCE, Request, TaskApplication, eventually};

cases![
    a_task_application_reads_a_zaak_and_the_upstream_sees_who_it_is,
    an_autorisatie_that_is_removed_is_refused_within_a_second,
];

fn a_task_application_reads_a_zaak_and_the_upstream_sees_who_it_is(bench: &Bench) {
    let at = bench.shared();
    let may = Autorisatie::zaken(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar");
    let application = TaskApplication::with(&at, &[may]);
    let token = application.token(&at);
    let path = format!("{}/{}?mark=who", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    let path = path.trim_end_matches("?mark=who");
    let answer = Request::get(path).bearer(&token).send(at.gateway);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-voorbeeld-client-id"), Some(application.client_id.as_str()));
}

fn an_autorisatie_that_is_removed_is_refused_within_a_second(bench: &Bench) {
    let at = bench.shared();
    let may = Autorisatie::zaken(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar");
    let application = TaskApplication::with(&at, &[may]);
    let token = application.token(&at);
    let path = format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR);
    let ask = || Request::get(&path).bearer(&token).send(at.gateway).status;
    assert_eq!(ask(), 200);
    let path = format!(
        "/applicaties/{}/autorisaties/{}",
        application.applicatie, application.autorisaties[0]
    );
    at.administrator().done("DELETE", &path, &serde_json::json!({}));
    eventually(IN_FORCE, "refused", || ask() == 403);
}
