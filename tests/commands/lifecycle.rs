//! The rest of an administrator's commands: lists, ends and ways back, rotation, keys, the feed.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::administration::{administer, as_administrator, text};
use crate::cases;
use crate::harness::{Bench, Installation, Request, secrets_in, write_secret};

cases![
    what_cannot_be_taken_back_needs_a_yes,
    an_applicatie_is_deleted_and_comes_back_by_commands,
    a_client_is_deleted_and_comes_back_by_commands,
    a_secret_goes_into_a_new_file_and_is_not_shown,
    a_secret_that_has_no_place_is_not_made,
    a_rotation_says_until_when_the_old_secrets_go_on,
    a_list_is_a_plain_table_for_people_and_the_apis_own_for_machines,
    a_label_does_not_steer_the_terminal,
    what_is_asked_for_does_not_steer_the_terminal,
    another_gateway_runs_with_a_credential_that_a_command_made,
    keys_and_the_feed_are_shown,
    a_system_client_or_an_applicatie_must_be_named,
];

fn refused(at: &Installation, arguments: &[&str], code: i32) -> String {
    let finished = as_administrator(at, arguments, &[]);
    assert_eq!(finished.status.code(), Some(code), "{arguments:?}: {}", finished.stderr);
    finished.stderr
}

fn shown(at: &Installation, arguments: &[&str]) -> String {
    let finished = as_administrator(at, arguments, &[]);
    assert!(finished.status.success(), "{arguments:?}: {}", finished.stderr);
    finished.stdout
}

fn new_client(at: &Installation, id: &str) -> String {
    let made = administer(at, &["applicatie", "create", "--label", &format!("Van {id}")]);
    let applicatie = text(&made, "id").to_owned();
    administer(at, &["client", "create", id, "--applicatie", &applicatie]);
    applicatie
}

fn what_cannot_be_taken_back_needs_a_yes(bench: &Bench) {
    let at = bench.fresh();
    let applicatie = new_client(&at, "ja-nee");
    administer(&at, &["secret", "create", "ja-nee"]);
    for command in [
        &["applicatie", "delete", &applicatie][..],
        &["client", "delete", "ja-nee"],
        &["secret", "rotate", "ja-nee", "--overlap", "0"],
        &["key", "rotate", "--at-once"],
    ] {
        let told = refused(&at, command, 2);
        assert!(told.contains("--yes"), "{told}");
    }
    let secrets = administer(&at, &["secret", "list", "ja-nee"]);
    assert_eq!(secrets["results"].as_array().unwrap().len(), 1, "nothing was done");
    assert_eq!(secrets["results"][0]["state"], "live");
    administer(&at, &["secret", "rotate", "ja-nee", "--overlap", "0", "--yes"]);
    let rotated = administer(&at, &["key", "rotate", "--at-once", "--yes"]);
    assert_eq!(rotated["phase"], "active");
}

fn an_applicatie_is_deleted_and_comes_back_by_commands(bench: &Bench) {
    let at = bench.shared();
    let id = new_client(&at, "heen-en-weer");
    let told = shown(&at, &["applicatie", "delete", &id, "--yes"]);
    assert!(told.contains("heen-en-weer") && told.contains("applicatie restore"), "{told}");
    let gone = administer(&at, &["applicatie", "list", "--label", "heen-en-weer"]);
    assert_eq!(gone["results"], json!([]));
    let table = shown(&at, &["applicatie", "list", "--deleted", "--label", "heen-en-weer"]);
    assert!(
        table.starts_with("ID ") && table.contains("DELETED") && table.contains(&id),
        "{table}"
    );
    let told = refused(&at, &["applicatie", "delete", &id, "--yes"], 3);
    assert!(told.contains("restore it first"), "{told}");
    let told = shown(&at, &["applicatie", "restore", &id]);
    assert!(told.contains("heen-en-weer") && told.contains("secret create"), "{told}");
    let record = shown(&at, &["applicatie", "show", &id]);
    assert!(record.contains("heen-en-weer") && record.contains("it may do nothing"), "{record}");
}

