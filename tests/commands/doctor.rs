//! `zaakpoort doctor`: each thing that it looks at, as it must be and broken.

use serde_json::Value;

use crate::harness::certificates::{Authority, Valid};
use crate::harness::{
    Bench, Installation, Options, ScriptedUpstream, Tail, Upstream, free_port, run, write_secret,
};
use crate::{cases, house};

cases![
    all_is_well_beside_an_installation_that_runs,
    a_secret_that_others_may_read_is_told_with_the_command_that_helps,
    a_database_that_is_away_or_only_put_back_is_told,
    a_sealing_key_of_another_installation_is_told,
    an_issuer_that_does_not_run_or_answers_in_another_name_is_told,
    a_gateway_that_its_issuer_does_not_know_is_told,
    an_upstream_whose_objects_have_another_name_is_told,
    an_upstream_that_does_not_know_the_gateway_or_is_away_is_told,
    types_under_a_name_of_nobody_are_told_until_there_is_an_alias,
    an_old_backup_is_told_and_a_fresh_one_is_well,
    its_own_certificate_is_looked_at,
];
house![a_configuration_with_faults_is_told_all_at_once];

/// What was found, and the exit code.
struct Told {
    findings: Vec<Value>,
    code: Option<i32>,
    said: String,
}

impl Told {
    fn by(at: &Installation, more: &[(&str, &str)]) -> Self {
        let ran = run(at.folder.path(), &["doctor", "--json"], more);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        let found: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{said}"));
        Self {
            findings: found["findings"].as_array().unwrap().clone(),
            code: ran.status.code(),
            said,
        }
    }

    /// What is wrong with a thing; nothing if it is well, and that was looked at.
    fn amiss(&self, about: &str) -> Option<String> {
        let named = |one: &&Value| one["about"].as_str().unwrap().starts_with(about);
        let these: Vec<&Value> = self.findings.iter().filter(named).collect();
        assert!(!these.is_empty(), "{about} was not looked at: {}", self.said);
        let amiss = these.into_iter().find(|one| one["state"] == "amiss")?;
        assert_eq!(self.code, Some(1));
        Some(format!("{} | {}", amiss["said"].as_str().unwrap(), amiss["advice"].as_str().unwrap()))
    }

    fn is_amiss(&self, about: &str, words: &[&str]) {
        let said = self.amiss(about).unwrap_or_else(|| panic!("{about} is well: {}", self.said));
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
}

fn all_is_well_beside_an_installation_that_runs(bench: &Bench) {
    let at = bench.fresh();
    let told = Told::by(&at, &[]);
    assert_eq!(told.code, Some(0), "{}", told.said);
    let looked_at = [
        "configuration",
        "operations",
        "issuer.sealing_key",
        "issuer.database",
        "issuer.public_url",
        "jwks",
        "clock",
        "gateway.credential",
        "gateway.state",
        "clock of the issuer",
        "upstream openzaak: /zaken/api/v1",
        "upstream openzaak: /catalogi/api/v1",
        "upstream openzaak: /documenten/api/v1",
        "upstream openzaak: /besluiten/api/v1",
        "upstream openzaak: credential",
    ];
    for about in looked_at {
        assert_eq!(told.amiss(about), None);
    }
    let for_people = at.command(&["doctor"]);
    assert!(
        for_people.stdout.contains("ok     issuer.public_url: http://"),
        "{}",
        for_people.stdout
    );
    assert!(for_people.status.success());
}

fn a_secret_that_others_may_read_is_told_with_the_command_that_helps(bench: &Bench) {
    use std::os::unix::fs::PermissionsExt as _;
    let at = bench.fresh();
    let open = std::fs::Permissions::from_mode(0o644);
    for key in ["keys/sealing.key", "keys/gateway.secret", "keys/upstream.key"] {
        std::fs::set_permissions(at.path(key), open.clone()).unwrap();
    }
    let told = Told::by(&at, &[]);
    for about in ["issuer.sealing_key", "gateway.credential", "upstream openzaak: credential"] {
        told.is_amiss(about, &["chmod 600"]);
    }
}

fn a_database_that_is_away_or_only_put_back_is_told(bench: &Bench) {
    let at = bench.fresh();
    let away = if bench.is_postgres() {
        "postgres://nobody@127.0.0.1:1/none"
    } else {
        "sqlite:data/other.db"
    };
    let told = Told::by(&at, &[("ZAAKPOORT__ISSUER__DATABASE", away)]);
    let words = if bench.is_postgres() { "cannot connect" } else { "zaakpoort restore" };
    told.is_amiss("issuer.database", &[words]);
    at.database.changed(at.folder.path(), "CREATE TABLE restored_copy (mark INTEGER)");
    Told::by(&at, &[]).is_amiss("issuer.database", &["zaakpoort restore --audit"]);
}

fn a_sealing_key_of_another_installation_is_told(bench: &Bench) {
    let at = bench.fresh();
    write_secret(&at.path("keys/other.key"), &format!("{}=\n", "A".repeat(43)));
    let other = [("ZAAKPOORT__ISSUER__SEALING_KEY__FILE", "keys/other.key")];
    Told::by(&at, &other).is_amiss("issuer.sealing_key", &["opens nothing"]);
}

fn an_issuer_that_does_not_run_or_answers_in_another_name_is_told(bench: &Bench) {
    let mut at = bench.with(&Options::default().split());
    let other = at.issuer_url().replace("127.0.0.1", "localhost");
    let told = Told::by(
        &at,
        &[("ZAAKPOORT__ISSUER__PUBLIC_URL", &other), ("ZAAKPOORT__GATEWAY__ISSUER", &other)],
    );
    told.is_amiss("issuer.public_url", &["calls itself", "byte for byte"]);
    at.kill_issuer();
    let told = Told::by(&at, &[]);
    told.is_amiss("issuer.public_url", &["start the issuer"]);
    told.is_amiss("gateway.issuer_address", &["start the issuer"]);
}

fn a_gateway_that_its_issuer_does_not_know_is_told(bench: &Bench) {
    let at = bench.fresh();
    write_secret(&at.path("keys/other.secret"), "zp_none");
    let other = [("ZAAKPOORT__GATEWAY__CREDENTIAL__FILE", "keys/other.secret")];
    Told::by(&at, &other).is_amiss(
        "gateway.credential",
        &["does not know `gateway`", "zaakpoort secret create gateway"],
    );
}

fn an_upstream_whose_objects_have_another_name_is_told(bench: &Bench) {
    let at = bench.fresh();
    // As behind a proxy that asks it under a name of its own.
    let body =
        r#"{"count":1,"results":[{"url":"http://openzaak.intern:8000/zaken/api/v1/zaken/1"}]}"#;
    let answer = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let elsewhere = ScriptedUpstream::start(&answer, Tail::End);
    let other = format!("http://{}", elsewhere.address);
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &other)]);
    told.is_amiss(
        "upstream openzaak: /zaken/api/v1",
        &["http://openzaak.intern:8000/", "ALLOWED_HOSTS"],
    );
}

