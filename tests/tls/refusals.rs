//! Settings that would show nothing, or send secrets where others can read them: refused at start.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::harness::certificates::{Authority, Valid};
use crate::harness::{Finished, run, write_secret};
use crate::house;

house![
    a_certificate_that_cannot_be_shown_is_refused_at_start_in_one_line,
    an_issuer_that_would_take_secrets_in_plain_text_is_refused_at_start,
    a_gateway_that_would_read_the_feed_in_plain_text_is_refused_at_start,
];

const OF_ISSUER: [(&str, &str); 3] = [
    ("ZAAKPOORT__ISSUER__PUBLIC_URL", "https://localhost:8080"),
    ("ZAAKPOORT__ISSUER__TLS__CERTIFICATE", "server.pem"),
    ("ZAAKPOORT__ISSUER__TLS__KEY__FILE", "server.key"),
];

fn a_certificate_that_cannot_be_shown_is_refused_at_start_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let authority = Authority::new("Gemeente");
    let with = |(certificate, key): &(String, String), mode: u32| {
        write_secret(&path.join("server.pem"), certificate);
        write_secret(&path.join("server.key"), key);
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(path.join("server.key"), mode).unwrap();
        run(path, &["issuer"], &OF_ISSUER)
    };
    let (good, old) =
        (authority.pair(&["localhost"], Valid::Now), authority.pair(&["localhost"], Valid::Once));
    let mixed = (good.0.clone(), old.1.clone());
    for (pair, mode, expected) in [
        (&good, 0o640, "issuer.tls.key: the secret file server.key may be read by others"),
        (&old, 0o600, "expired on 2021-02-03 00:00 UTC; put its renewal there"),
        (&mixed, 0o600, "server.key does not belong to the first certificate in server.pem"),
    ] {
        let refused = with(pair, mode);
        assert_eq!(refused.status.code(), Some(1), "{}", refused.stderr);
        let last = refused.stderr.lines().last().unwrap();
        assert!(last.contains(expected), "{expected}: {}", refused.stderr);
        assert!(!path.join("data").exists(), "nothing was made");
    }
}

/// What is said of the documented file with these keys, read as a whole; the key that is not
/// there is all that is wrong with a good one.
fn said_of(keys: &[(&str, &str)]) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/zaakpoort.toml");
    std::fs::copy(path, folder.path().join("zaakpoort.toml")).unwrap();
    let Finished { status, stderr, .. } =
        run(folder.path(), &["gateway", "upstream-secret", "app"], keys);
    assert_eq!(status.code(), Some(2), "{stderr}");
    if stderr.contains("keys/upstream.key cannot be read") { Ok(()) } else { Err(stderr) }
}

const LISTEN: (&str, &str) = ("ZAAKPOORT__ISSUER__LISTEN", "0.0.0.0:8080");
const PLAIN_URL: (&str, &str) = ("ZAAKPOORT__ISSUER__PUBLIC_URL", "http://auth.example");
const URL: (&str, &str) = ("ZAAKPOORT__ISSUER__PUBLIC_URL", "https://auth.example");
const PROXIES: (&str, &str) = ("ZAAKPOORT__ISSUER__TRUSTED_PROXIES", "[\"10.0.0.1\"]");
const EVERYWHERE: (&str, &str) = ("ZAAKPOORT__ISSUER__PLAIN_HTTP", "everywhere");

fn an_issuer_that_would_take_secrets_in_plain_text_is_refused_at_start() {
    let tls = &OF_ISSUER[1..];
    for keys in [
        vec![LISTEN],
        vec![LISTEN, URL],
        vec![PLAIN_URL],
        vec![PLAIN_URL, LISTEN, PROXIES],
        [tls, &[PLAIN_URL]].concat(),
        tls.to_vec(),
    ] {
        let said = said_of(&keys).unwrap_err();
        assert!(said.contains("issuer.tls") || said.contains("write https://"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    for keys in [
        vec![URL],
        vec![LISTEN, URL, PROXIES],
        vec![LISTEN, PLAIN_URL, EVERYWHERE],
        [tls, &[LISTEN, URL]].concat(),
    ] {
        assert_eq!(said_of(&keys), Ok(()), "{keys:?}");
    }
}

fn a_gateway_that_would_read_the_feed_in_plain_text_is_refused_at_start() {
    let address = "ZAAKPOORT__GATEWAY__ISSUER_ADDRESS";
    for plain in ["http://auth.example", "http://10.0.0.1:8080"] {
        let said = said_of(&[(address, plain)]).unwrap_err();
        assert!(said.contains("over https alone"), "{said}");
    }
    for private in ["https://auth.example", "http://127.0.0.1:1", "http://[::1]:8080"] {
        assert_eq!(said_of(&[(address, private)]), Ok(()), "{private}");
    }
}
