//! RFC 6749 2.3.1: client authentication, in the header or in the body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{assert_refused, form, reader, with_header};
use crate::cases;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Bench, Installation, Request, TaskApplication};

cases![
    the_scheme_is_case_insensitive,
    r6749_01_an_id_with_special_characters_works_raw_and_form_encoded,
    an_id_that_reads_as_another_when_decoded_is_tried_raw_first,
    a_form_encoded_secret_works,
    r6749_02_the_same_client_id_in_the_body_beside_basic_is_accepted,
    another_client_id_in_the_body_beside_basic_is_refused,
    r6749_02_a_secret_in_the_body_beside_basic_is_two_methods_and_refused,
    an_empty_secret_in_the_body_beside_basic_counts_as_absent,
    sd4_1_credentials_in_the_body_work,
    an_id_with_a_colon_works_in_the_body,
    a_header_that_cannot_be_read_is_refused_with_a_challenge,
    another_scheme_is_refused_with_a_challenge,
    two_authorization_headers_are_refused,
    the_colon_that_splits_is_the_first,
];

const GRANT: &str = "grant_type=client_credentials";

fn named(at: &Installation, id: &str) -> TaskApplication {
    let all = json!({ "label": "Bijzonder", "heeft_alle_autorisaties": true });
    TaskApplication::named(at, id, &all, &json!({}))
}

fn the_scheme_is_case_insensitive(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let header = basic(&application.client_id, &application.secret);
    for scheme in ["basic", "BASIC", "bAsIc"] {
        let header = header.replacen("Basic", scheme, 1);
        assert_eq!(with_header(&at, &header, GRANT).status, 200, "{scheme}");
    }
}

fn r6749_01_an_id_with_special_characters_works_raw_and_form_encoded(bench: &Bench) {
    let at = bench.shared();
    for id in ["cl:ient", "taak app", "50%+1", "zaak/één & co", "a%zz", "日本", "\"quote\\d\""]
    {
        let application = named(&at, id);
        if !id.contains(':') {
            let raw = with_header(&at, &basic(id, &application.secret), GRANT);
            assert_eq!(raw.status, 200, "{id} raw: {}", raw.text());
        }
        let encoded = basic(&encoded(id), &encoded(&application.secret));
        let decoded = with_header(&at, &encoded, GRANT);
        assert_eq!(decoded.status, 200, "{id} form-encoded: {}", decoded.text());
    }
}

fn an_id_that_reads_as_another_when_decoded_is_tried_raw_first(bench: &Bench) {
    let at = bench.shared();
    let (raw, decoded) = (named(&at, "twee+zinnig"), named(&at, "twee zinnig"));
    for application in [&raw, &decoded] {
        // Both readings of the id name a client; the secret says which of the two is meant.
        let answer = with_header(&at, &basic("twee+zinnig", &application.secret), GRANT);
        assert_eq!(answer.status, 200, "{}", application.client_id);
        let claims = super::claims::of(&answer.member("access_token"));
        assert_eq!(claims["client_id"], application.client_id.as_str());
    }
}

fn a_form_encoded_secret_works(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let every_byte: String = application.secret.bytes().map(|b| format!("%{b:02x}")).collect();
    let answer = with_header(&at, &basic(&application.client_id, &every_byte), GRANT);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn r6749_02_the_same_client_id_in_the_body_beside_basic_is_accepted(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let answer = application.ask(&at, &format!("client_id={}", application.client_id));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn another_client_id_in_the_body_beside_basic_is_refused(bench: &Bench) {
    let at = bench.shared();
    let other = reader(&at);
    let answer = reader(&at).ask(&at, &format!("client_id={}", other.client_id));
    assert_refused(&answer, 400, "invalid_request");
}

fn r6749_02_a_secret_in_the_body_beside_basic_is_two_methods_and_refused(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    for more in [
        format!("client_secret={}", application.secret),
        format!("client_id={}&client_secret={}", application.client_id, application.secret),
        "client_assertion=e30.e30.e30".to_owned(),
    ] {
        assert_refused(&application.ask(&at, &more), 400, "invalid_request");
    }
}

fn an_empty_secret_in_the_body_beside_basic_counts_as_absent(bench: &Bench) {
    let at = bench.shared();
    assert_eq!(reader(&at).ask(&at, "client_secret=&client_id=").status, 200);
}

fn sd4_1_credentials_in_the_body_work(bench: &Bench) {
    let at = bench.shared();
    let TaskApplication { client_id, secret, .. } = reader(&at);
    let body = format!("{GRANT}&client_id={client_id}&client_secret={secret}");
    assert_eq!(form(&at, &body).status, 200);
    let alone = form(&at, &format!("{GRANT}&client_id={client_id}"));
    assert_refused(&alone, 401, "invalid_client");
    assert_refused(&form(&at, &format!("{GRANT}&client_secret={secret}")), 401, "invalid_client");
}

fn an_id_with_a_colon_works_in_the_body(bench: &Bench) {
    let at = bench.shared();
    let application = named(&at, "dienst:taak");
    let secret = &application.secret;
    let body = format!("{GRANT}&client_id=dienst%3Ataak&client_secret={secret}");
    assert_eq!(form(&at, &body).status, 200);
    assert_refused(&with_header(&at, &basic("dienst:taak", secret), GRANT), 401, "invalid_client");
}

fn a_header_that_cannot_be_read_is_refused_with_a_challenge(bench: &Bench) {
    let at = bench.shared();
    let without_colon = format!("Basic {}", STANDARD.encode("zonder-dubbele-punt"));
    let not_utf8 = format!("Basic {}", STANDARD.encode(b"a\xff:b"));
    let control = format!("Basic {}", STANDARD.encode("a\0b:c\r\nd"));
    let headers =
        ["Basic", "Basic ", "Basic !!!", "Basic YTpi=", "", "@", &without_colon, &not_utf8];
    for header in headers.into_iter().chain([control.as_str()]) {
        let answer = with_header(&at, header, GRANT);
        assert_refused(&answer, 401, "invalid_client");
        assert!(answer.header("www-authenticate").is_some(), "{header}");
    }
}

fn another_scheme_is_refused_with_a_challenge(bench: &Bench) {
    let at = bench.shared();
    let token = reader(&at).token(&at);
    for header in [format!("Bearer {token}"), "Token abc".to_owned(), "Digest a=b".to_owned()] {
        let answer = with_header(&at, &header, GRANT);
        assert_refused(&answer, 401, "invalid_client");
        let challenge = Some(r#"Basic realm="Zaakpoort", charset="UTF-8""#);
        assert_eq!(answer.header("www-authenticate"), challenge);
    }
}

fn two_authorization_headers_are_refused(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let header = basic(&application.client_id, &application.secret);
    let request = Request::post("/connect/token").header("Authorization", &header);
    let answer = request.header("Authorization", &header).form(GRANT).send(at.issuer);
    assert_refused(&answer, 400, "invalid_request");
}

fn the_colon_that_splits_is_the_first(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let shifted = format!("{}:{}", application.client_id, application.secret);
    let answer = with_header(&at, &basic(&shifted, "x"), GRANT);
    assert_refused(&answer, 401, "invalid_client");
}
