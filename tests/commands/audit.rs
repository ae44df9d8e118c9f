//! `zaakpoort audit …`: a table for people, and JSON lines for whoever keeps them.

use serde_json::{Value, json};

use super::administration::{administer, as_administrator};
use crate::cases;
use crate::harness::Bench;

cases![
    the_log_is_a_table_with_the_newest_first,
    what_an_act_changed_stands_under_its_line,
    an_export_is_one_line_of_json_for_each_act_the_oldest_first_however_many,
];

fn the_log_is_a_table_with_the_newest_first(bench: &Bench) {
    let at = bench.shared();
    let id = administer(&at, &["applicatie", "create", "--label", "Gevolgd"])["id"].clone();
    let id = id.as_str().unwrap();
    as_administrator(&at, &["applicatie", "delete", id], &["--yes"]);
    let shown = as_administrator(&at, &["audit", "list", "--subject", id], &[]);
    let lines: Vec<&str> = shown.stdout.lines().collect();
    assert!(lines[0].starts_with("AT ") && lines[0].contains("ACTOR"), "{}", shown.stdout);
    assert!(lines[1].contains("applicatie.delete") && lines[1].contains("beheerder"), "{lines:?}");
    assert!(lines[2].contains("applicatie.create") && lines[2].contains("127.0.0.1"), "{lines:?}");
    assert_eq!(lines.len(), 3);
    let one = as_administrator(&at, &["audit", "list", "--subject", id, "--limit", "1"], &[]);
    assert_eq!(one.stdout.lines().count(), 2, "{}", one.stdout);
    let none =
        as_administrator(&at, &["audit", "list", "--subject", id, "--until", "2020-01-01"], &[]);
    assert_eq!(none.stdout.trim(), "nothing of it is in the log");
}

fn an_export_is_one_line_of_json_for_each_act_the_oldest_first_however_many(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let made = admin.done("POST", "/applicaties", &json!({ "label": "Uitvoer" }));
    let client = json!({ "client_id": "uitvoer", "applicatie": made["id"] });
    admin.done("POST", "/clients", &client);
    for _ in 0..520 {
        admin.done("POST", "/clients/uitvoer/tokens/revoke", &json!({}));
    }
    let exported = as_administrator(&at, &["audit", "export", "--subject", "uitvoer"], &[]);
    assert!(exported.status.success(), "{}", exported.stderr);
    let lines: Vec<Value> =
        exported.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 521, "more than a page");
    assert_eq!(lines[0]["act"], "client.create");
    assert!(lines.windows(2).all(|pair| pair[0]["id"].as_str() < pair[1]["id"].as_str()));
}

fn what_an_act_changed_stands_under_its_line(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let made = admin.done("POST", "/applicaties", &json!({ "label": "Verschil" }));
    let client = json!({ "client_id": "verschil", "applicatie": made["id"] });
    admin.done("POST", "/clients", &client);
    for lifetime in [60, 90] {
        admin.done("PATCH", "/clients/verschil", &json!({ "access_token_lifetime": lifetime }));
    }
    let shown = as_administrator(&at, &["audit", "list", "--subject", "verschil", "--diff"], &[]);
    let lines: Vec<&str> = shown.stdout.lines().collect();
    assert!(lines[0].contains("beheerder  client.change  verschil"), "{}", shown.stdout);
    assert_eq!(lines[1..4], ["  - access_token_lifetime: 60", "  + access_token_lifetime: 90", ""]);
    assert_eq!(lines[5..7], ["  + access_token_lifetime: 60", ""], "{}", shown.stdout);
    assert!(lines[8..].contains(&"  + client_id: verschil"), "{}", shown.stdout);
    let whole = administer(&at, &["audit", "list", "--subject", "verschil", "--diff"]);
    assert_eq!(whole["results"][0]["before"]["access_token_lifetime"], 60, "JSON has all");
}
