//! `zaakpoort api …` and `zaakpoort access …`, as the README tells them.

use serde_json::json;

use super::administration::{administer, as_administrator, text};
use crate::cases;
use crate::harness::Bench;

cases![an_api_is_registered_and_access_to_it_decided_by_commands, what_cannot_be_decided_says_why,];

fn an_api_is_registered_and_access_to_it_decided_by_commands(bench: &Bench) {
    let at = bench.fresh();
    let made = administer(&at, &["applicatie", "create", "--label", "Meldingen"]);
    let applicatie = text(&made, "id").to_owned();
    administer(&at, &["client", "create", "meldingen", "--applicatie", &applicatie]);
    for change in [&["--token-format", "opaque"][..], &["--signing-algorithm", "RS256"]] {
        administer(&at, &[&["client", "change", "meldingen"][..], change].concat());
    }
    let put = [
        "api",
        "put",
        "dao-api",
        "--reference",
        "DAO API",
        "--resource",
        "https://dao.example",
        "--scope",
        "dao_depzorg",
    ];
    assert_eq!(administer(&at, &put)["scopes"], json!(["dao_depzorg"]));
    administer(&at, &["secret", "create", "dao-api", "--to", "dao.secret"]);
    let request = [
        "access",
        "request",
        "meldingen",
        "--api",
        "dao-api",
        "--scope",
        "dao_depzorg",
        "--note",
        "voor de balie",
    ];
    let access = administer(&at, &request);
    let id = text(&access, "id").to_owned();
    let waiting = || {
        let list = ["access", "list", "--state", "requested", "--api", "dao-api"];
        administer(&at, &list)["results"].as_array().unwrap().len()
    };
    assert_eq!(waiting(), 1);
    let shown = as_administrator(&at, &["access", "list"], &[]).stdout;
    assert!(shown.contains("voor de balie") && shown.contains(&id), "{shown}");
    let approve = ["access", "approve", &id, "--attribute", "regio=west"];
    assert_eq!(administer(&at, &approve)["attributes"], json!({ "regio": "west" }));
    let shown = as_administrator(&at, &["api", "show", "dao-api"], &[]).stdout;
    assert!(shown.contains("DAO API") && shown.contains("approved"), "{shown}");
    assert_eq!(waiting(), 0);
    let fewer = as_administrator(&at, &[&put[..7], &["--scope", "ander"]].concat(), &[]).stdout;
    let told = "Scope dao_depzorg was dropped: access to it ends within a second for meldingen";
    assert!(fewer.contains(told), "{fewer}");
    assert_eq!(administer(&at, &["access", "withdraw", &id])["state"], "withdrawn");
    let again = as_administrator(&at, &["access", "withdraw", &id], &[]);
    assert!(again.stderr.contains("zaakpoort access list"), "{}", again.stderr);
    let listed = administer(&at, &["api", "list"]);
    assert_eq!(listed["results"][0]["client_id"], "dao-api");
    let whole = administer(&at, &["api", "show", "dao-api"]);
    assert_eq!(whole["accesses"][0]["note"], "voor de balie");
}

fn what_cannot_be_decided_says_why(bench: &Bench) {
    let at = bench.fresh();
    let nobody = "00000000-0000-0000-0000-000000000000";
    let unknown = as_administrator(&at, &["access", "refuse", nobody], &[]);
    assert_eq!(unknown.status.code(), Some(3), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("there is no access"), "{}", unknown.stderr);
    let odd = as_administrator(&at, &["access", "approve", nobody, "--attribute", "regio"], &[]);
    assert_eq!(odd.status.code(), Some(2), "{}", odd.stderr);
    assert!(odd.stderr.contains("NAME=TEXT"), "{}", odd.stderr);
}
