//! Many applicaties are taken over from another Zaakpoort: all pages of both are the same, and again
//! there is nothing to do.

use std::time::Instant;

use serde_json::{Value, json};

use super::{Count, figures};
use crate::cases;
use crate::commands::import::{Move, applicatie};
use crate::harness::Bench;
use crate::harness::ac::AcClient;

cases![what_is_imported_is_the_same_on_every_page_and_again_there_is_nothing_to_do];

const APPLICATIES: Count = Count { short: 120, long: 2_000 };

fn what_is_imported_is_the_same_on_every_page_and_again_there_is_nothing_to_do(bench: &Bench) {
    let moving = Move::new(bench);
    let made = APPLICATIES.get();
    for number in 0..made {
        moving.reader.done("POST", "/applicaties", &applicatie(number));
    }
    // The reader is one of them.
    let all = made + 1;
    let begun = Instant::now();
    let said = moving.imported(&["--yes"]);
    let first = begun.elapsed();
    assert!(said.contains(&format!("{all} to create, 0 to change")), "{said}");
    assert!(said.contains(&format!("Done: {all} created")), "{said}");
    let mut here = moving.reader.at(moving.to.issuer);
    here.key = key(&moving);
    let (there, here) = (pages(&moving.reader), pages(&here));
    assert_eq!(here, there);
    let begun = Instant::now();
    let again: Value = serde_json::from_str(&moving.imported(&["--json"])).unwrap();
    let second = begun.elapsed();
    let results = again["results"].as_array().unwrap();
    assert_eq!(results.len(), all);
    assert!(results.iter().all(|one| one["outcome"] == "unchanged"), "{again}");
    assert!(moving.imported(&[]).contains("Nothing to do."));
    let row = vec![
        ("applicaties", json!(all)),
        ("pages, the same on both sides", json!(here.len())),
        ("import, ms", json!(u64::try_from(first.as_millis()).unwrap())),
        ("again, nothing to do, ms", json!(u64::try_from(second.as_millis()).unwrap())),
    ];
    figures::keep("importing", bench, vec![row]);
}

/// The reader's key here.
fn key(moving: &Move) -> String {
    let end = edge::clock::Clock::system().now() + chrono::TimeDelta::days(1);
    let path = format!("/clients/{}/zgw-keys", moving.reader.application.client_id);
    let made = moving.to.administrator().done("POST", &path, &json!({ "expires_at": end }));
    made["key"].as_str().unwrap().to_owned()
}

/// Every page of a list, with what names an applicatie in one place masked.
fn pages(ac: &AcClient) -> Vec<Value> {
    let mut pages = Vec::new();
    for number in 1.. {
        let page = ac.ask("GET", &format!("/applicaties?page={number}"));
        assert_eq!(page.status, 200, "{}", page.text());
        let mut page = page.json();
        let is_last = page["next"].is_null();
        for link in ["next", "previous"] {
            page[link] =
                json!(page[link].as_str().map(|url| url.split_once('?').map(|at| at.1.to_owned())));
        }
        for result in page["results"].as_array_mut().unwrap() {
            result.as_object_mut().unwrap().remove("url");
        }
        pages.push(page);
        if is_last {
            return pages;
        }
    }
    unreachable!("a list has a last page")
}
