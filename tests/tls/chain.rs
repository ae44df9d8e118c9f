//! From a task application to the zaak API, all of it over TLS.

use voorbeeldzaken::sample;

use crate::harness::certificates::Valid;
use crate::harness::{IN_FORCE, LetsIn, Secure, Verified, eventually, run};
use crate::house;

house![
    a_task_application_reads_a_zaak_and_every_connection_on_the_way_is_tls,
    a_command_that_does_not_believe_the_issuer_says_which_option_helps,
    a_gateway_that_does_not_believe_its_issuer_judges_nothing_and_says_which_key_helps,
    an_upstream_that_is_not_believed_is_refused_and_the_log_says_which_key_helps,
    an_upstream_that_asks_who_calls_is_shown_the_certificate_that_is_meant_for_it,
];

fn zaak(at: &Secure) -> String {
    format!("https://localhost:{}{}/{}", at.gateway, sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR)
}

/// What the gateway answers to a client that may do everything.
pub(super) fn read(at: &Secure, client: &str) -> (String, String) {
    let token = format!("https://localhost:{}/connect/token", at.issuer);
    let secret = std::fs::read_to_string(at.folder.path().join("secret")).unwrap();
    let credentials = format!("{client}:{secret}");
    let (status, body) =
        at.curl(&["-u", &credentials, "-d", "grant_type=client_credentials", &token]);
    assert_eq!(status, "200", "{body}");
    let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
    let bearer = format!("Authorization: Bearer {}", answer["access_token"].as_str().unwrap());
    at.curl(&["-H", &bearer, &zaak(at)])
}

fn a_task_application_reads_a_zaak_and_every_connection_on_the_way_is_tls() {
    let at = Secure::start();
    at.register("app");
    let (status, body) = read(&at, "app");
    assert_eq!(status, "200", "{body}");
    assert!(body.contains(&format!("\"url\":\"{}\"", zaak(&at))), "{body}");
    let seen = at.upstream.saw(&sample::ZAAK_MELDING_OPENBAAR.to_string());
    assert_eq!(seen[0].header("x-forwarded-proto"), ["https"]);
    let token =
        at.command(&["token", "--client-id", "app", "--secret-file", "secret", "--raw"]).stdout;
    let bearer = format!("Authorization: Bearer {}", token.trim());
    assert_eq!(at.curl(&["-H", &bearer, &zaak(&at)]).0, "200", "a token of our own command");
    // What changes reaches the gateway over the same feed.
    let secret = std::fs::read_to_string(at.folder.path().join("secret")).unwrap();
    let revoked = at.command(&["secret", "revoke", "app", &secret[3..15], "--force"]);
    assert!(revoked.status.success(), "{}", revoked.stderr);
    let refused = || at.curl(&["-H", &bearer, &zaak(&at)]).0 == "401";
    eventually(IN_FORCE * 2, "the token is refused", refused);
}

fn a_command_that_does_not_believe_the_issuer_says_which_option_helps() {
    let at = Secure::start();
    at.register("app");
    let issuer = format!("https://localhost:{}", at.issuer);
    let asking = ["token", "--client-id", "app", "--secret-file", "secret", "--issuer", &issuer];
    let with = |more: &[&str]| run(at.folder.path(), &[&asking, more].concat(), &[]);
    for ca in [&[][..], &["--ca", "other.pem"]] {
        let refused = with(ca);
        assert_eq!(refused.status.code(), Some(4), "{}", refused.stderr);
        let expected = "name the authority's certificate with --ca";
        assert!(refused.stderr.contains(expected), "{}", refused.stderr);
        assert_eq!(refused.stderr.lines().count(), 1, "{}", refused.stderr);
    }
    let missing = with(&["--ca", "nowhere.pem"]);
    assert_eq!(missing.status.code(), Some(2), "{}", missing.stderr);
    assert!(missing.stderr.contains("--ca: nowhere.pem cannot be read"), "{}", missing.stderr);
    let taken = with(&["--ca", "ca.pem"]);
    assert!(taken.status.success(), "{}", taken.stderr);
}

fn a_gateway_that_does_not_believe_its_issuer_judges_nothing_and_says_which_key_helps() {
    for (gateway, expected) in [
        ("issuer_ca = 'other.pem'", "name the authority's certificate with gateway.issuer_ca"),
        ("", "name the authority's certificate with gateway.issuer_ca"),
        (
            "issuer_ca = 'ca.pem'\nissuer_tls_name = 'auth.example'",
            "is for localhost, 127.0.0.1, not for auth.example",
        ),
    ] {
        let at = Secure::launch(&Verified { gateway: gateway.to_owned(), ..Verified::default() });
        let said = || at.gateway_process.said().contains(expected);
        eventually(IN_FORCE * 5, expected, said);
        let ready = format!("https://localhost:{}/health/ready", at.gateway);
        assert_eq!(at.curl(&[&ready]).0, "503");
    }
}

fn an_upstream_that_is_not_believed_is_refused_and_the_log_says_which_key_helps() {
    let usual = Verified::default;
    let other = "ca = 'other.pem'\ntls_name = 'openzaak.intern'".to_owned();
    let unnamed = "ca = 'ca.pem'".to_owned();
    for (verified, expected) in [
        (Verified { upstream: other, ..usual() }, "with `ca` of this upstream"),
        (Verified { upstream: unnamed.clone(), ..usual() }, "with `tls_name` of this upstream"),
        (Verified { valid: Valid::Once, ..usual() }, "expired on 2021-02-03"),
    ] {
        let at = Secure::ready(&verified);
        at.register("app");
        let (status, body) = read(&at, "app");
        assert_eq!(status, "502", "{body}");
        assert!(!body.contains("certificate"), "what is wrong inside is not the caller's: {body}");
        let said = || at.gateway_process.said().contains(expected);
        eventually(IN_FORCE, expected, said);
        assert_eq!(at.upstream.count(), 0, "not a byte of it was sent");
    }
    let by_address = Verified { upstream: unnamed, names: vec!["127.0.0.1"], ..usual() };
    let at = Secure::ready(&by_address);
    at.register("app");
    assert_eq!(read(&at, "app").0, "200", "a certificate for the address itself");
}

fn an_upstream_that_asks_who_calls_is_shown_the_certificate_that_is_meant_for_it() {
    let believed = Verified::default().upstream;
    let shown = |name: &str| {
        format!(
            "client_certificate = {{ certificate = '{name}.pem', key = {{ file = '{name}.key' }} }}"
        )
    };
    for (shown, status) in
        [(shown("client"), "200"), (shown("stranger"), "502"), (String::new(), "502")]
    {
        let upstream = format!("{believed}\n{shown}");
        let verified = Verified { upstream, lets_in: LetsIn::ItsOwn, ..Verified::default() };
        let at = Secure::ready(&verified);
        at.register("app");
        let (answered, body) = read(&at, "app");
        assert_eq!(answered, status, "{shown}: {body}");
        assert_eq!(at.upstream.count() > 0, status == "200", "{shown}");
    }
}
