//! `zaakpoort doctor`: each thing that it looks at, as it must be and broken.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;

use crate::harness::certificates::{Authority, Valid};
use crate::harness::{
    Bench, Installation, Options, PlayedCollector, Refuses, ScriptedUpstream, Secure, Tail,
    free_port, run, write_secret,
};
use crate::{cases, house, server};

cases![
    all_is_well_beside_an_installation_that_runs,
    a_secret_that_others_may_read_is_told_with_the_command_that_helps,
    a_database_that_is_away_or_only_put_back_is_told,
    a_sealing_key_of_another_installation_is_told,
    an_issuer_that_does_not_run_or_answers_in_another_name_is_told,
    a_gateway_that_its_issuer_does_not_know_is_told,
    an_old_backup_is_told_and_a_fresh_one_is_well,
    its_own_certificate_is_looked_at,
    metrics_that_nobody_tells_and_a_collector_that_takes_nothing_are_told,
    a_clock_that_is_off_is_told,
    keys_that_are_published_and_not_those_of_the_database_are_told,
    a_shape_that_lacks_something_is_told,
];
house![
    a_configuration_with_faults_is_told_all_at_once,
    a_chain_that_leads_to_nobody_who_is_believed_is_told,
];
server![a_database_that_only_reads_is_told];

/// What was found, and the exit code.
pub(super) struct Told {
    findings: Vec<Value>,
    code: Option<i32>,
    said: String,
}

impl Told {
    pub(super) fn by(at: &Installation, more: &[(&str, &str)]) -> Self {
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
    pub(super) fn amiss(&self, about: &str) -> Option<String> {
        let named = |one: &&Value| one["about"].as_str().unwrap().starts_with(about);
        let these: Vec<&Value> = self.findings.iter().filter(named).collect();
        assert!(!these.is_empty(), "{about} was not looked at: {}", self.said);
        let amiss = these.into_iter().find(|one| one["state"] == "amiss")?;
        assert_eq!(self.code, Some(1));
        Some(format!("{} | {}", amiss["said"].as_str().unwrap(), amiss["advice"].as_str().unwrap()))
    }

    pub(super) fn is_amiss(&self, about: &str, words: &[&str]) {
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

fn metrics_that_nobody_tells_and_a_collector_that_takes_nothing_are_told(bench: &Bench) {
    let address = || SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    let (metrics, nobody, collector) = (address(), address(), PlayedCollector::start());
    let at = bench.with(&Options::default().set("METRICS__LISTEN", &metrics.to_string()));
    let looks = |metrics: SocketAddr, traces: &str| {
        let metrics = ("ZAAKPOORT__METRICS__LISTEN", &*metrics.to_string());
        Told::by(&at, &[metrics, ("ZAAKPOORT__TRACES__ENDPOINT", traces)])
    };
    let told = looks(metrics, &collector.endpoint());
    assert_eq!((told.amiss("metrics.listen"), told.amiss("traces.endpoint")), (None, None));
    assert_eq!(collector.count(), 0, "it was sent none");
    let told = looks(nobody, &format!("http://{nobody}/v1/traces"));
    told.is_amiss("metrics.listen", &["start the server"]);
    told.is_amiss("traces.endpoint", &["start the collector"]);
    let told = looks(at.issuer, &format!("http://{}/v1/traces", at.issuer));
    told.is_amiss("metrics.listen", &["says 404", "an address of their own"]);
    told.is_amiss("traces.endpoint", &["says 404", "4318"]);
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

fn a_clock_that_is_off_is_told(bench: &Bench) {
    let at = bench.fresh();
    let body = r#"{"active":false}"#;
    let answer = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nDate: Wed, 01 Jan 2020 00:00:00 GMT\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let late = ScriptedUpstream::start(&answer, Tail::End);
    let other = format!("http://{}", late.address);
    let told = Told::by(&at, &[("ZAAKPOORT__GATEWAY__ISSUER_ADDRESS", &other)]);
    told.is_amiss("clock of the issuer", &["seconds ahead", "NTP"]);
}

fn keys_that_are_published_and_not_those_of_the_database_are_told(bench: &Bench) {
    let [at, other] = [bench.fresh(), bench.fresh()];
    let database = if bench.is_postgres() {
        other.database.url()
    } else {
        format!("sqlite:{}", other.path("data/zaakpoort.db").display())
    };
    let key = other.path("keys/sealing.key").display().to_string();
    let variables = [
        ("ZAAKPOORT__ISSUER__DATABASE", database.as_str()),
        ("ZAAKPOORT__ISSUER__SEALING_KEY__FILE", &key),
    ];
    Told::by(&at, &variables).is_amiss("jwks", &["not those of the database"]);
}

fn a_shape_that_lacks_something_is_told(bench: &Bench) {
    let at = bench.fresh();
    let sql =
        "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
    at.database.changed(at.folder.path(), sql);
    Told::by(&at, &[]).is_amiss("issuer.database", &["lacks", "zaakpoort migrate"]);
}

fn a_database_that_only_reads_is_told(bench: &Bench) {
    let at = bench.fresh();
    at.database_refuses(Refuses::Writes);
    Told::by(&at, &[]).is_amiss("issuer.database", &["read-only", "standby"]);
}

fn a_chain_that_leads_to_nobody_who_is_believed_is_told() {
    let at = Secure::start();
    let doctor = |arguments: &[&str], more: &[(&str, &str)]| {
        let ran = run(at.folder.path(), arguments, more);
        format!("{}{}", ran.stdout, ran.stderr)
    };
    let named = ["--config", "zaakpoort.toml", "doctor"];
    let said = doctor(&named, &[]);
    assert!(said.contains("ok     issuer.public_url: https://"), "{said}");
    let other = Authority::new("Somebody else");
    std::fs::write(at.folder.path().join("other.pem"), other.pem()).unwrap();
    let said = doctor(&named, &[("ZAAKPOORT_CA", "other.pem")]);
    assert!(said.contains("AMISS  issuer.public_url") && said.contains("--ca"), "{said}");
}
