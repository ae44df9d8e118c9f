//! RFC 6749 5.2: what a refusal says, and what it must not.

use super::{assert_refused, form, reader, with_header};
use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Bench, TaskApplication};

cases![
    r6749_20_an_unknown_client_and_a_wrong_secret_get_the_same_answer,
    r6749_10_a_challenge_comes_only_with_an_authorization_header,
    r6749_09_no_refusal_repeats_what_was_sent,
    who_sends_no_credentials_is_told_how_to_send_them,
    r9068_02_an_access_token_is_no_client_assertion,
];

const GRANT: &str = "grant_type=client_credentials";
/// In the form of ours, but of nobody.
const INVENTED: &str = "zp_AAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_AAAAAAAAAAA";

fn r6749_20_an_unknown_client_and_a_wrong_secret_get_the_same_answer(bench: &Bench) {
    let at = bench.shared();
    let (application, other) = (reader(&at), reader(&at));
    let comparable = |id: &str, secret: &str| {
        let mut answer = with_header(&at, &basic(id, secret), GRANT);
        assert_refused(&answer, 401, "invalid_client");
        answer.headers.retain(|(name, _)| name != "date");
        answer.headers.sort();
        format!("{answer:?}")
    };
    let known = &application.client_id;
    let refusals = [
        comparable("niemand", INVENTED),
        comparable("niemand", "geheim"),
        comparable("niemand", &other.secret),
        comparable(known, INVENTED),
        comparable(known, "geheim"),
        comparable(known, ""),
        comparable(known, &other.secret),
        comparable(known, &application.secret[..application.secret.len() - 1]),
        comparable(known, &application.secret.to_uppercase()),
        comparable(&known.to_uppercase(), &application.secret),
        comparable("", &application.secret),
    ];
    assert!(refusals.iter().all(|one| *one == refusals[0]));
    assert_eq!(application.ask(&at, "").status, 200);
}

fn r6749_10_a_challenge_comes_only_with_an_authorization_header(bench: &Bench) {
    let at = bench.shared();
    let with = with_header(&at, &basic("niemand", INVENTED), GRANT);
    assert_refused(&with, 401, "invalid_client");
    let challenge = r#"Basic realm="Zaakpoort", charset="UTF-8""#;
    assert_eq!(with.header("www-authenticate"), Some(challenge));
    let body = format!("{GRANT}&client_id=niemand&client_secret={INVENTED}");
    for without in [form(&at, &body), form(&at, GRANT)] {
        assert_refused(&without, 401, "invalid_client");
        assert_eq!(without.header("www-authenticate"), None);
    }
    let scope = reader(&at).ask(&at, "scope=niet.van.mij");
    assert_eq!((scope.status, scope.header("www-authenticate")), (400, None));
}

fn r6749_09_no_refusal_repeats_what_was_sent(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    for more in ["scope=kanarie", "resource=https%3A%2F%2Fkanarie", "client_id=kanarie"] {
        let answer = application.ask(&at, more);
        assert_eq!(answer.status, 400);
        assert!(!answer.text().contains("kanarie"), "{}", answer.text());
    }
    for body in ["grant_type=kanarie", "kanarie=1&kanarie=2", "client_id=kanarie"] {
        assert!(!form(&at, body).text().contains("kanarie"), "{body}");
    }
}

fn who_sends_no_credentials_is_told_how_to_send_them(bench: &Bench) {
    let at = bench.shared();
    let answer = form(&at, GRANT);
    assert_refused(&answer, 401, "invalid_client");
    assert!(answer.member("error_description").contains("HTTP Basic"), "{}", answer.text());
}

fn r9068_02_an_access_token_is_no_client_assertion(bench: &Bench) {
    let at = bench.shared();
    let application = reader(&at);
    let token = application.token(&at);
    let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    let body = format!("{GRANT}&client_assertion_type={kind}&client_assertion={token}");
    assert_refused(&form(&at, &body), 401, "invalid_client");
    let TaskApplication { client_id, secret, .. } = &application;
    let as_secret = format!("{GRANT}&client_id={client_id}&client_secret={token}");
    assert_refused(&form(&at, &as_secret), 401, "invalid_client");
    assert_eq!(
        form(&at, &format!("{GRANT}&client_id={client_id}&client_secret={secret}")).status,
        200
    );
}
