//! `GET /applicaties`: newest first, a hundred on a page, and where the others are.

use serde_json::{Value, json};

use super::{assert_problem, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AC, AcClient};
use crate::harness::{Bench, Options, Request};

cases![
    a_list_is_newest_first_and_a_hundred_on_a_page_whose_urls_are_those_of_the_configuration,
    what_is_deleted_or_gives_nothing_is_on_no_page,
];

/// A name that nobody looks up: it stands in URLs only.
const PUBLIC_URL: &str = "https://ac.example";

fn labels(page: &Value) -> Vec<&str> {
    page["results"].as_array().unwrap().iter().map(|one| one["label"].as_str().unwrap()).collect()
}

fn a_list_is_newest_first_and_a_hundred_on_a_page_whose_urls_are_those_of_the_configuration(
    bench: &Bench,
) {
    let at = bench.with(&Options::default().set("AUTORISATIES__PUBLIC_URL", PUBLIC_URL));
    let ac = AcClient::writer(&at);
    for number in 1..=200 {
        let mut body = reader_of_catalogi(&[&format!("lijst-{number}")]);
        body["label"] = json!(format!("Lijst {number}"));
        let made = ac.done("POST", "/applicaties", &body);
        assert!(
            made["url"].as_str().unwrap().starts_with(&format!("{PUBLIC_URL}{AC}/applicaties/"))
        );
    }
    let list = |query: &str| ac.ask("GET", &format!("/applicaties{query}"));
    let url = |query: &str| json!(format!("{PUBLIC_URL}{AC}/applicaties{query}"));
    let links = |page: &Value| (page["previous"].clone(), page["next"].clone());

    let first = list("").json();
    assert_eq!(first["count"], 201);
    let expected: Vec<String> = (101..=200).rev().map(|number| format!("Lijst {number}")).collect();
    assert_eq!(labels(&first), expected);
    assert_eq!(links(&first), (Value::Null, url("?page=2")));
    let second = list("?page=2").json();
    let expected: Vec<String> = (1..=100).rev().map(|number| format!("Lijst {number}")).collect();
    assert_eq!(labels(&second), expected);
    assert_eq!(links(&second), (url(""), url("?page=3")));
    let third = list("?page=3").json();
    assert_eq!(labels(&third), ["AC-client"]);
    assert_eq!(links(&third), (url("?page=2"), Value::Null));
    assert_eq!(list("?page=last").json(), third);
    assert_eq!(list("?page=").json(), first);
    assert_eq!(list("?page=2&page=1").json(), first, "the last one counts");

    // The query is kept, by name, whatever the request's Host.
    let kept = list("?page=2&clientIds=").json();
    assert_eq!(links(&kept), (url("?clientIds="), url("?clientIds=&page=3")));
    let from_elsewhere = Request::get(&format!("{AC}/applicaties"))
        .bearer(&ac.jwt())
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .header("X-Forwarded-Proto", "ftp");
    assert_eq!(from_elsewhere.send(at.issuer).json(), first);

    for page in ["0", "-1", "abc", "4", "1.0", "%31%00", "18446744073709551617", "1e0", "last "] {
        let answer = list(&format!("?page={}", page.replace(' ', "%20")));
        assert_problem(&answer, 404, "not_found");
    }
}

fn what_is_deleted_or_gives_nothing_is_on_no_page(bench: &Bench) {
    let at = bench.fresh();
    let (ac, admin) = (AcClient::writer(&at), at.administrator());
    let listed = || {
        let page = ac.ask("GET", "/applicaties").json();
        let labels: Vec<String> = labels(&page).into_iter().map(str::to_owned).collect();
        assert_eq!(page["count"], labels.len());
        labels
    };
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&["weg"]));
    let bare = admin.done("POST", "/applicaties", &json!({ "label": "Leeg" }))["id"].clone();
    assert_eq!(listed(), ["Catalogi", "AC-client"]);
    let path = format!("/applicaties/{}/autorisaties", bare.as_str().unwrap());
    let scope = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    let added = admin.done("POST", &path, &scope);
    assert_eq!(listed(), ["Leeg", "Catalogi", "AC-client"], "it is the newest");
    let one = format!("{path}/{}", added["id"].as_str().unwrap());
    admin.done("DELETE", &one, &json!({}));
    ac.ask("DELETE", &crate::harness::ac::path_of(&made));
    assert_eq!(listed(), ["AC-client"]);
}
