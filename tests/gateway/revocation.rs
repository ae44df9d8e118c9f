//! What is taken away is gone within a second, also for tokens and connections in use (G24).

use serde_json::json;
use voorbeeldzaken::sample;

use super::{melder, melding, refused, zaak};
use crate::cases;
use crate::harness::{
    Autorisatie, Bench, Connection, IN_FORCE, Request, TaskApplication, eventually,
};

cases![
    an_autorisatie_that_is_removed_is_refused_within_a_second,
    ng_97_an_autorisatie_that_is_added_counts_within_a_second_for_a_token_in_use,
    the_tokens_of_a_revoked_secret_are_refused_within_a_second_and_no_others,
    a_kept_connection_keeps_nothing_that_was_revoked,
];

fn an_autorisatie_that_is_removed_is_refused_within_a_second(bench: &Bench) {
    let at = bench.shared();
    let application = melder(&at);
    let token = application.token(&at);
    let ask = || Request::get(&melding()).bearer(&token).send(at.gateway);
    assert_eq!(ask().status, 200);
    let path = format!(
        "/applicaties/{}/autorisaties/{}",
        application.applicatie, application.autorisaties[0]
    );
    at.administrator().done("DELETE", &path, &json!({}));
    eventually(IN_FORCE, "refused", || ask().status == 403);
    refused(&ask(), 403, "scope-not-held");
}

fn ng_97_an_autorisatie_that_is_added_counts_within_a_second_for_a_token_in_use(bench: &Bench) {
    let at = bench.shared();
    let application = melder(&at);
    let token = application.token(&at);
    let ask =
        || Request::get(&zaak(sample::ZAAK_BIJSTAND_OPENBAAR)).bearer(&token).send(at.gateway);
    refused(&ask(), 403, "object-not-held");
    let zaaktype = sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_BIJSTAND);
    let more = json!({ "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": zaaktype,
        "max_vertrouwelijkheidaanduiding": "openbaar" });
    let path = format!("/applicaties/{}/autorisaties", application.applicatie);
    at.administrator().done("POST", &path, &more);
    eventually(IN_FORCE, "let through", || ask().status == 200);
}

fn the_tokens_of_a_revoked_secret_are_refused_within_a_second_and_no_others(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let application = melder(&at);
    let old = application.token(&at);
    let (_, secret) = application.new_secret(&admin);
    let renewed = TaskApplication { secret, ..melder(&at) };
    let renewed = TaskApplication { client_id: application.client_id.clone(), ..renewed };
    let new = renewed.token(&at);
    let status = |token: &str| Request::get(&melding()).bearer(token).send(at.gateway).status;
    assert_eq!((status(&old), status(&new)), (200, 200));
    let path = format!("/clients/{}/secrets/{}", application.client_id, application.secret_id);
    admin.done("DELETE", &path, &json!({}));
    eventually(IN_FORCE, "refused", || status(&old) == 401);
    let answer = Request::get(&melding()).bearer(&old).send(at.gateway);
    refused(&answer, 401, "credential-gone");
    assert_eq!(status(&new), 200);
}

fn a_kept_connection_keeps_nothing_that_was_revoked(bench: &Bench) {
    let at = bench.shared();
    let may = Autorisatie::zaken(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar");
    let application = TaskApplication::with(&at, &[may]);
    let token = application.token(&at);
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
        melding(),
        at.gateway
    );
    let mut connection = Connection::open(at.gateway);
    let mut ask = || {
        connection.send(&request);
        connection.answer().unwrap().status
    };
    assert_eq!(ask(), 200);
    let path =
        format!("/clients/{}/secrets/{}?force=true", application.client_id, application.secret_id);
    at.administrator().done("DELETE", &path, &json!({}));
    eventually(IN_FORCE, "refused", || ask() == 401);
}
