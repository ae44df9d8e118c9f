//! Client ids in a path: whatever a client id may be, its secrets can be reached.

use serde_json::json;

use super::{assert_fout, empty};
use crate::cases;
use crate::harness::client::encoded;
use crate::harness::people::basic;
use crate::harness::{Bench, Request};

cases![
    a_client_id_of_any_characters_is_reached_by_its_encoded_segment,
    a_segment_is_decoded_once,
    an_encoded_slash_is_no_separator,
];

fn a_client_id_of_any_characters_is_reached_by_its_encoded_segment(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for id in [
        "a/b",
        "a b",
        "100%",
        "a%2Fb",
        "a+b",
        "één",
        "日本語",
        "a?b#c",
        "a;b=c",
        "..",
        ".",
        "a\\b",
        "a\"b'c",
        "{client_id}",
        "~",
        "%",
        "%41",
        "a&b",
        "😀",
    ] {
        admin.done("POST", "/clients", &json!({ "client_id": id, "applicatie": empty(&at) }));
        let path = format!("/clients/{}/secrets", encoded(id));
        let made = admin.done("POST", &path, &json!({}));
        assert_eq!(made["client_id"], id);
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        let ask = || {
            let request = Request::post("/connect/token");
            let request = request.header("Authorization", &basic(id, &text("secret")));
            request.form("grant_type=client_credentials").send(at.issuer).status
        };
        assert_eq!(ask(), 200, "{id}");
        let revoke = format!("{path}/{}?force=true", text("id"));
        assert_eq!(admin.call("DELETE", &revoke, &json!({})).status, 204);
        assert_eq!(ask(), 401, "{id}");
    }
}

fn a_segment_is_decoded_once(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let body = json!({ "client_id": "q/r", "applicatie": empty(&at) });
    admin.done("POST", "/clients", &body);
    let secrets =
        |segment: &str| admin.call("POST", &format!("/clients/{segment}/secrets"), &json!({}));
    assert_fout(&secrets("q%252Fr"), 404, "not-found");
    assert_eq!(secrets("q%2fr").status, 201);
}

fn an_encoded_slash_is_no_separator(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for path in ["/clients/q/r/secrets", "/clients//secrets", "/clients%2Fx%2Fsecrets"] {
        assert_eq!(admin.call("POST", path, &json!({})).status, 404, "{path}");
    }
    let none = admin.call("POST", "/clients/%00/secrets", &json!({}));
    assert_fout(&none, 400, "invalid");
}
