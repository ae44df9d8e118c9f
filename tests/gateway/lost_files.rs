//! SIGHUP while a file is gone: what is lost is told, and nothing is made or read in its place.

use super::melding;
use crate::cases;
use crate::harness::{Bench, Request, TaskApplication, reloaded};

cases![
    a_file_that_is_gone_is_told_and_nothing_takes_its_place,
    an_upstream_key_is_made_where_a_new_one_is_named_and_never_in_place_of_one_that_is_gone,
];

fn a_file_that_is_gone_is_told_and_nothing_takes_its_place(bench: &Bench) {
    let mut at = bench.fresh();
    let token = TaskApplication::with_all(&at).token(&at);
    let (file, gateway) = (at.path("zaakpoort.toml"), at.gateway);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let told = reloaded(at.issuer_process(), gateway).unwrap();
    assert_eq!(told, "zaakpoort.toml: cannot be read: No such file or directory (os error 2)");
    assert_eq!(Request::get(&melding()).bearer(&token).send(gateway).status, 200);
    std::fs::write(&file, text).unwrap();
    assert_eq!(reloaded(at.issuer_process(), gateway), None);
}

fn an_upstream_key_is_made_where_a_new_one_is_named_and_never_in_place_of_one_that_is_gone(
    bench: &Bench,
) {
    let mut at = bench.fresh();
    let token = TaskApplication::with_all(&at).token(&at);
    let (file, gateway) = (at.path("zaakpoort.toml"), at.gateway);
    let (key, aside) = (at.path("keys/upstream.key"), at.path("keys/aside.key"));
    std::fs::rename(&key, &aside).unwrap();
    let told = reloaded(at.issuer_process(), gateway).unwrap();
    assert!(told.contains("upstream.key") && !key.exists(), "{told}");
    assert_eq!(Request::get(&melding()).bearer(&token).send(gateway).status, 200);
    std::fs::rename(&aside, &key).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let named = key.display().to_string();
    let other = text.replace(&named, &named.replace("upstream.key", "meer.key"));
    std::fs::write(&file, other.replace("keys/upstream.key", "keys/meer.key")).unwrap();
    assert_eq!(reloaded(at.issuer_process(), gateway), None);
    assert!(at.path("keys/meer.key").exists());
}
