//! What the README tells, done word for word.

use crate::cases;
use crate::harness::readme::{Reader, block};
use crate::harness::{Bench, IN_FORCE, Request, eventually};

cases![
    a_registered_api_is_shut_and_pinged_as_the_readme_says,
    a_registration_token_is_made_and_listed_as_the_readme_says,
];

/// The second word of what a command says: `client meldingen …`.
fn named(said: &str) -> String {
    said.split_whitespace().nth(1).unwrap().to_owned()
}

/// The application that the README registers first.
fn registered(reader: &mut Reader) {
    let told = block("sh", "zaakpoort applicatie create");
    let applicatie = named(&reader.runs(&told, "applicatie create"));
    reader.knows("APPLICATIE", &applicatie);
    reader.knows("zaaktypen/…", "zaaktypen/0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001");
    for line in ["autorisatie add", "client create", "secret create"] {
        reader.runs(&told, line);
    }
}

fn a_registered_api_is_shut_and_pinged_as_the_readme_says(bench: &Bench) {
    let mut reader = Reader::with(&block("toml", "name = \"dao\""), bench.database());
    reader.up();
    registered(&mut reader);
    let told = block("sh", "zaakpoort api put");
    for line in ["api put", "secret create"] {
        reader.runs(&told, line);
    }
    let access = named(&reader.runs(&told, "access request"));
    reader.knows("ACCESS", &access);
    reader.runs(&told, "access approve");
    let token = reader.runs(&told, "zaakpoort token");
    let ping = || reader.ask("dao.example", Request::get("/health/v1/ping").bearer(token.trim()));
    eventually(IN_FORCE, "it is let through", || ping().status == 200);
    assert_eq!(ping().json()["client_id"], "meldingen");
}

fn a_registration_token_is_made_and_listed_as_the_readme_says(bench: &Bench) {
    let mut reader = Reader::with(&block("toml", "name = \"dao\""), bench.database());
    reader.up();
    registered(&mut reader);
    let told = block("sh", "zaakpoort registration-token create");
    let made = reader.runs(&told, "registration-token create");
    assert!(made.contains("Revoke it with: zaakpoort registration-token revoke"), "{made}");
    let listed = reader.runs(&told, "registration-token list");
    assert!(listed.contains("leverancier") && listed.contains("live"), "{listed}");
}
