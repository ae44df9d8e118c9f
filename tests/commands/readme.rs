//! What the README tells, done word for word.

use rcgen::KeyPair;

use crate::cases;
use crate::harness::browser::hidden;
use crate::harness::readme::{Reader, block};
use crate::harness::{Bench, Browser, IN_FORCE, Request, ScriptedUpstream, Tail, eventually};

cases![
    a_registration_token_is_made_and_listed_as_the_readme_says,
    a_registered_api_is_shut_and_pinged_as_the_readme_says,
    more_ways_to_a_token_go_as_the_readme_says,
    a_file_is_exported_planned_and_applied_as_the_readme_says,
    people_sign_in_and_a_client_acts_for_them_as_the_readme_says,
    it_is_looked_after_and_restored_as_the_readme_says,
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
    assert!(reader.runs(&told, "access list").contains(&access));
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

fn more_ways_to_a_token_go_as_the_readme_says(bench: &Bench) {
    let mut reader = Reader::with("", bench.database());
    reader.up();
    registered(&mut reader);
    let pair = KeyPair::generate().unwrap();
    reader.has("key.pem", &pair.public_key_pem());
    reader.has("key.private.pem", &pair.serialize_pem());
    let told = block("sh", "--token-format opaque");
    // No key of RSA signs in the first minutes of an installation: the change says when.
    let mut lines = vec!["--token-format", "public-key add", "--authentication", "zaakpoort token"];
    lines.push("--unset");
    for line in lines {
        reader.runs(&told, line);
    }
    reader.runs(&block("sh", "api-token create"), "api-token create");
    assert!(reader.reads("meldingen.token").starts_with("zpk_"));
}

fn people_sign_in_and_a_client_acts_for_them_as_the_readme_says(bench: &Bench) {
    let mut reader = Reader::with("", bench.database());
    reader.knows("http://localhost:8080", &format!("http://{}", reader.issuer));
    reader.up();
    registered(&mut reader);
    let said = reader.runs_all(&block("sh", "--grant authorization_code"), "echo \"$verifier\"");
    let mut last = said.lines().rev();
    let (verifier, address) = (last.next().unwrap(), last.next().unwrap());
    let (_, request) = address.split_once(&reader.issuer.to_string()).unwrap();
    let mut browser = Browser::at(reader.issuer);
    let page = browser.get(request);
    let page = page.header("location").unwrap_or_else(|| panic!("{address}: {}", page.text()));
    let onward = browser.sign_in_at(page, "j.jansen", &reader.reads("jansen.password"));
    let mut answer = browser.get(onward.header("location").unwrap());
    if let Some(to) = answer.header("location") {
        answer = browser.get(to);
    }
    let (csrf, asked) = (hidden(&answer, "csrf"), hidden(&answer, "verzoek"));
    let fields = [("csrf", &*csrf), ("verzoek", &asked), ("antwoord", "toestaan")];
    let back = browser.post("/toestemming", &fields);
    let back = back.header("location").unwrap();
    assert!(back.starts_with("https://portaal.example/terug?code="), "{back}");
    let code = back.split(['=', '&']).nth(1).unwrap();

    reader.knows("CODE", code);
    reader.knows("$verifier", verifier);
    let told = block("sh", "grant_type=authorization_code");
    let token = |answer: &str| -> String {
        let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
        answer["refresh_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    };
    let first = token(&reader.runs(&told, "-d code=CODE"));
    reader.knows("REFRESH_TOKEN", &first);
    token(&reader.runs(&told, "grant_type=refresh_token"));
    let listed = reader.runs(&told, "grant list");
    let grant = listed.lines().nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    reader.knows("GRANT", &grant);
    reader.runs(&told, "grant revoke");
}

fn it_is_looked_after_and_restored_as_the_readme_says(bench: &Bench) {
    let body = r#"{"count":0,"results":[]}"#;
    let length = body.len();
    let answer =
        format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    let zaken = ScriptedUpstream::start(&answer, Tail::End);
    let upstream = format!(
        "[[gateway.upstream]]\nname = 'zaken'\npublic_url = 'http://localhost:8100'\naddress = 'http://{}'\n\
         credential = {{ kind = 'none' }}\napis = [{{ component = 'zrc', path = '/zaken/api/v1' }}]\n",
        zaken.address
    );
    let mut reader = Reader::with(&upstream, bench.database());
    reader.up();
    let gateway = format!("http://{}", reader.gateway());
    reader.knows("http://127.0.0.1:8100", &gateway);
    let told = block("sh", "zaakpoort doctor");
    let found = reader.runs(&told, "zaakpoort doctor");
    assert!(found.contains("ok     issuer.database") && !found.contains("AMISS"), "{found}");
    assert!(reader.runs(&told, "zaakpoort health").contains("ready"));
    for line in ["zaakpoort completions", "zaakpoort man"] {
        reader.runs(&told, line);
    }
    assert!(reader.reads("zaakpoort.bash").contains("_zaakpoort"));
    assert!(reader.reads("man1/zaakpoort-restore.1").contains("SYNOPSIS"));
    let told = block("sh", "zaakpoort backup --to");
    assert!(reader.runs(&told, "zaakpoort backup").contains("whole"));
    registered(&mut reader);
    reader.runs(&told, "zaakpoort audit export");
    reader.loses_the_machine();
    let restored = reader.runs(&block("sh", "zaakpoort restore"), "zaakpoort restore");
    assert!(restored.contains("client.create  meldingen"), "{restored}");
    reader.up_again();
}

fn a_file_is_exported_planned_and_applied_as_the_readme_says(bench: &Bench) {
    let mut reader = Reader::with("", bench.database());
    reader.up();
    registered(&mut reader);
    let told = block("sh", "zaakpoort apply");
    for line in [
        "export --to",
        "plan zaakpoort.yaml",
        "apply zaakpoort.yaml  ",
        "export | zaakpoort plan -",
    ] {
        reader.runs(&told, line);
    }
    reader.knows("--prune", "--prune --yes");
    reader.runs(&told, "--prune");
    reader.has("zaaksysteem.key", "een-geheim-van-meer-dan-tweeendertig-tekens\n");
    reader.has("zaakpoort.yaml", &block("yaml", "reference: KVK zoeken"));
    let said = reader.runs(&told, "apply zaakpoort.yaml  ");
    assert!(said.contains("Done: 3 changes, 0 not."), "{said}");
    reader.runs(&told, "plan zaakpoort.yaml");
    reader.knows(" --to setup", " --yes --to setup");
    reader.runs(&block("sh", "export openzaak"), "export openzaak");
    let written = reader.reads("setup_configuration.yaml");
    assert!(written.contains("- identifier: zaaksysteem"), "{}", written.lines().count());
}
