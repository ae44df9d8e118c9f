//! An upstream of the profile NL GOV beside one that takes more: the same requests at both.

use serde_json::json;

use super::{mark, melding, refused, unseen};
use crate::cases;
use crate::harness::ac::AcClient;
use crate::harness::{
    Bench, IN_FORCE, Installation, OwnGateway, Request, TaskApplication, eventually,
};

cases![ng_00b_an_upstream_of_nl_gov_takes_access_tokens_alone];

/// Another gateway of the installation, whose upstream has the profile.
fn of_nl_gov(at: &Installation) -> OwnGateway {
    let mut gateway = OwnGateway::serving(at, "nlgov", "profile = \"nlgov\"\n");
    gateway.set("FEED_KEY__FILE", "keys/feed.key");
    gateway.start_ready();
    gateway
}

fn ng_00b_an_upstream_of_nl_gov_takes_access_tokens_alone(bench: &Bench) {
    let at = bench.shared();
    let all = json!({ "label": "Alles", "heeft_alle_autorisaties": true });
    let client = AcClient::register(&at, &all);
    let path = format!("/clients/{}/api-tokens", client.application.client_id);
    let made = at.administrator().done("POST", &path, &json!({}));
    let api_token = made["token"].as_str().unwrap().to_owned();
    let gateway = of_nl_gov(&at);
    let host = at.gateway.to_string();
    let ask = |name: &str, value: &str| Request::get(&melding()).header(name, value);
    let jwt = client.jwt();
    for (request, code, next) in [
        (
            ask("Authorization", &format!("Bearer {jwt}")),
            "self-signed-outside-profile",
            "fetch one at the token endpoint",
        ),
        (
            ask("Authorization", &format!("Token {api_token}")),
            "api-token-outside-profile",
            "fetch one at the token endpoint",
        ),
        (ask("X-API-Key", &api_token), "api-token-outside-profile", "Authorization: Bearer"),
    ] {
        eventually(IN_FORCE, "its neighbour takes it", || request.send(at.gateway).status == 200);
        let mark = mark();
        let answer = gateway.ask(&host, request.header("X-Mark", &mark));
        refused(&answer, 401, code);
        assert!(answer.member("detail").contains(next), "{}", answer.text());
        unseen(&at.upstream, &mark);
    }
    let token = client.application.token(&at);
    let in_query = Request::get(&format!("{}?access_token={token}", melding()));
    refused(&gateway.ask(&host, in_query), 401, "token-in-query");
    assert_eq!(gateway.get(&melding(), &token).status, 200);
    let opaque = json!({ "oauth": { "token_format": "opaque" } });
    let opaque = TaskApplication::register(&at, &all, &opaque).token(&at);
    assert_eq!(gateway.get(&melding(), &opaque).status, 200);
}
