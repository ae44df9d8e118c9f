//! What a server can show, and what it says of what it cannot.

use super::*;

fn refused(identity: &Identity) -> String {
    let refused = identity.load("issuer.tls", now()).unwrap_err().to_string();
    assert_eq!(refused.lines().count(), 1, "{refused}");
    refused
}

#[test]
fn a_certificate_and_its_key_can_be_shown() {
    let authority = Authority::new();
    assert!(authority.pair(&["localhost"], |_| {}).load("issuer.tls", now()).is_ok());
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let authority = Authority::new();
    let other = KeyPair::generate().unwrap().serialize_pem();
    let identity = authority.pair(&["localhost"], |_| {});
    authority.file("server.key", &other, 0o600);
    let refused = refused(&identity);
    for part in ["issuer.tls: ", "server.key does not belong", "server.pem", "made together"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
}

#[test]
fn a_certificate_out_of_its_time_is_refused_with_the_date() {
    let authority = Authority::new();
    let old = refused(&authority.pair(&["localhost"], expired));
    assert!(old.contains("certificate 1 in"), "{old}");
    assert!(old.contains("expired on 2021-02-03 00:00 UTC; put its renewal there"), "{old}");
    let early = refused(&authority.pair(&["localhost"], not_yet));
    assert!(early.contains("not valid before 2999-01-01 00:00 UTC"), "{early}");
    assert!(early.contains("clock"), "{early}");
}

#[test]
fn an_expired_certificate_further_on_in_the_chain_is_refused_with_its_number() {
    let authority = Authority::new();
    let identity = authority.pair(&["localhost"], |_| {});
    let good = std::fs::read_to_string(authority.folder.path().join("server.pem")).unwrap();
    authority.pair(&["localhost"], expired);
    let old = std::fs::read_to_string(authority.folder.path().join("server.pem")).unwrap();
    authority.file("server.pem", &format!("{good}{old}"), 0o644);
    assert!(refused(&identity).contains("certificate 2 in"));
}

#[test]
fn what_is_no_certificate_is_refused() {
    let authority = Authority::new();
    let identity = authority.pair(&["localhost"], |_| {});
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let key = KeyPair::generate().unwrap().serialize_pem();
    for (text, expected) in [
        ("", "has no certificate in it; a PEM file is wanted"),
        (key.as_str(), "has no certificate in it"),
        ("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n", "is damaged"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n", "is damaged"),
        (damaged, "is damaged"),
    ] {
        authority.file("server.pem", text, 0o644);
        let refused = refused(&identity);
        assert!(refused.starts_with("issuer.tls.certificate: "), "{refused}");
        assert!(refused.contains(expected), "{text}: {refused}");
    }
    std::fs::remove_file(authority.folder.path().join("server.pem")).unwrap();
    assert!(refused(&identity).contains("server.pem cannot be read: No such file"));
}

#[test]
fn what_is_no_key_is_refused_and_not_repeated() {
    let authority = Authority::new();
    let identity = authority.pair(&["localhost"], |_| {});
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\naHVudGVyMg==\n-----END ENCRYPTED PRIVATE KEY-----";
    let damaged = "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----";
    for text in ["hunter2", encrypted, damaged] {
        authority.file("server.key", text, 0o600);
        let refused = refused(&identity);
        assert!(refused.contains("server.key holds no private key that can be used"), "{refused}");
        assert!(refused.contains("without a passphrase"), "{refused}");
        assert!(!refused.contains("hunter2") && !refused.contains("aHVu"), "{refused}");
    }
}

#[test]
fn a_key_that_others_can_read_is_refused_with_the_command_to_run() {
    let authority = Authority::new();
    let identity = authority.pair(&["localhost"], |_| {});
    let key = authority.folder.path().join("server.key");
    for mode in [0o640, 0o604] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        let refused = refused(&identity);
        assert!(refused.starts_with("issuer.tls.key: "), "{refused}");
        assert!(refused.contains(&format!("chmod 600 {}", key.display())), "{refused}");
    }
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o400)).unwrap();
    assert!(identity.load("issuer.tls", now()).is_ok());
}

#[test]
fn what_a_client_shows_is_read_as_what_a_server_shows() {
    let authority = Authority::new();
    let right = authority.pair(&["zaakpoort"], |_| {});
    assert!(right.load_for_client("client_certificate", now()).is_ok());
    let refused = |identity: &Identity| {
        identity.load_for_client("client_certificate", now()).unwrap_err().to_string()
    };
    let old = refused(&authority.pair(&["zaakpoort"], expired));
    assert!(old.contains("client_certificate.certificate: certificate 1"), "{old}");
    let (one, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let params = CertificateParams::new(vec!["zaakpoort".to_owned()]).unwrap();
    let certificate = params.signed_by(&one, &authority.issuer).unwrap();
    let pair = authority.identity(&certificate.pem(), &other.serialize_pem());
    assert!(refused(&pair).contains("made together"), "{}", refused(&pair));
}