fn a_client_is_deleted_and_comes_back_by_commands(bench: &Bench) {
    let at = bench.shared();
    new_client(&at, "een/twee drie");
    shown(&at, &["client", "delete", "een/twee drie", "--yes"]);
    let gone = administer(&at, &["client", "show", "een/twee drie"]);
    assert!(gone["deleted_at"].is_string());
    shown(&at, &["client", "restore", "een/twee drie"]);
    let revoked = administer(&at, &["client", "revoke-tokens", "een/twee drie"]);
    let record = shown(&at, &["client", "show", "een/twee drie"]);
    assert!(record.contains(&revoked["judged_before"].to_string()), "{record}");
}

fn a_secret_goes_into_a_new_file_and_is_not_shown(bench: &Bench) {
    let at = bench.shared();
    new_client(&at, "in-een-bestand");
    let path = at.path("in-een-bestand.secret");
    let to = ["--to", path.to_str().unwrap()];
    let told = shown(&at, &[&["secret", "create", "in-een-bestand"], &to[..]].concat());
    assert!(!told.contains("zp_") && told.contains(to[1]), "{told}");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let token = ["token", "--raw", "--client-id", "in-een-bestand", "--secret-file", to[1]];
    let token = at.command(&token);
    assert!(token.status.success(), "it is the secret: {}", token.stderr);
    let path = at.path("nog-een.secret");
    let to = ["--to", path.to_str().unwrap()];
    let made = administer(&at, &[&["secret", "rotate", "in-een-bestand"], &to[..]].concat());
    assert_eq!((&made["secret"], &made["secret_file"]), (&Value::Null, &json!(to[1])));
}

fn a_secret_that_has_no_place_is_not_made(bench: &Bench) {
    let at = bench.shared();
    new_client(&at, "zonder-plaats");
    let taken = at.path("bezet.secret");
    write_secret(&taken, "van een ander");
    for to in [taken.to_str().unwrap(), "/nergens/x.secret"] {
        let told = refused(&at, &["secret", "create", "zonder-plaats", "--to", to], 2);
        assert!(told.contains(to), "{told}");
    }
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "van een ander");
    let secrets = administer(&at, &["secret", "list", "zonder-plaats"]);
    assert_eq!(secrets["results"], json!([]));
}

fn a_rotation_says_until_when_the_old_secrets_go_on(bench: &Bench) {
    let at = bench.shared();
    new_client(&at, "wisselaar");
    let old = administer(&at, &["secret", "create", "wisselaar"]);
    let told = shown(&at, &["secret", "rotate", "wisselaar", "--overlap", "12h"]);
    assert!(told.contains(&format!("{} goes on until 2", text(&old, "id"))), "{told}");
    assert_eq!(secrets_in(&told), 1);
    let told = refused(&at, &["secret", "rotate", "wisselaar", "--overlap", "soon"], 2);
    assert!(told.contains("14d"), "{told}");
}

fn a_list_is_a_plain_table_for_people_and_the_apis_own_for_machines(bench: &Bench) {
    let at = bench.shared();
    let id = new_client(&at, "tafel");
    let on = ["--component", "ztc", "--scope", "catalogi.lezen"];
    administer(&at, &[&["autorisatie", "add", &id], &on[..]].concat());
    for (command, heading) in [
        (&["applicatie", "list"][..], "ID "),
        (&["client", "list"], "CLIENT "),
        (&["secret", "list", "beheerder"], "ID "),
        (&["autorisatie", "list", &id], "ID "),
        (&["key", "list"], "KEY "),
    ] {
        let table = shown(&at, command);
        assert!(table.starts_with(heading), "{table}");
        assert!(!table.contains('\u{1b}'), "no colours in a pipe: {table:?}");
        assert!(table.lines().all(|line| line.trim_end() == line), "{table:?}");
        let for_machines = administer(&at, command);
        let rows = for_machines["results"].as_array().unwrap().len();
        assert!(rows > 0 && table.lines().count() > 1, "{table}");
    }
    let limited = administer(&at, &["client", "list", "--limit", "2"]);
    assert_eq!(limited["results"].as_array().unwrap().len(), 2);
}

