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
    a_client_of_nlgov_is_made_with_its_key_and_tried_with_the_private_half,
    what_cannot_be_signed_with_says_so_and_a_new_client_has_each_key_once,
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

fn a_client_of_nlgov_is_made_with_its_key_and_tried_with_the_private_half(bench: &Bench) {
    let at = bench.shared();
    let pair = KeyPair::generate().unwrap();
    let files = ["nlgov.pem", "nlgov.key"].map(|name| at.path(name).display().to_string());
    write_secret(files[0].as_ref(), &pair.public_key_pem());
    write_secret(files[1].as_ref(), &pair.serialize_pem());
    let made =
        administer(&at, &["applicatie", "create", "--label", "Nlgov", "--heeft-alle-autorisaties"]);
    let create = ["client", "create", "van-nlgov", "--applicatie", text(&made, "id")];
    let how =
        ["--profile=nlgov", "--authentication=private_key_jwt", "--default-scope=zaken.lezen"];
    let refused = as_administrator(&at, &[&create[..], &how].concat(), &[]);
    assert!(refused.stderr.contains("(`--public-key` of a new client)"), "{}", refused.stderr);
    let with_key = ["--public-key", &files[0]];
    let said = as_administrator(&at, &[&create[..], &how, &with_key].concat(), &[]);
    assert!(said.stdout.contains("zaakpoort token --client-id van-nlgov --key"), "{}", said.stderr);
    let shown = at.command(&["token", "--client-id", "van-nlgov", "--key", &files[1]]);
    assert!(shown.stdout.contains("\"client_id\": \"van-nlgov\""), "{}", shown.stderr);
    let other = at.path("ander.key").display().to_string();
    write_secret(other.as_ref(), &KeyPair::generate().unwrap().serialize_pem());
    let refused = at.command(&["token", "--client-id", "van-nlgov", "--key", &other]);
    assert_eq!(refused.status.code(), Some(3), "{}", refused.stdout);
    assert!(refused.stderr.contains("invalid_client"), "{}", refused.stderr);
}

fn what_cannot_be_signed_with_says_so_and_a_new_client_has_each_key_once(bench: &Bench) {
    let at = bench.shared();
    let pair = KeyPair::generate().unwrap();
    let file = at.path("half.pem").display().to_string();
    write_secret(file.as_ref(), &pair.public_key_pem());
    let public = at.command(&["token", "--client-id", "x", "--key", &file]);
    assert_eq!(public.status.code(), Some(2), "{}", public.stderr);
    assert!(public.stderr.contains("no private key in it"), "{}", public.stderr);
    write_secret(&at.path("half.key"), &pair.serialize_pem());
    let other = ["--key", "half.key", "--algorithm", "PS256"];
    let other = at.command(&[&["token", "--client-id", "x"], &other[..]].concat());
    assert!(other.stderr.contains("no key that signs with PS256"), "{}", other.stderr);
    let made = administer(&at, &["applicatie", "create", "--label", "Twee"]);
    let create = ["client", "create", "tweemaal", "--applicatie", text(&made, "id")];
    let twice = ["--public-key", &file, "--public-key", &file];
    let refused = as_administrator(&at, &[&create[..], &twice].concat(), &[]);
    assert_eq!(refused.status.code(), Some(3), "{}", refused.stdout);
    assert!(refused.stderr.contains("one key twice"), "{}", refused.stderr);
}
