//! `zaakpoort registration-token …`, as the README tells it.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use super::administration::{administer, as_administrator, text};
use crate::cases;
use crate::connect::register::{done, metadata, register};
use crate::harness::Bench;

cases![
    an_application_registers_itself_with_a_token_made_by_a_command,
    what_no_registration_token_may_be_is_said,
];

fn an_application_registers_itself_with_a_token_made_by_a_command(bench: &Bench) {
    let at = bench.fresh();
    let all = ["applicatie", "create", "--label", "App", "--heeft-alle-autorisaties"];
    let applicatie = text(&administer(&at, &all), "id").to_owned();
    let create = |more: &[&str]| {
        administer(&at, &[&["registration-token", "create", &applicatie], more].concat())
    };
    let made = create(&["--label", "leverancier", "--to", "FILE"]);
    assert!(made.get("token").is_none(), "it is in the file alone: {made}");
    let mode = at.path("FILE").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
    let token = std::fs::read_to_string(at.path("FILE")).unwrap();
    let registered = done(&register(&at, token.trim(), &metadata(&json!({}))));
    let limits = ["--uses", "20", "--scope", "openid", "--scope", "zaken.lezen"];
    let profile = ["--profile", "nlgov", "--label", "uitrol"];
    let second = create(&[&limits[..], &profile].concat());
    assert_eq!(second["uses"], 20);
    let list = ["registration-token", "list", "--applicatie", &applicatie];
    let listed = administer(&at, &list)["results"].clone();
    let of = |id: &str| listed.as_array().unwrap().iter().find(|one| one["id"] == id).cloned();
    assert_eq!(of(text(&made, "id")).unwrap()["state"], "used_up");
    let live = of(text(&second, "id")).unwrap();
    assert_eq!(
        (&live["profile"], &live["scopes"]),
        (&json!("nlgov"), &json!(["openid", "zaken.lezen"]))
    );
    let shown = as_administrator(&at, &list, &[]).stdout;
    assert!(shown.contains("leverancier") && shown.contains("used_up"), "{shown}");
    let revoke = ["registration-token", "revoke", text(&second, "id")];
    let unsaid = as_administrator(&at, &revoke, &[]);
    assert_eq!(unsaid.status.code(), Some(2), "a script must say --yes");
    administer(&at, &[&revoke[..], &["--yes"]].concat());
    let refused = register(&at, text(&second, "token"), &metadata(&json!({})));
    assert_eq!(refused.status, 401, "{}", refused.text());
    let shown = as_administrator(&at, &["client", "show", text(&registered, "client_id")], &[]);
    assert!(
        shown.stdout.contains("dynamic") && shown.stdout.contains(text(&made, "id")),
        "{}",
        shown.stdout
    );
}

fn what_no_registration_token_may_be_is_said(bench: &Bench) {
    let at = bench.fresh();
    let nobody = "00000000-0000-0000-0000-000000000000";
    let create = ["registration-token", "create", nobody, "--label", "x"];
    let unknown = as_administrator(&at, &create, &[]);
    assert_eq!(unknown.status.code(), Some(3), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("there is no applicatie"), "{}", unknown.stderr);
    let many = as_administrator(&at, &[&create[..], &["--uses", "1001"]].concat(), &[]);
    assert!(many.stderr.contains("`uses` is from 1 to 1000"), "{}", many.stderr);
    let shown = as_administrator(&at, &["registration-token", "list"], &[]).stdout;
    assert!(shown.contains("there is no registration token"), "{shown}");
    let all = ["applicatie", "create", "--label", "App", "--heeft-alle-autorisaties"];
    let applicatie = administer(&at, &all);
    let create = ["registration-token", "create", text(&applicatie, "id"), "--label", "x"];
    let told = as_administrator(&at, &create, &[]).stdout;
    assert!(told.contains("shown once") && told.contains("zpi_"), "{told}");
    assert!(told.contains("Revoke it with: zaakpoort registration-token revoke "), "{told}");
}