fn an_upstream_that_does_not_know_the_gateway_or_is_away_is_told(bench: &Bench) {
    let at = bench.fresh();
    let stranger = Upstream::start(&at.public_url());
    let other = format!("http://{}", stranger.address());
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &other)]);
    told.is_amiss(
        "upstream openzaak: /zaken/api/v1",
        &["as `gateway`", "upstream-secret gateway --upstream openzaak"],
    );
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &nobody)]);
    told.is_amiss("upstream openzaak: /zaken/api/v1", &["does it run"]);
}

fn types_under_a_name_of_nobody_are_told_until_there_is_an_alias(bench: &Bench) {
    let at = bench.fresh();
    // The same upstream, whose types lie elsewhere.
    let moved = Upstream::start("http://oud.gemeente.example");
    let secret = at.command(&["gateway", "upstream-secret", "gateway"]).stdout;
    moved.trusts("gateway", secret.split_whitespace().last().unwrap());
    let address = format!("http://{}", moved.address());
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &address)]);
    told.is_amiss(
        "upstream openzaak: /zaken/api/v1",
        &["http://oud.gemeente.example/", "type_alias"],
    );
    let (public, known) =
        (at.public_url(), std::fs::read_to_string(at.path("zaakpoort.toml")).unwrap());
    let alias =
        format!("[[gateway.type_alias]]\nfrom = 'http://oud.gemeente.example'\nto = '{public}'\n");
    std::fs::write(at.path("zaakpoort.toml"), format!("{known}{alias}")).unwrap();
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__UPSTREAM__0__ADDRESS", &address)]);
    assert_eq!(told.amiss("upstream openzaak: /zaken/api/v1"), None);
}

fn an_old_backup_is_told_and_a_fresh_one_is_well(bench: &Bench) {
    let at = bench.fresh();
    assert!(at.command(&["backup", "--to", "een.backup"]).status.success());
    assert_eq!(Told::by(&at, &[]).amiss("backup"), None);
    let older = if bench.is_postgres() {
        "at - interval '3 days'"
    } else {
        "datetime(at, '-3 days') || '+00:00'"
    };
    let sql = format!("UPDATE audit SET at = {older} WHERE act = 'database.backup'");
    at.database.changed(at.folder.path(), &sql);
    Told::by(&at, &[]).is_amiss("backup", &["72 hours old", "zaakpoort backup --to"]);
}

fn its_own_certificate_is_looked_at(bench: &Bench) {
    let at = bench.fresh();
    let authority = Authority::new("Doctor");
    for (name, valid) in [("good", Valid::Now), ("over", Valid::Once)] {
        let (certificate, key) = authority.pair(&["localhost"], valid);
        std::fs::write(at.path(&format!("{name}.pem")), certificate).unwrap();
        write_secret(&at.path(&format!("keys/{name}.key")), &key);
    }
    let shows = |name: &str| {
        let certificate = format!("{name}.pem");
        let key = format!("keys/{name}.key");
        let variables = [
            ("ZAAKPOORT__GATEWAY__TLS__CERTIFICATE", certificate.as_str()),
            ("ZAAKPOORT__GATEWAY__TLS__KEY__FILE", key.as_str()),
        ];
        Told::by(&at, &variables)
    };
    assert_eq!(shows("good").amiss("gateway.tls"), None);
    shows("over").is_amiss("gateway.tls", &["expired"]);
}

fn a_configuration_with_faults_is_told_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("zaakpoort.toml"),
        "[issuer]\nlisten = 'x'\npubic_url = 'y'\n",
    )
    .unwrap();
    let ran = run(folder.path(), &["doctor"], &[]);
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("issuer.listen") && ran.stderr.contains("public_url"),
        "{}",
        ran.stderr
    );
}
