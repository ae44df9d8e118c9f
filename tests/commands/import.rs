//! `zaakpoort import autorisaties`: from one Zaakpoort into another, in front of people and of
//! scripts. That a large import is whole stands in `proofs/importing.rs`.

use serde_json::{Value, json};

use crate::cases;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::{Bench, Finished, Installation, write_secret};

cases![
    what_differs_is_shown_first_and_changed_on_yes_alone,
    what_cannot_be_taken_over_is_told_with_its_reason_and_the_rest_is_taken,
    who_may_not_read_there_hears_what_is_missing,
];

/// A source with its reader, and where this is imported into.
pub(crate) struct Move {
    pub(crate) from: Installation,
    pub(crate) reader: AcClient,
    pub(crate) to: Installation,
}

impl Move {
    pub(crate) fn new(bench: &Bench) -> Self {
        let (from, to) = (bench.fresh(), bench.fresh());
        let reader = AcClient::writer(&from);
        write_secret(&to.path("there.key"), &reader.key);
        write_secret(&to.path("admin.secret"), &to.first_secret());
        Self { from, reader, to }
    }

    pub(crate) fn import(&self, more: &[&str]) -> Finished {
        let root = format!("{}/autorisaties/api/v1", self.from.issuer_url());
        let client = self.reader.application.client_id.as_str();
        let mut arguments = vec!["import", "autorisaties", "--from", &root];
        arguments.extend(["--zgw-client-id", client, "--zgw-key-file", "there.key"]);
        let issuer = self.to.issuer_url();
        arguments.extend(["--secret-file", "admin.secret", "--issuer", &issuer]);
        arguments.extend(more);
        self.to.command(&arguments)
    }

    pub(crate) fn imported(&self, more: &[&str]) -> String {
        let finished = self.import(more);
        assert!(finished.status.success(), "{}{}", finished.stdout, finished.stderr);
        finished.stdout
    }
}

/// One of many, each a little different.
pub(crate) fn applicatie(number: usize) -> Value {
    let zaaktype = format!("https://catalogi.example/zaaktypen/{number}");
    let more = json!({ "component": "brc", "scopes": [], "besluittype": "" });
    let zaken = json!({ "component": "zrc", "scopes": ["zaken.lezen", "zaken.aanmaken"],
        "zaaktype": zaaktype, "maxVertrouwelijkheidaanduiding": "zaakvertrouwelijk" });
    json!({
        "clientIds": [format!("taak-{number}"), format!("taak-{number}-b")],
        "label": format!("Taakapplicatie {number} é"),
        "heeftAlleAutorisaties": number.is_multiple_of(7),
        "alleenIsGereedVoorPublicatie": number.is_multiple_of(5),
        "autorisaties": if number.is_multiple_of(7) { json!([]) } else { json!([zaken, more, zaken]) },
    })
}

fn what_differs_is_shown_first_and_changed_on_yes_alone(bench: &Bench) {
    let moving = Move::new(bench);
    let made = moving.reader.done("POST", "/applicaties", &applicatie(1));
    moving.imported(&["--yes"]);
    let change =
        json!({ "label": "Anders", "autorisaties": [{ "component": "ztc", "scopes": [] }] });
    moving.reader.done("PATCH", &path_of(&made), &change);
    let asked = moving.import(&[]);
    assert_eq!(asked.status.code(), Some(2), "{}", asked.stderr);
    assert!(asked.stdout.contains("~ Anders (taak-1, taak-1-b): label, autorisaties (+1 -3)"));
    assert!(asked.stderr.contains("say --yes"), "{}", asked.stderr);
    let found = || {
        let query = "/applicaties?client_id=taak-1";
        moving.to.administrator().call("GET", query, &json!({})).json()["results"][0].clone()
    };
    let before = found();
    assert_eq!(before["label"], "Taakapplicatie 1 é", "nothing was done");
    assert!(moving.imported(&["--yes"]).contains("Done: 0 were created, 1 were changed"));
    assert_eq!((&found()["label"], &found()["id"]), (&json!("Anders"), &before["id"]));
}

fn what_cannot_be_taken_over_is_told_with_its_reason_and_the_rest_is_taken(bench: &Bench) {
    let moving = Move::new(bench);
    let admin = moving.to.administrator();
    let here = admin.done("POST", "/applicaties", &json!({ "label": "hier" }));
    admin.done("POST", "/clients", &json!({ "client_id": "taak-1", "applicatie": here["id"] }));
    let path = format!("/applicaties/{}", here["id"].as_str().unwrap());
    admin.done("DELETE", &path, &json!({}));
    moving.reader.done("POST", "/applicaties", &applicatie(1));
    moving.reader.done("POST", "/applicaties", &applicatie(2));
    let finished = moving.import(&["--yes"]);
    assert_eq!(finished.status.code(), Some(3), "{}", finished.stderr);
    assert!(finished.stdout.contains("! Taakapplicatie 1 é"), "{}", finished.stdout);
    assert!(finished.stdout.contains("clientIds: "), "{}", finished.stdout);
    assert!(finished.stdout.contains("2 were created"), "{}", finished.stdout);
    assert!(finished.stderr.contains("1 of 3 applicaties were not taken over"));
}

fn who_may_not_read_there_hears_what_is_missing(bench: &Bench) {
    let mut moving = Move::new(bench);
    moving.reader = AcClient::with(&moving.from, &["autorisaties.bijwerken"]);
    write_secret(&moving.to.path("there.key"), &moving.reader.key);
    let finished = moving.import(&["--yes"]);
    assert_eq!(finished.status.code(), Some(3));
    assert!(finished.stderr.contains("autorisaties.lezen"), "{}", finished.stderr);
    assert!(!finished.stderr.contains(&moving.reader.key));
}
