//! Which redirect URIs may be registered, which presented ones are theirs, and what each leads to.

use super::*;

#[test]
fn what_may_be_registered_is_https_the_own_machine_or_a_scheme_of_ones_own() {
    for (text, expected) in [
        ("https://app.example/cb", Ok(Kind::Https)),
        ("https://app.example", Ok(Kind::Https)),
        ("https://app.example/cb?a=b&c=%2F", Ok(Kind::Https)),
        ("https://app.example:8443/cb", Ok(Kind::Https)),
        ("http://127.0.0.1/cb", Ok(Kind::Loopback)),
        ("http://[::1]:9/cb", Ok(Kind::Loopback)),
        ("http://localhost:3000/cb", Ok(Kind::Loopback)),
        ("myapp://cb", Ok(Kind::PrivateScheme)),
        ("nl.gemeente.app:/cb", Ok(Kind::PrivateScheme)),
        ("http://example.org/cb", Err(RedirectUriError::Plain)),
        ("https://app.example/cb#x", Err(RedirectUriError::Fragment)),
        ("https://a@app.example/cb", Err(RedirectUriError::UserInfo)),
        ("https://a:b@app.example/cb", Err(RedirectUriError::UserInfo)),
        ("https://x;script-src/cb", Err(RedirectUriError::Host)),
        ("https://x,y.example/cb", Err(RedirectUriError::Host)),
        ("https://a_b-1.example/cb", Ok(Kind::Https)),
        ("javascript:alert(1)", Err(RedirectUriError::Scheme)),
        ("data:text/html,x", Err(RedirectUriError::Scheme)),
        ("file:///etc/passwd", Err(RedirectUriError::Scheme)),
        ("/cb", Err(RedirectUriError::NotAUri)),
        ("", Err(RedirectUriError::NotAUri)),
        ("https://app.example/c b", Err(RedirectUriError::NotAUri)),
        ("https://app.example/\u{e9}", Err(RedirectUriError::NotAUri)),
        ("https://app.example/cb\r\nX: y", Err(RedirectUriError::NotAUri)),
    ] {
        assert_eq!(RedirectUri::parse(text).map(|uri| uri.kind()), expected, "{text}");
    }
    let long = format!("https://app.example/{}", "a".repeat(LONGEST));
    assert_eq!(RedirectUri::parse(&long), Err(RedirectUriError::TooLong));
}

#[test]
fn what_two_readers_may_take_for_two_things_is_not_registered() {
    for text in [
        "https://app.example\\@evil.example/cb",
        "https://app.example/a/../cb",
        "https://app.example/a/%2e%2E/cb",
        "https://app.example/a/..;/cb",
        "https://app.example/./cb",
        "https://*.example/cb",
        "https://APP.example/cb",
        "HTTPS://app.example/cb",
        "https:app.example/cb",
        "https:///app.example/cb",
        "http://127.1/cb",
        "http://0x7f.0.0.1/cb",
    ] {
        let refused = RedirectUri::parse(text);
        assert!(matches!(refused, Err(RedirectUriError::Ambiguous(_))), "{text}: {refused:?}");
    }
}

fn same(registered: &str, presented: &str) -> bool {
    RedirectUri::parse(registered)
        .is_ok_and(|registered| registered.is_but_for_the_loopback_port(presented))
}

#[test]
fn only_the_port_of_a_loopback_address_may_vary() {
    for presented in ["http://127.0.0.1/cb", "http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb"] {
        assert!(same("http://127.0.0.1/cb", presented), "{presented}");
        assert!(same("http://127.0.0.1:8080/cb", presented), "{presented}");
    }
    assert!(same("http://[::1]/cb", "http://[::1]:49152/cb"));
    assert!(same("http://127.0.0.1", "http://127.0.0.1:7"));
    for presented in [
        "http://127.0.0.1:1/cb/",
        "http://127.0.0.1:1/CB",
        "http://127.0.0.1:1/cb?x",
        "http://127.0.0.1:1/cb#x",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:080/cb",
        "http://127.0.0.1:65536/cb",
        "http://127.0.0.1:1@evil.example/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.2/cb",
        "http://[::1]/cb",
        "http://localhost/cb",
        "https://127.0.0.1/cb",
        "HTTP://127.0.0.1/cb",
    ] {
        assert!(!same("http://127.0.0.1/cb", presented), "{presented}");
    }
    assert!(!same("http://localhost/cb", "http://localhost:1/cb"), "RFC 8252 8.3");
    assert!(!same("https://app.example/cb", "https://app.example:444/cb"));
    assert!(!same("myapp://cb", "myapp://cb/"));
}

#[test]
fn a_uri_may_be_as_long_as_is_said_and_no_longer() {
    let of = |length: usize| {
        let start = "https://app.example/";
        RedirectUri::parse(&format!("{start}{}", "a".repeat(length - start.len())))
    };
    assert!(of(LONGEST).is_ok());
    assert_eq!(of(LONGEST + 1), Err(RedirectUriError::TooLong));
}

fn parsed(text: &str) -> RedirectUri {
    RedirectUri::parse(text).unwrap()
}

#[test]
fn a_uri_is_kept_as_it_was_written_and_has_its_host() {
    for (text, host) in [
        ("https://app.example:8443/cb?a=b", Some("app.example")),
        ("http://[::1]:9/cb", Some("[::1]")),
        ("nl.gemeente.app:/cb", None),
    ] {
        assert_eq!(parsed(text).as_str(), text);
        assert_eq!(parsed(text).host().as_deref(), host, "{text}");
    }
}

#[test]
fn a_scheme_of_ones_own_is_a_domain_name_turned_round_or_may_be_somebody_elses() {
    for (text, own) in [
        ("nl.gemeente.app:/cb", true),
        ("myapp://cb", false),
        ("myapp://nl.gemeente.app/cb", false),
        ("https://localhost/cb", true),
        ("http://localhost/cb", true),
    ] {
        assert_eq!(parsed(text).is_of_nobody_else(), own, "{text}");
    }
}

#[test]
fn what_leads_to_ones_own_machine_does_so_over_tls_too() {
    for (text, there) in [
        ("https://localhost/cb", true),
        ("https://app.localhost:8443/cb", true),
        ("http://127.0.0.1/cb", true),
        ("https://[::1]/cb", true),
        ("https://app.example/localhost", false),
        ("https://notlocalhost/cb", false),
        ("nl.gemeente.app:/cb", false),
    ] {
        assert_eq!(parsed(text).is_on_the_own_machine(), there, "{text}");
    }
}

#[test]
fn the_same_answers_where_scheme_host_and_a_servers_port_are_the_same() {
    for (one, other, same) in [
        ("https://app.example/cb", "https://app.example/other?x", true),
        ("https://app.example/cb", "https://app.example:443/cb", true),
        ("https://app.example/cb", "https://app.example:444/cb", false),
        ("https://app.example/cb", "https://other.example/cb", false),
        ("https://localhost/cb", "http://localhost/cb", false),
        ("http://127.0.0.1:1/cb", "http://127.0.0.1:2/cb", true),
        ("http://127.0.0.1/cb", "http://localhost/cb", false),
        ("nl.gemeente.app:/cb", "nl.gemeente.app:/other", true),
        ("nl.gemeente.app:/cb", "nl.gemeente.ander:/cb", false),
    ] {
        assert_eq!(parsed(one).is_at_the_place_of(&parsed(other)), same, "{one} {other}");
        assert_eq!(parsed(other).is_at_the_place_of(&parsed(one)), same, "{other} {one}");
    }
}
