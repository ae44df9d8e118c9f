//! The parameters of a token request (RFC 6749 3.2 and appendix B).

use std::time::{Duration, Instant};

use super::{assert_refused, form, reader};
use crate::cases;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Bench, Request, TaskApplication};

cases![
    r6749_03_a_parameter_that_stands_twice_is_refused,
    a_name_that_is_the_same_once_decoded_stands_twice,
    r6749_03_resource_and_audience_may_be_repeated,
    r6749_04_an_empty_parameter_counts_as_absent,
    r6749_05_unknown_parameters_are_ignored,
    r6749_06_parameters_in_the_query_are_refused,
    a_missing_grant_type_is_refused,
    bp_12_ng_56_another_grant_type_is_unsupported,
    a_space_is_a_plus_or_twenty,
    bytes_that_are_no_text_are_refused_and_never_a_fault,
    thousands_of_parameters_are_read_without_effort,
];

fn r6749_03_a_parameter_that_stands_twice_is_refused(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    for more in [
        "grant_type=client_credentials",
        "scope=zaken.lezen&scope=zaken.lezen",
        "scope=&scope=zaken.lezen",
        "client_id=&client_id=",
        "onbekend=1&onbekend=2",
    ] {
        assert_refused(&application.ask(&at, more), 400, "invalid_request");
    }
    assert_eq!(application.ask(&at, "scope=zaken.lezen").status, 200);
}

fn a_name_that_is_the_same_once_decoded_stands_twice(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    for more in ["scope=zaken.lezen&%73cope=zaken.lezen", "gr%61nt_type=client_credentials"] {
        assert_refused(&application.ask(&at, more), 400, "invalid_request");
    }
    assert_eq!(application.ask(&at, "%73cope=zaken.lezen").json()["scope"], "zaken.lezen");
}

fn r6749_03_resource_and_audience_may_be_repeated(bench: &Bench) {
    let at = bench.shared();
    let zaken = encoded(&at.public_url());
    let more = format!("resource={zaken}&resource={zaken}&audience={zaken}&audience={zaken}");
    let answer = reader(&at).ask(&at, &more);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let claims = super::claims::of(&answer.member("access_token"));
    assert_eq!(claims["aud"], at.public_url(), "once is enough");
}

fn r6749_04_an_empty_parameter_counts_as_absent(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let answer = application.ask(&at, "scope=&resource=&audience=&client_id=&client_secret");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.json().get("scope").is_none());
    let header = basic(&application.client_id, &application.secret);
    let request = Request::post("/connect/token").header("Authorization", &header);
    assert_refused(&request.form("grant_type=").send(at.issuer), 400, "invalid_request");
}

fn r6749_05_unknown_parameters_are_ignored(bench: &Bench) {
    let at = bench.shared();
    let answer = reader(&at).ask(&at, "foo=bar&redirect_uri=https%3A%2F%2Fx&nonce=1&&=x");
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn r6749_06_parameters_in_the_query_are_refused(bench: &Bench) {
    let at = bench.shared();
    let TaskApplication { client_id, secret, .. } = reader(&at);
    let body =
        format!("grant_type=client_credentials&client_id={client_id}&client_secret={secret}");
    for query in [body.as_str(), "scope=zaken.lezen", "x"] {
        let request = Request::post(&format!("/connect/token?{query}"));
        assert_refused(&request.form(&body).send(at.issuer), 400, "invalid_request");
    }
    let all_in_the_query = Request::post(&format!("/connect/token?{body}")).form("");
    assert_refused(&all_in_the_query.send(at.issuer), 400, "invalid_request");
    assert_eq!(Request::post("/connect/token?").form(&body).send(at.issuer).status, 200);
}

fn a_missing_grant_type_is_refused(bench: &Bench) {
    let at = bench.shared();
    let TaskApplication { client_id, secret, .. } = reader(&at);
    for body in ["", "scope=zaken.lezen"] {
        let request = Request::post("/connect/token");
        let request = request.header("Authorization", &basic(&client_id, &secret));
        let answer = request.form(body).send(at.issuer);
        assert_refused(&answer, 400, "invalid_request");
        assert!(answer.member("error_description").contains("grant_type=client_credentials"));
    }
}

fn bp_12_ng_56_another_grant_type_is_unsupported(bench: &Bench) {
    let at = bench.shared();
    let TaskApplication { client_id, secret, .. } = reader(&at);
    for grant in ["password", "implicit", "REFRESH_TOKEN", "CLIENT_CREDENTIALS", "x%00"] {
        let body = format!("grant_type={grant}&client_id={client_id}&client_secret={secret}");
        assert_refused(&form(&at, &body), 400, "unsupported_grant_type");
    }
}

fn a_space_is_a_plus_or_twenty(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    for list in ["zaken.lezen+zaken.aanmaken", "zaken.lezen%20zaken.aanmaken"] {
        let answer = application.ask(&at, &format!("scope={list}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

fn bytes_that_are_no_text_are_refused_and_never_a_fault(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let header = basic(&application.client_id, &application.secret);
    for body in [
        &b"grant_type=client_credentials&scope=\xff\xfe"[..],
        b"grant_type=client_credentials&scope=a\0b",
        b"grant_type=client_credentials&scope=%00",
        b"grant_type=client_credentials&scope=%ff",
        b"grant_type=client_credentials&scope=%zz%2",
        b"grant_type=client_credentials&client_id=%ff",
        b"grant_type=client_credentials&client_id=%00",
        b"grant_type=%ff",
        b"\xef\xbb\xbfgrant_type=client_credentials",
        b"%",
        b"\0",
    ] {
        let request = Request::post("/connect/token");
        for request in [request.clone(), request.header("Authorization", &header)] {
            let request = request.body("application/x-www-form-urlencoded", body);
            let answer = request.send(at.issuer);
            assert!([400, 401].contains(&answer.status), "{body:?}: {answer:?}");
        }
    }
    for secret in ["%00", "%ff", "%zz", "%", "é"] {
        let id = &application.client_id;
        let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        assert_refused(&form(&at, &body), 401, "invalid_client");
    }
}

fn thousands_of_parameters_are_read_without_effort(bench: &Bench) {
    let at = bench.shared();
    // All different, so that comparing each with all before it would take half a billion steps.
    let many: Vec<String> = (0..11_000).map(|n| format!("{n:x}")).collect();
    let application = reader(&at);
    let once = |_| {
        let begun = Instant::now();
        let answer = application.ask(&at, &many.join("&"));
        assert!([200, 400].contains(&answer.status), "{}", answer.text());
        begun.elapsed()
    };
    // The shortest: the machine may have other things to do meanwhile.
    let took = (0..5).map(once).min().unwrap();
    assert!(took < Duration::from_millis(300), "took {took:?}");
}
