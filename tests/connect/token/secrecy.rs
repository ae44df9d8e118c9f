//! Nothing that is secret is written anywhere: not in the log, not in the database.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;
use tokens::{Algorithm, SigningKey};

use super::{form, reader, with_header};
use crate::cases;
use crate::harness::canaries;
use crate::harness::people::basic;
use crate::harness::{Bench, Installation, Options, Request};

cases![
    ng_50_bp_52_no_secret_and_no_token_is_written_to_log_or_database,
    private_keys_lie_sealed_in_the_database,
    key_files_are_for_their_owner_alone,
];

/// The middle of a secret: what nobody may read, without the row's id, which everybody may.
fn heart(secret: &str) -> &str {
    &secret["zp_".len() + 13..]
}

fn assert_nowhere(at: &Installation, canaries: &[&str]) {
    let (said, database) = (at.said(), at.database_bytes());
    for canary in canaries {
        assert!(canary.len() > 8, "{canary}");
        let line = said.lines().find(|line| line.contains(canary));
        assert!(line.is_none(), "said: {}", line.unwrap_or_default());
        let mut windows = database.windows(canary.len());
        assert!(!windows.any(|window| window == canary.as_bytes()), "{canary} is stored");
    }
}

fn ng_50_bp_52_no_secret_and_no_token_is_written_to_log_or_database(bench: &Bench) {
    let at = bench.with(&Options::default().set("LOG__FILTER", "debug"));
    let application = reader(&at);
    let admin = at.administrator();
    let token = application.token(&at);
    let (id, secret) = (&application.client_id, &application.secret);
    // What the look at the end of the whole suite looks for.
    canaries::the_forms_are_those_of_what_is_used(&[secret, &token, canaries::PASSWORD]);
    let (shown_at_start, gateway) = (at.first_secret(), at.path("keys/gateway.secret"));
    let gateway = std::fs::read_to_string(gateway).unwrap();
    // Every way to present it, right and wrong.
    let grant = "grant_type=client_credentials";
    form(&at, &format!("{grant}&client_id={id}&client_secret={secret}"));
    form(&at, &format!("{grant}&client_id={secret}&client_secret={secret}"));
    form(&at, &format!("grant_type={secret}&{secret}=1&{secret}=2"));
    with_header(&at, &basic("niemand", secret), grant);
    with_header(&at, &format!("Bearer {token}"), grant);
    with_header(&at, &format!("{secret} x"), grant);
    with_header(&at, &basic(id, "kanarie-van-elders"), grant);
    let query = format!("/connect/token?{grant}&client_id={id}&client_secret={secret}");
    Request::post(&query).form("").send(at.issuer);
    application.ask(&at, &format!("resource={secret}"));
    application.ask(&at, &format!("scope={secret}"));
    application.ask(&at, "scope=kanarie-van-elders");
    Request::get("/zaken/api/v1/zaken").bearer(&token).send(at.gateway);
    Request::get(&format!("/zaken/api/v1/{token}")).bearer(&token).send(at.gateway);
    Request::get(&format!("/admin/v1/{token}")).send(at.issuer);
    Request::get("/feed/v1").header("Authorization", &basic(id, secret)).send(at.issuer);
    admin.call("POST", "/applicaties", &json!({ "label": { secret: 1 } }));
    admin.call("POST", "/applicaties", &json!({ "label": "x", secret: 1 }));
    admin.call("POST", "/clients", &json!({ "client_id": "x", "applicatie": secret }));
    Request::post("/admin/v1/clients").bearer(secret).json(&json!({})).send(at.issuer);
    let signature = token.rsplit('.').next().unwrap();
    let of_admin = admin.token.rsplit('.').next().unwrap();
    let secrets = [heart(secret), heart(gateway.trim()), "kanarie-van-elders"];
    assert_nowhere(&at, &[&secrets[..], &[signature, of_admin]].concat());
    let times = at.said().matches(heart(&shown_at_start)).count();
    assert_eq!(times, 1, "the administrator's secret is shown once");
    let database = at.database_bytes();
    assert!(!String::from_utf8_lossy(&database).contains(heart(&shown_at_start)));
}

fn private_keys_lie_sealed_in_the_database(bench: &Bench) {
    // How a PKCS #8 of each kind names its kind: a key on P-256, of RSA, of Ed25519.
    const PKCS8: [&[u8]; 3] = [
        &[0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
        &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01],
        &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70],
    ];
    let at = bench.shared();
    let database = at.database_bytes();
    let lies = |bytes: &[u8]| database.windows(bytes.len()).any(|window| window == bytes);
    for algorithm in Algorithm::ALL {
        let plain = SigningKey::generate(algorithm).unwrap().to_pkcs8();
        let named = |kind: &&&[u8]| plain.windows(kind.len()).any(|window| window == **kind);
        assert_eq!(PKCS8.iter().filter(named).count(), 1, "{algorithm}: it would be seen");
    }
    assert!(!PKCS8.iter().any(|kind| lies(kind)));
    let keys = Request::get("/connect/jwks").send(at.issuer).json()["keys"].clone();
    for key in keys.as_array().unwrap() {
        assert!(lies(key["kid"].as_str().unwrap().as_bytes()), "but its row is there: {key}");
    }
    let sealing_key = std::fs::read_to_string(at.path("keys/sealing.key")).unwrap();
    assert!(!String::from_utf8_lossy(&database).contains(sealing_key.trim()));
}

fn key_files_are_for_their_owner_alone(bench: &Bench) {
    let at = bench.shared();
    let files: Vec<_> = std::fs::read_dir(at.path("keys")).unwrap().map(Result::unwrap).collect();
    assert!(files.len() >= 3);
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", file.path());
    }
}
