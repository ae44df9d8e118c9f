//! `POST /admin/v1/explain` and `zaakpoort explain`: a verdict before anybody hears it, and nothing done.

use serde_json::{Value, json};
use voorbeeldzaken::sample;

use crate::cases;
use crate::gateway::{melder, melding, new_zaak, zaak};
use crate::harness::{Bench, Installation, Options, TaskApplication, write_secret};

cases![
    what_would_happen_is_what_happens,
    a_write_is_judged_by_its_body_and_not_made,
    what_a_caller_shows_is_judged_as_it_stands_and_repeated_nowhere,
    what_leads_nowhere_is_explained_too,
    what_the_issuer_judges_is_asked_of_no_gateway,
    without_a_gateway_it_says_what_to_set,
    a_gateway_that_is_away_is_told_by_its_address,
    it_is_told_to_people_with_what_to_do_next,
];

/// What is said of a request.
fn explained(at: &Installation, question: &Value) -> Value {
    at.administrator().done("POST", "/explain", question)
}

fn of_client(at: &Installation, client: &TaskApplication, path: &str) -> Value {
    let url = format!("{}{path}", at.public_url());
    explained(at, &json!({ "url": url, "client_id": client.client_id }))
}

fn what_would_happen_is_what_happens(bench: &Bench) {
    let at = bench.fresh();
    let (all, some) = (TaskApplication::with_all(&at), melder(&at));
    let hidden = zaak(sample::ZAAK_BIJSTAND_ZEER_GEHEIM);
    for (client, path) in
        [(&all, melding()), (&all, hidden.clone()), (&some, melding()), (&some, hidden)]
    {
        let said = of_client(&at, client, &path);
        let request = crate::harness::Request::get(&path).bearer(&client.token(&at));
        let happened = request.send(at.gateway);
        if happened.status == 200 {
            assert_eq!(said["verdict"], "permit", "{said:#}");
            assert_eq!(said["sent"]["upstream"], "openzaak");
        } else {
            assert_eq!(said["verdict"], "deny", "{said:#}");
            assert_eq!(said["answer"]["status"], happened.status);
            assert_eq!(said["answer"]["code"], happened.member("code"));
            assert_eq!(said["sent"], Value::Null);
        }
        assert_eq!(said["requires"], "zaken.lezen");
    }
}

fn a_write_is_judged_by_its_body_and_not_made(bench: &Bench) {
    let at = bench.fresh();
    let some = melder(&at);
    let url = format!("{}{}", at.public_url(), sample::ZAKEN);
    let before = at.upstream.count();
    for (zaaktype, verdict) in
        [(sample::ZAAKTYPE_MELDING, "permit"), (sample::ZAAKTYPE_BIJSTAND, "deny")]
    {
        let body = new_zaak(&at, zaaktype, None, "uitleg").to_string();
        let headers = json!({ "Content-Type": "application/json", "Content-Crs": "EPSG:4326" });
        let question = json!({
            "method": "POST", "url": url, "client_id": some.client_id, "body": body, "headers": headers,
        });
        assert_eq!(explained(&at, &question)["verdict"], verdict);
    }
    assert!(at.upstream.saw("uitleg").is_empty(), "nothing of it went there");
    let looked_up = at.upstream.count() - before;
    assert!(looked_up <= 2, "only types were looked up: {looked_up}");
}

fn what_a_caller_shows_is_judged_as_it_stands_and_repeated_nowhere(bench: &Bench) {
    let at = bench.fresh();
    let token = melder(&at).token(&at);
    let url = format!("{}{}", at.public_url(), melding());
    let with = |authorization: &str| {
        explained(&at, &json!({ "url": url, "authorization": authorization }))
    };
    assert_eq!(with(&format!("Bearer {token}"))["verdict"], "permit");
    for shown in [format!("Bearer {token}x"), "Bearer a.b.c".to_owned(), "Basic YTpi".to_owned()] {
        let said = with(&shown);
        assert_eq!(
            (&said["verdict"], &said["answer"]["status"]),
            (&json!("deny"), &json!(401)),
            "{said:#}"
        );
        assert!(!said.to_string().contains(&shown[6..]), "{said:#}");
    }
    assert!(!at.said().contains(&token), "nor is it in a log");
}

