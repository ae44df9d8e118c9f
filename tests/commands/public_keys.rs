//! `zaakpoort public-key`: what a client signs with the private half proves who it is.

use rcgen::KeyPair;
use serde_json::json;
use tokens::{Algorithm, SigningKey};

use super::administration::{administer, as_administrator, text};
use crate::cases;
use crate::harness::asserter::{self, Asserter, AssertingClient};
use crate::harness::{Bench, TaskApplication, write_secret};

cases![
    a_public_key_is_registered_from_pem_or_a_jwk_and_revoked_as_a_secret_is,
    sd5_9_a_private_key_stays_on_the_machine,
];

fn a_public_key_is_registered_from_pem_or_a_jwk_and_revoked_as_a_secret_is(bench: &Bench) {
    let at = bench.shared();
    let client = AssertingClient::new(&at, TaskApplication::with_all(&at), json!({}));
    let id = client.client_id();
    let pair = KeyPair::generate().unwrap();
    let pem =
        Asserter { key: SigningKey::from_pkcs8(Algorithm::Es256, pair.serialized_der()).unwrap() };
    let jwk = Asserter::new(Algorithm::Ps256);
    for (name, content, by) in
        [("x.pem", pair.public_key_pem(), &pem), ("x.json", jwk.jwk().to_string(), &jwk)]
    {
        let file = at.path(&format!("{id}-{name}"));
        write_secret(&file, &content);
        let ask = || asserter::ask(&at, &by.sign(&by.header(), &client.claims(&at))).status;
        assert_eq!(ask(), 401);
        let file = file.to_str().unwrap();
        let made = administer(&at, &["public-key", "add", id, file, "--label", "productie"]);
        assert_eq!(ask(), 200);
        let listed = administer(&at, &["secret", "list", id]);
        let newest = &listed["results"][0];
        assert_eq!((text(newest, "kind"), text(newest, "label")), ("public_key", "productie"));
        administer(&at, &["secret", "revoke", id, text(&made, "id")]);
        assert_eq!(ask(), 401);
    }
    let other = Asserter::new(Algorithm::Es256);
    let file = at.path(&format!("{id}-y.json"));
    write_secret(&file, &other.jwk().to_string());
    let shown = as_administrator(&at, &["public-key", "add", id, file.to_str().unwrap()], &[]);
    let how = format!("zaakpoort secret revoke {id} ");
    assert!(shown.stdout.contains("for ES256") && shown.stdout.contains(&how), "{}", shown.stdout);
}

fn sd5_9_a_private_key_stays_on_the_machine(bench: &Bench) {
    let at = bench.shared();
    let mut private = Asserter::new(Algorithm::Es256).jwk();
    private["d"] = json!("a2FuYXJpZQ");
    let pem = KeyPair::generate().unwrap().serialize_pem();
    for (name, content) in [("privé.json", private.to_string()), ("privé.pem", pem)] {
        let file = at.path(name);
        write_secret(&file, &content);
        let refused =
            as_administrator(&at, &["public-key", "add", "wie", file.to_str().unwrap()], &[]);
        assert_eq!(refused.status.code(), Some(2), "{}", refused.stderr);
        assert!(refused.stderr.contains("nothing was sent"), "{}", refused.stderr);
        assert!(!refused.stderr.contains("a2FuYXJpZQ"));
    }
}