fn a_label_does_not_steer_the_terminal(bench: &Bench) {
    let at = bench.shared();
    let label = "wis \u{1b}[2J alles";
    for arguments in
        [["applicatie", "create", "--label", label], ["applicatie", "list", "--label", label]]
    {
        let told = refused(&at, &arguments, 3);
        assert!(told.contains("no control characters") && !told.contains('\u{1b}'), "{told:?}");
    }
}

fn what_is_asked_for_does_not_steer_the_terminal(bench: &Bench) {
    let at = bench.shared();
    for steers in ["x\u{1b}[31mrood", "x\u{9b}2J", "x\u{202e}door"] {
        for command in [&["applicatie", "show", steers][..], &["secret", "revoke", "x", steers]] {
            let told = refused(&at, command, 3);
            assert!(!told.trim_end().contains(autorisaties::is_steering), "{told:?}");
        }
    }
}

fn another_gateway_runs_with_a_credential_that_a_command_made(bench: &Bench) {
    let at = bench.shared();
    administer(&at, &["client", "create", "gateway-noord", "--system", "gateway"]);
    let made = administer(&at, &["secret", "create", "gateway-noord"]);
    let mut events =
        crate::harness::Events::open(&at, "gateway-noord", text(&made, "secret"), None)
            .unwrap_or_else(|answer| panic!("{answer:?}"));
    events.snapshot();
    let status = shown(&at, &["feed", "status"]);
    assert!(status.contains("gateway-noord") && status.contains(", confirmed"), "{status}");
}

fn keys_and_the_feed_are_shown(bench: &Bench) {
    let at = bench.fresh();
    let rotated = shown(&at, &["key", "rotate"]);
    assert!(rotated.contains("signs from 2"), "{rotated}");
    for algorithm in ["ES256", "RS256", "PS256", "EdDSA"] {
        assert!(rotated.contains(&format!("{algorithm} key ")), "{rotated}");
    }
    let keys = shown(&at, &["key", "list"]);
    assert!(keys.contains(" next ") && keys.contains(" active "), "{keys}");
    let told = refused(&at, &["key", "rotate", "--algorithm", "RS256"], 3);
    assert!(told.contains("rotation-pending") && told.contains("RS256"), "{told}");
    let told = refused(&at, &["key", "rotate", "--algorithm", "RS384"], 2);
    assert!(told.contains("ES256, RS256, PS256, EdDSA"), "{told}");
    let published = Request::get("/connect/jwks").send(at.issuer).json();
    for key in published["keys"].as_array().unwrap() {
        let (kid, algorithm) = (key["kid"].as_str().unwrap(), key["alg"].as_str().unwrap());
        let line = keys.lines().find(|line| line.contains(kid)).unwrap_or_default();
        assert!(line.contains(algorithm), "{keys}");
    }
    let told = shown(&at, &["key", "rotate", "--algorithm", "RS256", "--at-once", "--yes"]);
    assert!(told.contains("RS256 key ") && told.contains("signs now"), "{told}");
    assert!(!told.contains("ES256"), "{told}");
    let status = administer(&at, &["feed", "status"]);
    assert_eq!(status["feeds"][0]["gateway"], "gateway");
}

fn a_system_client_or_an_applicatie_must_be_named(bench: &Bench) {
    let at = bench.shared();
    refused(&at, &["client", "create", "van-niemand"], 2);
    let id = new_client(&at, "van-iemand");
    let both = ["client", "create", "x", "--applicatie", &id, "--system", "gateway"];
    refused(&at, &both, 2);
    refused(&at, &["client", "create", "x", "--system", "beheerder"], 2);
}
