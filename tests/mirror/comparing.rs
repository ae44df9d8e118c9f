//! What lies there beside what is to lie there: shown, and repaired.

use serde_json::{Value, json};

use super::{Kept, SOON, kept, may};
use crate::cases;
use crate::harness::ac::path_of;
use crate::harness::{Bench, Finished, Trick, eventually, write_secret};

cases![
    what_was_changed_there_by_hand_is_shown_and_repaired,
    an_upstream_that_cannot_be_read_is_told_of,
];

fn mirror(kept: &Kept, arguments: &[&str]) -> Finished {
    let secret = kept.at.path("beheer.secret");
    write_secret(&secret, &kept.at.first_secret());
    let issuer = kept.at.issuer_url();
    let whose = ["--issuer", &issuer, "--secret-file", secret.to_str().unwrap()];
    kept.at.command(&[&["mirror"], arguments, &whose].concat())
}

/// Each difference but those of the installations' own: its state, client ids and members.
fn found(kept: &Kept, arguments: &[&str]) -> Vec<(String, String, String)> {
    let finished = mirror(kept, &[arguments, &["--json"]].concat());
    let answer: Value = serde_json::from_str(&finished.stdout).expect(&finished.stderr);
    let of = |one: &Value| {
        let list = |member: &str| {
            let list = one[member].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
            list.collect::<Vec<_>>().join(" ")
        };
        (one["state"].as_str().unwrap().to_owned(), list("client_ids"), list("members"))
    };
    let mut all: Vec<_> = answer["results"].as_array().unwrap().iter().map(of).collect();
    all.retain(|(state, ..)| state != "kept");
    all.sort();
    all
}

fn what_was_changed_there_by_hand_is_shown_and_repaired(bench: &Bench) {
    let kept = kept(bench);
    let made = |name: &str| {
        let body = json!({ "clientIds": [name], "label": name,
            "autorisaties": [may("ztc", "catalogi.lezen")] });
        kept.ac.done("POST", "/applicaties", &body)
    };
    let [_, _, over] = ["gelijk", "anders", "over"].map(made);
    assert!(found(&kept, &["sync", "openzaak", "--dry-run"]).is_empty());
    let lying = |name: &str| path_of(&kept.lying(name)[0]);
    let more = json!({ "label": "Met de hand", "heeftAlleAutorisaties": true, "autorisaties": [] });
    kept.there.done("PATCH", &lying("anders"), &more);
    let stranger =
        json!({ "clientIds": ["vreemd"], "label": "Vreemd", "heeftAlleAutorisaties": true });
    kept.there.done("POST", "/applicaties", &stranger);
    // What only reads is let through still.
    kept.front.becomes(Trick::Says(500, json!({})));
    made("weg");
    kept.ac.ask("DELETE", &path_of(&over));
    let tried = |one: &Value| one["attempts"] != 0;
    let both = || kept.waiting().iter().filter(|one| tried(one)).count() == 2;
    eventually(SOON, "they are tried", both);
    let differ = |state: &str, name: &str, members: &str| {
        (state.to_owned(), name.to_owned(), members.to_owned())
    };
    let all = [
        differ("differs", "anders", "label heeftAlleAutorisaties autorisaties"),
        differ("left", "over", ""),
        differ("missing", "weg", ""),
        differ("unknown", "vreemd", ""),
    ];
    assert_eq!(found(&kept, &["sync", "openzaak", "--dry-run"]), all);
    assert_eq!(kept.says("anders").unwrap().0, "Met de hand", "nothing was changed");
    let told = mirror(&kept, &["sync", "openzaak", "--dry-run"]).stdout;
    assert!(
        told.contains("Nothing was changed. To write it: zaakpoort mirror sync openzaak"),
        "{told}"
    );
    assert_eq!(found(&kept, &["sync", "openzaak"]), all);
    kept.front.becomes(Trick::Passes);
    kept.try_again();
    eventually(SOON, "it is repaired", || {
        found(&kept, &["sync", "openzaak", "--dry-run"]) == [differ("unknown", "vreemd", "")]
    });
    let told = mirror(&kept, &["sync", "openzaak", "--dry-run"]).stdout;
    assert!(told.contains("Nothing is to be written there"), "{told}");
    assert_eq!(kept.says("anders"), Some(("anders".to_owned(), 1)));
    assert_eq!(kept.lying("weg").len(), 1);
    assert!(kept.lying("over").is_empty());
    assert_eq!(kept.lying("vreemd").len(), 1, "what is none of ours stays");
}

fn an_upstream_that_cannot_be_read_is_told_of(bench: &Bench) {
    let kept = kept(bench);
    kept.front.becomes(Trick::Closes);
    let finished = mirror(&kept, &["sync", "openzaak", "--dry-run"]);
    assert!(!finished.status.success());
    let said = "it closed the connection without an answer";
    assert!(finished.stderr.contains(said), "{}", finished.stderr);
    let unknown = mirror(&kept, &["sync", "elders"]);
    assert!(unknown.stderr.contains("there is no mirror `elders`"), "{}", unknown.stderr);
}
