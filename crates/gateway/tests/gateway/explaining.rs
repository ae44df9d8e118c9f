//! Verdicts explained: by the steps that would decide, and without a byte sent in anybody's name.

use serde_json::{Value, json};
use tokens::UnixTime;
use tokens::explanation::{Asker, Explanation, sign_explanation};

use crate::harness::issuer::PUBLIC_URL;
use crate::harness::{HOST, NOW, OTHER_ZAAKTYPE, UUID, World, ZAAKTYPE, zaak};

const ZAKEN: &str = "/zaken/api/v1/zaken";
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const SENT: &[&str] = &["Content-Type: application/json"];

fn item() -> String {
    format!("{ZAKEN}/{UUID}")
}

fn client(client_id: &str, scope: Option<&str>) -> Asker {
    Asker::Client { client_id: client_id.to_owned(), scope: scope.map(str::to_owned) }
}

fn leave(method: &str, path: &str, asker: Asker) -> Explanation {
    Explanation {
        iss: PUBLIC_URL.to_owned(),
        iat: UnixTime::new(NOW),
        exp: UnixTime::new(NOW + 60),
        htm: method.to_owned(),
        htu: format!("https://{HOST}{path}"),
        asker,
    }
}

fn signed(world: &World, leave: &Explanation) -> String {
    sign_explanation(leave, &world.issuer.key).unwrap()
}

/// The answer to a request with this leave.
async fn asked(world: &World, leave: &Explanation, target: (&str, &str, &str)) -> (u16, Value) {
    let (method, path, body) = target;
    let header = format!("Authorization: Explain {}", signed(world, leave));
    let headers = if body.is_empty() { &[] } else { SENT };
    let answer = world.ask_with(method, &header, path, headers, body).await;
    (answer.status, serde_json::from_str(&answer.text()).unwrap())
}

/// What is said of a request.
async fn explained(world: &World, asker: Asker, target: (&str, &str, &str)) -> Value {
    let (status, said) = asked(world, &leave(target.0, target.1, asker), target).await;
    assert_eq!(status, 200, "{said}");
    said
}

#[tokio::test]
async fn a_verdict_is_explained_as_it_would_fall_and_nothing_is_sent() {
    let world = World::new().await;
    world.upstream.replies(&item(), 200, JSON, &zaak(OTHER_ZAAKTYPE, "openbaar"));
    let (item, other, good) =
        (item(), zaak(OTHER_ZAAKTYPE, "openbaar"), zaak(ZAAKTYPE, "openbaar"));
    let refused = |status: u16, rule: &str| (json!("deny"), json!(rule), json!(status));
    let permitted = |rule: &str| (json!("permit"), json!(rule), Value::Null);
    for (who, target, expected) in [
        ("lezer", ("GET", item.as_str(), ""), refused(403, "object-not-held")),
        ("lezer", ("DELETE", &item, ""), refused(403, "scope-not-held")),
        ("lezer", ("POST", ZAKEN, other.as_str()), refused(403, "type-not-held")),
        ("lezer", ("POST", ZAKEN, "{"), refused(400, "body-not-judged")),
        ("niemand", ("GET", ZAKEN, ""), refused(401, "client-gone")),
        ("lezer", ("POST", ZAKEN, &good), permitted("type-and-level")),
        ("lezer", ("GET", ZAKEN, ""), permitted("rows-by-type-and-level")),
        ("alles", ("DELETE", &item, ""), permitted("heeft-alle-autorisaties")),
    ] {
        let said = explained(&world, client(who, None), target).await;
        let found = (&said["verdict"], &said["rule"], &said["answer"]["status"]);
        assert_eq!(found, (&expected.0, &expected.1, &expected.2), "{target:?}: {said}");
        let sent = said["sent"]["url"].as_str();
        assert_eq!(sent.is_some(), said["verdict"] == "permit", "{said}");
        for seen in world.upstream.seen() {
            assert_eq!(
                (seen.method.as_str(), seen.claims()["client_id"].as_str()),
                ("GET", Some("gateway"))
            );
        }
    }
}

#[tokio::test]
async fn a_pasted_token_is_judged_as_it_would_be() {
    let world = World::new().await;
    let target = ("GET", ZAKEN, "");
    let holder = |authorization: String| Asker::Holder { authorization };
    let token = world.issuer.token("alles");
    let said = explained(&world, holder(format!("Bearer {token}")), target).await;
    assert_eq!(said["verdict"], "permit");
    let subject = &said["record"]["body"]["adl.core.request"]["subject"];
    assert_eq!(
        (&subject["id"], &subject["properties"]["credential"]),
        (&json!("alles"), &json!("access-token"))
    );
    assert!(!said.to_string().contains(&token), "it is not shown again");
    let spoilt = format!("Bearer {token}x");
    let said = explained(&world, holder(spoilt), target).await;
    assert_eq!((&said["verdict"], &said["answer"]["status"]), (&json!("deny"), &json!(401)));
    // Leave within leave is none.
    let again = signed(&world, &leave("GET", ZAKEN, client("alles", None)));
    let said = explained(&world, holder(format!("Explain {again}")), target).await;
    assert_eq!(said["rule"], "scheme-not-taken");
}

#[tokio::test]
async fn a_supposed_token_may_be_narrowed() {
    let world = World::new().await;
    let target = ("GET", ZAKEN, "");
    let said = explained(&world, client("alles", Some("zaken.aanmaken")), target).await;
    assert_eq!((&said["verdict"], &said["rule"]), (&json!("deny"), &json!("scope-not-in-token")));
    let said = explained(&world, client("alles", Some("zaken.lezen")), target).await;
    assert_eq!(said["verdict"], "permit");
}

#[tokio::test]
async fn leave_is_for_one_request_for_a_minute_and_of_the_issuer_alone() {
    let world = World::new().await;
    let target = ("GET", ZAKEN, "");
    let good = leave("GET", ZAKEN, client("alles", None));
    assert_eq!(asked(&world, &good, target).await.0, 200);
    let query = format!("{ZAKEN}?page=2");
    let later =
        Explanation { iat: UnixTime::new(NOW - 120), exp: UnixTime::new(NOW - 60), ..good.clone() };
    let longer = Explanation { exp: UnixTime::new(NOW + 61), ..good.clone() };
    let elsewhere = Explanation { iss: "https://elders.example".to_owned(), ..good.clone() };
    for (leave, target) in [
        (&good, ("GET", query.as_str(), "")),
        (&good, ("GET", "/zaken/api/v1/rollen", "")),
        (&good, ("HEAD", ZAKEN, "")),
        (&later, target),
        (&longer, target),
        (&elsewhere, target),
    ] {
        let header = format!("Authorization: Explain {}", signed(&world, leave));
        let answer = world.ask_with(target.0, &header, target.1, &[], "").await;
        assert_eq!(answer.status, 401, "{target:?}: {}", answer.text());
    }
    let token = world.issuer.token("alles");
    for header in [
        format!("Authorization: Explain {token}"),
        format!("Authorization: Bearer {}", signed(&world, &good)),
    ] {
        let answer = world.ask_with("GET", &header, ZAKEN, &[], "").await;
        assert_eq!(answer.status, 401, "each kind is good for its own use: {}", answer.text());
    }
    assert!(world.upstream.seen().is_empty());
}
