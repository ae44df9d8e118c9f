//! The audit log of the Autorisaties API: who, for whom, from where, and the applicatie before and
//! after; one row for each write, none for what was refused.

use serde_json::{Value, json};

use super::reader_of_catalogi;
use crate::cases;
use crate::harness::ac::{AC, AcClient, path_of};
use crate::harness::client::encoded;
use crate::harness::{Bench, Installation, Options, Request, TaskApplication};

cases![
    each_write_leaves_one_row_with_what_it_was_before_and_after,
    a_caller_with_an_access_token_has_no_user,
    what_is_refused_leaves_no_row_and_no_change,
    through_its_own_gateway_the_clients_address_is_kept_and_what_others_can_read_is_refused,
];

/// What the log keeps of the deeds of a client: all but time and id.
fn rows(at: &Installation, actor: &str) -> Vec<[Option<String>; 7]> {
    let query = format!(
        "SELECT act, subject, address, user_id, user_representation, CAST(before AS TEXT), \
         CAST(after AS TEXT) FROM audit WHERE actor = '{actor}' ORDER BY id"
    );
    at.database.texts(at.folder.path(), &query)
}

fn json_of(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

fn each_write_leaves_one_row_with_what_it_was_before_and_after(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let actor = &ac.application.client_id;
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&[&format!("{actor}-rij")]));
    let path = path_of(&made);
    let put = reader_of_catalogi(&[&format!("{actor}-rij-2")]);
    let put = ac.done("PUT", &path, &put);
    let patched = ac.done("PATCH", &path, &json!({ "label": "Anders" }));
    assert_eq!(ac.ask("DELETE", &path).status, 204);
    let kept = rows(&at, actor);
    let id = path.rsplit('/').next().unwrap();
    let expected = [
        ("applicatie.create", Value::Null, made.clone()),
        ("applicatie.update", made, put.clone()),
        ("applicatie.update", put, patched.clone()),
        ("applicatie.delete", patched, Value::Null),
    ];
    assert_eq!(kept.len(), expected.len());
    for ([act, subject, address, user, name, before, after], (deed, was, is)) in
        kept.iter().zip(expected)
    {
        let said = [act, subject, address, user, name].map(|text| text.as_deref().unwrap());
        assert_eq!(said, [deed, id, "127.0.0.1", "jan", "Jan Jansen"]);
        assert_eq!((json_of(before.as_ref()), json_of(after.as_ref())), (was, is));
    }
}

fn a_caller_with_an_access_token_has_no_user(bench: &Bench) {
    let at = bench.shared();
    let may = json!({ "component": "ac", "scopes": ["autorisaties.bijwerken"] });
    let audiences = json!({ "audiences": [at.public_url()] });
    let body = json!({ "label": "AC", "autorisaties": [may] });
    let caller = TaskApplication::register(&at, &body, &audiences);
    let asked = format!("resource={}", encoded(&at.public_url()));
    let token = caller.ask(&at, &asked).member("access_token");
    let body = reader_of_catalogi(&[&format!("{}-rij", caller.client_id)]);
    let made = Request::post(&format!("{AC}/applicaties")).bearer(&token).json(&body);
    assert_eq!(made.send(at.issuer).status, 201);
    let [[_, _, address, user, name, ..]] = &rows(&at, &caller.client_id)[..] else {
        panic!("one row")
    };
    assert_eq!((address.as_deref(), user, name), (Some("127.0.0.1"), &None, &None));
}

fn what_is_refused_leaves_no_row_and_no_change(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let actor = &ac.application.client_id;
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&[&format!("{actor}-rij")]));
    let path = path_of(&made);
    let id = path.rsplit('/').next().unwrap();
    let changes = || {
        let query =
            format!("SELECT COUNT(*) AS n FROM changes WHERE kind = 'applicatie' AND key = '{id}'");
        at.database.rows(at.folder.path(), &query)[0][0]
    };
    assert_eq!((rows(&at, actor).len(), changes()), (1, 1));
    for (method, body) in [
        ("PUT", json!({})),
        ("PATCH", json!({ "label": "" })),
        ("PATCH", json!({ "label": "x", "clientIds": [actor] })),
        ("PATCH", json!({ "label": "x", "heeftAlleAutorisaties": true })),
        ("POST", json!({})),
        ("GET", json!({})),
    ] {
        let answer = ac.call(method, &path, &body);
        assert!(method == "GET" || answer.status >= 400, "{}", answer.text());
    }
    assert_eq!((rows(&at, actor).len(), changes()), (1, 1));
}

/// The test is a proxy in front of the gateway, and none in front of the issuer.
fn through_its_own_gateway_the_clients_address_is_kept_and_what_others_can_read_is_refused(
    bench: &Bench,
) {
    let at = bench.with(&Options::default().set("GATEWAY__TRUSTED_PROXIES", "[\"127.0.0.1\"]"));
    let ac = AcClient::writer(&at);
    let actor = &ac.application.client_id;
    let create = |name: &str, proto: &str| {
        let request = ac.request("POST", "/applicaties").json(&reader_of_catalogi(&[name]));
        request.header("X-Forwarded-For", "203.0.113.9").header("X-Forwarded-Proto", proto)
    };
    assert_eq!(create("door-gateway", "https").send(at.gateway).status, 201);
    let pretended = create("gezegd", "https").header("X-Zaakpoort-Insider", "x");
    assert_eq!(pretended.send(at.issuer).status, 201);
    let addresses: Vec<_> =
        rows(&at, actor).into_iter().map(|[_, _, at, ..]| at.unwrap()).collect();
    assert_eq!(addresses, ["203.0.113.9", "127.0.0.1"]);

    let refused = create("leesbaar", "http").send(at.gateway);
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert!(refused.text().contains("https"), "{}", refused.text());
    assert_eq!(rows(&at, actor).len(), 2);
}
