//! `zaakpoort grant …`

use super::administration::{administer, as_administrator};
use crate::cases;
use crate::connect::refresh::{Offline, is_invalid};
use crate::harness::Bench;

cases![what_people_let_clients_do_is_listed_and_ended_by_commands];

fn what_people_let_clients_do_is_listed_and_ended_by_commands(bench: &Bench) {
    let at = bench.fresh();
    let mut client = Offline::at(&at, "portaal");
    let (token, other) = (client.token(), client.token());
    let list = |more: &[&str]| administer(&at, &[&["grant", "list"], more].concat());
    let listed = list(&["--client", "portaal"])["results"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
    assert_eq!(list(&["--user", "portaal"])["results"], listed);
    let shown = as_administrator(&at, &["grant", "list"], &[]).stdout;
    assert!(shown.contains("offline_access") && shown.contains("portaal"), "{shown}");
    let ids = [0, 1].map(|one: usize| listed[one]["id"].as_str().unwrap().to_owned());
    let revoke = ["grant", "revoke", &ids[0]];
    let unsaid = as_administrator(&at, &revoke, &[]);
    assert_eq!(unsaid.status.code(), Some(2), "a script must say --yes");
    assert_eq!(client.refresh(&token).status, 200, "nothing has happened");
    administer(&at, &[&revoke[..], &["--yes"]].concat());
    assert_eq!(list(&[])["results"][0]["id"], ids[1].as_str());
    administer(&at, &["grant", "revoke", &ids[1], "--yes"]);
    assert_eq!(list(&[])["results"].as_array().unwrap().len(), 0);
    is_invalid(&client.refresh(&other), "invalid_grant");
    let again = as_administrator(&at, &["grant", "revoke", &ids[1], "--yes"], &[]);
    assert_eq!(again.status.code(), Some(3), "{}", again.stderr);
    assert!(again.stderr.contains("there is no grant"), "{}", again.stderr);
    let none = as_administrator(&at, &["grant", "list"], &[]).stdout;
    assert!(none.contains("no grant can be refreshed"), "{none}");
}