fn what_leads_nowhere_is_explained_too(bench: &Bench) {
    let at = bench.fresh();
    let client = TaskApplication::with_all(&at).client_id;
    for (url, status) in [
        (format!("{}/elders/api/v1/x", at.public_url()), 404),
        (format!("{}/zaken/api/v1/../zaken", at.public_url()), 400),
        ("http://elders.example/zaken".to_owned(), 421),
    ] {
        let said = explained(&at, &json!({ "url": url, "client_id": client }));
        assert_eq!(
            (&said["verdict"], &said["answer"]["status"]),
            (&json!("none"), &json!(status)),
            "{said:#}"
        );
    }
}

fn what_the_issuer_judges_is_asked_of_no_gateway(bench: &Bench) {
    let at = bench.fresh();
    for (path, status) in [
        ("/autorisaties/api/v1", 400),
        ("/autorisaties/api/v1/applicaties?page=1", 400),
        ("/autorisaties/api/v10", 200),
    ] {
        let question = json!({ "url": format!("{}{path}", at.public_url()), "client_id": "x" });
        let answer = at.administrator().call("POST", "/explain", &question);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        let told = answer.member("detail").contains("this issuer judges");
        assert_eq!(told, status == 400, "{path}");
    }
}

fn without_a_gateway_it_says_what_to_set(bench: &Bench) {
    let at = bench.with(&Options::default().apart(1, 1));
    let question = json!({ "url": format!("{}{}", at.public_url(), melding()), "client_id": "x" });
    let answer = at.administrator().call("POST", "/explain", &question);
    assert_eq!((answer.status, answer.member("code").as_str()), (409, "no-gateways"));
    assert!(answer.member("detail").contains("issuer.gateways"), "{}", answer.text());
}

fn a_gateway_that_is_away_is_told_by_its_address(bench: &Bench) {
    let options = Options::default().set("ISSUER__GATEWAYS", "[\"http://127.0.0.1:9\"]");
    let at = bench.with(&options);
    let question = json!({ "url": format!("{}{}", at.public_url(), melding()), "client_id": "x" });
    let answer = at.administrator().call("POST", "/explain", &question);
    assert_eq!((answer.status, answer.member("code").as_str()), (502, "gateway"));
    assert!(answer.member("detail").contains("127.0.0.1:9"), "{}", answer.text());
}

fn it_is_told_to_people_with_what_to_do_next(bench: &Bench) {
    let at = bench.fresh();
    let (some, secret, issuer) = (melder(&at), at.path("beheerder.secret"), at.issuer_url());
    write_secret(&secret, &at.first_secret());
    let explain = |these: [&str; 4]| {
        let whose = ["--issuer", &issuer, "--secret-file", secret.to_str().unwrap()];
        let told = at.command(&[&["explain"], &these[..], &whose].concat());
        assert!(told.status.success(), "{}", told.stderr);
        told.stdout
    };
    let hidden = format!("{}{}", at.public_url(), zaak(sample::ZAAK_BIJSTAND_ZEER_GEHEIM));
    let told = explain(["--client", &some.client_id, "--url", &hidden]);
    for text in ["deny: 403", "asks for: zaken.lezen", "zaakpoort client show", "says gateway http"]
    {
        assert!(told.contains(text), "{text}: {told}");
    }
    write_secret(&at.path("token.txt"), &some.token(&at));
    let seen = format!("{}{}", at.public_url(), melding());
    let told = explain(["--token-file", "token.txt", "--url", &seen]);
    assert!(told.starts_with("permit: ") && told.contains("would be sent on"), "{told}");
}
