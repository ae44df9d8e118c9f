//! What a body is called, and how large and how deep it may be.

use serde_json::json;

use super::{assert_problem, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AC, AcClient, path_of};
use crate::harness::{Bench, Installation, Request};

cases![
    a_body_is_json_by_its_one_content_type_and_not_encoded,
    a_body_of_ten_megabytes_is_refused_and_one_of_seven_is_read,
    ten_thousand_autorisaties_are_stored_and_shown_in_their_order,
    five_thousand_client_ids_are_given_ended_and_given_back,
];

fn a_body_is_json_by_its_one_content_type_and_not_encoded(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = format!("{}-soort", ac.application.client_id);
    let path = path_of(&ac.done("POST", "/applicaties", &reader_of_catalogi(&[&id])));
    let text = json!({ "label": "Soort" }).to_string();
    let with = |headers: &[(&str, &str)]| {
        let length = text.len().to_string();
        let request = ac.request("PATCH", &path).header("Content-Length", &length);
        let add = |request: Request, (name, value): &(&str, &str)| request.header(name, value);
        headers.iter().fold(request, add).bytes(text.as_bytes()).send(at.issuer)
    };
    for good in [
        &[("Content-Type", "application/json")][..],
        &[("Content-Type", "Application/JSON; charset=latin1")],
        &[("Content-Type", "application/json"), ("Content-Encoding", "identity")],
    ] {
        assert_eq!(with(good).status, 200, "{good:?}");
    }
    for bad in [
        &[][..],
        &[("Content-Type", "")],
        &[("Content-Type", "text/plain")],
        &[("Content-Type", "application/x-www-form-urlencoded")],
        &[("Content-Type", "application/problem+json")],
        &[("Content-Type", "application/merge-patch+json")],
        &[("Content-Type", "application/json, application/json")],
        &[("Content-Type", "application/json"), ("Content-Type", "application/json")],
        &[("Content-Type", "application/json"), ("Content-Encoding", "gzip")],
        &[("Content-Type", "application/json"), ("Content-Encoding", "identity, gzip")],
    ] {
        assert_problem(&with(bad), 415, "unsupported_media_type");
    }
    // Where there is no body its type says nothing.
    let empty = ac.request("PATCH", &path).header("Content-Type", "text/plain").send(at.issuer);
    assert_eq!(empty.status, 200, "{}", empty.text());
    assert_eq!(ac.ask("GET", &path).json()["label"], "Soort");
}

fn a_body_of_ten_megabytes_is_refused_and_one_of_seven_is_read(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let of = |megabytes: usize| {
        let text = format!(r#"{{"label":"{}"}}"#, "x".repeat(megabytes * 1_000_000));
        ac.request("POST", "/applicaties").body("application/json", text).send(at.issuer)
    };
    assert_problem(&of(10), 400, "parse_error");
    assert_problem(&of(7), 400, "invalid");
    let chunked = format!("{:x}\r\n{}\r\n0\r\n\r\n", 10_000_000, "x".repeat(10_000_000));
    let request = ac
        .request("POST", "/applicaties")
        .header("Content-Type", "application/json")
        .header("Transfer-Encoding", "chunked")
        .bytes(chunked.as_bytes());
    assert_problem(&request.send(at.issuer), 400, "parse_error");
    goes_on(&ac, &at);
}

/// The next request is answered as ever.
fn goes_on(ac: &AcClient, at: &Installation) {
    let list = Request::get(&format!("{AC}/applicaties?clientIds=x")).bearer(&ac.jwt());
    assert_eq!(list.send(at.issuer).json()["count"], 0);
}

fn ten_thousand_autorisaties_are_stored_and_shown_in_their_order(bench: &Bench) {
    // One of its own: writers beside it would have to wait.
    let at = bench.fresh();
    let ac = AcClient::writer(&at);
    let id = format!("{}-veel", ac.application.client_id);
    let of = |number: usize| {
        json!({ "component": "zrc", "componentWeergave": "Zaken API", "scopes": ["zaken.lezen"],
                "zaaktype": format!("https://catalogi.example/zaaktypen/{number}"),
                "maxVertrouwelijkheidaanduiding": "openbaar" })
    };
    let mut body = reader_of_catalogi(&[&id]);
    body["autorisaties"] = (0..10_000).map(of).collect();
    let made = ac.done("POST", "/applicaties", &body);
    assert_eq!(made["autorisaties"], body["autorisaties"]);
    body["autorisaties"] = (0..10_000).rev().map(of).collect();
    assert_eq!(ac.done("PUT", &path_of(&made), &body)["autorisaties"], body["autorisaties"]);
    let shown = ac.ask("GET", &format!("/applicaties?clientIds={id}")).json();
    assert_eq!(shown["results"][0]["autorisaties"], body["autorisaties"]);
    assert_eq!(ac.ask("DELETE", &path_of(&made)).status, 204);
}

fn five_thousand_client_ids_are_given_ended_and_given_back(bench: &Bench) {
    let at = bench.fresh();
    let ac = AcClient::writer(&at);
    let ids: Vec<String> =
        (0..5_000).map(|number| format!("{}-{number}", ac.application.client_id)).collect();
    let mut body = reader_of_catalogi(&[]);
    body["clientIds"] = json!(ids);
    let made = ac.done("POST", "/applicaties", &body);
    assert_eq!(made["clientIds"], json!(ids));
    let path = path_of(&made);
    let one = ac.done("PATCH", &path, &json!({ "clientIds": [ids[7]] }));
    assert_eq!(one["clientIds"], json!([ids[7]]));
    let turned: Vec<&String> = ids.iter().rev().collect();
    let back = ac.done("PATCH", &path, &json!({ "clientIds": turned }));
    assert_eq!(back["clientIds"], json!(turned));
    assert_eq!(ac.ask("GET", &path).json()["clientIds"], json!(turned));
    assert_eq!(ac.ask("DELETE", &path).status, 204);
}
