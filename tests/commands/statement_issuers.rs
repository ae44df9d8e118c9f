//! `[[issuer.statement_issuer]]`: keys that cannot be had keep an issuer from starting, and it says why.

use std::net::TcpListener;

use super::configuration::{with, without};
use crate::house;

house![keys_of_software_statements_that_cannot_be_had_are_told];

fn keys_of_software_statements_that_cannot_be_had_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keurmerk.json");
    let table = format!(
        "\n[[issuer.statement_issuer]]\nissuer = 'urn:a'\njwks_file = '{}'\n",
        file.display()
    );
    let text = without("gateway").replace("# default_audience", "default_audience");
    let text = text.replace("\n[autorisaties]", &format!("{table}[autorisaties]"));
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap().to_string();
    let told = || {
        let finished = with(&text, &["issuer"], &[("ZAAKPOORT__ISSUER__LISTEN", &taken)]);
        assert_eq!(finished.status.code(), Some(1), "{}", finished.stderr);
        finished.stderr
    };
    assert!(told().contains("issuer.statement_issuer: "), "{}", told());
    let private = r#"{"keys":[{"kty":"oct","k":"geheim-deel"}]}"#;
    for (content, why) in [
        ("x", "no JWK Set"),
        (r#"{"keys":[]}"#, "no JWK Set"),
        (private, "key 1: a private or secret key was sent"),
    ] {
        std::fs::write(&file, content).unwrap();
        let said = told();
        assert!(said.contains(why) && !said.contains("geheim-deel"), "{content}: {said}");
        assert!(said.contains("keurmerk.json"), "{said}");
    }
    let ed25519 = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    std::fs::write(&file, ed25519).unwrap();
    assert!(told().contains("something listens there already"), "it came as far as its port");
}
