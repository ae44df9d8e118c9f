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
    a_client_that_would_end_is_named_before_it_does,
    what_leads_to_one_applicatie_here_is_taken_over_by_nobody,
    a_list_that_is_not_what_it_counts_is_not_believed,
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
    assert!(moving.imported(&["--yes"]).contains("Done: 0 created, 1 changed"));
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
    assert!(finished.stdout.contains("2 created"), "{}", finished.stdout);
    assert!(finished.stderr.contains("1 of 3 applicaties was not taken over"));
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

fn a_client_that_would_end_is_named_before_it_does(bench: &Bench) {
    let moving = Move::new(bench);
    let made = moving.reader.done("POST", "/applicaties", &applicatie(1));
    moving.imported(&["--yes"]);
    moving.reader.done("PATCH", &path_of(&made), &json!({ "clientIds": ["taak-1"] }));
    let asked = moving.import(&[]);
    let told = "client_ids (taak-1-b ends here, its secrets revoked and its tokens refused)";
    assert!(asked.stdout.contains(told), "{}", asked.stdout);
}

fn what_leads_to_one_applicatie_here_is_taken_over_by_nobody(bench: &Bench) {
    let moving = Move::new(bench);
    let admin = moving.to.administrator();
    let here = admin.done("POST", "/applicaties", &json!({ "label": "hier" }));
    for id in ["taak-1", "taak-2"] {
        admin.done("POST", "/clients", &json!({ "client_id": id, "applicatie": here["id"] }));
    }
    for number in [1, 2, 3] {
        moving.reader.done("POST", "/applicaties", &applicatie(number));
    }
    let finished = moving.import(&["--yes"]);
    assert_eq!(finished.status.code(), Some(3), "{}", finished.stderr);
    for number in [1, 2] {
        let told = format!("! Taakapplicatie {number} é (taak-{number}, taak-{number}-b): another");
        assert!(finished.stdout.contains(&told), "{}", finished.stdout);
    }
    assert!(finished.stdout.contains("2 created, 0 changed"), "{}", finished.stdout);
}

/// A source that says these pages, one for each question, and then the last one again.
pub(crate) fn saying(pages: Vec<Value>) -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let (mut stream, mut asked) = (stream.unwrap(), [0; 4096]);
            let read = stream.read(&mut asked).unwrap();
            let page = &pages[number.min(pages.len() - 1)];
            // It repeats what it was shown, as a careless server would.
            let shown = String::from_utf8_lossy(&asked[..read]).into_owned();
            let mut page = page.clone();
            page["detail"] = json!(shown);
            let body = page.to_string();
            let status = page["status"].as_u64().unwrap_or(200);
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        }
    });
    format!("http://{address}/autorisaties/api/v1")
}

/// A page, which says that another follows unless `next` is empty.
pub(crate) fn page(count: u64, next: &str, results: &[Value]) -> Value {
    let next = (!next.is_empty()).then_some(next);
    json!({ "count": count, "next": next, "previous": null, "results": results })
}

fn a_list_that_is_not_what_it_counts_is_not_believed(bench: &Bench) {
    let at = bench.fresh();
    write_secret(&at.path("admin.secret"), &at.first_secret());
    write_secret(&at.path("token.txt"), "een-token-van-daar");
    let (one, two) = (applicatie(1), applicatie(2));
    let endless = page(9, "x", &[]);
    let twice =
        json!({ "clientIds": ["taak-1"], "label": "nog een", "heeftAlleAutorisaties": true });
    for (pages, told) in [
        (vec![json!({ "count": 2, "next": null, "results": [one] })], "than it counts"),
        (vec![page(3, "x", std::slice::from_ref(&one)), endless], "than it counts"),
        (vec![page(3, "x", std::slice::from_ref(&one)), page(2, "x", &[two])], "than it counts"),
        (vec![json!({ "status": 403, "code": "x", "results": [] })], "403 Forbidden (x)"),
        (vec![json!({})], "no list of applicaties"),
        (vec![page(2, "x", &[one, twice])], "2 of 2 applicaties were not taken over"),
    ] {
        let (from, issuer) = (saying(pages), at.issuer_url());
        let mut arguments = vec!["import", "autorisaties", "--from", &from, "--yes"];
        arguments.extend(["--token-file", "token.txt", "--secret-file", "admin.secret"]);
        let finished = at.command(&[arguments, vec!["--issuer", &issuer]].concat());
        assert_eq!(finished.status.code(), Some(3), "{}", finished.stdout);
        assert!(finished.stderr.contains(told), "{told}: {}", finished.stderr);
        assert!(!finished.stderr.contains("een-token-van-daar"), "{}", finished.stderr);
    }
    let found = at.administrator().call("GET", "/applicaties", &json!({})).json();
    assert_eq!(found["results"].as_array().unwrap().len(), 0, "{found}");
}
