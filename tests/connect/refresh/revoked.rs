//! Refresh tokens at the endpoints of revocation and introspection.

use serde_json::json;

use super::{Offline, call, is_invalid, refresh_token};
use crate::cases;
use crate::harness::people::basic;
use crate::harness::{Answer, Bench, IN_FORCE, Request, eventually};

cases![
    r7009_04_a_refresh_token_takes_its_access_tokens_with_it_also_at_the_gateway,
    r7009_05_an_access_token_leaves_the_refresh_token,
    r7009_02_a_wrong_hint_revokes_a_refresh_token_all_the_same,
    r7009_03_the_refresh_token_of_another_client_is_not_revoked,
    r7009_07_a_public_client_revokes_its_refresh_token_by_its_id_alone,
    r7662_06_a_refresh_token_is_introspected_by_nobody,
];

fn revoke(client: &Offline, form: &str) -> Answer {
    client.post("/connect/revocation", form)
}

fn done(answer: &Answer) {
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

fn r7009_04_a_refresh_token_takes_its_access_tokens_with_it_also_at_the_gateway(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "meegenomen");
    let (first, other) = (client.given(super::USUAL), client.given(super::USUAL));
    let second = client.refresh(&refresh_token(&first));
    let access = [&first, &second, &other].map(|answer| answer.member("access_token"));
    eventually(IN_FORCE, "they count", || access.iter().all(|one| call(&at, one) == 200));
    done(&revoke(&client, &format!("token={}", refresh_token(&second))));
    is_invalid(&client.refresh(&refresh_token(&second)), "invalid_grant");
    eventually(IN_FORCE, "refused", || {
        call(&at, &access[0]) == 401 && call(&at, &access[1]) == 401
    });
    assert_eq!(call(&at, &access[2]), 200, "those of another consent go on");
    done(&revoke(&client, &format!("token={}", refresh_token(&second))));
    // One that was used names its grant as well.
    let next = client.refresh(&refresh_token(&other));
    done(&revoke(&client, &format!("token={}", refresh_token(&other))));
    is_invalid(&client.refresh(&refresh_token(&next)), "invalid_grant");
}

fn r7009_05_an_access_token_leaves_the_refresh_token(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "achtergebleven");
    let first = client.given(super::USUAL);
    let access = first.member("access_token");
    eventually(IN_FORCE, "it counts", || call(&at, &access) == 200);
    done(&revoke(&client, &format!("token={access}")));
    eventually(IN_FORCE, "refused", || call(&at, &access) == 401);
    let second = client.refresh(&refresh_token(&first));
    assert_eq!(call(&at, &second.member("access_token")), 200);
}

fn r7009_02_a_wrong_hint_revokes_a_refresh_token_all_the_same(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "verkeerde-hint");
    for hint in ["access_token", "id_token", ""] {
        let token = client.token();
        done(&revoke(&client, &format!("token={token}&token_type_hint={hint}")));
        is_invalid(&client.refresh(&token), "invalid_grant");
    }
}

fn r7009_03_the_refresh_token_of_another_client_is_not_revoked(bench: &Bench) {
    let at = bench.shared();
    let mut owner = Offline::at(&at, "eigenaar-intrek");
    let other = Offline::at(&at, "ander-intrek");
    let token = owner.token();
    is_invalid(&revoke(&other, &format!("token={token}")), "invalid_grant");
    let next = refresh_token(&owner.refresh(&token));
    done(&revoke(&owner, &format!("token={next}")));
    is_invalid(&owner.refresh(&next), "invalid_grant");
}

fn r7009_07_a_public_client_revokes_its_refresh_token_by_its_id_alone(bench: &Bench) {
    let at = bench.shared();
    let public = json!({ "token_endpoint_auth_method": "none", "application_type": "native" });
    let mut client = Offline::with(&at, "openbaar-intrek", &public);
    let (token, other) = (client.token(), client.token());
    let nobody = Request::post("/connect/revocation").form(&format!("token={token}"));
    is_invalid(&nobody.send(at.issuer), "invalid_client");
    done(&revoke(&client, &format!("token={token}")));
    is_invalid(&client.refresh(&token), "invalid_grant");
    assert_eq!(client.refresh(&other).status, 200);
}

fn r7662_06_a_refresh_token_is_introspected_by_nobody(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "onbesproken");
    let answer = client.given(super::USUAL);
    let gateway = std::fs::read_to_string(at.path("keys/gateway.secret")).unwrap();
    let gateway = basic("gateway", gateway.trim());
    let said = |token: &str| {
        let form = format!("token={token}&token_type_hint=refresh_token");
        let request = Request::post("/connect/introspect").header("Authorization", &gateway);
        request.form(&form).send(at.issuer).json()
    };
    assert_eq!(said(&refresh_token(&answer)), json!({ "active": false }));
    assert_eq!(said(&answer.member("access_token"))["active"], true, "its neighbour");
    let own = format!("token={}", refresh_token(&answer));
    assert_eq!(client.post("/connect/introspect", &own).status, 401);
}
