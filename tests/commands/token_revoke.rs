//! `zaakpoort token revoke`: one token, a person's, a client's.

use super::administration::{administer, as_administrator};
use crate::cases;
use crate::connect::refresh::Offline;
use crate::harness::{
    Bench, IN_FORCE, Request, TaskApplication, eventually, run_line, write_secret,
};

cases![
    one_token_or_all_of_a_client_are_revoked_and_others_go_on,
    the_tokens_of_a_person_are_revoked_with_what_leads_to_more,
    a_token_is_not_named_on_the_command_line,
];

fn one_token_or_all_of_a_client_are_revoked_and_others_go_on(bench: &Bench) {
    let at = bench.fresh();
    let application = TaskApplication::with_all(&at);
    let path = "/zaken/api/v1/statussen";
    let call = |token: &str| Request::get(path).bearer(token).send(at.gateway).status;
    let tokens = [(); 4].map(|()| application.token(&at));
    eventually(IN_FORCE, "all are good", || tokens.iter().all(|token| call(token) != 401));
    let file = at.path("gevonden.token");
    write_secret(&file, &format!("{}\n", tokens[0]));
    administer(&at, &["token", "revoke", "--file", file.to_str().unwrap()]);
    write_secret(&at.path("beheerder"), &at.first_secret());
    let line =
        format!("echo {} | zaakpoort token revoke --stdin --secret-file beheerder", tokens[1]);
    let told = run_line(at.folder.path(), &line, &[]);
    assert!(told.stdout.contains("revoked: tokens of"), "{}", told.stderr);
    eventually(IN_FORCE, "two are not", || {
        let refused = |token: &&String| call(token) == 401;
        tokens.iter().filter(refused).count() == 2 && call(&tokens[2]) != 401
    });
    let told = as_administrator(&at, &["token", "revoke", "--client", &application.client_id], &[]);
    assert!(told.stdout.contains(&application.client_id), "{}", told.stderr);
    eventually(IN_FORCE, "none is", || tokens.iter().all(|token| call(token) == 401));
    assert_ne!(call(&application.token(&at)), 401, "it fetches others");
}

fn the_tokens_of_a_person_are_revoked_with_what_leads_to_more(bench: &Bench) {
    let at = bench.fresh();
    let mut client = Offline::at(&at, "portaal");
    let token = client.token();
    let told = as_administrator(&at, &["token", "revoke", "--user", "portaal"], &[]);
    assert!(told.status.success(), "{}", told.stderr);
    assert_eq!(client.refresh(&token).status, 400);
    let nobody = as_administrator(&at, &["token", "revoke", "--user", "niemand"], &[]);
    assert_eq!(nobody.status.code(), Some(3), "{}", nobody.stdout);
}

fn a_token_is_not_named_on_the_command_line(bench: &Bench) {
    let at = bench.shared();
    for odd in [&["eyJ"][..], &[], &["--stdin", "--jti", "x"]] {
        let refused = as_administrator(&at, &[&["token", "revoke"], odd].concat(), &[]);
        assert_eq!(refused.status.code(), Some(2), "{odd:?}: {}", refused.stdout);
    }
    let empty = as_administrator(&at, &["token", "revoke", "--stdin"], &[]);
    assert!(empty.stderr.contains("no token came on stdin"), "{}", empty.stderr);
    let none = at.command(&["token"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(none.stderr.contains("--client-id"), "{}", none.stderr);
}
