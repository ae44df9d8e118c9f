//! What is told, of which deeds, and to whom.

use chrono::DateTime;
use edge::clock::Clock;
use serde_json::{Value, json};

use super::{SOON, applicatie, id_of, telling, waiting};
use crate::cases;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::played_notificaties::{CLIENT_ID, SECRET};
use crate::harness::{Bench, Manner, Options, eventually};

cases![
    sd2_10_each_write_is_told_in_the_words_of_the_standard,
    what_an_administrator_does_is_told_as_far_as_the_ac_shows_it,
    who_tells_names_itself_by_a_jwt_that_is_short_lived,
    nothing_is_queued_where_nobody_is_to_be_told,
    neither_secret_nor_jwt_is_written_anywhere,
];

fn sd2_10_each_write_is_told_in_the_words_of_the_standard(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let ac = AcClient::writer(&at);
    let begun = Clock::system().now();
    let made = applicatie(&ac, "verteld");
    let mut body = made.clone();
    body["label"] = json!("anders");
    ac.done("PUT", &path_of(&made), &body);
    ac.done("PATCH", &path_of(&made), &json!({ "label": "weer anders" }));
    let refused = ac.call("PATCH", &path_of(&made), &json!({ "label": "" }));
    assert_eq!(refused.status, 400);
    assert_eq!(ac.ask("DELETE", &path_of(&made)).status, 204);
    let acties = ["create", "update", "partial_update", "destroy"];
    eventually(SOON, "all is told", || nrc.taken_of(id_of(&made)).len() >= acties.len());
    assert_eq!(nrc.taken_of(id_of(&made)), acties);
    for told in nrc.told().iter().filter(|told| told.body["hoofdObject"] == made["url"]) {
        let mut body = told.body.clone();
        let at = body["aanmaakdatum"].take();
        let at = DateTime::parse_from_rfc3339(at.as_str().unwrap()).unwrap();
        assert!(begun <= at && at <= Clock::system().now(), "{at}");
        let expected = json!({
            "kanaal": "autorisaties",
            "hoofdObject": made["url"],
            "resource": "applicatie",
            "resourceUrl": made["url"],
            "actie": told.body["actie"],
            "aanmaakdatum": null,
            "kenmerken": {},
        });
        assert_eq!(body, expected);
        assert!(told.head.contains("content-type: application/json\r\n"), "{}", told.head);
    }
    eventually(SOON, "what was taken is gone", || waiting(&at, "").is_empty());
}

fn what_an_administrator_does_is_told_as_far_as_the_ac_shows_it(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let admin = at.administrator();
    let done = |method: &str, path: &str, body: Value| admin.done(method, path, &body);
    let may = |scope: &str| json!({ "component": "ztc", "scopes": [scope] });
    let empty = done("POST", "/applicaties", json!({ "label": "nog niets" }));
    let id = empty["id"].as_str().unwrap();
    let its = format!("/applicaties/{id}");
    let client = json!({ "client_id": "van-niets", "applicatie": id });
    done("POST", "/clients", client);
    let first = done("POST", &format!("{its}/autorisaties"), may("catalogi.lezen"));
    done("POST", "/clients", json!({ "client_id": "van-iets", "applicatie": id }));
    done("POST", "/clients/van-iets/secrets", json!({}));
    done("POST", "/clients/van-iets/tokens/revoke", json!({}));
    done("DELETE", "/clients/van-iets", Value::Null);
    done("POST", "/clients/van-iets/restore", Value::Null);
    let second = done("POST", &format!("{its}/autorisaties"), may("catalogi.schrijven"));
    for one in [first, second] {
        let path = format!("{its}/autorisaties/{}", one["id"].as_str().unwrap());
        done("DELETE", &path, Value::Null);
    }
    done("DELETE", &its, Value::Null);
    done("POST", &format!("{its}/restore"), Value::Null);
    done("POST", &format!("{its}/autorisaties"), may("catalogi.lezen"));
    done("DELETE", &its, Value::Null);
    done("POST", &format!("{its}/restore"), Value::Null);
    let expected = [
        "create",  // its first autorisatie
        "update",  // a client
        "update",  // less that client
        "update",  // it is back
        "update",  // its second autorisatie
        "update",  // less the first
        "destroy", // less the second: nothing is left that the AC shows
        "create",  // an autorisatie again
        "destroy", // deleted
        "create",  // restored
    ];
    eventually(SOON, "all is told", || nrc.taken_of(id).len() >= expected.len());
    assert_eq!(nrc.taken_of(id), expected);
    let whole = json!({ "label": "ineens", "autorisaties": [may("catalogi.lezen")] });
    let whole = done("POST", "/applicaties", whole);
    let whole = whole["id"].as_str().unwrap();
    eventually(SOON, "it is told", || nrc.taken_of(whole) == ["create"]);
    done("POST", "/clients", json!({ "client_id": "beheer-2", "system": "administrator" }));
    // Clients of the system itself are nobody's business.
    eventually(SOON, "nothing waits", || waiting(&at, "").is_empty());
    assert_eq!(nrc.told().len(), expected.len() + 1);
}

