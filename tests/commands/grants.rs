//! `zaakpoort grant …`

use super::administration::{administer, as_administrator};
use crate::cases;
use crate::connect::refresh::{Offline, is_invalid, refresh_token};
use crate::harness::Bench;

cases![
    what_people_let_clients_do_is_listed_and_ended_by_commands,
    tokens_issued_before_a_moment_are_revoked_by_commands,
];

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

fn tokens_issued_before_a_moment_are_revoked_by_commands(bench: &Bench) {
    let at = bench.fresh();
    let mut client = Offline::at(&at, "portaal-twee");
    let token = client.token();
    let past = "2026-01-02T03:04:05+01:00";
    let revoke = |more: &[&str]| as_administrator(&at, &[&["token", "revoke"], more].concat(), &[]);
    for which in [&["--client", "portaal-twee"][..], &["--user", "portaal-twee"]] {
        let done = revoke(&[which, &["--issued-before", past]].concat());
        assert!(done.status.success(), "{}", done.stderr);
        assert!(done.stdout.contains("issued before 2026-01-02T02:04:05Z"), "{}", done.stdout);
        assert!(done.stdout.contains("what was given since goes on"), "{}", done.stdout);
    }
    let of_client = ["client", "revoke-tokens", "portaal-twee", "--issued-before", "2026-01-02"];
    assert_eq!(administer(&at, &of_client)["issued_before"], "2026-01-02T00:00:00Z");
    let all = ["--all", "--issued-before", past];
    let unsaid = revoke(&all);
    assert_eq!(unsaid.status.code(), Some(2), "a script must say --yes");
    assert!(unsaid.stderr.contains("issued before 2026-01-02T02:04:05Z"), "{}", unsaid.stderr);
    let done = revoke(&[&all[..], &["--yes"]].concat());
    assert!(done.stdout.contains("every token issued before"), "{}", done.stdout);
    let token = refresh_token(&client.refresh(&token));
    for (wrong, code) in [
        (&["--jti", "a", "--issued-before", past][..], 2),
        (&["--issued-before", past], 2),
        (&["--user", "portaal-twee", "--issued-before", "gisteren"], 2),
        (&["--user", "portaal-twee", "--issued-before", "2999-01-01"], 3),
        (&["--client", "niemand", "--issued-before", past], 3),
    ] {
        let refused = revoke(wrong);
        assert_eq!(refused.status.code(), Some(code), "{wrong:?}: {}", refused.stderr);
    }
    let token = refresh_token(&client.refresh(&token));
    let done = revoke(&["--all", "--yes"]);
    assert!(done.stdout.contains("every token; refused"), "{}", done.stdout);
    is_invalid(&client.refresh(&token), "invalid_grant");
}
