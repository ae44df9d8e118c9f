//! `zaakpoort user …`

use super::administration::{administer, as_administrator, text};
use crate::cases;
use crate::harness::{Bench, write_secret};

cases![
    a_user_is_added_listed_shown_disabled_and_enabled_by_commands_alone,
    a_password_comes_from_a_file_of_its_owner_alone,
    a_password_that_is_made_is_shown_once_or_written_to_a_new_file,
    without_a_password_a_script_hears_how_to_give_one,
];

fn a_user_is_added_listed_shown_disabled_and_enabled_by_commands_alone(bench: &Bench) {
    let at = bench.fresh();
    let add = ["user", "create", "j.jansen", "--name", "Jan Jansen", "--generate"];
    let made = administer(&at, &add);
    assert_eq!(text(&made, "username"), "j.jansen");
    let shown = administer(&at, &["user", "show", "J.JANSEN"]);
    assert_eq!(text(&shown, "id"), text(&made, "id"));
    let list = |more: &[&str]| {
        let listed = administer(&at, &[&["user", "list"], more].concat());
        listed["results"].as_array().unwrap().len()
    };
    assert_eq!((list(&[]), list(&["--disabled"]), list(&["--role", "administrator"])), (1, 0, 0));
    let unsaid = as_administrator(&at, &["user", "disable", "j.jansen"], &[]);
    assert_eq!(unsaid.status.code(), Some(2), "a script must say --yes");
    administer(&at, &["user", "disable", "j.jansen", "--yes"]);
    assert_eq!((list(&[]), list(&["--disabled"])), (0, 1));
    administer(&at, &["user", "enable", "j.jansen"]);
    assert_eq!((list(&[]), list(&["--disabled"])), (1, 0));
}

fn a_password_comes_from_a_file_of_its_owner_alone(bench: &Bench) {
    let at = bench.shared();
    let path = at.path("jan.password");
    write_secret(&path, "vier losse woorden\n");
    let file = ["--password-file", path.to_str().unwrap()];
    let create = ["user", "create", "uit-bestand", "--name", "U"];
    let said = as_administrator(&at, &[&create[..], &file].concat(), &[]);
    assert_eq!(said.stdout, "user uit-bestand\n", "{}", said.stderr);
    write_secret(&path, "te kort\n");
    let passwd = ["user", "passwd", "uit-bestand"];
    let said = as_administrator(&at, &[&passwd[..], &file].concat(), &[]);
    assert_eq!(said.status.code(), Some(3));
    assert!(said.stderr.contains("at least 12 characters"), "{}", said.stderr);
    std::process::Command::new("chmod").arg("644").arg(&path).status().unwrap();
    let said = as_administrator(&at, &[&passwd[..], &file].concat(), &[]);
    assert_eq!(said.status.code(), Some(2));
    assert!(said.stderr.contains("chmod 600"), "{}", said.stderr);
}

fn a_password_that_is_made_is_shown_once_or_written_to_a_new_file(bench: &Bench) {
    let at = bench.shared();
    let create = ["user", "create", "van-hier", "--name", "V", "--generate"];
    let said = as_administrator(&at, &create, &[]);
    let password = said.stdout.lines().last().unwrap().to_owned();
    assert!(said.stdout.contains("shown once") && password.len() > 20, "{}", said.stdout);
    let path = at.path("van-hier.password");
    let to = ["user", "passwd", "van-hier", "--generate", "--to", path.to_str().unwrap()];
    let said = as_administrator(&at, &to, &[]);
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(!said.stdout.contains(kept.trim()) && kept.trim() != password);
    let again = as_administrator(&at, &to, &[]);
    assert_eq!(again.status.code(), Some(2), "never over another file");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), kept);
}

fn without_a_password_a_script_hears_how_to_give_one(bench: &Bench) {
    let at = bench.shared();
    let said = as_administrator(&at, &["user", "create", "zonder", "--name", "Z"], &[]);
    assert_eq!(said.status.code(), Some(2));
    for way in ["--password-file", "--password-stdin", "--generate"] {
        assert!(said.stderr.contains(way), "{}", said.stderr);
    }
    let empty = ["user", "create", "zonder", "--name", "Z", "--password-stdin"];
    let said = as_administrator(&at, &empty, &[]);
    assert!(said.stderr.contains("no password came on stdin"), "{}", said.stderr);
}