fn who_tells_names_itself_by_a_jwt_that_is_short_lived(bench: &Bench) {
    let (at, nrc) = telling(bench);
    let ac = AcClient::writer(&at);
    let made = applicatie(&ac, "wie");
    eventually(SOON, "it is told", || nrc.taken_of(id_of(&made)) == ["create"]);
    // That it is signed and of now is what it was taken for.
    let told = nrc.told().pop().unwrap();
    let claims = told.claims.as_object().unwrap();
    assert_eq!((&claims["iss"], &claims["client_id"]), (&json!(CLIENT_ID), &json!(CLIENT_ID)));
    assert_eq!(claims["user_id"], "zaakpoort");
    let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert!(life <= 120, "{life}");
    assert!(!claims.contains_key("aud"));
}

fn nothing_is_queued_where_nobody_is_to_be_told(bench: &Bench) {
    let at = bench.with(&Options::default());
    let ac = AcClient::writer(&at);
    let made = applicatie(&ac, "niemand");
    assert_eq!(ac.ask("DELETE", &path_of(&made)).status, 204);
    assert_eq!(at.database.rows(at.folder.path(), "SELECT count(*) FROM outbox"), [[0]]);
    assert!(waiting(&at, "").is_empty());
    let retried = at.administrator().done("POST", "/notificaties/retry", &Value::Null);
    assert_eq!(retried, json!({ "retried": 0, "in_front": null }));
}

fn neither_secret_nor_jwt_is_written_anywhere(bench: &Bench) {
    let nrc = crate::harness::PlayedNotificaties::start();
    let at = bench.with(&Options::default().set("LOG__FILTER", "debug").telling(&nrc));
    let ac = AcClient::writer(&at);
    let echo = json!({ "code": "invalid", "detail": format!("niet met {SECRET}") });
    nrc.becomes(Manner::Says(400, echo));
    let made = applicatie(&ac, "geheim");
    let is_failing = || !waiting(&at, "?state=failing").is_empty();
    eventually(SOON, "it is refused", is_failing);
    nrc.becomes(Manner::Takes);
    at.administrator().done("POST", "/notificaties/retry", &Value::Null);
    eventually(SOON, "it is told", || !nrc.taken_of(id_of(&made)).is_empty());
    let (said, stored) = (at.said(), at.database_bytes());
    let signatures = nrc.told().into_iter().map(|told| {
        let signature = told.token.rsplit('.').next().unwrap();
        signature.to_owned()
    });
    for canary in signatures.chain([SECRET.to_owned()]) {
        assert!(!said.contains(&canary), "{canary} was said");
        let mut windows = stored.windows(canary.len());
        assert!(!windows.any(|window| window == canary.as_bytes()), "{canary} is stored");
    }
    assert!(said.contains("message delivered"), "the log has what was done: {said}");
}
