//! What a gateway is told of everything at once.

use serde_json::json;
use voorbeeldzaken::sample;

use crate::cases;
use crate::harness::{Autorisatie, Bench, Event, Events, TaskApplication};

cases![
    a_snapshot_has_what_a_verdict_needs,
    only_the_end_of_a_snapshot_can_be_resumed_from,
    a_snapshot_has_no_secret_no_hash_and_no_private_key,
    a_snapshot_does_not_know_the_clients_of_the_system,
    a_revoked_secret_is_not_in_a_snapshot,
    a_large_snapshot_arrives_whole,
];

fn find<'a>(items: &'a [Event], kind: &str, member: &str, value: &str) -> Option<&'a Event> {
    items.iter().find(|item| item.data["kind"] == kind && item.data[member] == value)
}

fn a_snapshot_has_what_a_verdict_needs(bench: &Bench) {
    let at = bench.shared();
    let may = Autorisatie::zaken(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar");
    let application = TaskApplication::with(&at, &[may]);
    let (items, end) = Events::of_the_gateway(&at, None).snapshot();
    assert_eq!(u64::try_from(items.len()).unwrap(), end.number("count"));
    let applicatie = find(&items, "applicatie", "id", &application.applicatie).unwrap();
    let zaaktype = sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    let expected = json!({
        "kind": "applicatie",
        "id": application.applicatie,
        "label": "Taakapplicatie",
        "heeft_alle_autorisaties": false,
        "alleen_is_gereed_voor_publicatie": false,
        "autorisaties": [{
            "component": "zrc",
            "scopes": ["zaken.lezen"],
            "object_type": zaaktype,
            "max_vertrouwelijkheidaanduiding": "openbaar",
        }],
    });
    assert_eq!(applicatie.data, expected);
    let client = find(&items, "client", "client_id", &application.client_id).unwrap();
    let expected = json!({
        "kind": "client",
        "client_id": application.client_id,
        "applicatie": application.applicatie,
        "issued_before": 0,
        "credentials": [{ "id": application.secret_id }],
    });
    assert_eq!(client.data, expected);
    assert_eq!(items.iter().filter(|item| item.data["kind"] == "key").count(), 4);
}

fn only_the_end_of_a_snapshot_can_be_resumed_from(bench: &Bench) {
    let (items, end) = Events::of_the_gateway(&bench.shared(), None).snapshot();
    assert!(items.iter().all(|item| item.id.is_none()));
    assert_eq!(end.id, Some(end.number("number")));
    let members: Vec<&String> = end.data.as_object().unwrap().keys().collect();
    assert_eq!(members, ["at", "count", "number"]);
}

fn a_snapshot_has_no_secret_no_hash_and_no_private_key(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::with_all(&at);
    let (items, _) = Events::of_the_gateway(&at, None).snapshot();
    let said: String = items.iter().map(|item| item.data.to_string()).collect();
    assert!(said.contains(&application.secret_id));
    for secret in ["argon2", "\"zp_", "zpk_", &application.secret[16..]] {
        assert!(!said.contains(secret), "{secret}");
    }
    // Gateways know API tokens by their digests, of which nobody learns 256 random bits.
    let with_hash = items.iter().filter(|item| item.data.to_string().contains("\"hash\""));
    for item in with_hash {
        let mut rest = item.data.clone();
        rest.as_object_mut().unwrap().remove("api_tokens");
        assert!(!rest.to_string().contains("hash"), "{rest}");
    }
    let public = ["alg", "crv", "e", "kid", "kty", "n", "use", "x", "y"];
    let keys = items.iter().filter(|item| item.data["kind"] == "key");
    assert!(keys.clone().count() > 0);
    for member in keys.flat_map(|key| key.data["jwk"].as_object().unwrap().keys()) {
        assert!(public.contains(&member.as_str()), "{member}");
    }
}

fn a_snapshot_does_not_know_the_clients_of_the_system(bench: &Bench) {
    let (items, _) = Events::of_the_gateway(&bench.shared(), None).snapshot();
    let kinds = ["applicatie", "client", "key", "revocation"];
    for item in items {
        assert!(kinds.contains(&item.data["kind"].as_str().unwrap()), "{item:?}");
        assert!(item.data["client_id"] != "beheerder" && item.data["client_id"] != "gateway");
    }
}

fn a_revoked_secret_is_not_in_a_snapshot(bench: &Bench) {
    let at = bench.shared();
    let application = TaskApplication::with_all(&at);
    let admin = at.administrator();
    let (other, _) = application.new_secret(&admin);
    let path = format!("/clients/{}/secrets/{}", application.client_id, application.secret_id);
    admin.done("DELETE", &path, &json!({}));
    let (items, _) = Events::of_the_gateway(&at, None).snapshot();
    let client = find(&items, "client", "client_id", &application.client_id).unwrap();
    assert_eq!(client.data["credentials"], json!([{ "id": other }]));
}

fn a_large_snapshot_arrives_whole(bench: &Bench) {
    let at = bench.fresh();
    let may = |number: usize| json!({ "component": "ztc", "scopes": [format!("scope.{number}")] });
    let these: Vec<serde_json::Value> = (0..5_000).map(may).collect();
    for _ in 0..4 {
        let body = json!({ "label": "Veel", "autorisaties": these });
        at.administrator().done("POST", "/applicaties", &body);
    }
    let (items, end) = Events::of_the_gateway(&at, None).snapshot();
    assert_eq!((items.len(), end.number("count")), (8, 8), "four applicaties and four keys");
    let held = |item: &Event| item.data["autorisaties"].as_array().map_or(0, Vec::len);
    assert_eq!(items.iter().map(held).sum::<usize>(), 20_000);
}
